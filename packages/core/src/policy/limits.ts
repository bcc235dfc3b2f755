/**
 * Limits at work: how much room is left for a verb, and what an approval counts against it.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Hold, LimitShare } from "../account/Hold.ts"
import { broughtAtOnce, broughtInAll } from "../account/PendingLoad.ts"
import { type LimitUse, type Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import type { Movement, UseMoved } from "../journal/Entry.ts"
import { limitCounted } from "../network/Counter.ts"
import type { Law } from "../program/Law.ts"
import { type Per, windowOf } from "../program/Limit.ts"
import type { Program } from "../program/Program.ts"
import { atLeastZero, largest, least } from "../values/Amount.ts"
import type { AccountId, LimitId, WalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { Zone } from "../values/Zone.ts"

/** A limit that applies to what is asked, and the wallet that counts it. */
export interface Gauge {
  /** Which decline names it: a limit of the program or place, the operator's own, or a quota. */
  readonly kind: "limit" | "quota" | "operator"
  readonly limit: LimitId
  /** The name that it is counted under: one wallet may count a limit for several cards. */
  readonly countedAs: LimitId
  readonly amount: bigint
  readonly per: Per
  readonly wallet: Wallet
  /** Where the limit counts in a wallet that is no holder's. */
  readonly counter?: WalletId
  /** How the counter's account changes, where the wallet is not in it yet. */
  readonly opens?: { readonly before: Account | undefined; readonly after: Account }
}

/** The room that is left, the limit that leaves the least, and when it begins anew. */
export interface Room {
  readonly amount: bigint
  readonly limit: LimitId | undefined
  readonly resetsAt: Instant | undefined
}

interface Reading extends Room {
  readonly kind: Gauge["kind"]
  readonly limit: LimitId
}

const unlimited: Room = { amount: largest, limit: undefined, resetsAt: undefined }

/** What of a limit is taken in a period: consumed, and reserved by holds that have not ended. */
export const used = ({ uses }: Wallet, limit: LimitId, window: string, at: Instant): bigint => {
  let sum = 0n
  for (const use of uses)
    if (use.limit === limit && use.window === window && !isLapsed(use, at)) sum += use.consumed + use.reserved
  return sum
}

/** Whether what was reserved until an instant is so no more. */
export const isLapsed = (
  { until = Number.POSITIVE_INFINITY }: Pick<LimitUse, "until">,
  at: Instant
): boolean => until <= at

const readingOf = (gauge: Gauge, zone: Zone, at: Instant, sameOperation: bigint): Reading => {
  const window = windowOf(gauge.per, zone, at)
  const taken =
    gauge.per === "operation" ? sameOperation : used(gauge.wallet, gauge.countedAs, window.name, at)
  const amount = atLeastZero(gauge.amount - taken)
  return { kind: gauge.kind, amount, limit: gauge.limit, resetsAt: window.resetsAt }
}

const tightest = <A extends Room>(rooms: ReadonlyArray<A>): A | undefined =>
  rooms.reduce<A | undefined>(
    (least, room) => (least === undefined || room.amount < least.amount ? room : least),
    undefined
  )

/** The limits that apply to what is asked, where and when; `sameOperation` is what it has taken before (a hold). */
export interface Allowance {
  readonly gauges: ReadonlyArray<Gauge>
  readonly zone: Zone
  readonly at: Instant
  readonly sameOperation: bigint
}

/** Nothing applies. */
export const noAllowance: Allowance = { gauges: [], zone: "UTC", at: 0, sameOperation: 0n }

const readings = ({ at, gauges, sameOperation, zone }: Allowance): ReadonlyArray<Reading> =>
  gauges.map((gauge) => readingOf(gauge, zone, at, sameOperation))

/** The room that limits leave at an instant: each less what is consumed and reserved of it in its period. */
export const roomIn = (allowance: Allowance): Room => tightest(readings(allowance)) ?? unlimited

const refusals: { readonly [Kind in Gauge["kind"]]: (room: Reading) => Decline } = {
  limit: ({ amount, limit, resetsAt }) => ({ _tag: "LimitExceeded", limit, room: amount, resetsAt }),
  quota: ({ amount }) => ({ _tag: "QuotaExceeded", left: amount }),
  operator: ({ amount }) => ({ _tag: "OperatorLimitExceeded", left: amount })
}

/** In the order of precedence. */
const kinds = ["limit", "quota", "operator"] as const

/** The decline for more than the limits leave room for. */
export const overLimit = (allowance: Allowance, asked: bigint): Decline | undefined => {
  const short = readings(allowance).filter(({ amount }) => amount < asked)
  for (const kind of kinds) {
    const room = tightest(short.filter((one) => one.kind === kind))
    if (room !== undefined) return refusals[kind](room)
  }
  return undefined
}

/** Whether it was a limit that refused a payment; quotas are about loads. */
export const isOverLimit = ({ _tag }: Decline): boolean =>
  _tag === "LimitExceeded" || _tag === "OperatorLimitExceeded"

/** The decline for more than a balance may hold; `largest` where no limit of the program is the reason. */
export const overBalance = ({ amount, limit }: Room): Decline => ({
  _tag: "BalanceLimitExceeded",
  limit: limit ?? "largest",
  room: amount
})

const none: ReadonlyArray<never> = []

/** What an amount counts against limits, per limit and period. */
export const sharesOf = ({ at, gauges, zone }: Allowance, amount: bigint): ReadonlyArray<LimitShare> =>
  gauges
    .filter(({ per }) => per !== "operation")
    .map(({ countedAs, counter, per }) => ({
      limit: countedAs,
      window: windowOf(per, zone, at).name,
      amount,
      counter
    }))

/** What of an amount counts where it was spent without being asked for: up to what each limit has left, and no more. */
const sharesUpTo = ({ at, gauges, zone }: Allowance, amount: bigint): ReadonlyArray<LimitShare> =>
  gauges.flatMap((gauge) => {
    const part = least(amount, readingOf(gauge, zone, at, 0n).amount)
    return part === 0n ? none : sharesOf({ at, gauges: [gauge], zone, sameOperation: 0n }, part)
  })

/** On earth three dates are current at once, each in the zone of some outlet: this one's and two before it. */
const earlierStillCurrent = 2

/** Periods of a limit that are over everywhere and reserve nothing: nobody will ask for them again. */
const finished = (wallet: Wallet, { limit, window }: LimitShare): ReadonlyArray<LimitUse> =>
  wallet.uses
    .filter((use) => use.limit === limit && use.window < window && use.hold === undefined)
    .toSorted((a, b) => (a.window < b.window ? 1 : -1))
    .slice(earlierStillCurrent)
    .filter(({ reserved }) => reserved === 0n)

const lapsed = (wallet: Wallet, { limit }: LimitShare, at: Instant): ReadonlyArray<LimitUse> =>
  wallet.uses.filter((use) => use.limit === limit && isLapsed(use, at))

const moved = (
  wallet: WalletId,
  { limit, window }: Pick<LimitUse, "limit" | "window">,
  consumed: bigint,
  reserved: bigint
): UseMoved => ({ kind: "use", wallet, limit, window, consumed, reserved })

/** What is over and no longer counts leaves the wallet. */
const forgotten = (wallet: Wallet, share: LimitShare, at: Instant): ReadonlyArray<UseMoved> =>
  [...finished(wallet, share), ...lapsed(wallet, share, at)].map((use) => ({
    ...use,
    kind: "use",
    wallet: wallet.id,
    consumed: -use.consumed,
    reserved: -use.reserved
  }))

/** Who reserves: an open hold, which ends at its instant. */
type Reserving = Pick<Hold, "id" | "expiresAt">

const reservedBy = (hold: Reserving, wallet: WalletId, share: LimitShare, reserved: bigint): UseMoved => ({
  ...moved(wallet, share, 0n, reserved),
  ...(share.counter !== undefined && { hold: hold.id, until: hold.expiresAt })
})

/** The counters that are used for the first time are opened, each once. */
const openings = (gauges: ReadonlyArray<Gauge>): ReadonlyArray<Movement> => {
  const opened = new Map<AccountId, Movement>()
  for (const { opens, per } of gauges)
    if (opens !== undefined && per !== "operation") opened.set(opens.after.id, { kind: "account", ...opens })
  return [...opened.values()]
}

/** The movements by which shares are consumed, or reserved by a hold; what is over is forgotten. */
export const take = (
  { at, gauges }: Allowance,
  shares: ReadonlyArray<LimitShare>,
  hold?: Reserving
): ReadonlyArray<Movement> => {
  const taken = shares.flatMap((share): ReadonlyArray<Movement> => {
    const wallet = gauges.find(({ counter }) => counter === share.counter)?.wallet
    if (wallet === undefined) return none
    const movement =
      hold === undefined
        ? moved(wallet.id, share, share.amount, 0n)
        : reservedBy(hold, wallet.id, share, share.amount)
    return [...forgotten(wallet, share, at), movement]
  })
  return [...openings(gauges), ...taken]
}

/** The movements by which an amount is consumed. */
export const consumedBy = (allowance: Allowance, amount: bigint): ReadonlyArray<Movement> =>
  take(allowance, sharesOf(allowance, amount))

/** The movements by which an amount is consumed that has been spent already, as far as there is room for it. */
export const consumedUpTo = (allowance: Allowance, amount: bigint): ReadonlyArray<Movement> =>
  take(allowance, sharesUpTo(allowance, amount))

/** What a hold reserves, and in which wallet. */
type Reserved = Reserving & Pick<Hold, "reserved">

/**
 * Takes an amount out of what a hold reserves, oldest period first: the amount is consumed in the period it was
 * reserved in, or given back to it. Answers the movements and what stays reserved.
 */
export const settleReserved = (
  wallet: WalletId,
  hold: Reserved,
  amount: bigint,
  how: "consumed" | "givenBack"
): { readonly movements: ReadonlyArray<UseMoved>; readonly reserved: ReadonlyArray<LimitShare> } => {
  const left = new Map<string, bigint>()
  const movements: Array<UseMoved> = []
  const kept = hold.reserved.flatMap((share) => {
    const counter = share.counter ?? wallet
    const name = limitCounted(counter, share.limit)
    const due = left.get(name) ?? amount
    const part = least(due, share.amount)
    left.set(name, due - part)
    if (part > 0n) movements.push(...settled(hold, counter, share, part, how))
    return part === share.amount ? [] : [{ ...share, amount: share.amount - part }]
  })
  return { movements, reserved: kept }
}

const settled = (
  hold: Reserving,
  wallet: WalletId,
  share: LimitShare,
  part: bigint,
  how: "consumed" | "givenBack"
): ReadonlyArray<UseMoved> => {
  if (how === "givenBack") return [reservedBy(hold, wallet, share, -part)]
  return share.counter === undefined
    ? [moved(wallet, share, part, -part)]
    : [moved(wallet, share, part, 0n), reservedBy(hold, wallet, share, -part)]
}

/** The movements by which what a hold reserves in counters lives as long as the hold now does. */
export const prolongedTo = (hold: Reserved, until: Instant): ReadonlyArray<UseMoved> =>
  hold.reserved.flatMap((share) =>
    share.counter === undefined
      ? []
      : [{ ...reservedBy(hold, share.counter, share, 0n), until, untilBefore: hold.expiresAt }]
  )

/** What a wallet holds with all that is pending: at once, and together with what is promised. */
const coming = ({ lots, pendingLoads }: Wallet): readonly [now: bigint, all: bigint] => {
  let [now, all] = [0n, 0n]
  for (const { promised, remaining } of lots) {
    now += remaining
    all += remaining + promised
  }
  for (const { terms } of pendingLoads ?? none) {
    now += broughtAtOnce(terms)
    all += broughtInAll(terms)
  }
  return [now, all]
}

/** What program or law lets a wallet hold, under its name. */
type Ceiling = readonly [name: LimitId, amount: bigint]

const ceilings = (program: Program, laws: ReadonlyArray<Law>): ReadonlyArray<Ceiling> => [
  ...(program.limits ?? none).flatMap((limit): ReadonlyArray<Ceiling> =>
    "balanceAtMost" in limit ? [[limit.id, limit.balanceAtMost]] : none
  ),
  ...laws.flatMap(({ id, rules: { balanceAtMost } }): ReadonlyArray<Ceiling> =>
    balanceAtMost === undefined ? none : [[id as LimitId, balanceAtMost]]
  )
]

/** The room below the balance limits of program and law, and below the largest ledger that a wallet may have. */
export const balanceRoom = (wallet: Wallet, program: Program, laws: ReadonlyArray<Law>): Room => {
  const [now, all] = coming(wallet)
  const technical: Room = { ...unlimited, amount: atLeastZero(largest - all) }
  if (wallet.asset !== program.asset.code) return technical
  return ceilings(program, laws).reduce<Room>((room, [limit, most]) => {
    const amount = atLeastZero(most - now)
    return amount < room.amount ? { amount, limit, resetsAt: undefined } : room
  }, technical)
}
