/**
 * A barcode scanner on USB in the mode that is called HID POS.
 *
 * @module
 */
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { ScanAssembler } from "../identify/ScanAssembler.ts"
import { BarcodeScanner, type ScanEvent } from "../ports/BarcodeScanner.ts"
import type { HidBus, HidWanted } from "./HidBus.ts"
import { reportsOf } from "./reportsOf.ts"

export interface HidScannerOptions {
  /** Absent: any scanner (page 0x8C, usage 2). */
  readonly device?: HidWanted
  /** Milliseconds. Absent: 1,000. */
  readonly lookEvery?: number
}

export const hidScanner = (bus: HidBus, options: HidScannerOptions = {}): Layer.Layer<BarcodeScanner> => {
  const device = options.device ?? { usagePage: 0x8c, usage: 2 }
  return Layer.succeed(BarcodeScanner, {
    scans: Stream.suspend(() => {
      let parts = new ScanAssembler()
      return Stream.flatMap(reportsOf(bus, device, options.lookEvery), (event): Stream.Stream<ScanEvent> => {
        if (event._tag !== "Report") {
          // What was begun before it went is not what comes after it is back.
          parts = new ScanAssembler()
          return Stream.succeed(event)
        }
        const scanned = parts.take(event.bytes, event.at)
        return scanned._tag === "More" ? Stream.empty : Stream.succeed(scanned)
      })
    })
  })
}
