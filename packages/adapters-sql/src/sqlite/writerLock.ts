/**
 * The writer lock: one process writes to a ledger file. The operating system holds it, so a killed process leaves none.
 *
 * @module
 */
import { realpathSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { isBusy } from "./ending.ts"
import { SecondWriter } from "./Refusal.ts"

interface Held {
  readonly lock: DatabaseSync
  readonly tenants: Set<string>
}

/** The files that this process writes to: file locks do not tell stores of one process apart. */
const heldFiles = new Map<string, Held>()

/** An open exclusive transaction on an empty file beside the ledger: its lock dies with the process. */
const lockBeside = (file: string): DatabaseSync => {
  const lock = new DatabaseSync(`${file}-writer`, { timeout: 0 })
  try {
    lock.exec("begin exclusive")
    return lock
  } catch (cause) {
    lock.close()
    throw isBusy(cause) ? new SecondWriter({ file }) : cause
  }
}

/** Takes the lock on a file for a tenant, or throws `SecondWriter`; gives what lets it go. */
export const writerLock = (path: string, tenant: string): (() => void) => {
  const file = realpathSync(path)
  const held = heldFiles.get(file) ?? { lock: lockBeside(file), tenants: new Set() }
  if (held.tenants.has(tenant)) throw new SecondWriter({ file: path })
  held.tenants.add(tenant)
  heldFiles.set(file, held)
  return () => {
    held.tenants.delete(tenant)
    if (held.tenants.size > 0) return
    held.lock.close()
    heldFiles.delete(file)
  }
}
