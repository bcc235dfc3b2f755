/**
 * The columns of the rows that a batch writes, each carried as one array; the tenant is not among them.
 *
 * @module
 */

/** A column of a written row, and the type of the array that carries it. */
type Column = readonly [name: string, type: "text" | "bigint" | "integer" | "boolean" | "json"]

/** What is written of an operation, in the order of `operationRow`; the others are in the order of their rows too. */
export const operationColumns = [
  ["shard", "integer"],
  ["sequence", "bigint"],
  ["id", "text"],
  ["client", "text"],
  ["key", "text"],
  ["verb", "text"],
  ["approved", "boolean"],
  ["recorded_at", "bigint"],
  ["effective_at", "bigint"],
  ["occurred_at", "bigint"],
  ["business_date", "text"],
  ["outlet", "text"],
  ["owner", "text"],
  ["terminal", "text"],
  ["operator", "text"],
  ["account", "text"],
  ["original", "text"],
  ["fingerprint", "text"],
  ["asked", "text"],
  ["outcome", "text"],
  ["entry", "text"]
] as const satisfies ReadonlyArray<Column>

export const linkColumns = [
  ["shard", "integer"],
  ["sequence", "bigint"],
  ["place", "integer"],
  ["wallet", "text"],
  ["version", "bigint"],
  ["previous", "text"],
  ["follows_shard", "integer"],
  ["follows", "bigint"],
  ["hash", "text"]
] as const satisfies ReadonlyArray<Column>

export const postingColumns = [
  ["shard", "integer"],
  ["sequence", "bigint"],
  ["place", "integer"],
  ["kind", "text"],
  ["wallet", "text"],
  ["program", "text"],
  ["sub_wallet", "text"],
  ["funding", "text"],
  ["owner", "text"],
  ["tender", "text"],
  ["asset", "text"],
  ["amount", "bigint"]
] as const satisfies ReadonlyArray<Column>

/** What is written of a wallet: first what changes with every operation. */
export const walletColumns = [
  ["version", "bigint"],
  ["head", "text"],
  ["shard", "integer"],
  ["sequence", "bigint"],
  ["ledger", "bigint"],
  ["held", "bigint"],
  ["receivable", "bigint"],
  ["document", "json"],
  ["next_due", "bigint"],
  ["id", "text"],
  ["account", "text"],
  ["asset", "text"]
] as const satisfies ReadonlyArray<Column>

/** What changes of a wallet with every operation. */
export const changingColumns = walletColumns.slice(0, 9)

export const accountColumns = [
  ["id", "text"],
  ["program", "text"],
  ["status", "text"],
  ["frozen", "text"],
  ["opened_at", "bigint"],
  ["holder", "text"],
  ["card_type", "text"],
  ["wallets", "json"],
  ["cards", "json"],
  ["document", "json"]
] as const satisfies ReadonlyArray<Column>

export const cardColumns = [
  ["card_index", "text"],
  ["account", "text"],
  ["status", "text"],
  ["since", "bigint"],
  ["masked", "text"],
  ["expires_at", "bigint"],
  ["unblocks_to", "text"]
] as const satisfies ReadonlyArray<Column>

export const tombstoneColumns = [
  ["client", "text"],
  ["key", "text"],
  ["reversal", "text"]
] as const satisfies ReadonlyArray<Column>

export const programColumns = [
  ["id", "text"],
  ["version", "integer"],
  ["content", "text"]
] as const

/** What is written of a letter, in the order of `letterRow`. */
export const letterColumns = [
  ["number", "bigint"],
  ["state", "text"],
  ["event", "json"],
  ["tries", "integer"],
  ["due_at", "bigint"],
  ["reason", "text"]
] as const satisfies ReadonlyArray<Column>

export type Columns = ReadonlyArray<Column>

/** The names of columns, in their order. */
export const names = (columns: Columns): string => columns.map(([name]) => name).join(", ")

/** The rows that are carried as one array per column, beginning with a parameter. */
export const rowsFrom = (columns: Columns, first: number): string =>
  `unnest(${columns.map(([, type], n) => `$${first + n}::${type}[]`).join(", ")}) as row (${names(columns)})`
