/**
 * Books: what a database added up of its postings, as sums of accounts in the order of the accounts' names.
 *
 * @module
 */
import { type AccountSum, Ids, sumKey } from "@tessera/core"
import { FundingClass, TenderKind } from "@tessera/core/ports"
import * as Schema from "effect/Schema"
import { present, type Row } from "./rows.ts"

const SumRow = Schema.Struct({
  asset: Schema.String,
  kind: Schema.Literals([
    "liability",
    "cashClearing",
    "merchantPayable",
    "promotionExpense",
    "breakageIncome",
    "feeIncome",
    "commissionIncome",
    "escheatPayable",
    "ownerSettlement",
    "fundsHeld",
    "remittance",
    "cashVariance",
    "bank",
    "receivable",
    "adjustment"
  ]),
  program: Schema.optionalKey(Ids.ProgramId),
  subWallet: Schema.optionalKey(Ids.SubWalletId),
  funding: Schema.optionalKey(FundingClass),
  owner: Schema.optionalKey(Ids.OwnerId),
  tender: Schema.optionalKey(TenderKind),
  amount: Schema.BigInt
})
const decode = Schema.decodeUnknownSync(SumRow)

const sumOf = (row: Row): AccountSum => {
  const { amount, asset, ...account } = decode(present(row))
  return { account, asset, amount }
}

/** The sums of rows whose `amount` is a bigint. */
export const sumsFrom = (rows: ReadonlyArray<Row>): ReadonlyArray<AccountSum> =>
  rows
    .map((row) => sumOf(row))
    .map((sum) => ({ sum, key: sumKey(sum) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ sum }) => sum)
