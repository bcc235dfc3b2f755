/**
 * The yardstick's tables: the same columns, checks, indexes and cards as the store's, in a schema beside it.
 *
 * @module
 */
import { Client } from "pg"

/** The schema of everything that is written by hand. */
export const schema = "yardstick"

const tables = ["account", "card", "wallet", "operation", "link", "posting"] as const

/**
 * Makes the tables after those of the store and takes over its cards and wallets as they are now. The place of an
 * operation comes from a sequence: a row that counts would let only one commit happen at a time.
 */
export const layYardstick = async (url: string, store: string): Promise<void> => {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query(`drop schema if exists ${schema} cascade; create schema ${schema};
      create sequence ${schema}.commit_sequence cache 1`)
    for (const table of tables) {
      await client.query(`create table ${schema}.${table} (like ${store}.${table} including all)`)
      const { rows } = await client.query<{ options: Array<string> | null }>(
        "select reloptions as options from pg_class where oid = $1::regclass",
        [`${store}.${table}`]
      )
      const options = rows[0]?.options?.join(", ")
      if (options !== undefined) await client.query(`alter table ${schema}.${table} set (${options})`)
    }
    await client.query("begin; set local synchronous_commit = off")
    for (const table of ["account", "card", "wallet"])
      await client.query(`insert into ${schema}.${table} select * from ${store}.${table}`)
    // Enough of the journal for the planner to know what these tables look like.
    for (const table of ["operation", "link", "posting"])
      await client.query(
        `insert into ${schema}.${table} select * from ${store}.${table} where shard = 0 and sequence <= 20000`
      )
    await client.query(`select setval('${schema}.commit_sequence', 20001)`)
    await client.query("commit")
    await client.query(`analyze ${tables.map((table) => `${schema}.${table}`).join(", ")}`)
  } finally {
    await client.end()
  }
}
