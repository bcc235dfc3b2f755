/** The bytes under a card's MAC: read as they were written, and not at all with a byte that has no meaning. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { fromHex, toHex } from "../../src/crypto/bytes.ts"
import { type InputEntry, inputBytes, readInput } from "../../src/purse/TransactionInput.ts"

const file = fc.integer({ min: 0, max: 31 })
const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 })
const entry: fc.Arbitrary<InputEntry> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("read", "write", "record" as const),
    file,
    data: fc.uint8Array({ minLength: 1, maxLength: 40 })
  }),
  fc.record({
    kind: fc.constantFrom("value", "debit", "credit", "limitedCredit" as const),
    file,
    amount: fc.bigInt(0n, 0x7fffffffn)
  }),
  fc.record({ kind: fc.constant("asker" as const), asker: sixteen, before: sixteen })
)

/** Every byte that is only there to fill a block. */
const paddingOf = (entries: ReadonlyArray<InputEntry>): ReadonlyArray<number> => {
  let at = 0
  return entries.flatMap((one) => {
    const start = at
    const length = inputBytes([one]).length
    at += length
    const used = one.kind === "asker" ? 33 : "amount" in one ? 6 : 8
    const head = Array.from({ length: 16 }, (_, n) => start + n).slice(used)
    if (one.kind === "asker") return Array.from({ length: length - used }, (_, n) => start + used + n)
    if (!("data" in one)) return head
    const tail = length - 16 - one.data.length
    return [...head, ...Array.from({ length: tail }, (_, n) => start + length - tail + n)]
  })
}

describe("the input of a card's MAC", () => {
  it.each([
    [
      "a debit of 12.50 from file 1",
      [{ kind: "debit", file: 1, amount: 1_250n }],
      "dc01e204000000000000000000000000"
    ],
    ["a value", [{ kind: "value", file: 5, amount: 1n }], "6c050100000000000000000000000000"],
    [
      "three bytes of file 0",
      [{ kind: "read", file: 0, data: Uint8Array.of(1, 2, 3) }],
      "ad00000000030000000000000000000001020300000000000000000000000000"
    ]
  ] as const)("%s", (_, entries, hex) => {
    expect(toHex(inputBytes(entries))).toBe(hex)
    expect(readInput(fromHex(hex))).toEqual(entries)
  })

  it("reads back as it was written, and not with another byte where nothing stands", () => {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (entries, where, other) => {
          const all = inputBytes(entries)
          expect(all.length % 16).toBe(0)
          expect(readInput(all)).toEqual(entries)
          const padding = paddingOf(entries)
          const at = padding[where % padding.length]
          expect(readInput(all.map((byte, n) => (n === at ? other : byte)))).toBeUndefined()
          expect(readInput(all.slice(0, -1))).toBeUndefined()
        }
      )
    )
  })

  it("of any bytes is entries or nothing, and never fails", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void readInput(bytes)))
  })
})
