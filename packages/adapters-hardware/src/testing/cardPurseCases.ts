/**
 * What the purse on a card must do on every reader.
 *
 * @module
 */
import { deepEqual, equal } from "node:assert/strict"
import * as Effect from "effect/Effect"
import { CardPurse, type PurseOutcome } from "../ports/CardPurse.ts"
import { OfflineJournal } from "../ports/OfflineJournal.ts"
import { type Case, PurseHand } from "./Case.ts"

const all = Effect.all({ purse: CardPurse, hand: PurseHand, journal: OfflineJournal })

const doneOf = (outcome: PurseOutcome) => {
  if (outcome._tag !== "Done") throw new Error(`Expected Done, and not ${outcome._tag}`)
  return outcome
}

const held = Effect.gen(function* () {
  const { hand, purse } = yield* all
  const seen = yield* purse.look(yield* hand.put())
  if ("_tag" in seen) throw new Error(seen._tag)
  const { amountLeft, countLeft, gift, main } = seen
  return { main, gift, amountLeft, countLeft }
})

const full = { main: 20_000n, gift: 5_000n, amountLeft: 50_000n, countLeft: 10n }

export const cardPurseCases: ReadonlyArray<Case<CardPurse | PurseHand | OfflineJournal>> = [
  {
    name: "shows what is on it, and changes nothing by that",
    run: Effect.gen(function* () {
      deepEqual(yield* held, full)
      deepEqual(yield* held, full)
    })
  },
  {
    name: "pays from gift value first, and takes it from the allowances",
    run: Effect.gen(function* () {
      const { hand, purse } = yield* all
      const { gift, main } = doneOf(yield* purse.buy(yield* hand.put(), { amount: 6_000n }))
      deepEqual({ gift, main }, { gift: 5_000n, main: 1_000n })
      deepEqual(yield* held, { main: 19_000n, gift: 0n, amountLeft: 44_000n, countLeft: 9n })
    })
  },
  {
    name: "writes an intent and an end for every sale, in this order",
    run: Effect.gen(function* () {
      const { hand, journal, purse } = yield* all
      const { sequence } = doneOf(yield* purse.buy(yield* hand.put(), { amount: 1n, sale: "S-1" }))
      const { intent, open } = yield* journal.standing
      equal(intent(sequence)?.intent.sale, "S-1")
      deepEqual(open, [])
    })
  },
  {
    name: "refuses what is not there, and changes nothing",
    run: Effect.gen(function* () {
      const { hand, purse } = yield* all
      const outcome = yield* purse.buy(yield* hand.put(), { amount: 25_001n })
      equal(outcome._tag === "Refused" && outcome.why._tag, "InsufficientValue")
      deepEqual(yield* held, full)
    })
  },
  {
    name: "undoes its last sale once, and no other",
    run: Effect.gen(function* () {
      const { hand, purse } = yield* all
      const first = doneOf(yield* purse.buy(yield* hand.put(), { amount: 100n }))
      const last = doneOf(yield* purse.buy(yield* hand.put(), { amount: 6_000n }))
      const early = yield* purse.undo(yield* hand.put(), first.sequence)
      equal(early._tag === "Refused" && early.why._tag, "NotTheLastSale")
      doneOf(yield* purse.undo(yield* hand.put(), last.sequence))
      equal((yield* held).amountLeft, 49_900n)
      equal((yield* purse.undo(yield* hand.put(), last.sequence))._tag, "Refused")
    })
  },
  {
    name: "knows nothing of a card of another group, and does nothing to it",
    run: Effect.gen(function* () {
      const { hand, purse } = yield* all
      const outcome = yield* purse.buy(yield* hand.putForeign, { amount: 1n })
      equal(outcome._tag === "Refused" && outcome.why._tag, "NotOurGroup")
    })
  },
  {
    name: "sells nothing where the card went before the commit",
    run: Effect.gen(function* () {
      const { hand, journal, purse } = yield* all
      const outcome = yield* purse.buy(yield* hand.put({ command: 8, in: "command", after: 3 }), {
        amount: 10n
      })
      equal(outcome._tag, "CardLost")
      deepEqual(yield* held, full)
      equal((yield* journal.standing).sequence, 0)
    })
  },
  {
    name: "finds out at the next tap what became of a commit that nobody answered",
    run: Effect.gen(function* () {
      const { hand, journal, purse } = yield* all
      const outcome = yield* purse.buy(yield* hand.put({ command: 14, in: "answer", after: 0 }), {
        amount: 10n
      })
      if (outcome._tag !== "Unknown") throw new Error(outcome._tag)
      deepEqual(yield* purse.settle(yield* hand.put()), [{ sequence: outcome.sequence, became: "done" }])
      deepEqual((yield* journal.standing).open, [])
    })
  }
]
