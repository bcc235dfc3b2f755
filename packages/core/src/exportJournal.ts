/**
 * Exporting the journal: its entries in ledger time, and the text of a file of them, a page at a time.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { counts } from "./books/AsOf.ts"
import { beancount } from "./books/beancount.ts"
import { type BookEntry, bookEntry } from "./books/BookEntry.ts"
import { hledger } from "./books/hledger.ts"
import { journalCsv } from "./books/journalCsv.ts"
import type { JournalEntries, JournalExport, Source, Writer } from "./books/JournalExport.ts"
import { selects } from "./books/Selection.ts"
import { summary } from "./books/summarise.ts"
import { type Desk, type Ground, groundOf } from "./bookGround.ts"
import type { StoreUnavailable } from "./ports/Store.ts"
import { readJournal } from "./readJournal.ts"

type Entries = Stream.Stream<BookEntry, StoreUnavailable>

const detailed = ({ store }: Desk, { extent }: Ground, asked: JournalEntries): Entries =>
  Stream.suspend(() => {
    const next = readJournal(store, extent)
    return Stream.paginate(undefined, () =>
      Effect.map(next, (page) => {
        const found = page.flatMap(({ operation }) => {
          const entry = counts(asked, operation) ? bookEntry(operation) : undefined
          return entry !== undefined && selects(asked, entry) ? [entry] : []
        })
        return [found, page.length === 0 ? Option.none() : Option.some(undefined)] as const
      })
    )
  })

const summed = (entries: Entries): Entries =>
  Stream.unwrap(
    Effect.suspend(() => {
      const days = summary()
      return Effect.map(
        Stream.runForEach(entries, (entry) => Effect.sync(() => days.add(entry))),
        () => Stream.fromIterable(days.entries())
      )
    })
  )

const entriesOn = (desk: Desk, ground: Ground, asked: JournalEntries): Entries =>
  asked.summary === "day" ? summed(detailed(desk, ground, asked)) : detailed(desk, ground, asked)

/** The entries that are asked for, in the order in which they were recorded; summed up, in the order of the days. */
export const entries = (desk: Desk, asked: JournalEntries): Entries =>
  Stream.unwrap(Effect.map(groundOf(desk, asked.asOf), (ground) => entriesOn(desk, ground, asked)))

const writers: Record<
  JournalExport["format"],
  (source: Source, asked: Omit<JournalExport, "format">) => Writer
> = { csv: journalCsv, hledger, beancount }

/** The text of a file of the entries that are asked for, piece by piece. */
export const exported = (desk: Desk, asked: JournalExport): Stream.Stream<string, StoreUnavailable> =>
  Stream.unwrap(
    Effect.map(groundOf(desk, asked.asOf), (ground) => {
      const writer = writers[asked.format](ground, asked)
      return Stream.make(writer.head).pipe(
        Stream.concat(
          Stream.mapArray(entriesOn(desk, ground, asked), (page) => [page.map(writer.entry).join("")])
        ),
        Stream.concat(Stream.suspend(() => Stream.make(writer.end())))
      )
    })
  )
