/**
 * The receipt of a sale from a card's own purse, which no office knows of yet: marked as offline, and named by the terminal's
 * line, by which the office finds it.
 *
 * @module
 */
import type { PurseOutcome } from "../ports/CardPurse.ts"
import type { Enrolment } from "../ports/TerminalIdentity.ts"
import type { Part, ReceiptDocument } from "./ReceiptDocument.ts"
import {
  centred,
  closing,
  opening,
  pair,
  type Pen,
  penOf,
  type ReceiptPlace,
  rule,
  who
} from "./receiptOf.ts"

/** What the till knows of the sale besides how it ended. */
export interface PurseSale {
  readonly terminal: Enrolment
  /** Minor units. */
  readonly amount: bigint
  readonly currency: string
  /** Milliseconds since 1970, by the terminal's clock. */
  readonly at: number
  /** The purse number of the card; absent: it could not be read. */
  readonly purse?: string
  /** What was on the card after it; absent: it was not read again. */
  readonly after?: { readonly main: bigint; readonly gift: bigint }
}

/** Group, terminal, epoch and line: what the card's log has of it too. */
export const saleName = ({ epoch, group, terminal }: Enrolment, sequence: number): string =>
  `${group}-${terminal}-${epoch}-${sequence}`

/** What lies on the card after it. */
const leftParts = (
  after: PurseSale["after"],
  currency: string,
  { money, named, texts }: Pen
): ReadonlyArray<Part> =>
  after === undefined
    ? []
    : [
        rule,
        pair(texts.onCard, `${money(after.main + after.gift, currency)} ${currency}`, true),
        pair(`  ${named("gift")}`, money(after.gift, currency)),
        pair(`  ${named("main")}`, money(after.main, currency))
      ]

/** What was put on a card, and the office's own number of it. */
export interface PurseLoad extends Omit<PurseSale, "terminal" | "amount"> {
  readonly main: bigint
  readonly gift: bigint
  readonly order: number
}

/** What is printed of a load that the card has proved. */
export const purseLoadReceipt = (load: PurseLoad, place: ReceiptPlace): ReceiptDocument => {
  const pen = penOf(place)
  const { money, named, texts } = pen
  const { after, at, currency, gift, main, order, purse } = load
  const value = (name: string, amount: bigint): ReadonlyArray<Part> =>
    amount === 0n ? [] : [pair(named(name), money(amount, currency))]
  const parts = [
    ...opening(place, pen, texts.titles.Load ?? "Load", at),
    ...who(place, pen, purse),
    rule,
    ...value("gift", gift),
    ...value("main", main),
    pair(texts.loaded, `${money(main + gift, currency)} ${currency}`, true),
    ...leftParts(after, currency, pen),
    rule,
    pair(texts.operation, `load-${order}`),
    ...closing(place)
  ]
  return { copyMark: texts.copy, parts }
}

/** What is printed of a sale that was done, or of which nobody knows yet. Of what was refused there is no receipt. */
export const purseReceipt = (
  outcome: Extract<PurseOutcome, { readonly _tag: "Done" | "Unknown" }>,
  sale: PurseSale,
  place: ReceiptPlace
): ReceiptDocument => {
  const pen = penOf(place)
  const { money, named, texts } = pen
  const said = (amount: bigint): string => money(amount, sale.currency)
  const isDone = outcome._tag === "Done"
  const moved: ReadonlyArray<Part> = isDone
    ? [
        ...(outcome.gift > 0n ? [pair(named("gift"), said(-outcome.gift))] : []),
        ...(outcome.main > 0n ? [pair(named("main"), said(-outcome.main))] : []),
        pair(texts.total, `${said(sale.amount)} ${sale.currency}`, true)
      ]
    : [
        pair(texts.total, `${said(sale.amount)} ${sale.currency} ?`, true),
        { kind: "text", text: texts.unknownHint }
      ]
  const parts = [
    ...opening(place, pen, isDone ? texts.offlinePurchase : texts.unknown, sale.at),
    centred(`* ${texts.offline} *`, true),
    ...who(place, pen, sale.purse),
    rule,
    ...moved,
    ...leftParts(sale.after, sale.currency, pen),
    rule,
    pair(texts.operation, saleName(sale.terminal, outcome.sequence)),
    ...closing(place)
  ]
  return { copyMark: texts.copy, parts }
}
