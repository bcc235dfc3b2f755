/**
 * The exchanges, one for every command at least: what has to be there before it, and the command itself, on cards that nobody
 * has used.
 *
 * @module
 */
import type { Verb } from "@tessera/core"
import { day, type Exchange, type Fields, issued, longAgo, place, reason, tender } from "./Exchange.ts"
import { officeExchanges } from "./officeExchanges.ts"

const held = (card: string): Fields => ({ type: "Hold", card, amount: 300, ...place })
const sold = (card: string): Fields => ({ type: "Redeem", card, amount: 300, ...place })

const onCard =
  (type: string, fields: object = {}, ...verbs: ReadonlyArray<string>): Exchange =>
  ({ card }) => [[issued(card), ...verbs.map((type) => ({ type, card, reason }))], { type, card, ...fields }]

const onHold =
  (type: string, fields: object = {}): Exchange =>
  ({ card, key }) => [[issued(card), held(card)], { type, holdKey: key(0), ...fields }]

const onSale =
  (type: string, fields: object = {}): Exchange =>
  ({ card, key }) => [[issued(card), sold(card)], { type, originalKey: key(0), ...fields }]

const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString()

const pending = (card: string): Fields => ({
  type: "Load",
  card,
  amount: 500,
  pending: true,
  tender: { kind: "transfer" },
  ...place
})

const ofPending =
  (type: string, fields: object = {}): Exchange =>
  ({ card, key }) => [[issued(card), pending(card)], { type, originalKey: key(0), ...fields }]

/** On a card of the club, whose holders have points, vouchers and PINs. */
const ofMember =
  (type: string, fields: object, ...before: ReadonlyArray<Fields>): Exchange =>
  ({ card }) => [
    [{ type: "Issue", program: "club", card }, ...before.map((one) => ({ ...one, card }))],
    { type, card, ...fields }
  ]

const points = { currency: "PTS", outlet: "S1" }
const earned: Fields = { type: "Earn", amount: 100, reason, ...points }
const pinSet: Fields = { type: "SetPin", newPin: "1234" }

/**
 * By the name of the command: one that is missing does not compile. `Tombstone` is the reversal of what was never seen,
 * `Decline` a sale that is refused.
 */
export const exchanges: Readonly<Record<Verb | "Tombstone" | "Decline", Exchange>> = {
  ...officeExchanges,
  Issue: ({ card, other }) => [[issued(other)], issued(card)],
  Activate: ({ card }) => [
    [{ type: "Issue", program: "member", card, active: false }],
    { type: "Activate", card, amount: 500, tender, ...place }
  ],
  Deactivate: onCard("Deactivate", { reason }),
  Reactivate: onCard("Reactivate", { reason }, "Deactivate"),
  ConfirmLoad: ofPending("ConfirmLoad", { outlet: "S1" }),
  FailLoad: ofPending("FailLoad"),
  Load: onCard("Load", { amount: 100_000, offer: "1000+200", tender, ...place }),
  Redeem: onCard("Redeem", { amount: 300, ...place }),
  Decline: onCard("Redeem", { amount: 300_000, ...place }),
  Advice: onCard("Advice", { amount: 300, ...place }),
  Hold: onCard("Hold", { amount: 300, ...place }),
  IncrementHold: onHold("IncrementHold", { amount: 100, ...place }),
  ExtendHold: ({ card, key }) => [
    [issued(card), { ...held(card), expiresAt: inDays(1) }],
    { type: "ExtendHold", holdKey: key(0), expiresAt: inDays(2) }
  ],
  Capture: onHold("Capture", { amount: 200, ...place }),
  Release: onHold("Release"),
  Reinstate: ({ card, key }) => [
    [issued(card), held(card), { type: "Release", holdKey: key(0) }],
    { type: "Reinstate", holdKey: key(1), amount: 100, ...place }
  ],
  Refund: onSale("Refund", { outlet: "S2" }),
  UnlinkedRefund: onCard("UnlinkedRefund", { amount: 300, reason, ...place }),
  Reverse: onSale("Reverse", { reason: "malfunction" }),
  Tombstone: ({ card }) => [
    [issued(card)],
    { type: "Reverse", originalKey: `never-${card}`, reason: "malfunction" }
  ],
  Clawback: ({ card, key }) => [
    [issued(card), { type: "Load", card, amount: 900, tender, ...place }],
    { type: "Clawback", originalKey: key(0), reason, outlet: "S1" }
  ],
  Chargeback: ({ card, key }) => [
    [issued(card, "member", { kind: "bankCard" })],
    { type: "Chargeback", originalKey: key(0), reference: "B1", reason }
  ],
  Escheat: ({ card, n }) => [
    [{ ...issued(card, "club"), receivedAt: longAgo + 2 * n * day }],
    {
      type: "Escheat",
      card,
      version: 1,
      jurisdiction: "BG",
      reason,
      receivedAt: longAgo + (2 * n + 2) * day
    }
  ],
  CashOut: onCard("CashOut", { currency: "CNY", tender, outlet: "S1" }),
  Adjust: onCard("Adjust", { subWallet: "main", amount: -50, currency: "CNY", reason }),
  Block: onCard("Block", { reason }),
  Unblock: onCard("Unblock", { reason }, "Block"),
  ReportLost: onCard("ReportLost", { reason }),
  Freeze: onCard("Freeze", { reason }),
  Unfreeze: onCard("Unfreeze", { reason }, "Freeze"),
  Close: ({ card }) => [
    [issued(card), { type: "CashOut", card, currency: "CNY", tender, outlet: "S1" }],
    { type: "Close", card, reason }
  ],
  Replace: ({ card, other }) => [[issued(card)], { type: "Replace", card, newCard: other }],
  LinkCard: ({ card, other }) => [[issued(card)], { type: "LinkCard", card, newCard: other }],
  Convert: ({ card }) => [
    [issued(card, "bearer")],
    { type: "Convert", card, program: "member", holder: "holder" }
  ],
  Transfer: ({ card, other }) => [
    [issued(card), issued(other)],
    { type: "Transfer", from: card, to: other, amount: 300, currency: "CNY" }
  ],
  Merge: ({ card, other }) => [[issued(card), issued(other)], { type: "Merge", from: card, to: other }],
  ChangeExpiry: ({ card, said }) => [
    [issued(card)],
    { type: "ChangeExpiry", lot: said("lot"), expiresAt: inDays(400), reason }
  ],
  Sweep: ({ card }) => [[issued(card)], { type: "Sweep" }],
  SetPin: ofMember("SetPin", { newPin: "1234" }),
  IdentifyHolder: ofMember("IdentifyHolder", { pin: "1234" }, pinSet),
  UnlockPin: ofMember("UnlockPin", { reason }, pinSet),
  RequestOneTimeCode: ofMember("RequestOneTimeCode", {}),
  Earn: ofMember("Earn", { amount: 100, reason, ...points }),
  BurnPoints: ofMember("BurnPoints", { amount: 100, ...points }, earned),
  ConvertPoints: ofMember("ConvertPoints", { amount: 100, ...points }, earned),
  GrantVoucher: ofMember("GrantVoucher", { voucher: "tea", reason }),
  Remind: ofMember("Remind", { about: "anniversary", occasion: "birthday", on: "2026-11-23" })
}
