/**
 * The receipt printer and the drawer at the end of a line: asked before, asked after, and never printed twice without saying so.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import type { Bytes } from "../crypto/bytes.ts"
import { CashDrawer, type DrawerOpening, type DrawerState } from "../ports/CashDrawer.ts"
import {
  CoverOpen,
  PaperOut,
  PartialPrint,
  PrinterGone,
  type PrinterRefusal,
  PrinterStopped
} from "../ports/printerFaults.ts"
import { type PrinterStatus, ReceiptPrinter } from "../ports/ReceiptPrinter.ts"
import { copyOf } from "../receipts/ReceiptDocument.ts"
import { type Dialect, receiptEncoder } from "../receipts/ReceiptEncoder.ts"
import type { PrinterLine, PrinterLines } from "./PrinterLine.ts"
import { isEnd, isStatus, pulse, question, readStatus } from "./status.ts"

export interface PrinterOptions {
  /** Characters on a line: 32 on paper of 58 mm, 42 or 48 on 80 mm. Absent: 42. */
  readonly columns?: number
  /** Absent: `generic`. */
  readonly dialect?: Dialect
  /** Milliseconds to wait for one answer. Absent: 1,000. */
  readonly answerWithin?: number
  /** Milliseconds from the last byte sent to the last line printed. Absent: 15,000. */
  readonly printedWithin?: number
  readonly drawer?: {
    /** Which pin of the socket opens it. Absent: 2. */
    readonly wire?: 2 | 5
    /** What its switch says while it is open. Absent: it has none. */
    readonly openLine?: "high" | "low"
    /** Told before it is opened. Where this fails, it stays closed. */
    readonly told?: (by: DrawerOpening) => Effect.Effect<void, PrinterRefusal>
  }
}

/** The next byte that is meant; others are answers that nobody waits for any more. Nothing where none comes in time. */
const byteFrom = (
  read: NonNullable<PrinterLine["read"]>,
  isMeant: (byte: number) => boolean,
  within: number
): Effect.Effect<number | undefined, PrinterGone> =>
  Effect.gen(function* () {
    while (true) {
      const found = (yield* read).find(isMeant)
      if (found !== undefined) return found
    }
  }).pipe(Effect.timeoutOrElse({ duration: within, orElse: () => Effect.succeed(undefined) }))

const asked = Effect.fnUntraced(function* ({ read, write }: PrinterLine, within: number) {
  if (read === undefined) return undefined
  const answers: Array<number> = []
  for (const one of [question.printer, question.offline, question.paper]) {
    yield* write(one)
    const answer = yield* byteFrom(read, isStatus, within)
    if (answer === undefined) return undefined
    answers.push(answer)
  }
  const [printer = 0, offline = 0, paper = 0] = answers
  return readStatus(printer, offline, paper)
})

/** Why it would not print. */
const stopOf = ({ cover, isOnline, paper }: PrinterStatus) => {
  if (cover === "open") return "coverOpen" as const
  if (paper === "out") return "paperOut" as const
  return isOnline ? undefined : ("stopped" as const)
}

const refusals = { coverOpen: CoverOpen, paperOut: PaperOut, stopped: PrinterStopped }

const make = Effect.fnUntraced(function* (lines: PrinterLines, options: PrinterOptions) {
  const { answerWithin = 1_000, columns = 42, dialect, drawer = {}, printedWithin = 15_000 } = options
  const printer = lines.name
  const encoder = yield* receiptEncoder
  const oneAtATime = (yield* Semaphore.make(1)).withPermits(1)
  const begun = new Set<string>()

  const onLine = <A, E>(use: (line: PrinterLine) => Effect.Effect<A, E>) =>
    oneAtATime(Effect.scoped(Effect.flatMap(lines.open, use)))

  /** Everything that was sent is on the paper, as far as the printer says. */
  const sent = Effect.fnUntraced(function* (
    line: PrinterLine,
    bytes: Bytes,
    number: string,
    isTalking: boolean
  ) {
    const lost = (why: PartialPrint["why"]) => new PartialPrint({ printer, number, why })
    const isLost = () => lost("lost")
    yield* Effect.mapError(line.write(bytes), isLost)
    if (line.read === undefined || !isTalking) return false
    const end = yield* Effect.mapError(byteFrom(line.read, isEnd, printedWithin), isLost)
    const after = yield* Effect.mapError(asked(line, answerWithin), isLost)
    if (after === undefined) return yield* lost("silent")
    const stop = stopOf(after)
    // That paper ran out when all was printed is the next receipt's affair.
    if (end === undefined) return yield* lost(stop ?? "silent")
    return true
  })

  const print: ReceiptPrinter["Service"]["print"] = (document, { isCopy: wasBegun = false, number }) =>
    onLine(
      Effect.fnUntraced(function* (line) {
        const status = yield* asked(line, answerWithin)
        const stop = status && stopOf(status)
        if (stop !== undefined) return yield* new refusals[stop]({ printer })
        const isCopy = wasBegun || begun.has(number)
        const bytes = encoder.escpos(isCopy ? copyOf(document) : document, columns, dialect)
        begun.add(number)
        const isPrinted = yield* sent(line, bytes, number, status !== undefined)
        return { _tag: isPrinted ? ("Printed" as const) : ("HandedOver" as const), isCopy }
      })
    )

  const stateOf = (status: PrinterStatus | undefined): DrawerState => {
    if (drawer.openLine === undefined || status === undefined) return "unknown"
    return status.drawerLine === drawer.openLine ? "open" : "closed"
  }
  const status = onLine((line) => asked(line, answerWithin))

  const open: CashDrawer["Service"]["open"] = (by) => {
    if (by.operator.trim() === "" || by.reason.trim() === "")
      return Effect.die(new TypeError("A drawer is opened by somebody, for a reason"))
    return onLine(
      Effect.fnUntraced(function* (line) {
        yield* drawer.told?.(by) ?? Effect.void
        yield* line.write(pulse(drawer.wire ?? 2))
        // It springs open in a moment; what is shut after half a second is locked, or held.
        let state = stateOf(yield* asked(line, answerWithin))
        for (let n = 0; n < 5 && state === "closed"; n++) {
          yield* Effect.sleep("100 millis")
          state = stateOf(yield* asked(line, answerWithin))
        }
        return state
      })
    )
  }

  return Context.make(ReceiptPrinter, { print, status }).pipe(
    Context.add(CashDrawer, { open, state: Effect.map(status, stateOf) })
  )
})

/** A printer of ESC/POS, and the drawer at it. A package that is missing is `DriverUnavailable` when it is opened. */
export const printerOn = (lines: PrinterLines, options: PrinterOptions = {}) =>
  Layer.effectContext(make(lines, options))
