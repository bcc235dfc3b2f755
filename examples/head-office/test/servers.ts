/** A PostgreSQL server for the tests of the example. */
import type { TestProject } from "vitest/node"
import { temporaryPostgres } from "@tessera/adapters-sql/testing"

declare module "vitest" {
  export interface ProvidedContext {
    readonly database: string
  }
}

export default async (project: TestProject): Promise<() => Promise<void>> => {
  const server = await temporaryPostgres({ release: "18" })
  project.provide("database", server.url())
  return () => server.remove()
}
