/** The PostgreSQL servers of the tests, started once for all files: 18 always, 15 where Debian's is installed. */
import type { TestProject } from "vitest/node"
import { programsOf, temporaryPostgres } from "../src/testing/index.ts"

declare module "vitest" {
  export interface ProvidedContext {
    readonly servers: ReadonlyArray<{ readonly release: string; readonly url: string }>
  }
}

export default async (project: TestProject): Promise<() => Promise<void>> => {
  const releases = (["18", "15"] as const).filter(
    (release) => release === "18" || programsOf(release) !== undefined
  )
  const servers = await Promise.all(
    releases.map(async (release) => ({ release, server: await temporaryPostgres({ release }) }))
  )
  project.provide(
    "servers",
    servers.map(({ release, server }) => ({ release, url: server.url() }))
  )
  return async () => {
    await Promise.all(servers.map(({ server }) => server.remove()))
  }
}
