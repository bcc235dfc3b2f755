/** A journal that somebody has been at: each way alone is found, and named by its first wrong line. */
import { describe, expect, it } from "vitest"
import { type SignedText, signingKeys, verifier } from "../../src/crypto/Signed.ts"
import { Chain } from "../../src/journal/Chain.ts"
import { beginning, readRow, type Row, rowHash, rowText } from "../../src/journal/Row.ts"

const terminal = signingKeys(new Uint8Array(32).fill(1))
const other = signingKeys(new Uint8Array(32).fill(2))

const rowAt = (sequence: number, before: string): Row => ({
  v: 1,
  group: 1,
  terminal: 1,
  epoch: 1,
  sequence,
  before,
  at: 1_000,
  running: 0,
  clock: "good",
  entry: { kind: "notDone", sequence: 1 }
})

const signed = (row: Row, keys = terminal): SignedText => {
  const text = rowText(row)
  return { text, signature: keys.sign(text) }
}

const first = signed(rowAt(1, beginning))
const second = signed(rowAt(2, rowHash(first.text)))
const third = signed(rowAt(3, rowHash(second.text)))

describe("a journal's chain", () => {
  it.each([
    ["as it was written", [first, second, third], undefined],
    ["without its first line", [second, third], { sequence: 1, why: "sequence" }],
    ["without a line in the middle", [first, third], { sequence: 2, why: "sequence" }],
    [
      "with a line that goes on from another",
      [first, signed(rowAt(2, beginning)), third],
      { sequence: 2, why: "hash" }
    ],
    [
      "with a first line that goes on from something",
      [signed(rowAt(1, rowHash(first.text)))],
      { sequence: 1, why: "hash" }
    ],
    [
      "with a line of another key",
      [first, signed(rowAt(2, rowHash(first.text)), other)],
      { sequence: 2, why: "signature" }
    ],
    [
      "with something that is no line",
      [first, { text: "{}", signature: "" }],
      { sequence: 2, why: "unreadable" }
    ]
  ])("%s", (_, lines, broken) => {
    const chain = new Chain()
    const isSigned = verifier(terminal.publicKey)
    const found = lines.map((line) => chain.take(line, isSigned)).find((one) => one !== undefined)
    expect(found).toEqual(broken)
  })

  it("reads a line back as it was, and none with a field that nobody knows", () => {
    expect(readRow(first.text)).toEqual(rowAt(1, beginning))
    expect(readRow(first.text.replace('{"v"', '{"more":1,"v"'))).toBeUndefined()
    expect(readRow(first.text.replace('"terminal":1', '"terminal":0'))).toBeUndefined()
  })
})
