/**
 * The statements of a store, each a text that is prepared once per connection; the tenant is always the first parameter.
 *
 * @module
 */

/** A column of a written row, and the type of the array that carries it. */
type Column = readonly [name: string, type: "text" | "bigint" | "integer" | "boolean" | "json"]

/** What is written of an operation, after the tenant and in the order of `operationRow`. */
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

/** What changes of a wallet with every operation, and its id. */
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
  ["id", "text"]
] as const satisfies ReadonlyArray<Column>

export const newWalletColumns = [
  ...walletColumns,
  ["account", "text"],
  ["asset", "text"]
] as const satisfies ReadonlyArray<Column>

export const accountColumns = [
  ["id", "text"],
  ["program", "text"],
  ["status", "text"],
  ["frozen", "text"],
  ["opened_at", "bigint"],
  ["holder", "text"],
  ["card_type", "text"],
  ["wallets", "json"],
  ["cards", "json"]
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

export type Columns = ReadonlyArray<Column>

const names = (columns: Columns): string => columns.map(([name]) => name).join(", ")

/** The rows that are carried as one array per column, beginning with a parameter. */
const rowsFrom = (columns: Columns, first: number): string =>
  `unnest(${columns.map(([, type], n) => `$${first + n}::${type}[]`).join(", ")}) as row (${names(columns)})`

const assignments = (columns: Columns): string => columns.map(([name]) => `${name} = row.${name}`).join(", ")

const insert = (schema: string, table: string, columns: Columns, first: number): string =>
  `insert into ${schema}.${table} (tenant, ${names(columns)})
   select $1, ${columns.map(([name]) => `row.${name}`).join(", ")} from ${rowsFrom(columns, first)}`

/** The accounts that references point at: by card, by id, by operation, by key, by wallet. */
const accountsOf = (schema: string): string => `
  select account from ${schema}.card where tenant = $1 and card_index = any($2::text[])
  union
  select id from unnest($3::text[]) as given (id)
  union
  select wallet.account from ${schema}.wallet where tenant = $1 and id = any($4::text[])
  union
  select named.account from named where named.account is not null
  union
  select wallet.account from named
    join ${schema}.link on link.tenant = $1 and link.shard = named.shard and link.sequence = named.sequence
    join ${schema}.wallet on wallet.tenant = $1 and wallet.id = link.wallet`

/** The operations that references name: by id, or by client and key. */
const namedBy = (schema: string, ids: string, clients: string, keys: string, columns: string): string => `
  select ${columns} from ${schema}.operation where tenant = $1 and id = any(${ids}::text[])
  union
  select ${columns} from unnest(${clients}::text[], ${keys}::text[]) as sent (client, key)
    join ${schema}.operation using (client, key)
    where operation.tenant = $1`

const walletFields = `wallet.id, wallet.account, asset, version, head, shard, sequence, recorded_at, receivable,
  document::text as document`

const accountFields = `account.id, program, status, frozen, opened_at as "openedAt", holder, card_type as "cardType",
  wallets::text as wallets, cards::text as cards`

const operationFields = `operation.shard, operation.sequence, id, client, key, verb, approved, recorded_at, effective_at,
  occurred_at, business_date, outlet, owner, terminal, operator, account, original, fingerprint, asked, outcome, entry,
  (
    select json_agg(link order by place)::text from ${"%schema%"}.link
    where link.tenant = $1 and link.shard = operation.shard and link.sequence = operation.sequence
  ) as links`

const texts = {
  begin: () => "begin",
  commit: () => "commit",
  rollback: () => "rollback",
  beginReading: () => "begin isolation level repeatable read, read only",

  /** Takes the shard for this transaction; nobody waits for a lock, or holds one idly, longer than it is told here. */
  shard: (schema: string) => `
    select ledger.sequence, ledger.recorded_at, current_setting('fsync') as fsync,
      current_setting('synchronous_standby_names') as standbys
    from (
      select
        set_config('lock_timeout', $3, true),
        set_config('idle_in_transaction_session_timeout', $4, true),
        set_config('synchronous_commit', coalesce($5, current_setting('synchronous_commit')), true)
      offset 0
    ) as settings, ${schema}.ledger
    where tenant = $1 and shard = $2
    for update of ledger`,
  /** Takes all shards: for what must not be done beside anything else. */
  allShards: (schema: string) => `
    select shard from ${schema}.ledger where tenant = $1 order by shard for update`,
  time: (schema: string) => `
    select max(sequence) as sequence, max(recorded_at) as recorded_at from ${schema}.ledger where tenant = $1`,

  /** Locks all wallets of the accounts that are pointed at, in one fixed order. */
  lock: (schema: string) => `
    with named as (${namedBy(schema, "$5", "$6", "$7", "account, shard, sequence")})
    select ${walletFields} from ${schema}.wallet
    where wallet.tenant = $1 and wallet.account in (${accountsOf(schema)})
    order by wallet.id
    for update of wallet`,
  wallets: (schema: string) => `
    with named as (${namedBy(schema, "$5", "$6", "$7", "account, shard, sequence")})
    select ${walletFields} from ${schema}.wallet
    where wallet.tenant = $1 and wallet.account in (${accountsOf(schema)})`,
  accounts: (schema: string) => `
    with named as (${namedBy(schema, "$5", "$6", "$7", "account, shard, sequence")})
    select ${accountFields}, (
      select json_agg(json_build_object(
        'index', card_index, 'account', card.account, 'status', card.status, 'unblocksTo', unblocks_to, 'since', since,
        'masked', masked, 'expiresAt', expires_at
      ))::text from ${schema}.card where card.tenant = $1 and card.account = account.id
    ) as "allCards"
    from ${schema}.account
    where account.tenant = $1 and account.id in (${accountsOf(schema)})`,
  /** Named operations and everything that refers to them, to the end. */
  operations: (schema: string) => `
    with recursive named as (${namedBy(schema, "$2", "$3", "$4", "id")}),
    family as (
      select id from named
      union
      select operation.id from family join ${schema}.operation
        on operation.tenant = $1 and operation.original = family.id
    )
    select ${operationFields.replaceAll("%schema%", schema)}, id in (select id from named) as named
    from ${schema}.operation
    where operation.tenant = $1 and id in (select id from family)
    order by recorded_at, shard, sequence`,
  tombstones: (schema: string) => `
    select tombstone.client, tombstone.key, reversal
    from unnest($2::text[], $3::text[]) as sent (client, key)
    join ${schema}.tombstone using (client, key)
    where tombstone.tenant = $1`,

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
        update ${schema}.wallet set ${assignments(walletColumns.slice(0, -1))}, recorded_at = $4
        from ${rowsFrom(walletColumns, wallet)}
        where wallet.tenant = $1 and wallet.id = row.id
      )
      update ${schema}.ledger set sequence = $3, recorded_at = $4 where tenant = $1 and shard = $2`
  },
  newAccounts: (schema: string) => insert(schema, "account", accountColumns, 2),
  changeAccounts: (schema: string) => `
    update ${schema}.account set ${assignments(accountColumns.slice(1))} from ${rowsFrom(accountColumns, 2)}
    where account.tenant = $1 and account.id = row.id`,
  newCards: (schema: string) => insert(schema, "card", cardColumns, 2),
  changeCards: (schema: string) => `
    update ${schema}.card set ${assignments(cardColumns.slice(1))} from ${rowsFrom(cardColumns, 2)}
    where card.tenant = $1 and card.card_index = row.card_index`,
  newWallets: (schema: string) => `
    insert into ${schema}.wallet (tenant, recorded_at, ${names(newWalletColumns)})
    select $1, $2, ${newWalletColumns.map(([name]) => `row.${name}`).join(", ")}
    from ${rowsFrom(newWalletColumns, 3)}`,
  newTombstones: (schema: string) => insert(schema, "tombstone", tombstoneColumns, 2),

  due: (schema: string) => `
    select id from ${schema}.wallet where tenant = $1 and next_due is not null and next_due <= $2
    order by next_due, id limit $3`,
  journal: (schema: string) => `
    select ${operationFields.replaceAll("%schema%", schema)} from ${schema}.operation
    where tenant = $1 and shard = $2 and sequence > $3 order by sequence limit $4`,
  /** From entry to entry backwards, beginning with the newest or with the one before a place. */
  history: (schema: string) => `
    with recursive start as (
      select shard, sequence from ${schema}.wallet where $3::bigint is null and tenant = $1 and id = $2
      union all
      select follows_shard, follows from ${schema}.link
      where tenant = $1 and shard = $4 and sequence = $3 and wallet = $2
    ), entry (shard, sequence, follows_shard, follows, version) as (
      select link.shard, link.sequence, follows_shard, follows, version from start join ${schema}.link
        on link.tenant = $1 and link.shard = start.shard and link.sequence = start.sequence and link.wallet = $2
      union all
      select link.shard, link.sequence, link.follows_shard, link.follows, link.version from entry join ${schema}.link
        on link.tenant = $1 and link.shard = entry.follows_shard and link.sequence = entry.follows and link.wallet = $2
    ), page as (select * from entry limit $5)
    select ${operationFields.replaceAll("%schema%", schema)}
    from page join ${schema}.operation
      on operation.tenant = $1 and operation.shard = page.shard and operation.sequence = page.sequence
    order by page.version desc`,
  books: (schema: string) => `
    select asset, kind, program, sub_wallet as "subWallet", funding, owner, tender, sum(amount)::text as amount
    from ${schema}.posting where tenant = $1
    group by asset, kind, program, sub_wallet, funding, owner, tender`,

  /** Which of these operations are recorded: asked after a commit whose answer never came. */
  recorded: (schema: string) => `
    select count(*) as found from ${schema}.operation where tenant = $1 and id = any($2::text[])`
}

/** Every statement of the store, by what it does. */
export type Statements = Readonly<Record<keyof typeof texts, string>>

/** The statements for the tables of a schema. */
export const statementsFor = (schema: string): Statements => {
  const written: Partial<Record<string, string>> = {}
  for (const [name, text] of Object.entries(texts)) written[name] = text(schema)
  return written as Statements
}
