/**
 * Rows of the journal that come as one text, which costs a fraction of what a value for each column costs.
 *
 * @module
 */
import type { List } from "../journalRows.ts"

/** What stands between the columns; no text of a sound ledger has it in it. */
export const separator = "\u001F"

/** So many rows of a text, or nothing where a column has the separator in it: then they cannot be told apart. */
export const spelledRows = (text: string, rows: number, width: number): ReadonlyArray<List> | undefined => {
  if (rows === 0) return []
  const all = text.split(separator)
  if (all.length !== rows * width) return undefined
  const lists: Array<List> = []
  for (let at = 0; at < all.length; at += width) lists.push(all.slice(at, at + width))
  return lists
}
