/** Tables fit where they are shown, and what names something is never cut. */
import { displayWidth } from "effect/cli/CliOutput"
import fc from "fast-check"
import { expect, it } from "vitest"
import { sheet, table } from "../src/cli/Table.ts"

const columns = [
  { title: "ID", isWhole: true, of: ([id]: ReadonlyArray<string>) => id ?? "" },
  { title: "NAME", of: ([, name]: ReadonlyArray<string>) => name ?? "" },
  { title: "AMOUNT", isRight: true, of: ([, , amount]: ReadonlyArray<string>) => amount ?? "" }
]

it("shows rows under their titles, amounts to the right, and what stands wide as wide", () => {
  const rows = [
    ["KTV1", "欢唱", "12.50"],
    ["S", "Station", "1234.00"]
  ]
  expect(table(rows, columns, "none").split("\n")).toEqual([
    "ID    NAME      AMOUNT",
    "KTV1  欢唱       12.50",
    "S     Station  1234.00"
  ])
  expect(table([], columns, "There are none.")).toBe("There are none.")
})

it("leaves lines out that say nothing", () => {
  expect(
    sheet([
      ["a", "1"],
      ["long", undefined],
      ["bcd", "2"]
    ])
  ).toBe("a    1\nbcd  2")
})

const word = fc.string({ maxLength: 60, unit: fc.constantFrom("a", "b", "X", " ", "欢", "é") })

it("is no wider than it may be, and has every id whole", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,30}$/), word, word), { minLength: 1 }),
      (rows) => {
        const lines = table(rows, columns, "none", 60).split("\n")
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(60)
        expect(lines.slice(1).map((line) => line.split(" ")[0])).toEqual(rows.map(([id]) => id))
      }
    )
  )
})
