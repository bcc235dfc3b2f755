/**
 * A delivery log in a SQLite file: it outlives the process, and is shared by all processes of one machine.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { openingPatience, pastLocks, waitOutside } from "../../foreignLock.ts"
import { DeliveryLog, LogUnavailable } from "./DeliveryLog.ts"
import { columnsOf, keptIn, lookedFor, type Row, statements } from "./rows.ts"

const opened = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file, { timeout: openingPatience })
  // What the last second has posted may be forgotten when the power fails.
  database.exec("pragma journal_mode = wal; pragma synchronous = normal")
  for (const statement of statements) database.exec(statement)
  waitOutside(database)
  return database
}

const attempt = <A>(work: () => A): Effect.Effect<A, LogUnavailable> =>
  Effect.try({ try: work, catch: (cause) => new LogUnavailable({ cause }) })

const writing = <A>(work: () => A): Effect.Effect<A, LogUnavailable> => pastLocks(attempt(work))

/** On a file of its own beside the ledger's. `:memory:` is a file that nobody else sees. */
export const sqliteLog = (file: string): Layer.Layer<DeliveryLog, LogUnavailable> =>
  Layer.effect(
    DeliveryLog,
    Effect.map(
      Effect.acquireRelease(
        attempt(() => opened(file)),
        (database) => Effect.sync(() => database.close())
      ),
      (database) => {
        const put = database.prepare("insert into webhook_post values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        const find = database.prepare(
          `select * from webhook_post where endpoint = ? and id < ? and (? = '' or event = ?)
            and delivered between ? and ? order by id desc limit ?`
        )
        const before = database.prepare("delete from webhook_post where posted_at < ?")
        const of = database.prepare("delete from webhook_post where endpoint = ?")
        return DeliveryLog.of({
          add: (tried) => writing(() => void put.run(...columnsOf(tried))),
          list: (query) =>
            attempt(() => {
              const { before: id, endpoint, event, least, limit, most } = lookedFor(query)
              const rows = find.all(endpoint, id, event, event, least, most, limit)
              return rows.map((row) => keptIn(row as unknown as Row))
            }),
          sweep: (at) => writing(() => void before.run(BigInt(at))),
          forget: (endpoint) => writing(() => void of.run(endpoint))
        })
      }
    )
  )
