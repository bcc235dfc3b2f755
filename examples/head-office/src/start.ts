/**
 * The head office, started: the ledger of the chain over HTTP, for whom its network knows.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { openHttp, type Opened, type Serving } from "@tessera/http"
import { metrics, traces } from "@tessera/http/observe"
import { apiKeyHash, networkAccess } from "@tessera/http/access"
import type * as Redacted from "effect/Redacted"
import * as RedactedValue from "effect/Redacted"
import type { Secrets } from "./secrets.ts"
import { type Settings, SettingsRefused } from "./Settings.ts"
import { sourceOf } from "./sourceOf.ts"
import { storesOn } from "./storesOn.ts"

/** The chain that it is tried with; a live one brings its own. */
const tried = fileURLToPath(new URL("../shop.json", import.meta.url))

/** The client of the office itself: with its key all others are made. */
const office = (key: Redacted.Redacted) => ({
  id: "office",
  scopes: ["all"],
  keys: [{ id: "first", sha256: apiKeyHash(key) }]
})

interface Chain {
  readonly clients?: ReadonlyArray<object>
}

const chainIn = (file: string): Chain => {
  try {
    const chain: Chain = JSON.parse(readFileSync(file, "utf8"))
    return chain
  } catch (error) {
    throw new SettingsRefused(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

export interface Started {
  readonly opened: Opened
  readonly serving: Serving
}

/** Opens the ledger and listens. Rejects where something is wrong with the settings, the chain or the database. */
export const start = async (
  settings: Settings,
  { before, key, secret }: Secrets,
  folder: string
): Promise<Started> => {
  const { host, isBehindProxy, isMetered, mode, origin, port, shop } = settings
  const chain = chainIn(shop ?? tried)
  const { clear, jobs, log, records, store } = storesOn(settings, folder)
  const opened = await openHttp({
    configuration: { ...chain, clients: [...(chain.clients ?? []), office(key)] },
    store,
    secret: RedactedValue.value(secret),
    secretsBefore: before.map(RedactedValue.value),
    access: networkAccess({ mode, origin: origin ?? `http://${host}:${port}`, records }),
    jobs: { folder: jobs },
    // Receivers on this machine, and without TLS, are for trying things.
    webhooks: { allowPrivate: mode === "test", log },
    ...(mode === "test" && { sandbox: clear === undefined ? {} : { clear } }),
    holders: true,
    audit: {},
    ...(isMetered && { metrics: metrics() }),
    ...(settings.traces && { traces: traces({ ...settings.traces, service: "head-office" }) }),
    onFault: (fault, at) => console.error(`a fault at ${at}:`, fault)
  })
  try {
    const serving = await opened.serve({
      host,
      port,
      ...(isBehindProxy && { source: sourceOf })
    })
    return { opened, serving }
  } catch (error) {
    await opened.close()
    throw error
  }
}
