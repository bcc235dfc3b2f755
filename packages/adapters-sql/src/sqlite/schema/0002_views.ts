/**
 * The views for accountants: balances, journal, books and outstanding liability, readable with any SQLite tool.
 *
 * @module
 */

const utc = (column: string): string => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`

/** Amounts in minor units; in the books debits are positive and credits negative. */
export const views = `
create view sub_wallet_balance as
select
  wallet.tenant,
  wallet.account,
  wallet.id as wallet,
  wallet.asset,
  json_extract(lot.value, '$.subWallet') as sub_wallet,
  json_extract(lot.value, '$.funding') as funding,
  sum(json_extract(lot.value, '$.remaining')) as ledger,
  sum(json_extract(lot.value, '$.held')) as held,
  sum(json_extract(lot.value, '$.promised')) as scheduled
from wallet, json_each(wallet.document, '$.lots') as lot
group by wallet.tenant, wallet.id, sub_wallet, funding;

create view journal as
select
  operation.tenant,
  operation.shard,
  operation.sequence,
  operation.id as operation,
  ${utc("operation.recorded_at")} as recorded,
  ${utc("operation.effective_at")} as effective,
  operation.business_date,
  operation.verb,
  operation.outlet,
  operation.owner as outlet_owner,
  operation.terminal,
  operation.operator,
  operation.account as holder_account,
  operation.original,
  posting.kind as account,
  posting.program,
  posting.sub_wallet,
  posting.funding,
  posting.owner,
  posting.tender,
  posting.wallet,
  posting.asset,
  max(posting.amount, 0) as debit,
  max(-posting.amount, 0) as credit
from operation
join posting using (tenant, shard, sequence);

create view trial_balance as
select tenant, asset, kind as account, program, sub_wallet, funding, owner, tender, sum(amount) as amount
from posting
group by tenant, asset, kind, program, sub_wallet, funding, owner, tender;

create view outstanding_liability as
select tenant, program, sub_wallet, funding, asset, -sum(amount) as outstanding
from posting
where kind = 'liability'
group by tenant, program, sub_wallet, funding, asset;
`
