/**
 * Summing a journal up: one entry for all operations of a day, an outlet and a verb.
 *
 * @module
 */
import { addLines, type BookEntry, type Lines, linesInOrder } from "./BookEntry.ts"

/** Takes entries one by one, and gives the days' entries when there are no more. */
export interface Summary {
  readonly add: (entry: BookEntry) => void
  /** In the order of their dates, outlets and verbs. */
  readonly entries: () => ReadonlyArray<BookEntry>
}

interface Group {
  readonly lines: Lines
  entry: BookEntry
}

/** A summary of nothing yet. It keeps one entry for each day, outlet, owner and verb. */
export const summary = (): Summary => {
  const groups = new Map<string, Group>()
  return {
    add: (entry) => {
      const { date, effectiveAt, lines, outlet, owner, recordedAt, verb } = entry
      const key = [date, outlet ?? "", owner ?? "", verb].join("\n")
      const group = groups.get(key)
      const { operation: _, original: __, reference: ___, ...rest } = entry
      const all: Lines = group?.lines ?? new Map()
      addLines(all, lines)
      groups.set(key, {
        lines: all,
        entry: {
          ...rest,
          operations: (group?.entry.operations ?? 0) + 1,
          recordedAt: Math.max(recordedAt, group?.entry.recordedAt ?? recordedAt),
          effectiveAt: Math.max(effectiveAt, group?.entry.effectiveAt ?? effectiveAt)
        }
      })
    },
    entries: () =>
      [...groups]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { entry, lines }]) => ({ ...entry, lines: linesInOrder(lines) }))
  }
}
