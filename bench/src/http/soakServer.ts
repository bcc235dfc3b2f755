/**
 * The server that is soaked: on a file, with a queue that is short enough to be full, in a process of its own that says how it is.
 *
 * @module
 */
import { join } from "node:path"
import { SqliteStore } from "@tessera/adapters-sql/sqlite"
import { Http, ledgerLayer, serve, StaticKeys } from "@tessera/http"
import { Meter, metrics } from "@tessera/http/observe"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { configuration } from "../shop.ts"
import { apiKey, caller, issueCards, secret } from "./servers.ts"

/** How the server is. */
export interface Standing {
  /** After what nobody needs was collected. */
  readonly heapBytes: number
  readonly residentBytes: number
  /** Seconds of processor so far. */
  readonly cpu: number
  /** Redemptions that the ledger has approved. */
  readonly approved: number
}

const meter = metrics()
const store = meter.onStore(
  SqliteStore.layer({ configuration, file: join(process.argv[2] ?? ".", "ledger.db") })
)
const ledger = ledgerLayer(configuration, store, secret, { capacity: 256 })
const keys = StaticKeys.layer([{ hash: StaticKeys.hash(Redacted.make(apiKey)), caller }])
const watched = Layer.succeed(Meter, meter)
const http = Http.layer().pipe(Layer.provide(Layer.merge(keys, watched)))
const context = await Effect.runPromise(
  Layer.buildWithScope(Layer.provideMerge(http, ledger), Scope.makeUnsafe())
)
await Effect.runPromiseWith(context)(issueCards)
const { port } = await serve(await Effect.runPromiseWith(context)(Effect.service(Http)))

const approved = (): number =>
  Number(/^tessera_commands_total\{verb="Redeem",outcome="approved".*\} (\d+)$/m.exec(meter.text())?.[1] ?? 0)

const standing = (): Standing => {
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  const { system, user } = process.cpuUsage()
  return { heapBytes: heapUsed, residentBytes: rss, cpu: (system + user) / 1e6, approved: approved() }
}

process.on("message", () => process.send?.(standing()))
process.on("disconnect", () => process.exit())
process.send?.({ port })
