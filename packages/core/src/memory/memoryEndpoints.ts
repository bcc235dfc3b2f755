/**
 * Endpoints in memory, for tests and demonstrations.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Endpoint } from "../notice/Endpoint.ts"
import { EndpointStore } from "../ports/EndpointStore.ts"

/** A store that holds none yet. */
export const memoryEndpoints = (): EndpointStore["Service"] => {
  const endpoints = new Map<string, Endpoint>()
  const versionOf = (id: string): number => endpoints.get(id)?.version ?? 0
  return EndpointStore.of({
    all: () => Effect.sync(() => [...endpoints.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))),
    find: (id) => Effect.sync(() => endpoints.get(id)),
    write: (endpoint) =>
      Effect.sync(() => {
        if (versionOf(endpoint.id) !== endpoint.version - 1) return false
        endpoints.set(endpoint.id, endpoint)
        return true
      }),
    remove: (id, version) => Effect.sync(() => versionOf(id) === version && endpoints.delete(id))
  })
}
