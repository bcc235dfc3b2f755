/**
 * Projections as canonical text, so that two wallets can be compared: what they hold, and nothing of how it came about.
 *
 * @module
 */
import type { Hold } from "../account/Hold.ts"
import type { Lot } from "../account/Lot.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Recorded } from "../batch/decideBatch.ts"
import { canonicalText } from "../values/canonical.ts"

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const lotText = (lot: Lot): string => {
  const { activeFrom, costBasis, expiresAt, funded, funding, held, id, promised, remaining, subWallet } = lot
  return canonicalText([
    id,
    { activeFrom, costBasis, expiresAt, funded, funding, held, promised, remaining, subWallet }
  ])
}

const holdText = ({ asked, captured, expiresAt, id, pins }: Hold): string =>
  canonicalText([id, { asked, captured, expiresAt, pins: pins.filter(({ amount }) => amount > 0n) }])

/** The lots alone: what remains, is held and is promised of each, and its terms. */
export const lotsOf = (wallet: Wallet): string => wallet.lots.map(lotText).toSorted(byName).join("\n")

/**
 * Everything that a wallet is: lots, open holds, what limits have counted, and what the holder owes. Versions, hashes,
 * sequences and the times at which something was recorded are left out.
 */
export const projection = (wallet: Wallet): string =>
  [
    lotsOf(wallet),
    wallet.holds.map(holdText).toSorted(byName).join("\n"),
    wallet.uses
      .map(({ consumed, hold, limit, reserved, until, window }) =>
        canonicalText([limit, window, { consumed, reserved, hold, until }])
      )
      .toSorted(byName)
      .join("\n"),
    `${wallet.asset} receivable ${wallet.receivable}`,
    ...(wallet.progress === undefined ? [] : [canonicalText(["progress", wallet.progress])])
  ].join("\n")

/** The card types of all accounts, as the journal says them. */
export const cardTypesIn = (journal: ReadonlyArray<Recorded>): string => {
  const types = new Map<string, string | undefined>()
  for (const { operation } of journal)
    for (const movement of operation.entry.movements)
      if (movement.kind === "account") types.set(movement.after.id, movement.after.cardType)
  return [...types].map(([account, type]) => `${account} is ${type}`).join("\n")
}

/**
 * The text with every id that the ledger made replaced by its number in the order of ids. Ids made in one ledger sort in
 * the order in which they were made, so that two ledgers with other ids compare equal when they hold the same.
 */
export const anonymous = (text: string): string => {
  const ids = [...new Set(text.match(/\b(op|acc|wal|lot|hold)_\w+/g))].toSorted((a, b) =>
    byName(a.slice(a.indexOf("_")), b.slice(b.indexOf("_")))
  )
  const numbers = new Map(ids.map((id, n) => [id, `${id.slice(0, id.indexOf("_"))} ${n + 1}`]))
  return text.replaceAll(/\b(op|acc|wal|lot|hold)_\w+/g, (id) => numbers.get(id) ?? id)
}
