/**
 * Ledger accounts of clearing, shifts and unclaimed property. SQLite changes no check of a table: the postings are written anew.
 *
 * @module
 */
import { appendOnly } from "./0001_ledger.ts"

/** Views and triggers name the table, and go on with the new one under its name. */
export const clearingAccounts = `
pragma legacy_alter_table = on;

create table posting_renewed (
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
      when 'feeIncome' then program is not null
      when 'commissionIncome' then program is not null
      when 'escheatPayable' then program is not null
      when 'ownerSettlement' then owner is not null
      when 'fundsHeld' then owner is not null
      when 'remittance' then true
      when 'cashVariance' then true
      when 'bank' then true
      when 'adjustment' then program is not null
      when 'receivable' then wallet is not null
      else false
    end
  ),
  primary key (tenant, shard, sequence, place)
) strict, without rowid;

insert into posting_renewed select * from posting;
drop table posting;
alter table posting_renewed rename to posting;
${appendOnly("posting")}

pragma legacy_alter_table = off;
`
