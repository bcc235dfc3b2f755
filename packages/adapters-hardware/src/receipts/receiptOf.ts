/**
 * The receipt of an operation of the ledger, for the holder: what was done, what is left, and where to ask.
 *
 * @module
 */
import {
  type Approved,
  type Asset,
  type Declined,
  inUnits,
  localText,
  type Receipt,
  type SentenceLanguage,
  sentenceOf,
  type Verb
} from "@tessera/core"
import type { Part, ReceiptDocument } from "./ReceiptDocument.ts"
import { type ReceiptTexts, receiptTexts } from "./ReceiptTexts.ts"

/** Where a receipt is printed, and how it speaks. */
export interface ReceiptPlace {
  /** What stands at the top: the name of the shop, and what else it wants to say there. */
  readonly heading: ReadonlyArray<string>
  /** What stands at the bottom. */
  readonly footer?: ReadonlyArray<string>
  readonly terminal?: string
  readonly operator?: string
  /** The zone of the outlet, as in `Europe/Sofia`: times are shown by the clock on its wall. */
  readonly zone: string
  /** Every asset of the receipts that are printed here, with its exponent; points too. */
  readonly assets: ReadonlyArray<Asset>
  /** Absent: `en`. */
  readonly language?: SentenceLanguage
  /** Words of one's own. Absent: those of the language. */
  readonly texts?: ReceiptTexts
  /** What a sub-wallet is called on paper. Absent: its id. */
  readonly names?: Readonly<Record<string, string>>
  /** Whether the operation's id is also printed as a QR code, to find it again. */
  readonly hasCode?: boolean
}

export interface Pen {
  readonly texts: ReceiptTexts
  readonly money: (amount: bigint, code: string | undefined) => string
  readonly named: (subWallet: string) => string
  readonly time: (at: number) => string
}

const moneyIn = (assets: ReadonlyArray<Asset>) => (amount: bigint, code: string | undefined) => {
  const asset = assets.find((one) => one.code === code)
  // A point that is set wrongly is worse than no receipt.
  if (asset === undefined) throw new TypeError(`assets: Expected the exponent of ${code ?? "an asset"}`)
  return inUnits(amount, asset.exponent)
}

export const penOf = ({ assets, language = "en", names, texts, zone }: ReceiptPlace): Pen => ({
  texts: texts ?? receiptTexts[language],
  money: moneyIn(assets),
  named: (subWallet) => names?.[subWallet] ?? subWallet,
  time: (at) => localText(zone, at)
})

export const rule: Part = { kind: "rule" }
const space: Part = { kind: "space" }
export const pair = (left: string, right: string, isStrong = false): Part => ({
  kind: "pair",
  left,
  right,
  isStrong
})
export const centred = (text: string, isStrong = false, isLarge = false): Part => ({
  kind: "text",
  text,
  align: "centre",
  isStrong,
  isLarge
})

/** The last four digits, at most half of the number; never more, whoever hands it in. */
const shortCard = (card: string): string => {
  const shown = Math.min(4, card.length >> 1)
  return `**** ${card.slice(card.length - shown)}`
}

/** The heading, what it is, and when. */
export const opening = (
  place: ReceiptPlace,
  { time }: Pen,
  title: string,
  at: number | undefined
): ReadonlyArray<Part> => [
  ...place.heading.map((text, n) => centred(text, n === 0, n === 0)),
  rule,
  centred(title, true, true),
  ...(at === undefined ? [] : [centred(time(at))])
]

export const who = (place: ReceiptPlace, { texts }: Pen, card: string | undefined): ReadonlyArray<Part> => [
  ...(card === undefined ? [] : [pair(texts.card, shortCard(card))]),
  ...(place.terminal === undefined ? [] : [pair(texts.terminal, place.terminal)]),
  ...(place.operator === undefined ? [] : [pair(texts.operator, place.operator)])
]

export const closing = (place: ReceiptPlace): ReadonlyArray<Part> => [
  space,
  ...(place.footer ?? []).map((text) => centred(text)),
  { kind: "cut" }
]

/** Amounts of one sub-wallet together, in the order in which they come first. */
const bySubWallet = (
  parts: ReadonlyArray<{ readonly subWallet: string; readonly amount: bigint }>
): ReadonlyMap<string, bigint> => {
  const sums = new Map<string, bigint>()
  for (const { amount, subWallet } of parts) sums.set(subWallet, (sums.get(subWallet) ?? 0n) + amount)
  return sums
}

/** What the operation moved: the parts by sub-wallet, then the sum. */
const movedParts = (receipt: Receipt, { money, named, texts }: Pen): ReadonlyArray<Part> => {
  const { currency: own } = receipt
  const said = (amount: bigint): string => money(amount, own)
  const total = (word: string, amount: bigint | undefined, currency = own): ReadonlyArray<Part> =>
    amount === undefined ? [] : [pair(word, `${money(amount, currency)} ${currency ?? ""}`, true)]
  const slices = (all: Parameters<typeof bySubWallet>[0] | undefined, sign: bigint): ReadonlyArray<Part> =>
    [...bySubWallet(all ?? [])].map(([subWallet, amount]) => pair(named(subWallet), said(sign * amount)))
  const sum = (all: ReadonlyArray<{ readonly amount: bigint }> | undefined): bigint | undefined =>
    all === undefined ? undefined : all.reduce((so, { amount }) => so + amount, 0n)
  const isPaidOut = receipt.paidOut !== undefined
  const isBack = receipt.restored !== undefined && receipt.restored.length > 0
  return [
    ...slices(receipt.drawn, -1n),
    ...slices(receipt.lots, 1n),
    ...slices(receipt.restored, 1n),
    ...(receipt.discount === undefined ? [] : [pair(texts.discount, said(-receipt.discount.amount))]),
    ...total(texts.total, receipt.approved ?? (isBack || isPaidOut ? undefined : sum(receipt.drawn))),
    ...total(texts.loaded, isBack || receipt.drawn !== undefined ? undefined : sum(receipt.lots)),
    ...total(texts.givenBack, isBack ? sum(receipt.restored) : undefined),
    ...total(texts.takenOff, isBack ? undefined : receipt.reversed),
    ...total(texts.paidOut, receipt.paidOut),
    ...total(texts.givenBack, receipt.paidBack?.amount, receipt.paidBack?.currency),
    ...total(texts.remainingDue, receipt.remainingDue === 0n ? undefined : receipt.remainingDue),
    ...(receipt.paidOff === undefined ? [] : [pair(texts.paidOff, said(receipt.paidOff))]),
    ...(receipt.receivable === undefined || receipt.receivable === 0n
      ? []
      : [pair(texts.receivable, said(receipt.receivable))])
  ]
}

const balanceParts = (receipt: Receipt, { money, named, texts, time }: Pen): ReadonlyArray<Part> => {
  const { balances, currency, expiring, points } = receipt
  const ends = (subWallet: string): ReadonlyArray<Part> =>
    expiring
      .filter((one) => one.subWallet === subWallet && one.amount > 0n)
      .map(({ amount, expiresAt }) =>
        pair(`    ${money(amount, currency)} ${texts.expires}`, time(expiresAt).slice(0, 10))
      )
  const sum = balances.reduce((so, { ledger }) => so + ledger, 0n)
  const heldInAll = balances.reduce((so, { held }) => so + held, 0n)
  return [
    ...(balances.length === 0
      ? []
      : [rule, pair(texts.balance, `${money(sum, currency)} ${currency ?? ""}`, true)]),
    ...balances.flatMap(({ ledger, subWallet }) => [
      pair(`  ${named(subWallet)}`, money(ledger, currency)),
      ...ends(subWallet)
    ]),
    ...(heldInAll === 0n ? [] : [pair(`  ${texts.held}`, money(heldInAll, currency))]),
    ...(points === undefined
      ? []
      : [
          pair(texts.points, `${points.earned > 0n ? "+" : ""}${money(points.earned, points.currency)}`),
          ...(points.short === undefined
            ? []
            : [pair(texts.pointsShort, money(points.short, points.currency))]),
          pair(texts.pointsLeft, money(points.ledger, points.currency))
        ])
  ]
}

const approvedReceipt = (verb: Verb, { receipt }: Approved, place: ReceiptPlace): ReceiptDocument => {
  const pen = penOf(place)
  const { texts } = pen
  const parts = [
    ...opening(place, pen, texts.titles[verb] ?? verb, receipt.recordedAt),
    ...who(place, pen, receipt.card),
    rule,
    ...movedParts(receipt, pen),
    ...balanceParts(receipt, pen),
    rule,
    pair(texts.approvalCode, receipt.approvalCode),
    pair(texts.operation, receipt.operation),
    ...(place.hasCode === true ? [space, { kind: "qr", data: receipt.operation } as const] : []),
    ...closing(place)
  ]
  return { copyMark: texts.copy, parts }
}

/** What a till knows of a command that was declined: the answer itself has no time, and no card. */
export interface DeclinedHere {
  /** Milliseconds since 1970. Absent: no time is printed. */
  readonly at?: number
  readonly card?: string
  /** The asset that was asked for. */
  readonly currency?: string
}

const declinedReceipt = (
  verb: Verb,
  { decline, operation }: Declined,
  place: ReceiptPlace,
  here: DeclinedHere
): ReceiptDocument => {
  const pen = penOf(place)
  const { texts } = pen
  const asset = place.assets.find(({ code }) => code === here.currency) ?? place.assets[0]
  const shown = { asset: asset ?? { code: "XXX", exponent: 0 }, zone: place.zone }
  const parts: ReadonlyArray<Part> = [
    ...opening(place, pen, texts.declined, here.at),
    centred(texts.titles[verb] ?? verb),
    ...who(place, pen, here.card),
    rule,
    { kind: "text", text: sentenceOf(decline, shown, place.language) },
    ...(operation === undefined ? [] : [rule, pair(texts.operation, operation)]),
    ...closing(place)
  ]
  return { copyMark: texts.copy, parts }
}

/**
 * The receipt of an operation. Codes of managers, PINs and whole card numbers are never on it, also where the answer has a
 * number that was minted. `here`: for what was declined. An asset that the place does
 * not name is a defect.
 */
export const receiptOf = (
  verb: Verb,
  outcome: Approved | Declined,
  place: ReceiptPlace,
  here: DeclinedHere = {}
): ReceiptDocument =>
  outcome.outcome === "approved"
    ? approvedReceipt(verb, outcome, place)
    : declinedReceipt(verb, outcome, place, here)
