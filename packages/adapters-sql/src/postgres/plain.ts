/**
 * Committing in two packets: lock and read, decide, write and commit.
 *
 * @module
 */
import { type Batch, CommitUnknown, StoreUnavailable, type Task, type View } from "@tessera/core/ports"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { isSqlError } from "effect/sql/SqlError"
import { ask, isForgotten } from "./Connections.ts"
import { decided } from "./decided.ts"
import { committed, failureOf, isRecorded, sendCommit } from "./ending.ts"
import { Overtaken, viewOf } from "./lock.ts"
import type { Session, Shard } from "./Session.ts"

const conflicts = new Set(["UniqueViolation", "DeadlockError", "SerializationError"])

/**
 * Whether the same batch may well succeed at once: somebody else was quicker with a card or a key, or a session does not know
 * what was prepared.
 */
const isConflict = (cause: unknown): boolean =>
  cause instanceof Overtaken || isForgotten(cause) || (isSqlError(cause) && conflicts.has(cause.reason._tag))

const giveUp = (session: Session, { connection }: Shard): Effect.Effect<void> =>
  connection.isOpen
    ? Effect.asVoid(connection.send([ask(session.statements.rollback)])).pipe(
        Effect.catchCause(() => connection.close)
      )
    : Effect.void

const attempts = 4

/** How a batch is tried: for which time, and whether beside other shards. */
interface Trial {
  readonly count: number
  readonly alone: boolean
}

/**
 * A key that is buried could be in use in another shard at this moment, where nothing of this transaction is seen; and
 * what is decided in another shard at this moment does not know of a change of the network. So it is done again with all
 * shards taken, those among them that another process has added.
 */
const mustBeAlone = ({ changed, tombstones }: Batch, { alone }: Trial): boolean =>
  !alone && (changed !== undefined || tombstones.size > 0)

const attempt = (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch,
  trial: Trial
): Effect.Effect<Batch, StoreUnavailable | CommitUnknown> =>
  Effect.gen(function* () {
    const view = yield* viewOf(session, shard, tasks, trial.alone)
    const { batch, statements } = decided(session, shard, { view, asked: [] }, decide)
    if (mustBeAlone(batch, trial)) {
      yield* giveUp(session, shard)
      return yield* attempt(session, shard, tasks, decide, { ...trial, alone: true })
    }
    session.reach("store.written")
    const { cause, ending } = yield* sendCommit(session, shard, statements)
    if (ending === "rolledBack") return yield* Effect.fail(cause)
    if (ending === "unknown" && !(yield* isRecorded(session, shard, batch, cause)))
      return yield* Effect.fail(new StoreUnavailable({ cause }))
    shard.foresight.leave(view)
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

/** Commits a batch in two packets. One that met another on the way is decided anew, a few times at most. */
export const commitPlainly = (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch
): Effect.Effect<Batch, StoreUnavailable | CommitUnknown> =>
  attempt(session, shard, tasks, decide, { count: 1, alone: false })
