/**
 * The accountant's names of ledger accounts: a default chart, and the retailer's own names and numbers as data before it.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { BookAccount } from "../journal/ChartOfAccounts.ts"
import { FundingClass } from "../program/SubWalletRule.ts"
import { TenderKind } from "../program/TenderKind.ts"
import { OwnerId, ProgramId, SubWalletId } from "../values/Ids.ts"

/** The names where a retailer has none of its own. */
const defaultNames: Readonly<Record<BookAccount["kind"], string>> = {
  liability: "Liabilities:StoredValue:{program}:{subWallet}:{funding}",
  cashClearing: "Assets:Clearing:{tender}:{owner}",
  merchantPayable: "Liabilities:Merchants:{owner}",
  promotionExpense: "Expenses:Promotion:{program}",
  breakageIncome: "Income:Breakage:{program}",
  feeIncome: "Income:Fees:{program}",
  commissionIncome: "Income:Commission:{program}",
  escheatPayable: "Liabilities:Escheat:{program}",
  ownerSettlement: "Assets:Settlement:{owner}",
  fundsHeld: "Assets:FundsHeld:{owner}",
  remittance: "Assets:Remittance:{owner}",
  cashVariance: "Expenses:CashVariance:{owner}",
  bank: "Assets:Bank",
  receivable: "Assets:Receivable",
  adjustment: "Expenses:Adjustments:{program}"
}

const kinds = Object.keys(defaultNames) as ReadonlyArray<BookAccount["kind"]>

/** What tells ledger accounts apart; what is left out is not asked about. */
export const AccountPattern = Schema.Struct({
  kind: Schema.Literals(kinds),
  program: Schema.optionalKey(ProgramId),
  subWallet: Schema.optionalKey(SubWalletId),
  funding: Schema.optionalKey(FundingClass),
  owner: Schema.optionalKey(OwnerId),
  tender: Schema.optionalKey(TenderKind)
})
export type AccountPattern = typeof AccountPattern.Type

const parts = ["program", "subWallet", "funding", "owner", "tender"] as const

/** Whether a ledger account is one of those that are meant. */
export const fits = (pattern: AccountPattern, account: BookAccount): boolean =>
  pattern.kind === account.kind &&
  parts.every((part) => pattern[part] === undefined || pattern[part] === account[part])

const placeholder = `\\{(?:${parts.join("|")})\\}`
const segment = `(?:[\\p{Lu}\\p{Nd}](?:[\\p{L}\\p{Nd}-]|${placeholder})*|${placeholder}(?:[\\p{L}\\p{Nd}-]|${placeholder})*)`

/** A name as hledger and beancount have it: one of the five roots, then parts between colons. */
const AccountName = Schema.String.check(
  Schema.isMaxLength(200),
  Schema.isPattern(new RegExp(`^(?:Assets|Liabilities|Equity|Income|Expenses)(?::${segment})+$`, "u"), {
    expected:
      "Assets, Liabilities, Equity, Income or Expenses, then parts after colons that begin with a capital or digit and have letters, digits, dashes and {program} {subWallet} {funding} {owner} {tender}"
  })
)

/** Which ledger accounts are called how. */
export const AccountRule = Schema.Struct({
  ...AccountPattern.fields,
  /** `{program}`, `{subWallet}`, `{funding}`, `{owner}` and `{tender}` stand for the account's own; a part with one that is not there falls away. */
  name: AccountName,
  /** The number of the account in the retailer's books. */
  number: Schema.optionalKey(
    Schema.String.check(
      Schema.isPattern(/^[0-9A-Za-z][0-9A-Za-z ./-]{0,31}$/, { expected: "1–32 letters, digits and . / -" })
    )
  )
})
export type AccountRule = typeof AccountRule.Type

/** Rules of which the first that fits counts; the default chart comes after them. */
export const AccountChart = Schema.Array(AccountRule)
export type AccountChart = typeof AccountChart.Type

/** What every ledger account is called where a retailer has no name of its own for it. */
export const defaultChart: AccountChart = kinds.map((kind) => ({ kind, name: defaultNames[kind] }))

const escaped = (character: string): string =>
  `-x${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`

/**
 * An id as a part of a name: two ids never have the same. Its first letter is a capital; a dash at the end says that this is
 * not what one would expect (`Acme` beside `acme`, `kTV` beside `KTV`). What a name cannot have is `-x` and two digits.
 */
export const partOf = (id: string): string => {
  const escapedId = id.replaceAll(/[^A-Za-z0-9-]|-(?=x)|-$/g, escaped)
  const isExpected = /^([0-9]|[a-z][a-z]|[A-Z]([^a-z]|$))/.test(id)
  return `${escapedId.charAt(0).toUpperCase()}${escapedId.slice(1)}${isExpected ? "" : "-"}`
}

/** A part of which an id is not there falls away; what is left has at least one below its root. */
const written = (name: string, account: BookAccount): string => {
  const [root = "", ...below] = name
    .split(":")
    .filter((part) =>
      [...part.matchAll(/\{(\w+)\}/g)].every(([, field = ""]) => Reflect.get(account, field) !== undefined)
    )
  return [root, ...(below.length === 0 ? ["Other"] : below)]
    .join(":")
    .replaceAll(/\{(\w+)\}/g, (_, field: string) => partOf(String(Reflect.get(account, field))))
}

const ruleOf = (chart: AccountChart, account: BookAccount): AccountRule | undefined =>
  [...chart, ...defaultChart].find((rule) => fits(rule, account))

/** What accounts are called in a chart. */
export const nameIn =
  (chart: AccountChart): ((account: BookAccount) => string) =>
  (account) =>
    written(ruleOf(chart, account)?.name ?? "", account)

/** What numbers accounts have in a chart. */
export const numberIn =
  (chart: AccountChart): ((account: BookAccount) => string | undefined) =>
  (account) =>
    ruleOf(chart, account)?.number
