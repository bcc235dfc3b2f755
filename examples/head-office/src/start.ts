/**
 * The head office, started: the ledger of the chain over HTTP, for whom its network knows.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { ConfigurationRefused, type Fault } from "@tessera/core"
import { ConfigurationInvalid, openHttp, type Opened, type Serving } from "@tessera/http"
import { metrics, traces } from "@tessera/http/observe"
import { apiKeyHash, networkAccess } from "@tessera/http/access"
import type * as Redacted from "effect/Redacted"
import * as RedactedValue from "effect/Redacted"
import { faultText } from "./cli/Ended.ts"
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
  readonly clients: ReadonlyArray<unknown>
}

const documentIn = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch (error) {
    throw new SettingsRefused(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The chain as it is written down; all but that there may be clients in it is for the ledger to read. */
const chainIn = (file: string): Chain => {
  const document = documentIn(file)
  if (typeof document !== "object" || document === null || Array.isArray(document))
    throw new SettingsRefused(`${file}: Expected one JSON document`)
  const clients: unknown = Reflect.get(document, "clients") ?? []
  if (!Array.isArray(clients)) throw new SettingsRefused(`${file}: clients: Expected a list`)
  return { ...document, clients }
}

/** The office is in no file: whoever has changed its keys cannot write it so. */
const officeChanged =
  "TESSERA_KEY: The keys of the office were changed by operation since, as by tessera key. Start with the one of before, also if it was " +
  "taken out; or say --overrule, and this one is put in their place"

/** What is wrong with a chain, with the file that it is in. */
const refusedIn = (error: unknown, file: string, { clients }: Chain): unknown => {
  const isRefused = error instanceof ConfigurationRefused
  if (!isRefused && !(error instanceof ConfigurationInvalid)) return error
  const isOffice = ([part, n]: Fault["path"]): boolean => part === "clients" && n === clients.length
  const said = error.faults.map((fault) =>
    isRefused && isOffice(fault.path) ? officeChanged : `${file}: ${faultText(fault)}`
  )
  return new SettingsRefused(said.join("\n"))
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
  const { host, isBehindProxy, isMetered, isOverruling, mode, origin, port, shop } = settings
  const file = shop ?? tried
  const chain = chainIn(file)
  const { clear, jobs, log, records, store } = storesOn(settings, folder)
  const opened = await openHttp({
    configuration: { ...chain, clients: [...chain.clients, office(key)] },
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
    service: { overrule: isOverruling },
    ...(isMetered && { metrics: metrics() }),
    ...(settings.traces && { traces: traces({ ...settings.traces, service: "head-office" }) }),
    onFault: (fault, at) => console.error(`a fault at ${at}:`, fault)
  }).catch((error: unknown) => {
    throw refusedIn(error, file, chain)
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
