/** Records of holders through the Promise API: a telephone rings, and who calls is on the screen. */
import { MemoryStore } from "@tessera/core/memory"
import { open } from "@tessera/core/promise"
import { Store } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { atShop, opened, shop } from "./shop.ts"

const configuration = { ...shop, holders: { callingCode: "359" } }
const ana = { id: "m-1", name: "Ана", phones: ["0888 123 456"], photo: "photos/m-1" }
const amy = { by: "amy", reason: "asked for it" }
const issue = { ...atShop, program: "gift", tender: { kind: "cash" }, holder: "m-1" } as const

describe("holders", () => {
  it("YK-31 lead from a number to a name, a photo, accounts and balances", async () => {
    await using pos = await opened({ configuration })
    await pos.holders.put(ana)
    await pos.issue({ ...issue, key: "1", card: "9902 0000 0001", amount: 500 })
    await pos.issue({ ...issue, key: "2", card: "9902 0000 0002", amount: 700 })
    const calling = await pos.holders.byPhone("+359888123456")
    if (calling.outcome !== "found") throw new Error("Expected the caller")
    const [caller] = calling.holders
    expect(caller?.holder).toEqual({ ...ana, phones: ["+359888123456"] })
    const balances = await Promise.all((caller?.accounts ?? []).map((account) => pos.balance({ account })))
    expect(
      new Set(balances.map((one) => one.outcome === "answered" && one.wallets[0]?.subWallets[0]?.available))
    ).toEqual(new Set([500n, 700n]))
  })

  it("YK-13 are exported with everything that the ledger holds of them, as JSON", async () => {
    await using pos = await opened({ configuration })
    await pos.holders.put(ana)
    await pos.issue({ ...issue, key: "1", card: "9902 0000 0001", amount: 500 })
    await pos.redeem({ ...atShop, key: "2", card: "9902 0000 0001", amount: 200, metadata: { table: "7" } })
    await pos.issue({ ...issue, key: "3", card: "9902 0000 0002", amount: 700, holder: "m-2" })
    const exported = JSON.parse(JSON.stringify(await pos.holders.exportOf("m-1")))
    expect(exported).toMatchObject({
      outcome: "exported",
      holder: { id: "m-1", name: "Ана" },
      version: 1,
      accounts: [
        {
          program: "gift",
          status: "open",
          cards: [{ masked: "********0001", status: "active" }],
          wallets: [
            {
              currency: "EUR",
              balance: 300,
              operations: [
                { verb: "Issue", amount: 500, balance: 500, outlet: "SHOP1" },
                { verb: "Redeem", amount: -200, balance: 300, asked: { metadata: { table: "7" } } }
              ]
            }
          ]
        }
      ]
    })
    expect(exported.accounts).toHaveLength(1)
    expect(await pos.holders.exportOf("m-3")).toEqual({ outcome: "notFound" })
  })

  it("are forgotten, and their cards go on", async () => {
    await using pos = await opened({ configuration })
    await pos.holders.put(ana)
    await pos.issue({ ...issue, key: "1", card: "9902 0000 0001", amount: 500 })
    expect(await pos.holders.put({ ...ana, name: "Ана П." }, { version: 1 })).toMatchObject({ version: 2 })
    expect(await pos.holders.setLegalHold("m-1", amy)).toMatchObject({ outcome: "kept", version: 3 })
    expect(await pos.holders.erase("m-1", amy)).toMatchObject({ outcome: "onLegalHold" })
    await pos.holders.setLegalHold("m-1", undefined)
    expect(await pos.holders.erase("m-1", amy)).toMatchObject({ outcome: "erased", erased: amy })
    expect(await pos.holders.get("m-1")).toMatchObject({ outcome: "erased" })
    expect(await pos.holders.byEmail("ana@example.com")).toEqual({ outcome: "found", holders: [] })
    expect(await pos.holders.anniversaries({ from: "2026-11-01", to: "2026-11-30" })).toMatchObject({
      anniversaries: []
    })
    const paid = await pos.redeem({ ...atShop, key: "2", card: "9902 0000 0001", amount: 200 })
    expect(paid.outcome).toBe("approved")
  })

  it("that cannot be read are answered with every wrong path, and nothing is thrown", async () => {
    await using pos = await opened({ configuration })
    expect(await pos.holders.put({ ...ana, phones: ["call me"], photo: "http://a" })).toMatchObject({
      outcome: "invalid",
      errors: [{ path: ["photo"] }, { path: ["phones", 0] }]
    })
  })

  it("may be kept apart from the ledger", async () => {
    const secret = "thirty-two characters or more, kept outside"
    const ledger = Layer.effect(Store, Store).pipe(Layer.provide(MemoryStore.layer))
    await using without = await open({ configuration, secret, store: ledger })
    await expect(without.holders.get("m-1")).rejects.toMatchObject({
      _tag: "StoreUnavailable",
      cause: { message: expect.stringContaining("keeps no records of holders") }
    })
    await using apart = await open({
      configuration,
      secret,
      store: Layer.effect(
        Store,
        Effect.map(Store, (store) => store)
      ).pipe(Layer.provide(Layer.fresh(MemoryStore.layer))),
      holders: () => Layer.fresh(MemoryStore.layer)
    })
    await apart.holders.put(ana)
    await apart.issue({ ...issue, key: "1", card: "9902 0000 0001", amount: 500 })
    const got = await apart.holders.get("m-1")
    expect(got.outcome === "found" && got.accounts).toHaveLength(1)
  })

  it("take no more calls once the service is closed", async () => {
    const pos = await opened({ configuration })
    await pos.close()
    await expect(pos.holders.get("m-1")).rejects.toMatchObject({ _tag: "StoreUnavailable" })
  })
})
