/** The rigs, which `npm test` does not run: they need services of the machine, and main.ts starts them. */
import { defineConfig } from "vitest/config"
import { fileURLToPath } from "node:url"

const conditions = ["@tessera/source", "module", "node", "development|production"]
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    root: file("."),
    include: ["*.test.ts"],
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
    reporters: ["verbose", file("../../../scripts/tally.ts")]
  }
})
