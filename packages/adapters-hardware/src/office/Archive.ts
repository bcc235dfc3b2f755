/**
 * The archive port: what the office was told, in the order it came, kept for ever. Its book is made from this at every start.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

/** Nothing of what was given is kept, or it is not known whether it is. It may be given again. */
export class ArchiveUnavailable extends Schema.TaggedError<ArchiveUnavailable>()("ArchiveUnavailable", {
  cause: Schema.Defect()
}) {}

export class Archive extends Context.Service<
  Archive,
  {
    /** All of it or nothing, durable when it succeeds. */
    readonly append: (texts: ReadonlyArray<string>) => Effect.Effect<void, ArchiveUnavailable>
    /** In the order in which it was given: at most so many after the first `after`. */
    readonly read: (after: number, limit: number) => Effect.Effect<ReadonlyArray<string>, ArchiveUnavailable>
  }
>()("@tessera/adapters-hardware/office/Archive") {
  /** In memory: `kept` outlasts the service, as a disk would. */
  static memory(kept: Array<string> = []): Layer.Layer<Archive> {
    return Layer.succeed(Archive, {
      append: (texts) => Effect.sync(() => void kept.push(...texts)),
      read: (after, limit) => Effect.sync(() => kept.slice(after, after + limit))
    })
  }

  /** In a file of SQLite, one process for each file. */
  static sqlite(path: string): Layer.Layer<Archive, ArchiveUnavailable> {
    return Layer.effect(
      Archive,
      Effect.map(
        Effect.acquireRelease(
          attempt(() => new DatabaseSync(path)),
          (database) => Effect.sync(() => database.close())
        ),
        archiveOn
      )
    )
  }
}

const attempt = <A>(what: () => A): Effect.Effect<A, ArchiveUnavailable> =>
  Effect.try({ try: what, catch: (cause) => new ArchiveUnavailable({ cause }) })

const archiveOn = (database: DatabaseSync): Archive["Service"] => {
  database.exec("pragma journal_mode = wal; pragma synchronous = full")
  database.exec("create table if not exists told (n integer primary key, text text not null) strict")
  const insert = database.prepare("insert into told (text) values (?)")
  const select = database.prepare("select text from told order by n limit ? offset ?")
  return Archive.of({
    append: (texts) =>
      attempt(() => {
        database.exec("begin immediate")
        try {
          for (const text of texts) insert.run(text)
          database.exec("commit")
        } catch (cause) {
          if (database.isTransaction) database.exec("rollback")
          throw cause
        }
      }),
    read: (after, limit) => attempt(() => select.all(limit, after).map((row) => String(row["text"])))
  })
}
