/**
 * A shop whose books are kept by another program: its cards, its ledger in a file or a database, and one busy hour.
 *
 * @module
 */
import { PostgresStore } from "@tessera/adapters-sql/postgres"
import { SqliteStore } from "@tessera/adapters-sql/sqlite"
import { Ids, readCommand, readConfiguration, StoredValue } from "@tessera/core"
import { NodeDigest, NodeKeyVault, NodeOperationIds, NodePinHasher } from "@tessera/core/node"
import type { Deliveries, EndpointStore, KeyVault, Store } from "@tessera/core/ports"
import { Webhooks, type WebhooksOptions } from "@tessera/http"
import { Effect, Layer, Redacted, Result } from "effect"

const configuration = Result.getOrThrow(
  readConfiguration({
    tenant: "tearoom",
    zone: "Europe/Sofia",
    owners: [{ id: "hq", kind: "headOffice" }],
    outlets: [{ id: "SHOP1", owner: "hq", name: "Tea room" }],
    programs: [
      {
        id: "gift",
        version: 1,
        kind: "bearer",
        asset: { code: "EUR", exponent: 2 },
        subWallets: [{ id: "main", funding: "paid" }]
      }
    ]
  })
)

/** In a real shop it comes from wherever secrets are kept, and never from the program. */
const secret = Redacted.make("32 characters that only the example knows")

/** The ledger in a file, or in the schema of a database: `postgres://…#schema`. */
const storeAt = (where: string): Layer.Layer<Store | Deliveries | EndpointStore, unknown, KeyVault> => {
  const [url = "", schema = ""] = where.split("#")
  return url.startsWith("postgres")
    ? PostgresStore.layer({ configuration, schema, shards: 3, url: Redacted.make(url) })
    : SqliteStore.layer({ configuration, file: where })
}

/** Its services, for a process of the shop. */
export const open = (where: string, options: WebhooksOptions) => {
  const service = Layer.merge(
    StoredValue.layer(configuration),
    // The receiver of the example is on this machine; leave `allowPrivate` out for one on the internet.
    Webhooks.layer(configuration, { allowPrivate: true, ...options })
  )
  return service.pipe(
    Layer.provide(storeAt(where)),
    Layer.provide([NodeDigest.layer, NodeOperationIds.layer, NodeKeyVault.layer(secret)]),
    Layer.provide(NodePinHasher.layer(secret))
  )
}

const money = { outlet: "SHOP1", currency: "EUR" }
const cards = ["4000-0001", "4000-0002", "4000-0003", "4000-0004", "4000-0005"]

/** Five cards are issued with 100.00, and sixty teas are paid with them. Answers how much happened. */
export const sell = Effect.gen(function* () {
  const { submit } = yield* StoredValue
  const till = Ids.ClientId.make("till-1")
  const issues = cards.map((card, n) => ({
    type: "Issue",
    key: `issue-${n}`,
    program: "gift",
    card,
    amount: 10_000,
    tender: { kind: "cash" },
    ...money
  }))
  const sales = Array.from({ length: 60 }, (_, n) => ({
    type: "Redeem",
    key: `tea-${n}`,
    card: cards[n % cards.length],
    amount: 250,
    ...money
  }))
  for (const all of [issues, sales])
    yield* Effect.forEach(all, (sent) => submit(till, Result.getOrThrow(readCommand(sent))), {
      concurrency: 16
    })
  return issues.length + sales.length
})
