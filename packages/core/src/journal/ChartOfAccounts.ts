/**
 * The chart of accounts: every ledger account that an entry can post to. Debits are positive, credits negative.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { FundingClass } from "../program/SubWalletRule.ts"
import { OwnerId, ProgramId, SubWalletId, WalletId } from "../values/Ids.ts"

/** How a load is paid, or a remainder paid out. */
export const TenderKind = Schema.Literals(["cash", "bankCard", "transfer", "invoice", "other"])
export type TenderKind = typeof TenderKind.Type

/** A ledger account. The kind says what it means to an accountant, the other fields of which part of the books. */
export const LedgerAccount = Schema.Union([
  /** Unspent value owed to holders (credit-normal). */
  Schema.Struct({
    kind: Schema.Literal("liability"),
    wallet: WalletId,
    program: ProgramId,
    subWallet: SubWalletId,
    funding: FundingClass
  }),
  /** Tender taken in or paid out by an owner's outlets. */
  Schema.Struct({ kind: Schema.Literal("cashClearing"), owner: Schema.optional(OwnerId), tender: TenderKind }),
  /** What is owed to an owner for redemptions its outlets accepted (credit-normal). */
  Schema.Struct({ kind: Schema.Literal("merchantPayable"), owner: Schema.optional(OwnerId) }),
  /** What promotions cost; an expired promotion comes back here and is never income. */
  Schema.Struct({ kind: Schema.Literal("promotionExpense"), program: ProgramId }),
  /** Paid value that expired. */
  Schema.Struct({ kind: Schema.Literal("breakageIncome"), program: ProgramId }),
  /** What a holder owes (debit-normal). */
  Schema.Struct({ kind: Schema.Literal("receivable"), wallet: WalletId }),
  /** The other side of corrections by staff. */
  Schema.Struct({ kind: Schema.Literal("adjustment"), program: ProgramId })
])
export type LedgerAccount = typeof LedgerAccount.Type

/** The account's name in reports: its kind and what tells it apart, wallets left out so that liabilities add up. */
export const accountName = (account: LedgerAccount): string => {
  switch (account.kind) {
    case "liability":
      return `liability ${account.program} ${account.subWallet} ${account.funding}`
    case "cashClearing":
      return `cash clearing ${account.owner ?? "head office"} ${account.tender}`
    case "merchantPayable":
      return `merchant payable ${account.owner ?? "head office"}`
    case "promotionExpense":
      return `promotion expense ${account.program}`
    case "breakageIncome":
      return `breakage income ${account.program}`
    case "receivable":
      return "receivable from holders"
    case "adjustment":
      return `adjustment ${account.program}`
  }
}
