/** Ledgers of tests in PostgreSQL: each in a schema of its own. */
import { inject } from "vitest"
export { storeAt as storeIn } from "./stores.ts"

export const servers = inject("servers")

let count = 0
/** A name that no other test uses. */
export const newSchema = (): string =>
  `test_${process.pid}_${Math.random().toString(36).slice(2, 8)}_${(count += 1)}`
