/**
 * Adjust: a correction by staff. Up, it funds a lot; down, it takes what is free in the sub-wallet. Promotional value
 * given or taken by hand is promotion expense like any other, so that its expiry comes back to where it was booked.
 *
 * @module
 */
import type { Wallet } from "../account/Wallet.ts"
import type { Adjust } from "../command/Adjust.ts"
import type { Decline } from "../command/Decline.ts"
import type { LotMoved, Posting } from "../journal/Entry.ts"
import { against, liabilityPostings } from "../journal/post.ts"
import { type Allowance, balanceRoom, consumedBy, overBalance, overLimit } from "../policy/limits.ts"
import { subWalletsIn } from "../program/Program.ts"
import type { ProgramId } from "../values/Ids.ts"
import { admit, walletOf } from "./admit.ts"
import { beforeOpening, restoredFor, takenFromAt, withRestored } from "./backDate.ts"
import { takeable, takenFrom } from "./cashOut.ts"
import { funded, newLot, shownLot, stillborn } from "./fund.ts"
import { allowanceFor } from "./gauges.ts"
import { shownSlices } from "./refund.ts"
import { accepted, type Decision, isDecline, lawsOf, type Situation, type Subject } from "./Situation.ts"

/** The correction was decided on for another balance than there is. */
const balanceChanged = ({ lots }: Wallet, { expectedBalance, subWallet }: Adjust): Decline | undefined => {
  if (expectedBalance === undefined) return undefined
  const ledger = lots.reduce((sum, lot) => (lot.subWallet === subWallet ? sum + lot.remaining : sum), 0n)
  return ledger === expectedBalance ? undefined : { _tag: "BalanceChanged", ledger }
}

/** What of limits it counts in; only what comes in draws on a quota. */
const allowanceOf = (
  situation: Situation,
  { card, program }: Subject,
  wallet: Wallet,
  amount: bigint
): Allowance => {
  const all = allowanceFor(situation, { card, program, wallet }, "Adjust")
  return amount > 0n ? all : { ...all, gauges: all.gauges.filter(({ kind }) => kind !== "quota") }
}

/** What was given and what was paid for may be in the same sub-wallet: each goes where it was booked. */
const postingsOf = (
  program: ProgramId,
  asset: string,
  slices: ReadonlyArray<LotMoved>
): ReadonlyArray<Posting> =>
  [...Map.groupBy(slices, ({ lot }) => lot.funding === "promotional")].flatMap(([isGiven, ofKind]) =>
    against(
      liabilityPostings(ofKind, asset, () => program),
      { kind: isGiven ? "promotionExpense" : "adjustment", program },
      asset
    )
  )

export const adjust = (situation: Situation, command: Adjust): Decision => {
  const subject = admit(situation, { card: "any" })
  if (isDecline(subject)) return subject
  const wallet = walletOf(situation, subject, command.currency)
  if (isDecline(wallet)) return wallet
  const { program } = subject
  const { amount } = command
  const size = amount < 0n ? -amount : amount
  const { effectiveAt: at } = situation
  const seen = beforeOpening(situation, subject) ?? (amount < 0n ? takenFromAt(situation, wallet) : wallet)
  if (isDecline(seen)) return seen
  const changed = balanceChanged(wallet, command)
  if (changed !== undefined) return changed
  const allowance = allowanceOf(situation, subject, wallet, amount)
  const over = overLimit(allowance, size)
  if (over !== undefined) return over
  const room = balanceRoom(wallet, program, lawsOf(situation, program))
  if (amount > room.amount) return overBalance(room)
  const rule = subWalletsIn(program, wallet.asset).find(({ id }) => id === command.subWallet)
  if (rule === undefined)
    return {
      _tag: "ProgramRuleViolation",
      rule: "subWallet",
      sentence: "The program has no such sub-wallet."
    }
  const free = takeable(seen, at, (lot) => lot.subWallet === rule.id)
  if (-amount > free) return { _tag: "InsufficientFunds", approvable: free }

  const lot = newLot(situation, subject, rule, { n: 0, amount, funding: rule.funding, from: at })
  const refused = amount > 0n ? stillborn([lot]) : undefined
  if (refused !== undefined) return refused

  const slices: ReadonlyArray<LotMoved> =
    amount > 0n
      ? [funded(wallet, lot, at)]
      : takenFrom(seen, program, at, size, (lot) => lot.subWallet === rule.id)
  const postings = postingsOf(program.id, wallet.asset, slices)
  const movements = [...slices, ...consumedBy(allowance, size)]
  const shown = amount > 0n ? { lots: slices.map(shownLot) } : { taken: size, drawn: shownSlices(slices) }
  const done = accepted(subject, wallet, { movements, postings }, shown)
  return amount > 0n ? done : withRestored(done, restoredFor(situation, slices))
}
