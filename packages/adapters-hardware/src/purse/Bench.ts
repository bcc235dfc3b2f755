/**
 * What a terminal works with when a card lies on its reader, and the steps that all its transactions share.
 *
 * @module
 */
import { randomBytes } from "node:crypto"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { perform } from "../apdu/perform.ts"
import type { Script } from "../apdu/Script.ts"
import { readerUid } from "../cards/desfire/commands.ts"
import { mayBeDesfire } from "../cards/family.ts"
import { type Bytes, toHex } from "../crypto/bytes.ts"
import type { IntentEntry } from "../journal/Row.ts"
import type { Ended, Settled } from "../ports/CardPurse.ts"
import type { CardSession } from "../ports/CardReader.ts"
import { KeyProvider } from "../ports/KeyProvider.ts"
import { OfflineJournal } from "../ports/OfflineJournal.ts"
import { OfflineTerms } from "../ports/OfflineTerms.ts"
import { TerminalIdentity } from "../ports/TerminalIdentity.ts"
import type { Access } from "./enter.ts"
import { commit, type Prepared, type PurseRefusal } from "./Intent.ts"
import type { Asker } from "./records.ts"
import { resolve, type Resolved } from "./resolve.ts"

/** Where session chance comes from: 16 bytes at each call. A test may say its own. */
export const SessionChance = Context.Reference<() => Bytes>(
  "@tessera/adapters-hardware/purse/SessionChance",
  {
    defaultValue: () => () => randomBytes(16)
  }
)

export interface Bench {
  readonly provider: KeyProvider["Service"]
  readonly journal: OfflineJournal["Service"]
  readonly terms: OfflineTerms["Service"]
  readonly enrolment: TerminalIdentity["Service"]["enrolment"]
  readonly chance: () => Bytes
}

export const bench = Effect.gen(function* () {
  const { enrolment } = yield* TerminalIdentity
  return {
    provider: yield* KeyProvider,
    journal: yield* OfflineJournal,
    terms: yield* OfflineTerms,
    enrolment,
    chance: yield* SessionChance
  } satisfies Bench
})

/** The card that is there. Nothing where it went away. */
export const uidOn = (session: CardSession) =>
  Effect.map(perform(readerUid(), session), (read) =>
    read._tag === "Completed" && read.value.length > 0 ? read.value : undefined
  )

const refusedAs = (why: PurseRefusal) => ({ _tag: "Refused" as const, why, sent: 0 })

/** Runs a conversation with the newest generation of keys that the card knows. */
export const converse = Effect.fnUntraced(function* <A>(
  { chance, provider }: Bench,
  session: CardSession,
  uid: Bytes,
  script: (access: Access) => Script<A, PurseRefusal>
) {
  const { atr } = session.card
  if (!mayBeDesfire(atr)) return refusedAs({ _tag: "UnknownCard", atr: toHex(atr) })
  // Keys are made from a UID of seven bytes: a shorter one is chance, or another family of cards.
  const groups = uid.length === 7 ? provider.groups : []
  let ended = undefined
  for (const group of groups) {
    const purchaseKey = Redacted.value(yield* provider.cardKey("purchase", uid, group))
    ended = yield* perform(script({ uid, group, purchaseKey, chance }), session)
    if (ended._tag !== "Refused" || ended.why._tag !== "NotOurGroup") break
  }
  return ended ?? refusedAs({ _tag: "NotOurGroup" })
})

/** Who asks for the next transaction: the line that is about to be written. */
export const askerNow = ({ enrolment, journal }: Bench) =>
  Effect.map(journal.standing, (standing): Asker => ({ ...enrolment, sequence: standing.sequence + 1 }))

/** The intent is durable; from here on the card may have done it, whatever is heard. */
export const committed = Effect.fnUntraced(function* (
  { journal }: Bench,
  session: CardSession,
  prepared: Prepared,
  entry: IntentEntry,
  operator?: string
) {
  const { sequence } = yield* journal.append(entry, operator)
  if (sequence !== prepared.intent.asker.sequence)
    return yield* Effect.die("The line is not the one the card was told")
  const ended = yield* perform(commit(prepared), session)
  // An error of the card is not authenticated: like silence, it proves nothing.
  if (ended._tag !== "Completed") return { _tag: "Unknown", sequence } as const
  const { tmc, tmv } = ended.value
  // The card has done it. Where this line cannot be written, the intent stays open, and the next tap closes it.
  yield* Effect.ignore(journal.append({ kind: "done", sequence, tmc, tmv: toHex(tmv) }, operator))
  const { gift, main } = prepared.intent
  return { _tag: "Done", sequence, main, gift, tmc, tmv } as const
})

const words = { Done: "done", NotDone: "notDone", Undecided: "undecided" } as const

const noteEnd = ({ journal }: Bench, sequence: number, found: Resolved) => {
  if (found._tag === "Undecided") return Effect.void
  if (found._tag === "NotDone") return journal.append({ kind: "notDone", sequence })
  const tmv = found.tmv === undefined ? {} : { tmv: toHex(found.tmv) }
  return journal.append({ kind: "done", sequence, tmc: found.tmc, ...tmv })
}

/** Ends what is open as the office says, which has heard of it from the card, through other terminals. */
export const endAs = Effect.fnUntraced(function* ({ journal }: Bench, ended: ReadonlyArray<Ended>) {
  const { open } = yield* journal.standing
  const settled: Array<Settled> = []
  for (const { became, sequence, tmc } of ended) {
    if (!open.some((one) => one.sequence === sequence && one.intent.tmcBefore + 1 === tmc)) continue
    yield* journal.append(became === "done" ? { kind: "done", sequence, tmc } : { kind: "notDone", sequence })
    settled.push({ sequence, became })
  }
  return settled
})

/** Settles every open commit of this terminal on the card that is there. */
export const settleOn = Effect.fnUntraced(function* (bench: Bench, session: CardSession, uid: Bytes) {
  const { enrolment, journal } = bench
  const { open } = yield* journal.standing
  const settled: Array<Settled> = []
  for (const { intent, sequence } of open) {
    if (intent.of === "classic" || intent.uid !== toHex(uid)) continue
    const of = intent.sequenceOfSale
    const sale = of === undefined ? undefined : { sale: { asker: { ...enrolment, sequence: of } } }
    const asked = { uid, asker: { ...enrolment, sequence }, tmcBefore: intent.tmcBefore, kind: intent.of }
    const ended = yield* converse(bench, session, uid, (access) => resolve(access, asked, sale))
    const found = ended._tag === "Completed" ? ended.value : ({ _tag: "Undecided" } as const)
    yield* noteEnd(bench, sequence, found)
    settled.push({ sequence, became: words[found._tag] })
  }
  return settled
})
