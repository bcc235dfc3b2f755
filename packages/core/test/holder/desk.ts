/** Holder records of tests: a shop with fields of its own, and the services on a store in memory. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { HolderRecords } from "../../src/HolderRecords.ts"
import { readConfiguration } from "../../src/network/Configuration.ts"
import { NodeDigest } from "../../src/node/NodeDigest.ts"
import { NodeKeyVault } from "../../src/node/NodeKeyVault.ts"
import { NodeOperationIds } from "../../src/node/NodeOperationIds.ts"
import { NodePersonVault } from "../../src/node/NodePersonVault.ts"
import { HolderStore } from "../../src/ports/HolderStore.ts"
import { MemoryStore } from "../../src/memory/index.ts"
import { shop } from "../promise/shop.ts"

const secret = Redacted.make("thirty-two characters or more, kept outside")

const configuration = Result.getOrThrow(
  readConfiguration({
    ...shop,
    holders: {
      callingCode: "359",
      fields: [
        { id: "plate", label: "Car", kind: "text" },
        { id: "wedding", label: "Wedding day", kind: "date", anniversary: true }
      ]
    }
  })
)

/** The records, and the store below them as `through` makes it. */
export const recordsOn = (
  through: (store: HolderStore["Service"]) => HolderStore["Service"] = (store) => store
) => {
  const holders = Layer.effect(
    HolderStore,
    Effect.map(HolderStore, (store) => HolderStore.of(through(store)))
  )
  const store = Layer.merge(MemoryStore.layer, holders.pipe(Layer.provide(MemoryStore.layer)))
  return HolderRecords.layer(configuration).pipe(
    Layer.provideMerge(store),
    Layer.provide([NodeDigest.layer, NodeOperationIds.layer, NodeKeyVault.layer(secret)]),
    Layer.provideMerge(NodePersonVault.layer(secret)),
    Layer.fresh
  )
}
