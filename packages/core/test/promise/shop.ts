/** A shop's configuration as plain JSON, and the service opened on it. */
import { open, type OpenOptions } from "@tessera/core/promise"
import { MemoryStore } from "@tessera/core/memory"

export const shop = {
  tenant: "demo",
  zone: "Europe/Sofia",
  owners: [
    { id: "hq", kind: "headOffice" },
    { id: "fr1", kind: "franchise" }
  ],
  outlets: [
    { id: "SHOP1", owner: "hq" },
    { id: "SHOP2", owner: "fr1" }
  ],
  terminals: [{ id: "T1", outlet: "SHOP1" }],
  programs: [
    {
      id: "gift",
      version: 1,
      kind: "registered",
      asset: { code: "EUR", exponent: 2 },
      numbering: { prefix: "9902", length: 16 },
      subWallets: [
        { id: "main", funding: "paid" },
        { id: "refund", funding: "refund" }
      ],
      capabilities: { cashOut: true }
    }
  ]
}

const secret = "thirty-two characters or more, kept outside"

export const opened = (options: Partial<OpenOptions> = {}) =>
  open({ configuration: shop, store: MemoryStore.layer, secret, ...options })

type Service = Awaited<ReturnType<typeof open>>

/** An active card with some value, at SHOP1. */
export const loaded = async (service: Service, amount: number | bigint, card = "9902 0000 0001") => {
  const tender = { kind: "cash" } as const
  await service.issue({
    key: `issue-${card.replaceAll(" ", "")}`,
    program: "gift",
    card,
    outlet: "SHOP1",
    amount,
    currency: "EUR",
    tender
  })
  return card
}

export const atShop = { outlet: "SHOP1", currency: "EUR" } as const
