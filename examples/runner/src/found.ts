/**
 * Answers to questions for people: a plan, balances, a statement.
 *
 * @module
 */
import { localText, type Query, sentenceOf, type StatementLine, type WalletBalance } from "@tessera/core"
import type { Found } from "./Answered.ts"
import { columns } from "./columns.ts"
import { amountText, type Place } from "./Place.ts"

const signed = (place: Place, amount: bigint): string =>
  `${amount > 0n ? "+" : ""}${amountText(place, amount)}`

const statementRows = (place: Place, lines: ReadonlyArray<StatementLine>): ReadonlyArray<string> =>
  columns(
    lines
      .filter(({ changes }) => changes.length > 0)
      .map(({ amount, at, balance, changes, outlet, verb }) => [
        localText(place.zone, at),
        verb,
        outlet ?? "",
        signed(place, amount),
        amountText(place, balance),
        changes.map((change) => `${change.subWallet} ${signed(place, change.amount)}`).join(", ")
      ]),
    [3, 4]
  )

const balanceRows = (
  place: Place,
  { currency, pendingLoads = [], receivable, subWallets }: WalletBalance
) => [
  ...columns(
    subWallets
      .filter(({ ledger, scheduled }) => ledger > 0n || scheduled > 0n)
      .map(({ available, held, ledger, scheduled, subWallet, usable }) => [
        subWallet,
        amountText(place, ledger),
        currency,
        `available ${amountText(place, available)}${held === 0n ? "" : `, held ${amountText(place, held)}`}${scheduled === 0n ? "" : `, to come ${amountText(place, scheduled)}`}`,
        usable
      ]),
    [1]
  ),
  ...pendingLoads.map(
    ({ amount, expiresAt }) =>
      `waits for ${amountText(place, amount)} ${currency} to be paid until ${localText(place.zone, expiresAt)}`
  ),
  ...(receivable === 0n ? [] : [`owed by the holder ${amountText(place, receivable)} ${currency}`])
]

const rows = (place: Place, found: Found): ReadonlyArray<string> => {
  if ("decline" in found) return [sentenceOf(found.decline, place)]
  const inAsset = (currency: string): Place => ({ ...place, asset: place.assetOf(currency) })
  if ("wallets" in found)
    return found.wallets.flatMap((wallet) => balanceRows(inAsset(wallet.currency), wallet))
  if ("lines" in found)
    return [...Map.groupBy(found.lines, ({ currency }) => currency)].flatMap(([currency, lines]) =>
      statementRows(inAsset(currency), lines)
    )
  const { approvable, plan } = found.plan
  const bySubWallet = Object.entries(Object.groupBy(plan, ({ subWallet }) => subWallet))
  const sums = bySubWallet.map(([subWallet, parts = []]) => {
    const sum = parts.reduce((total, { amount }) => total + amount, 0n)
    return `${amountText(place, sum)} ${subWallet}`
  })
  return [
    `would be approved: ${amountText(place, approvable)} ${place.asset.code} (${sums.join(" + ") || "nothing"})`
  ]
}

/** The answer to a question. */
export const foundLines = (place: Place, query: Query, found: Found): ReadonlyArray<string> => {
  const time = query.at === undefined ? "" : localText(place.zone, query.at).slice(11)
  const card = query.card === undefined ? (query.account ?? "") : ""
  return [
    `${time.padEnd(5)} ${(place.outlet ?? "").padEnd(9)} ${query.type} ${card}`.trimEnd(),
    ...rows(place, found).map((line) => `      ${line}`)
  ]
}
