/** Every law on the decisions alone. `TESSERA_RUNS` makes it a campaign, `TESSERA_SEED` another one. */
import { describe, it } from "vitest"
import { runLawsInProcess } from "../../src/testing/index.ts"

describe("the laws, without a store", () => {
  runLawsInProcess((name, run) => it(name, run, 600_000), { runs: 40, environment: process.env })
})
