/**
 * Committing batches of a shard in their order: from memory what can be, the rest when everything before it is over.
 *
 * @module
 */
import { type Batch, type CommitUnknown, StoreUnavailable, type Task, type View } from "@tessera/core/ports"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { commitAhead, over, type Placed } from "./ahead.ts"
import { tick } from "./Connections.ts"
import { decided } from "./decided.ts"
import { failureOf } from "./ending.ts"
import { foresee } from "./foresee.ts"
import { commitPlainly } from "./plain.ts"
import type { Session, Shard, Turn } from "./Session.ts"

/** What a batch points at, as foreseen; what is not known of it is learnt first. */
const foreseenFor = Effect.fnUntraced(function* (session: Session, shard: Shard, tasks: ReadonlyArray<Task>) {
  const first = foresee(session, shard, tasks, yield* tick)
  if (first === undefined || "view" in first) return first
  yield* Effect.ignore(session.learn(first.unknown))
  const learnt = foresee(session, shard, tasks, yield* tick)
  return learnt !== undefined && "view" in learnt ? learnt : undefined
})

const inTurn = Effect.fnUntraced(function* (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch,
  placed: Placed
) {
  const { before, turn } = placed
  if (before !== undefined) yield* Deferred.await(before.sent)
  const foreseen = yield* foreseenFor(session, shard, tasks)
  if (foreseen !== undefined) {
    // What is kept may not fit together, and then it may not be decidable.
    const prepared = yield* Effect.result(Effect.try(() => decided(session, shard, foreseen, decide)))
    if (Result.isFailure(prepared)) {
      shard.foresight.fail()
      session.known.forget(foreseen.view)
    } else {
      const batch = yield* commitAhead(session, shard, prepared.success, placed)
      if (batch !== undefined) return batch
    }
  }
  turn.isPlain = true
  yield* over(before)
  return yield* commitPlainly(session, shard, tasks, decide)
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
