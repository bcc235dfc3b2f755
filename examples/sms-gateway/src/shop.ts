/**
 * A shop whose holders want to know: its program, who they are, and what happens in it one morning.
 *
 * @module
 */
import type { Texts } from "@tessera/core"
import type { Contact } from "@tessera/core/ports"

export const document = {
  tenant: "bakery",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "SHOP1", owner: "hq", name: "Bakery on Vitosha" }],
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "EUR", exponent: 2 },
      subWallets: [{ id: "main", funding: "paid" }],
      lowBalance: 500,
      points: {
        asset: { code: "BUNS", exponent: 0 },
        subWallet: { id: "buns", funding: "promotional" },
        earn: [{ points: 1, per: 100 }],
        gifts: [{ id: "a coffee", points: 20 }]
      }
    }
  ]
}

/** By the holder that a card was issued to. Dora has no telephone that the gateway knows. */
export const contacts: Readonly<Record<string, Contact>> = {
  ann: { name: "Ann", phone: "+447700900123", language: "en" },
  boris: { name: "Борис", phone: "+359888123456", language: "bg" },
  chen: { name: "陈", phone: "+8613800138000", language: "zh" },
  dora: { name: "Dora", phone: "12" }
}

/** The bakery says it in its own words where it has some. */
export const texts: Texts = {
  en: {
    valueRedeemed: [
      "Thank you, {name}: {amount} at {outlet}.",
      "{balance} left.",
      "{earned}, {allPoints} in all."
    ]
  }
}

const money = { outlet: "SHOP1", currency: "EUR" }
const cash = { kind: "cash" }
const issued = (n: number, holder: string) => ({
  type: "Issue",
  key: `issue-${n}`,
  program: "member",
  card: `2026000${n}`,
  holder,
  ...money
})
const loaded = (n: number, amount: number) => ({
  type: "Load",
  key: `load-${n}`,
  card: `2026000${n}`,
  amount,
  tender: cash,
  ...money
})
const paid = (key: string, n: number, amount: number) => ({
  type: "Redeem",
  key,
  card: `2026000${n}`,
  amount,
  ...money
})

export const morning: ReadonlyArray<object> = [
  issued(1, "ann"),
  issued(2, "boris"),
  issued(3, "chen"),
  issued(4, "dora"),
  loaded(1, 5_000),
  paid("sale-1", 1, 1_250),
  loaded(2, 2_000),
  paid("sale-2", 2, 1_650),
  loaded(3, 3_000),
  paid("sale-3", 3, 2_100),
  paid("sale-4", 1, 800),
  { type: "Refund", key: "refund-1", originalKey: "sale-1", amount: 250, ...money },
  { type: "Block", key: "block-4", card: "20260004", reason: "lost", outlet: "SHOP1" }
]
