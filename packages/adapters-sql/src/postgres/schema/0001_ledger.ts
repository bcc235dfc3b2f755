/**
 * The tables of a ledger: what is true now, and the append-only journal that it follows from.
 *
 * @module
 */

const appendOnly = (schema: string, table: string): string =>
  `create trigger ${table}_keeps_rows before update or delete or truncate on ${schema}.${table}
    for each statement execute function ${schema}.append_only()`

/** A name or an id: compared byte by byte, whatever the language of the database. */
const id = `text collate "C"`

/** What is fixed: whose ledger it is, under which terms, and how far its shards have come. */
const frame = (schema: string): ReadonlyArray<string> => [
  `create table ${schema}.meta (
    tenant ${id} not null,
    name ${id} not null,
    value text not null,
    primary key (tenant, name)
  )`,

  `create table ${schema}.program (
    tenant ${id} not null,
    id ${id} not null,
    version integer not null,
    content text not null,
    primary key (tenant, id, version)
  )`,

  `create table ${schema}.ledger (
    tenant ${id} not null,
    shard integer not null check (shard >= 0),
    sequence bigint not null check (sequence >= 0),
    recorded_at bigint not null,
    primary key (tenant, shard)
  ) with (fillfactor = 20)`
]

/** What is true now. */
const state = (schema: string): ReadonlyArray<string> => [
  `create table ${schema}.account (
    tenant ${id} not null,
    id ${id} not null,
    program ${id} not null,
    status text not null check (status in ('open', 'closing', 'closed')),
    frozen text check (frozen in ('debit', 'credit', 'both')),
    opened_at bigint not null,
    holder text,
    card_type text,
    wallets json not null check (json_typeof(wallets) = 'array'),
    cards json not null check (json_typeof(cards) = 'array'),
    primary key (tenant, id)
  )`,

  `create table ${schema}.card (
    tenant ${id} not null,
    card_index ${id} not null,
    account ${id} not null,
    status text not null check (
      status in ('pending', 'active', 'deactivated', 'blocked', 'lost', 'replaced', 'destroyed')
    ),
    unblocks_to text check (unblocks_to is null or status = 'blocked'),
    since bigint not null,
    masked text not null,
    expires_at bigint,
    primary key (tenant, card_index),
    foreign key (tenant, account) references ${schema}.account (tenant, id)
  )`,
  `create index card_account on ${schema}.card (tenant, account)`,

  `create table ${schema}.wallet (
    tenant ${id} not null,
    id ${id} not null,
    account ${id} not null,
    asset text not null,
    version bigint not null check (version > 0),
    head text not null check (length(head) = 64),
    shard integer not null,
    sequence bigint not null check (sequence > 0),
    recorded_at bigint not null,
    ledger bigint not null check (ledger between 0 and 9007199254740991),
    held bigint not null check (held between 0 and ledger),
    receivable bigint not null check (receivable >= 0),
    next_due bigint,
    document json not null check (json_typeof(document) = 'object'),
    primary key (tenant, id),
    foreign key (tenant, account) references ${schema}.account (tenant, id)
  ) with (fillfactor = 60)`,
  `create index wallet_account on ${schema}.wallet (tenant, account)`,
  `create index wallet_due on ${schema}.wallet (tenant, next_due, id) where next_due is not null`
]

/** What happened: one row for one command and its one outcome. */
const journal = (schema: string): ReadonlyArray<string> => [
  // What an operation says stays together in its row and is not packed: packing would cost more than writing it.
  `create table ${schema}.operation (
    tenant ${id} not null,
    shard integer not null,
    sequence bigint not null check (sequence > 0),
    id ${id} not null,
    client ${id} not null,
    key ${id} not null,
    verb text not null,
    approved boolean not null,
    recorded_at bigint not null,
    effective_at bigint not null,
    occurred_at bigint,
    business_date text not null,
    outlet text,
    owner text,
    terminal text,
    operator text,
    account ${id},
    original ${id},
    fingerprint text not null,
    asked text not null,
    outcome text not null check (outcome like '{%}'),
    entry text not null check (entry <> '' or not approved),
    primary key (tenant, shard, sequence)
  ) with (toast_tuple_target = 8160)`,
  `create unique index operation_id on ${schema}.operation (tenant, id)`,
  `create unique index operation_key on ${schema}.operation (tenant, client, key)`,
  `create index operation_original on ${schema}.operation (tenant, original) where original is not null`
]

/** What operations did: their places in the chains of wallets, and their debits and credits; and keys that are buried. */
const entries = (schema: string): ReadonlyArray<string> => [
  `create table ${schema}.link (
    tenant ${id} not null,
    shard integer not null,
    sequence bigint not null,
    place integer not null,
    wallet ${id} not null,
    version bigint not null check (version > 0),
    previous text not null check (length(previous) = (case version when 1 then 0 else 64 end)),
    follows_shard integer not null,
    follows bigint not null check (follows >= 0),
    hash text not null check (length(hash) = 64),
    primary key (tenant, shard, sequence, place)
  )`,

  `create table ${schema}.posting (
    tenant ${id} not null,
    shard integer not null,
    sequence bigint not null,
    place integer not null,
    kind text not null,
    wallet ${id},
    program text,
    sub_wallet text,
    funding text,
    owner text,
    tender text,
    asset text not null,
    amount bigint not null check (amount <> 0),
    check (
      case kind
        when 'liability' then wallet is not null and program is not null and sub_wallet is not null
          and funding is not null
        when 'merchantPayable' then true
        when 'cashClearing' then tender is not null
        when 'promotionExpense' then program is not null
        when 'breakageIncome' then program is not null
        when 'adjustment' then program is not null
        when 'receivable' then wallet is not null
        else false
      end
    ),
    primary key (tenant, shard, sequence, place)
  )`,

  `create table ${schema}.tombstone (
    tenant ${id} not null,
    client ${id} not null,
    key ${id} not null,
    reversal ${id} not null,
    primary key (tenant, client, key)
  )`
]

/** The second line of defence: nothing recorded changes, nothing is left out, the books balance. */
const defences = (schema: string): ReadonlyArray<string> => [
  `create function ${schema}.append_only() returns trigger language plpgsql as $$
    begin
      raise exception 'the journal is append-only: nothing is changed in % or deleted from it', tg_table_name;
    end
  $$`,
  ...["operation", "link", "posting", "tombstone", "program"].map((table) => appendOnly(schema, table)),

  `create function ${schema}.ledger_goes_on() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then raise exception 'the ledger is never deleted'; end if;
      if new.recorded_at < old.recorded_at then raise exception 'ledger time never goes back'; end if;
      if new.sequence - old.sequence <> (
        select count(*) from ${schema}.operation
        where tenant = new.tenant and shard = new.shard and sequence > old.sequence and sequence <= new.sequence
      ) then raise exception 'the commit sequence has a gap'; end if;
      if exists (
        select 1 from ${schema}.posting
        where tenant = new.tenant and shard = new.shard and sequence > old.sequence
        group by sequence, asset having sum(amount) <> 0
      ) then raise exception 'the postings of an operation do not add up to zero'; end if;
      return null;
    end
  $$`,
  `create trigger ledger_goes_on after update or delete on ${schema}.ledger
    for each row execute function ${schema}.ledger_goes_on()`
]

/** Amounts are minor units, instants milliseconds since 1970 UTC. Every key begins with the tenant. */
export const ledger = (schema: string): ReadonlyArray<string> => [
  ...frame(schema),
  ...state(schema),
  ...journal(schema),
  ...entries(schema),
  ...defences(schema)
]
