/** Tampering in small: whatever is altered behind a ledger's back is found, and its row is named. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { describe, expect, it } from "@effect/vitest"
import { Audit } from "@tessera/core"
import { NodeSigner } from "@tessera/core/node"
import { conformanceConfiguration } from "@tessera/core/testing"
import { newSchema, played, storeIn } from "./databases.ts"
import { newFile, storeOn } from "./files.ts"
import { issue, redeem, send, serviceOn } from "./sales.ts"
import { type Campaign, campaign, missedText } from "./tampering/campaign.ts"
import { rawPostgres, rawSqlite } from "./tampering/raw.ts"

const triedIn = ({ tallies }: Campaign): number =>
  [...tallies.values()].reduce((sum, { tried }) => sum + tried, 0)

/** A ledger of four cards in a file, of which two were altered: one so that no program can read it any more. */
const broken = Effect.fnUntraced(function* (file: string) {
  yield* Effect.provide(
    Effect.forEach(["CARD1", "CARD2", "CARD3", "CARD4"], (card) => send(issue(card))),
    serviceOn(storeOn(file))
  )
  const raw = rawSqlite(file)
  const tables = yield* Effect.promise(raw.read)
  const [first, second] = tables.wallet
  if (first === undefined || second === undefined) throw new Error("there are no wallets")
  first["document"] = '{"lots":1}'
  second["receivable"] = 5
  yield* Effect.promise(() => raw.write(tables, ["wallet"]))
  yield* Effect.promise(raw.close)
  return [first["account"], second["account"]]
})

describe("a ledger that is altered behind its back", () => {
  it.effect("has its bad accounts set apart, also where one of them is too broken for it", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const accounts = yield* broken(file)
      const layer = Layer.provideMerge(
        Audit.layer(conformanceConfiguration),
        Layer.merge(
          serviceOn(storeOn(file)),
          NodeSigner.derived(Redacted.make("a secret that every reader of the tests knows"))
        )
      )
      yield* Effect.provide(
        Effect.gen(function* () {
          const audit = yield* Audit
          const found = yield* audit.verify()
          expect(found.failing.map(({ account }) => account)).toEqual(accounts)
          const apart = yield* audit.quarantine(found)
          expect(apart.map(({ account, isQuarantined }) => [account, isQuarantined])).toEqual([
            [accounts[0], false],
            [accounts[1], true]
          ])
          expect(apart[0]?.why).toBe("StoreUnavailable")
          const sold = ["CARD1", "CARD2", "CARD3", "CARD4"].map((card) =>
            send(redeem(`r-${card}`, 100, card))
          )
          expect((yield* Effect.all(sold)).toSorted()).toEqual([
            "StoreUnavailable",
            "approved",
            "approved",
            "declined"
          ])
        }),
        layer
      )
    })
  )

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

  it.effect.each(played)(
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
