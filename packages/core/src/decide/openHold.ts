/**
 * Finding the hold that a command names, and saying exactly what became of it when it is no longer open.
 *
 * @module
 */
import { type BasketLine, type Hold, outstanding } from "../account/Hold.ts"
import { lotIn, type Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import type { HoldMoved, LotMoved, Movement } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { settleReserved } from "../policy/limits.ts"
import { holdOf, type HoldId, type Key, placedBy, scoped } from "../values/Ids.ts"
import { type Admission, admitSubject, subjectOf } from "./admit.ts"
import { cardOf, walletOfOriginal } from "./original.ts"
import { isDecline, type Situation, type Subject } from "./Situation.ts"
import { linkedTo } from "./View.ts"

/** How a command names a hold. */
export interface Named {
  readonly hold?: HoldId
  readonly holdKey?: Key
}

/** An open hold, where it is, and the operation that placed it. */
export interface Found {
  readonly subject: Subject
  readonly wallet: Wallet
  readonly hold: Hold
  readonly placed: Operation
}

/** An open hold may be finished whatever has become of the account since. */
const finishing: Admission = { account: ["open", "closing", "closed"] }

const notFound = { _tag: "HoldNotFound" } as const

/** The accepted operation that placed the hold. For an outlet of another owner there is none, even if the id is right. */
export const placing = ({ place, request, view }: Situation, named: Named): Operation | undefined => {
  const id =
    named.hold === undefined
      ? named.holdKey && view.keys.get(scoped(request.client, named.holdKey))
      : placedBy(named.hold)
  const placed = id && view.operations.get(id)
  const isForeign = place.owner !== undefined && place.owner !== placed?.owner
  return placed?.verb === "Hold" && placed.approved && !isForeign ? placed : undefined
}

/** How a hold ended, and the hold as it was then. */
export interface Ending {
  readonly operation: Operation
  readonly hold: Hold
}

/** How a hold that is not open ended: by what changed it last. */
export const ending = ({ view }: Situation, placed: Operation): Ending | undefined =>
  linkedTo(view, placed.id)
    .flatMap((operation) =>
      operation.entry.movements.flatMap((movement) =>
        movement.kind === "hold" && movement.before !== undefined
          ? [{ operation, hold: movement.before }]
          : []
      )
    )
    .at(-1)

/** What to answer for a hold that an operation ended. */
export const ended = (ending: Ending | undefined): Decline => {
  if (ending === undefined) return notFound
  const { effectiveAt: at, verb } = ending.operation
  if (verb === "ExpireHold") return { _tag: "HoldExpired", at }
  return verb === "Capture" ? { _tag: "AlreadyCaptured", at } : { _tag: "AlreadyReleased", at }
}

/** The hold as long as it is open. */
export const openIn = (wallet: Wallet | undefined, placed: Operation): Hold | undefined =>
  wallet?.holds.find(({ id }) => id === holdOf(placed.id))

/** Whose hold it is, unless the command names another card or account. */
export const subjectOfHold = (situation: Situation, placed: Operation): Subject | Decline => {
  const { account } = situation.request.command
  const named = situation.request.cards.card
  if (named !== undefined || account !== undefined) {
    const subject = subjectOf(situation, named, account)
    if (isDecline(subject)) return subject
    if (subject.account.id !== placed.account) return notFound
  }
  return subjectOf(situation, undefined, placed.account)
}

/** Who pays for what goes on with a hold: the card that placed it, by whose own limits all of it counts, named again or not. */
export const payingFor = ({ view }: Situation, placed: Operation, subject: Subject): Subject => ({
  ...subject,
  card: cardOf(view, placed)
})

/** Finds the open hold; what a verb asks of the account comes before what became of the hold. */
export const openHold = (
  situation: Situation,
  named: Named,
  admission: Admission = finishing
): Found | Decline => {
  const placed = placing(situation, named)
  if (placed === undefined) return notFound
  const known = subjectOfHold(situation, placed)
  if (isDecline(known)) return known
  const subject = admitSubject(situation, known, admission)
  if (isDecline(subject)) return subject
  const wallet = walletOfOriginal(situation, placed)
  const hold = openIn(wallet, placed)
  return wallet === undefined || hold === undefined
    ? ended(ending(situation, placed))
    : { subject, wallet, hold, placed }
}

/** More on top of a hold: more of its only line, and beside several lines one without category. */
export const moreOf = ({ lines }: Pick<Hold, "lines">, amount: bigint): BasketLine => {
  const [only] = lines.length === 1 ? lines : []
  return { ...only, amount }
}

/** The hold as it is after a change, or its end when nothing is reserved any more. */
export const changed = (wallet: Wallet, before: Hold, after: Hold | undefined): HoldMoved => ({
  kind: "hold",
  wallet: wallet.id,
  before,
  after
})

/** Pins with the lots that they are on, which stay in the wallet as long as they are held. */
export const withLots = (wallet: Wallet, pins: Hold["pins"]) =>
  pins.flatMap(({ amount, line, lot: id }) => {
    const lot = lotIn(wallet, id)
    return lot === undefined ? [] : [{ amount, line, lot }]
  })

/** The movements that give back what is still pinned. */
export const unpinned = (wallet: Wallet, pins: Hold["pins"]): ReadonlyArray<LotMoved> =>
  withLots(wallet, pins).map(({ amount, lot }) => ({
    kind: "lot",
    wallet: wallet.id,
    lot,
    remaining: 0n,
    held: -amount,
    promised: 0n
  }))

/** Everything that ends a hold by giving back what is left of it. */
export const givenBack = (
  wallet: Wallet,
  hold: Hold,
  reserved: Hold["reserved"] = hold.reserved
): ReadonlyArray<Movement> => [
  ...unpinned(wallet, hold.pins),
  changed(wallet, hold, undefined),
  ...settleReserved(wallet.id, { ...hold, reserved }, outstanding(hold), "givenBack").movements
]
