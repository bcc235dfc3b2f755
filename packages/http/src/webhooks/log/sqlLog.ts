/**
 * A delivery log in a database that all servers of a tenant share, through the host's own SQL client.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import { DeliveryLog, LogUnavailable } from "./DeliveryLog.ts"
import { columnsOf, keptIn, lookedFor, type Row, statements } from "./rows.ts"

const unavailable = (cause: unknown): LogUnavailable => new LogUnavailable({ cause })

const makeLog = Effect.fnUntraced(function* ({ create = true }: { readonly create?: boolean } = {}) {
  const sql = yield* SqlClient.SqlClient
  // Two servers that start at once may both make the table: for one of them it is then simply there.
  if (create)
    yield* Effect.retry(
      Effect.forEach(statements, (statement) => sql.unsafe(statement)),
      { times: 3 }
    )
  const done = <E>(asked: Effect.Effect<unknown, E>) => Effect.asVoid(Effect.mapError(asked, unavailable))
  return DeliveryLog.of({
    add: (tried) => done(sql`insert into webhook_post values ${sql.in(columnsOf(tried))}`),
    list: (query) => {
      const { before, endpoint, event, least, limit, most } = lookedFor(query)
      const ofEvent = event === "" ? sql`1 = 1` : sql`event = ${event}`
      return Effect.mapBoth(
        sql<Row>`select * from webhook_post where endpoint = ${endpoint} and id < ${before} and ${ofEvent}
          and delivered between ${least} and ${most} order by id desc limit ${limit}`,
        { onSuccess: (rows) => rows.map((row) => keptIn(row)), onFailure: unavailable }
      )
    },
    sweep: (at) => done(sql`delete from webhook_post where posted_at < ${BigInt(at)}`),
    forget: (endpoint) => done(sql`delete from webhook_post where endpoint = ${endpoint}`)
  })
})

/** In the table `webhook_post` of the client's schema, which is made unless `create` is false. */
export const sqlLog = (options?: {
  readonly create?: boolean
}): Layer.Layer<DeliveryLog, LogUnavailable, SqlClient.SqlClient> =>
  Layer.effect(DeliveryLog, Effect.mapError(makeLog(options), unavailable))
