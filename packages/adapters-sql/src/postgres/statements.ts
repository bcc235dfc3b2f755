/**
 * The statements of a store, each a text that is prepared once per connection; the tenant is always the first parameter.
 *
 * @module
 */
import {
  accountColumns,
  cardColumns,
  changingColumns,
  type Columns,
  linkColumns,
  names,
  operationColumns,
  postingColumns,
  programColumns,
  rowsFrom,
  tombstoneColumns,
  walletColumns
} from "./columns.ts"
import { auditTexts } from "./auditStatements.ts"
import { deliveryTexts } from "./deliveryStatements.ts"

const assignments = (columns: Columns): string => columns.map(([name]) => `${name} = row.${name}`).join(", ")

const insert = (schema: string, table: string, columns: Columns, first: number): string =>
  `insert into ${schema}.${table} (tenant, ${names(columns)})
   select $1, ${columns.map(([name]) => `row.${name}`).join(", ")} from ${rowsFrom(columns, first)}`

/**
 * Looks every given row up by itself, by an index. Told as a join, a server that has no statistics of the tables yet, or
 * wrong ones, reads a tenant's whole table for a batch.
 */
const lookUp = (given: string, found: string): string =>
  `${given} cross join lateral (${found} offset 0) as found`

/** The accounts of cards, of ids, and of wallets. */
const accountsOf = (schema: string): string => `
  select found.account from ${lookUp(
    "unnest($2::text[]) as given (id)",
    `select account from ${schema}.card where tenant = $1 and card_index = given.id`
  )}
  union
  select id from unnest($3::text[]) as given (id)
  union
  select found.account from ${lookUp(
    "unnest($4::text[]) as given (id)",
    `select account from ${schema}.wallet where tenant = $1 and id = given.id`
  )}`

/** The operations that are named by id, or by client and key. */
const namedBy = (schema: string, ids: string, clients: string, keys: string): string => `
  select found.* from ${lookUp(
    `unnest(${ids}::text[]) as given (id)`,
    `select id, account, shard, sequence from ${schema}.operation where tenant = $1 and id = given.id`
  )}
  union
  select found.* from ${lookUp(
    `unnest(${clients}::text[], ${keys}::text[]) as given (client, key)`,
    `select id, account, shard, sequence from ${schema}.operation
     where tenant = $1 and client = given.client and key = given.key`
  )}`

/** The same, and the accounts of named operations and of the wallets that these moved. */
const accountsOfNamed = (schema: string): string => `
  with named as (${namedBy(schema, "$5", "$6", "$7")}),
  moved as (
    select found.wallet from ${lookUp(
      "named",
      `select wallet from ${schema}.link
       where tenant = $1 and shard = named.shard and sequence = named.sequence`
    )}
  )
  ${accountsOf(schema)}
  union
  select account from named where account is not null
  union
  select found.account from ${lookUp(
    "moved",
    `select account from ${schema}.wallet where tenant = $1 and id = moved.wallet`
  )}`

/** A wallet; of one whose head is known no more is said. */
const walletFields = (known: string): string => `
  id, account, head, recorded_at as "recordedAt",
  case when head = any(${known}::text[]) then null else json_build_object(
    'asset', asset, 'version', version, 'shard', shard, 'sequence', sequence, 'receivable', receivable,
    'document', document::text
  )::text end as content`

/**
 * All wallets of the accounts that are pointed at; `lock` locks them in one fixed order. Ordered by the id alone, a server
 * that believes the table to be small walks the whole tenant in that order.
 */
const walletsOf = (schema: string, accounts: string, known: string, lock: string): string => `
  select found.*
  from (select account from (${accounts}) as pointed order by account) as pointed
  cross join lateral (
    select ${walletFields(known)} from ${schema}.wallet where tenant = $1 and account = pointed.account order by id || '' ${lock}
  ) as found`

const accountFields = `id, program, status, frozen, opened_at as "openedAt", holder, card_type as "cardType",
  wallets::text as wallets, cards::text as cards, document::text as document`

/** The accounts that are pointed at, each with all its cards. */
const accountsWithCards = (schema: string, accounts: string): string => `
  select found.*, (
    select json_agg(json_build_object(
      'index', card_index, 'account', account, 'status', status, 'unblocksTo', unblocks_to, 'since', since,
      'masked', masked, 'expiresAt', expires_at
    ))::text from ${schema}.card where tenant = $1 and account = pointed.account
  ) as "allCards"
  from (${accounts}) as pointed (account)
  cross join lateral (
    select ${accountFields} from ${schema}.account where tenant = $1 and id = pointed.account offset 0
  ) as found`

const operationFields = (
  schema: string
): string => `operation.shard, operation.sequence, id, client, key, verb, approved, recorded_at, effective_at,
  occurred_at, business_date, outlet, owner, terminal, operator, account, original, fingerprint, asked, outcome, entry,
  (
    select json_agg(link order by place) from ${schema}.link
    where link.tenant = $1 and link.shard = operation.shard and link.sequence = operation.sequence
  ) as links`

/** A wallet's link at a place of the journal. */
const linkAt = (schema: string, shard: string, sequence: string): string => `
  select shard, sequence, follows_shard, follows, version from ${schema}.link
  where tenant = $1 and shard = ${shard} and sequence = ${sequence} and wallet = $2`

/**
 * Every statement of a commit looks rows up by an index, whatever is in the tables: so it is planned once on a connection,
 * and not again for every batch, which costs more than to carry it out.
 */
const plannedOnce = `
  set_config('plan_cache_mode', 'force_generic_plan', true),
  set_config('enable_seqscan', 'off', true),
  set_config('enable_bitmapscan', 'off', true)`

/** Nobody waits for a lock, or holds one idly, longer than it is told here. */
const patience = (lock: string, idle: string): string => `
  set_config('lock_timeout', ${lock}, true),
  set_config('idle_in_transaction_session_timeout', ${idle}, true)`

/** Takes the shard for this transaction, which waits for more than the server is set to where that is too weak. */
const takingShard = (schema: string): string => `
    select ledger.sequence, ledger.recorded_at, ledger.network, current_setting('fsync') as fsync,
      current_setting('full_page_writes') as full_page_writes, current_setting('synchronous_standby_names') as standbys
    from (
      select
        ${patience("$3", "$4")},
        set_config('synchronous_commit', case
          when current_setting('synchronous_commit') = any($5::text[]) then 'on' else current_setting('synchronous_commit')
        end, true),
        ${plannedOnce}
      offset 0
    ) as settings, ${schema}.ledger
    where tenant = $1 and shard = $2
    for update of ledger`

const texts = {
  /** Said out loud: what is read after a lock has to see what was committed while it was waited for, whatever the database is set to. */
  begin: () => "begin isolation level read committed",
  commit: () => "commit",
  rollback: () => "rollback",
  /** Asked after a commit: for which standbys it was waited. */
  standbys: () => "select current_setting('synchronous_standby_names') as standbys",
  beginReading: () => "begin isolation level repeatable read, read only",

  shard: takingShard,
  /** The same, and fails by a division by zero unless the shard has come just as far as it was left, and is safe. */
  shardAsForeseen: (schema: string) => `
    with taken as materialized (${takingShard(schema)})
    select 1 / coalesce((count(*) = 1 and bool_and(
      sequence = $6 and recorded_at = $7 and network = $10
      and ($8::boolean or (fsync = 'on' and full_page_writes = 'on' and (standbys <> '' or not $9::boolean)))
    ))::integer, 0) as foreseen from taken`,
  /** Takes all shards: for what must not be done beside anything else. */
  allShards: (schema: string) => `
    select recorded_at from (select ${patience("$2", "$3")} offset 0) as settings, ${schema}.ledger
    where tenant = $1 order by shard for update of ledger`,
  time: (schema: string) => `
    select max(sequence) as sequence, max(recorded_at) as recorded_at, max(network) as network
    from (select ${plannedOnce} offset 0) as settings, ${schema}.ledger where tenant = $1`,

  /** What cards, accounts and wallets point at; the same again where operations are named too. */
  lock: (schema: string) => walletsOf(schema, accountsOf(schema), "$5", "for update"),
  lockNamed: (schema: string) => walletsOf(schema, accountsOfNamed(schema), "$8", "for update"),
  /**
   * Locks the wallets of accounts, and fails unless they are just these, with these heads; no key is buried, the operations
   * are there, and nothing refers to them. An older copy of the database has those no more that are remembered.
   */
  walletsAsForeseen: (schema: string) => `
    select 1 / coalesce((array_agg(locked.head order by locked.id) = $3::text[] and not exists (
      select from ${lookUp(
        "unnest($4::text[], $5::text[]) as given (client, key)",
        `select reversal from ${schema}.tombstone where tenant = $1 and client = given.client and key = given.key`
      )}
    ) and not exists (
      select from ${lookUp(
        "unnest($6::text[]) as given (id)",
        `select 1 from ${schema}.operation where tenant = $1 and original = given.id`
      )}
    ) and cardinality($6::text[]) = (
      select count(*) from ${lookUp(
        "unnest($6::text[]) as given (id)",
        `select 1 from ${schema}.operation where tenant = $1 and id = given.id`
      )}
    ))::integer, 0) as foreseen
    from (
      select found.id, found.head
      from (select account from unnest($2::text[]) as given (account) order by account collate "C") as pointed
      cross join lateral (
        select id, head from ${schema}.wallet where tenant = $1 and account = pointed.account order by id || '' for update
      ) as found
    ) as locked`,
  wallets: (schema: string) => walletsOf(schema, accountsOf(schema), "$5", ""),
  walletsNamed: (schema: string) => walletsOf(schema, accountsOfNamed(schema), "$8", ""),
  accounts: (schema: string) => accountsWithCards(schema, accountsOf(schema)),
  accountsNamed: (schema: string) => accountsWithCards(schema, accountsOfNamed(schema)),
  /** Named operations and everything that refers to them, to the end; and the keys that are buried. */
  operations: (schema: string) => `
    with recursive named as (${namedBy(schema, "$2", "$3", "$4")}),
    family (id, named) as (
      select id, true from named
      union
      select found.id, false from family cross join lateral (
        select id from ${schema}.operation where tenant = $1 and original = family.id offset 0
      ) as found
    ),
    members as (select id, bool_or(named) as named from family group by id),
    operations as (
      select found.*, members.named from members cross join lateral (
        select ${operationFields(schema)} from ${schema}.operation
        where tenant = $1 and id = members.id offset 0
      ) as found
      order by recorded_at, shard, sequence
    ),
    tombstones as (
      select given.client, given.key, found.reversal from ${lookUp(
        "unnest($3::text[], $4::text[]) as given (client, key)",
        `select reversal from ${schema}.tombstone where tenant = $1 and client = given.client and key = given.key`
      )}
    )
    select row_to_json(operations)::text as content from operations
    union all
    select row_to_json(tombstones)::text from tombstones`,

  /** Everything that most batches write, in one statement. */
  write: (schema: string) => {
    const operation = 5
    const link = operation + operationColumns.length
    const posting = link + linkColumns.length
    const wallet = posting + postingColumns.length
    return `
      with operations as (${insert(schema, "operation", operationColumns, operation)}),
      links as (${insert(schema, "link", linkColumns, link)}),
      postings as (${insert(schema, "posting", postingColumns, posting)}),
      wallets as (
        insert into ${schema}.wallet (tenant, recorded_at, ${names(walletColumns)})
        select $1, $4, ${walletColumns.map(([name]) => `row.${name}`).join(", ")} from ${rowsFrom(walletColumns, wallet)}
        on conflict (tenant, id) do update set recorded_at = excluded.recorded_at, ${changingColumns
          .map(([name]) => `${name} = excluded.${name}`)
          .join(", ")}
      )
      update ${schema}.ledger set sequence = $3, recorded_at = $4 where tenant = $1 and shard = $2`
  },
  /** In all shards, which are taken: nothing is recorded anywhere before the change from here on. */
  changeNetwork: (schema: string) => `
    update ${schema}.ledger set network = $2, recorded_at = greatest(recorded_at, $3) where tenant = $1`,
  newPrograms: (schema: string) => `${insert(schema, "program", programColumns, 2)} on conflict do nothing`,
  newAccounts: (schema: string) => insert(schema, "account", accountColumns, 2),
  changeAccounts: (schema: string) => `
    update ${schema}.account set ${assignments(accountColumns.slice(1))} from ${rowsFrom(accountColumns, 2)}
    where account.tenant = $1 and account.id = row.id`,
  newCards: (schema: string) => insert(schema, "card", cardColumns, 2),
  changeCards: (schema: string) => `
    update ${schema}.card set ${assignments(cardColumns.slice(1))} from ${rowsFrom(cardColumns, 2)}
    where card.tenant = $1 and card.card_index = row.card_index`,
  newTombstones: (schema: string) => insert(schema, "tombstone", tombstoneColumns, 2),

  /** What the ledger was founded on: the first document stays. */
  found: (schema: string) => `
    insert into ${schema}.meta (tenant, name, value) select $1, 'founding', $2 on conflict do nothing`,
  founding: (schema: string) => `select value from ${schema}.meta where tenant = $1 and name = 'founding'`,

  due: (schema: string) => `
    select id, account, next_due from ${schema}.wallet
    where tenant = $1 and next_due is not null and next_due <= $2 and (next_due, id) > ($3, $4)
    order by next_due, id limit $5`,
  /**
   * A page as one text, and the links of a range as another: for the driver to decode each column costs four times what it
   * costs to read this.
   */
  journal: (schema: string) => `
    select operations.lists, links.lists as links from (
      select json_agg(row order by sequence)::text as lists from (
        select sequence, json_build_array(${names(operationColumns)}) as row from ${schema}.operation
        where tenant = $1 and shard = $2 and sequence > $3 order by sequence limit $4
      ) as page
    ) as operations, (${auditTexts.manyLinks(schema, "$5")}) as links`,
  ...auditTexts,
  ...deliveryTexts,
  /** From entry to entry backwards, beginning with the newest or with the one before a place. */
  history: (schema: string) => `
    with recursive start (shard, sequence) as (
      select shard, sequence from ${schema}.wallet where $3::bigint is null and tenant = $1 and id = $2
      union all
      select follows_shard, follows from ${schema}.link
      where tenant = $1 and shard = $4 and sequence = $3 and wallet = $2
    ), entry (shard, sequence, follows_shard, follows, version) as (
      select found.* from ${lookUp("start", linkAt(schema, "start.shard", "start.sequence"))}
      union all
      select found.* from ${lookUp("entry", linkAt(schema, "entry.follows_shard", "entry.follows"))}
    ), page as (select * from entry limit $5)
    select found.* from page cross join lateral (
      select ${operationFields(schema)} from ${schema}.operation
      where tenant = $1 and shard = page.shard and sequence = page.sequence offset 0
    ) as found
    order by page.version desc`,
  /** The same way back, no further than to the first that will do. */
  isServedBy: (schema: string) => `
    with recursive entry (shard, sequence, follows_shard, follows, version) as (
      select found.* from ${lookUp(
        `(select shard, sequence from ${schema}.wallet where tenant = $1 and id = $2) as head`,
        linkAt(schema, "head.shard", "head.sequence")
      )}
      union all
      select found.* from ${lookUp("entry", linkAt(schema, "entry.follows_shard", "entry.follows"))}
    )
    select 1 as found from ${lookUp(
      "entry",
      `select owner, verb from ${schema}.operation
       where tenant = $1 and shard = entry.shard and sequence = entry.sequence`
    )}
    where found.owner = any($3::text[]) or (found.owner is null and found.verb = 'Issue')
    limit 1`,
  accountsOf: (schema: string) => `
    select id from ${schema}.account where tenant = $1 and holder = $2 order by id`,
  books: (schema: string) => `
    select asset, kind, program, sub_wallet as "subWallet", funding, owner, tender, sum(amount)::text as amount
    from ${schema}.posting where tenant = $1
    group by asset, kind, program, sub_wallet, funding, owner, tender`,

  /** Lets the time of a shard go on by a millisecond: what was foreseen to begin at the time before fails from here on. */
  overtake: (schema: string) => `
    update ${schema}.ledger set recorded_at = recorded_at + 1 where tenant = $1 and shard = $2`,
  /** Which of these operations are recorded: asked after a commit whose answer never came. */
  recorded: (schema: string) => `
    select count(*) as found from ${lookUp(
      "unnest($2::text[]) as given (id)",
      `select 1 from ${schema}.operation where tenant = $1 and id = given.id`
    )}`
}

/** Every statement of the store, by what it does. */
export type Statements = Readonly<Record<keyof typeof texts, string>>

/** The statements for the tables of a schema. */
export const statementsFor = (schema: string): Statements => {
  const written: Partial<Record<string, string>> = {}
  for (const [name, text] of Object.entries(texts)) written[name] = text(schema)
  return written as Statements
}
