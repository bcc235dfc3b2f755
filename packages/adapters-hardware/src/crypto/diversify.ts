/**
 * Keys from keys: one for every card from a master (NXP AN10922), and masters from the root (NIST SP 800-108).
 *
 * @module
 */
import { Aes } from "./Aes.ts"
import { big, type Bytes, concat } from "./bytes.ts"

/** The constants of AN10922 by the length of the master, and which halves of the parts are the key. */
const constants: Readonly<Record<number, ReadonlyArray<number>>> = {
  16: [0x01],
  24: [0x11, 0x12],
  32: [0x41, 0x42]
}

/** A master makes many keys: it is made ready once, for as long as somebody holds its bytes. */
const ready = new WeakMap<Bytes, Aes>()

const readyFor = (master: Bytes): Aes => {
  const aes = ready.get(master) ?? new Aes(master)
  ready.set(master, aes)
  return aes
}

/**
 * The key of one card. `input` is what tells it from others, 1 to 31 bytes; the key is as long as the master.
 * Throws a `RangeError` for other lengths, which are constants of the caller.
 */
export const diversified = (master: Bytes, input: Bytes): Bytes => {
  const marks = constants[master.length]
  if (marks === undefined) throw new RangeError("master: Expected 16, 24 or 32 bytes")
  if (input.length === 0 || input.length > 31) throw new RangeError("input: Expected 1–31 bytes")
  const aes = readyFor(master)
  const [first, second] = marks.map((mark) => aes.cmac(concat([mark], input), 32))
  if (first === undefined) throw new RangeError("master: Expected 16, 24 or 32 bytes")
  if (second === undefined) return first
  if (master.length === 32) return concat(first, second)
  const middle = first.slice(8).map((byte, at) => byte ^ (second[at] ?? 0))
  return concat(first.slice(0, 8), middle, second.slice(8))
}

/** SP 800-108 in counter mode with CMAC-AES, a counter and a length of 32 bits. `length` in bytes. */
export const derived = (key: Bytes, label: string, context: Bytes, length: 16 | 32 = 16): Bytes => {
  const aes = new Aes(key)
  const fixed = concat(new TextEncoder().encode(label), [0], context, big(length * 8, 4))
  const parts = Array.from({ length: length / 16 }, (_, n) => aes.cmac(concat(big(n + 1, 4), fixed)))
  return concat(...parts)
}
