/** Every package, every example and the scripts are one test project each, run from their sources. */
import { existsSync, readdirSync } from "node:fs"
import { resolve } from "node:path"
import { defineConfig } from "vitest/config"

const folders = ["packages", "examples"].flatMap((parent) =>
  readdirSync(parent).map((name) => `${parent}/${name}`)
)
const projects = [...folders, "storms", "scripts"].filter((folder) => existsSync(`${folder}/test`))
const conditions = ["@tessera/source", "module", "node", "development|production"]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    // Many tests wait for servers and for processes that they start: two at once, also where there are two cores alone.
    maxWorkers: 2,
    reporters: ["default", "./scripts/tally.ts"],
    projects: projects.map((root) => ({
      extends: true as const,
      test: {
        name: root,
        root,
        include: ["test/**/*.test.ts"],
        testTimeout: 30_000,
        // The files of a project share their modules, none of which keeps what one test could tell another.
        isolate: false,
        setupFiles: [resolve("scripts/seed.ts")],
        globalSetup: existsSync(`${root}/test/servers.ts`) ? [resolve(root, "test/servers.ts")] : []
      }
    }))
  }
})
