/**
 * Inquiries: what a redemption would draw here and now, and what an account holds. Nothing is changed.
 *
 * @module
 */
import { type Skip, skipsOf } from "../account/drawDown.ts"
import { balancesOf, subWalletsOf, type SubWalletBalance, type Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import type { Balance, Quote } from "../command/Query.ts"
import type { Answers, Slice } from "../command/Receipt.ts"
import { dormantAt } from "../program/Dormancy.ts"
import { type Program, subWalletOf, subWalletsIn } from "../program/Program.ts"
import { explained, pays, refusalOf } from "../program/SpendRule.ts"
import { least } from "../values/Amount.ts"
import type { Instant } from "../values/Instant.ts"
import { admit, type Admission, walletOf } from "./admit.ts"
import { isPublic } from "./channel.ts"
import { type AnySituation, contextAt, isDecline, type Place, type Subject } from "./Situation.ts"
import { priced } from "./prices.ts"
import { lookAt, planSpend, quoteOf, slices } from "./spend.ts"
import { type Due, settle } from "./settle.ts"
import { walletsIn } from "./View.ts"

/** What a redemption would do. */
export interface Quoted {
  readonly plan: ReadonlyArray<Slice>
  readonly skipped: ReadonlyArray<Skip>
  /** What would be approved: less than the amount if funds or limits do not reach. */
  readonly approvable: bigint
  /** What is to be paid, and what discounts took off where the query has list prices. */
  readonly due: bigint
  readonly discount: Answers["discount"]
  /** Names the plan; send it with the redemption to be sure that nothing else is drawn. */
  readonly quote: string
}

/** What has fallen due on a wallet and is not posted. */
const duesOf = (
  wallet: Wallet,
  { account, program }: Pick<Subject, "account" | "program">,
  { at, network }: AnySituation
): ReadonlyArray<Due> => settle(wallet, { account, program, zone: network.zone }, at)

/** The wallet as it will be once everything that has fallen due is posted. */
const settled = (
  wallet: Wallet,
  subject: Pick<Subject, "account" | "program">,
  situation: AnySituation
): Wallet => duesOf(wallet, subject, situation).at(-1)?.after ?? wallet

/** Whose card is of another type once that is posted: its review may be due. */
const reviewed = (situation: AnySituation, subject: Subject): Subject => {
  let { account } = subject
  for (const wallet of walletsIn(situation.view, account))
    for (const { entry } of duesOf(wallet, { ...subject, account }, situation))
      for (const movement of entry.movements) if (movement.kind === "account") account = movement.after
  return { ...subject, account }
}

/** The plan that a redemption would carry out. */
export const quote = (situation: AnySituation, query: Quote): Quoted | Decline => {
  const admitted = admit(situation, { side: "debit" })
  if (isDecline(admitted)) return admitted
  if (admitted.account.quarantined !== undefined) return { _tag: "AccountFrozen", side: "both" }
  const found = walletOf(situation, admitted, query.currency)
  if (isDecline(found)) return found
  const wallet = settled(found, admitted, situation)
  const subject = reviewed(situation, admitted)
  const { discount, net } = priced(situation, subject, query)
  const { asked, plan, refused, room } = lookAt(situation, subject, wallet, net)
  const payment = planSpend(situation, subject, wallet, { ...net, partial: true })
  // Vouchers that are refused refuse the sale, whatever else there is.
  if (isDecline(payment) && refused.length > 0) return payment
  const planned = isDecline(payment) ? { draws: [], drawn: 0n } : payment.plan
  return {
    plan: slices(planned),
    skipped: skipsOf(asked, plan),
    approvable: least(plan.drawn, room.amount),
    due: net.amount,
    discount,
    quote: quoteOf(situation.sha256, planned)
  }
}

/** A lot as an inquiry shows it. */
export interface HeldLot {
  readonly lot: string
  readonly subWallet: string
  readonly remaining: bigint
  readonly held: bigint
  readonly promised: bigint
  readonly activeFrom: Instant
  readonly expiresAt: Instant | undefined
}

/** A load that waits for its payment, until it lapses; the amount is the price that is to be paid. */
export interface WaitingLoad {
  readonly load: string
  readonly amount: bigint
  readonly expiresAt: Instant
}

const waiting = (wallet: Wallet): { readonly pendingLoads?: ReadonlyArray<WaitingLoad> } =>
  wallet.pendingLoads === undefined
    ? {}
    : {
        pendingLoads: wallet.pendingLoads.map(({ expiresAt, load, terms }) => ({
          load,
          amount: terms.amount,
          expiresAt
        }))
      }

const sleeping = (
  { inactivity }: Wallet,
  { program: { dormancy } }: Pick<Subject, "program">,
  { at, network }: AnySituation
): { readonly dormantSince?: Instant } => {
  const since = dormancy && inactivity && dormantAt(dormancy, network.zone, inactivity.activeAt)
  return since === undefined || since > at ? {} : { dormantSince: since }
}

/** What one wallet holds. */
export interface WalletBalance {
  readonly currency: string
  readonly subWallets: ReadonlyArray<SubWalletBalance & { readonly usable: string }>
  readonly receivable: bigint
  /** Since when nobody has used it, by the terms of the program. Absent: it is in use, or knows no dormancy. */
  readonly dormantSince?: Instant
  /** Loads that wait for their payment. Absent: none. */
  readonly pendingLoads?: ReadonlyArray<WaitingLoad>
  readonly lots: ReadonlyArray<HeldLot> | undefined
}

const shownLots = (wallet: Wallet): ReadonlyArray<HeldLot> =>
  wallet.lots.map(({ activeFrom, expiresAt, held, id, promised, remaining, subWallet }) => ({
    lot: id,
    subWallet,
    remaining,
    held,
    promised,
    activeFrom,
    expiresAt
  }))

/** The place that an inquiry asks about; everywhere, when it names no context. */
export interface Asked {
  readonly place: Place
  readonly query: Balance
}

const exponentIn = ({ asset, points }: Program, code: string): number =>
  points?.asset.code === code ? points.asset.exponent : asset.exponent

const balanceOf = (
  situation: AnySituation,
  subject: Subject,
  wallet: Wallet,
  { place, query }: Asked
): WalletBalance => {
  const { program } = subject
  const { at } = situation
  const ids = subWalletsOf(
    subWalletsIn(program, wallet.asset).map(({ id }) => id),
    wallet
  )
  const context = contextAt(place, at)
  const lines = query.context?.lines
  const accepts = (lot: Wallet["lots"][number]): boolean => {
    const rule = subWalletOf(program, lot.subWallet)?.rule
    if (query.context === undefined) return true
    return (
      refusalOf(rule, lot.loadedAt, context) === undefined &&
      (lines === undefined || lines.some(({ category }) => pays(rule, category)))
    )
  }
  const due = settled(wallet, subject, situation)
  const soon = balancesOf(due, ids, at, accepts)
  return {
    currency: wallet.asset,
    subWallets: balancesOf(wallet, ids, at, accepts).map((balance, n) => ({
      ...balance,
      available: soon[n]?.available ?? 0n,
      usable: explained(subWalletOf(program, balance.subWallet)?.rule, exponentIn(program, wallet.asset))
    })),
    receivable: wallet.receivable,
    ...waiting(due),
    ...sleeping(due, subject, situation),
    lots: query.lots === true ? shownLots(wallet) : undefined
  }
}

/** Staff may look at every card, a stranger only at one that is in use: what another one holds would tell that there is one. */
const looking = ({ request }: AnySituation): Admission =>
  isPublic(request.command.channel) ? {} : { card: "any", account: ["open", "closing", "closed"] }

/** The wallets of the account that is asked about. */
export const walletsOf = (situation: AnySituation): ReadonlyArray<Wallet> | Decline => {
  const subject = admit(situation, looking(situation))
  return isDecline(subject)
    ? subject
    : subject.account.wallets.flatMap(({ wallet }) => situation.view.wallets.get(wallet) ?? [])
}

/** What an account holds, per wallet and sub-wallet. */
export const balance = (situation: AnySituation, asked: Asked): ReadonlyArray<WalletBalance> | Decline => {
  const subject = admit(situation, looking(situation))
  if (isDecline(subject)) return subject
  const { currency } = asked.query
  return subject.account.wallets
    .filter(({ asset }) => currency === undefined || asset === currency)
    .flatMap(({ wallet }) => situation.view.wallets.get(wallet) ?? [])
    .map((wallet) => balanceOf(situation, subject, wallet, asked))
}
