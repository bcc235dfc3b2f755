/** CSV comes back as it was written, whatever is in its cells, and no spreadsheet calculates any of it. */
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { csvLine, guarded, readCsv, unguarded } from "../../src/books/Csv.ts"

describe("a cell", () => {
  it.each([
    ["T1-0001", "T1-0001"],
    ["-12.50", "-12.50"],
    ["-7", "-7"],
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1+1", "'-1+1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\tx", "'\tx"],
    ["\rx", "'\rx"],
    ["＝1+1", "'＝1+1"],
    ["x;=cmd|calc", "x;'=cmd|calc"],
    ['x;"=cmd"', 'x;"\'=cmd"'],
    ["x\t@SUM(A1)", "x\t'@SUM(A1)"],
    ["x\r\n-1;+1", "x\r\n'-1;'+1"],
    ["Sofia, 5,- lv; a-b", "Sofia, 5,- lv; a-b"],
    ["", ""]
  ])("%j is written as %j", (text, written) => {
    expect(guarded(text)).toBe(written)
    expect(unguarded(written)).toBe(text)
  })
})

/** What a spreadsheet takes for cells that splits at semicolons or tabs, whatever a comma meant. */
const splitElsewhere = (file: string): ReadonlyArray<string> =>
  file.split(/[;\t\r\n]/).map((field) => field.replace(/^"+/, ""))

describe("a file of commas", () => {
  it("begins no formula either where a spreadsheet splits it at semicolons, tabs and lines", () => {
    const unit = fc.constantFrom(
      '"',
      ",",
      ";",
      "\t",
      "\r",
      "\n",
      "=",
      "+",
      "-",
      "@",
      "＝",
      "'",
      " ",
      "a",
      "1"
    )
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit }), { minLength: 1 })), (rows) => {
        const file = rows.map((cells) => csvLine(["id", ...cells])).join("")
        expect(splitElsewhere(file).filter((field) => /^[=+\-@＝＋－＠]/u.test(field))).toEqual([])
      })
    )
  })
})

const read = (text: string, separator?: "," | ";" | "\t") => Result.getOrThrow(readCsv(text, separator))

describe("CSV that is read", () => {
  it.each([
    [
      "a,b\r\nc,d\r\n",
      [
        [1, "a", "b"],
        [2, "c", "d"]
      ]
    ],
    [
      "a,b\nc,d",
      [
        [1, "a", "b"],
        [2, "c", "d"]
      ]
    ],
    [
      "\uFEFFa\r\rb\r",
      [
        [1, "a"],
        [3, "b"]
      ]
    ],
    [
      '"a\nb",c\nd,e',
      [
        [1, "a\nb", "c"],
        [3, "d", "e"]
      ]
    ],
    ['"say ""yes""",', [[1, 'say "yes"', ""]]],
    [",\n", [[1, "", ""]]],
    ["", []]
  ] as const)("%j", (text, records) => {
    expect(read(text)).toEqual(records.map(([line, ...cells]) => ({ line, cells })))
  })

  it("takes semicolons and tabs", () => {
    expect(read("a;b,c", ";")).toEqual([{ line: 1, cells: ["a", "b,c"] }])
    expect(read("a\tb,c", "\t")).toEqual([{ line: 1, cells: ["a", "b,c"] }])
  })

  it.each([
    ['a\nb,"c', 2],
    ['a\n"b"c', 2],
    ['a"b', 1]
  ])("names the line of what is no CSV: %j", (text, line) => {
    expect(readCsv(text)).toMatchObject({ _tag: "Failure", failure: { line } })
  })

  it("is what was written", () => {
    const cell = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom('"', ",", "\r", "\n", "=", "'", " ", "a") })
    )
    const records = fc.array(fc.array(cell, { minLength: 2 }))
    fc.assert(
      fc.property(records, (rows) => {
        const again = read(rows.map(csvLine).join(""))
        expect(again.map(({ cells }) => cells)).toEqual(rows.map((cells) => cells.map(guarded)))
      })
    )
  })

  it("takes a cell of a million characters", () => {
    const long = `${"a".repeat(500_000)}"${"b".repeat(500_000)}`
    expect(read(csvLine([long, ""]))).toEqual([{ line: 1, cells: [long, ""] }])
  })
})
