/**
 * The end of a run for people: how it went, what is owed to holders, and the books that come to zero.
 *
 * @module
 */
import { styleText } from "node:util"
import {
  type AccountSum,
  accountTitle,
  balanceTotals,
  type Configuration,
  inUnits,
  outstandingLiability
} from "@tessera/core"
import { columns } from "./columns.ts"
import { assetsOf } from "./Place.ts"
import type { Tally } from "./Tally.ts"

const title = (text: string): string => styleText("bold", text, { stream: process.stdout })

const counted = ({ approved, declined, inDoubt, invalid, operations, replayed }: Tally): string =>
  [
    `${operations} operations: ${approved} approved`,
    `${declined} declined`,
    `${invalid} invalid`,
    ...(inDoubt > 0 ? [`${inDoubt} in doubt`] : []),
    `${replayed} answered before`
  ].join(", ")

const totals = (sums: ReadonlyMap<string, bigint>, text: (amount: bigint, asset: string) => string) =>
  [...sums].map(([asset, amount]) => ["total", text(amount, asset), asset])

const table = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> =>
  columns(rows, [1]).map((line) => `  ${line}`)

/** The closing summary. */
export const closingText = (
  { programs }: Configuration,
  tally: Tally,
  books: ReadonlyArray<AccountSum>
): string => {
  const assets = assetsOf(programs)
  const text = (amount: bigint, asset: string) => inUnits(amount, assets.get(asset)?.exponent ?? 0)
  const owed = books.filter(({ account, amount }) => account.kind === "liability" && amount !== 0n)
  const lines = [
    "",
    title("Outstanding: what holders can still spend"),
    ...table([
      ...owed.map(({ account, amount, asset }) => [
        [account.program, account.subWallet, account.funding && `(${account.funding})`].join(" "),
        text(-amount, asset),
        asset
      ]),
      ...totals(outstandingLiability(books), text)
    ]),
    "",
    title("Trial balance: debits positive, credits negative, together zero"),
    ...table([
      ...books.map(({ account, amount, asset }) => [accountTitle(account), text(amount, asset), asset]),
      ...totals(balanceTotals(books), text)
    ]),
    "",
    counted(tally)
  ]
  return `${lines.join("\n")}\n`
}
