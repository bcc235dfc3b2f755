/**
 * What a card's transaction MAC is made of: every command that read or changed something, as both sides write it down. The
 * office believes these bytes and nothing else.
 *
 * @module
 */
import { bytes, type Bytes, concat, little, readLittle, readValue, zeroPadded } from "../crypto/bytes.ts"

export type InputEntry =
  | { readonly kind: "read" | "write" | "record"; readonly file: number; readonly data: Bytes }
  | {
      readonly kind: "value" | "debit" | "credit" | "limitedCredit"
      readonly file: number
      readonly amount: bigint
    }
  | { readonly kind: "asker"; readonly asker: Bytes; readonly before: Bytes }

/** Instruction bytes of the entries. */
const codes = {
  read: 0xad,
  write: 0x8d,
  record: 0x3b,
  value: 0x6c,
  debit: 0xdc,
  credit: 0x0c,
  limitedCredit: 0x1c
} as const
const askerCode = 0xc8

const kinds = new Map(
  Object.entries(codes).map(([kind, code]) => [code as number, kind as keyof typeof codes])
)

const entryBytes = (entry: InputEntry): Bytes => {
  switch (entry.kind) {
    case "asker":
      return zeroPadded(concat([askerCode], entry.asker, entry.before))
    case "read":
    case "write":
    case "record": {
      const head = concat([codes[entry.kind], entry.file], little(0, 3), little(entry.data.length, 3))
      return concat(zeroPadded(head), zeroPadded(entry.data))
    }
    default:
      return zeroPadded(concat(bytes(codes[entry.kind], entry.file), little(Number(entry.amount), 4)))
  }
}

export const inputBytes = (entries: ReadonlyArray<InputEntry>): Bytes => concat(...entries.map(entryBytes))

const isZero = (from: Bytes): boolean => from.every((byte) => byte === 0)

/** One entry at its place, with how long it is; nothing where there is none, or where its padding is not zeros. */
const entryAt = (from: Bytes, at: number): readonly [InputEntry, number] | undefined => {
  const head = from.slice(at, at + 16)
  const code = head[0] ?? 0
  if (head.length < 16) return undefined
  if (code === askerCode) {
    const all = from.slice(at, at + 48)
    return all.length === 48 && isZero(all.slice(33))
      ? [{ kind: "asker", asker: all.slice(1, 17), before: all.slice(17, 33) }, 48]
      : undefined
  }
  const kind = kinds.get(code)
  const file = head[1] ?? 0
  if (kind === undefined) return undefined
  if (kind !== "read" && kind !== "write" && kind !== "record")
    return isZero(head.slice(6)) ? [{ kind, file, amount: BigInt(readValue(head, 2)) }, 16] : undefined
  const length = readLittle(head, 5, 3)
  const whole = Math.ceil(length / 16) * 16
  const data = from.slice(at + 16, at + 16 + whole)
  const isWell = readLittle(head, 2, 3) === 0 && isZero(head.slice(8)) && data.length === whole
  return isWell && isZero(data.slice(length))
    ? [{ kind, file, data: data.slice(0, length) }, 16 + whole]
    : undefined
}

/** Reads an input by its grammar. Nothing where a byte of it is not understood. */
export const readInput = (from: Bytes): ReadonlyArray<InputEntry> | undefined => {
  const entries: Array<InputEntry> = []
  let at = 0
  while (at < from.length) {
    const found = entryAt(from, at)
    if (found === undefined) return undefined
    entries.push(found[0])
    at += found[1]
  }
  return entries
}
