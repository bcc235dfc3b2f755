/**
 * The chain of this example: one counter, one office, and a program whose value is on cards.
 *
 * @module
 */
import type { Group } from "@tessera/adapters-hardware/purse"

export const currency = "EUR"
export const zone = "Europe/Sofia"

/** How a till is known: to the ledger by name, to cards by number. */
export const counter = { outlet: "Centre", terminal: "C1", number: 1 } as const

/** What is read by `readConfiguration`: each value of a card is a sub-wallet of its own (docs/purse.md). */
export const configuration = {
  tenant: "linden",
  zone,
  owners: [{ id: "linden", kind: "headOffice" }],
  outlets: [
    { id: "Office", owner: "linden" },
    { id: counter.outlet, owner: "linden", name: "Linden Tea" }
  ],
  terminals: [{ id: counter.terminal, outlet: counter.outlet, kind: "till" }],
  programs: [
    {
      id: "purse",
      version: 1,
      kind: "registered",
      asset: { code: currency, exponent: 2 },
      subWallets: [
        { id: "gift", priority: 10, funding: "promotional", rule: { categories: ["purseGift"] } },
        { id: "main", priority: 90, funding: "paid", rule: { categories: ["purseMain"] } }
      ],
      pendingLoads: { expireAfter: { days: 30 } }
    }
  ]
}

/** Which cards are ours. */
export const group: Group = { group: 17, keyVersion: 1, aid: Uint8Array.of(0x01, 0xa7, 0xf5) }

/** How far a card goes alone: 500.00 on it, and 150.00 or six taps between two loads. */
export const caps = { balance: 50_000n, amount: 15_000n, count: 6n }
