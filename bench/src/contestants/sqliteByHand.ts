/**
 * SQLite by hand: prepared statements on the store's own tables, one durable transaction for every redemption.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite"
import { cardIndex, configuration } from "../shop.ts"
import type { Step } from "../workload.ts"
import type { Contestant, Ended } from "./Contestant.ts"
import { linkColumns, operationColumns, postingColumns, redeemed, walletFrom } from "./redeemed.ts"
import { tails } from "./texts.ts"

const { tenant } = configuration

type Columns = ReadonlyArray<readonly [name: string, type: string]>

/** The shard of whoever writes by hand: the store that laid the cards has the first. */
const shard = 1

const insertInto = (database: DatabaseSync, table: string, columns: Columns) => {
  const marks = columns.map(() => "?").join(", ")
  return database.prepare(
    `insert into ${table} (tenant, shard, ${columns.map(([name]) => name).join(", ")}) values ('${tenant}', ${shard}, ${marks})`
  )
}

const statementsOn = (database: DatabaseSync) => ({
  begin: database.prepare("begin immediate"),
  commit: database.prepare("commit"),
  known: database.prepare("select approved from operation where tenant = ? and client = ? and key = ?"),
  wallet: database.prepare(
    `select wallet.*, 0 as recorded_at from card
     join account on account.tenant = card.tenant and account.id = card.account
     join wallet on wallet.tenant = card.tenant and wallet.id = account.wallets ->> '$[0].wallet'
     where card.tenant = ? and card_index = ?`
  ),
  operation: insertInto(database, "operation", operationColumns),
  link: insertInto(database, "link", linkColumns),
  posting: insertInto(database, "posting", postingColumns),
  update: database.prepare(
    `update wallet set version = ?, head = ?, shard = ?, sequence = ?, ledger = ?, document = ?
     where tenant = ? and id = ?`
  )
})

const bound = (values: ReadonlyArray<string | number | boolean | null>) =>
  values.map((value) => (typeof value === "boolean" ? Number(value) : value))

/** Redemptions on a file in which a store has issued cards. */
export const sqliteByHand = (file: string): Contestant => {
  const database = new DatabaseSync(file)
  database.exec(`
    pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma trusted_schema = off;
    pragma wal_autocheckpoint = 16000; pragma cache_size = -65536;
  `)
  const { begin, commit, known, link, operation, posting, update, wallet } = statementsOn(database)
  const nextTail = tails()
  let sequence = 0
  const redeem = (step: Step): Ended => {
    const answered = known.get(tenant, step.client, step.key)
    if (answered !== undefined) return answered["approved"] === 1 ? "approved" : "declined"
    const row = wallet.get(tenant, cardIndex(step.card))
    if (row === undefined) throw new Error("there is no such card")
    const owner = walletFrom(row)
    sequence += 1
    const made = redeemed(owner, step, { shard, sequence }, nextTail(step.at))
    operation.run(...bound(made.operation))
    if (made.link !== undefined) link.run(...bound(made.link))
    for (const one of made.postings) posting.run(...bound(one))
    const { head, holds, id, ledger, lots, uses, version } = owner
    if (made.link !== undefined)
      update.run(version, head, shard, sequence, ledger, JSON.stringify({ lots, holds, uses }), tenant, id)
    return made.outcome
  }
  return {
    name: "by hand, one transaction per command",
    perform: (step) => {
      begin.run()
      const ended = redeem(step)
      commit.run()
      return Promise.resolve(ended)
    },
    close: () => {
      database.close()
      return Promise.resolve()
    }
  }
}
