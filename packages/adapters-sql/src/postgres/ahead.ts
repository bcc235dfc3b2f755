/**
 * Committing in one packet what was decided from memory, so that the next batch can be sent behind it.
 *
 * @module
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Prepared } from "./decided.ts"
import { committed, isRecorded, sendCommit } from "./ending.ts"
import type { Session, Shard, Turn } from "./Session.ts"

/** Where a commit stands in the order of its shard. */
export interface Placed {
  readonly turn: Turn
  readonly before: Turn | undefined
}

/**
 * Commits a batch that was foreseen. What it leaves is taken as known at once. When it was not as foreseen, everything
 * before it is waited for, and there is no batch: it is to be decided anew.
 */
export const commitAhead = Effect.fnUntraced(function* (
  session: Session,
  shard: Shard,
  { batch, statements, view }: Prepared,
  { before, turn }: Placed
) {
  session.reach("store.written")
  shard.foresight.leave(view)
  session.known.keep(view)
  const sending = yield* Effect.forkChild(sendCommit(session, shard, statements), { startImmediately: true })
  Deferred.doneUnsafe(turn.sent, Effect.void)
  const { cause, ending } = yield* Fiber.join(sending)
  if (ending === "committed") return yield* committed(session, batch)
  turn.isPlain = true
  shard.foresight.fail()
  session.known.forget(view)
  yield* over(before)
  const isFound = ending === "unknown" && (yield* isRecorded(session, shard, batch, cause))
  // Of what records nothing there is nothing to find: without the answer nobody has looked whether it was as foreseen.
  return isFound && batch.recorded.length > 0 ? yield* committed(session, batch) : undefined
})

/** Waits until a turn is over. */
export const over = (turn: Turn | undefined): Effect.Effect<void> =>
  turn === undefined ? Effect.void : Deferred.await(turn.over)
