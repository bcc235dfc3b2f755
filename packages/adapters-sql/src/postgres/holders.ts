/**
 * Records of holders in a database: each change is one statement, and so all of it or nothing.
 *
 * @module
 */
import type { Ids } from "@tessera/core"
import { CommitUnknown, HolderStore, StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import { isSqlError } from "effect/sql/SqlError"
import { dataKeyOf, holderColumns, holderFields, holderRow, readFound, readHolder } from "../holderRows.ts"
import type { Row } from "../rows.ts"
import { array, plain } from "./Connections.ts"
import type { Readers } from "./readers.ts"

const columns = holderColumns("data_key")
const types = ["text", "bigint", "bigint", "text", "text", "text", "text"] as const
/** The columns of a record as parameters from $2 on. */
const parameters = columns.map((_, n) => `$${n + 2}::${types[n] ?? "text"}`).join(", ")
const changing = columns
  .filter((name) => name !== "id")
  .map((name) => `${name} = excluded.${name}`)
  .join(", ")

const texts = {
  find: (schema: string) => `select ${holderFields} from ${schema}.holder where tenant = $1 and id = $2`,
  /** Tokens one by one, each by the index and only as far as the page goes, and only then the records. */
  search: (schema: string) => `
    select page.place, found.* from (
      select given.place - 1 as place, token.holder
      from unnest($2::text[]) with ordinality as given (token, place)
      cross join lateral (
        select holder from ${schema}.holder_token
        where tenant = $1 and token = given.token and (given.place - 1 > $3::bigint or holder > $4::text)
        order by holder limit $5::bigint
      ) as token
      where given.place - 1 >= $3::bigint
      order by 1, 2 limit $5::bigint
    ) as page
    cross join lateral (
      select ${holderFields} from ${schema}.holder where tenant = $1 and id = page.holder offset 0
    ) as found
    order by page.place, page.holder`,
  /**
   * $3 is the new version: the one before it must be there, or nothing for the first. A second writer waits for the row
   * and then sees that it is another version; its tokens are left alone.
   */
  write: (schema: string) => `
    with written as (
      insert into ${schema}.holder (tenant, ${columns.join(", ")})
      select $1, ${parameters}
      where $3::bigint = 1 or exists (select 1 from ${schema}.holder where tenant = $1 and id = $2::text)
      on conflict (tenant, id) do update set ${changing}
      where holder.version = $3::bigint - 1
      returning id
    ),
    forgotten as (
      delete from ${schema}.holder_token
      where tenant = $1 and holder = (select id from written) and token <> all ($9::text[])
    ),
    added as (
      insert into ${schema}.holder_token (tenant, token, holder)
      select $1, given.token, written.id from written cross join unnest($9::text[]) as given (token)
      on conflict do nothing
    )
    select count(*)::integer as written from written`
}

/** The statements for the tables of a schema; the tenant is always the first parameter. */
export const holderStatementsFor = (schema: string): Readonly<Record<keyof typeof texts, string>> => ({
  find: texts.find(schema),
  search: texts.search(schema),
  write: texts.write(schema)
})

const unavailable = (cause: unknown): StoreUnavailable => new StoreUnavailable({ cause })

const attempt = <A, E>(asked: Effect.Effect<A, E>): Effect.Effect<A, StoreUnavailable> =>
  asked.pipe(
    Effect.mapError(unavailable),
    Effect.catchDefect((cause) => Effect.fail(unavailable(cause)))
  )

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : ""

/** The server said so itself, and not because it, or the line to it, was going down. */
const isRefused = (cause: unknown): boolean =>
  isSqlError(cause) &&
  cause.reason._tag !== "ConnectionError" &&
  /^(?!57|08|40003)\w{5}$/.test(codeOf(cause.reason.cause))

const failureOf = (cause: unknown): StoreUnavailable | CommitUnknown =>
  isRefused(cause) ? unavailable(cause) : new CommitUnknown({ cause })

/** The records of one tenant. */
export const holdersOn = (pool: Readers, tenant: Ids.TenantId, schema: string): HolderStore["Service"] => {
  const statements = holderStatementsFor(schema)
  return HolderStore.of({
    find: (id) =>
      attempt(
        Effect.map(pool.unsafe<Row>(statements.find, [tenant, id]), ([row]) => row && readHolder(plain(row)))
      ),
    search: ({ after, limit, tokens }) =>
      attempt(
        Effect.map(
          pool.unsafe<Row>(statements.search, [
            tenant,
            array(tokens),
            BigInt(after?.place ?? -1),
            after?.id ?? "",
            BigInt(limit)
          ]),
          (rows) => rows.map((row) => readFound(plain(row)))
        )
      ),
    write: (stored, tokens) =>
      pool
        .unsafe<Row>(statements.write, [tenant, ...holderRow(stored, dataKeyOf(stored)), array(tokens)])
        .pipe(
          Effect.map(([row]) => row?.["written"] === 1),
          Effect.mapError(failureOf),
          Effect.catchDefect((cause) => Effect.fail(failureOf(cause)))
        )
  })
}
