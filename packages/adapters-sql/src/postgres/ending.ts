/**
 * How a commit ended: as the server said, or as it is found out when its answer never came.
 *
 * @module
 */
import { type Batch, CommitUnknown, StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { isSqlError, type SqlError } from "effect/sql/SqlError"
import { type Answered, array, type Asked, ask } from "./Connections.ts"
import { begin } from "./lock.ts"
import type { Session, Shard } from "./Session.ts"

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
const endingOf = (answers: ReadonlyArray<Result.Result<Answered, SqlError>>, isKept: boolean): Ending => {
  const commit = answers.at(-1)
  const command = commit !== undefined && Result.isSuccess(commit) ? commit.success.command : undefined
  // A transaction in which something failed is rolled back: what was committed beside a failure was none.
  if (command === "COMMIT") return isKept && answers.every(Result.isSuccess) ? "committed" : "unknown"
  if (command === "ROLLBACK") return "rolledBack"
  const isClear = answers
    .slice(0, -1)
    .some((answer) => Result.isFailure(answer) && isSaidByServer(answer.failure))
  return isClear ? "rolledBack" : "unknown"
}

const failureIn = (answers: ReadonlyArray<Result.Result<Answered, SqlError>>, ending: Ending): unknown =>
  answers.find(Result.isFailure)?.failure ??
  new Error(ending === "unknown" ? "no standby has confirmed the commit" : "the transaction was rolled back")

/** Whether the server waits for a standby still; one that is left without, lets those go that wait, and says nothing. */
const hasStandby = (answer: Result.Result<Answered, SqlError> | undefined): boolean => {
  const standbys =
    answer !== undefined && Result.isSuccess(answer) ? answer.success.rows[0]?.["standbys"] : undefined
  return typeof standbys === "string" && standbys !== ""
}

/** Sends statements that end with the commit; says how it ended, and why it failed if it did. */
export const sendCommit = Effect.fnUntraced(function* (
  { durability, statements: { commit, standbys } }: Session,
  { connection }: Shard,
  statements: ReadonlyArray<Asked>
) {
  const isReplicated = durability === "replicated"
  const { unreplicated } = connection
  const sent = [...statements, ask(commit)]
  const all = yield* connection.sendAll(isReplicated ? [...sent, ask(standbys)] : sent)
  const answers = all.slice(0, sent.length)
  const isKept = !isReplicated || (connection.unreplicated === unreplicated && hasStandby(all[sent.length]))
  const ending = endingOf(answers, isKept)
  return { answers, cause: failureIn(answers, ending), ending }
})

/**
 * Finds out what became of a commit whose answer never came: takes the shard on a new connection, for which it waits
 * until the transaction in doubt has ended, and looks for the operations. What is still on its way then comes too late:
 * the time of the shard has gone on, and it was foreseen at the time before.
 */
const settle = Effect.fnUntraced(function* (session: Session, shard: Shard, batch: Batch) {
  const { statements, tenant } = session
  yield* shard.connection.close
  const ids = batch.recorded.map(({ operation }) => operation.id)
  const looking = [...begin(session, shard, false), ask(statements.recorded, tenant, array(ids))]
  const overtaking = ask(statements.overtake, tenant, shard.number)
  const { answers, ending } = yield* sendCommit(session, shard, [...looking, overtaking])
  if (ending !== "committed") return undefined
  const looked = answers[looking.length - 1]
  return looked !== undefined && Result.isSuccess(looked)
    ? Number(looked.success.rows[0]?.["found"]) === ids.length
    : undefined
})

/** Whether a commit whose answer never came is recorded after all; a connection that was lost is not used again. */
export const isRecorded = Effect.fnUntraced(function* (
  session: Session,
  shard: Shard,
  batch: Batch,
  cause: unknown
) {
  const found = yield* Effect.catchCause(settle(session, shard, batch), () => Effect.succeed(undefined))
  if (found === true) return true
  yield* shard.connection.close
  return found ?? (yield* Effect.fail(new CommitUnknown({ cause })))
})

/** What a caller is told of a failure: nothing is recorded unless it says that this is not known. */
export const failureOf = (thrown: unknown): StoreUnavailable | CommitUnknown => {
  if (thrown instanceof StoreUnavailable || thrown instanceof CommitUnknown) return thrown
  const isOutage = isSqlError(thrown) && thrown.reason._tag === "ConnectionError"
  return new StoreUnavailable({ cause: thrown, ...(isOutage && { isOutage }) })
}

/** A batch that is committed; whatever fails from here on, its caller can ask again. */
export const committed = ({ reach }: Session, batch: Batch): Effect.Effect<Batch, CommitUnknown> =>
  Effect.try({
    try: () => {
      reach("store.committed")
      return batch
    },
    catch: (cause) => new CommitUnknown({ cause })
  })
