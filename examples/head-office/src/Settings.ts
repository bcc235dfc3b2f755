/**
 * How a head office is started: on which database, for which chain, and whether it is live or to try things on.
 *
 * @module
 */
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"

/** What the ledger and what callers show are kept in. */
export type Database =
  | { readonly kind: "sqlite"; readonly file: string }
  | (Shared & { readonly kind: "postgres"; readonly url: string; readonly schema: string })

/** How a ledger that several servers may share is opened. Absent: as the store does it. */
interface Shared {
  /** Whether tables are made and brought up to date. Not for a role that may do no more than it needs. */
  readonly migrate?: boolean
  /** How many servers can commit at the same moment. */
  readonly shards?: number
  /** Whether an approval is on one disk, or on a standby's too. */
  readonly durability?: "local" | "replicated"
}

export interface Settings {
  readonly mode: "live" | "test"
  readonly database: Database
  /** The chain's configuration as JSON; absent: the one in this folder, which is not for a live server. */
  readonly shop: string | undefined
  readonly host: string
  readonly port: number
  /** What callers call the server by. Absent: where it listens. */
  readonly origin: string | undefined
  /** Whether a proxy stands before it, whose word on where a request comes from is taken. */
  readonly isBehindProxy: boolean
  /** Whether what is counted can be scraped, at `/metrics`. */
  readonly isMetered: boolean
  /** Whether the chain's configuration and the office's key count where they were changed by operation since. */
  readonly isOverruling: boolean
  /** Where traces are sent, and of which part of the requests whose callers do not say. Absent: nowhere. */
  readonly traces: { readonly endpoint: string; readonly share: number } | undefined
  /** Secrets that the environment gives. */
  readonly given: {
    readonly secret?: string | undefined
    readonly key?: string | undefined
    /** Secrets that counted before, newest first. Absent: what the file says, or none. */
    readonly secretsBefore?: ReadonlyArray<string> | undefined
  }
}

/** Settings that nothing can be started with; the message says what was expected. */
export class SettingsRefused extends Error {
  override readonly name = "SettingsRefused"
}

type Environment = Readonly<Record<string, string | undefined>>

/** Where the ledger is if nobody says so: a folder where the command was given. */
const usual = join("head-office-data", "ledger.db")

const refuse = (text: string): never => {
  throw new SettingsRefused(text)
}

/** What can be said of a database that several servers may share, and what is understood. */
const shared = {
  TESSERA_MIGRATE: [/^(?:true|false)$/, "true or false", (text) => ({ migrate: text === "true" })],
  TESSERA_SHARDS: [/^[1-9]\d?$/, "1–99", (text) => ({ shards: Number(text) })],
  TESSERA_DURABILITY: [
    /^(?:local|replicated)$/,
    "local or replicated",
    (text) => ({ durability: text === "replicated" ? "replicated" : "local" })
  ]
} satisfies Record<string, readonly [form: RegExp, expected: string, read: (text: string) => Shared]>

const saidOf = (environment: Environment) =>
  Object.entries(shared).flatMap(([name, rest]) => {
    const text = environment[name]
    return text === undefined || text === "" ? [] : [[name, text, ...rest] as const]
  })

const sharedIn = (environment: Environment): Shared =>
  Object.assign(
    {},
    ...saidOf(environment).map(([name, text, form, expected, read]) =>
      form.test(text) ? read(text) : refuse(`${name}: Expected ${expected}`)
    )
  )

const databaseAt = (file: string | undefined, environment: Environment, folder: string): Database => {
  const { DATABASE_URL: url } = environment
  if (url === undefined || url === "") {
    for (const [name] of saidOf(environment))
      refuse(`${name}: Expected nothing, DATABASE_URL is not set: a file has one server`)
    return { kind: "sqlite", file: resolve(folder, file ?? usual) }
  }
  if (file !== undefined) refuse("--db: Expected no file, DATABASE_URL is set")
  const [address = "", schema = "tessera"] = url.split("#")
  return { kind: "postgres", url: address, schema, ...sharedIn(environment) }
}

const portOf = (text: string): number => {
  const port = Number(text)
  return /^\d{1,5}$/.test(text) && port < 65_536 ? port : refuse("--port: Expected 0–65535")
}

/**
 * What callers call the server by, as their own programs write a URL: signatures are over every letter of it, and the path that comes then
 * begins with a slash.
 */
const originIn = ({ TESSERA_ORIGIN: text }: Environment): string | undefined => {
  if (text === undefined || text === "") return undefined
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || /[?#]/.test(text) || url.username !== "")
    return refuse("TESSERA_ORIGIN: Expected https://…, as callers call it, and nothing behind its path")
  return url.href.replace(/\/+$/, "")
}

/** In the names that OpenTelemetry gives to what every program is told. */
const tracesIn = (environment: Environment): Settings["traces"] => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: part = "1" } = environment
  if (endpoint === undefined || endpoint === "") return undefined
  if (!/^https?:\/\//.test(endpoint)) refuse("OTEL_EXPORTER_OTLP_ENDPOINT: Expected http://… or https://…")
  const share = /^(?:0|1|0?\.\d+|1\.0+)$/.test(part) ? Number(part) : Number.NaN
  return share >= 0 ? { endpoint, share } : refuse("OTEL_TRACES_SAMPLER_ARG: Expected 0 to 1")
}

/** What is convenient in a test and has no place where there is money: a row for each. */
const notLive: ReadonlyArray<readonly [isSo: (settings: Settings) => boolean, message: string]> = [
  [({ shop }) => shop === undefined, "--shop: Expected the chain's own configuration"],
  [
    ({ given }) => !given.secret,
    "TESSERA_SECRET: Expected at least 32 characters, kept where secrets are kept"
  ],
  [({ given }) => !given.key, "TESSERA_KEY: Expected the office's first key, live_ and 43 characters"],
  [
    ({ origin }) => origin?.startsWith("https://") !== true,
    "TESSERA_ORIGIN: Expected https://…, as callers call it"
  ]
]

const isKey = ({ given: { key }, mode }: Settings): boolean =>
  !key || (key.startsWith(`${mode}_`) && /^[a-z]{4}_[A-Za-z0-9_-]{43}$/.test(key))

/** Checks settings against each other; all that is wrong is said at once. */
const checked = (settings: Settings): Settings => {
  const { given, mode } = settings
  const faults = [
    ...(mode === "live" ? notLive.filter(([isSo]) => isSo(settings)).map(([, message]) => message) : []),
    ...(isKey(settings) ? [] : [`TESSERA_KEY: Expected ${mode}_ and 43 characters of A-Z a-z 0-9 - _`]),
    ...(given.secret && given.secret.length < 32 ? ["TESSERA_SECRET: Expected at least 32 characters"] : [])
  ]
  return faults.length === 0 ? settings : refuse(faults.join("\n"))
}

const options = {
  db: { type: "string" },
  shop: { type: "string" },
  host: { type: "string", default: "127.0.0.1" },
  port: { type: "string", default: "4000" },
  proxy: { type: "boolean", default: false },
  metrics: { type: "boolean", default: false },
  overrule: { type: "boolean", default: false }
} as const

const valuesIn = (words: ReadonlyArray<string>) => {
  try {
    return parseArgs({ args: [...words], options }).values
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

/** What stands between commas; nothing where nothing does. */
const listIn = (text = ""): ReadonlyArray<string> | undefined => {
  const all = text.split(",").map((one) => one.trim())
  return all.some((one) => one !== "") ? all.filter((one) => one !== "") : undefined
}

/** Reads what was said: words of the command line, and the environment. Files are beside `folder`. Throws `SettingsRefused`. */
export const readSettings = (
  words: ReadonlyArray<string>,
  environment: Environment,
  folder: string
): Settings => {
  const { db, host, metrics, overrule, port, proxy, shop } = valuesIn(words)
  const { TESSERA_KEY, TESSERA_MODE = "test", TESSERA_SECRET } = environment
  return checked({
    mode:
      TESSERA_MODE === "live" || TESSERA_MODE === "test"
        ? TESSERA_MODE
        : refuse("TESSERA_MODE: Expected test or live"),
    database: databaseAt(db, environment, folder),
    shop: shop === undefined ? undefined : resolve(folder, shop),
    host,
    port: portOf(port),
    origin: originIn(environment),
    isBehindProxy: proxy,
    isMetered: metrics,
    isOverruling: overrule,
    traces: tracesIn(environment),
    given: {
      secret: TESSERA_SECRET,
      key: TESSERA_KEY,
      secretsBefore: listIn(environment["TESSERA_SECRETS_BEFORE"])
    }
  })
}
