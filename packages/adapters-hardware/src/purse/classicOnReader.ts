/**
 * The float of MIFARE Classic on whatever reader there is: sold on only where a mandate says that the program bears the risk.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Semaphore from "effect/Semaphore"
import { perform } from "../apdu/perform.ts"
import { mayPayClassic } from "../cards/classic/acceptance.ts"
import {
  type ClassicAccess,
  classicBecame,
  classicInput,
  type ClassicIntent,
  classicKeys,
  type ClassicRefusal,
  commitClassic,
  prepareClassic,
  readClassic,
  readClassicInput
} from "../cards/classic/classicPurse.ts"
import { mayBeClassic } from "../cards/family.ts"
import { type Bytes, fromHex, toHex } from "../crypto/bytes.ts"
import type { IntentEntry } from "../journal/Row.ts"
import { CardPurse, type PurseFault, type PurseOutcome, type Sale, type Settled } from "../ports/CardPurse.ts"
import { CardReader, type CardSession } from "../ports/CardReader.ts"
import { askerNow, type Bench, bench, endAs, uidOn } from "./Bench.ts"
import type { PurseRefusal } from "./Intent.ts"
import { refusalAt } from "./Mandate.ts"

export interface ClassicProfile {
  /** The sector of the float: 1 to 15. */
  readonly sector: number
}

/** What names a Classic card where a purse has its number: such a card has none of its own. */
export const classicPurseOf = (uid: Bytes): string => `c0${toHex(uid).padStart(14, "0")}`

const lost = { _tag: "CardLost" } as const
const refusedFor = (why: PurseRefusal) => ({ _tag: "Refused", why }) as const

/** A UID of four bytes that begins with 08 is another one at every tap. */
export const isClassicUid = (uid: Bytes): boolean => uid.length === 7 || (uid.length === 4 && uid[0] !== 0x08)

/**
 * The card that is there, and its keys: those of the newest generation alone, as after a wrong one the card is halted until it is
 * presented again.
 */
const foundOn = Effect.fnUntraced(function* (
  { provider }: Bench,
  { sector }: ClassicProfile,
  session: CardSession
) {
  const uid = yield* uidOn(session)
  if (uid === undefined) return lost
  const { atr } = session.card
  if (!mayBeClassic(atr)) return refusedFor({ _tag: "UnknownCard", atr: toHex(atr) })
  const [group] = provider.groups
  if (group === undefined || !isClassicUid(uid)) return refusedFor({ _tag: "NotOurGroup" })
  const key = Redacted.value(yield* provider.cardKey("purchase", uid, group))
  const access: ClassicAccess = { uid, keys: classicKeys(key, uid, sector), block: 4 * sector }
  return { access, group }
})

const refusalOf = (why: ClassicRefusal, wanted: bigint): PurseRefusal => {
  switch (why._tag) {
    case "FloatEnded":
    case "NeedsRepair":
    case "WornOut":
      return why
    case "ClockBehind":
      return { _tag: "OfflineRefused", why: "clockWentBack" }
    case "InsufficientValue":
      return { _tag: "InsufficientValue", main: why.balance, gift: 0n, wanted }
    case "TapsUsedUp":
      return { _tag: "AllowanceUsedUp", amountLeft: why.balance, countLeft: 0n }
    default:
      return { _tag: "NotOurGroup" }
  }
}

/** Settles every open write of this terminal on the card that is there. */
const settleOn = Effect.fnUntraced(function* (
  { enrolment, journal }: Bench,
  session: CardSession,
  access: ClassicAccess
) {
  const { open } = yield* journal.standing
  const ours = open.filter(({ intent }) => intent.of === "classic" && intent.uid === toHex(access.uid))
  if (ours.length === 0) return []
  const ended = yield* perform(readClassic(access), session)
  const settled: Array<Settled> = []
  for (const { intent, sequence } of ours) {
    const sale = readClassicInput(access, fromHex(intent.input), { ...enrolment, sequence })
    const isKnown = ended._tag === "Completed" && sale !== undefined
    const became = isKnown ? classicBecame(sale, ended.value) : "undecided"
    if (became === "done") yield* journal.append({ kind: "done", sequence, tmc: intent.tmcBefore + 1 })
    if (became === "notDone") yield* journal.append({ kind: "notDone", sequence })
    settled.push({ sequence, became })
  }
  return settled
})

/** Durable before the card is written; what no answer came of is known at the next tap. */
const writtenOn = Effect.fnUntraced(function* (
  { journal }: Bench,
  session: CardSession,
  access: ClassicAccess,
  intent: ClassicIntent,
  rest: Pick<IntentEntry, "currency" | "mandate" | "hotlist" | "sale">,
  operator?: string
): Effect.fn.Return<PurseOutcome, PurseFault> {
  const { after, before } = intent
  const main = before.balance - after.balance
  const entry: IntentEntry = {
    kind: "intent",
    of: "classic",
    uid: toHex(access.uid),
    purse: classicPurseOf(access.uid),
    tmcBefore: before.counter,
    main,
    gift: 0n,
    input: toHex(classicInput(access, intent)),
    ...rest
  }
  const { sequence } = yield* journal.append(entry, operator)
  const ended = yield* perform(commitClassic(access, intent), session)
  if (ended._tag !== "Completed") return { _tag: "Unknown", sequence }
  yield* Effect.ignore(journal.append({ kind: "done", sequence, tmc: after.counter }, operator))
  return { _tag: "Done", sequence, main, gift: 0n, tmc: after.counter }
})

const identityOf = (group: number, keyVersion: number, uid: Bytes) => ({
  group,
  purse: classicPurseOf(uid),
  keyVersion,
  issuedOn: 0,
  expiresOn: 0xffff,
  flags: 0
})

const sellOn = Effect.fnUntraced(function* (
  own: Bench,
  profile: ClassicProfile,
  session: CardSession,
  sale: Sale
): Effect.fn.Return<PurseOutcome, PurseFault> {
  const found = yield* foundOn(own, profile, session)
  if ("_tag" in found) return found
  const { access, group } = found
  const { uid } = access
  const terms = yield* own.terms.current
  // What the card cannot tell any more is for the office: others have sold on it since, and nothing is sold twice by that.
  yield* settleOn(own, session, access)
  const standing = yield* own.journal.standing
  const at = yield* Clock.currentTimeMillis
  const identity = identityOf(group.group, group.keyVersion, uid)
  const ground = { terminal: own.enrolment, ...terms, standing, room: standing.room, at }
  const why = refusalAt(ground, sale.amount, { identity })
  if (why !== undefined) {
    const { hotlist } = terms
    if (why._tag === "Hotlisted" && hotlist !== undefined)
      yield* own.journal.append({
        kind: "hotlistHit",
        uid: toHex(uid),
        purse: identity.purse,
        hotlist: hotlist.version
      })
    return refusedFor(why)
  }
  if (terms.mandate === undefined || !mayPayClassic(terms.mandate))
    return refusedFor({ _tag: "OfflineRefused", why: "classicNotAccepted" })
  const ended = yield* perform(prepareClassic(access, sale.amount, yield* askerNow(own), at), session)
  if (ended._tag === "Broken") return lost
  if (ended._tag === "Refused") return refusedFor(refusalOf(ended.why, sale.amount))
  const rest = {
    currency: terms.mandate.currency,
    mandate: terms.mandate.id,
    hotlist: terms.hotlist?.version ?? 0,
    ...(sale.sale !== undefined && { sale: sale.sale })
  }
  return yield* writtenOn(own, session, access, ended.value, rest, sale.operator)
})

const lookOn = Effect.fnUntraced(function* (own: Bench, profile: ClassicProfile, session: CardSession) {
  const found = yield* foundOn(own, profile, session)
  if ("_tag" in found) return found
  const { access, group } = found
  const { uid } = access
  const ended = yield* perform(readClassic(access), session)
  if (ended._tag === "Broken") return lost
  if (ended._tag === "Refused") return refusedFor(refusalOf(ended.why, 0n))
  const { balance, counter, tapsLeft } = ended.value.record
  return {
    uid,
    identity: identityOf(group.group, group.keyVersion, uid),
    tmc: counter,
    main: balance,
    gift: 0n,
    amountLeft: balance,
    countLeft: BigInt(tapsLeft),
    state: { isBlocked: false, onlineOn: 0 },
    log: []
  }
})

/**
 * The float of MIFARE Classic as a purse, with a terminal's keys, journal and terms. It is read with any mandate, sold on with
 * one that `acceptsClassic`, and what was sold cannot be undone on it.
 */
export const classicOnReader = (profile: ClassicProfile) =>
  Layer.effect(
    CardPurse,
    Effect.gen(function* () {
      const reader = yield* CardReader
      const own = yield* bench
      const alone = (yield* Semaphore.make(1)).withPermits(1)
      return CardPurse.of({
        look: (card) => reader.session(card, (session) => lookOn(own, profile, session)),
        buy: (card, sale) => alone(reader.session(card, (session) => sellOn(own, profile, session, sale))),
        undo: () => Effect.succeed(refusedFor({ _tag: "NotTheLastSale" })),
        settle: (card) =>
          alone(
            reader.session(card, (session) =>
              Effect.gen(function* () {
                const found = yield* foundOn(own, profile, session)
                return "_tag" in found ? [] : yield* settleOn(own, session, found.access)
              })
            )
          ),
        hear: (ended) => alone(endAs(own, ended))
      })
    })
  )
