/**
 * Closing a shift: what there should be beside what was counted. Nothing that was done in the shift is changed by it.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import {
  cashIn,
  countedIn,
  dueUse,
  expectedIn,
  remittedUse,
  type Shift,
  shiftAccount,
  type ShiftClosed,
  shiftWallet,
  takenIn,
  tendersIn,
  type TenderCount
} from "../account/Shift.ts"
import { emptyWallet, type Wallet } from "../account/Wallet.ts"
import type { CloseShift } from "../command/CloseShift.ts"
import type { Decline } from "../command/Decline.ts"
import type { Movement } from "../journal/Entry.ts"
import type { TenderKind } from "../program/TenderKind.ts"
import { atLeastZero, least } from "../values/Amount.ts"
import { inCash, isOwnCash, variancePosted } from "./cashBook.ts"
import { countingIn, used } from "./inShift.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"

/** A shift of the place, with its account. */
interface Found {
  readonly account: Account
  readonly shift: Shift
}

/** The shift that a command is about, if it is one of the outlet. */
export const shiftHere = ({ place, view }: Situation, id: string): Found | Decline => {
  const account = view.accounts.get(shiftAccount(id))
  const shift = account?.shift
  if (account === undefined || shift === undefined) return { _tag: "ShiftNotOpen", shift: id, why: "unknown" }
  return shift.outlet === place.outlet?.id
    ? { account, shift }
    : { _tag: "ShiftNotOpen", shift: id, why: "anotherOutlet" }
}

/** What there should be and what was counted, tender by tender in every currency. */
const countsOf = (
  shift: Shift,
  wallets: ReadonlyArray<Wallet>,
  { counted }: CloseShift
): ReadonlyArray<TenderCount> =>
  wallets.flatMap((wallet) => {
    const of = (tender: TenderKind) =>
      counted.find((one) => one.tender === tender && one.currency === wallet.asset)?.amount
    const named = counted.filter(({ currency }) => currency === wallet.asset).map(({ tender }) => tender)
    const own: ReadonlyArray<TenderKind> = wallet.asset === shift.currency ? ["cash"] : []
    return [...new Set([...own, ...tendersIn(wallet), ...named])].map((tender): TenderCount => {
      const [expected, amount] = [expectedIn(shift, wallet, tender), of(tender)]
      return {
        tender,
        currency: wallet.asset,
        expected,
        ...(amount !== undefined && { counted: amount, variance: amount - expected })
      }
    })
  })

const isCash = ({ tender }: TenderCount): boolean => tender === "cash"

/** Cash that should be there has to be counted: nobody loses a drawer by leaving it out. */
const uncounted = (counts: ReadonlyArray<TenderCount>): Decline | undefined => {
  const missing = counts.find((one) => isCash(one) && one.counted === undefined && one.expected !== 0n)
  return missing && { _tag: "CurrencyMismatch", expected: missing.currency }
}

/** The shift's wallets, also those in which it has counted nothing so far. */
const walletsOf = ({ view }: Situation, { id, wallets }: Account): ReadonlyArray<Wallet> =>
  wallets.map(({ asset, wallet }) => view.wallets.get(wallet) ?? emptyWallet(wallet, id, asset))

/** What a shift owes from its end on, beside what it owed at its beginning. */
const cameDue = (wallet: Wallet, counts: ReadonlyArray<TenderCount>, isOwn: boolean): bigint => {
  const variance = isOwn ? (cashIn(counts, wallet.asset)?.variance ?? 0n) : 0n
  return takenIn(wallet, "cash") - countedIn(wallet, remittedUse) + variance
}

export const closeShift = (situation: Situation, command: CloseShift): Decision => {
  const { at, network, view } = situation
  const { handsOverTo, leaves, note, operator, version } = command
  if (handsOverTo !== undefined && !network.operators.has(handsOverTo))
    return { _tag: "OperatorUnknown", id: handsOverTo }
  const found = shiftHere(situation, command.shift)
  if (isDecline(found)) return found
  const { account, shift } = found
  if (shift.closed !== undefined) return { _tag: "ShiftNotOpen", shift: shift.id, why: "closed" }
  const first = view.wallets.get(shiftWallet(shift.id, shift.currency))
  if (first !== undefined && (version ?? first.version) !== first.version)
    return { _tag: "StaleVersion", version: first.version }

  const counting = countingIn(
    account,
    shift.id,
    command.counted.map(({ currency }) => currency)
  )
  const wallets = walletsOf(situation, counting)
  const counts = countsOf(shift, wallets, command)
  const refused = uncounted(counts)
  if (refused !== undefined) return refused
  const isOwn = isOwnCash(situation, shift.owner)
  const cash = cashIn(counts, shift.currency)?.counted ?? 0n
  if ((leaves ?? 0n) > cash) return { _tag: "InsufficientFunds", approvable: cash }
  const stays = leaves ?? cash

  const dues = wallets.map((wallet) => ({ wallet, due: cameDue(wallet, counts, isOwn) }))
  const owed = dues
    .filter(({ wallet }) => wallet.asset === shift.currency)
    .reduce((sum, { due, wallet }) => sum + due + countedIn(wallet, dueUse), 0n)
  const closed: ShiftClosed = {
    at,
    operator,
    counts,
    leaves: stays,
    remitted: countedIn(first, remittedUse),
    passes: atLeastZero(least(owed, owed - (cash - stays))),
    handsOverTo,
    note
  }
  const movements: ReadonlyArray<Movement> = [
    { kind: "account", before: account, after: { ...counting, shift: { ...shift, closed } } },
    ...dues.filter(({ due }) => due !== 0n).map(({ due, wallet }) => used(wallet.id, dueUse, due)),
    ...inCash(situation, shift.outlet, shift.currency, (drawers) =>
      drawers.filter((drawer) => drawer.shift !== shift.id)
    )
  ]
  const postings = isOwn
    ? counts
        .filter(isCash)
        .flatMap(({ currency, variance = 0n }) => variancePosted(shift.owner, currency, variance))
    : []
  const answer = { shift: shift.id, currency: shift.currency, float: shift.float, counts, leaves: stays }
  return accepted({ account }, undefined, { movements, postings }, { shift: answer })
}
