/** Stores of tests in PostgreSQL, for programs that run outside of a test as well. */
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { conformanceConfiguration } from "@tessera/core/testing"
import { type PostgresOptions, PostgresStore } from "../src/postgres/index.ts"
import { vault } from "./files.ts"

/** A store in a schema, for the tenant of the conformance cases unless it is told otherwise. */
export const storeAt = (url: string, schema: string, options: Partial<PostgresOptions> = {}) =>
  PostgresStore.layer({
    url: Redacted.make(url),
    schema,
    configuration: conformanceConfiguration,
    ...options
  }).pipe(Layer.provide(vault), Layer.fresh)
