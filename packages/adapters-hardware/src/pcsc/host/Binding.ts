/**
 * What is needed of a library that speaks with PC/SC, and no more of it is used.
 *
 * @module
 */
import type { Bytes } from "../../crypto/bytes.ts"

/** What a library hears of its readers. */
export interface Heard {
  readonly reader: (name: string) => void
  readonly readerGone: (name: string) => void
  readonly card: (name: string, atr: Bytes) => void
  readonly cardGone: (name: string) => void
  /** It cannot go on: the service has gone, or the library does not recover. */
  readonly failed: (detail: string) => void
}

/** Errors carry the words of PC/SC, or its code as `0x8010....`, in their message. */
export interface Binding {
  /** Takes the card for this process alone. */
  readonly connect: (reader: string) => Promise<void>
  readonly transmit: (reader: string, command: Bytes) => Promise<Bytes>
  readonly disconnect: (reader: string) => Promise<void>
}

/**
 * Loads the library and starts to listen. Rejects with `NativeMissing` where it is not installed or does not fit this
 * machine; with anything else where the service is not there.
 */
export type Bind = (heard: Heard, load: (name: string) => Promise<unknown>) => Promise<Binding>

export class NativeMissing extends Error {
  override readonly name = "NativeMissing"
}

/** As long as any answer of a short command is: a shorter buffer loses answers of commands that were done. */
export const longestAnswer = 262
