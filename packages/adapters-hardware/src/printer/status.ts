/**
 * What a printer says of itself in ESC/POS: one byte for each question of `DLE EOT`, and one when everything before is printed.
 *
 * @module
 */
import { bytes, type Bytes } from "../crypto/bytes.ts"
import type { PrinterStatus } from "../ports/ReceiptPrinter.ts"

/** `DLE EOT n`, which a printer answers at once, also while it does not print. */
export const question = {
  printer: bytes(0x10, 0x04, 1),
  offline: bytes(0x10, 0x04, 2),
  paper: bytes(0x10, 0x04, 4)
}

/** Bits that every answer to `DLE EOT` has, whatever it says. */
export const isStatus = (byte: number): boolean => (byte & 0x93) === 0x12

/** The answer to `GS r 1`, which is given in turn: all before it is on the paper. */
export const isEnd = (byte: number): boolean => (byte & 0x90) === 0

/** From the answers about the printer, why it is off line, and the paper. */
export const readStatus = (printer: number, offline: number, paper: number): PrinterStatus => ({
  isOnline: (printer & 0x08) === 0,
  drawerLine: (printer & 0x04) === 0 ? "low" : "high",
  cover: (offline & 0x04) === 0 ? "closed" : "open",
  paper: (paper & 0x60) !== 0 ? "out" : (paper & 0x0c) !== 0 ? "low" : "ok"
})

/** `ESC p m t1 t2`: a pulse of 50 ms on the wire of a drawer, 500 ms before the next. */
export const pulse = (wire: 2 | 5): Bytes => bytes(0x1b, 0x70, wire === 2 ? 0 : 1, 0x19, 0xfa)
