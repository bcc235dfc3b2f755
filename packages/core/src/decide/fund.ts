/**
 * Funding: the lots that a load creates, its bonus and instalments included, and the postings that pay for them.
 *
 * @module
 */
import type { LotTerms } from "../account/Lot.ts"
import type { Given, LoadTerms } from "../account/PendingLoad.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import type { FundedLot } from "../command/Receipt.ts"
import type { Payment } from "../command/Tender.ts"
import type { LedgerAccount } from "../journal/ChartOfAccounts.ts"
import { type Entry, type LotMoved, lotsMoved, type Movement, type Posting } from "../journal/Entry.ts"
import { liabilityPostings, posted } from "../journal/post.ts"
import {
  type Allowance,
  balanceRoom,
  consumedBy,
  type Gauge,
  overBalance,
  overLimit
} from "../policy/limits.ts"
import { isUnloaded, unlawfulEnd, unlawfulLoad } from "../policy/unlawfulLoad.ts"
import { endFromLoad, type Law } from "../program/Law.ts"
import { instalmentsOf, type LoadOffer } from "../program/LoadOffer.ts"
import { cardTypeOf, mainSubWallet, type Program, subWalletOf } from "../program/Program.ts"
import { type FundingClass, type SubWalletRule, wasPaidFor } from "../program/SubWalletRule.ts"
import { least } from "../values/Amount.ts"
import { lotOf, type OfferId, type ProgramId, type SubWalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { percentOf } from "../values/split.ts"
import { expiryOf, type Validity } from "../values/Validity.ts"
import { allowanceFor } from "./gauges.ts"
import { isDecline, lawsOf, type Situation, type Subject } from "./Situation.ts"

/** What is loaded, and how it is paid. */
export interface Funding {
  readonly amount: bigint
  readonly tender: Payment
  readonly offer?: OfferId | undefined
  readonly subWallet?: SubWalletId | undefined
}

/** What a load does, and what is told of it: its lots, and what it pays off of the holder's debt. */
export interface Funded {
  readonly entry: Entry
  readonly answers: { readonly lots: ReadonlyArray<FundedLot>; readonly paidOff?: bigint }
}

const violation = (rule: string, sentence: string): Decline => ({
  _tag: "ProgramRuleViolation",
  rule,
  sentence
})

/** What of a sub-wallet's rule a new lot takes its terms from. */
export interface LotRule {
  readonly id: SubWalletId
  readonly validity?: Validity | undefined
}

/** The terms of a new lot of a sub-wallet, usable from an instant on. */
export const newLot = (
  situation: Situation,
  { account }: Subject,
  rule: LotRule,
  lot: { readonly n: number; readonly amount: bigint; readonly funding: FundingClass; readonly from: Instant }
): LotTerms => ({
  id: lotOf(situation.operation, lot.n),
  subWallet: rule.id,
  funding: lot.funding,
  funded: lot.amount,
  costBasis: lot.funding === "paid" ? lot.amount : 0n,
  fundedAt: situation.effectiveAt,
  activeFrom: lot.from,
  expiresAt: expiryOf(situation.place.zone, { load: lot.from, issue: account.openedAt }, rule.validity),
  loadedAt: { outlet: situation.place.outlet?.id, owner: situation.place.owner }
})

/** Value is never taken in that would end before it begins: the holder would pay and have nothing. */
export const stillborn = (lots: ReadonlyArray<LotTerms>): Decline | undefined =>
  lots.some(({ activeFrom, expiresAt }) => expiresAt !== undefined && expiresAt <= activeFrom)
    ? violation("validity", "The value would have ended before it could be used.")
    : undefined

/** The movement that funds a lot now, or promises it for later. */
export const funded = (wallet: Wallet, lot: LotTerms, at: Instant): LotMoved => {
  const isDue = lot.activeFrom <= at
  return {
    kind: "lot",
    wallet: wallet.id,
    lot,
    remaining: isDue ? lot.funded : 0n,
    held: 0n,
    promised: isDue ? 0n : lot.funded
  }
}

/** A funded lot as the receipt shows it. */
export const shownLot = ({ lot }: LotMoved): FundedLot => ({
  subWallet: lot.subWallet,
  lot: lot.id,
  amount: lot.funded,
  activeFrom: lot.activeFrom,
  expiresAt: lot.expiresAt
})

/** Value that nobody paid for is a promotion, whatever its sub-wallet; value that was paid for is never one. */
const classOf = (rule: SubWalletRule, tender: Payment): FundingClass =>
  rule.funding === "promotional" && tender.kind !== "other" ? "paid" : rule.funding

const bonusOf = (program: Program, offer: LoadOffer | undefined): Given | undefined => {
  const rule = offer?.bonus === undefined ? undefined : subWalletOf(program, offer.bonus.subWallet)
  if (offer?.bonus === undefined || rule === undefined) return undefined
  const { amount, release } = offer.bonus
  return { amount, subWallet: rule.id, validity: rule.validity, release }
}

const rebateOf = (
  { account, program }: Subject,
  amount: bigint,
  funding: FundingClass
): Given | undefined => {
  const rebate = cardTypeOf(program, account.cardType)?.rebate
  const rule = rebate && subWalletOf(program, rebate.subWallet)
  const given = rebate === undefined || funding !== "paid" ? 0n : percentOf(amount, rebate.percent)
  if (rebate === undefined || rule === undefined || given === 0n) return undefined
  return { amount: given, subWallet: rule.id, validity: rule.validity, release: rebate.release }
}

/** What a load brings by the terms of the program and the card's type as they are now. */
const termsOf = (
  situation: Situation,
  subject: Subject,
  { amount, tender, ...chosen }: Funding
): LoadTerms | Decline => {
  const { account, program } = subject
  const offer = program.offers?.find(({ id }) => id === chosen.offer)
  if (chosen.offer !== undefined && offer === undefined)
    return violation("offer", "The program has no such offer.")
  if (offer !== undefined && offer.pay !== amount)
    return violation("offer", "The amount is not the price of the offer.")
  const rule =
    chosen.subWallet === undefined ? mainSubWallet(program) : subWalletOf(program, chosen.subWallet)
  if (rule === undefined) return violation("subWallet", "The program has no such sub-wallet.")
  const funding = classOf(rule, tender)
  const starts = { load: situation.effectiveAt, issue: account.openedAt }
  const gifts = funding === rule.funding ? undefined : rule.validity
  const refused = unlawfulEnd(lawsOf(situation, program), situation.place.zone, starts, gifts)
  if (refused !== undefined) return refused
  return {
    amount,
    tender: tender.kind,
    subWallet: rule.id,
    funding,
    validity: rule.validity,
    bonus: bonusOf(program, offer),
    rebate: rebateOf(subject, amount, funding)
  }
}

/** The lots of what is given on top have numbers after the principal's, those of a rebate after the longest release. */
const [firstOfBonus, firstOfRebate] = [1, 1000]

const givenLots = (
  situation: Situation,
  subject: Subject,
  given: Given | undefined,
  firstNumber: number
): ReadonlyArray<LotTerms> =>
  given === undefined
    ? []
    : instalmentsOf(given.amount, given.release, situation.place.zone, situation.effectiveAt).map(
        ({ amount, from }, n) => {
          const rule = { id: given.subWallet, validity: given.validity }
          return newLot(situation, subject, rule, {
            n: firstNumber + n,
            amount,
            funding: "promotional",
            from
          })
        }
      )

/** Whether a load prolongs the value that is in a sub-wallet. */
export const countsFromLast = (rule: LotRule | undefined): boolean =>
  rule?.validity !== undefined && !("until" in rule.validity) && rule.validity.from === "lastLoad"

/**
 * Where a validity counts from the last load, every live lot of the sub-wallet now lives at least as long as the newest; where
 * a law's years do, all paid value lives so long. A lot that has ended and is still held is not live any more.
 */
const prolonged = (
  wallet: Wallet,
  rule: LotRule,
  newest: LotTerms,
  lawful: Instant | undefined
): ReadonlyArray<Movement> => {
  const { fundedAt } = newest
  const ofRule = countsFromLast(rule) ? newest.expiresAt : undefined
  const ofLaw = wasPaidFor(newest.funding) ? lawful : undefined
  return wallet.lots.flatMap(({ expiresAt, funding, id, subWallet }) => {
    if (expiresAt === undefined || expiresAt <= fundedAt) return []
    const to = Math.max(
      subWallet === rule.id ? (ofRule ?? expiresAt) : expiresAt,
      wasPaidFor(funding) ? (ofLaw ?? expiresAt) : expiresAt
    )
    return to === expiresAt
      ? []
      : [{ kind: "expiry" as const, wallet: wallet.id, lot: id, from: expiresAt, to }]
  })
}

const promotion = (program: ProgramId): LedgerAccount => ({ kind: "promotionExpense", program })

/** What a load takes off the holder's debt before anything of it becomes value; what nobody paid for takes nothing off. */
const repaidBy = ({ amount, funding }: LoadTerms, { receivable }: Wallet): bigint =>
  funding === "promotional" ? 0n : least(amount, receivable)

const debtMoved = (wallet: Wallet, program: ProgramId, repaid: bigint): ReadonlyArray<Movement> =>
  repaid === 0n ? [] : [{ kind: "receivable", wallet: wallet.id, amount: -repaid, advancedBy: program }]

const postingsOf = (
  situation: Situation,
  program: ProgramId,
  wallet: Wallet,
  { amount, funding, tender }: LoadTerms,
  movements: ReadonlyArray<LotMoved>,
  repaid: bigint
): ReadonlyArray<Posting> => {
  const given = movements.reduce((sum, { remaining }) => sum + remaining, 0n) - (amount - repaid)
  const cash: LedgerAccount = { kind: "cashClearing", owner: situation.place.owner, tender }
  const paidBy = funding === "promotional" ? promotion(program) : cash
  return [
    ...posted(paidBy, wallet.asset, amount),
    ...posted(promotion(program), wallet.asset, given),
    ...posted({ kind: "receivable", wallet: wallet.id }, wallet.asset, -repaid),
    ...liabilityPostings(movements, wallet.asset, () => program)
  ]
}

const overfull = (
  wallet: Wallet,
  program: Program,
  laws: ReadonlyArray<Law>,
  lots: ReadonlyArray<LotMoved>
): Decline | undefined => {
  const room = balanceRoom(wallet, program, laws)
  const now = lots.reduce((sum, { remaining }) => sum + remaining, 0n)
  const all = lots.reduce((sum, { lot }) => sum + lot.funded, 0n)
  const most = balanceRoom(wallet, { ...program, limits: [] }, [])
  if (now > room.amount) return overBalance(room)
  return all > most.amount ? overBalance(most) : undefined
}

/** What a load under some terms does here and now, but for what it counts in limits. */
export const broughtBy = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  terms: LoadTerms
): Funded => {
  const { program } = subject
  const rule = { id: terms.subWallet, validity: terms.validity }
  const repaid = repaidBy(terms, wallet)
  const principal = newLot(situation, subject, rule, {
    n: 0,
    amount: terms.amount - repaid,
    funding: terms.funding,
    from: situation.effectiveAt
  })
  const lots = [
    ...(principal.funded === 0n ? [] : [principal]),
    ...givenLots(situation, subject, terms.bonus, firstOfBonus),
    ...givenLots(situation, subject, terms.rebate, firstOfRebate)
  ].map((lot) => funded(wallet, lot, situation.effectiveAt))
  const postings = postingsOf(situation, program.id, wallet, terms, lots, repaid)
  const debt = debtMoved(wallet, program.id, repaid)
  const lawful = endFromLoad(lawsOf(situation, program), situation.place.zone, situation.effectiveAt)
  return {
    entry: { movements: [...lots, ...debt, ...prolonged(wallet, rule, principal, lawful)], postings },
    answers: { lots: lots.map(shownLot), ...(repaid > 0n && { paidOff: repaid }) }
  }
}

/** Why the lots of a load cannot be used. */
export const stillbornIn = ({ entry }: Funded): Decline | undefined =>
  stillborn(lotsMoved(entry).map(({ lot }) => lot))

/** The limits that a load counts in, or why they or the law do not allow it. */
export const loadAllowance = (
  situation: Situation,
  { account, card, program }: Subject,
  wallet: Wallet,
  { amount, tender }: Pick<Funding, "amount" | "tender">,
  /** Which of them count. Absent: all. */
  isCounted?: (gauge: Gauge) => boolean
): Allowance | Decline => {
  const unlawful = unlawfulLoad(lawsOf(situation, program), {
    amount,
    tender,
    isKnown: account.holder !== undefined || (program.kind !== "registered" && tender.buyer !== undefined),
    isFirst: isUnloaded(wallet)
  })
  if (unlawful !== undefined) return unlawful
  const all = allowanceFor(situation, { card, program, wallet }, "Load")
  const allowance = isCounted === undefined ? all : { ...all, gauges: all.gauges.filter(isCounted) }
  return overLimit(allowance, amount) ?? allowance
}

/** What a load under some terms does here and now, or why the wallet does not take it. */
export const broughtInto = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  terms: LoadTerms
): Funded | Decline => {
  const brought = broughtBy(situation, subject, wallet, terms)
  const laws = lawsOf(situation, subject.program)
  return overfull(wallet, subject.program, laws, lotsMoved(brought.entry)) ?? stillbornIn(brought) ?? brought
}

/** A load that may be made: its terms, what it does, and the limits that it counts in. */
interface Loadable {
  readonly terms: LoadTerms
  readonly brought: Funded
  readonly allowance: Allowance
}

/** A load as it may be made here and now, or why the program, its limits or law do not allow it. */
export const loadable = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  funding: Funding
): Loadable | Decline => {
  const allowance = loadAllowance(situation, subject, wallet, funding)
  if (isDecline(allowance)) return allowance
  const terms = termsOf(situation, subject, funding)
  if (isDecline(terms)) return terms
  const brought = broughtInto(situation, subject, wallet, terms)
  return isDecline(brought) ? brought : { terms, brought, allowance }
}

/** Funds a wallet, or says why the program or its limits do not allow it. */
export const fund = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  funding: Funding
): Funded | Decline => {
  const load = loadable(situation, subject, wallet, funding)
  if (isDecline(load)) return load
  const { answers, entry } = load.brought
  const movements = [...entry.movements, ...consumedBy(load.allowance, funding.amount)]
  return { entry: { ...entry, movements }, answers }
}
