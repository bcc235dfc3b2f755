/**
 * A delivery log in the memory of one process: the newest posts, gone when it ends.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, DeliveryLog, idAt, type Kept } from "./DeliveryLog.ts"

/** Keeps so many posts. Absent: 1,000. */
export const memoryLog = (most = 1_000): Layer.Layer<DeliveryLog> =>
  Layer.sync(DeliveryLog, () => {
    let kept: ReadonlyArray<Kept> = []
    return DeliveryLog.of({
      add: (tried) =>
        Effect.sync(() => {
          const newest = [{ ...tried, id: idAt(tried.at) }, ...kept]
          kept = newest.toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, most)
        }),
      list: ({ before = afterAll, endpoint, event, isDelivered, limit }) =>
        Effect.sync(() =>
          kept
            .filter((one) => one.endpoint === endpoint && one.id < before)
            .filter((one) => event === undefined || one.event === event)
            .filter((one) => isDelivered === undefined || one.isDelivered === isDelivered)
            .slice(0, limit)
        ),
      sweep: (at) => Effect.sync(() => void (kept = kept.filter((one) => one.at >= at))),
      forget: (endpoint) => Effect.sync(() => void (kept = kept.filter((one) => one.endpoint !== endpoint)))
    })
  })
