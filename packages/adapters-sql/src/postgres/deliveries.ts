/**
 * The deliveries of notifiers in PostgreSQL: each call is one statement, so that it is all done or none of it.
 *
 * @module
 */
import { type Baton, Deliveries, type Letter, type Progress, StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { letterRow, readLetter, readReached } from "../letters.ts"
import { type Row, whole } from "../rows.ts"
import { letterColumns } from "./columns.ts"
import { array, inColumns, plain } from "./Connections.ts"
import type { Session } from "./Session.ts"

const attempt = <A, E>(asked: Effect.Effect<A, E>): Effect.Effect<A, StoreUnavailable> =>
  asked.pipe(
    Effect.mapError((cause) => new StoreUnavailable({ cause })),
    Effect.catchDefect((cause) => Effect.fail(new StoreUnavailable({ cause })))
  )

const everything = Number.MAX_SAFE_INTEGER

/** The deliveries of a session's tenant. */
export const deliveriesOn = ({ readers, statements, tenant }: Session): Deliveries["Service"] => {
  const lettersOf = (notifier: string, state: Letter["state"], after = 0, limit = everything) =>
    Effect.map(
      readers.unsafe<Row>(statements.letters, [tenant, notifier, state, BigInt(after), BigInt(limit)]),
      (rows) => rows.map((row) => readLetter(plain(row)))
    )

  const take = Effect.fnUntraced(function* ({ carrier, notifier, until }: Baton, now: number) {
    const asked = [tenant, notifier, carrier, BigInt(until), BigInt(now)]
    const [row] = yield* readers.unsafe<Row>(statements.takeNotifier, asked)
    if (row === undefined) return Option.none()
    const reached = readReached(row["reached"])
    return Option.some({
      ...(reached !== undefined && { reached }),
      next: whole(plain(row), "next"),
      waiting: yield* lettersOf(notifier, "waiting")
    })
  })

  const record = ({ carrier, notifier, until }: Baton, progress: Progress | undefined) =>
    Effect.map(
      readers.unsafe<Row>(statements.recordDeliveries, [
        tenant,
        notifier,
        carrier,
        BigInt(until),
        progress === undefined ? null : JSON.stringify(progress.reached),
        BigInt(progress?.next ?? 0),
        array((progress?.ended ?? []).map(BigInt), "bigint"),
        ...inColumns(
          letterColumns,
          (progress?.kept ?? []).map((letter) => letterRow(letter))
        )
      ]),
      (rows) => rows.length > 0
    )

  const redrive = (notifier: string, numbers: ReadonlyArray<number> | "all", at: number) =>
    Effect.map(
      readers.unsafe<Row>(statements.redrive, [
        tenant,
        notifier,
        BigInt(at),
        numbers === "all",
        array(numbers === "all" ? [] : numbers.map(BigInt), "bigint")
      ]),
      (rows) => rows.length
    )

  return Deliveries.of({
    take: (baton, now) => attempt(take(baton, now)),
    record: (baton, progress) => attempt(record(baton, progress)),
    dead: ({ after, limit, notifier }) => attempt(lettersOf(notifier, "dead", after, limit)),
    redrive: (notifier, numbers, at) => attempt(redrive(notifier, numbers, at))
  })
}
