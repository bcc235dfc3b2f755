/**
 * The yardstick: the rows of a ledger file written once more by bare SQLite statements, with nothing read or decided.
 *
 *   node bench/bare.ts LEDGER COPY    prints how many operations a second
 *
 * @module
 */
import { DatabaseSync, type SQLOutputValue } from "node:sqlite"

const [source = "", target = ""] = process.argv.slice(2)
const batch = 256
const most = 100_000

const from = new DatabaseSync(source, { readOnly: true })
const to = new DatabaseSync(target)
to.exec(`
  pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma trusted_schema = off;
  pragma wal_autocheckpoint = 16000; pragma cache_size = -65536;
`)
for (const { sql } of from.prepare("select sql from sqlite_schema where sql is not null").all())
  to.exec(String(sql))

type Values = ReadonlyArray<SQLOutputValue>
const rowsOf = (table: string, order = ""): ReadonlyArray<Values> =>
  from
    .prepare(`select * from ${table} ${order}`)
    .all()
    .map((row) => Object.values(row))
const insertInto = (table: string) => {
  const columns = from.prepare(`select * from ${table}`).columns().length
  return to.prepare(`insert into ${table} values (${Array.from({ length: columns }, () => "?").join(", ")})`)
}

to.exec("begin")
for (const table of ["account", "wallet"]) for (const row of rowsOf(table)) insertInto(table).run(...row)
to.exec("commit; pragma wal_checkpoint(truncate)")

const walletOf = new Map(
  from
    .prepare("select id, ledger, held, document, tenant from wallet")
    .all()
    .map(({ id, ...row }) => [String(id), Object.values(row)] as const)
)
const updateWallet = to.prepare(
  "update wallet set version = ?, head = ?, ledger = ?, held = ?, document = ? where tenant = ? and id = ?"
)

/** The rows of a table of the journal, in groups by the batch that their operation falls into. */
const journalOf = (table: string) => {
  const insert = insertInto(table)
  const groups: Array<Array<Values>> = []
  for (const row of rowsOf(table, `where sequence <= ${most} order by sequence`)) {
    const group = Math.floor((Number(row[2]) - 1) / batch)
    ;(groups[group] ??= []).push(row)
  }
  return { insert, groups }
}
const [operation, link, posting] = [journalOf("operation"), journalOf("link"), journalOf("posting")]

const begun = performance.now()
let written = 0
operation.groups.forEach((rows, n) => {
  const touched = new Map((link.groups[n] ?? []).map((row) => [String(row[4]), row]))
  to.exec("begin immediate")
  for (const { groups, insert } of [operation, link, posting])
    for (const row of groups[n] ?? []) insert.run(...row)
  for (const [id, row] of touched)
    updateWallet.run(row[5] ?? 0, row[9] ?? "", ...(walletOf.get(id) ?? []), id)
  to.exec("commit")
  written += rows.length
})
console.log(Math.round((written * 1000) / (performance.now() - begun)))
