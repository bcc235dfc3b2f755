/**
 * Committing a batch: lock and read in one packet, decide, write and commit in the next.
 *
 * @module
 */
import { type Batch, CommitUnknown, StoreUnavailable, type Task, type View } from "@tessera/core/ports"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { isSqlError, type SqlError } from "effect/sql/SqlError"
import { type Answered, array, type Asked, ask } from "./Connections.ts"
import { begin, Overtaken, viewOf } from "./lock.ts"
import type { Session, Shard } from "./Session.ts"
import { beforeIn, writes } from "./write.ts"

/** Everything before the commit is sent: nothing of it lasts unless that is. */
const prepare = Effect.fnUntraced(function* (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch,
  alone: boolean
) {
  const view = yield* viewOf(session, shard, tasks, alone)
  session.reach("store.read")
  const before = beforeIn(view)
  const batch = decide(view)
  session.reach("store.decided")
  return { batch, view, statements: writes(session, shard.number, before, batch) }
})

const conflicts = new Set(["UniqueViolation", "DeadlockError", "SerializationError"])

/** Whether the same batch may well succeed at once: somebody else was quicker with a card or a key. */
const isConflict = (cause: unknown): boolean =>
  cause instanceof Overtaken || (isSqlError(cause) && conflicts.has(cause.reason._tag))

const giveUp = (session: Session, { connection }: Shard): Effect.Effect<void> =>
  connection.isOpen
    ? Effect.asVoid(connection.send([ask(session.statements.rollback)])).pipe(
        Effect.catchCause(() => connection.close)
      )
    : Effect.void

/** The warning that comes with a commit for which no standby was waited for after all: somebody stopped the waiting. */
const unreplicated = "01000"

/** What is known of a commit from the answers to the statements that it ended. */
type Ending = "committed" | "rolledBack" | "unknown"

const isSaidByServer = (error: SqlError): boolean =>
  error.reason._tag !== "ConnectionError" &&
  typeof error.reason.cause === "object" &&
  error.reason.cause !== null &&
  "code" in error.reason.cause

/**
 * A commit that was answered with anything but `COMMIT` or `ROLLBACK` is not known: a server that is shut down while it
 * waits for a standby says an error, although it has committed. An error of a statement before it is clear.
 */
const endingOf = (
  { durability }: Session,
  { connection }: Shard,
  answers: ReadonlyArray<Result.Result<Answered, SqlError>>
): Ending => {
  const commit = answers.at(-1)
  const command = commit !== undefined && Result.isSuccess(commit) ? commit.success.command : undefined
  if (command === "COMMIT")
    return durability === "replicated" && connection.warned.includes(unreplicated) ? "unknown" : "committed"
  if (command === "ROLLBACK") return "rolledBack"
  const isClear = answers
    .slice(0, -1)
    .some((answer) => Result.isFailure(answer) && isSaidByServer(answer.failure))
  return isClear ? "rolledBack" : "unknown"
}

const failureIn = (answers: ReadonlyArray<Result.Result<Answered, SqlError>>): unknown =>
  answers.find(Result.isFailure)?.failure ?? new Error("the transaction was rolled back")

/**
 * Finds out what became of a commit whose answer never came: takes the shard on a new connection, for which it waits
 * until the transaction in doubt has ended, and looks for the operations.
 */
const settle = Effect.fnUntraced(function* (session: Session, shard: Shard, batch: Batch) {
  const { connection, number } = shard
  const { statements, tenant } = session
  yield* connection.close
  const ids = batch.recorded.map(({ operation }) => operation.id)
  const answers = yield* connection.sendAll([
    ...begin(session, number, false),
    ask(statements.recorded, tenant, array(ids)),
    ask(statements.commit)
  ])
  if (endingOf(session, shard, answers) !== "committed") return undefined
  const looked = answers.at(-2)
  return looked !== undefined && Result.isSuccess(looked)
    ? Number(looked.success.rows[0]?.["found"]) === ids.length
    : undefined
})

const send = Effect.fnUntraced(function* (
  session: Session,
  shard: Shard,
  { batch, statements }: { readonly batch: Batch; readonly statements: ReadonlyArray<Asked> }
) {
  const answers = yield* shard.connection.sendAll([...statements, ask(session.statements.commit)])
  const ending = endingOf(session, shard, answers)
  if (ending === "committed") return
  const cause = failureIn(answers)
  if (ending === "rolledBack") return yield* Effect.fail(cause)
  const isRecorded = yield* Effect.catchCause(settle(session, shard, batch), () => Effect.succeed(undefined))
  if (isRecorded === true) return
  yield* shard.connection.close
  return yield* Effect.fail(
    isRecorded === false ? new StoreUnavailable({ cause }) : new CommitUnknown({ cause })
  )
})

const attempts = 4

const failureOf = (thrown: unknown): StoreUnavailable => {
  if (thrown instanceof StoreUnavailable) return thrown
  const isOutage = isSqlError(thrown) && thrown.reason._tag === "ConnectionError"
  return new StoreUnavailable({ cause: thrown, ...(isOutage && { isOutage }) })
}

/** How a batch is tried: for which time, and whether beside other shards. */
interface Trial {
  readonly count: number
  readonly alone: boolean
}

/**
 * A key that is buried could be in use in another shard at this moment, where nothing of this transaction is seen; so
 * it is done again with all shards taken.
 */
const mustBeAlone = ({ shards }: Session, { tombstones }: Batch, { alone }: Trial): boolean =>
  tombstones.size > 0 && !alone && shards.length > 1

const attempt = (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch,
  trial: Trial
): Effect.Effect<Batch, StoreUnavailable | CommitUnknown> =>
  Effect.gen(function* () {
    const prepared = yield* prepare(session, shard, tasks, decide, trial.alone)
    const { batch, view } = prepared
    if (mustBeAlone(session, batch, trial)) {
      yield* giveUp(session, shard)
      return yield* attempt(session, shard, tasks, decide, { ...trial, alone: true })
    }
    session.reach("store.written")
    yield* send(session, shard, prepared)
    session.known.keep(view)
    return yield* Effect.try({
      try: () => {
        session.reach("store.committed")
        return batch
      },
      catch: (cause) => new CommitUnknown({ cause })
    })
  }).pipe(
    Effect.catchCause((cause) => {
      const thrown = Cause.squash(cause)
      if (thrown instanceof CommitUnknown) return Effect.fail(thrown)
      const again = { ...trial, count: trial.count + 1 }
      return Effect.andThen(
        giveUp(session, shard),
        isConflict(thrown) && trial.count < attempts
          ? attempt(session, shard, tasks, decide, again)
          : Effect.fail(failureOf(thrown))
      )
    })
  )

/**
 * Commits a batch: `StoreUnavailable` when nothing of it is recorded, `CommitUnknown` when that could not be found out.
 * A batch that met another one on the way is decided anew, a few times at most.
 */
export const commit = (
  session: Session,
  number: number,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch
): Effect.Effect<Batch, StoreUnavailable | CommitUnknown> => {
  const shard = session.shards[number]
  const first = { count: 1, alone: false }
  return shard === undefined
    ? Effect.fail(new StoreUnavailable({ cause: new Error(`there is no shard ${number}`) }))
    : shard.turn.withPermit(Effect.uninterruptible(attempt(session, shard, tasks, decide, first)))
}
