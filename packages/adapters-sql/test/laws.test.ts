/** Every law on the whole service, on the SQLite store. */
import { runLaws } from "@tessera/core/testing"
import { describe, it } from "vitest"
import { SqliteStore } from "../src/sqlite/index.ts"
import { chanceOf } from "./chance.ts"

describe("the laws, on SQLite", () => {
  runLaws(
    (name, run) => it(name, run, 600_000),
    (configuration) => SqliteStore.layer({ file: ":memory:", configuration, forTests: true }),
    chanceOf(4, 8)
  )
})
