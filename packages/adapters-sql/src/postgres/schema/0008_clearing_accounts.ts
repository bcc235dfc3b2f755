/**
 * Ledger accounts of clearing, shifts and unclaimed property. What is recorded is of the kinds that there were, and is not read again.
 *
 * @module
 */
export const clearingAccounts = (schema: string): ReadonlyArray<string> => [
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
    ) not valid`
]
