/**
 * Endpoints that are told no more without anybody having asked for it, and telling those who look after them.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Endpoint, EndpointStore, StoreUnavailable } from "@tessera/core/ports"

type Kept = EndpointStore["Service"]

/** Whoever changes it meanwhile knows better, and decides. */
export const disable =
  (store: Kept) =>
  (seen: Endpoint, because: "gone" | "failing"): Effect.Effect<void> =>
    Effect.gen(function* () {
      const at = yield* Clock.currentTimeMillis
      const { version } = seen
      yield* store.write({ ...seen, version: version + 1, changedAt: at, disabled: { because, at } })
    }).pipe(Effect.catch((cause) => Effect.logError(`${seen.id} cannot be disabled`, cause)))

const isUntold = ({ disabled }: Endpoint): boolean =>
  disabled !== undefined && disabled.because !== "asked" && disabled.told !== true

/** Tells of each once it was disabled by itself: at least once, also when a process is killed in between. */
export const tellDisabled = Effect.fnUntraced(function* (
  store: Kept,
  endpoints: ReadonlyArray<Endpoint>,
  tell: (endpoint: Endpoint) => Effect.Effect<void, unknown>
): Effect.fn.Return<void, StoreUnavailable> {
  for (const endpoint of endpoints.filter(isUntold)) {
    const { disabled, id, version } = endpoint
    yield* Effect.logWarning(`${id} is told no more: ${disabled?.because ?? ""}`)
    const isTold = yield* Effect.matchCauseEffect(tell(endpoint), {
      onFailure: (cause) =>
        Effect.as(Effect.logError(`nobody was told that ${id} is told no more`, cause), false),
      onSuccess: () => Effect.succeed(true)
    })
    if (isTold && disabled !== undefined)
      yield* store.write({ ...endpoint, version: version + 1, disabled: { ...disabled, told: true } })
  }
})
