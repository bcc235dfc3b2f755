/**
 * The migrations of a ledger's schema in order, each a list of statements; a number is never used again.
 *
 * @module
 */
import { ledger } from "./0001_ledger.ts"
import { views } from "./0002_views.ts"
import { accountDocument } from "./0003_account_document.ts"
import { holders } from "./0004_holders.ts"
import { deliveries } from "./0005_deliveries.ts"
import { network } from "./0006_network.ts"
import { feeIncome } from "./0007_fee_income.ts"
import { clearingAccounts } from "./0008_clearing_accounts.ts"
import { endpoints } from "./0009_endpoints.ts"

/** A migration's statements for a schema of the given name. */
export type Migration = (schema: string) => ReadonlyArray<string>

export const migrations: Readonly<Record<string, Migration>> = {
  "0001_ledger": ledger,
  "0002_views": views,
  "0003_account_document": accountDocument,
  "0004_holders": holders,
  "0005_deliveries": deliveries,
  "0006_network": network,
  "0007_fee_income": feeIncome,
  "0008_clearing_accounts": clearingAccounts,
  "0009_endpoints": endpoints
}
