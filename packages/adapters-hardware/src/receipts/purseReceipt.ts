/**
 * The receipt of a sale from a card's own purse, which no office knows of yet: marked as offline, and named by the terminal's
 * line, by which the office finds it.
 *
 * @module
 */
import type { PurseOutcome } from "../ports/CardPurse.ts"
import type { Enrolment } from "../ports/TerminalIdentity.ts"
import type { Part, ReceiptDocument } from "./ReceiptDocument.ts"
import { centred, closing, opening, pair, penOf, type ReceiptPlace, rule, who } from "./receiptOf.ts"

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
  const left: ReadonlyArray<Part> =
    sale.after === undefined
      ? []
      : [
          rule,
          pair(texts.onCard, `${said(sale.after.main + sale.after.gift)} ${sale.currency}`, true),
          pair(`  ${named("gift")}`, said(sale.after.gift)),
          pair(`  ${named("main")}`, said(sale.after.main))
        ]
  const parts = [
    ...opening(place, pen, isDone ? texts.offlinePurchase : texts.unknown, sale.at),
    centred(`* ${texts.offline} *`, true),
    ...who(place, pen, sale.purse),
    rule,
    ...moved,
    ...left,
    rule,
    pair(texts.operation, saleName(sale.terminal, outcome.sequence)),
    ...closing(place)
  ]
  return { copyMark: texts.copy, parts }
}
