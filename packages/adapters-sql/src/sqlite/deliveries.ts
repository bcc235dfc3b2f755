/**
 * The deliveries of notifiers in a ledger file, on the same connection as the ledger.
 *
 * @module
 */
import type { StatementSync } from "node:sqlite"
import {
  type Baton,
  Deliveries,
  type Letter,
  type LetterQuery,
  type Progress,
  type Standing
} from "@tessera/core/ports"
import * as Option from "effect/Option"
import { letterRow, readCursor, readLetter } from "../letters.ts"
import { whole } from "../rows.ts"
import { asking, changing, redoing } from "./ending.ts"
import type { Session } from "./Session.ts"

const texts = {
  take: `
    insert into notifier (tenant, name, carrier, carried_until, next) values (?1, ?2, ?3, ?4, 1)
    on conflict (tenant, name) do update set carrier = excluded.carrier, carried_until = excluded.carried_until
    where carrier = excluded.carrier or carried_until <= ?5
    returning reached, next, failing_since`,
  keep: "update notifier set carried_until = ? where tenant = ? and name = ? and carrier = ?",
  reach: "update notifier set reached = ?, next = ?, failing_since = ? where tenant = ? and name = ?",
  look: "select reached, failing_since from notifier where tenant = ? and name = ?",
  count: "select count(*) as found from letter where tenant = ? and notifier = ? and state = ?",
  letters: `
    select number, state, event, tries, due_at, reason from letter
    where tenant = ? and notifier = ? and state = ? and number > ? order by number limit ?`,
  write: `
    insert into letter (number, state, event, tries, due_at, reason, tenant, notifier)
    values (?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (tenant, notifier, number) do update set
      state = excluded.state, tries = excluded.tries, due_at = excluded.due_at, reason = excluded.reason`,
  end: "delete from letter where tenant = ? and notifier = ? and number = ?",
  redrive: `
    update letter set state = 'waiting', tries = 0, due_at = ?
    where tenant = ? and notifier = ? and state = 'dead'`,
  redriveOne: `
    update letter set state = 'waiting', tries = 0, due_at = ?
    where tenant = ? and notifier = ? and state = 'dead' and number = ?`
}

type Statements = Readonly<Record<keyof typeof texts, StatementSync>>

const prepareAll = ({ database }: Session): Statements => {
  const prepared: Partial<Record<string, StatementSync>> = {}
  for (const [name, text] of Object.entries(texts)) prepared[name] = database.prepare(text)
  return prepared as Statements
}

const everything = -1

/** The deliveries on an open file. */
export const deliveriesOn = (session: Session): Deliveries["Service"] => {
  const { tenant } = session
  const statements = prepareAll(session)
  const attempt = asking(session)

  const lettersOf = (
    notifier: string,
    state: Letter["state"],
    after = 0,
    limit = everything
  ): ReadonlyArray<Letter> =>
    statements.letters.all(tenant, notifier, state, after, limit).map((row) => readLetter(row))

  const take = ({ carrier, notifier, until }: Baton, now: number): Option.Option<Standing> => {
    const row = changing(session, () => statements.take.get(tenant, notifier, carrier, until, now))
    if (row === undefined) return Option.none()
    return Option.some({
      ...readCursor(row),
      next: whole(row, "next"),
      waiting: lettersOf(notifier, "waiting")
    })
  }

  const record = ({ carrier, notifier, until }: Baton, progress: Progress | undefined): boolean =>
    changing(session, () => {
      if (statements.keep.run(until, tenant, notifier, carrier).changes === 0) return false
      if (progress === undefined) return true
      const { failingSince = null, next, reached } = progress
      statements.reach.run(JSON.stringify(reached), next, failingSince, tenant, notifier)
      for (const letter of progress.kept) statements.write.run(...letterRow(letter), tenant, notifier)
      for (const number of progress.ended) statements.end.run(tenant, notifier, number)
      return true
    })

  const redrive = (notifier: string, numbers: ReadonlyArray<number> | "all", at: number): number =>
    changing(session, () =>
      numbers === "all"
        ? Number(statements.redrive.run(at, tenant, notifier).changes)
        : numbers.reduce(
            (sum, number) => sum + Number(statements.redriveOne.run(at, tenant, notifier, number).changes),
            0
          )
    )

  return Deliveries.of({
    take: (baton, now) => redoing(() => take(baton, now)),
    record: (baton, progress) => redoing(() => record(baton, progress)),
    letters: ({ after, limit, notifier, state }: LetterQuery) =>
      attempt(() => lettersOf(notifier, state, after, limit)),
    look: (notifier) =>
      attempt(() => ({
        ...readCursor(statements.look.get(tenant, notifier) ?? {}),
        waiting: whole(statements.count.get(tenant, notifier, "waiting") ?? {}, "found"),
        dead: whole(statements.count.get(tenant, notifier, "dead") ?? {}, "found")
      })),
    redrive: (notifier, numbers, at) => redoing(() => redrive(notifier, numbers, at))
  })
}
