/**
 * Access records in a database that all servers of a tenant share, through the host's own SQL client.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import { AccessRecords, type Looked, RecordsUnavailable } from "./AccessRecords.ts"

interface Row {
  readonly text: string
  readonly version: number | bigint | string
  readonly until: number | bigint | string
}

/** Of two who change a record at once one is quicker; whoever was not looks again. Each round lets at least one through. */
const mostRounds = 100

const unavailable = (cause: unknown): RecordsUnavailable => new RecordsUnavailable({ cause })

/** What the table is made with; `sqlRecords` does it unless it is told not to. */
const createTable = Effect.fnUntraced(function* (sql: SqlClient.SqlClient) {
  yield* sql`create table if not exists access_record (
    name text primary key, text text not null, version bigint not null, until bigint not null)`
  yield* sql`create index if not exists access_record_until on access_record (until)`
})

const makeRecords = ({ create = true }: { readonly create?: boolean } = {}) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    // Two servers that start at once may both make the table: for one of them it is then simply there.
    if (create) yield* Effect.retry(createTable(sql), { times: 3 })

    /** One round: whether nobody was quicker, and what came of it. */
    const round = Effect.fnUntraced(function* <A>(
      name: string,
      at: number,
      look: (text: string | undefined) => Looked<A>
    ) {
      const [row] = yield* sql<Row>`select text, version, until from access_record where name = ${name}`
      const { answer, keep } = look(row === undefined || Number(row.until) <= at ? undefined : row.text)
      if (keep === undefined || (keep === "gone" && row === undefined)) return { answer, done: true }
      const seen = BigInt(row?.version ?? 0)
      const written =
        keep === "gone"
          ? yield* sql`delete from access_record where name = ${name} and version = ${seen} returning name`
          : row === undefined
            ? yield* sql`insert into access_record (name, text, version, until)
                values (${name}, ${keep.text}, ${1n}, ${BigInt(keep.until)}) on conflict do nothing returning name`
            : yield* sql`update access_record
                set text = ${keep.text}, version = version + 1, until = ${BigInt(keep.until)}
                where name = ${name} and version = ${seen} returning name`
      return { answer, done: written.length === 1 }
    })

    const change = <A>(
      name: string,
      at: number,
      look: (text: string | undefined) => Looked<A>,
      rounds = mostRounds
    ): Effect.Effect<A, RecordsUnavailable> =>
      Effect.flatMap(
        Effect.mapError(round(name, at, look), unavailable),
        ({ answer, done }): Effect.Effect<A, RecordsUnavailable> =>
          done
            ? Effect.succeed(answer)
            : rounds === 0
              ? Effect.fail(unavailable(new Error("others were always quicker")))
              : change(name, at, look, rounds - 1)
      )

    return AccessRecords.of({
      change: (name, at, look) => change(name, at, look),
      sweep: (at) =>
        Effect.mapError(
          Effect.map(
            sql`delete from access_record where until <= ${BigInt(at)} returning name`,
            (gone) => gone.length
          ),
          unavailable
        )
    })
  })

/** In the table `access_record` of the client's schema, which is made unless `create` is false. */
export const sqlRecords = (options?: { readonly create?: boolean }) =>
  Layer.effect(AccessRecords, Effect.mapError(makeRecords(options), unavailable))
