/**
 * A value block of MIFARE Classic: the value three times and an address four times. Torn in the middle, it is none.
 *
 * @module
 */
import { type Bytes, concat, little, readLittle, readValue } from "../../crypto/bytes.ts"

export interface ValueBlock {
  /** Signed, 32 bits. */
  readonly value: number
  /** Where the value came from: it stays as it was when a value is copied to another block. */
  readonly address: number
}

export const valueBlockBytes = ({ address, value }: ValueBlock): Bytes => {
  const other = ~address & 0xff
  return concat(little(value, 4), little(~value, 4), little(value, 4), [address, other, address, other])
}

export const readValueBlock = (from: Bytes): ValueBlock | undefined => {
  const value = readValue(from, 0)
  const address = from[12] ?? 0
  const other = ~address & 0xff
  const isWell =
    readValue(from, 4) === ~value &&
    readValue(from, 8) === value &&
    readLittle(from, 12, 4) === readLittle(Uint8Array.of(address, other, address, other), 0, 4)
  return from.length === 16 && isWell ? { value, address } : undefined
}
