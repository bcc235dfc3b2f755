/**
 * Settling: what falls due on a wallet by itself, in time order, before anything else is decided about it.
 *
 * At equal instants holds and pending loads end first, then instalments vest, lots expire, a dormant card pays its fee; a
 * review of the card's type comes last.
 *
 * @module
 */
import { type Hold, outstanding } from "../account/Hold.ts"
import { free, type Lot } from "../account/Lot.ts"
import type { PendingLoad } from "../account/PendingLoad.ts"
import type { Account } from "../account/Account.ts"
import type { Wallet } from "../account/Wallet.ts"
import { apply } from "../journal/apply.ts"
import type { LedgerAccount } from "../journal/ChartOfAccounts.ts"
import type { Entry, LotMoved } from "../journal/Entry.ts"
import type { SystemVerb } from "../journal/Operation.ts"
import { against, expiredTo, liabilityPostings } from "../journal/post.ts"
import type { Program } from "../program/Program.ts"
import { periodEnd } from "../program/Tiers.ts"
import {
  type HoldId,
  type Key,
  type LotId,
  type OperationId,
  openedBy,
  placedBy,
  type ProgramId,
  sourceOf,
  type WalletId
} from "../values/Ids.ts"
import { type Instant, iso } from "../values/Instant.ts"
import type { Zone } from "../values/Zone.ts"
import { afterDue, feeEntry } from "./inactivity.ts"
import { givenBack } from "./openHold.ts"
import { letGo } from "./pendingLoad.ts"
import { reviewed } from "./progress.ts"

/** The terms that a wallet is under: whose it is, the newest version of its program, and the tenant's zone. */
export interface Terms {
  readonly account: Account
  /** Absent: the program is configured no more, and nothing but time is judged. */
  readonly program: Program | undefined
  readonly zone: Zone
}

/** What falls due on a wallet by itself. */
type DueVerb = Exclude<SystemVerb, "RestoreExpired" | "CountTry" | "ClearTries">

/** One thing that fell due: what it does, when it counts, and the key under which it happens only once. */
export interface Due {
  readonly verb: DueVerb
  readonly key: Key
  readonly at: Instant
  readonly original: OperationId
  readonly entry: Entry
  readonly after: Wallet
}

/** Something that falls due, and what it would do. */
interface Event {
  readonly verb: DueVerb
  readonly at: Instant
  readonly id: HoldId | OperationId | LotId | WalletId
  readonly original: OperationId
  readonly entry: () => Entry
}

const inOrder: ReadonlyArray<DueVerb> = [
  "ExpireHold",
  "LapseLoad",
  "Vest",
  "ExpireLot",
  "DormancyFee",
  "ReviewTier"
]

const byTime = (a: Event, b: Event): number =>
  a.at - b.at || inOrder.indexOf(a.verb) - inOrder.indexOf(b.verb) || (a.id < b.id ? -1 : 1)

/** The entry by which a lot's promise becomes value, or its free value lapses. */
const moved = (
  wallet: Wallet,
  program: ProgramId,
  lot: Lot,
  change: { readonly remaining: bigint; readonly promised: bigint },
  other: LedgerAccount
): Entry => {
  const movements: ReadonlyArray<LotMoved> = [{ kind: "lot", wallet: wallet.id, lot, held: 0n, ...change }]
  const liability = liabilityPostings(movements, wallet.asset, () => program)
  return { movements, postings: against(liability, other, wallet.asset) }
}

const reservedHere = ({ reserved }: Pick<Hold, "reserved">): Hold["reserved"] =>
  reserved.filter(({ counter }) => counter === undefined)

/** What a hold reserves in counters lapses with it by itself. */
const ofHold = (wallet: Wallet, hold: Hold): Event => ({
  verb: "ExpireHold",
  at: hold.expiresAt,
  id: hold.id,
  original: placedBy(hold.id),
  entry: () => ({ movements: givenBack(wallet, hold, reservedHere(hold)), postings: [] })
})

/** A load whose payment has not come waits no longer; what it reserves in counters lapses by itself too. */
const ofPendingLoad = (wallet: Wallet, pending: PendingLoad): Event => ({
  verb: "LapseLoad",
  at: pending.expiresAt,
  id: pending.load,
  original: pending.load,
  entry: () => ({ movements: letGo(wallet, pending, reservedHere(pending)), postings: [] })
})

const vesting = (wallet: Wallet, program: ProgramId, lot: Lot): Event => ({
  verb: "Vest",
  at: lot.activeFrom,
  id: lot.id,
  original: sourceOf(lot.id),
  entry: () =>
    moved(
      wallet,
      program,
      lot,
      { remaining: lot.promised, promised: -lot.promised },
      { kind: "promotionExpense", program }
    )
})

const lapsing = (wallet: Wallet, program: ProgramId, lot: Lot, at: Instant): Event => ({
  verb: "ExpireLot",
  at,
  id: lot.id,
  original: sourceOf(lot.id),
  entry: () =>
    moved(wallet, program, lot, { remaining: -free(lot), promised: 0n }, expiredTo(lot.funding, program))
})

/** The review of the card's type at the end of a period, after which counting begins anew. */
const review = (wallet: Wallet, { account, program, zone }: Terms, at: Instant): Event => ({
  verb: "ReviewTier",
  at,
  id: wallet.id,
  original: openedBy(account.id),
  entry: () => ({
    movements: reviewed(
      account,
      program?.tiers,
      wallet,
      program?.tiers && periodEnd(program.tiers, zone, at)
    ),
    postings: []
  })
})

const fee = (wallet: Wallet, terms: Terms, at: Instant): Event => ({
  verb: "DormancyFee",
  at,
  id: wallet.id,
  original: openedBy(terms.account.id),
  entry: () => feeEntry(wallet, terms, at)
})

const eventsOf = (wallet: Wallet, terms: Terms, until: Instant): ReadonlyArray<Event> => {
  const events: Array<Event> = []
  const { program } = terms.account
  const reviewedAt = wallet.progress?.reviewedAt
  if (reviewedAt !== undefined && reviewedAt <= until) events.push(review(wallet, terms, reviewedAt))
  const feeAt = wallet.inactivity?.feeAt
  if (feeAt !== undefined && feeAt <= until) events.push(fee(wallet, terms, feeAt))
  for (const hold of wallet.holds) if (hold.expiresAt <= until) events.push(ofHold(wallet, hold))
  for (const pending of wallet.pendingLoads ?? [])
    if (pending.expiresAt <= until) events.push(ofPendingLoad(wallet, pending))
  for (const lot of wallet.lots) {
    const { activeFrom, expiresAt, promised } = lot
    if (promised > 0n) {
      if (activeFrom <= until) events.push(vesting(wallet, program, lot))
    } else if (expiresAt !== undefined && expiresAt <= until && free(lot) > 0n)
      events.push(lapsing(wallet, program, lot, expiresAt))
  }
  return events.sort(byTime)
}

const words: Record<DueVerb, string> = {
  ExpireHold: "hold",
  LapseLoad: "lapse",
  Vest: "vest",
  ExpireLot: "expire",
  DormancyFee: "fee",
  ReviewTier: "review"
}

/**
 * One entry per lot and instant. A part that was held at the end and released since lapses when it is released, which
 * may be the same instant: what is late is told apart by the wallet's version.
 */
const keyOf = ({ id, verb }: Event, wallet: Wallet, at: Instant, isLate: boolean): Key =>
  `sys:${words[verb]}:${id}:${iso(at).replaceAll(":", ".")}${isLate ? `:${wallet.version}` : ""}` as Key

/** From when on what falls due may count: what was due before counts then. */
export interface From {
  readonly instant: Instant
  /** What an operation brought that counts earlier may also fall due earlier. */
  readonly brought?: { readonly by: OperationId; readonly at: Instant }
}

const fromFor = ({ original, verb }: Event, { brought, instant }: From): Instant =>
  original === brought?.by && (verb === "ExpireLot" || verb === "Vest") ? brought.at : instant

const happening = (wallet: Wallet, terms: Terms, event: Event, clock: Instant, from: From): Due => {
  const notBefore = fromFor(event, from)
  const own = event.entry()
  const used = afterDue(wallet, terms, own, event.at, event.verb === "DormancyFee")
  const entry = used.length === 0 ? own : { ...own, movements: [...own.movements, ...used] }
  const at = Math.max(event.at, clock, notBefore)
  return {
    verb: event.verb,
    key: keyOf(event, wallet, at, event.at < at || event.at <= notBefore),
    at,
    original: event.original,
    entry,
    after: { ...apply(wallet, entry), version: wallet.version + 1 }
  }
}

/** Everything that falls due on a wallet up to and including an instant, each thing on top of the one before. */
export const settle = (
  wallet: Wallet,
  terms: Terms,
  until: Instant,
  from: From = { instant: 0 }
): ReadonlyArray<Due> => {
  const dues: Array<Due> = []
  let [now, clock, { account }] = [wallet, 0, terms]
  for (;;) {
    const [first] = eventsOf(now, { ...terms, account }, until)
    if (first === undefined) return dues
    const due = happening(now, { ...terms, account }, first, clock, from)
    dues.push(due)
    clock = due.at
    now = due.after
    for (const one of due.entry.movements) if (one.kind === "account") account = one.after
  }
}

/** What the things that fell due did, for the summary of a sweep. */
export const summed = (dues: ReadonlyArray<Due>) => {
  const amountOf = ({ entry }: Due, verb: SystemVerb): bigint =>
    verb === "ExpireHold"
      ? entry.movements.reduce(
          (sum, one) => (one.kind === "hold" && one.before ? sum + outstanding(one.before) : sum),
          0n
        )
      : entry.movements.reduce(
          (sum, one) =>
            one.kind === "lot" ? sum + (one.remaining < 0n ? -one.remaining : one.remaining) : sum,
          0n
        )
  const of = (verb: SystemVerb) => dues.filter((due) => due.verb === verb)
  const total = (verb: SystemVerb): bigint => of(verb).reduce((sum, due) => sum + amountOf(due, verb), 0n)
  return {
    holdsExpired: of("ExpireHold").length,
    loadsLapsed: of("LapseLoad").length,
    lotsVested: of("Vest").length,
    lotsExpired: of("ExpireLot").length,
    feesTaken: of("DormancyFee").length,
    tiersReviewed: of("ReviewTier").length,
    released: total("ExpireHold"),
    vested: total("Vest"),
    breakage: total("ExpireLot"),
    fees: total("DormancyFee")
  }
}
