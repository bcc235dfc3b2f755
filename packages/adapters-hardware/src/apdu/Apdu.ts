/**
 * Commands as they go to a card, and what comes back: ISO 7816-4 frames, and DESFire's own commands inside of them.
 *
 * @module
 */
import { bytes, type Bytes, concat, toHex } from "../crypto/bytes.ts"

/** A short ISO 7816-4 command. `data` has at most 255 bytes; `le` 0 asks for as much as there is; null: for nothing. */
export const apdu = (
  [cla, ins, p1, p2]: readonly [number, number, number, number],
  data: Bytes = bytes(),
  le: number | null = 0
): Bytes => concat([cla, ins, p1, p2], data.length > 0 ? [data.length] : [], data, le === null ? [] : [le])

/** One of DESFire's own commands, wrapped. */
export const wrapped = (ins: number, data: Bytes = bytes()): Bytes => apdu([0x90, ins, 0, 0], data)

export interface Answer {
  readonly data: Bytes
  /** The status word: 0x9000, or 0x91.. of DESFire. */
  readonly sw: number
}

/** Fewer than two bytes are no answer: whether the card did what it was told is then unknown. */
export const readAnswer = (received: Bytes): Answer | undefined => {
  const end = received.length - 2
  return end < 0
    ? undefined
    : { data: received.subarray(0, end), sw: ((received[end] ?? 0) << 8) | (received[end + 1] ?? 0) }
}

/** Parses a short command, as a card does. Nothing where it is none. */
export const readApdu = (
  sent: Bytes
):
  | {
      readonly cla: number
      readonly ins: number
      readonly p1: number
      readonly p2: number
      readonly data: Bytes
    }
  | undefined => {
  const [cla, ins, p1, p2, lc] = sent
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return undefined
  const head = { cla, ins, p1, p2 }
  if (sent.length <= 5) return { ...head, data: bytes() }
  const length = lc ?? 0
  const isComplete = sent.length === 5 + length || sent.length === 6 + length
  return isComplete ? { ...head, data: sent.subarray(5, 5 + length) } : undefined
}

/** What a log may say of a command: which it is and how long, never what is in it. */
export const apduText = (sent: Bytes): string => `${toHex(sent.subarray(0, 2))} (${sent.length} bytes)`
