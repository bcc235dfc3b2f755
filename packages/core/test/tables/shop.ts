/**
 * The shop of the tables: two outlets of the head office, one of a franchise, and its card programs.
 *
 * @module
 */

/** A registered card with a promotion, value for rooms only, value for A1 only, merchandise credit and paid value. */
export const member = {
  id: "member",
  version: 1,
  kind: "registered",
  asset: { code: "CNY", exponent: 2 },
  subWallets: [
    { id: "room", priority: 5, funding: "promotional", rule: { categories: ["room"] } },
    { id: "a1only", priority: 8, funding: "promotional", rule: { outlets: ["A1"] } },
    { id: "gift", priority: 10, funding: "promotional", validity: { months: 6 } },
    { id: "refund", priority: 80, funding: "refund" },
    { id: "main", priority: 90, funding: "paid", validity: { years: 5 } }
  ],
  offers: [
    {
      id: "100+50",
      pay: 100,
      bonus: { subWallet: "gift", amount: 50, release: { instalments: 5, every: "month" } }
    },
    { id: "100+30", pay: 100, bonus: { subWallet: "gift", amount: 30 } }
  ],
  holds: { expireAfter: { days: 7 }, tolerancePercent: 0 },
  capabilities: { cashOut: true }
}

export const bearer = {
  ...member,
  id: "bearer",
  kind: "bearer",
  capabilities: {}
}

const voucher = { ...bearer, id: "voucher", kind: "voucher" }

/** The shop's configuration; `changes` replace terms of the member program. */
export const shop = (changes: object = {}, others: object = {}) => ({
  tenant: "demo",
  zone: "Asia/Shanghai",
  owners: [
    { id: "hq", kind: "headOffice" },
    { id: "fr1", kind: "franchise" }
  ],
  outlets: [
    { id: "A1", owner: "hq", region: "north" },
    { id: "A2", owner: "hq", region: "south" },
    { id: "B1", owner: "fr1", region: "south", zone: "Asia/Bangkok" }
  ],
  terminals: [
    { id: "T1", outlet: "A1", kind: "till" },
    { id: "T2", outlet: "A2", active: false }
  ],
  operators: [{ id: "op1", role: "cashier" }],
  programs: [{ ...member, ...changes }, bearer, voucher],
  ...others
})
