/**
 * What every receipt printer driver must do, and the drawer at it.
 *
 * @module
 */
import { deepEqual, equal, ok } from "node:assert/strict"
import * as Effect from "effect/Effect"
import { CashDrawer } from "../ports/CashDrawer.ts"
import { ReceiptPrinter } from "../ports/ReceiptPrinter.ts"
import type { ReceiptDocument } from "../receipts/ReceiptDocument.ts"
import { type Case, PrinterHand } from "./Case.ts"

const receipt: ReceiptDocument = {
  copyMark: "COPY",
  parts: [
    { kind: "text", text: "Linden Tea", align: "centre", isLarge: true },
    { kind: "rule" },
    { kind: "pair", left: "TOTAL", right: "60.00 EUR", isStrong: true },
    { kind: "text", text: "Чай Липа" },
    { kind: "cut" }
  ]
}

const faultOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.match(effect, { onFailure: ({ _tag }) => _tag, onSuccess: () => "none" })

const all = Effect.all({ drawer: CashDrawer, hand: PrinterHand, printer: ReceiptPrinter })

const totals = (paper: ReadonlyArray<string>): number =>
  paper.filter((line) => line.includes("60.00 EUR")).length
const copies = (paper: ReadonlyArray<string>): number => paper.filter((line) => line.includes("COPY")).length

export const printerCases: ReadonlyArray<Case<ReceiptPrinter | CashDrawer | PrinterHand>> = [
  {
    name: "prints a receipt once, and says that it did",
    run: Effect.gen(function* () {
      const { hand, printer } = yield* all
      deepEqual(yield* printer.print(receipt, { number: "1" }), { _tag: "Printed", isCopy: false })
      const paper = yield* hand.paper
      deepEqual([totals(paper), copies(paper)], [1, 0])
      ok(paper.some((line) => line.includes("Чай Липа")))
    })
  },
  {
    name: "marks what it prints again as a copy, also what was begun before it was started",
    run: Effect.gen(function* () {
      const { hand, printer } = yield* all
      yield* printer.print(receipt, { number: "1" })
      deepEqual(yield* printer.print(receipt, { number: "1" }), { _tag: "Printed", isCopy: true })
      deepEqual(yield* printer.print(receipt, { number: "2", isCopy: true }), {
        _tag: "Printed",
        isCopy: true
      })
      const paper = yield* hand.paper
      // A copy says so above and below.
      deepEqual([totals(paper), copies(paper)], [3, 4])
    })
  },
  {
    name: "prints nothing without paper, says so, and prints when there is some; that is no copy",
    run: Effect.gen(function* () {
      const { hand, printer } = yield* all
      yield* hand.takePaper
      equal((yield* printer.status)?.paper, "out")
      equal(yield* faultOf(printer.print(receipt, { number: "1" })), "PaperOut")
      yield* hand.putPaper
      deepEqual(yield* printer.print(receipt, { number: "1" }), { _tag: "Printed", isCopy: false })
      equal(totals(yield* hand.paper), 1)
    })
  },
  {
    name: "prints nothing under an open cover, and says so",
    run: Effect.gen(function* () {
      const { hand, printer } = yield* all
      yield* hand.cover("open")
      equal((yield* printer.status)?.cover, "open")
      equal(yield* faultOf(printer.print(receipt, { number: "1" })), "CoverOpen")
      yield* hand.cover("closed")
      deepEqual(yield* printer.print(receipt, { number: "1" }), { _tag: "Printed", isCopy: false })
    })
  },
  {
    name: "says of a job whose end it does not know that it does not, and marks it when it is printed again",
    run: Effect.gen(function* () {
      const { hand, printer } = yield* all
      yield* hand.pullPlugAfter(150)
      equal(yield* faultOf(printer.print(receipt, { number: "1" })), "PartialPrint")
      equal(yield* faultOf(printer.print(receipt, { number: "1" })), "PrinterGone")
      yield* hand.plugIn
      deepEqual(yield* printer.print(receipt, { number: "1" }), { _tag: "Printed", isCopy: true })
    })
  },
  {
    name: "opens the drawer for somebody and a reason, who are told of before it opens, and sees it open and closed",
    run: Effect.gen(function* () {
      const { drawer, hand } = yield* all
      equal(yield* drawer.state, "closed")
      equal(yield* drawer.open({ operator: "mira", reason: "change for a note" }), "open")
      deepEqual(yield* hand.openings, ["mira: change for a note"])
      equal(yield* drawer.state, "open")
      yield* hand.closeDrawer
      equal(yield* drawer.state, "closed")
    })
  },
  {
    name: "opens the drawer for nobody, and for no reason not at all",
    run: Effect.gen(function* () {
      const { drawer, hand } = yield* all
      const died = (by: { readonly operator: string; readonly reason: string }) =>
        Effect.map(Effect.exit(drawer.open(by)), ({ _tag }) => _tag)
      equal(yield* died({ operator: " ", reason: "change" }), "Failure")
      equal(yield* died({ operator: "mira", reason: "" }), "Failure")
      equal(yield* drawer.state, "closed")
      deepEqual(yield* hand.openings, [])
    })
  }
]
