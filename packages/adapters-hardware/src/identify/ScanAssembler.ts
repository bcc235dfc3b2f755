/**
 * The reports of a barcode scanner (USB HID POS, page 0x8C) put together to what was scanned.
 *
 * @module
 */
import { type Bytes, concat } from "../crypto/bytes.ts"

export interface Scan {
  /** Which symbology, by its AIM identifier: `]Q1` is a QR code. */
  readonly aim: string
  readonly bytes: Bytes
  /** As UTF-8; what is none is replaced. */
  readonly text: string
}

export type Scanned =
  | { readonly _tag: "Scan"; readonly scan: Scan }
  /** More of it is to come. */
  | { readonly _tag: "More" }
  /** A report that is none, or the rest of a scan whose beginning is missing: dropped. */
  | { readonly _tag: "Dropped"; readonly why: "report" | "tooLong" | "truncated" }

const reportLength = 64
const reportId = 0x02
/** Bytes of data that one report carries. */
const most = 56
const longest = 4_096

/** Time between two reports of one scan, in milliseconds; after that the rest never comes. */
export const gapMillis = 250

/** One for each scanner. Time is said by the caller. */
export class ScanAssembler {
  #parts: Array<Bytes> = []
  #aim = ""
  #at = Number.NEGATIVE_INFINITY
  /** Its beginning is gone: what is left would read as something else. Until its last report, or until none comes. */
  #givenUp: "told" | "untold" | undefined

  #giveUp(how: "told" | "untold" | undefined): void {
    this.#parts = []
    this.#givenUp = how
  }

  /** A report as it came: `[02][length][AIM, 3][data, 56][2 bytes][1 where more follows]`. `at`: milliseconds. */
  take(report: Bytes, at: number): Scanned {
    const isPaused = at - this.#at > gapMillis
    if (isPaused) this.#giveUp(this.#parts.length > 0 ? "untold" : undefined)
    this.#at = at
    const length = report[1] ?? 0
    const isReport =
      report.length === reportLength && report[0] === reportId && report[2] === 0x5d && length <= most
    if (!isReport) {
      this.#giveUp(this.#parts.length > 0 || this.#givenUp !== undefined ? "told" : undefined)
      return { _tag: "Dropped", why: "report" }
    }
    const isMore = report[reportLength - 1] === 1
    if (this.#givenUp !== undefined) {
      const isTold = isMore || this.#givenUp === "told"
      if (!isMore) this.#giveUp(undefined)
      return isTold ? { _tag: "More" } : { _tag: "Dropped", why: "truncated" }
    }
    if (this.#parts.length === 0) this.#aim = String.fromCharCode(...report.slice(2, 5))
    this.#parts.push(report.slice(5, 5 + length))
    const all = concat(...this.#parts)
    if (all.length > longest) {
      this.#giveUp(isMore ? "told" : undefined)
      return { _tag: "Dropped", why: "tooLong" }
    }
    if (isMore) return { _tag: "More" }
    this.#parts = []
    return { _tag: "Scan", scan: { aim: this.#aim, bytes: all, text: new TextDecoder().decode(all) } }
  }
}
