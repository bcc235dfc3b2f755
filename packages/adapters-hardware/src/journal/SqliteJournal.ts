/**
 * The offline journal in a file of SQLite: every line is on the disk before a card is told to commit.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SignedText } from "../crypto/Signed.ts"
import { JournalUnavailable } from "../ports/faults.ts"
import type { Acknowledged } from "../ports/OfflineJournal.ts"
import { type JournalOptions, journalOn, type LineStorage } from "./journalOn.ts"

const schema = `
  create table if not exists line (
    sequence integer primary key check (sequence > 0),
    text text not null,
    signature text not null
  ) strict;
  create table if not exists acknowledged (
    one integer primary key check (one = 1),
    sequence integer not null,
    head text not null
  ) strict;
  create trigger if not exists line_kept before update on line begin select raise(abort, 'lines are kept'); end;
  create trigger if not exists line_stays before delete on line begin select raise(abort, 'lines are kept'); end;
`

const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

const storageOn = (database: DatabaseSync): LineStorage => {
  database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on")
  const { synchronous } = database.prepare("pragma synchronous").get() ?? {}
  if (synchronous !== 2) throw new Error("SQLite does not flush: pragma synchronous is not full")
  database.exec(schema)
  const insert = database.prepare("insert into line (sequence, text, signature) values (?, ?, ?)")
  const select = database.prepare(
    "select text, signature from line where sequence > ? order by sequence limit ?"
  )
  const upsert = database.prepare(
    `insert into acknowledged (one, sequence, head) values (1, ?, ?)
     on conflict (one) do update set sequence = excluded.sequence, head = excluded.head
     where excluded.sequence > acknowledged.sequence`
  )
  const latest = database.prepare("select sequence, head from acknowledged")
  return {
    write: (sequence, { signature, text }) => void insert.run(sequence, text, signature),
    read: (after, limit) =>
      select
        .all(after, limit)
        .map((row): SignedText => ({ text: textOf(row["text"]), signature: textOf(row["signature"]) })),
    acknowledged: (): Acknowledged | undefined => {
      const row = latest.get()
      return row && { sequence: Number(row["sequence"]), head: textOf(row["head"]) }
    },
    acknowledge: ({ head, sequence }) => void upsert.run(sequence, head)
  }
}

/** One file for each epoch of a terminal, one process for each file. `":memory:"` keeps nothing. */
export const SqliteJournal = {
  layer: (path: string, options?: JournalOptions) =>
    Layer.unwrap(
      Effect.map(
        Effect.acquireRelease(
          Effect.try({
            try: () => {
              const database = new DatabaseSync(path)
              return { database, storage: storageOn(database) }
            },
            catch: (cause) => new JournalUnavailable({ cause })
          }),
          ({ database }) => Effect.sync(() => database.close())
        ),
        ({ storage }) => journalOn(storage, options)
      )
    )
}
