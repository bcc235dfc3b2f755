/** Records of holders in memory do what every holder store must do. */
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { HolderStore } from "../../src/ports/HolderStore.ts"
import { holderCases, holderTenantCases, MemoryStore, OtherHolderStore } from "../../src/testing/index.ts"

const store = () => Layer.fresh(MemoryStore.layer)
const other = () => Layer.effect(OtherHolderStore, HolderStore).pipe(Layer.provide(store()))

describe("records in memory", () => {
  it.effect.each([...holderCases])("$name", ({ run }) => Effect.provide(run, store()))
  it.effect.each([...holderTenantCases])("$name", ({ run }) =>
    Effect.provide(run, Layer.merge(store(), other()))
  )
})
