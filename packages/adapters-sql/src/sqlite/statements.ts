/**
 * The statements of a store, prepared once for the life of its connection.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite"
import { linkExpressions, operationExpressions, postingExpression } from "../auditColumns.ts"

const marks = (count: number): string => Array.from({ length: count }, () => "?").join(", ")

const recordedColumns = `
  shard, sequence, id, client, key, verb, approved, recorded_at, effective_at, occurred_at, business_date,
  outlet, owner, terminal, operator, account, original, fingerprint, asked, outcome, entry
`

const operationColumns = `tenant, ${recordedColumns}`

const accountColumns = `
  id, program, status, frozen, opened_at as openedAt, holder, card_type as cardType, wallets, cards,
  document
`

/** A page of the journal as an audit reads it. */
const auditJournal = (leaves: boolean): string => `
    select ${operationExpressions("char", leaves).join(", ")} from operation
    where tenant = ? and shard = ? and sequence > ? order by sequence limit ?`

const texts = {
  begin: "begin immediate",
  commit: "commit",
  rollback: "rollback",

  founded: "insert into meta values (?, 'founding', ?) on conflict do nothing",
  founding: "select value from meta where tenant = ? and name = 'founding'",
  ledger: "select sequence, recorded_at, network from ledger where tenant = ? and shard = ?",
  changeNetwork: "update ledger set network = ? where tenant = ? and shard = ?",
  writeProgram: "insert into program values (?, ?, ?, ?) on conflict do nothing",
  advance: "update ledger set sequence = ?, recorded_at = ? where tenant = ? and shard = ?",

  account: `select ${accountColumns} from account where tenant = ? and id = ?`,
  writeAccount: `
    insert into account (
      tenant, id, program, status, frozen, opened_at, holder, card_type, wallets, cards, document
    ) values (${marks(11)})
    on conflict (tenant, id) do update set
      program = excluded.program, status = excluded.status, frozen = excluded.frozen, holder = excluded.holder,
      card_type = excluded.card_type, wallets = excluded.wallets, cards = excluded.cards,
      document = excluded.document`,

  card: `
    select card_index as "index", account, status, unblocks_to as unblocksTo, since, masked, expires_at as expiresAt
    from card where tenant = ? and card_index = ?`,
  writeCard: `
    insert into card (tenant, card_index, account, status, since, masked, expires_at, unblocks_to) values (${marks(8)})
    on conflict (tenant, card_index) do update set
      account = excluded.account, status = excluded.status, since = excluded.since, masked = excluded.masked,
      expires_at = excluded.expires_at, unblocks_to = excluded.unblocks_to`,

  wallet: `
    select id, account, asset, version, head, shard, sequence, receivable, document from wallet where tenant = ? and id = ?`,
  insertWallet: `
    insert into wallet (
      version, head, shard, sequence, ledger, held, receivable, document, next_due, account, asset, tenant, id
    ) values (${marks(13)})`,
  /** Leaves the due instant and its index alone: most operations do not change it. */
  updateWallet: `
    update wallet set version = ?, head = ?, shard = ?, sequence = ?, ledger = ?, held = ?, receivable = ?, document = ?
    where tenant = ? and id = ?`,
  updateWalletAndDue: `
    update wallet set version = ?, head = ?, shard = ?, sequence = ?, ledger = ?, held = ?, receivable = ?, document = ?, next_due = ?
    where tenant = ? and id = ?`,
  due: `
    select id, account, next_due from wallet
    where tenant = ? and next_due is not null and next_due <= ? and (next_due, id) > (?, ?)
    order by next_due, id limit ?`,

  operation: `select ${operationColumns} from operation where tenant = ? and id = ?`,
  /** All keys of a batch at once, given as a JSON list of pairs: nearly always there is none, and asking one by one costs three times as much. */
  operationsByKey: `
    select operation.client, operation.key, operation.id from json_each(?2) as sent
    cross join operation on operation.tenant = ?1 and operation.client = sent.value ->> 0
      and operation.key = sent.value ->> 1`,
  /** Without statistics SQLite would walk the whole journal in its order to spare a sort of two or three rows. */
  children: `
    select id from operation indexed by operation_original
    where tenant = ? and original = ? order by shard, sequence`,
  writeOperation: `insert into operation (${operationColumns}) values (${marks(22)})`,
  journal: `
    select ${recordedColumns} from operation
    where tenant = ? and shard = ? and sequence > ? order by sequence limit ?`,
  newestOfWallet: "select sequence from wallet where tenant = ? and id = ?",
  entryBefore:
    "select follows as sequence from link where tenant = ? and shard = ? and sequence = ? and wallet = ?",
  /** From entry to entry backwards: an index that finds a wallet's entries would write a random page for each. */
  history: `
    with recursive entry (sequence, follows) as (
      select sequence, follows from link where tenant = ?1 and shard = ?2 and sequence = ?3 and wallet = ?4
      union all
      select link.sequence, link.follows from entry join link
        on link.tenant = ?1 and link.shard = ?2 and link.sequence = entry.follows and link.wallet = ?4
      limit ?5
    )
    select ${operationColumns} from entry join operation using (sequence)
    where operation.tenant = ?1 and operation.shard = ?2
    order by sequence desc`,

  /** The same way back, no further than to the first that will do. */
  isServedBy: `
    with recursive entry (sequence, follows) as (
      select link.sequence, link.follows from wallet cross join link
        on link.tenant = ?1 and link.shard = ?2 and link.sequence = wallet.sequence and link.wallet = ?3
      where wallet.tenant = ?1 and wallet.id = ?3
      union all
      select link.sequence, link.follows from entry cross join link
        on link.tenant = ?1 and link.shard = ?2 and link.sequence = entry.follows and link.wallet = ?3
    )
    select 1 as found from entry cross join operation
      on operation.tenant = ?1 and operation.shard = ?2 and operation.sequence = entry.sequence
    where operation.owner in (select value from json_each(?4)) or (operation.owner is null and operation.verb = 'Issue')
    limit 1`,

  links: `
    select wallet, version, previous, follows_shard, follows, hash from link
    where tenant = ? and shard = ? and sequence = ? order by place`,
  /** Those of many operations at once. */
  manyLinks: `
    select ${linkExpressions.join(", ")} from link
    where tenant = ? and shard = ? and sequence > ? and sequence <= ? order by sequence, place`,
  writeLink: `
    insert into link (tenant, shard, sequence, place, wallet, version, previous, follows_shard, follows, hash)
    values (${marks(10)})`,

  writePosting: `
    insert into posting (
      tenant, shard, sequence, place, kind, wallet, program, sub_wallet, funding, owner, tender, asset, amount
    ) values (${marks(13)})`,
  /** Added up in two halves of 32 bits: the sum of many amounts may be greater than SQLite's largest integer. */
  books: `
    select asset, kind, program, sub_wallet as subWallet, funding, owner, tender,
      sum(amount >> 32) as high, sum(amount & 4294967295) as low
    from posting where tenant = ?
    group by asset, kind, program, sub_wallet, funding, owner, tender`,

  auditJournal: auditJournal(false),
  auditLeaves: auditJournal(true),
  auditPostings: `
    select count(*), coalesce(group_concat(spelled, char(30)), '') from (
      select ${postingExpression("char")} as spelled from posting
      where tenant = ? and shard = ? and sequence > ? and sequence <= ? order by sequence, place
    ) as page`,
  programRows: "select id, version, content from program where tenant = ?",
  accountRows: `
    select id, program, status, frozen, opened_at, holder, card_type, wallets, cards, document from account
    where tenant = ? and id > ? order by id limit ?`,
  cardRows: `
    select card_index, account, status, since, masked, expires_at, unblocks_to from card
    where tenant = ? and card_index > ? order by card_index limit ?`,
  walletRows: `
    select id, account, asset, version, head, shard, sequence, ledger, held, receivable, document, next_due from wallet
    where tenant = ? and id > ? order by id limit ?`,
  tombstoneRows: `
    select client, key, reversal from tombstone
    where tenant = ? and (client, key) > (?, ?) order by client, key limit ?`,
  shardRows: `
    select shard, sequence, recorded_at as recordedAt, network from ledger where tenant = ? order by shard`,

  accountsOf: "select id from account where tenant = ? and holder = ? order by id",

  tombstone: "select reversal from tombstone where tenant = ? and client = ? and key = ?",
  anyTombstone: "select 1 from tombstone where tenant = ? limit 1",
  writeTombstone: `insert into tombstone (tenant, client, key, reversal) values (${marks(4)})`
}

/** Every statement of the store, by what it does. */
export type Statements = Readonly<Record<keyof typeof texts, StatementSync>>

/** What is read by the thousand comes as lists of columns, at half of what objects cost. */
const asLists = ["journal", "manyLinks", "auditJournal", "auditLeaves", "auditPostings"]

/** Prepares all statements; a text that does not fit the schema fails here and not with the first sale. */
export const prepareAll = (database: DatabaseSync): Statements => {
  const prepared: Partial<Record<string, StatementSync>> = {}
  for (const [name, text] of Object.entries(texts)) prepared[name] = database.prepare(text)
  prepared["books"]?.setReadBigInts(true)
  for (const name of asLists) prepared[name]?.setReturnArrays(true)
  return prepared as Statements
}
