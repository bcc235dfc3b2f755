/**
 * The printer of the till: a simulated one whose paper is shown, one on the network, or a device; and what it has to print.
 *
 * @module
 */
import { CashDrawer, ReceiptPrinter } from "@tessera/adapters-hardware"
import {
  devicePrinter,
  networkPrinter,
  type PrinterLines,
  printerOn
} from "@tessera/adapters-hardware/printer"
import { VirtualPrinter } from "@tessera/adapters-hardware/simulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { faultSentence } from "./sentences.ts"
import type { TillBook } from "./TillBook.ts"

/** Paper of 80 mm. */
export const columns = 42

/** `simulated`, `tcp://host:port`, or the path of a device. */
export const printerNamed = (name: string): VirtualPrinter | PrinterLines => {
  if (name === "simulated") return new VirtualPrinter()
  if (!name.startsWith("tcp://")) return devicePrinter(name)
  const { hostname, port } = new URL(name)
  return networkPrinter({ host: hostname, ...(port !== "" && { port: Number(port) }) })
}

const linesOf = (printer: VirtualPrinter | PrinterLines): PrinterLines =>
  printer instanceof VirtualPrinter ? printer.lines : printer

/** The printer with its drawer. Who opens it is in the book before it opens. */
export const printerLayer = (printer: VirtualPrinter | PrinterLines, book: TillBook) =>
  printerOn(linesOf(printer), {
    columns,
    // A simulated drawer has a switch; of others it is set when somebody knows it.
    drawer: {
      ...(printer instanceof VirtualPrinter && { openLine: "high" as const }),
      told: (by) => Effect.map(Clock.currentTimeMillis, (at) => book.opened(at, by))
    }
  })

/** The paper that came out since, in a frame. */
const torn = (printer: VirtualPrinter): ReadonlyArray<string> => {
  const lines = printer.paper.splice(0).map(({ cells, isLarge, text }) => {
    if (!isLarge) return text + " ".repeat(Math.max(0, columns - (cells === 0 ? text.length : cells)))
    const own = text.trim()
    const wide = (cells - 2 * (text.length - text.trimStart().length)) / 2
    const left = Math.floor((columns - wide) / 2)
    return " ".repeat(left) + own + " ".repeat(Math.max(0, columns - left - wide))
  })
  if (lines.length === 0) return []
  const edge = "─".repeat(columns + 2)
  return [`┌${edge}┐`, ...lines.map((line) => `│ ${line} │`), `└${edge}┘`].map((line) => `    ${line}`)
}

/** Prints what is not printed yet, in order. What cannot be printed waits, and the sale stands. */
export const printDue = Effect.fnUntraced(function* (
  book: TillBook,
  printer: VirtualPrinter | PrinterLines,
  say: (text: string) => void
) {
  const { print } = yield* ReceiptPrinter
  for (const { document, number, state } of book.unprinted()) {
    book.set(number, "begun")
    const ended = yield* Effect.result(print(document, { number, isCopy: state === "begun" }))
    if (ended._tag === "Success") book.set(number, "printed")
    else if (ended.failure._tag !== "PartialPrint") book.set(number, state)
    if (printer instanceof VirtualPrinter) for (const line of torn(printer)) say(line)
    if (ended._tag === "Failure") {
      say(faultSentence(ended.failure))
      return
    }
    if (!(printer instanceof VirtualPrinter))
      say(`Receipt ${number} ${ended.success.isCopy ? "printed again" : "printed"}.`)
  }
})

/** Opens the drawer, and says what its switch says. */
export const openDrawer = Effect.fnUntraced(function* (operator: string, reason: string) {
  const { open } = yield* CashDrawer
  const ended = yield* Effect.result(open({ operator, reason }))
  return ended._tag === "Failure"
    ? faultSentence(ended.failure)
    : `Drawer ${ended.success === "unknown" ? "told to open" : ended.success}, by ${operator}: ${reason}`
})
