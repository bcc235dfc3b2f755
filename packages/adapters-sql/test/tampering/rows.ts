/** The tables of a small ledger as lists of rows, which are altered in memory and written back as an administrator would. */

/** A value of a column; documents are text. */
export type Value = string | number | boolean | null
export type Row = Record<string, Value>
export type Tables = Record<TableName, Array<Row>>

export const tableNames = [
  "operation",
  "link",
  "posting",
  "account",
  "card",
  "wallet",
  "tombstone",
  "ledger",
  "program",
  "meta"
] as const
export type TableName = (typeof tableNames)[number]

/** By which columns a row of a table is told from the others. */
export const keys: Readonly<Record<TableName, ReadonlyArray<string>>> = {
  operation: ["shard", "sequence"],
  link: ["shard", "sequence", "place"],
  posting: ["shard", "sequence", "place"],
  account: ["id"],
  card: ["card_index"],
  wallet: ["id"],
  tombstone: ["client", "key"],
  ledger: ["shard"],
  program: ["id", "version"],
  meta: ["name"]
}

export const copied = (tables: Tables): Tables => ({
  operation: tables.operation.map((row) => ({ ...row })),
  link: tables.link.map((row) => ({ ...row })),
  posting: tables.posting.map((row) => ({ ...row })),
  account: tables.account.map((row) => ({ ...row })),
  card: tables.card.map((row) => ({ ...row })),
  wallet: tables.wallet.map((row) => ({ ...row })),
  tombstone: tables.tombstone.map((row) => ({ ...row })),
  ledger: tables.ledger.map((row) => ({ ...row })),
  program: tables.program.map((row) => ({ ...row })),
  meta: tables.meta.map((row) => ({ ...row }))
})

/** A database that can be read and written past every defence. */
export interface Raw {
  readonly read: () => Promise<Tables>
  /** Writes some tables anew; rejects with what the database refuses. */
  readonly write: (tables: Tables, which: ReadonlyArray<TableName>) => Promise<void>
}

/** Numbers from 0 to below 1 that only the seed decides (mulberry32). */
export const chanceFrom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
