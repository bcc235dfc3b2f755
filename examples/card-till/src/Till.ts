/**
 * What a till is and keeps: where it stands, its book of receipts, its standing with the office.
 *
 * @module
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { OfflineJournal, type PurseOutcome } from "@tessera/adapters-hardware"
import { readRow } from "@tessera/adapters-hardware/journal"
import type { PrinterLines } from "@tessera/adapters-hardware/printer"
import {
  type PurseLoad,
  purseLoadReceipt,
  purseReceipt,
  type PurseSale,
  type ReceiptPlace,
  saleName
} from "@tessera/adapters-hardware/receipts"
import type { VirtualPrinter } from "@tessera/adapters-hardware/simulator"
import * as Effect from "effect/Effect"
import { counter, currency, zone } from "./chain.ts"
import type { Hands } from "./clock.ts"
import type { Hand } from "./Hand.ts"
import { enrolment, Membership } from "./Membership.ts"
import type { Line } from "./OfficeLine.ts"
import { printDue } from "./Printing.ts"
import { TillBook } from "./TillBook.ts"

export interface TillOptions {
  /** Where the till keeps its journal, its receipts and its own key. */
  readonly folder: string
  readonly hand: Hand
  readonly line: Line
  readonly printer: VirtualPrinter | PrinterLines
  readonly hands: Hands
  readonly operator: string
  readonly language: "en" | "zh" | "bg"
  readonly say: (text: string) => void
}

const names = {
  en: { main: "Main", gift: "Gift" },
  zh: { main: "本金", gift: "赠金" },
  bg: { main: "Основна", gift: "Подарък" }
}

const headings = { en: "Linden Tea", zh: "菩提茶馆", bg: "Чай Липа" }

const page = 200

export class Till {
  readonly options: TillOptions
  readonly book: TillBook
  readonly membership: Membership
  readonly #place: ReceiptPlace

  constructor(options: TillOptions) {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 })
    this.options = options
    this.book = new TillBook(join(options.folder, "till.db"))
    this.membership = new Membership(options.folder)
    const { language, operator } = options
    this.#place = {
      heading: [headings[language]],
      terminal: counter.terminal,
      operator,
      zone,
      assets: [{ code: currency, exponent: 2 }],
      language,
      names: names[language]
    }
  }

  get at(): number | undefined {
    return this.options.hands.at
  }

  /** Writes the receipt down; it is printed at the end of the order. */
  receipt(
    outcome: Extract<PurseOutcome, { readonly _tag: "Done" | "Unknown" }>,
    sale: Omit<PurseSale, "terminal" | "currency">
  ): void {
    const number = saleName(enrolment, outcome.sequence)
    const document = purseReceipt(outcome, { ...sale, terminal: enrolment, currency }, this.#place)
    if (outcome._tag === "Unknown") this.book.doubt(number)
    if (this.book.get(number) === undefined) this.book.add(number, document)
    else this.book.replace(number, document)
    if (outcome._tag === "Done") this.book.know(number)
  }

  loadReceipt(load: Omit<PurseLoad, "currency">): void {
    this.book.add(`load-${load.order}`, purseLoadReceipt({ ...load, currency }, this.#place))
  }

  /** A sale of the journal as it ended, for its receipt. */
  readonly sold = Effect.fnUntraced(function* (this: Till, sequence: number) {
    const { intent } = yield* (yield* OfflineJournal).standing
    const found = intent(sequence)
    if (found === undefined) return
    const { gift, main, purse } = found.intent
    const outcome = { _tag: "Done", sequence, main, gift, tmc: found.intent.tmcBefore + 1 } as const
    this.receipt(outcome, { amount: main + gift, at: found.at, purse })
  })

  /** What a power cut left: sales that are done, whose receipts were never written down, or say that nobody knows. */
  readonly recovered = Effect.fnUntraced(function* (this: Till) {
    const journal = yield* OfflineJournal
    for (let after = 0; ; after += page) {
      const lines = yield* journal.batch(after, page)
      for (const { text } of lines) {
        const row = readRow(text)
        if (row?.entry.kind !== "done") continue
        const number = saleName(enrolment, row.entry.sequence)
        if (this.book.get(number) === undefined || this.book.isInDoubt(number))
          yield* this.sold(row.entry.sequence)
      }
      if (lines.length < page) break
    }
    const { open } = yield* journal.standing
    if (open.length > 0)
      this.options.say(`${open.length} sale(s) of which nobody knows the end: present the card again.`)
    yield* printDue(this.book, this.options.printer, this.options.say)
  })
}
