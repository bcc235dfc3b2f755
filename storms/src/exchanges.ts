/**
 * Exchanges: what has to be there before a command, and the command itself, on cards that nobody has used.
 *
 * @module
 */

type Fields = Readonly<Record<string, unknown>> & { readonly type: string }

/** What an exchange is about: cards of its own, and the keys of its commands. */
interface Names {
  readonly card: string
  readonly other: string
  /** The key of the command that was so many places before the last of those before. */
  readonly key: (n: number) => string
  /** The lot that the issue of the card funded. */
  readonly lot: () => string
}

/** The commands before, and the command. */
export type Exchange = (names: Names) => readonly [before: ReadonlyArray<Fields>, command: Fields]

const place = { outlet: "S1", currency: "CNY" }
const tender = { kind: "cash" }
const reason = "storm"

const issued = (card: string, program = "member"): Fields => ({
  type: "Issue",
  program,
  card,
  amount: 10_000,
  tender,
  ...place
})
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

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()

/** By the name of the command; `Tombstone` is the reversal of what was never seen, `Decline` a sale that is refused. */
export const exchanges: Readonly<Record<string, Exchange>> = {
  Issue: ({ card, other }) => [[issued(other)], issued(card)],
  Activate: ({ card }) => [
    [{ type: "Issue", program: "member", card, active: false }],
    { type: "Activate", card, amount: 500, tender, ...place }
  ],
  Deactivate: onCard("Deactivate", { reason }),
  Reactivate: onCard("Reactivate", { reason }, "Deactivate"),
  Load: onCard("Load", { amount: 100_000, offer: "1000+200", tender, ...place }),
  Redeem: onCard("Redeem", { amount: 300, ...place }),
  Decline: onCard("Redeem", { amount: 300_000, ...place }),
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
  ChangeExpiry: ({ card, lot }) => [
    [issued(card)],
    { type: "ChangeExpiry", lot: lot(), expiresAt: inDays(400), reason }
  ],
  Sweep: ({ card }) => [[issued(card)], { type: "Sweep" }]
}
