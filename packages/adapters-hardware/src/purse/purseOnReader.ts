/**
 * The purse on whatever reader there is: sells under the mandate, undoes the last sale, blocks who is on the hotlist.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Semaphore from "effect/Semaphore"
import { type Bytes, toHex } from "../crypto/bytes.ts"
import type { IntentEntry } from "../journal/Row.ts"
import { CardPurse, type PurseFault, type PurseOutcome, type Sale } from "../ports/CardPurse.ts"
import { CardReader, type CardSession } from "../ports/CardReader.ts"
import type { Terms } from "../ports/OfflineTerms.ts"
import { askerNow, type Bench, bench, committed, converse, endAs, settleOn, uidOn } from "./Bench.ts"
import { prepareBlock } from "./block.ts"
import type { Intent, PurseRefusal } from "./Intent.ts"
import type { Group } from "./keys.ts"
import { look } from "./look.ts"
import { refusalAt } from "./Mandate.ts"
import { preparePurchase } from "./purchase.ts"
import { prepareVoid } from "./voidSale.ts"

const lost = { _tag: "CardLost" } as const
const refusedFor = (why: PurseRefusal) => ({ _tag: "Refused", why }) as const

type Rest = Pick<IntentEntry, "currency" | "mandate" | "hotlist" | "sale" | "sequenceOfSale">

/** What a journal keeps of an intent. */
const entryOf = (of: IntentEntry["of"], intent: Intent, rest: Rest): IntentEntry => ({
  kind: "intent",
  of,
  uid: toHex(intent.uid),
  purse: intent.purse,
  tmcBefore: intent.tmcBefore,
  main: intent.main,
  gift: intent.gift,
  input: toHex(intent.input),
  ...rest
})

const noCurrency = "XXX"

const termsOf = ({ hotlist, mandate }: Terms) => ({
  currency: mandate?.currency ?? noCurrency,
  mandate: mandate?.id ?? "",
  hotlist: hotlist?.version ?? 0
})

/** A card of the hotlist can pay nowhere from now on, also where the list is older. */
const blockOn = Effect.fnUntraced(function* (
  bench: Bench,
  session: CardSession,
  uid: Bytes,
  purse: string,
  terms: Terms
) {
  const rest = termsOf(terms)
  yield* bench.journal.append({ kind: "hotlistHit", uid: toHex(uid), purse, hotlist: rest.hotlist })
  const asker = yield* askerNow(bench)
  const at = yield* Clock.currentTimeMillis
  const ended = yield* converse(bench, session, uid, (access) => prepareBlock(access, { asker, at }))
  if (ended._tag !== "Completed") return
  yield* committed(bench, session, ended.value, entryOf("block", ended.value.intent, rest))
})

const sellOn = Effect.fnUntraced(function* (bench: Bench, session: CardSession, sale: Sale) {
  const uid = yield* uidOn(session)
  if (uid === undefined) return lost
  const open = yield* settleOn(bench, session, uid)
  // A card with an open end of ours pays nothing before that is settled.
  if (open.some(({ became }) => became === "undecided")) return refusedFor({ _tag: "EndUndecided" })
  const terms = yield* bench.terms.current
  const standing = yield* bench.journal.standing
  const at = yield* Clock.currentTimeMillis
  const ground = { terminal: bench.enrolment, ...terms, standing, room: standing.room, at }
  const asker = yield* askerNow(bench)
  let purse = ""
  const ended = yield* converse(bench, session, uid, (access) =>
    preparePurchase(access, {
      amount: sale.amount,
      from: sale.from ?? "giftFirst",
      asker,
      at,
      mayPay: (seen) => {
        purse = seen.identity.purse
        return refusalAt(ground, sale.amount, seen)
      }
    })
  )
  if (ended._tag === "Broken") return lost
  if (ended._tag === "Refused") {
    if (ended.why._tag === "Hotlisted") yield* Effect.ignore(blockOn(bench, session, uid, purse, terms))
    return refusedFor(ended.why)
  }
  const named = sale.sale === undefined ? {} : { sale: sale.sale }
  const entry = entryOf("purchase", ended.value.intent, { ...termsOf(terms), ...named })
  return yield* committed(bench, session, ended.value, entry, sale.operator)
})

const undoOn = Effect.fnUntraced(function* (
  bench: Bench,
  session: CardSession,
  sequence: number,
  operator: string | undefined
) {
  const uid = yield* uidOn(session)
  if (uid === undefined) return lost
  yield* settleOn(bench, session, uid)
  const sold = (yield* bench.journal.standing).intent(sequence)?.intent
  if (sold?.of !== "purchase") return refusedFor({ _tag: "NotTheLastSale" })
  if (sold.uid !== toHex(uid)) return refusedFor({ _tag: "OtherCard" })
  const asker = yield* askerNow(bench)
  const sale = {
    uid,
    tmcBefore: sold.tmcBefore,
    asker: { ...bench.enrolment, sequence },
    main: sold.main,
    gift: sold.gift
  }
  // Which generation of keys the card has is found out in the conversation.
  const voidKeys = new Map<Group, Bytes>()
  for (const group of bench.provider.groups)
    voidKeys.set(group, Redacted.value(yield* bench.provider.cardKey("void", uid, group)))
  const ended = yield* converse(bench, session, uid, (access) =>
    prepareVoid({ ...access, voidKey: voidKeys.get(access.group) ?? access.purchaseKey }, { sale, asker })
  )
  if (ended._tag === "Broken") return lost
  if (ended._tag === "Refused") return refusedFor(ended.why)
  const { currency, hotlist, mandate } = sold
  const entry = entryOf("void", ended.value.intent, { currency, mandate, hotlist, sequenceOfSale: sequence })
  return yield* committed(bench, session, ended.value, entry, operator)
})

const lookOn = Effect.fnUntraced(function* (bench: Bench, session: CardSession) {
  const uid = yield* uidOn(session)
  if (uid === undefined) return lost
  const ended = yield* converse(bench, session, uid, look)
  if (ended._tag === "Refused") return refusedFor(ended.why)
  return ended._tag === "Completed" ? ended.value : lost
})

/** The purse on a reader, with a terminal's keys, journal and terms. */
export const purseOnReader = Layer.effect(
  CardPurse,
  Effect.gen(function* () {
    const reader = yield* CardReader
    const own = yield* bench
    // A sequence is given before it is written: one transaction of this terminal at a time.
    const oneAtATime = yield* Semaphore.make(1)
    const alone = oneAtATime.withPermits(1)
    return CardPurse.of({
      look: (card) => reader.session(card, (session) => lookOn(own, session)),
      buy: (card, sale) =>
        alone(
          reader.session(card, (session): Effect.Effect<PurseOutcome, PurseFault> =>
            sellOn(own, session, sale)
          )
        ),
      undo: (card, sequence, operator) =>
        alone(
          reader.session(card, (session): Effect.Effect<PurseOutcome, PurseFault> =>
            undoOn(own, session, sequence, operator)
          )
        ),
      settle: (card) =>
        alone(
          reader.session(card, (session) =>
            Effect.flatMap(uidOn(session), (uid) =>
              uid === undefined ? Effect.succeed([]) : settleOn(own, session, uid)
            )
          )
        ),
      hear: (ended) => alone(endAs(own, ended))
    })
  })
)
