/**
 * The deliveries of notifiers in PostgreSQL: each call is one statement, so that it is all done or none of it.
 *
 * @module
 */
import { type Baton, Deliveries, type Letter, type Progress, StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { letterRow, readCursor, readLetter } from "../letters.ts"
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
    return Option.some({
      ...readCursor(plain(row)),
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
        progress?.failingSince === undefined ? null : BigInt(progress.failingSince),
        ...inColumns(
          letterColumns,
          (progress?.kept ?? []).map((letter) => letterRow(letter))
        )
      ]),
      (rows) => rows.length > 0
    )

  const look = Effect.fnUntraced(function* (notifier: string) {
    const [row = {}] = yield* readers.unsafe<Row>(statements.lookAtNotifier, [tenant, notifier])
    const counted = plain(row)
    return { ...readCursor(counted), waiting: whole(counted, "waiting"), dead: whole(counted, "dead") }
  })

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
    letters: ({ after, limit, notifier, state }) => attempt(lettersOf(notifier, state, after, limit)),
    look: (notifier) => attempt(look(notifier)),
    redrive: (notifier, numbers, at) => attempt(redrive(notifier, numbers, at))
  })
}
