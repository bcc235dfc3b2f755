/**
 * Limits at work: how much room an account has left for a verb, and what an approval counts against it.
 *
 * @module
 */
import type { LimitShare } from "../account/Hold.ts"
import { ledger, type LimitUse, type Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import type { UseMoved } from "../journal/Entry.ts"
import { type LimitedVerb, type MovementLimit, type Window, windowOf } from "../program/Limit.ts"
import type { Program } from "../program/Program.ts"
import { atLeastZero, largest, least } from "../values/Amount.ts"
import type { LimitId, WalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { Zone } from "../values/Zone.ts"

/** The room that is left, the limit that leaves the least, and when it begins anew. */
export interface Room {
  readonly amount: bigint
  readonly limit: LimitId | undefined
  readonly resetsAt: Instant | undefined
}

/** The decline for more than the limits of a verb leave room for. */
export const overLimit = ({ amount, limit, resetsAt }: Room): Decline => ({
  _tag: "LimitExceeded",
  limit: limit ?? "",
  room: amount,
  resetsAt
})

/** The decline for more than a balance may hold; `largest` where no limit of the program is the reason. */
export const overBalance = ({ amount, limit }: Room): Decline => ({
  _tag: "BalanceLimitExceeded",
  limit: limit ?? "largest",
  room: amount
})

const unlimited: Room = { amount: largest, limit: undefined, resetsAt: undefined }

const limitsOn = (program: Program, verb: LimitedVerb): ReadonlyArray<MovementLimit> =>
  (program.limits ?? []).filter((limit): limit is MovementLimit => "verb" in limit && limit.verb === verb)

const used = (wallet: Wallet, limit: LimitId, window: string): bigint => {
  const use = wallet.uses.find((one) => one.limit === limit && one.window === window)
  return use === undefined ? 0n : use.consumed + use.reserved
}

/**
 * The room that an account's limits leave for a verb at an instant: the limit less what is consumed and reserved in the
 * period. `sameOperation` is what the operation has taken before (a hold that is raised).
 */
export const roomFor = (
  wallet: Wallet,
  program: Program,
  verb: LimitedVerb,
  zone: Zone,
  at: Instant,
  sameOperation = 0n
): Room => {
  let tightest = unlimited
  for (const limit of limitsOn(program, verb)) {
    const window: Window = windowOf(limit.per, zone, at)
    const taken = limit.per === "operation" ? sameOperation : used(wallet, limit.id, window.name)
    const amount = atLeastZero(limit.amount - taken)
    if (amount < tightest.amount) tightest = { amount, limit: limit.id, resetsAt: window.resetsAt }
  }
  return tightest
}

/** What an amount counts against the limits on a verb, per limit and period. */
export const sharesOf = (
  program: Program,
  verb: LimitedVerb,
  zone: Zone,
  at: Instant,
  amount: bigint
): ReadonlyArray<LimitShare> =>
  amount === 0n || program.limits === undefined
    ? []
    : limitsOn(program, verb)
        .filter(({ per }) => per !== "operation")
        .map((limit) => ({ limit: limit.id, window: windowOf(limit.per, zone, at).name, amount }))

/** On earth three dates are current at once, each in the zone of some outlet: this one's and two before it. */
const earlierStillCurrent = 2

/** Periods of a limit that are over everywhere and reserve nothing: nobody will ask for them again. */
const finished = (wallet: Wallet, { limit, window }: LimitShare): ReadonlyArray<LimitUse> =>
  wallet.uses
    .filter((use) => use.limit === limit && use.window < window)
    .toSorted((a, b) => (a.window < b.window ? 1 : -1))
    .slice(earlierStillCurrent)
    .filter(({ reserved }) => reserved === 0n)

/** The movements by which shares are consumed or reserved; finished periods of the same limits are dropped. */
export const take = (
  wallet: Wallet,
  shares: ReadonlyArray<LimitShare>,
  how: "consumed" | "reserved"
): ReadonlyArray<UseMoved> =>
  shares.flatMap((share) => [
    ...finished(wallet, share).map((use) => moved(wallet.id, use, -use.consumed, 0n)),
    moved(wallet.id, share, how === "consumed" ? share.amount : 0n, how === "reserved" ? share.amount : 0n)
  ])

const moved = (
  wallet: WalletId,
  { limit, window }: { readonly limit: LimitId; readonly window: string },
  consumed: bigint,
  reserved: bigint
): UseMoved => ({ kind: "use", wallet, limit, window, consumed, reserved })

/**
 * Takes an amount out of what a hold reserves, oldest period first: the amount is consumed in the period it was
 * reserved in, or given back to it. Answers the movements and what stays reserved.
 */
export const settleReserved = (
  wallet: WalletId,
  reserved: ReadonlyArray<LimitShare>,
  amount: bigint,
  how: "consumed" | "givenBack"
): { readonly movements: ReadonlyArray<UseMoved>; readonly reserved: ReadonlyArray<LimitShare> } => {
  const left = new Map<LimitId, bigint>()
  const movements: Array<UseMoved> = []
  const kept = reserved.flatMap((share) => {
    const due = left.get(share.limit) ?? amount
    const part = least(due, share.amount)
    left.set(share.limit, due - part)
    if (part > 0n) movements.push(moved(wallet, share, how === "consumed" ? part : 0n, -part))
    return part === share.amount ? [] : [{ ...share, amount: share.amount - part }]
  })
  return { movements, reserved: kept }
}

/** The room below the account's balance limits, and below the largest ledger that a wallet may have. */
export const balanceRoom = (wallet: Wallet, program: Program): Room => {
  const now = ledger(wallet)
  const promised = wallet.lots.reduce((sum, lot) => sum + lot.promised, 0n)
  let tightest: Room = { ...unlimited, amount: atLeastZero(largest - now - promised) }
  for (const limit of program.limits ?? []) {
    if (!("balanceAtMost" in limit)) continue
    const amount = atLeastZero(limit.balanceAtMost - now)
    if (amount < tightest.amount) tightest = { amount, limit: limit.id, resetsAt: undefined }
  }
  return tightest
}
