/**
 * Fresh ledgers for storms: a folder of files that goes away afterwards, schemas of one server.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { TemporaryPostgres } from "@tessera/adapters-sql/testing"
import type { Place } from "./Place.ts"

/** Where a storm gets a place for each of its ledgers. */
export interface Ledgers {
  readonly place: (n: number) => Place
  readonly remove: () => Promise<void>
}

/** A folder that goes away when the storm is over. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), "tessera-storm-"))

/** Ledger files in a folder of their own. */
export const files = (): Ledgers => {
  const folder = newFolder()
  return {
    place: (n) => ({ store: "sqlite", file: join(folder, `ledger-${n}.db`) }),
    remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true }))
  }
}

/** Schemas of a server, which goes away with them. */
export const schemas = (server: TemporaryPostgres): Ledgers => ({
  place: (n) => ({ store: "postgres", url: server.url(), schema: `storm_${n}` }),
  remove: server.remove
})
