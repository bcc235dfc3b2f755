/**
 * A ledger account for what dormant cards pay in fees. What is recorded is of the kinds that there were, and is not read again.
 *
 * @module
 */
export const feeIncome = (schema: string): ReadonlyArray<string> => [
  `alter table ${schema}.posting
    drop constraint posting_check,
    add constraint posting_check check (
      case kind
        when 'liability' then wallet is not null and program is not null and sub_wallet is not null
          and funding is not null
        when 'merchantPayable' then true
        when 'cashClearing' then tender is not null
        when 'promotionExpense' then program is not null
        when 'breakageIncome' then program is not null
        when 'feeIncome' then program is not null
        when 'adjustment' then program is not null
        when 'receivable' then wallet is not null
        else false
      end
    ) not valid`
]
