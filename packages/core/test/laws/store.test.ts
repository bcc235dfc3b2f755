/** Every law on the whole service: queue, committer and a store in memory. */
import { describe, it } from "vitest"
import { MemoryStore, runLaws } from "../../src/testing/index.ts"

describe("the laws, on a store in memory", () => {
  runLaws(
    (name, run) => it(name, run, 600_000),
    () => MemoryStore.layer,
    { runs: 8, environment: process.env }
  )
})
