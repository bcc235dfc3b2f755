/** A sweep on the whole service: what falls due is posted once, its summary adds up, and a key sweeps only once. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { readCommand } from "../src/command/Command.ts"
import type { Outcome } from "../src/command/Outcome.ts"
import { MemoryStore } from "../src/memory/MemoryStore.ts"
import { readConfiguration } from "../src/network/Configuration.ts"
import { NodeDigest, NodeKeyVault, NodeOperationIds } from "../src/node/index.ts"
import { readQuery } from "../src/command/Query.ts"
import { StoredValue } from "../src/StoredValue.ts"
import { ClientId } from "../src/values/Ids.ts"
import { iso } from "../src/values/Instant.ts"

const day = 86_400_000
const opensAt = Date.UTC(2026, 10, 21, 2)
const bonus = {
  subWallet: "gift",
  amount: 30,
  release: { instalments: 3, every: "month", first: "afterOnePeriod" }
}
const programOf = (id: string, code: string) => ({
  id,
  version: 1,
  kind: "registered",
  asset: { code, exponent: 2 },
  subWallets: [
    { id: "gift", funding: "promotional", validity: { days: 10 } },
    { id: "main", funding: "paid", validity: { months: 2 } }
  ],
  offers: [{ id: "100+30", pay: 100, bonus }]
})
const configuration = Result.getOrThrow(
  readConfiguration({
    tenant: "demo",
    zone: "Asia/Shanghai",
    owners: [{ id: "hq", kind: "headOffice" }],
    outlets: [{ id: "S1", owner: "hq" }],
    programs: [
      programOf("member", "CNY"),
      programOf("yen", "JPY"),
      {
        ...programOf("sleepy", "CNY"),
        subWallets: [
          { id: "gift", funding: "promotional" },
          { id: "main", funding: "paid" }
        ],
        dormancy: { after: { days: 30 }, fee: { amount: 40, every: "month" } }
      }
    ]
  })
)
const layer = Layer.fresh(StoredValue.layer(configuration)).pipe(
  Layer.provide([
    Layer.fresh(MemoryStore.layer),
    NodeDigest.layer,
    NodeKeyVault.layer(Redacted.make("kept for this test only, 32 characters")),
    NodeOperationIds.layer
  ])
)

const send = (sent: object, at: number) =>
  Effect.flatMap(StoredValue, (service) =>
    service.submit(ClientId.make("T1"), Result.getOrThrow(readCommand(sent)), at)
  )
const money = (currency: string) => ({ currency, outlet: "S1" })
const cash = { tender: { kind: "cash" } }

const shop = Effect.gen(function* () {
  for (const [program, card, currency] of [
    ["member", "ANNA", "CNY"],
    ["yen", "BELA", "JPY"]
  ] as const) {
    yield* send({ type: "Issue", key: `i-${card}`, program, card }, opensAt)
    yield* send(
      { type: "Load", key: `l-${card}`, card, amount: 100, offer: "100+30", ...money(currency), ...cash },
      opensAt
    )
  }
  yield* send({ type: "Hold", key: "h", card: "ANNA", amount: 40, ...money("CNY") }, opensAt)
})

const sweptIn = (outcome: Outcome) => (outcome.outcome === "approved" ? outcome.receipt.swept : undefined)

describe("a sweep", () => {
  it.effect("posts what fell due up to an instant, and says how much per currency", () =>
    Effect.gen(function* () {
      yield* shop
      const nothing = { holdsExpired: 0, lotsVested: 0, lotsExpired: 0, totals: [] }
      expect(sweptIn(yield* send({ type: "Sweep", key: "s0" }, opensAt))).toEqual(nothing)
      const asOf = iso(opensAt + 35 * day)
      const first = yield* send({ type: "Sweep", key: "s1", asOf }, opensAt + 100 * day)
      expect(sweptIn(first)).toEqual({
        holdsExpired: 1,
        lotsVested: 2,
        lotsExpired: 0,
        totals: [
          { currency: "CNY", released: 40n, vested: 10n, breakage: 0n },
          { currency: "JPY", released: 0n, vested: 10n, breakage: 0n }
        ]
      })
      const second = yield* send({ type: "Sweep", key: "s2" }, opensAt + 100 * day)
      expect(sweptIn(second)).toEqual({
        holdsExpired: 0,
        lotsVested: 4,
        lotsExpired: 6,
        totals: [
          { currency: "CNY", released: 0n, vested: 20n, breakage: 120n },
          { currency: "JPY", released: 0n, vested: 20n, breakage: 120n }
        ]
      })
      expect(sweptIn(yield* send({ type: "Sweep", key: "s3" }, opensAt + 100 * day))).toEqual(nothing)
    }).pipe(Effect.provide(layer))
  )

  it.effect("of a clock that was set back posts what has fallen due by the ledger's time", () =>
    Effect.gen(function* () {
      yield* shop
      yield* send({ type: "Issue", key: "late", program: "member", card: "CARA" }, opensAt + 35 * day)
      const swept = sweptIn(yield* send({ type: "Sweep", key: "s" }, opensAt))
      expect(swept).toMatchObject({ holdsExpired: 1, lotsVested: 2 })
    }).pipe(Effect.provide(layer))
  )

  it.effect("posts what dormant cards pay, also where it was begun before, and until nothing is left", () =>
    Effect.gen(function* () {
      for (const card of ["CARA", "DINA"])
        yield* send(
          { type: "Issue", key: `i-${card}`, program: "sleepy", card, amount: 100, ...money("CNY"), ...cash },
          opensAt
        )
      yield* send(
        {
          type: "Adjust",
          key: "a",
          card: "CARA",
          subWallet: "gift",
          amount: 5,
          reason: "x",
          ...money("CNY")
        },
        opensAt + 40 * day
      )
      const fees = (fees: bigint) => [{ currency: "CNY", released: 0n, vested: 0n, breakage: 0n, fees }]
      const nothing = { holdsExpired: 0, lotsVested: 0, lotsExpired: 0 }
      const first = yield* send({ type: "Sweep", key: "s1" }, opensAt + 70 * day)
      expect(sweptIn(first)).toEqual({ ...nothing, feesTaken: 3, totals: fees(120n) })
      const rest = yield* send({ type: "Sweep", key: "s2" }, opensAt + 700 * day)
      expect(sweptIn(rest)).toEqual({ ...nothing, feesTaken: 2, totals: fees(40n) })
      const never = yield* send({ type: "Sweep", key: "s3" }, opensAt + 7000 * day)
      expect(sweptIn(never)).toEqual({ ...nothing, totals: [] })
      const service = yield* StoredValue
      const asked: { readonly type: string; readonly card: string } = { type: "Statement", card: "CARA" }
      const query = Result.getOrThrow(readQuery(asked))
      const lines = query.type === "Statement" ? yield* service.statement(query, opensAt + 7000 * day) : []
      expect(Array.isArray(lines) && lines.map(({ amount, verb }) => `${verb} ${amount}`)).toEqual([
        "Issue 100",
        "DormancyFee -40",
        "Adjust 5",
        "DormancyFee -40",
        "DormancyFee -20"
      ])
    }).pipe(Effect.provide(layer))
  )

  it.effect("answers the same for a key that was used, and sweeps nothing for another content under it", () =>
    Effect.gen(function* () {
      yield* shop
      const first = yield* send({ type: "Sweep", key: "s" }, opensAt)
      const again = yield* send({ type: "Sweep", key: "s" }, opensAt + 100 * day)
      expect(again).toEqual({ ...first, replayed: true })
      const asOf = iso(opensAt + 99 * day)
      const other = yield* send({ type: "Sweep", key: "s", asOf }, opensAt + 100 * day)
      expect(other.outcome === "declined" && other.decline).toEqual({
        _tag: "IdempotencyConflict",
        field: "asOf"
      })
      const after = yield* send({ type: "Sweep", key: "t" }, opensAt + 100 * day)
      expect(sweptIn(after)?.lotsExpired).toBe(6)
    }).pipe(Effect.provide(layer))
  )
})
