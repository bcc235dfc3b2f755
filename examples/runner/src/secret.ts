/**
 * The secret that hides card numbers: from the environment, or from a file beside the database that is made once.
 *
 * @module
 */
import { randomBytes } from "node:crypto"
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync
} from "node:fs"
import * as Redacted from "effect/Redacted"

/** A secret that cannot be used; the message says what to do. */
class SecretUnusable extends Error {
  override readonly name = "SecretUnusable"
}

const shortest = 32

/** Written whole under another name first: whoever is stopped here leaves no key, never half a key. */
const create = (file: string): void => {
  const draft = `${file}.${process.pid}.new`
  const handle = openSync(draft, "w", 0o600)
  writeSync(handle, `${randomBytes(32).toString("hex")}\n`)
  fsyncSync(handle)
  closeSync(handle)
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

const holdsLedger = (database: string): boolean => existsSync(database) && statSync(database).size > 0

const ofFile = (database: string): string => {
  const file = `${database}.key`
  if (!existsSync(file)) {
    if (holdsLedger(database))
      throw new SecretUnusable(
        `${file} is missing: without the key that the ledger was made with none of its cards can be found. Put it back, or set TESSERA_SECRET.`
      )
    create(file)
  }
  return readFileSync(file, "utf8").trim()
}

/** The secret for a database, or a random one where nothing is kept. */
export const secretFor = (
  database: string | undefined,
  environment: string | undefined
): Redacted.Redacted => {
  const text = environment || (database === undefined ? randomBytes(32).toString("hex") : ofFile(database))
  if (text.length < shortest)
    throw new SecretUnusable(
      `${environment ? "TESSERA_SECRET" : `${database}.key`} is too short: expected ${shortest} characters or more`
    )
  return Redacted.make(text)
}
