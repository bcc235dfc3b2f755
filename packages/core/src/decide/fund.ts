/**
 * Funding: the lots that a load creates, its bonus and instalments included, and the postings that pay for them.
 *
 * @module
 */
import type { LotTerms } from "../account/Lot.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import type { FundedLot } from "../command/Receipt.ts"
import type { Tender } from "../command/Tender.ts"
import type { LedgerAccount } from "../journal/ChartOfAccounts.ts"
import type { Entry, LotMoved, Movement, Posting } from "../journal/Entry.ts"
import { liabilityPostings, posted } from "../journal/post.ts"
import { balanceRoom, consumedBy, overBalance, overLimit } from "../policy/limits.ts"
import { unlawfulLoad } from "../policy/unlawfulLoad.ts"
import type { Law } from "../program/Law.ts"
import { instalmentsOf, type LoadOffer } from "../program/LoadOffer.ts"
import { cardTypeOf, mainSubWallet, type Program, subWalletOf } from "../program/Program.ts"
import type { FundingClass, SubWalletRule } from "../program/SubWalletRule.ts"
import { lotOf, type OfferId, type ProgramId, type SubWalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { percentOf } from "../values/split.ts"
import { expiryOf } from "../values/Validity.ts"
import { allowanceFor } from "./gauges.ts"
import { isDecline, lawsOf, type Situation, type Subject } from "./Situation.ts"

/** What is loaded, and how it is paid. */
export interface Funding {
  readonly amount: bigint
  readonly tender: Tender
  readonly offer?: OfferId | undefined
  readonly subWallet?: SubWalletId | undefined
}

/** What a load does. */
export interface Funded {
  readonly entry: Entry
  readonly lots: ReadonlyArray<FundedLot>
}

const violation = (rule: string, sentence: string): Decline => ({
  _tag: "ProgramRuleViolation",
  rule,
  sentence
})

/** The terms of a new lot of a sub-wallet, usable from an instant on. */
export const newLot = (
  situation: Situation,
  { account }: Subject,
  rule: SubWalletRule,
  lot: { readonly n: number; readonly amount: bigint; readonly funding: FundingClass; readonly from: Instant }
): LotTerms => ({
  id: lotOf(situation.operation, lot.n),
  subWallet: rule.id,
  funding: lot.funding,
  funded: lot.amount,
  costBasis: lot.funding === "paid" ? lot.amount : 0n,
  fundedAt: situation.at,
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

const chosen = (
  program: Program,
  funding: Funding
): { offer: LoadOffer | undefined; rule: SubWalletRule } | Decline => {
  const offer = program.offers?.find(({ id }) => id === funding.offer)
  if (funding.offer !== undefined && offer === undefined)
    return violation("offer", "The program has no such offer.")
  if (offer !== undefined && offer.pay !== funding.amount)
    return violation("offer", "The amount is not the price of the offer.")
  const rule =
    funding.subWallet === undefined ? mainSubWallet(program) : subWalletOf(program, funding.subWallet)
  return rule === undefined ? violation("subWallet", "The program has no such sub-wallet.") : { offer, rule }
}

/** Value that nobody paid for is a promotion, whatever its sub-wallet; value that was paid for is never one. */
const classOf = (rule: SubWalletRule, tender: Tender): FundingClass =>
  rule.funding === "promotional" && tender.kind !== "other" ? "paid" : rule.funding

const bonusLots = (
  situation: Situation,
  subject: Subject,
  offer: LoadOffer | undefined
): ReadonlyArray<LotTerms> => {
  const rule = offer?.bonus === undefined ? undefined : subWalletOf(subject.program, offer.bonus.subWallet)
  if (offer?.bonus === undefined || rule === undefined) return []
  return instalmentsOf(offer.bonus.amount, offer.bonus.release, situation.place.zone, situation.at).map(
    ({ amount, from }, n) =>
      newLot(situation, subject, rule, { n: n + 1, amount, funding: "promotional", from })
  )
}

/** The lots of a rebate have numbers after those of the longest release. */
const firstOfRebate = 1000

const rebateLots = (
  situation: Situation,
  subject: Subject,
  { funded: amount, funding }: LotTerms
): ReadonlyArray<LotTerms> => {
  const { account, program } = subject
  const rebate = cardTypeOf(program, account.cardType)?.rebate
  const rule = rebate && subWalletOf(program, rebate.subWallet)
  const bonus = rebate === undefined || funding !== "paid" ? 0n : percentOf(amount, rebate.percent)
  if (rebate === undefined || rule === undefined || bonus === 0n) return []
  return instalmentsOf(bonus, rebate.release, situation.place.zone, situation.at).map(
    ({ amount: part, from }, n) =>
      newLot(situation, subject, rule, { n: firstOfRebate + n, amount: part, funding: "promotional", from })
  )
}

const endsBetween = ({ expiresAt }: LotTerms, from: Instant, until: Instant | undefined): boolean =>
  expiresAt !== undefined && until !== undefined && from < expiresAt && expiresAt < until

/**
 * Where a validity counts from the last load, every live lot of the sub-wallet now lives at least as long as the newest.
 * One that has ended and is still held is not live any more.
 */
const prolonged = (wallet: Wallet, rule: SubWalletRule, newest: LotTerms): ReadonlyArray<Movement> =>
  rule.validity === undefined || "until" in rule.validity || rule.validity.from !== "lastLoad"
    ? []
    : wallet.lots
        .filter((lot) => lot.subWallet === rule.id && endsBetween(lot, newest.fundedAt, newest.expiresAt))
        .map((lot) => ({
          kind: "expiry",
          wallet: wallet.id,
          lot: lot.id,
          from: lot.expiresAt,
          to: newest.expiresAt
        }))

const promotion = (program: ProgramId): LedgerAccount => ({ kind: "promotionExpense", program })

const postingsOf = (
  situation: Situation,
  program: ProgramId,
  wallet: Wallet,
  principal: LotTerms,
  movements: ReadonlyArray<LotMoved>,
  tender: Tender
): ReadonlyArray<Posting> => {
  const given = movements.reduce((sum, { remaining }) => sum + remaining, 0n) - principal.funded
  const cash: LedgerAccount = { kind: "cashClearing", owner: situation.place.owner, tender: tender.kind }
  const paidBy = principal.funding === "promotional" ? promotion(program) : cash
  return [
    ...posted(paidBy, wallet.asset, principal.funded),
    ...posted(promotion(program), wallet.asset, given),
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

/** Funds a wallet, or says why the program or its limits do not allow it. */
export const fund = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  funding: Funding
): Funded | Decline => {
  const { account, card, program } = subject
  const laws = lawsOf(situation, program)
  const unlawful = unlawfulLoad(laws, {
    amount: funding.amount,
    tender: funding.tender,
    isKnown: account.holder !== undefined,
    isFirst: wallet.version === 0 || wallet.lots.length === 0
  })
  if (unlawful !== undefined) return unlawful
  const allowance = allowanceFor(situation, { card, program, wallet }, "Load")
  const over = overLimit(allowance, funding.amount)
  if (over !== undefined) return over
  const choice = chosen(program, funding)
  if (isDecline(choice)) return choice
  const principal = newLot(situation, subject, choice.rule, {
    n: 0,
    amount: funding.amount,
    funding: classOf(choice.rule, funding.tender),
    from: situation.at
  })
  const terms = [
    principal,
    ...bonusLots(situation, subject, choice.offer),
    ...rebateLots(situation, subject, principal)
  ]
  const lots = terms.map((lot) => funded(wallet, lot, situation.at))
  const refused = overfull(wallet, program, laws, lots) ?? stillborn(terms)
  if (refused !== undefined) return refused

  return {
    entry: {
      movements: [
        ...lots,
        ...prolonged(wallet, choice.rule, principal),
        ...consumedBy(allowance, funding.amount)
      ],
      postings: postingsOf(situation, program.id, wallet, principal, lots, funding.tender)
    },
    lots: lots.map(shownLot)
  }
}
