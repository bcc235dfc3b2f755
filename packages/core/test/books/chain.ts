/**
 * Head office and a franchise that bears half of the bonuses it accepts: two days of trade, a correction, and a cut-off.
 *
 * @module
 */
import { expect } from "vitest"
import { type InProcessTill, till } from "../../src/testing/index.ts"
import { shop } from "../tables/shop.ts"

const clearing = {
  cycles: [{ id: "daily", every: "day" }],
  agreements: [{ id: "half", acceptors: ["fr1"], promotional: { acceptor: 50 } }]
}
const offers = [{ id: "100+30", pay: 100, bonus: { subWallet: "gift", amount: 30 } }]

/** The till after all of it, on the third day. */
export const chain = (): InProcessTill => {
  const ledger = till(shop({ offers }, { clearing }), { at: Date.UTC(2026, 10, 21, 2) })
  const send = (sent: Readonly<Record<string, unknown>>): void =>
    expect(ledger.submit({ key: `k${ledger.journal().length}`, ...sent })).toMatchObject({
      outcome: "approved"
    })
  const money = { currency: "CNY", card: "ANNA" }
  const bank = { tender: { kind: "bankCard" } }
  send({ type: "Issue", card: "ANNA", program: "member", outlet: "A1" })
  send({
    type: "Load",
    ...money,
    outlet: "A1",
    amount: 100,
    offer: "100+30",
    tender: { kind: "cash" },
    reference: "L1"
  })
  send({ type: "Load", ...money, key: "card", outlet: "B1", amount: 50, ...bank, reference: "L2" })
  send({ type: "Redeem", ...money, outlet: "B1", amount: 120, reference: "S1" })
  ledger.now += 86_400_000
  send({
    type: "Chargeback",
    originalKey: "card",
    amount: 20,
    currency: "CNY",
    reference: "CB1",
    reason: "fraud"
  })
  send({
    type: "CorrectClearing",
    currency: "CNY",
    amount: 7,
    owedBy: "hq",
    owedTo: "fr1",
    reason: "counted"
  })
  ledger.now += 86_400_000
  send({ type: "CutOff", cycle: "daily", through: "2026-11-22" })
  return ledger
}
