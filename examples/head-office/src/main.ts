/**
 * The starter of a head office: `npm run example:head-office` serves a chain's ledger until it is told to stop.
 *
 * @module
 */
import * as Redacted from "effect/Redacted"
import { curlLines } from "./curlLines.ts"
import { secretsFor } from "./secrets.ts"
import { type Database, readSettings } from "./Settings.ts"
import { start } from "./start.ts"

/** Without what stands in a URL between the slashes and the host: a password. */
const shown = (database: Database): string =>
  database.kind === "sqlite" ? database.file : `PostgreSQL, schema ${database.schema}`

/** What went wrong, down to what the database said of it. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  const reasons = [error.message || error.name, ...(cause === undefined ? [] : [reasonOf(cause)])]
  return [...new Set(reasons)].join(": ")
}

/** A live server speaks no TLS itself: what does stands before it, and each of its limits by source would count everybody as one. */
const ofConnections = "of the connections: behind a proxy all requests come from one, so say --proxy"

/** Whether the office is still let in with the key that it was started with: it may have been taken out since. */
const isTaken = (url: string, key: Redacted.Redacted): Promise<boolean> =>
  fetch(`${url}/v1/tenant`, { headers: { authorization: `Bearer ${Redacted.value(key)}` } }).then(
    ({ status }) => status !== 401,
    // Where it listens need not be where it can be asked from here.
    () => true
  )

const takenOut =
  "taken out since it was made: the office has others, or gets another one with TESSERA_KEY and --overrule"

const run = async (): Promise<void> => {
  // The ledger, and what callers show: who else has an account on this machine reads none of it.
  process.umask(0o077)
  const folder = process.cwd()
  const settings = readSettings(process.argv.slice(2), process.env, folder)
  const secrets = secretsFor(settings, folder)
  const { opened, serving } = await start(settings, secrets, folder)
  const stop = (signal: string): void => {
    console.log(`${signal}: what is under way comes to its end first`)
    void opened.close().then(() => console.log("stopped"))
  }
  // Only once: who says it again does not want to wait.
  process.once("SIGTERM", stop)
  process.once("SIGINT", stop)

  const isShown = settings.mode === "test" && (await isTaken(serving.url, secrets.key))
  const said: ReadonlyArray<readonly [name: string, value: string | undefined]> = [
    ["mode", settings.mode],
    ["ledger", shown(settings.database)],
    ["secrets", secrets.file ?? "of the environment"],
    ["address", serving.url],
    ["docs", `${serving.url}/docs`],
    ["sources", settings.mode === "live" && !settings.isBehindProxy ? ofConnections : undefined],
    ["key", settings.mode === "test" ? (isShown ? Redacted.value(secrets.key) : takenOut) : undefined]
  ]
  for (const [name, value] of said) if (value !== undefined) console.log(`${name.padEnd(9)}${value}`)
  if (!isShown) return
  console.log("\nSell a card, pay with it, ask what is left:\n")
  for (const line of curlLines(serving.url, Redacted.value(secrets.key))) console.log(`${line}\n`)
}

try {
  await run()
} catch (error) {
  console.error(reasonOf(error))
  process.exitCode = 1
}
