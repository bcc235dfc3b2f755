/** Ledgers of tests in PostgreSQL: each in a schema of its own, or of a tenant of its own in a schema that many share. */
import type { Configuration, Ids } from "@tessera/core"
import { conformanceConfiguration } from "@tessera/core/testing"
import { inject } from "vitest"
import type { PostgresOptions } from "../src/postgres/index.ts"
import { storeAt as storeIn } from "./stores.ts"
export { storeIn }

export const servers = inject("servers")

/** For what waits long, or plays by chance: the newest release; with `npm test -- --all` every one. */
export const played = process.env["TESSERA_ALL"] === undefined ? servers.slice(0, 1) : servers

let count = 0
/** A name that no other test uses. */
export const newSchema = (): string =>
  `test_${process.pid}_${Math.random().toString(36).slice(2, 8)}_${(count += 1)}`

/** The configuration for a tenant that no other test has: an empty ledger in a schema that is there already. */
export const ofNewTenant = (configuration: Configuration): Configuration => ({
  ...configuration,
  tenant: `${configuration.tenant}.${(count += 1)}` as Ids.TenantId
})

/** Empty ledgers in one schema, which is made once: a tenant for each. */
export const storesIn = (url: string, options: Partial<PostgresOptions> = {}) => {
  const schema = newSchema()
  return () =>
    storeIn(url, schema, { shards: 1, ...options, configuration: ofNewTenant(conformanceConfiguration) })
}
