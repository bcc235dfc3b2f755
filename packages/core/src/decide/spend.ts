/**
 * Planning a spend: which lots would pay an amount here and now, and why not if they would not.
 *
 * @module
 */
import { type Asked, drawDown, type Plan, type Skip, skipsOf } from "../account/drawDown.ts"
import type { BasketLine, LimitShare } from "../account/Hold.ts"
import { drawable, inDrawDownOrder, type Lot } from "../account/Lot.ts"
import { held, type Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import type { Slice } from "../command/Receipt.ts"
import type { LotMoved } from "../journal/Entry.ts"
import type { Sha256 } from "../journal/hashChain.ts"
import { type Allowance, overLimit, type Room, roomIn, sharesOf } from "../policy/limits.ts"
import { type Program, subWalletOf } from "../program/Program.ts"
import { priorityOf } from "../program/SubWalletRule.ts"
import { least } from "../values/Amount.ts"
import type { LotId } from "../values/Ids.ts"
import { allowanceFor } from "./gauges.ts"
import { type AnySituation, contextAt, type Subject } from "./Situation.ts"
import { presented, unnamedSkips, voucherSkips } from "./vouchers.ts"

/** What is to be paid. */
export interface Spend {
  readonly amount: bigint
  readonly lines?: ReadonlyArray<BasketLine> | undefined
  readonly basket?: bigint | undefined
  readonly partial?: boolean | undefined
  /** Fingerprint of a quote that the plan must still match. */
  readonly quote?: string | undefined
  /** Vouchers that pay, by their lots. */
  readonly vouchers?: ReadonlyArray<LotId> | undefined
  /** What the same hold has taken before: pins, amounts per sub-wallet, and in all. */
  readonly before?: Pick<Asked, "pins" | "drawn"> & { readonly asked: bigint }
}

/** A plan that may be carried out. */
export interface Payment {
  readonly plan: Plan
  readonly approved: bigint
  readonly lines: ReadonlyArray<BasketLine>
  /** What made a partial approval smaller than the amount. */
  readonly boundBy: string | undefined
  readonly allowance: Allowance
  readonly shares: ReadonlyArray<LimitShare>
}

/** Sub-wallet priorities of a program, for ordering lots. */
export const priorities =
  (program: Program): ((lot: Pick<Lot, "subWallet">) => number) =>
  ({ subWallet }) => {
    const rule = subWalletOf(program, subWallet)
    return rule === undefined ? Number.MAX_SAFE_INTEGER : priorityOf(rule)
  }

const askedOf = (
  situation: AnySituation,
  program: Program,
  wallet: Wallet,
  spend: Spend,
  amount: bigint
): Asked => ({
  lots: inDrawDownOrder(presented(program, wallet.lots, spend.vouchers), priorities(program)),
  ruleOf: (id) => subWalletOf(program, id)?.rule,
  context: contextAt(situation.place, situation.effectiveAt, spend.basket ?? amount),
  at: situation.effectiveAt,
  lines: spend.lines ?? [{ amount: spend.amount }],
  amount,
  pins: spend.before?.pins ?? [],
  drawn: spend.before?.drawn ?? []
})

const insufficient = (wallet: Wallet, approvable: bigint): Decline => {
  const reserved = held(wallet)
  return reserved === 0n
    ? { _tag: "InsufficientFunds", approvable }
    : {
        _tag: "InsufficientFunds",
        approvable,
        held: reserved,
        heldUntil: Math.max(...wallet.holds.map(({ expiresAt }) => expiresAt))
      }
}

/** Why a plan cannot be carried out in full: rules before limits before funds. */
const shortfall = (
  program: Program,
  wallet: Wallet,
  spend: Spend,
  { allowance, asked, plan, refused, room }: ReturnType<typeof lookAt>
): Decline | undefined => {
  if (refused.length > 0) return { _tag: "NotAccepted", lots: refused }
  if (plan.drawn === 0n && wallet.lots.some((lot) => drawable(lot, asked.at) > 0n))
    return {
      _tag: "NotAccepted",
      lots: [...skipsOf(asked, plan), ...unnamedSkips(program, wallet.lots, spend.vouchers)]
    }
  if (room.amount < asked.amount) return overLimit(allowance, asked.amount)
  return plan.drawn < asked.amount ? insufficient(wallet, least(plan.drawn, room.amount)) : undefined
}

/** What made an approval smaller than the amount: a limit, a cap of a spend rule, or else funds. */
const boundBy = (asked: Asked, plan: Plan, room: Room): string => {
  if (room.limit !== undefined && room.amount <= plan.drawn) return room.limit
  const cap = skipsOf(asked, plan).find(({ reason }) => caps.has(reason))
  return cap?.reason ?? "funds"
}
const caps: ReadonlySet<string> = new Set(["maximumShare", "maximumPerOperation"])

/** The quote that names a plan: two plans have the same exactly when they draw the same. */
export const quoteOf = (sha256: Sha256, plan: Plan): string =>
  sha256(plan.draws.map(({ amount, line, lot }) => `${lot.id} ${line} ${amount}`).join("\n")).slice(0, 32)

/** What would be asked of the lots, what they would give, and the room that limits leave. */
export const lookAt = (situation: AnySituation, { card, program }: Subject, wallet: Wallet, spend: Spend) => {
  const asked = askedOf(situation, program, wallet, spend, spend.amount)
  const allowance = allowanceFor(situation, { card, program, wallet }, "Redeem", spend.before?.asked)
  const plan = drawDown(asked)
  return {
    asked,
    plan,
    allowance,
    room: roomIn(allowance),
    refused:
      spend.vouchers === undefined ? none : refusedVouchers(program, wallet, spend.vouchers, asked, plan)
  }
}

const none: ReadonlyArray<never> = []

/** Vouchers that were named and do not pay: one that is not taken at all is not left out silently. */
const refusedVouchers = (
  program: Program,
  wallet: Wallet,
  named: ReadonlyArray<LotId>,
  asked: Asked,
  plan: Plan
): ReadonlyArray<Skip> => {
  const skips = voucherSkips(program, wallet, named)
  const isDrawn = (id: LotId): boolean => plan.draws.some(({ lot }) => lot.id === id)
  return skips.length > 0
    ? skips
    : skipsOf(asked, plan).filter(({ lot }) => named.includes(lot) && !isDrawn(lot))
}

/** Plans a spend. A partial approval is the least of funds and room, and says which of them bound it. */
export const planSpend = (
  situation: AnySituation,
  subject: Subject,
  wallet: Wallet,
  spend: Spend
): Payment | Decline => {
  const looked = lookAt(situation, subject, wallet, spend)
  const { allowance, asked, plan, room } = looked
  const short = shortfall(subject.program, wallet, spend, looked)
  const approvable = least(plan.drawn, room.amount)
  if (short !== undefined && (spend.partial !== true || approvable === 0n || looked.refused.length > 0))
    return short
  const settled = approvable < plan.drawn ? drawDown({ ...asked, amount: approvable }) : plan
  if (spend.quote !== undefined && quoteOf(situation.sha256, settled) !== spend.quote)
    return { _tag: "StaleQuote" }
  return {
    plan: settled,
    approved: approvable,
    lines: asked.lines,
    boundBy: short === undefined ? undefined : boundBy(asked, plan, room),
    allowance,
    shares: sharesOf(allowance, approvable)
  }
}

/** Whether a line is of the category that is named, and is the article where one is named. */
export const isLineNamed = (
  line: { readonly category?: string | undefined; readonly sku?: string | undefined } | undefined,
  named: { readonly category: string; readonly sku?: string }
): boolean => line?.category === named.category && (named.sku === undefined || line.sku === named.sku)

/** The basket line that a slice pays, as it is recorded. */
export const lineOf = (lines: ReadonlyArray<BasketLine>, number: number): LotMoved["line"] => {
  const line = lines[number]
  return line === undefined ? undefined : { number, category: line.category, sku: line.sku }
}

/** The slices of a plan as the receipt shows them. */
export const slices = (plan: Plan): ReadonlyArray<Slice> =>
  plan.draws.map(({ amount, line, lot }) => ({ subWallet: lot.subWallet, lot: lot.id, amount, line }))
