/**
 * The chart of accounts: every ledger account that an entry can post to. Debits are positive, credits negative.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { FundingClass } from "../program/SubWalletRule.ts"
import { TenderKind } from "../program/TenderKind.ts"
import { OwnerId, ProgramId, SubWalletId, WalletId } from "../values/Ids.ts"

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
  Schema.Struct({
    kind: Schema.Literal("cashClearing"),
    owner: Schema.optional(OwnerId),
    tender: TenderKind
  }),
  /** What is owed to an owner for redemptions its outlets accepted (credit-normal). */
  Schema.Struct({ kind: Schema.Literal("merchantPayable"), owner: Schema.optional(OwnerId) }),
  /** What promotions cost; an expired promotion comes back here and is never income. */
  Schema.Struct({ kind: Schema.Literal("promotionExpense"), program: ProgramId }),
  /** Paid value that expired. */
  Schema.Struct({ kind: Schema.Literal("breakageIncome"), program: ProgramId }),
  /** What dormant cards paid in fees. */
  Schema.Struct({ kind: Schema.Literal("feeIncome"), program: ProgramId }),
  /** What acceptors pay for redemptions by their agreement, less what loaders are paid for loads. */
  Schema.Struct({ kind: Schema.Literal("commissionIncome"), program: ProgramId }),
  /** Value that nobody claimed and that is owed to the state (credit-normal). */
  Schema.Struct({ kind: Schema.Literal("escheatPayable"), program: ProgramId }),
  /** What an owner owes (debit) or is owed (credit) since a clearing period was cut off, until it is paid. */
  Schema.Struct({ kind: Schema.Literal("ownerSettlement"), owner: OwnerId }),
  /** What an owner took for value and keeps by its agreement, until the value is spent (debit-normal). */
  Schema.Struct({ kind: Schema.Literal("fundsHeld"), owner: OwnerId }),
  /** Cash that was handed over and has not arrived yet. */
  Schema.Struct({ kind: Schema.Literal("remittance"), owner: Schema.optional(OwnerId) }),
  /** What was counted less (debit) or more (credit) at the end of shifts than there should have been. */
  Schema.Struct({ kind: Schema.Literal("cashVariance"), owner: Schema.optional(OwnerId) }),
  /** Money at the bank: what was remitted, and what settlements paid or brought. */
  Schema.Struct({ kind: Schema.Literal("bank") }),
  /** What a holder owes (debit-normal). */
  Schema.Struct({ kind: Schema.Literal("receivable"), wallet: WalletId }),
  /** The other side of corrections by staff. */
  Schema.Struct({ kind: Schema.Literal("adjustment"), program: ProgramId })
])
export type LedgerAccount = typeof LedgerAccount.Type

/** A ledger account as the books show it: liabilities and receivables of all wallets added up. */
export interface BookAccount {
  readonly kind: LedgerAccount["kind"]
  readonly program?: ProgramId
  readonly subWallet?: SubWalletId
  readonly funding?: FundingClass
  readonly owner?: OwnerId
  readonly tender?: TenderKind
}

/** The account that the books show for a posting. */
export const bookAccount = (account: LedgerAccount): BookAccount => {
  switch (account.kind) {
    case "liability":
      return {
        kind: account.kind,
        program: account.program,
        subWallet: account.subWallet,
        funding: account.funding
      }
    case "cashClearing":
      return { kind: account.kind, ...(account.owner && { owner: account.owner }), tender: account.tender }
    case "merchantPayable":
    case "ownerSettlement":
    case "fundsHeld":
    case "remittance":
    case "cashVariance":
      return { kind: account.kind, ...(account.owner && { owner: account.owner }) }
    case "receivable":
    case "bank":
      return { kind: account.kind }
    case "promotionExpense":
    case "breakageIncome":
    case "feeIncome":
    case "commissionIncome":
    case "escheatPayable":
    case "adjustment":
      return { kind: account.kind, program: account.program }
  }
}

const titles: Record<BookAccount["kind"], string> = {
  liability: "Liability",
  cashClearing: "Cash clearing",
  merchantPayable: "Merchant payable",
  promotionExpense: "Promotion expense",
  breakageIncome: "Breakage income",
  feeIncome: "Fee income",
  commissionIncome: "Commission income",
  escheatPayable: "Escheat payable",
  ownerSettlement: "Owner settlement",
  fundsHeld: "Funds held",
  remittance: "Remittance under way",
  cashVariance: "Cash over and short",
  bank: "Bank",
  receivable: "Receivable from holders",
  adjustment: "Adjustments"
}

/** The account's name for people: its kind and what tells it apart. */
export const accountTitle = ({ funding, kind, owner, program, subWallet, tender }: BookAccount): string =>
  [titles[kind], program, subWallet, funding, owner, tender].filter((part) => part !== undefined).join(" ")

/** What tells accounts of the books apart; an account that entries post to has it too. */
type Distinct = { readonly [Field in keyof BookAccount]?: BookAccount[Field] | undefined }

/** A text that no two accounts of the books have in common: no id has a line's end in it. */
export const accountKey = ({ funding, kind, owner, program, subWallet, tender }: Distinct): string =>
  `${kind}\n${program ?? ""}\n${subWallet ?? ""}\n${funding ?? ""}\n${owner ?? ""}\n${tender ?? ""}`
