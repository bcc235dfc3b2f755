/**
 * Progress: how a sale counts towards the holder's card type and visits, and stops counting when it is taken back.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import { isNoProgress, noProgress, type Progress } from "../account/Progress.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Movement, ProgressMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import type { Program } from "../program/Program.ts"
import { cardTypeAt, isInTiers, levelOf, levelReached, periodEnd, type Tiers } from "../program/Tiers.ts"
import type { Instant } from "../values/Instant.ts"
import { atLeastZero } from "../values/Amount.ts"
import type { Situation, Subject } from "./Situation.ts"

/** Whether anything is counted under a program. */
export const counts = ({ tiers, vouchers }: Program): boolean => tiers !== undefined || vouchers !== undefined

const countsVisits = ({ vouchers }: Program): boolean =>
  vouchers?.some(({ when }) => when !== undefined && "visits" in when) ?? false

const moved = (wallet: Wallet, after: Progress): ReadonlyArray<ProgressMoved> => {
  const before = wallet.progress
  const kept = isNoProgress(after) ? undefined : after
  return before === undefined && kept === undefined
    ? []
    : [
        {
          kind: "progress",
          wallet: wallet.id,
          before,
          after: kept
        }
      ]
}

/** How far a sale brings a holder. */
export interface Counted {
  readonly movements: ReadonlyArray<Movement>
  /** The account with its new type, where it has one. */
  readonly account: Account
  readonly visit: number | undefined
}

const risen = (account: Account, tiers: Tiers, spent: bigint): ReturnType<typeof retyped> | undefined => {
  const reached = levelReached(tiers, spent)
  const { cardType } = account
  return isInTiers(tiers, cardType) && reached > levelOf(tiers, cardType)
    ? retyped(account, cardTypeAt(tiers, reached))
    : undefined
}

/** An account whose card is of another type. */
const retyped = (
  account: Account,
  cardType: string | undefined
): { readonly after: Account; readonly movements: ReadonlyArray<Movement> } => {
  const after = { ...account, cardType }
  return { after, movements: [{ kind: "account", before: account, after }] }
}

/** The tiers that an account is in: by its type, or because it waits for the review of one that was a level before. */
const tiersFor = ({ cardType }: Account, { tiers }: Program, { reviewedAt }: Progress): Tiers | undefined =>
  tiers !== undefined && (reviewedAt !== undefined || isInTiers(tiers, cardType)) ? tiers : undefined

/** Counts a sale that was paid so much with paid value, on the business day it was made. */
export const counted = (
  { at, network, place }: Situation,
  { account, program }: Subject,
  wallet: Wallet,
  paid: bigint
): Counted => {
  const before = wallet.progress ?? noProgress
  const tiers = tiersFor(account, program, before)
  const isVisit = countsVisits(program) && before.visitedOn !== place.day.text
  const visits = isVisit ? before.visits + 1 : before.visits
  const spent = tiers === undefined ? 0n : before.spent + paid
  const after: Progress = {
    spent,
    ...(tiers !== undefined && { reviewedAt: before.reviewedAt ?? periodEnd(tiers, network.zone, at) }),
    visits,
    ...(countsVisits(program) && { visitedOn: place.day.text })
  }
  const rise = tiers && risen(account, tiers, spent)
  return {
    movements: [...moved(wallet, after), ...(rise?.movements ?? [])],
    account: rise?.after ?? account,
    visit: isVisit ? visits : undefined
  }
}

/** A card that is issued with a type that others have to reach keeps it until the end of the next period. */
export const startingTier = (
  { at, network }: Situation,
  { cardType }: Account,
  { tiers }: Program,
  wallet: Wallet
): ReadonlyArray<Movement> =>
  tiers === undefined || levelOf(tiers, cardType) < 0
    ? []
    : moved(wallet, { ...noProgress, reviewedAt: periodEnd(tiers, network.zone, at, 1) })

const progressIn = ({ entry }: Operation): ProgressMoved | undefined =>
  entry.movements.find((movement) => movement.kind === "progress")

type AccountMoved = Extract<Movement, { readonly kind: "account" }>

/** The account whose card is of another type now. */
export const retypedIn = (movements: ReadonlyArray<Movement>): AccountMoved | undefined =>
  movements.find(
    (one): one is AccountMoved => one.kind === "account" && one.before?.cardType !== one.after.cardType
  )

/** What no longer counts of a sale: so much of what was paid, and its day when nothing of it is left. */
export const uncounted = (
  { account, program: { tiers } }: Pick<Subject, "account" | "program">,
  wallet: Wallet,
  original: Operation,
  back: { readonly paid: bigint; readonly isWhole: boolean }
): ReadonlyArray<Movement> => {
  const now = wallet.progress
  const then = progressIn(original)
  if (now === undefined || then === undefined) return []
  const isSamePeriod = then.after?.reviewedAt === now.reviewedAt
  const wasVisit = (then.after?.visits ?? 0) > (then.before?.visits ?? 0)
  const isVisitBack = back.isWhole && wasVisit && now.visits > 0
  const { visitedOn, ...rest } = now
  const isThatDay = isVisitBack && visitedOn === original.businessDate
  const dayBefore = now.visits === then.after?.visits ? then.before?.visitedOn : undefined
  const day = isThatDay ? dayBefore : visitedOn
  const spent = isSamePeriod ? atLeastZero(now.spent - back.paid) : now.spent
  const after: Progress = {
    ...rest,
    spent,
    visits: isVisitBack ? now.visits - 1 : now.visits,
    ...(day !== undefined && { visitedOn: day })
  }
  const type = retypedIn(original.entry.movements)
  const isRiseBack = back.isWhole && type !== undefined && account.cardType === type.after.cardType
  return [
    ...moved(wallet, settledDown(after, then, isRiseBack || type === undefined)),
    ...(isRiseBack ? fallen(account, tiers, type.before?.cardType, spent) : [])
  ]
}

/** A card whose rise is taken back has the type that it had before, or a higher one that the rest has reached. */
const fallen = (
  account: Account,
  tiers: Tiers | undefined,
  before: string | undefined,
  spent: bigint
): ReadonlyArray<Movement> => {
  const type = tiers === undefined ? before : higher(tiers, before, levelReached(tiers, spent))
  return type === account.cardType ? [] : retyped(account, type).movements
}

const higher = (tiers: Tiers, before: string | undefined, reached: number): string | undefined =>
  reached > levelOf(tiers, before) ? cardTypeAt(tiers, reached) : before

/** Nobody waits for the review of a card for which nothing counted before, and nothing does again. */
const settledDown = (after: Progress, then: ProgressMoved, isTypeBack: boolean): Progress => {
  if (then.before?.reviewedAt !== undefined || after.spent !== 0n || !isTypeBack) return after
  const { reviewedAt: _, ...rest } = after
  return rest
}

/** The review at the end of a period: the type that was reached in it stays or comes, and counting begins anew. */
export const reviewed = (
  account: Account,
  tiers: Tiers | undefined,
  wallet: Wallet,
  next: Instant | undefined
): ReadonlyArray<Movement> => {
  const { spent, reviewedAt: _, ...rest } = wallet.progress ?? noProgress
  const level = tiers === undefined ? -1 : levelReached(tiers, spent)
  const isKept = tiers === undefined || level === levelOf(tiers, account.cardType)
  const after: Progress = {
    ...rest,
    spent: 0n,
    ...(level >= 0 && next !== undefined && { reviewedAt: next })
  }
  return [...moved(wallet, after), ...(isKept ? [] : retyped(account, cardTypeAt(tiers, level)).movements)]
}

/** The reversal of a refund counts again what the refund no longer counted. */
export const recounted = (
  { account }: Pick<Subject, "account">,
  wallet: Wallet,
  refund: Operation
): ReadonlyArray<Movement> => {
  const then = progressIn(refund)
  if (then === undefined) return []
  const now = wallet.progress ?? noProgress
  const before = then.before ?? noProgress
  const after = then.after ?? noProgress
  const isSamePeriod = now.reviewedAt === undefined || now.reviewedAt === before.reviewedAt
  const type = retypedIn(refund.entry.movements)
  const isTypeSame = type !== undefined && account.cardType === type.after.cardType
  const { visitedOn, ...rest } = { ...before, ...now }
  const day = now.visitedOn === after.visitedOn ? before.visitedOn : visitedOn
  return [
    ...moved(wallet, {
      ...rest,
      ...(day !== undefined && { visitedOn: day }),
      spent: isSamePeriod ? now.spent + before.spent - after.spent : now.spent,
      visits: now.visits + before.visits - after.visits
    }),
    ...(isTypeSame ? retyped(account, type.before?.cardType).movements : [])
  ]
}
