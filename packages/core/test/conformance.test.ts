/**
 * The store in memory does what every store must do.
 *
 * @module
 */
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Store } from "../src/ports/Store.ts"
import {
  commitCases,
  deliveryCases,
  dueCases,
  journalCases,
  networkCases,
  MemoryStore,
  OtherStore,
  tenantCases,
  viewCases
} from "../src/testing/index.ts"

const store = () => Layer.fresh(MemoryStore.layer)
const other = () => Layer.effect(OtherStore, Store).pipe(Layer.provide(store()))

describe("a store in memory", () => {
  it.effect.each([...commitCases, ...viewCases, ...journalCases, ...dueCases, ...networkCases])(
    "$name",
    ({ run }) => Effect.provide(run, store())
  )
  it.effect.each([...deliveryCases])("deliveries: $name", ({ run }) => Effect.provide(run, store()))
  it.effect.each([...tenantCases])("$name", ({ run }) => Effect.provide(run, Layer.merge(store(), other())))
})
