/**
 * A receipt printer in memory: it reads ESC/POS as a printer does and shows its paper as text, runs out of paper, has its cover
 * opened or its power cut in the middle of a job, and has a drawer.
 *
 * @module
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import { bytes, type Bytes, concat } from "../crypto/bytes.ts"
import { PrinterGone } from "../ports/printerFaults.ts"
import type { PrinterLine, PrinterLines } from "../printer/PrinterLine.ts"
import { codePages } from "./codePages.ts"
import { commandLength, commandName } from "./escpos.ts"

/** A line of paper, as it was printed. */
export interface PrintedLine {
  readonly text: string
  /** How wide it is: a Chinese character takes two cells, a large one twice as many. */
  readonly cells: number
  readonly isLarge: boolean
}

const name = {
  reset: commandName("ESC", "@"),
  page: commandName("ESC", "t"),
  pulse: commandName("ESC", "p"),
  wide: commandName("FS", "&"),
  narrow: commandName("FS", "."),
  size: commandName("GS", "!"),
  cut: commandName("GS", "V"),
  answer: commandName("GS", "r"),
  barcode: commandName("GS", "k"),
  picture: commandName("GS", "v"),
  graphics: commandName("GS", "8"),
  status: commandName("DLE", "\u0004")
}
const gb18030 = new TextDecoder("gb18030")

export class VirtualPrinter {
  /** What was printed and not torn off, and everything before it. */
  readonly paper: Array<PrintedLine> = []
  cuts = 0
  /** What keeps it from printing, and what its drawer does. */
  cover: "closed" | "open" = "closed"
  drawer: "closed" | "open" = "closed"
  /** Lines that are left on the roll. */
  left = Number.POSITIVE_INFINITY
  isPowered = true
  /** Whether it answers at all: many cheap ones do not. */
  isTalking = true
  /** After so many bytes more its power goes. */
  powerFor = Number.POSITIVE_INFINITY
  /** Everything that reached it. */
  received = 0
  #waiting: Bytes = bytes()
  #line = ""
  #cells = 0
  #page = 0
  #isWide = false
  #scale = 1
  #isLarge = false
  #springs = 0

  /** The paper as text, one line under the other. */
  get text(): string {
    return this.paper.map(({ text }) => text).join("\n")
  }

  get #isStopped(): boolean {
    return this.cover === "open" || this.left <= 0
  }

  #status(which: number): number {
    // A drawer needs a moment to spring open.
    const isHigh = this.drawer === "open" && this.#springs-- <= 0
    if (which === 1) return 0x12 | (this.#isStopped ? 0x08 : 0) | (isHigh ? 0x04 : 0)
    if (which === 2) return 0x12 | (this.cover === "open" ? 0x04 : 0) | (this.left <= 0 ? 0x20 : 0)
    return 0x12 | (this.left <= 0 ? 0x6c : this.left < 20 ? 0x0c : 0)
  }

  /** Bytes that reach it; what it answers to them. */
  receive(sent: Bytes): Bytes {
    if (!this.isPowered) return bytes()
    const taken = sent.subarray(0, Math.min(sent.length, this.powerFor))
    this.powerFor -= taken.length
    this.received += taken.length
    this.#waiting = concat(this.#waiting, taken)
    const answers = this.#work()
    if (this.powerFor <= 0) {
      this.isPowered = false
      this.#waiting = bytes()
    }
    return this.isTalking ? answers : bytes()
  }

  /** Prints what waits, as far as it can. */
  #work(): Bytes {
    let answers: Bytes = bytes()
    while (this.#waiting.length > 0 && !this.#isStopped) {
      const length = this.#isLetters() ?? commandLength(this.#waiting)
      if (length === 0) break
      answers = concat(answers, this.#perform(this.#waiting.subarray(0, length)))
      this.#waiting = this.#waiting.subarray(length)
    }
    // What it is asked while nothing is printed is answered all the same.
    const rest: Array<number> = []
    for (let at = 0; at < this.#waiting.length; at++)
      if (this.#isStopped && this.#waiting[at] === 0x10 && this.#waiting[at + 1] === 0x04) {
        answers = concat(answers, [this.#status(this.#waiting[at + 2] ?? 0)])
        at += 2
      } else rest.push(this.#waiting[at] ?? 0)
    this.#waiting = Uint8Array.from(rest)
    return answers
  }

  /** How many bytes one character of GB 18030 takes here. */
  #isLetters(): number | undefined {
    const [first = 0, second] = this.#waiting
    if (!this.#isWide || first < 0x81) return undefined
    if (second === undefined) return 0
    const length = second >= 0x30 && second <= 0x39 ? 4 : 2
    return this.#waiting.length < length ? 0 : length
  }

  #write(text: string, cells: number): void {
    this.#line += text
    this.#cells += cells * this.#scale
    this.#isLarge ||= this.#scale > 1
  }

  #feed(): void {
    this.paper.push({ text: this.#line, cells: this.#cells, isLarge: this.#isLarge })
    this.#isLarge = false
    this.#line = ""
    this.#cells = 0
    this.left -= 1
  }

  #perform(command: Bytes): Bytes {
    const [first = 0, second = 0, third = 0] = command
    if (this.#isWide && first >= 0x81) this.#write(gb18030.decode(command), 2)
    else if (command.length === 1) this.#letter(first)
    else return this.#steer((first << 8) | second, third, command)
    return bytes()
  }

  #letter(byte: number): void {
    if (byte === 0x0a) this.#feed()
    else if (byte >= 0x80) this.#write(codePages[this.#page]?.[byte - 0x80] ?? "\ufffd", 1)
    else if (byte >= 0x20) this.#write(String.fromCharCode(byte), 1)
  }

  #steer(what: number, value: number, command: Bytes): Bytes {
    switch (what) {
      case name.reset:
        this.#page = 0
        this.#isWide = false
        this.#scale = 1
        break
      case name.page:
        this.#page = value
        break
      case name.wide:
      case name.narrow:
        this.#isWide = what === name.wide
        break
      case name.size:
        this.#scale = (value >> 4) + 1
        break
      case name.pulse:
        this.drawer = "open"
        this.#springs = 1
        break
      case name.cut:
        this.cuts += 1
        break
      case name.barcode:
        this.#write(`[${String.fromCharCode(...command.subarray(4))}]`, 0)
        break
      case name.picture:
      case name.graphics:
        this.paper.push({ text: "[picture]", cells: 0, isLarge: false })
        break
      case name.status:
        return bytes(this.#status(value))
      case name.answer:
        return bytes(this.left < 20 ? 0x03 : 0)
    }
    return bytes()
  }

  /** How a till reaches it. */
  readonly lines: PrinterLines = {
    name: "simulated printer",
    open: Effect.suspend(() => this.#open())
  }

  #open(): Effect.Effect<PrinterLine, PrinterGone> {
    const gone = (detail: string) => new PrinterGone({ printer: "simulated printer", detail })
    if (!this.isPowered) return Effect.fail(gone("it is switched off"))
    return Effect.map(Queue.unbounded<Bytes, PrinterGone>(), (heard) => ({
      write: (sent) =>
        Effect.suspend(() => {
          if (!this.isPowered) return Effect.fail(gone("it is switched off"))
          const answers = this.receive(sent)
          if (answers.length > 0) Queue.offerUnsafe(heard, answers)
          if (!this.isPowered) Queue.failCauseUnsafe(heard, Cause.fail(gone("its power went")))
          return Effect.void
        }),
      read: Queue.take(heard)
    }))
  }
}
