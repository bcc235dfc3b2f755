/**
 * The best batch by hand: two packets on one connection, prepared statements, all rows by `unnest`, one commit.
 *
 * @module
 */
import { Client } from "pg"
import { cardIndex, configuration } from "../shop.ts"
import type { Step } from "../workload.ts"
import type { Contestant, Ended } from "./Contestant.ts"
import {
  linkColumns,
  operationColumns,
  postingColumns,
  redeemed,
  type Rows,
  type Wallet,
  walletColumns,
  walletFrom,
  walletRow
} from "./redeemed.ts"
import { tails } from "./texts.ts"
import { schema } from "./yardstick.ts"

type Columns = ReadonlyArray<readonly [name: string, type: string]>

const names = (columns: Columns): string => columns.map(([name]) => name).join(", ")
const rows = (columns: Columns, first: number): string =>
  `unnest(${columns.map(([, type], n) => `$${first + n}::${type}[]`).join(", ")}) as row (${names(columns)})`
const insert = (table: string, columns: Columns, first: number): string =>
  `insert into ${schema}.${table} (tenant, shard, ${names(columns)})
   select $1, $2, ${columns.map(([name]) => `row.${name}`).join(", ")} from ${rows(columns, first)}`

const firstLink = 3 + operationColumns.length
const firstPosting = firstLink + linkColumns.length
const firstWallet = firstPosting + postingColumns.length

const lock = {
  name: "lock",
  text: `select card_index, wallet.id, wallet.account, version, head, shard, sequence, ledger, held, recorded_at,
      document::text as document
    from ${schema}.card join ${schema}.wallet using (tenant, account)
    where card.tenant = $1 and card_index = any($2::text[]) order by wallet.id for update of wallet`
}
const known = {
  name: "known",
  text: `select client, key, approved, outcome from unnest($2::text[], $3::text[]) as sent (client, key)
    join ${schema}.operation using (client, key) where tenant = $1`
}
const write = {
  name: "write",
  text: `with operations as (${insert("operation", operationColumns, 3)}),
    links as (${insert("link", linkColumns, firstLink)}),
    postings as (${insert("posting", postingColumns, firstPosting)})
    update ${schema}.wallet set version = row.version, head = row.head, shard = $2, sequence = row.sequence,
      recorded_at = row.recorded_at, ledger = row.ledger, document = row.document::json
    from ${rows(walletColumns, firstWallet)} where wallet.tenant = $1 and wallet.id = row.id`
}

const inColumns = (columns: Columns, all: ReadonlyArray<ReadonlyArray<unknown>>) =>
  columns.map((_, n) => all.map((row) => row[n]))

const { tenant } = configuration

/** What of a batch was answered before, by client and key. */
const keysIn = (answered: ReadonlyArray<Record<string, unknown>>): Map<string, Ended> =>
  new Map(
    answered.map((row) => [
      `${String(row["client"])}\n${String(row["key"])}`,
      row["approved"] === true ? "approved" : "declined"
    ])
  )

/** A connection with a shard of the journal for itself, in which it counts. */
interface Lane {
  readonly client: Client
  readonly shard: number
  readonly nextTail: (at: number) => string
  sequence: number
}

const perform = async (lane: Lane, steps: ReadonlyArray<Step>): Promise<ReadonlyArray<Ended>> => {
  const { client, nextTail, shard } = lane
  const indexes = steps.map(({ card }) => cardIndex(card))
  const [, locked, answered] = await Promise.all([
    client.query("begin"),
    client.query({ ...lock, values: [tenant, [...new Set(indexes)]] }),
    client.query({
      ...known,
      values: [tenant, steps.map((step) => step.client), steps.map(({ key }) => key)]
    })
  ])
  const wallets = new Map<string, Wallet>(locked.rows.map((row) => [row.card_index, walletFrom(row)]))
  const keys = keysIn(answered.rows)
  const touched = new Set<Wallet>()
  const written: Array<Rows> = []
  const ended = steps.map((step, n): Ended => {
    const name = `${step.client}\n${step.key}`
    const before = keys.get(name)
    if (before !== undefined) return before
    const wallet = wallets.get(indexes[n] ?? "")
    if (wallet === undefined) throw new Error("there is no such card")
    lane.sequence += 1
    const made = redeemed(wallet, step, { shard, sequence: lane.sequence }, nextTail(step.at))
    if (made.link !== undefined) touched.add(wallet)
    keys.set(name, made.outcome)
    written.push(made)
    return made.outcome
  })
  const values = [
    tenant,
    shard,
    ...inColumns(
      operationColumns,
      written.map(({ operation }) => operation)
    ),
    ...inColumns(
      linkColumns,
      written.flatMap(({ link }) => (link === undefined ? [] : [link]))
    ),
    ...inColumns(
      postingColumns,
      written.flatMap(({ postings }) => postings)
    ),
    ...inColumns(walletColumns, [...touched].map(walletRow))
  ]
  await Promise.all([client.query({ ...write, values }), client.query("commit")])
  return ended
}

let shards = 0

/** Batches by hand, on a connection of their own for each of so many callers. */
export const batched = async (
  url: string,
  connections: number
): Promise<Contestant & { readonly lanes: ReadonlyArray<NonNullable<Contestant["performMany"]>> }> => {
  const clients = Array.from(
    { length: connections },
    () => new Client({ connectionString: url, pipeline: true })
  )
  await Promise.all(clients.map((client) => client.connect()))
  const nextTail = tails()
  const lanes = clients.map((client) => {
    shards += 1
    const lane: Lane = { client, nextTail, shard: shards, sequence: 0 }
    return (steps: ReadonlyArray<Step>) => perform(lane, steps)
  })
  const [first] = lanes
  if (first === undefined) throw new Error("a batch needs a connection")
  return {
    name: "best batch by hand",
    lanes,
    perform: async (step) => (await first([step]))[0] ?? "declined",
    performMany: first,
    close: async () => {
      await Promise.all(clients.map((client) => client.end()))
    }
  }
}
