/** Endpoints in memory do what every endpoint store must do. */
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { EndpointStore } from "../src/ports/EndpointStore.ts"
import { endpointCases, endpointTenantCases, MemoryStore, OtherEndpointStore } from "../src/testing/index.ts"

const store = () => Layer.fresh(MemoryStore.layer)
const other = () => Layer.effect(OtherEndpointStore, EndpointStore).pipe(Layer.provide(store()))

describe("endpoints in memory", () => {
  it.effect.each([...endpointCases])("$name", ({ run }) => Effect.provide(run, store()))
  it.effect.each([...endpointTenantCases])("$name", ({ run }) =>
    Effect.provide(run, Layer.merge(store(), other()))
  )
})
