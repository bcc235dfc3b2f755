/**
 * A small chain to try things on: a head office, two own outlets, a franchise; member cards, gift cards, a voucher.
 *
 * @module
 */
import type { Configuration } from "../network/Configuration.ts"

type Document = typeof Configuration.Encoded

const member: Document["programs"][number] = {
  id: "member",
  version: 1,
  kind: "registered",
  asset: { code: "CNY", exponent: 2 },
  numbering: { prefix: "9902", length: 16 },
  subWallets: [
    {
      id: "gift",
      priority: 10,
      funding: "promotional",
      rule: { outlets: ["KTV1"], categories: ["room"] },
      validity: { months: 6 }
    },
    { id: "refund", priority: 80, funding: "refund" },
    { id: "main", priority: 90, funding: "paid", validity: { years: 5, from: "lastLoad" } }
  ],
  offers: [
    {
      id: "1000+200",
      pay: 100_000,
      bonus: {
        subWallet: "gift",
        amount: 20_000,
        release: { instalments: 5, every: "month", first: "atLoad" }
      }
    }
  ],
  limits: [
    { id: "day", scope: "account", verb: "Redeem", amount: 200_000, per: "day" },
    { id: "cap", scope: "account", balanceAtMost: 500_000 }
  ],
  holds: { expireAfter: { days: 7 }, tolerancePercent: 20 },
  refundAfterExpiry: { kind: "grace", days: 30 },
  capabilities: { cashOut: true },
  cashOut: { below: 1_000 }
}

const bearer = (id: string, asset: { readonly code: string; readonly exponent: number }) => ({
  id,
  version: 1,
  kind: "bearer" as const,
  asset,
  subWallets: [{ id: "main", funding: "paid" as const }]
})

/**
 * `KTV1` and `KTV2` belong to the head office `hq`, `FR1` to the franchise `fr1`. Programs: `member` (yuan, with `gift`
 * value for rooms at KTV1, `main` and `refund`), `giftCard` (bearer), `voucher`, `yen` (no minor digits) and `dinar` (three).
 */
export const demoConfiguration: Document = {
  tenant: "demo",
  zone: "Asia/Shanghai",
  owners: [
    { id: "hq", kind: "headOffice" },
    { id: "fr1", kind: "franchise" }
  ],
  outlets: [
    { id: "KTV1", owner: "hq" },
    { id: "KTV2", owner: "hq" },
    { id: "FR1", owner: "fr1", region: "south" }
  ],
  terminals: [
    { id: "T1", outlet: "KTV1", kind: "till" },
    { id: "T2", outlet: "FR1", kind: "till" }
  ],
  operators: [
    { id: "cashier", outlet: "KTV1", role: "cashier" },
    { id: "manager", role: "manager" }
  ],
  programs: [
    member,
    bearer("giftCard", { code: "CNY", exponent: 2 }),
    {
      id: "voucher",
      version: 1,
      kind: "voucher",
      asset: { code: "CNY", exponent: 2 },
      subWallets: [
        {
          id: "voucher",
          funding: "promotional",
          rule: { maximumShare: 50, minimumBasket: 1_000 },
          validity: { days: 30 }
        }
      ]
    },
    bearer("yen", { code: "JPY", exponent: 0 }),
    bearer("dinar", { code: "KWD", exponent: 3 })
  ]
}
