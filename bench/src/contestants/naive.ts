/**
 * The naive transaction: five statements between begin and commit, one after the other, for every command.
 *
 * @module
 */
import { Pool, type PoolClient } from "pg"
import { cardIndex, configuration } from "../shop.ts"
import type { Step } from "../workload.ts"
import type { Contestant, Ended } from "./Contestant.ts"
import { linkColumns, operationColumns, postingColumns, redeemed, walletFrom, walletRow } from "./redeemed.ts"
import { tails } from "./texts.ts"
import { schema } from "./yardstick.ts"

type Columns = ReadonlyArray<readonly [name: string, type: string]>

const insert = (table: string, columns: Columns) => ({
  name: `insert ${table}`,
  text: `insert into ${schema}.${table} (tenant, shard, ${columns.map(([name]) => name).join(", ")})
    select $1, 0, ${columns.map(([name]) => `row.${name}`).join(", ")}
    from unnest(${columns.map(([, type], n) => `$${n + 2}::${type}[]`).join(", ")})
      as row (${columns.map(([name]) => name).join(", ")})`
})
const lock = {
  name: "lock one",
  text: `select nextval('${schema}.commit_sequence') as place, wallet.id, wallet.account, version, head, shard, sequence,
      ledger, held, recorded_at, document::text as document,
      (select approved from ${schema}.operation where tenant = $1 and client = $3 and key = $4) as answered
    from ${schema}.card join ${schema}.wallet using (tenant, account)
    where card.tenant = $1 and card_index = $2 for update of wallet`
}
const update = {
  name: "update",
  text: `update ${schema}.wallet set version = $2, head = $3, shard = 0, sequence = $4, recorded_at = $5, ledger = $6,
    document = $7::json where tenant = $1 and id = $8`
}
const operation = insert("operation", operationColumns)
const link = insert("link", linkColumns)
const posting = insert("posting", postingColumns)

const { tenant } = configuration

const inColumns = (columns: Columns, all: ReadonlyArray<ReadonlyArray<unknown>>) =>
  columns.map((_, n) => all.map((row) => row[n]))

const redeem = async (client: PoolClient, nextTail: (at: number) => string, step: Step): Promise<Ended> => {
  const { rows } = await client.query({
    ...lock,
    values: [tenant, cardIndex(step.card), step.client, step.key]
  })
  const [row] = rows
  if (row === undefined) throw new Error("there is no such card")
  if (row.answered !== null) return row.answered === true ? "approved" : "declined"
  const wallet = walletFrom(row)
  const made = redeemed(wallet, step, { shard: 0, sequence: Number(row.place) }, nextTail(step.at))
  await client.query({ ...operation, values: [tenant, ...inColumns(operationColumns, [made.operation])] })
  if (made.link === undefined) return "declined"
  await client.query({ ...link, values: [tenant, ...inColumns(linkColumns, [made.link])] })
  await client.query({ ...posting, values: [tenant, ...inColumns(postingColumns, made.postings)] })
  await client.query({ ...update, values: [tenant, ...walletRow(wallet)] })
  return "approved"
}

/** Redemptions in transactions of five statements. */
export const naive = (url: string, connections: number): Contestant => {
  const pool = new Pool({ connectionString: url, max: connections })
  const nextTail = tails()
  return {
    name: "naive transaction of five statements",
    perform: async (step) => {
      const client = await pool.connect()
      try {
        await client.query("begin")
        const ended = await redeem(client, nextTail, step)
        await client.query("commit")
        return ended
      } finally {
        client.release()
      }
    },
    close: () => pool.end()
  }
}
