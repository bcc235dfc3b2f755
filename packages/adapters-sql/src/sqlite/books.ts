/**
 * The trial balance, added up by the database from all postings.
 *
 * @module
 */
import { type AccountSum, accountTitle, Ids } from "@tessera/core"
import { FundingClass, TenderKind } from "@tessera/core/ports"
import * as Schema from "effect/Schema"
import { present, type Row } from "./rows.ts"
import type { Session } from "./Session.ts"

const SumRow = Schema.Struct({
  asset: Schema.String,
  kind: Schema.Literals([
    "liability",
    "cashClearing",
    "merchantPayable",
    "promotionExpense",
    "breakageIncome",
    "receivable",
    "adjustment"
  ]),
  program: Schema.optionalKey(Ids.ProgramId),
  subWallet: Schema.optionalKey(Ids.SubWalletId),
  funding: Schema.optionalKey(FundingClass),
  owner: Schema.optionalKey(Ids.OwnerId),
  tender: Schema.optionalKey(TenderKind),
  high: Schema.BigInt,
  low: Schema.BigInt
})
const decode = Schema.decodeUnknownSync(SumRow)

const sumOf = (row: Row): AccountSum => {
  const { asset, high, low, ...account } = decode(present(row))
  return { account, asset, amount: high * 2n ** 32n + low }
}

/** The sum of every account in every asset, in the order of the accounts' names. */
export const books = ({ statements, tenant }: Session): ReadonlyArray<AccountSum> =>
  statements.books
    .all(tenant)
    .map((row) => sumOf(row))
    .map((sum) => ({ sum, name: `${sum.asset} ${accountTitle(sum.account)}` }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ sum }) => sum)
