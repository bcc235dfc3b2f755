/**
 * The programs that a ledger was written under: the terms of a version never change.
 *
 * @module
 */
import { type Configuration, Program } from "@tessera/core"
import { canonicalText, type Macs } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SqlClient from "effect/sql/SqlClient"
import { areGiven, type KeyCheck, keyChecks } from "../keyChecks.ts"
import { ProgramChanged, WrongKey } from "../Refusal.ts"

const encodeProgram = Schema.encodeSync(Program)

const registerProgram = Effect.fnUntraced(function* (schema: string, tenant: string, program: Program) {
  const sql = yield* SqlClient.SqlClient
  const { id, version } = program
  const content = canonicalText(encodeProgram(program))
  yield* sql.unsafe(`insert into ${schema}.program values ($1, $2, $3, $4) on conflict do nothing`, [
    tenant,
    id,
    version,
    content
  ])
  const [known] = yield* sql.unsafe<{ content: string }>(
    `select content from ${schema}.program where tenant = $1 and id = $2 and version = $3`,
    [tenant, id, version]
  )
  if (known?.content !== content) return yield* Effect.fail(new ProgramChanged({ id, version }))
})

/** Keyed hashes of the tenant's name: the same secrets give the same ones. */
const checkKeys = Effect.fnUntraced(function* (schema: string, tenant: string, macs: Macs) {
  const sql = yield* SqlClient.SqlClient
  const given = keyChecks(macs, tenant)
  const kept = sql.unsafe<KeyCheck>(
    `select name, value from ${schema}.meta where tenant = $1 and name like 'keyCheck%'`,
    [tenant]
  )
  if (!areGiven(yield* kept, given)) return yield* Effect.fail(new WrongKey({ tenant }))
  for (const { name, value } of given)
    yield* sql.unsafe(`insert into ${schema}.meta values ($1, $2, $3) on conflict do nothing`, [
      tenant,
      name,
      value
    ])
  // Another process may have been quicker, with other secrets.
  if (!areGiven(yield* kept, given)) return yield* Effect.fail(new WrongKey({ tenant }))
})

const shardsOf = Effect.fnUntraced(function* (schema: string, tenant: string) {
  const sql = yield* SqlClient.SqlClient
  const [known] = yield* sql.unsafe<{ shards: number }>(
    `select coalesce(max(shard) + 1, 0) as shards from ${schema}.ledger where tenant = $1`,
    [tenant]
  )
  return known?.shards ?? 0
})

/** A new shard begins with the network as it is: those that there are are taken, so that nobody changes it meanwhile. */
const addShards = Effect.fnUntraced(function* (schema: string, tenant: string, shards: number) {
  const sql = yield* SqlClient.SqlClient
  yield* sql.unsafe(`select shard from ${schema}.ledger where tenant = $1 order by shard for update`, [
    tenant
  ])
  yield* sql.unsafe(
    `insert into ${schema}.ledger (tenant, shard, sequence, recorded_at, network)
     select $1, shard, 0, 0, coalesce((select max(network) from ${schema}.ledger where tenant = $1), 0)
     from generate_series(0, $2 - 1) as shard
     on conflict do nothing`,
    [tenant, shards]
  )
})

/** Makes the schema one of this tenant, its programs and its shards, or says why it is not. */
export const register = Effect.fnUntraced(function* (
  schema: string,
  { programs, tenant }: Configuration,
  macs: Macs,
  shards: number
) {
  const sql = yield* SqlClient.SqlClient
  const registering = Effect.gen(function* () {
    yield* sql.unsafe("set transaction isolation level read committed")
    yield* checkKeys(schema, tenant, macs)
    for (const program of programs) yield* registerProgram(schema, tenant, program)
    const known = yield* shardsOf(schema, tenant)
    if (known >= shards) return known
    yield* addShards(schema, tenant, shards)
    return yield* shardsOf(schema, tenant)
  })
  return yield* sql.withTransaction(registering)
})
