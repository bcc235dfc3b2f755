/**
 * The views for accountants: balances, journal, books and outstanding liability, readable with any PostgreSQL tool.
 *
 * @module
 */

const utc = (column: string): string => `to_timestamp(${column} / 1000.0)`

/** Amounts in minor units; in the books debits are positive and credits negative. */
export const views = (schema: string): ReadonlyArray<string> => [
  `create view ${schema}.sub_wallet_balance as
    select
      wallet.tenant,
      wallet.account,
      wallet.id as wallet,
      wallet.asset,
      lot.value ->> 'subWallet' as sub_wallet,
      lot.value ->> 'funding' as funding,
      sum((lot.value ->> 'remaining')::bigint) as ledger,
      sum((lot.value ->> 'held')::bigint) as held,
      sum((lot.value ->> 'promised')::bigint) as scheduled
    from ${schema}.wallet, json_array_elements(wallet.document -> 'lots') as lot (value)
    group by wallet.tenant, wallet.account, wallet.id, wallet.asset, sub_wallet, funding`,

  `create view ${schema}.journal as
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
      greatest(posting.amount, 0) as debit,
      greatest(-posting.amount, 0) as credit
    from ${schema}.operation
    join ${schema}.posting using (tenant, shard, sequence)`,

  `create view ${schema}.trial_balance as
    select tenant, asset, kind as account, program, sub_wallet, funding, owner, tender, sum(amount) as amount
    from ${schema}.posting
    group by tenant, asset, kind, program, sub_wallet, funding, owner, tender`,

  `create view ${schema}.outstanding_liability as
    select tenant, program, sub_wallet, funding, asset, -sum(amount) as outstanding
    from ${schema}.posting
    where kind = 'liability'
    group by tenant, program, sub_wallet, funding, asset`
]
