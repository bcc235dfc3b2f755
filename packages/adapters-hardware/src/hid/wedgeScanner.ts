/**
 * A barcode scanner that types what it read.
 *
 * @module
 */
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { BarcodeScanner, type ScanEvent } from "../ports/BarcodeScanner.ts"
import type { Keyboard } from "./Keyboard.ts"
import { typedOn, type WedgeOptions } from "./typedOn.ts"

/** `]` and two characters, where the scanner is set to type which symbology it was. */
const aimed = /^(?<aim>\][A-Za-z][0-9A-Za-z])?(?<text>[^]*)$/

const scanOf = (typed: string): ScanEvent => {
  const { aim = "", text = typed } = aimed.exec(typed)?.groups ?? {}
  return { _tag: "Scan", scan: { aim, bytes: new TextEncoder().encode(text), text } }
}

/** Set the scanner to end with Enter. Where a person types too, only codes that begin with `S` are told from typing. */
export const wedgeScanner = (keyboard: Keyboard, options: WedgeOptions = {}): Layer.Layer<BarcodeScanner> =>
  Layer.succeed(BarcodeScanner, {
    scans: Stream.map(typedOn(keyboard, "code", options), (event): ScanEvent => {
      if (event._tag === "Forgotten")
        return { _tag: "Dropped", why: event.why === "tooLong" ? "tooLong" : "truncated" }
      return event._tag === "Read" ? scanOf(event.text) : event
    })
  })
