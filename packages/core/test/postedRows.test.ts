/** The rows of postings beside the entries that they are of: the first one that is not is named, whatever was done. */
import { describe, expect, it } from "@effect/vitest"
import { Findings } from "../src/findings.ts"
import type { Posting } from "../src/journal/Entry.ts"
import { postingsText, rowEnd } from "../src/journal/postingsText.ts"
import { PostedRows } from "../src/postedRows.ts"

const cash = (amount: bigint): Posting => ({
  account: { kind: "cashClearing", tender: "cash" },
  asset: "EUR",
  amount
})
const sold = (sequence: number): readonly [number, ReadonlyArray<Posting>] => [
  sequence,
  [cash(BigInt(sequence)), cash(-BigInt(sequence))]
]
/** Three operations, of which the second has no postings. */
const entries = [sold(1), [2, []] as const, sold(3)] as const

const rowsOf = (sequence: number): ReadonlyArray<string> => {
  const [, postings] = sold(sequence)
  return postingsText(sequence, postings).split(rowEnd)
}
const [a, b] = rowsOf(1)
const [c, d] = rowsOf(3)
const text = (...rows: ReadonlyArray<string | undefined>): string => rows.join(rowEnd)

/** What is said of rows beside the three operations: by sequence, and of what is left over. */
const said = (
  stands: string,
  rows = stands === "" ? 0 : stands.split(rowEnd).length,
  unreadable?: number
) => {
  const posted = new PostedRows({ rows, text: stands })
  const findings = new Findings(10)
  const wrong = entries.flatMap(([sequence, postings]) => {
    if (sequence === unreadable) {
      posted.pass(sequence)
      return []
    }
    const why = posted.wrong(sequence, postings)
    return why === undefined ? [] : [`${sequence}: ${why}`]
  })
  posted.end(0, findings)
  return [...wrong, ...findings.named.map(({ row }) => row)]
}

const another = c?.replace("EUR", "USD")
const extra = a?.replace("1\n0\n", "1\n2\n")

describe("rows of postings", () => {
  it.each([
    ["that are those of the entries", text(a, b, c, d), []],
    ["of which one is another", text(a, b, another, d), ["3: the row of its posting 0 is another"]],
    ["of which the last is missing", text(a, b, c), ["3: the row of its posting 1 is missing"]],
    ["of which the first is missing", text(b, c, d), ["1: the row of its posting 0 is another"]],
    [
      "that are all missing",
      "",
      ["1: the row of its posting 0 is missing", "3: the row of its posting 0 is missing"]
    ],
    [
      "with one more of an operation in the middle",
      text(a, b, extra, c, d),
      ["1: the row of its posting 2 is not of its entry"]
    ],
    [
      "with one more of the last operation",
      text(a, b, c, d, d?.replace("3\n1\n", "3\n2\n")),
      ["3: the row of its posting 2 is not of its entry"]
    ],
    [
      "of an operation that has none",
      text(a, b, a?.replace("1\n", "2\n"), c, d),
      ["2: the row of its posting 0 is not of its entry"]
    ],
    [
      "of no operation, at the end",
      text(a, b, c, d, c?.replace("3\n", "4\n")),
      ["postings of sequence 4 of shard 0"]
    ],
    [
      "of no operation, at the beginning",
      text(a?.replace("1\n", "0\n"), a, b, c, d),
      ["postings of sequence 0 of shard 0"]
    ],
    ["that go on where they end", text(a, b, c, `${d}0`), ["3: the row of its posting 1 is another"]],
    [
      "two of which are wrong",
      text(a, `${b}0`, another, d),
      ["1: the row of its posting 1 is another", "3: the row of its posting 0 is another"]
    ]
  ])("%s", (_, stands, found) => expect(said(stands)).toEqual(found))

  it("one of which says what two would say", () => {
    expect(said(text(a, b, c, d), 3)).toEqual(["postings of shard 0"])
    expect(said(text(a, b, another, d), 3)).toEqual([
      "3: the row of its posting 0 is another",
      "postings of shard 0"
    ])
  })

  it("of an entry that cannot be read say nothing, and the others go on", () => {
    expect(said(text(a, b, c, d), 4, 1)).toEqual([])
    expect(said(text(a, b, another, d), 4, 1)).toEqual(["3: the row of its posting 0 is another"])
  })
})
