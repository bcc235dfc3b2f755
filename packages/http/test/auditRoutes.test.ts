/** What is kept outside shows that nothing was altered, to whoever has no ledger. */
import { createHash } from "node:crypto"
import { MemoryStore } from "@tessera/core/memory"
import { Store } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { provesGrowth, provesOperation } from "@tessera/core"
import { describe, expect, it } from "vitest"
import { giftCard, openShop, sale } from "./shop.ts"

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

const opened = () => openShop({ audit: {} })

describe("the audit over HTTP", () => {
  it("gives checkpoints, goes on from them, and proves that a sale is in one", async () => {
    await using shop = await opened()
    const { ask } = shop
    const sold = await ask("/v1/redemptions", { key: "a", body: sale(100) })
    const taken = (await ask("/v1/audit/checkpoints", { body: {} })).body
    expect(taken.short).toMatch(/^(\w{4}-){4}\w$/)
    expect(taken.checkpoint.key).toEqual((await ask("/v1/audit/key")).body)
    const proof = await ask("/v1/audit/proofs", {
      body: { operation: sold.body.operation, checkpoint: taken.checkpoint }
    })
    expect(provesOperation(sha256, proof.body, taken.checkpoint)).toBe(true)

    const next = await ask("/v1/redemptions", { key: "b", body: sale(100) })
    const later = (await ask("/v1/audit/checkpoints", { body: { since: taken.checkpoint } })).body
    const grown = await ask("/v1/audit/growth-proofs", {
      body: { earlier: taken.checkpoint, later: later.checkpoint }
    })
    expect(provesGrowth(sha256, grown.body, taken.checkpoint, later.checkpoint)).toBe(true)
    const newer = await ask("/v1/audit/proofs", {
      body: { operation: next.body.operation, checkpoint: taken.checkpoint }
    })
    expect(newer.status).toBe(404)
    const compared = await ask("/v1/audit/comparisons", { body: { checkpoint: taken.checkpoint } })
    expect(compared.body).toEqual({ agrees: true })
  })

  it("says where a ledger is not the one of a checkpoint, and goes on from none that was altered", async () => {
    await using shop = await opened()
    const { checkpoint } = (await shop.ask("/v1/audit/checkpoints", { body: {} })).body
    await using other = await opened()
    const fallen = await other.ask("/v1/audit/comparisons", { body: { checkpoint } })
    expect(fallen.body.agrees).toBe(false)
    const altered = { ...checkpoint, takenAt: "2020-01-01T00:00:00.000Z" }
    const compared = await shop.ask("/v1/audit/comparisons", { body: { checkpoint: altered } })
    expect(compared.body).toMatchObject({
      agrees: false,
      discrepancy: { why: expect.stringContaining("altered") }
    })
    const since = await shop.ask("/v1/audit/checkpoints", { body: { since: altered } })
    expect([since.status, since.body.code]).toEqual([409, "conflict"])
    const broken = await shop.ask("/v1/audit/checkpoints", {
      body: { since: { ...checkpoint, shards: "all" } }
    })
    expect([broken.status, broken.body.errors[0].path]).toEqual([400, ["since", "shards"]])
  })

  it("names the first bad row, sets its account apart, and sells on with all others", async () => {
    let isAltered = false
    const store = Layer.effect(
      Store,
      Effect.map(Store, (kept) =>
        Store.of({
          ...kept,
          audit: {
            ...kept.audit,
            rows: (query) =>
              Effect.map(kept.audit.rows(query), (rows) =>
                rows.map((one, n) =>
                  isAltered && query.table === "wallet" && n === 0
                    ? { ...one, says: { document: "{}" } }
                    : one
                )
              )
          }
        })
      )
    ).pipe(Layer.provide(MemoryStore.layer))
    await using shop = await openShop({ audit: {}, store })
    const { ask } = shop
    const card = { ...giftCard, card: "4000-9999" }
    await ask("/v1/cards", { key: "other", body: card })
    const { checkpoint } = (await ask("/v1/audit/checkpoints", { body: {} })).body
    const clean = (await ask("/v1/audit/verifications", { body: { checkpoint } })).body
    expect(clean).toMatchObject({ failing: [], newer: 0 })
    expect(clean.bad).toBeUndefined()

    isAltered = true
    const found = (await ask("/v1/audit/verifications", { body: { checkpoint } })).body
    expect(found.bad).toEqual(found.failing[0])
    expect(found.bad.why).toMatch(/is not what the journal makes of it/)
    const elsewhere = await ask("/v1/audit/quarantines", { body: { accounts: ["acc_none"] } })
    expect(elsewhere.body.quarantined).toEqual([])
    const body = { checkpoint, accounts: [found.bad.account], operator: "nobody" }
    const unknown = (await ask("/v1/audit/quarantines", { body })).body.quarantined
    expect(unknown).toMatchObject([{ isQuarantined: false, why: "OperatorUnknown" }])
    for (const as of ["mira", "unnamed"])
      expect((await ask("/v1/audit/quarantines", { as, body })).status).toBe(403)
    const apart = (await ask("/v1/audit/quarantines", { body: { checkpoint } })).body.quarantined
    expect(apart).toMatchObject([{ account: found.bad.account, isQuarantined: true, isKnown: false }])
    const sold = [sale(100), { ...sale(100), card: "4000-9999" }].map((one, n) =>
      ask("/v1/redemptions", { key: `after-${n}`, body: one })
    )
    const codes = new Set((await Promise.all(sold)).map(({ body: { code }, status }) => code ?? status))
    expect(codes).toEqual(new Set([201, "account_frozen"]))
  })

  it("is for who may see all, and is not there where nobody wants it", async () => {
    await using shop = await opened()
    expect((await shop.ask("/v1/audit/key", { as: "fr1" })).status).toBe(403)
    expect((await shop.ask("/v1/audit/key", { as: "kiosk" })).body.needs).toEqual(["audit:read"])
    const apart = { as: "fr1", body: {} }
    expect((await shop.ask("/v1/audit/quarantines", apart)).status).toBe(403)
    const till = await shop.ask("/v1/audit/quarantines", { ...apart, as: "kiosk" })
    expect(till.body.needs).toEqual(["audit:quarantine"])
    await using plain = await openShop()
    expect((await plain.ask("/v1/audit/key")).status).toBe(404)
  })
})
