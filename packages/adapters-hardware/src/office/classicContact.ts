/**
 * A MIFARE Classic card at the office, on whatever reader it lies: its counter is compared with what is known, and its float is
 * filled up to what the ledger has and the program bears.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { perform } from "../apdu/perform.ts"
import { type ClassicAcceptance, readClassicAcceptance } from "../cards/classic/acceptance.ts"
import {
  type ClassicAccess,
  classicKeys,
  type ClassicRecord,
  commitClassic,
  floatEnd,
  issueClassic,
  mostWrites,
  readClassic,
  repairClassic
} from "../cards/classic/classicPurse.ts"
import { mayBeClassic } from "../cards/family.ts"
import { type Bytes, toHex } from "../crypto/bytes.ts"
import type { CardSession } from "../ports/CardReader.ts"
import { uidOn } from "../purse/Bench.ts"
import { classicPurseOf, isClassicUid } from "../purse/classicOnReader.ts"
import type { PurseRefusal } from "../purse/Intent.ts"
import { officeKeys } from "../purse/keys.ts"
import type { ArchiveUnavailable } from "./Archive.ts"
import type { Hand } from "./loadCard.ts"

/** It is not what a program has to say before its Classic cards pay offline. `detail` names the field. */
export class ClassicRefused extends Schema.TaggedError<ClassicRefused>()("ClassicRefused", {
  detail: Schema.String
}) {}

/** Keeps what the program accepts, and who said so. */
export const acceptClassic = Effect.fnUntraced(function* (
  { hear }: Pick<Hand, "hear">,
  sent: unknown
): Effect.fn.Return<void, ArchiveUnavailable | ClassicRefused> {
  const read = readClassicAcceptance(sent)
  if (Result.isFailure(read)) return yield* new ClassicRefused({ detail: read.failure })
  yield* hear([{ kind: "classicAccepted", ...read.success }])
})

/** How a card left the office. */
export type ClassicOutcome =
  | { readonly _tag: "Filled"; readonly purse: string; readonly record: ClassicRecord }
  | { readonly _tag: "Refused"; readonly why: PurseRefusal }
  /** It was taken away before anything was written. */
  | { readonly _tag: "CardLost" }
  /** It has what it had, or what was to be written: its next sale or its next visit tells. */
  | { readonly _tag: "Unknown" }

const refused = (why: PurseRefusal): ClassicOutcome => ({ _tag: "Refused", why })
const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)

/** Past every counter that may be on lines that have not come: a write that nobody heard the end of, and five taps. */
const beyond = 7

type Wanted = { readonly held: bigint; readonly isNew: boolean }

/** `held`: what the ledger holds for the card, in minor units. */
export const fillClassic = Effect.fnUntraced(function* (
  hand: Hand,
  session: CardSession,
  wanted: Wanted
): Effect.fn.Return<ClassicOutcome, ArchiveUnavailable> {
  const { accepted, filling } = hand.desk
  if (accepted === undefined) return refused({ _tag: "OfflineRefused", why: "classicNotAccepted" })
  const uid = yield* uidOn(session)
  // A card lies on one reader: where somebody is at it elsewhere, it is not here, or not there.
  if (uid === undefined || filling.has(toHex(uid))) return { _tag: "CardLost" }
  const { atr } = session.card
  if (!mayBeClassic(atr)) return refused({ _tag: "UnknownCard", atr: toHex(atr) })
  if (!isClassicUid(uid)) return refused({ _tag: "NotOurGroup" })
  return yield* Effect.acquireUseRelease(
    Effect.sync(() => filling.add(toHex(uid))),
    () => fillOn(hand, session, { ...wanted, accepted, uid }),
    () => Effect.sync(() => filling.delete(toHex(uid)))
  )
})

const fillOn = Effect.fnUntraced(function* (
  { desk, hear }: Hand,
  session: CardSession,
  { accepted, held, isNew, uid }: Wanted & { readonly accepted: ClassicAcceptance; readonly uid: Bytes }
): Effect.fn.Return<ClassicOutcome, ArchiveUnavailable> {
  const { book } = desk
  const { classicSector = 1, group, root } = desk.options
  const keys = officeKeys(root, group)
  const purse = classicPurseOf(uid)
  const access: ClassicAccess = {
    uid,
    keys: classicKeys(keys("purchase", uid), uid, classicSector),
    block: 4 * classicSector
  }
  const at = yield* Clock.currentTimeMillis
  const keyB = classicKeys(keys("credit", uid), uid, classicSector).sector
  const floatOf = (counter: number, outstanding: bigint): ClassicRecord => {
    const room = held > outstanding ? held - outstanding : 0n
    const balance = least(room, accepted.balanceAtMost)
    return { counter, balance, tapsLeft: accepted.tapsAtMost, until: floatEnd(at), writer: 0 }
  }
  const seen = (record: ClassicRecord) => hear([{ kind: "classicSeen", purse, ...record }])
  const written = Effect.fnUntraced(function* (
    record: ClassicRecord,
    write: Effect.Effect<{ readonly _tag: string }>
  ): Effect.fn.Return<ClassicOutcome, ArchiveUnavailable> {
    if (record.counter > mostWrites) return refused({ _tag: "WornOut" })
    yield* hear([{ kind: "classicOffered", purse, ...record }])
    if ((yield* write)._tag !== "Completed") return { _tag: "Unknown" }
    yield* seen(record)
    return { _tag: "Filled", purse, record }
  })
  const listing = desk.hotlists.listing(purse)
  if (listing !== undefined) return refused({ _tag: "Hotlisted", version: listing })
  if (isNew) {
    if (book.classic.has(purse)) return refused({ _tag: "OtherCard" })
    const record = floatOf(1, 0n)
    yield* hear([{ kind: "classicIssued", purse }])
    return yield* written(record, perform(issueClassic(access, keyB, record), session))
  }
  if (!book.classic.has(purse)) return refused({ _tag: "NotOurGroup" })
  const found = yield* perform(readClassic(access), session)
  if (found._tag === "Broken") return { _tag: "CardLost" }
  if (found._tag === "Refused") {
    if (found.why._tag !== "NeedsRepair") return refused({ _tag: "NotOurGroup" })
    // What was on it is not known: the ledger's balance is, and what of it may be out is the whole of the last float.
    const record = floatOf(book.classic.newest(purse) + beyond, book.classic.exposed(purse))
    return yield* written(record, perform(repairClassic(access, keyB, record), session))
  }
  const { next, record: before } = found.value
  yield* seen(before)
  if (book.classic.hotlisted.includes(purse)) return refused({ _tag: "Hotlisted", version: 0 })
  const after = floatOf(before.counter + 1, book.classic.outstanding(purse, before))
  return yield* written(after, perform(commitClassic(access, { uid, before, after, next }), session))
})
