/**
 * What the other program has in its books: each event once, however often it came.
 *
 * @module
 */
import { readFileSync } from "node:fs"

/** What came, and in which order. */
export interface Books {
  /** Deliveries. */
  readonly heard: number
  /** Different ones. */
  readonly events: number
  /** Events that came before one that had happened earlier on the same card: every tea leaves less on it. */
  readonly disorders: number
}

/** The books in a file: a line for every delivery, with the event's id, its kind, its account and what is left on it. */
export const booksIn = (file: string): Books => {
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1)
  const first = new Map(
    lines
      .map((line) => line.split(" "))
      .toReversed()
      .map(([id = "", ...rest]) => [id, rest])
  )
  const left = new Map<string, number>()
  let disorders = 0
  for (const [, account = "", ledger] of [...first.values()].toReversed()) {
    if (Number(ledger) > (left.get(account) ?? Number.MAX_SAFE_INTEGER)) disorders += 1
    left.set(account, Number(ledger))
  }
  return { heard: lines.length, events: first.size, disorders }
}
