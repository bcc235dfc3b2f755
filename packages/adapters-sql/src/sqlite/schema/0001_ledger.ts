/**
 * The tables of a ledger file: what is true now, and the append-only journal that it follows from.
 *
 * @module
 */

/** The second line of defence: nothing that was recorded changes. */
export const appendOnly = (table: string): string => `
create trigger ${table}_keeps_rows before delete on ${table}
begin select raise(abort, 'the journal is append-only: nothing is deleted from ${table}'); end;
create trigger ${table}_keeps_words before update on ${table}
begin select raise(abort, 'the journal is append-only: nothing is changed in ${table}'); end;
`

/** Amounts are minor units, instants milliseconds since 1970 UTC. Every key begins with the tenant. */
export const ledger = `
create table meta (
  tenant text not null,
  name text not null,
  value text not null,
  primary key (tenant, name)
) strict, without rowid;

create table program (
  tenant text not null,
  id text not null,
  version integer not null,
  content text not null check (json_valid(content)),
  primary key (tenant, id, version)
) strict, without rowid;

create table ledger (
  tenant text not null,
  shard integer not null,
  sequence integer not null check (sequence >= 0),
  recorded_at integer not null,
  primary key (tenant, shard)
) strict, without rowid;

create table account (
  tenant text not null,
  id text not null,
  program text not null,
  status text not null check (status in ('open', 'closing', 'closed')),
  frozen text check (frozen in ('debit', 'credit', 'both')),
  opened_at integer not null,
  holder text,
  card_type text,
  wallets text not null check (json_type(wallets) = 'array'),
  cards text not null check (json_type(cards) = 'array'),
  primary key (tenant, id)
) strict, without rowid;

create table card (
  tenant text not null,
  card_index text not null,
  account text not null,
  status text not null check (
    status in ('pending', 'active', 'deactivated', 'blocked', 'lost', 'replaced', 'destroyed')
  ),
  unblocks_to text check (unblocks_to is null or status = 'blocked'),
  since integer not null,
  masked text not null,
  expires_at integer,
  primary key (tenant, card_index),
  foreign key (tenant, account) references account (tenant, id)
) strict, without rowid;

create table wallet (
  tenant text not null,
  id text not null,
  account text not null,
  asset text not null,
  version integer not null check (version > 0),
  head text not null check (length(head) = 64),
  shard integer not null,
  sequence integer not null check (sequence > 0),
  ledger integer not null check (ledger between 0 and 9007199254740991),
  held integer not null check (held between 0 and ledger),
  receivable integer not null check (receivable >= 0),
  next_due integer,
  document text not null check (document like '{%}'),
  primary key (tenant, id),
  foreign key (tenant, account) references account (tenant, id)
) strict;
create index wallet_due on wallet (tenant, next_due, id) where next_due is not null;

create table operation (
  tenant text not null,
  shard integer not null,
  sequence integer not null check (sequence > 0),
  id text not null,
  client text not null,
  key text not null,
  verb text not null,
  approved integer not null check (approved in (0, 1)),
  recorded_at integer not null,
  effective_at integer not null,
  occurred_at integer,
  business_date text not null,
  outlet text,
  owner text,
  terminal text,
  operator text,
  account text,
  original text,
  fingerprint text not null,
  asked text not null,
  outcome text not null check (outcome like '{%}'),
  entry text not null check (entry <> '' or approved = 0)
) strict;
create unique index operation_sequence on operation (tenant, shard, sequence);
create unique index operation_id on operation (tenant, id);
create unique index operation_key on operation (tenant, client, key);
create index operation_original on operation (tenant, original) where original is not null;

create table link (
  tenant text not null,
  shard integer not null,
  sequence integer not null,
  place integer not null,
  wallet text not null,
  version integer not null check (version > 0),
  previous text not null check (length(previous) = (case version when 1 then 0 else 64 end)),
  follows_shard integer not null,
  follows integer not null check (follows >= 0),
  hash text not null check (length(hash) = 64),
  primary key (tenant, shard, sequence, place)
) strict, without rowid;

create table posting (
  tenant text not null,
  shard integer not null,
  sequence integer not null,
  place integer not null,
  kind text not null,
  wallet text,
  program text,
  sub_wallet text,
  funding text,
  owner text,
  tender text,
  asset text not null,
  amount integer not null check (amount <> 0),
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
) strict, without rowid;

create table tombstone (
  tenant text not null,
  client text not null,
  key text not null,
  reversal text not null,
  primary key (tenant, client, key)
) strict, without rowid;

${["operation", "link", "posting", "tombstone", "program"].map(appendOnly).join("")}

create trigger ledger_keeps_time before update on ledger
when new.recorded_at < old.recorded_at
begin select raise(abort, 'ledger time never goes back'); end;

create trigger ledger_has_no_gaps before update on ledger
when new.sequence - old.sequence <> (
  select count(*) from operation
  where tenant = new.tenant and shard = new.shard and sequence > old.sequence and sequence <= new.sequence
)
begin select raise(abort, 'the commit sequence has a gap'); end;

create trigger ledger_is_balanced before update on ledger
when exists (
  select 1 from posting
  where tenant = new.tenant and shard = new.shard and sequence > old.sequence
  group by sequence, asset
  having sum(amount) <> 0
)
begin select raise(abort, 'the postings of an operation do not add up to zero'); end;

create trigger ledger_stays before delete on ledger
begin select raise(abort, 'the ledger is never deleted'); end;
`
