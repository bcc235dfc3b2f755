/**
 * Rows of the tables as an audit reads them: the columns as they stand, and those that a store would write.
 *
 * @module
 */
import { Ids } from "@tessera/core"
import type { Columns, ProgramRow, StoredRow, Table, Tables } from "@tessera/core/ports"
import {
  accountRow,
  cardRow,
  dueColumn,
  type Row,
  text,
  tombstoneRow,
  whole,
  type Written,
  walletRow
} from "./rows.ts"

/** The columns of each table in the order in which it is written. */
const columns = {
  account: [
    "id",
    "program",
    "status",
    "frozen",
    "opened_at",
    "holder",
    "card_type",
    "wallets",
    "cards",
    "document"
  ],
  card: ["card_index", "account", "status", "since", "masked", "expires_at", "unblocks_to"],
  wallet: [
    "version",
    "head",
    "shard",
    "sequence",
    "ledger",
    "held",
    "receivable",
    "document",
    "next_due",
    "id",
    "account",
    "asset"
  ],
  tombstone: ["client", "key", "reversal"]
} as const satisfies Readonly<Record<Table, ReadonlyArray<string>>>

const written: { readonly [T in Table]: (value: Tables[T]) => Written } = {
  account: accountRow,
  card: cardRow,
  wallet: (wallet) => [...walletRow(wallet), dueColumn(wallet), wallet.id, wallet.account, wallet.asset],
  tombstone: ({ key, reversal }) => tombstoneRow(key, reversal)
}

const keyColumns: Readonly<Record<Table, string>> = {
  account: "id",
  card: "card_index",
  wallet: "id",
  tombstone: "key"
}

const keyOf = (table: Table, row: Row): string =>
  table === "tombstone"
    ? Ids.scoped(text(row, "client") as Ids.ClientId, text(row, "key") as Ids.Key)
    : text(row, keyColumns[table])

/** As a number where the database gives one of another type; no number here is larger than 2^53. */
const plain = (value: unknown): Columns[string] =>
  value === null || value === undefined || typeof value === "string" ? (value ?? null) : Number(value)

const saysOf = (table: Table, valueOf: (column: string, n: number) => unknown): Columns => {
  const says: Record<string, Columns[string]> = {}
  columns[table].forEach((column, n) => {
    says[column] = plain(valueOf(column, n))
  })
  return says
}

/** The terms of a program as they stand. */
export const programFrom = (row: Row): ProgramRow => ({
  id: text(row, "id"),
  version: whole(row, "version"),
  content: text(row, "content")
})

/** A row as it stands. */
export const storedRow = (table: Table, row: Row): StoredRow => ({
  key: keyOf(table, row),
  says: saysOf(table, (column) => row[column])
})

/** The row that would be written. */
export const rowOf = <T extends Table>(table: T, value: Tables[T]): StoredRow => {
  const row = written[table](value)
  const says = saysOf(table, (_, n) => row[n])
  return { key: keyOf(table, says), says }
}
