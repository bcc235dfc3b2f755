/**
 * Settling: what falls due on a wallet by itself, in time order, before anything else is decided about it.
 *
 * At equal instants holds end first, then instalments vest, then lots expire; a dormancy fee would come last.
 *
 * @module
 */
import { type Hold, outstanding } from "../account/Hold.ts"
import { free, type Lot } from "../account/Lot.ts"
import { nextDue, type Wallet } from "../account/Wallet.ts"
import { apply } from "../journal/apply.ts"
import type { Entry, LotMoved } from "../journal/Entry.ts"
import type { SystemVerb } from "../journal/Operation.ts"
import { against, expiredTo, liabilityPostings } from "../journal/post.ts"
import { type Key, type OperationId, placedBy, type ProgramId, sourceOf } from "../values/Ids.ts"
import { type Instant, iso } from "../values/Instant.ts"
import { givenBack } from "./openHold.ts"

/** One thing that fell due: what it does, when it counts, and the key under which it happens only once. */
export interface Due {
  readonly verb: SystemVerb
  readonly key: Key
  readonly at: Instant
  readonly original: OperationId
  readonly entry: Entry
  readonly after: Wallet
}

interface Event {
  readonly at: Instant
  readonly rank: 0 | 1 | 2
  readonly hold?: Hold
  readonly lot?: Lot
}

const isEarlier = (a: Event, b: Event): boolean =>
  a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : idOf(a) < idOf(b)

const idOf = ({ hold, lot }: Event): string => hold?.id ?? lot?.id ?? ""

function* eventsOf(wallet: Wallet): Iterable<Event> {
  for (const hold of wallet.holds) yield { at: hold.expiresAt, rank: 0, hold }
  for (const lot of wallet.lots)
    if (lot.promised > 0n) yield { at: lot.activeFrom, rank: 1, lot }
    else if (lot.expiresAt !== undefined && free(lot) > 0n) yield { at: lot.expiresAt, rank: 2, lot }
}

const firstOf = (wallet: Wallet, until: Instant): Event | undefined => {
  let first: Event | undefined
  for (const event of eventsOf(wallet))
    if (event.at <= until && (first === undefined || isEarlier(event, first))) first = event
  return first
}

const vested = (wallet: Wallet, lot: Lot): LotMoved => ({
  kind: "lot",
  wallet: wallet.id,
  lot,
  remaining: lot.promised,
  held: 0n,
  promised: -lot.promised
})

const lapsed = (wallet: Wallet, lot: Lot): LotMoved => ({
  kind: "lot",
  wallet: wallet.id,
  lot,
  remaining: -free(lot),
  held: 0n,
  promised: 0n
})

/** One entry per lot and instant; a part that was held at the end and released later lapses at its own instant. */
const keyOf = (verb: SystemVerb, wallet: Wallet, id: string, due: Instant, at: Instant): Key => {
  const word = verb === "ExpireHold" ? "hold" : verb === "Vest" ? "vest" : "expire"
  return `sys:${word}:${id}:${iso(at).replaceAll(":", ".")}${due === at ? "" : `:${wallet.version}`}` as Key
}

const happening = (wallet: Wallet, program: ProgramId, event: Event, at: Instant): Due | undefined => {
  const { hold, lot } = event
  const due = (verb: SystemVerb, id: string, original: OperationId, entry: Entry): Due => ({
    verb,
    key: keyOf(verb, wallet, id, event.at, at),
    at,
    original,
    entry,
    after: { ...apply(wallet, entry), version: wallet.version + 1 }
  })
  if (hold !== undefined)
    return due("ExpireHold", hold.id, placedBy(hold.id), { movements: givenBack(wallet, hold), postings: [] })
  if (lot === undefined) return undefined
  const movement = event.rank === 1 ? vested(wallet, lot) : lapsed(wallet, lot)
  const other =
    event.rank === 1 ? ({ kind: "promotionExpense", program } as const) : expiredTo(lot.funding, program)
  const postings = against(
    liabilityPostings([movement], wallet.asset, () => program),
    other,
    wallet.asset
  )
  return due(event.rank === 1 ? "Vest" : "ExpireLot", lot.id, sourceOf(lot.id), {
    movements: [movement],
    postings
  })
}

/** Everything that falls due on a wallet up to and including an instant, each thing on top of the one before. */
export const settle = (
  wallet: Wallet,
  program: ProgramId,
  until: Instant,
  notBefore: Instant = 0
): ReadonlyArray<Due> => {
  const dues: Array<Due> = []
  let [now, clock] = [wallet, notBefore]
  for (let first = nextDue(now); first !== undefined && first <= until; first = nextDue(now)) {
    const event = firstOf(now, until)
    const due = event && happening(now, program, event, Math.max(event.at, clock))
    if (due === undefined) break
    dues.push(due)
    clock = due.at
    now = due.after
  }
  return dues
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
    lotsVested: of("Vest").length,
    lotsExpired: of("ExpireLot").length,
    released: total("ExpireHold"),
    vested: total("Vest"),
    breakage: total("ExpireLot")
  }
}
