/**
 * Ending a transaction: it is on the disk, or taken back, or nobody knows; and then nothing is asked of the file any more.
 *
 * @module
 */
import { CommitUnknown, StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
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

/** SQLite's own code for a file that another program is writing to, in its last eight bits. */
const busy = 5

/** Whether SQLite says that somebody else holds the file. */
export const isBusy = (cause: unknown): boolean =>
  cause instanceof Error && "errcode" in cause && Number(cause.errcode) % 256 === busy

/** Whether another program was writing to the file, so that nothing was begun. */
const isLockedOut = (failure: StoreUnavailable | CommitUnknown): boolean =>
  failure._tag === "StoreUnavailable" && isBusy(failure.cause)

/** With what SQLite waits each time that is five seconds. */
const [wait, waits] = ["40 millis", 100] as const

/** Whether something that was thrown is a failure of a change, and not of what led to it. */
const isFailure = (thrown: unknown): thrown is StoreUnavailable | CommitUnknown =>
  thrown instanceof StoreUnavailable || thrown instanceof CommitUnknown

/** Carries out a change, or what reads and changes. For another program that writes to the file it waits five seconds, while others go on. */
export const writing = <A>(work: () => A): Effect.Effect<A, StoreUnavailable | CommitUnknown> =>
  Effect.try({
    try: work,
    catch: (cause) => (isFailure(cause) ? cause : new StoreUnavailable({ cause }))
  }).pipe(
    Effect.retry({ while: isLockedOut, schedule: Schedule.spaced(wait), times: waits }),
    // It is nobody's fault in a batch: its commands would wait as long again, one after the other.
    Effect.mapError((failure) =>
      isLockedOut(failure) ? new StoreUnavailable({ cause: failure.cause, isOutage: true }) : failure
    )
  )

/** The same where the port has no word for what is not known: whoever asks does it again, and finds it done. */
export const redoing = <A>(work: () => A): Effect.Effect<A, StoreUnavailable> =>
  Effect.catchTag(writing(work), "CommitUnknown", (cause) => Effect.fail(new StoreUnavailable({ cause })))

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
