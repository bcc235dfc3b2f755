/**
 * Rows: how accounts, cards, wallets and operations are written into columns and read back.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { Ids, type Operation } from "@tessera/core"
import {
  Account,
  Credential,
  type DueWallet,
  held,
  ledger,
  type Link,
  nextDue,
  plainHold,
  ReadOperation,
  type Recorded,
  Wallet
} from "@tessera/core/ports"

/** A row as a database gives it. */
export type Row = Readonly<Record<string, unknown>>
/** The values of a row in the order of its columns. */
export type Written = Array<string | number | bigint | null>

/** A text that must be there. */
export const text = (row: Row, column: string): string => {
  const value = row[column]
  if (typeof value !== "string") throw new TypeError(`the column ${column} holds no text`)
  return value
}

/** A counter or instant that must be there. */
export const whole = (row: Row, column: string): number => {
  const value = Number(row[column] ?? Number.NaN)
  if (!Number.isSafeInteger(value)) throw new TypeError(`the column ${column} holds no whole number`)
  return value
}

const textOrNone = (row: Row, column: string): string | undefined =>
  row[column] === null ? undefined : text(row, column)
const wholeOrNone = (row: Row, column: string): number | undefined =>
  row[column] === null ? undefined : whole(row, column)

/** A row without its empty columns: in the core an absent field. */
export const present = (row: Row): Row => {
  const filled: Record<string, unknown> = {}
  for (const column in row) if (row[column] !== null) filled[column] = row[column] ?? null
  return filled
}

/** What has a column of its own. */
const accountColumns = [
  "id",
  "program",
  "status",
  "frozen",
  "openedAt",
  "holder",
  "cardType",
  "wallets",
  "cards"
] as const

/** What few accounts have, in one column: whatever has none of its own. */
const AccountDocument = Account.mapFields(Struct.omit(accountColumns))
const encodeDocument = Schema.encodeSync(AccountDocument)

const AccountRow = Schema.Struct({
  ...Struct.pick(Account.fields, accountColumns),
  wallets: Schema.fromJsonString(Account.fields.wallets),
  cards: Schema.fromJsonString(Account.fields.cards),
  document: Schema.optional(Schema.fromJsonString(AccountDocument))
})
const decodeAccount = Schema.decodeUnknownSync(AccountRow)
const decodeCard = Schema.decodeUnknownSync(Credential)

export const readAccount = (row: Row): Account => {
  const { document, ...columns } = decodeAccount(present(row))
  return { ...columns, ...document }
}

const accountDocument = (account: Account): string | null => {
  const document = Struct.omit(account, accountColumns)
  return Object.values(document).every((part) => part === undefined)
    ? null
    : JSON.stringify(encodeDocument(document))
}

/** A wallet on which something falls due, and when. */
export const readDue = (row: Row): DueWallet => ({
  wallet: text(row, "id") as Ids.WalletId,
  account: text(row, "account") as Ids.AccountId,
  at: whole(row, "next_due")
})

export const readCard = (row: Row): Credential => decodeCard(present(row))

export const accountRow = (account: Account): Written => [
  account.id,
  account.program,
  account.status,
  account.frozen ?? null,
  account.openedAt,
  account.holder ?? null,
  account.cardType ?? null,
  JSON.stringify(account.wallets),
  JSON.stringify(account.cards),
  accountDocument(account)
]

export const cardRow = (card: Credential): Written => [
  card.index,
  card.account,
  card.status,
  card.since,
  card.masked,
  card.expiresAt ?? null,
  card.unblocksTo ?? null
]

const {
  account,
  asset,
  head,
  holds,
  inactivity,
  id,
  lots,
  pendingLoads,
  progress,
  receivable,
  sequence,
  shard,
  uses,
  version
} = Wallet.fields
/** What few wallets have. */
const Rare = Schema.Struct({ pendingLoads })
const WalletDocument = Schema.Struct({ lots, holds, uses, progress, inactivity, ...Rare.fields })
const WalletRow = Schema.Struct({
  id,
  account,
  asset,
  version,
  head,
  shard,
  sequence,
  receivable,
  document: Schema.fromJsonString(WalletDocument)
})
const decodeWallet = Schema.decodeUnknownSync(WalletRow)

const plainLot = (lot: Wallet["lots"][number]): object => ({
  ...lot,
  funded: Number(lot.funded),
  costBasis: Number(lot.costBasis),
  remaining: Number(lot.remaining),
  held: Number(lot.held),
  promised: Number(lot.promised)
})

const plainUse = (use: Wallet["uses"][number]): object => ({
  ...use,
  consumed: Number(use.consumed),
  reserved: Number(use.reserved)
})

const encodeRare = Schema.encodeSync(Rare)

/** Written with every operation, so by hand, at a fifth of the cost; read back through the schema. */
const documentText = ({ holds, inactivity, lots, pendingLoads, progress, uses }: Wallet): string =>
  JSON.stringify({
    lots: lots.map(plainLot),
    holds: holds.map(plainHold),
    uses: uses.map(plainUse),
    progress: progress && { ...progress, spent: Number(progress.spent) },
    inactivity,
    ...(pendingLoads !== undefined && encodeRare({ pendingLoads }))
  })

export const readWallet = (row: Row): Wallet => {
  const { document, ...columns } = decodeWallet(row)
  return { ...columns, ...document }
}

/** What changes of a wallet with every operation. */
export const walletRow = (wallet: Wallet): Written => [
  wallet.version,
  wallet.head,
  wallet.shard,
  wallet.sequence,
  ledger(wallet),
  held(wallet),
  wallet.receivable,
  documentText(wallet)
]

/** The column by which `due` finds wallets. */
export const dueColumn = (wallet: Wallet): number | null => nextDue(wallet) ?? null

/** A key that is buried, and the reversal that did it. */
export const tombstoneRow = (key: Ids.ScopedKey, reversal: Ids.OperationId): Written => [
  ...Ids.unscoped(key),
  reversal
]

export const operationRow = ({ operation, text }: Recorded): Written => [
  operation.shard,
  operation.sequence,
  operation.id,
  operation.client,
  operation.key,
  operation.verb,
  operation.approved ? 1 : 0,
  operation.recordedAt,
  operation.effectiveAt,
  operation.occurredAt ?? null,
  operation.businessDate,
  operation.outlet ?? null,
  operation.owner ?? null,
  operation.terminal ?? null,
  operation.operator ?? null,
  operation.account ?? null,
  operation.original ?? null,
  operation.fingerprint,
  operation.asked,
  operation.outcome,
  text
]

export const linkRow = ({ sequence, shard }: Operation, place: number, link: Link): Written => [
  shard,
  sequence,
  place,
  link.wallet,
  link.version,
  link.previous,
  link.follows.shard,
  link.follows.sequence,
  link.hash
]

type Posting = Operation["entry"]["postings"][number]

export const postingRow = (
  { sequence, shard }: Operation,
  place: number,
  { account, amount, asset }: Posting
): Written => [
  shard,
  sequence,
  place,
  account.kind,
  "wallet" in account ? account.wallet : null,
  "program" in account ? account.program : null,
  "subWallet" in account ? account.subWallet : null,
  "funding" in account ? account.funding : null,
  "owner" in account ? (account.owner ?? null) : null,
  "tender" in account ? account.tender : null,
  asset,
  amount
]

const readLink = (row: Row): Link => ({
  wallet: text(row, "wallet") as Ids.WalletId,
  version: whole(row, "version"),
  previous: text(row, "previous"),
  follows: { shard: whole(row, "follows_shard"), sequence: whole(row, "follows") },
  hash: text(row, "hash")
})

/** An operation with its links. */
export const readRecorded = (row: Row, links: ReadonlyArray<Row>): Recorded => {
  const written = text(row, "entry")
  const head = {
    id: text(row, "id") as Ids.OperationId,
    client: text(row, "client") as Ids.ClientId,
    key: text(row, "key") as Ids.Key,
    verb: text(row, "verb"),
    shard: whole(row, "shard"),
    sequence: whole(row, "sequence"),
    recordedAt: whole(row, "recorded_at"),
    effectiveAt: whole(row, "effective_at"),
    occurredAt: wholeOrNone(row, "occurred_at"),
    businessDate: text(row, "business_date"),
    outlet: textOrNone(row, "outlet") as Ids.OutletId | undefined,
    owner: textOrNone(row, "owner") as Ids.OwnerId | undefined,
    terminal: textOrNone(row, "terminal") as Ids.TerminalId | undefined,
    operator: textOrNone(row, "operator") as Ids.OperatorId | undefined,
    account: textOrNone(row, "account") as Ids.AccountId | undefined,
    original: textOrNone(row, "original") as Ids.OperationId | undefined,
    fingerprint: text(row, "fingerprint"),
    asked: text(row, "asked"),
    approved: whole(row, "approved") === 1,
    outcome: text(row, "outcome"),
    links: links.map(readLink)
  }
  return { operation: new ReadOperation(head, written), text: written }
}
