/**
 * Tables as text: a row is a case of its own, `case | situation | story before | command | outcome | what is true then`.
 *
 * @module
 */
import { expect, it } from "vitest"
import { counter, type Counter } from "./counter.ts"
import { shop } from "./shop.ts"

/** The cells of a table, row by row; empty lines and lines beginning with # are for the reader. */
export const rows = (text: string): ReadonlyArray<ReadonlyArray<string>> =>
  text
    .split("\n")
    .filter((line) => line.includes("|") && !line.trim().startsWith("#"))
    .map((line) => line.split("|").map((cell) => cell.trim()))

/** What a cell after the outcome says: postings, the balances of a named card, those of ANNA, ANNA's progress or points. */
const checkCell = (till: Counter, cell: string): void => {
  if (/^(Dr|Cr) /.test(cell)) expect(till.posted()).toBe(cell)
  else if (cell === "nothing posted") expect(till.posted()).toBe("")
  else if (/^progress\b/.test(cell)) expect(till.progress()).toBe(cell.slice(9))
  else if (/^books\b/.test(cell)) expect(till.books()).toBe(cell.slice(6))
  else if (/^[A-Z]{4} /.test(cell)) expect(till.balances(cell.slice(0, 4))).toBe(cell.slice(5))
  else if (cell.startsWith("PTS ")) expect(till.balancesOf("PTS")).toBe(cell.slice(4))
  else expect(till.balances()).toBe(cell)
}

/**
 * Plays every row of a table at a counter of its own. After the step `new terms` of a story, `later` is what the shop is
 * run by.
 */
export const play = (text: string, document: unknown = shop(), later: unknown = document): void => {
  it.each(rows(text).map((cells) => [`${cells[0]} ${cells[1]}`, cells] as const))("%s", (_, cells) => {
    const [, , before = "", asked = "", outcome, ...then] = cells
    const till = counter(document)
    const [first = "", ...second] = before.split("new terms")
    till.tell(first)
    for (const story of second) {
      till.terms(later)
      till.tell(story)
    }
    expect(till.say(asked)).toBe(outcome)
    expect(then).not.toEqual([])
    for (const cell of then) checkCell(till, cell)
    till.audit()
  })
}
