/**
 * Who may do what with the blocks of a MIFARE Classic sector: four bytes that lock a sector for ever when they are wrong.
 *
 * @module
 */
import { bytes, type Bytes } from "../../crypto/bytes.ts"

/** The three bits C1 C2 C3 of each block, as a number 0 to 7 with C1 first: 0b110 is C1 = 1, C2 = 1, C3 = 0. */
export interface SectorAccess {
  readonly blocks: readonly [number, number, number]
  readonly trailer: number
}

/** A purse of two copies: key A reads and writes them, key B alone changes keys and rights. */
export const ofPurse: SectorAccess = { blocks: [0, 0, 0b010], trailer: 0b011 }
/** As it comes from the factory: key A may do everything. */
export const transport: SectorAccess = { blocks: [0, 0, 0], trailer: 0b001 }

const bit = (value: number, n: number): number => (value >> n) & 1

/** The bytes 6, 7 and 8 of the last block. */
export const accessBytes = ({ blocks, trailer }: SectorAccess): Bytes => {
  const all = [...blocks, trailer]
  const gathered = (n: number): number => all.reduce((sum, value, at) => sum | (bit(value, n) << at), 0)
  const [c1, c2, c3] = [gathered(2), gathered(1), gathered(0)]
  const not = (value: number): number => ~value & 0x0f
  return bytes((not(c2) << 4) | not(c1), (c1 << 4) | not(c3), (c3 << 4) | c2)
}

/** Nothing where the two copies of the bits disagree: such a sector is lost, and must never be written. */
export const readAccess = (from: Bytes): SectorAccess | undefined => {
  const [b6 = 0, b7 = 0, b8 = 0] = from
  const [c1, c2, c3] = [b7 >> 4, b8 & 0x0f, b8 >> 4]
  const isWell = (b6 & 0x0f) === (~c1 & 0x0f) && b6 >> 4 === (~c2 & 0x0f) && (b7 & 0x0f) === (~c3 & 0x0f)
  const of = (at: number): number => (bit(c1, at) << 2) | (bit(c2, at) << 1) | bit(c3, at)
  return isWell ? { blocks: [of(0), of(1), of(2)], trailer: of(3) } : undefined
}
