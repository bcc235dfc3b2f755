/**
 * The planted defect: a store that answers before it has committed. A storm that does not find it finds nothing.
 *
 * @module
 */
import { Ids } from "@tessera/core"
import { Store, type Task } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"

/** How long the answer is ahead of the commit: as long as a slow disk takes. */
const ahead = "4 millis"

const pointedAt = (tasks: ReadonlyArray<Task>) => {
  const requests = tasks.flatMap((task) => ("request" in task ? [task.request] : []))
  const references = requests.map((request) => request.references)
  return {
    cards: references.flatMap(({ cards }) => cards),
    accounts: references.flatMap(({ accounts }) => accounts),
    operations: references.flatMap(({ operations }) => operations),
    keys: [
      ...references.flatMap(({ keys }) => keys),
      ...requests.map(({ client, command }) => Ids.scoped(client, command.key))
    ]
  }
}

const make = Effect.gen(function* () {
  const store = yield* Store
  const turn = Semaphore.makeUnsafe(1)
  return Store.of({
    ...store,
    commit: (shard, tasks, decide) =>
      Effect.gen(function* () {
        yield* turn.take(1)
        const view = yield* Effect.tapError(store.read(pointedAt(tasks)), () => turn.release(1))
        const batch = decide(view)
        yield* Effect.sleep(ahead).pipe(
          Effect.andThen(store.commit(shard, tasks, () => batch)),
          Effect.exit,
          Effect.andThen(turn.release(1)),
          Effect.forkDetach
        )
        return batch
      })
  })
})

/** A store with the defect. */
export const planted = <E, R>(store: Layer.Layer<Store, E, R>): Layer.Layer<Store, E, R> =>
  Layer.fresh(Layer.effect(Store, make).pipe(Layer.provide(store)))
