/** Rows that come as one text: what is there, what is not, and what cannot be told apart. */
import { describe, expect, it } from "@effect/vitest"
import { separator, spelledRows, spelling } from "../../src/postgres/spelled.ts"

const joined = (...columns: ReadonlyArray<string>): string => columns.join(separator)

describe("rows as one text of columns", () => {
  it.each([
    [
      "nothing and an empty text apart",
      joined("=a", "", "=", "=b"),
      2,
      [
        ["a", null],
        ["", "b"]
      ]
    ],
    ["no rows", "", 0, []],
    ["what looks like the sign before it", joined("==", "=="), 1, [["=", "="]]],
    ["nothing where a column has the separator in it", joined("=a", `=b${separator}=c`), 1, undefined],
    ["nothing where a row's columns are too few", joined("=a", "=b", "=c"), 2, undefined],
    [
      "nothing where one column pretends to be a row",
      joined("=a", `=b${separator}=c${separator}=d`),
      1,
      undefined
    ]
  ] as const)("give %s", (_, text, rows, lists) => expect(spelledRows(text, rows, 2)).toEqual(lists))

  it("are asked for with a sign before each column that is there", () =>
    expect(spelling(["id", "key"])).toBe("coalesce('=' || id, ''), coalesce('=' || key, '')"))
})
