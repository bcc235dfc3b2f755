/**
 * Access records in a SQLite file: they outlive the process, and are shared by all processes of one machine.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { openingPatience, pastLocks, waitOutside } from "../foreignLock.ts"
import { AccessRecords, type Looked, RecordsUnavailable } from "./AccessRecords.ts"

const schema = `create table if not exists access_record (
  name text primary key,
  text text not null,
  until integer not null
) strict, without rowid;
create index if not exists access_record_until on access_record (until)`

const opened = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file, { timeout: openingPatience })
  database.exec("pragma journal_mode = wal; pragma synchronous = full")
  database.exec(schema)
  waitOutside(database)
  return database
}

const prepared = (database: DatabaseSync) => {
  const find = database.prepare("select text from access_record where name = ? and until > ?")
  const put = database.prepare("insert or replace into access_record (name, text, until) values (?, ?, ?)")
  const drop = database.prepare("delete from access_record where name = ?")
  const ended = database.prepare("delete from access_record where until <= ?")
  const changed = <A>(name: string, at: number, look: (text: string | undefined) => Looked<A>): A => {
    const text = find.get(name, at)?.["text"]
    const { answer, keep } = look(typeof text === "string" ? text : undefined)
    if (keep === "gone") drop.run(name)
    else if (keep !== undefined) put.run(name, keep.text, keep.until)
    return answer
  }
  return { changed, ended }
}

/** In a transaction that nobody else writes in. */
const alone = <A>(database: DatabaseSync, work: () => A): A => {
  database.exec("begin immediate")
  try {
    const answer = work()
    database.exec("commit")
    return answer
  } catch (cause) {
    if (database.isTransaction) database.exec("rollback")
    throw cause
  }
}

const attempt = <A>(work: () => A): Effect.Effect<A, RecordsUnavailable> =>
  Effect.try({ try: work, catch: (cause) => new RecordsUnavailable({ cause }) })

const writing = <A>(work: () => A): Effect.Effect<A, RecordsUnavailable> => pastLocks(attempt(work))

/** On a file of its own beside the ledger's. `:memory:` is a file that nobody else sees. */
export const sqliteRecords = (file: string): Layer.Layer<AccessRecords, RecordsUnavailable> =>
  Layer.effect(
    AccessRecords,
    Effect.map(
      Effect.acquireRelease(
        attempt(() => opened(file)),
        (database) => Effect.sync(() => database.close())
      ),
      (database) => {
        const { changed, ended } = prepared(database)
        return AccessRecords.of({
          change: (name, at, look) => writing(() => alone(database, () => changed(name, at, look))),
          sweep: (at) => writing(() => Number(ended.run(at).changes))
        })
      }
    )
  )
