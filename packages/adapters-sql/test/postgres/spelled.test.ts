/** Rows that come as one text: what is there, and what cannot be told apart. */
import { describe, expect, it } from "@effect/vitest"
import { separator, spelledRows } from "../../src/postgres/spelled.ts"

const joined = (...columns: ReadonlyArray<string>): string => columns.join(separator)

describe("rows as one text of columns", () => {
  it.each([
    [
      "so many rows of so many columns",
      joined("a", "", "", "b"),
      2,
      [
        ["a", ""],
        ["", "b"]
      ]
    ],
    ["no rows", "", 0, []],
    ["one row", joined("a", "b"), 1, [["a", "b"]]],
    ["nothing where a column has the separator in it", joined("a", `b${separator}c`), 1, undefined],
    ["nothing where a row's columns are too few", joined("a", "b", "c"), 2, undefined],
    [
      "nothing where one column pretends to be a row",
      joined("a", `b${separator}c${separator}d`),
      1,
      undefined
    ]
  ] as const)("give %s", (_, text, rows, lists) => expect(spelledRows(text, rows, 2)).toEqual(lists))
})
