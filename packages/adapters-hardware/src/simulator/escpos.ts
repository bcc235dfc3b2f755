/**
 * Where a command of ESC/POS ends: printers are told apart by what they do, and not by how they read.
 *
 * @module
 */
import type { Bytes } from "../crypto/bytes.ts"

const [esc, fs, gs, dle] = [0x1b, 0x1c, 0x1d, 0x10]

/** Commands of a fixed length, by their first two bytes. */
const lengths: ReadonlyMap<number, number> = new Map(
  (
    [
      [esc, 2, "@2"],
      [esc, 3, "tRM {-Ead!VJG"],
      [esc, 4, "$\\"],
      [fs, 2, ".&"],
      [fs, 3, "C-!"],
      [fs, 4, "S"],
      [gs, 3, "a!BrwhHf"],
      [gs, 4, "LW"],
      [dle, 3, "\u0004"]
    ] as const
  ).flatMap(([first, length, seconds]) =>
    Array.from(seconds, (second) => [(first << 8) | second.charCodeAt(0), length] as const)
  )
)
const [escSpacing, escPulse] = [0x1b33, 0x1b70]

const number = (bytes: Bytes, at: number, count: number): number => {
  let value = 0
  for (let n = count - 1; n >= 0; n--) value = value * 256 + (bytes[at + n] ?? 0)
  return value
}

/** Commands that say themselves how long they are; `need`: so many bytes have to be there to know. */
const counted: ReadonlyMap<number, { readonly need: number; readonly total: (bytes: Bytes) => number }> =
  new Map([
    [0x1c28, { need: 5, total: (bytes) => 5 + number(bytes, 3, 2) }],
    [0x1d28, { need: 5, total: (bytes) => 5 + number(bytes, 3, 2) }],
    [0x1d38, { need: 7, total: (bytes) => 7 + number(bytes, 3, 4) }],
    [0x1d76, { need: 8, total: (bytes) => 8 + number(bytes, 4, 2) * number(bytes, 6, 2) }],
    [0x1d56, { need: 3, total: (bytes) => ((bytes[2] ?? 0) >= 0x41 ? 4 : 3) }],
    [0x1d6b, { need: 4, total: (bytes) => 4 + (bytes[3] ?? 0) }]
  ])

/** The length of the command that the bytes begin with: 0 where more of it has to come, 1 for a letter or what is unknown. */
export const commandLength = (bytes: Bytes): number => {
  const [first = 0, second] = bytes
  if (first !== esc && first !== fs && first !== gs && first !== dle) return 1
  if (second === undefined) return 0
  const name = (first << 8) | second
  const own = counted.get(name)
  const length =
    own === undefined
      ? name === escSpacing
        ? 3
        : name === escPulse
          ? 5
          : (lengths.get(name) ?? 1)
      : bytes.length < own.need
        ? 0
        : own.total(bytes)
  return bytes.length < length ? 0 : length
}

/** A command by its first two bytes, as in `commandName("ESC", "t")`. */
export const commandName = (lead: "ESC" | "FS" | "GS" | "DLE", sign: string): number =>
  ({ ESC: esc, FS: fs, GS: gs, DLE: dle })[lead] * 256 + sign.charCodeAt(0)
