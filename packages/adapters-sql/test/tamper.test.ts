/** Tampering in small: whatever is altered behind a ledger's back is found, and its row is named. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "@effect/vitest"
import { newSchema, servers, storeIn } from "./databases.ts"
import { newFile, storeOn } from "./files.ts"
import { type Campaign, campaign, missedText } from "./tampering/campaign.ts"
import { rawPostgres, rawSqlite } from "./tampering/raw.ts"

const triedIn = ({ tallies }: Campaign): number =>
  [...tallies.values()].reduce((sum, { tried }) => sum + tried, 0)

describe("a ledger that is altered behind its back", () => {
  it.effect(
    "is found out, and the row is named, in SQLite",
    () =>
      Effect.gen(function* () {
        const file = yield* newFile
        const played = yield* campaign(storeOn(file), async () => rawSqlite(file), {
          runs: 200,
          seed: 20_261_122
        })
        expect(played.missed.map((one) => missedText(one))).toEqual([])
        expect(triedIn(played)).toBe(200)
        expect(played.tallies.size).toBeGreaterThan(25)
      }),
    60_000
  )

  it.effect.each(servers)(
    "is found out, and the row is named, in PostgreSQL $release",
    ({ url }) =>
      Effect.gen(function* () {
        const schema = newSchema()
        const store = storeIn(url, schema, { shards: 1 })
        const played = yield* campaign(store, () => rawPostgres(url, schema), { runs: 30, seed: 20_261_122 })
        expect(played.missed.map((one) => missedText(one))).toEqual([])
        expect(triedIn(played)).toBe(30)
      }),
    60_000
  )
})
