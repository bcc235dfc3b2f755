/**
 * What an operation crossed: a purchase the threshold of a low balance, earned points the price of a gift.
 *
 * @module
 */
import type { Balance } from "../command/Receipt.ts"
import type { Program } from "../program/Program.ts"
import type { Event } from "./Event.ts"
import { headOf, ofAccount, pointsOf, type Told } from "./Told.ts"

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

const pointsReached = (told: Told): ReadonlyArray<Event> => {
  const points = pointsOf(told)
  if (points === undefined || points.earned <= 0n) return []
  const gifts = (programOf(told, points.currency)?.points?.gifts ?? [])
    .filter((gift) => points.before < gift.points && gift.points <= points.ledger)
    .map(({ id }) => id)
  return gifts.length === 0 ? [] : [{ ...headOf(told, "pointsReached"), ...ofAccount(told), gifts, points }]
}

/** The events beside an operation's own one, by the terms as they are configured now. */
export const crossed = (told: Told): ReadonlyArray<Event> => [...lowBalance(told), ...pointsReached(told)]
