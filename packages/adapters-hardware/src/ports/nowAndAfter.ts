/**
 * What is so when somebody asks, and every change after that, without one that falls between both.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"

export const nowAndAfter = <A>(changes: PubSub.PubSub<A>, now: () => ReadonlyArray<A>): Stream.Stream<A> =>
  Stream.unwrap(
    Effect.map(PubSub.subscribe(changes), (subscription) =>
      Stream.concat(Stream.fromIterable(now()), Stream.fromSubscription(subscription))
    )
  )
