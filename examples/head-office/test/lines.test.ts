/** The lines of a file of commands, each with its number and its end. */
import { expect, it } from "vitest"
import type { Line } from "../src/cli/Imported.ts"
import { linesOf } from "../src/cli/lines.ts"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

it.each([
  // file                          lines: number, text, how far
  [
    "ended lines",
    bytes("a\nbc\n"),
    [
      [1, "a", 2],
      [2, "bc", 5]
    ]
  ],
  [
    "a last one that does not end",
    bytes("a\nbc"),
    [
      [1, "a", 2],
      [2, "bc", 4]
    ]
  ],
  [
    "blank ones",
    bytes("\na\n \r\nb"),
    [
      [2, "a", 3],
      [4, "b", 7]
    ]
  ],
  ["a mark before", bytes("\uFEFFa\n"), [[1, "a", 5]]],
  [
    "separators that stand in a text",
    bytes("a\u2028b\nc"),
    [
      [1, "a\u2028b", 6],
      [2, "c", 7]
    ]
  ],
  [
    "letters of another encoding",
    Buffer.from("caf\xe9\nb", "latin1"),
    [
      [1, "\uFFFD", 5],
      [2, "b", 6]
    ]
  ],
  ["nothing", bytes(""), []]
] as ReadonlyArray<readonly [string, Uint8Array, ReadonlyArray<readonly [number, string, number]>]>)(
  "%s",
  async (_, file, lines) => {
    for (const size of [1, 2, 1_000]) {
      const pieces = Array.from({ length: Math.ceil(file.length / size) }, (__, n) =>
        file.subarray(n * size, (n + 1) * size)
      )
      const found: Array<Line> = []
      for await (const line of linesOf(ReadableStream.from(pieces))) found.push(line)
      expect(found.map(({ end, number, text }) => [number, text, end])).toEqual(lines)
    }
  }
)
