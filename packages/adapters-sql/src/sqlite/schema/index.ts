/**
 * The migrations of a ledger file in order; how many of them a file has seen is its `user_version`.
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

export const migrations: ReadonlyArray<string> = [
  ledger,
  views,
  accountDocument,
  holders,
  deliveries,
  network,
  feeIncome,
  clearingAccounts,
  endpoints
]

/** Marks a file as a ledger of ours: "Tess" in its header. */
export const applicationId = 0x54657373
