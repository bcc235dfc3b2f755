/**
 * Ending a transaction: it is on the disk, or taken back, or nobody knows; and then nothing is asked of the file any more.
 *
 * @module
 */
import { CommitUnknown, StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import { forget, type Session } from "./Session.ts"

const reopen = "a commit failed before; the file has to be opened again"

/**
 * After a commit that failed nothing more is committed or read: whether the disk holds what was sent is not to be guessed, and
 * may be found there when the file is opened again.
 */
export const insist = ({ failed }: Session): void => {
  if (failed) throw new StoreUnavailable({ cause: new Error(reopen) })
}

/** Takes everything back. A transaction that cannot be taken back leaves a file that must be opened anew. */
export const takeBack = (session: Session): void => {
  forget(session)
  try {
    if (session.database.isTransaction) session.statements.rollback.run()
  } catch {
    session.failed = true
  }
}

/** Commits, or throws `CommitUnknown`. */
export const commitOrDoubt = (session: Session): void => {
  try {
    session.statements.commit.run()
  } catch (cause) {
    session.failed = true
    takeBack(session)
    throw new CommitUnknown({ cause })
  }
}

/** Everything or nothing of a change, on the disk before it is answered. */
export const changing = <A>(session: Session, change: () => A): A => {
  insist(session)
  let answer: A
  try {
    session.statements.begin.run()
    answer = change()
  } catch (cause) {
    takeBack(session)
    throw new StoreUnavailable({ cause })
  }
  commitOrDoubt(session)
  return answer
}

/** Asks the file, or says that it cannot be asked. */
export const asking =
  (session: Session) =>
  <A>(ask: () => A): Effect.Effect<A, StoreUnavailable> =>
    Effect.try({
      try: () => {
        insist(session)
        return ask()
      },
      catch: (cause) => (cause instanceof StoreUnavailable ? cause : new StoreUnavailable({ cause }))
    })
