import { Ids, outcomeText, readCommand, readConfiguration, StoredValue } from "@tessera/core"
import { NodeDigest, NodeKeyVault, NodeOperationIds } from "@tessera/core/node"
import { MemoryStore } from "@tessera/core/memory"
import { Effect, Layer, Redacted, Schema } from "effect"

const gift = { id: "gift", version: 1, kind: "bearer", asset: { code: "EUR", exponent: 2 } }
const document = {
  tenant: "demo",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "SHOP1", owner: "hq" }],
  programs: [{ ...gift, subWallets: [{ id: "main", funding: "paid" }] }]
}
const till = Schema.decodeSync(Ids.ClientId)("till-1")

const program = Effect.gen(function* () {
  const ledger = yield* StoredValue
  const sale = { type: "Redeem", key: "1", card: "9860 1234", outlet: "SHOP1", amount: 700, currency: "EUR" }
  const command = yield* Effect.fromResult(readCommand(sale))
  return outcomeText(yield* ledger.submit(till, command))
})

const services = Layer.unwrap(
  Effect.map(Effect.fromResult(readConfiguration(document)), (configuration) => StoredValue.layer(configuration))
).pipe(
  Layer.provide([
    MemoryStore.layer,
    NodeDigest.layer,
    NodeOperationIds.layer,
    NodeKeyVault.layer(Redacted.make("at least 32 characters, kept outside of the database"))
  ])
)
const text = await Effect.runPromise(Effect.provide(program, services))
console.log(JSON.parse(text).decline) // => { code: 'card_unknown', retry: 'never' }
