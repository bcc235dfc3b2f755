/**
 * What is needed of a library that speaks with HID devices, and no more of it is used.
 *
 * @module
 */
import type { Bytes } from "../crypto/bytes.ts"

export interface HidFound {
  readonly path: string
  readonly vendorId: number
  readonly productId: number
  readonly usagePage?: number | undefined
  readonly usage?: number | undefined
}

/** Absent: any. One device may be there several times, with other usages. */
export interface HidWanted {
  readonly vendorId?: number
  readonly productId?: number
  readonly usagePage?: number
  readonly usage?: number
}

export interface HidHandle {
  /** Once, before anything is heard. `gone`: it was unplugged, or is of no use any more. */
  readonly listen: (report: (bytes: Bytes) => void, gone: () => void) => void
  /** The first byte is the report's number, 0 where it has none; of what is read as well. */
  readonly setFeature: (report: Bytes) => Promise<void>
  readonly getFeature: (id: number, length: number) => Promise<Bytes>
  readonly close: () => Promise<void>
}

export interface HidBus {
  readonly list: () => Promise<ReadonlyArray<HidFound>>
  readonly open: (path: string) => Promise<HidHandle>
}

export const isWanted = (wanted: HidWanted, found: HidFound): boolean =>
  (["vendorId", "productId", "usagePage", "usage"] as const).every(
    (field) => wanted[field] === undefined || wanted[field] === found[field]
  )
