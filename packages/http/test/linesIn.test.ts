/** Lines: cut at their ends and nowhere else, wherever the pieces are cut in which they come. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { linesIn } from "../src/linesIn.ts"

const longest = 10
const collected = async (pieces: ReadonlyArray<Uint8Array>): Promise<ReadonlyArray<string>> => {
  const all: Array<string> = []
  for await (const some of linesIn(ReadableStream.from(pieces), longest)) all.push(...some)
  return all
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe("the lines of", () => {
  it.each([
    // bytes                                    lines
    ["two lines", bytes("a\nb\n"), ["a", "b"]],
    ["a last one that does not end", bytes("a\nb"), ["a", "b"]],
    ["blank ones", bytes("a\n\n\nb\n"), ["a", "", "", "b"]],
    ["what other programs end", bytes("a\r\nb\r\n"), ["a\r", "b\r"]],
    ["separators that stand in a text", bytes("a\u2028b\u2029c\nd\n"), ["a\u2028b\u2029c", "d"]],
    ["a mark before the text", bytes("\uFEFFa\nb\n"), ["a", "b"]],
    ["letters of another encoding", Buffer.from("caf\xe9\nb\n", "latin1"), ["\uFFFD", "b"]],
    ["half a letter at the end", bytes("a\né").subarray(0, 3), ["a", "\uFFFD"]],
    ["as many letters as there may be", bytes("会".repeat(10)), ["会".repeat(10)]],
    ["nothing", bytes(""), []]
  ])("%s", async (_, sent, lines) => {
    expect(await collected([sent])).toEqual(lines)
  })

  it.each(["x", "é", "会", "💳"])(
    "one that is too long stays too long, and the next is read: %s",
    async (letter) => {
      const [first = "", second] = await collected([bytes(letter.repeat(1_000)), bytes(`${letter}\nb\n`)])
      expect([first.length > longest, second]).toEqual([true, "b"])
    }
  )

  it("a text are the same however it is cut on its way", async () => {
    const letters = fc.constantFrom("a", "é", "会", "💳", "\u2028", "\r", "\n", '"')
    const texts = fc.array(letters, { maxLength: 40 }).map((all) => all.join(""))
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.nat(120), { maxLength: 8 }), async (text, cuts) => {
        const whole = bytes(text)
        const places = [
          0,
          ...cuts.filter((one) => one <= whole.length).toSorted((a, b) => a - b),
          whole.length
        ]
        const pieces = places.slice(1).map((end, n) => whole.subarray(places[n], end))
        const lines = await collected(pieces)
        const expected = text.split("\n")
        if (expected.at(-1) === "") expected.pop()
        const isShort = (line: string) => bytes(line).length <= longest * 3
        expect(lines.map((line, n) => (isShort(expected[n] ?? "") ? line : line.length > longest))).toEqual(
          expected.map((line) => (isShort(line) ? line : true))
        )
      })
    )
  })
})
