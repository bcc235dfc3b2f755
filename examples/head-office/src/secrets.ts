/**
 * The two secrets of a head office: what hides its cards, and the office's first key. From the environment, or made once.
 *
 * @module
 */
import { randomBytes } from "node:crypto"
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync
} from "node:fs"
import { dirname, join, resolve } from "node:path"
import { makeApiKey } from "@tessera/http/access"
import * as Redacted from "effect/Redacted"
import { type Database, type Settings, SettingsRefused } from "./Settings.ts"

export interface Secrets {
  readonly secret: Redacted.Redacted
  readonly key: Redacted.Redacted
  /** Secrets that counted before, newest first. */
  readonly before: ReadonlyArray<Redacted.Redacted>
  /** Where they are kept; nothing where the environment gives both. */
  readonly file: string | undefined
}

const fileOf = (database: Database, folder: string): string =>
  database.kind === "sqlite"
    ? `${database.file}.secrets.json`
    : resolve(folder, join("head-office-data", `${database.schema}.secrets.json`))

/** Written whole under another name first: whoever is stopped here leaves no secrets, never half of them. */
const create = (file: string): void => {
  const draft = `${file}.${process.pid}.new`
  const made = { secret: randomBytes(32).toString("base64url"), key: Redacted.value(makeApiKey("test")) }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const handle = openSync(draft, "w", 0o600)
  try {
    writeSync(handle, `${JSON.stringify(made, null, 2)}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

const holdsLedger = (database: Database): boolean =>
  database.kind === "sqlite" && existsSync(database.file) && statSync(database.file).size > 0

/** What a text says that is a document. What is wrong with another one is not said: it may have a secret in it. */
const documentOf = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const found: unknown = JSON.parse(text)
    return typeof found === "object" && found !== null ? { ...found } : {}
  } catch {
    return {}
  }
}

interface Kept {
  readonly secret: string
  readonly key: string
  readonly secretsBefore: ReadonlyArray<string>
}

const kept = (file: string, database: Database): Kept => {
  if (!existsSync(file)) {
    if (holdsLedger(database))
      throw new SettingsRefused(
        `${file} is missing: without the secret that the ledger was made with none of its cards is found. Put it back, or set TESSERA_SECRET and TESSERA_KEY`
      )
    create(file)
  }
  const { key, secret, secretsBefore = [] } = documentOf(readFileSync(file, "utf8"))
  const isList = Array.isArray(secretsBefore) && secretsBefore.every((one) => typeof one === "string")
  if (typeof key !== "string" || typeof secret !== "string" || !isList)
    throw new SettingsRefused(`${file}: Expected { "secret": …, "key": … }, and a list of "secretsBefore"`)
  return { key, secret, secretsBefore }
}

const hidden = (texts: ReadonlyArray<string>) => texts.map((text) => Redacted.make(text))

/** The secrets of these settings. What the environment gives is written nowhere. */
export const secretsFor = ({ database, given, mode }: Settings, folder: string): Secrets => {
  const { key, secret, secretsBefore } = given
  if (key && secret)
    return {
      key: Redacted.make(key),
      secret: Redacted.make(secret),
      before: hidden(secretsBefore ?? []),
      file: undefined
    }
  // A live server is not started without them; whoever changes that would put them beside the data they protect.
  if (mode === "live") throw new SettingsRefused("Expected TESSERA_SECRET and TESSERA_KEY")
  const file = fileOf(database, folder)
  const own = kept(file, database)
  return {
    key: Redacted.make(key || own.key),
    secret: Redacted.make(secret || own.secret),
    before: hidden(secretsBefore ?? own.secretsBefore),
    file
  }
}
