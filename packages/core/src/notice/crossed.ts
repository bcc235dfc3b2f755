/**
 * What an operation crossed: a purchase the threshold of a low balance, earned points the price of a gift.
 *
 * @module
 */
import type { Balance } from "../command/Receipt.ts"
import type { Program } from "../program/Program.ts"
import type { Event } from "./Event.ts"
import { headOf, lotsMovedIn, ofAccount, pointsOf, type Told } from "./Told.ts"

/** Verbs by which a holder pays. */
const paying: ReadonlySet<string> = new Set(["Redeem", "Advice", "Capture", "Reinstate"])

const ledgerIn = (balances: ReadonlyArray<Balance>): bigint =>
  balances.reduce((total, { ledger }) => total + ledger, 0n)

/** Under whose terms the value of an asset is owed that an operation moved. */
const programOf = ({ network, operation }: Told, currency: string | undefined): Program | undefined => {
  for (const { account, asset } of operation.entry.postings)
    if (account.kind === "liability" && asset === currency) return network.programs.get(account.program)
  return undefined
}

const lowBalance = (told: Told): ReadonlyArray<Event> => {
  const { operation, receipt } = told
  if (!paying.has(operation.verb)) return []
  const program = programOf(told, receipt.currency)
  const threshold = program?.asset.code === receipt.currency ? program?.lowBalance : undefined
  const left = ledgerIn(receipt.balances)
  if (threshold === undefined || left >= threshold || ledgerIn(receipt.before) < threshold) return []
  return [{ ...headOf(told, "lowBalance"), ...ofAccount(told), threshold, left }]
}

/** The gifts whose price lies between what there was and what there is. */
const giftsBetween = (told: Told, currency: string, before: bigint, ledger: bigint): ReadonlyArray<string> =>
  (programOf(told, currency)?.points?.gifts ?? [])
    .filter((gift) => before < gift.points && gift.points <= ledger)
    .map(({ id }) => id)

const pointsReached = (told: Told): ReadonlyArray<Event> => {
  const points = pointsOf(told)
  if (points === undefined || points.earned <= 0n) return []
  const gifts = giftsBetween(told, points.currency, points.before, points.ledger)
  return gifts.length === 0 ? [] : [{ ...headOf(told, "pointsReached"), ...ofAccount(told), gifts, points }]
}

/** What whoever brought the holder has now is enough; where it is, no debt of theirs is left. Nothing is said of their card. */
const referrerReached = (told: Told): ReadonlyArray<Event> => {
  const { operation, receipt } = told
  const before = operation.entry.earned?.referrer?.had
  if (receipt.referral === undefined || receipt.referral.earned <= 0n || before === undefined) return []
  const { account, currency, earned, wallet } = receipt.referral
  const ledger = before + lotsMovedIn(operation, wallet)
  const gifts = giftsBetween(told, currency, before, ledger)
  if (gifts.length === 0) return []
  const { id, ...head } = headOf(told, "pointsReached")
  const points = { currency, earned, before, ledger, owed: 0n }
  return [{ ...head, id: `${id}ByReferral`, account, currency, balances: [], gifts, points }]
}

/** The events beside an operation's own one, by the terms as they are configured now. */
export const crossed = (told: Told): ReadonlyArray<Event> => [
  ...lowBalance(told),
  ...pointsReached(told),
  ...referrerReached(told)
]
