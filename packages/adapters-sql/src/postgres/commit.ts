/**
 * Committing a batch: lock and read in one packet, decide, write and commit in the next; or all in one, from memory.
 *
 * @module
 */
import { type Batch, CommitUnknown, StoreUnavailable, type Task, type View } from "@tessera/core/ports"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { isSqlError, type SqlError } from "effect/sql/SqlError"
import { type Answered, array, type Asked, ask } from "./Connections.ts"
import { type Foreseen, foresee } from "./foresee.ts"
import { begin, Overtaken, viewOf } from "./lock.ts"
import type { Session, Shard, Turn } from "./Session.ts"
import { beforeIn, writes } from "./write.ts"

/** What is decided, on what it was decided, and how it is written. */
interface Prepared {
  readonly batch: Batch
  readonly view: View
  readonly statements: ReadonlyArray<Asked>
}

/** Locks and reads, and decides: nothing of it lasts unless the commit is sent. */
const prepare = Effect.fnUntraced(function* (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch,
  alone: boolean
) {
  const view = yield* viewOf(session, shard, tasks, alone)
  return decided(session, shard, { view, asked: [] }, decide)
})

const decided = (
  session: Session,
  shard: Shard,
  { asked, view }: Foreseen,
  decide: (view: View) => Batch
): Prepared => {
  session.reach("store.read")
  const before = beforeIn(view)
  const batch = decide(view)
  session.reach("store.decided")
  return { batch, view, statements: [...asked, ...writes(session, shard.number, before, batch)] }
}

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
  answers: ReadonlyArray<Result.Result<Answered, SqlError>>,
  unreplicatedBefore: number
): Ending => {
  const commit = answers.at(-1)
  const command = commit !== undefined && Result.isSuccess(commit) ? commit.success.command : undefined
  if (command === "COMMIT")
    return durability === "replicated" && connection.unreplicated > unreplicatedBefore
      ? "unknown"
      : "committed"
  if (command === "ROLLBACK") return "rolledBack"
  const isClear = answers
    .slice(0, -1)
    .some((answer) => Result.isFailure(answer) && isSaidByServer(answer.failure))
  return isClear ? "rolledBack" : "unknown"
}

const failureIn = (answers: ReadonlyArray<Result.Result<Answered, SqlError>>): unknown =>
  answers.find(Result.isFailure)?.failure ?? new Error("the transaction was rolled back")

/** Sends statements that end with the commit; says how it ended, and why it failed if it did. */
const sendCommit = Effect.fnUntraced(function* (
  session: Session,
  shard: Shard,
  statements: ReadonlyArray<Asked>
) {
  const { unreplicated } = shard.connection
  const answers = yield* shard.connection.sendAll([...statements, ask(session.statements.commit)])
  return { answers, cause: failureIn(answers), ending: endingOf(session, shard, answers, unreplicated) }
})

/**
 * Finds out what became of a commit whose answer never came: takes the shard on a new connection, for which it waits
 * until the transaction in doubt has ended, and looks for the operations.
 */
const settle = Effect.fnUntraced(function* (session: Session, shard: Shard, batch: Batch) {
  const { statements, tenant } = session
  yield* shard.connection.close
  const ids = batch.recorded.map(({ operation }) => operation.id)
  const { answers, ending } = yield* sendCommit(session, shard, [
    ...begin(session, shard, false),
    ask(statements.recorded, tenant, array(ids))
  ])
  if (ending !== "committed") return undefined
  const looked = answers.at(-2)
  return looked !== undefined && Result.isSuccess(looked)
    ? Number(looked.success.rows[0]?.["found"]) === ids.length
    : undefined
})

/** Whether a commit whose answer never came is recorded after all; a connection that was lost is not used again. */
const isRecorded = Effect.fnUntraced(function* (
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

const attempts = 4

const failureOf = (thrown: unknown): StoreUnavailable | CommitUnknown => {
  if (thrown instanceof StoreUnavailable || thrown instanceof CommitUnknown) return thrown
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

/** In two packets: lock and read, write and commit. */
const attempt = (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch,
  trial: Trial
): Effect.Effect<Batch, StoreUnavailable | CommitUnknown> =>
  Effect.gen(function* () {
    const { batch, statements, view } = yield* prepare(session, shard, tasks, decide, trial.alone)
    if (mustBeAlone(session, batch, trial)) {
      yield* giveUp(session, shard)
      return yield* attempt(session, shard, tasks, decide, { ...trial, alone: true })
    }
    session.reach("store.written")
    const { cause, ending } = yield* sendCommit(session, shard, statements)
    if (ending === "rolledBack") return yield* Effect.fail(cause)
    if (ending === "unknown" && !(yield* isRecorded(session, shard, batch, cause)))
      return yield* Effect.fail(new StoreUnavailable({ cause }))
    shard.foresight.leave(batch)
    session.known.keep(view)
    return yield* committed(session, batch)
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

const committed = ({ reach }: Session, batch: Batch): Effect.Effect<Batch, CommitUnknown> =>
  Effect.try({
    try: () => {
      reach("store.committed")
      return batch
    },
    catch: (cause) => new CommitUnknown({ cause })
  })

/** Where a commit stands in the order of its shard. */
interface Placed {
  readonly turn: Turn
  readonly before: Turn | undefined
}

/**
 * In one packet, from memory; what it leaves is taken as known at once, so that the next batch can be sent behind it. When
 * it was not as foreseen, everything before it is waited for, and there is no batch: it is to be decided anew.
 */
const attemptAhead = Effect.fnUntraced(function* (
  session: Session,
  shard: Shard,
  { batch, statements, view }: Prepared,
  { before, turn }: Placed
) {
  session.reach("store.written")
  shard.foresight.leave(batch)
  session.known.keep(view)
  const sending = yield* Effect.forkChild(sendCommit(session, shard, statements), { startImmediately: true })
  Deferred.doneUnsafe(turn.sent, Effect.void)
  const { cause, ending } = yield* Fiber.join(sending)
  if (ending === "committed") return yield* committed(session, batch)
  turn.isPlain = true
  shard.foresight.fail()
  session.known.forget(view)
  yield* over(before)
  return ending === "unknown" && (yield* isRecorded(session, shard, batch, cause))
    ? yield* committed(session, batch)
    : undefined
})

const over = (turn: Turn | undefined): Effect.Effect<void> =>
  turn === undefined ? Effect.void : Deferred.await(turn.over)

/** What can be decided from memory: not while one before it is read first, or again. */
const foreseenIn = (session: Session, shard: Shard, tasks: ReadonlyArray<Task>, now: number) =>
  [...shard.turns].some(({ isPlain }) => isPlain) ? undefined : foresee(session, shard, tasks, now)

/** Decides from memory what can be; the rest, and what was not as foreseen, when everything before it is over. */
const inTurn = Effect.fnUntraced(function* (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch,
  placed: Placed
) {
  const { before, turn } = placed
  if (before !== undefined) yield* Deferred.await(before.sent)
  const foreseen = foreseenIn(session, shard, tasks, yield* Clock.currentTimeMillis)
  if (foreseen !== undefined) {
    const prepared = yield* Effect.try({
      try: () => decided(session, shard, foreseen, decide),
      catch: (cause) => new StoreUnavailable({ cause })
    })
    const batch = yield* attemptAhead(session, shard, prepared, placed)
    if (batch !== undefined) return batch
  }
  turn.isPlain = true
  yield* over(before)
  return yield* attempt(session, shard, tasks, decide, { count: 1, alone: false })
})

/** Takes the next place in the order of a shard, for as long as it is used. */
const placed = <A, E>({ turns }: Shard, use: (placed: Placed) => Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.suspend(() => {
    const turn: Turn = { sent: Deferred.makeUnsafe(), over: Deferred.makeUnsafe(), isPlain: false }
    const before = [...turns].at(-1)
    turns.add(turn)
    return Effect.ensuring(
      use({ turn, before }),
      Effect.sync(() => {
        turns.delete(turn)
        Deferred.doneUnsafe(turn.sent, Effect.void)
        Deferred.doneUnsafe(turn.over, Effect.void)
      })
    )
  })

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
  if (shard === undefined)
    return Effect.fail(new StoreUnavailable({ cause: new Error(`there is no shard ${number}`) }))
  return placed(shard, (place) => inTurn(session, shard, tasks, decide, place)).pipe(
    Effect.catchCause((cause) => {
      shard.foresight.forget()
      return Effect.fail(failureOf(Cause.squash(cause)))
    }),
    Effect.uninterruptible
  )
}
