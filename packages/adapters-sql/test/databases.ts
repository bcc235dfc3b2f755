/** Ledgers of tests in PostgreSQL: each in a schema of its own. */
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { conformanceConfiguration } from "@tessera/core/testing"
import { inject } from "vitest"
import { type PostgresOptions, PostgresStore } from "../src/postgres/index.ts"
import { vault } from "./files.ts"

export const servers = inject("servers")

let count = 0
/** A name that no other test uses. */
export const newSchema = (): string =>
  `test_${process.pid}_${Math.random().toString(36).slice(2, 8)}_${(count += 1)}`

/** A store in a schema, for the tenant of the conformance cases unless it is told otherwise. */
export const storeIn = (url: string, schema: string, options: Partial<PostgresOptions> = {}) =>
  PostgresStore.layer({
    url: Redacted.make(url),
    schema,
    configuration: conformanceConfiguration,
    ...options
  }).pipe(Layer.provide(vault), Layer.fresh)
