/** Every law on the whole service, on the PostgreSQL store. */
import * as Redacted from "effect/Redacted"
import { runLaws } from "@tessera/core/testing"
import { describe, it } from "vitest"
import { PostgresStore } from "../../src/postgres/index.ts"
import { chanceOf } from "../chance.ts"
import { newSchema, ofNewTenant, played } from "../databases.ts"

describe.each(played)("the laws, on PostgreSQL $release", ({ release, url }) => {
  const schema = newSchema()
  runLaws(
    (name, run) => it(name, run, 600_000),
    (configuration) =>
      PostgresStore.layer({
        url: Redacted.make(url),
        schema,
        shards: 1,
        foreseenAfter: release === "18" ? 0 : Number.POSITIVE_INFINITY,
        configuration: ofNewTenant(configuration),
        forTests: true
      }),
    chanceOf(1, 3)
  )
})
