/** Cases that once were wrong, each found by a law and kept by name. */
import { describe, expect, it } from "vitest"
import { demoConfiguration, till } from "../src/testing/index.ts"

const chain = {
  ...demoConfiguration,
  outlets: [...demoConfiguration.outlets, { id: "NYC", owner: "hq", zone: "America/New_York" }],
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "CNY", exponent: 2 },
      subWallets: [{ id: "main", funding: "paid" }],
      limits: [{ id: "day", scope: "account", verb: "Redeem", amount: 100, per: "day" }]
    }
  ]
}

describe("limits of outlets in several zones", () => {
  it("a day that is over in one zone still counts where it is not: no second allowance by spending abroad", () => {
    const ledger = till(chain)
    const money = { card: "CARD0001", currency: "CNY" }
    const redeem = (key: string, outlet: string) =>
      ledger.submit({ type: "Redeem", key, ...money, amount: 100, outlet })
    ledger.submit({ type: "Issue", key: "issue", program: "member", card: "CARD0001", outlet: "NYC" })
    ledger.submit({
      type: "Load",
      key: "load",
      ...money,
      amount: 900,
      tender: { kind: "cash" },
      outlet: "NYC"
    })

    expect(redeem("new-york.1", "NYC").outcome).toBe("approved")
    expect(redeem("shanghai.1", "KTV1").outcome).toBe("approved")
    expect(redeem("new-york.2", "NYC")).toMatchObject({
      outcome: "declined",
      decline: { _tag: "LimitExceeded", limit: "day", room: 0n }
    })
  })
})
