/**
 * Loading a card that lies on some terminal's reader: the ledger is asked, the card takes it, and what is not certain waits.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { perform } from "../apdu/perform.ts"
import { type Bytes, toHex } from "../crypto/bytes.ts"
import type { CardSession } from "../ports/CardReader.ts"
import { uidOn } from "../purse/Bench.ts"
import { commit, type Intent, type PurseRefusal } from "../purse/Intent.ts"
import { officeKeys } from "../purse/keys.ts"
import { prepareLoad } from "../purse/load.ts"
import type { ArchiveUnavailable } from "./Archive.ts"
import type { Desk } from "./Desk.ts"
import { loadAsked, loadFailed, type LoadOrder } from "./ledgerCommands.ts"
import type { Verdict } from "./PurseBook.ts"
import { type CardKeys, readTransaction } from "./readTransaction.ts"
import type { Told } from "./Told.ts"

/** How a load ended. */
export type LoadOutcome =
  | { readonly _tag: "Loaded"; readonly tmc: number }
  /** The card did not take it, and the money waits no longer. */
  | { readonly _tag: "Refused"; readonly why: PurseRefusal }
  | { readonly _tag: "CardLost" }
  /** The money waits: the next tap, or the next terminal's lines, will tell. Never load it again on a guess. */
  | { readonly _tag: "Unknown" }
  /** The ledger does not take the load, or says nothing (`NoAnswer`); nothing was sent to the card. */
  | { readonly _tag: "Declined"; readonly code: string }
  /** The order's number was used before, and how that ended was said then. Nothing was done now; a new load has a new number. */
  | { readonly _tag: "OrderUsed" }

/** The office at work: what it hears is kept before it counts. */
export interface Hand {
  readonly desk: Desk
  readonly chance: () => Bytes
  readonly hear: (
    all: ReadonlyArray<Told>
  ) => Effect.Effect<ReadonlyArray<Verdict | undefined>, ArchiveUnavailable>
  readonly postAll: Effect.Effect<number, ArchiveUnavailable>
}

/** The money waits no longer. */
const givenUp = Effect.fnUntraced(function* (
  { desk, postAll }: Hand,
  order: LoadOrder,
  outcome: LoadOutcome
) {
  const { group, ledger } = desk.options
  for (const input of loadFailed(ledger, group.group, order)) desk.owe(input)
  yield* postAll
  return outcome
})

/** The ledger did not answer: whether it takes the money is not known, and no card is told before it is. */
const silent = "NoAnswer"

/** Asks the ledger for the load; it waits there until the card has proved that it has it. Why it does not take it. */
const askFor = Effect.fnUntraced(function* ({ desk, postAll }: Hand, purse: string, order: LoadOrder) {
  const { group, ledger } = desk.options
  const asked = loadAsked(ledger, group.group, purse, order)
  for (const input of asked) desk.owe(input)
  yield* postAll
  const [input] = asked
  if (input === undefined) return undefined
  return desk.due.has(input.key) ? silent : desk.declined.find(({ key }) => key === input.key)?.code
})

/**
 * The counter was read under a key that every terminal has, and one that stands between may have changed it. Who asked before was
 * heard under the credit key, enciphered by the card under a key of that very counter: with another one it is nobody of the group.
 */
const isCounterOf = (card: CardKeys, { input, tmcBefore }: Intent): boolean => {
  const read = readTransaction(card, input, tmcBefore + 1)
  if (Result.isFailure(read)) return false
  const { before } = read.success
  return before === undefined || before.group === card.group
}

/** Loads a card, if nobody is at that load already. */
export const loadCard = (
  hand: Hand,
  session: CardSession,
  purse: string,
  order: LoadOrder
): Effect.Effect<LoadOutcome, ArchiveUnavailable> =>
  Effect.suspend(() => {
    const { desk } = hand
    // A load fills the allowances up, and takes a block away with that.
    const version = desk.hotlists.listing(purse)
    if (version !== undefined)
      return Effect.succeed<LoadOutcome>({ _tag: "Refused", why: { _tag: "Hotlisted", version } })
    if (desk.isUsed(order)) return Effect.succeed<LoadOutcome>({ _tag: "OrderUsed" })
    return Effect.acquireUseRelease(
      Effect.sync(() => desk.loading.add(order.sequence)),
      () => loaded(hand, session, purse, order),
      () => Effect.sync(() => desk.loading.delete(order.sequence))
    )
  })

const loaded = Effect.fnUntraced(function* (
  hand: Hand,
  session: CardSession,
  purse: string,
  order: LoadOrder
): Effect.fn.Return<LoadOutcome, ArchiveUnavailable> {
  const { chance, desk, hear, postAll } = hand
  const { caps, group, root } = desk.options
  const code = yield* askFor(hand, purse, order)
  if (code === silent) return yield* givenUp(hand, order, { _tag: "Declined", code })
  if (code !== undefined) return { _tag: "Declined", code }
  const uid = yield* uidOn(session)
  if (uid === undefined) return yield* givenUp(hand, order, { _tag: "CardLost" })
  if (uid.length !== 7) return yield* givenUp(hand, order, { _tag: "Refused", why: { _tag: "NotOurGroup" } })
  // Of another chip nothing could be confirmed, and nothing that it sold would be believed.
  if (desk.book.standingOf(toHex(uid), purse) !== "here")
    return yield* givenUp(hand, order, { _tag: "Refused", why: { _tag: "OtherCard" } })
  const at = yield* Clock.currentTimeMillis
  const keys = officeKeys(root, group)
  const access = { uid, group, chance, purchaseKey: keys("purchase", uid), creditKey: keys("credit", uid) }
  const asker = { group: group.group, terminal: 0, epoch: 0, sequence: order.sequence }
  const { gift, main } = order
  const prepared = yield* perform(prepareLoad(access, { main, gift, caps, asker, at, purse }), session)
  if (prepared._tag === "Broken") return yield* givenUp(hand, order, { _tag: "CardLost" })
  if (prepared._tag === "Refused") return yield* givenUp(hand, order, { _tag: "Refused", why: prepared.why })
  const { input, tmcBefore } = prepared.value.intent
  if (!isCounterOf({ uid, purse, group: group.group, keys }, prepared.value.intent))
    return yield* givenUp(hand, order, { _tag: "Refused", why: { _tag: "AnswerNotGenuine", ins: 0xad } })
  yield* hear([{ kind: "loading", uid: toHex(uid), purse, tmcBefore, input: toHex(input), at, order }])
  const ended = yield* perform(commit(prepared.value), session)
  if (ended._tag !== "Completed") return { _tag: "Unknown" }
  const { tmc, tmv } = ended.value
  yield* hear([{ kind: "loaded", sequence: order.sequence, tmc, tmv: toHex(tmv) }])
  yield* postAll
  return { _tag: "Loaded", tmc }
})
