/**
 * What the purse on a card must do on every reader, and what the float of MIFARE Classic must do, which is one as well.
 *
 * @module
 */
import { deepEqual, equal } from "node:assert/strict"
import * as Effect from "effect/Effect"
import { CardPurse, type PurseOutcome } from "../ports/CardPurse.ts"
import { OfflineJournal } from "../ports/OfflineJournal.ts"
import type { Tear } from "../simulator/Field.ts"
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

interface Values {
  readonly main: bigint
  readonly gift: bigint
}

interface Held extends Values {
  readonly amountLeft: bigint
  readonly countLeft: bigint
}

/** What the cases ask of a kind of card. */
interface Profile {
  readonly full: Held
  /** A sale from all its values: how much, what of which, and what is left. */
  readonly sale: { readonly amount: bigint; readonly from: Values; readonly left: Held }
  /** One unit more than there is. */
  readonly tooMuch: bigint
  /** Pulled away before anything lasts, and after the card has done it and before anybody heard. */
  readonly early: Tear
  readonly late: Tear
}

type PurseCase = Case<CardPurse | PurseHand | OfflineJournal>

const lookingAndPaying = ({ full, sale, tooMuch }: Profile): ReadonlyArray<PurseCase> => [
  {
    name: "shows what is on it, and changes nothing by that",
    run: Effect.gen(function* () {
      deepEqual(yield* held, full)
      deepEqual(yield* held, full)
    })
  },
  {
    name: "pays from gift value first where it has any, and takes it from the allowances",
    run: Effect.gen(function* () {
      const { hand, purse } = yield* all
      const { gift, main } = doneOf(yield* purse.buy(yield* hand.put(), { amount: sale.amount }))
      deepEqual({ gift, main }, sale.from)
      deepEqual(yield* held, sale.left)
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
      const outcome = yield* purse.buy(yield* hand.put(), { amount: tooMuch })
      equal(outcome._tag === "Refused" && outcome.why._tag, "InsufficientValue")
      deepEqual(yield* held, full)
    })
  },
  {
    name: "pays as often as its taps let it, and then meets the office first",
    run: Effect.gen(function* () {
      const { hand, purse } = yield* all
      for (let n = 0n; n < full.countLeft; n++) doneOf(yield* purse.buy(yield* hand.put(), { amount: 1n }))
      const before = yield* held
      const outcome = yield* purse.buy(yield* hand.put(), { amount: 1n })
      equal(outcome._tag === "Refused" && outcome.why._tag, "AllowanceUsedUp")
      deepEqual(yield* held, before)
    })
  }
]

const foreignAndPulled = ({ early, full, late }: Profile): ReadonlyArray<PurseCase> => [
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
      const outcome = yield* purse.buy(yield* hand.put(early), { amount: 10n })
      equal(outcome._tag, "CardLost")
      deepEqual(yield* held, full)
      equal((yield* journal.standing).sequence, 0)
    })
  },
  {
    name: "finds out at the next tap what became of a commit that nobody answered",
    run: Effect.gen(function* () {
      const { hand, journal, purse } = yield* all
      const outcome = yield* purse.buy(yield* hand.put(late), { amount: 10n })
      if (outcome._tag !== "Unknown") throw new Error(outcome._tag)
      deepEqual(yield* purse.settle(yield* hand.put()), [{ sequence: outcome.sequence, became: "done" }])
      deepEqual((yield* journal.standing).open, [])
    })
  }
]

const heardFromOffice = ({ late }: Profile): ReadonlyArray<PurseCase> => [
  {
    name: "writes down what the office found out of a commit whose card does not come back, and of no other",
    run: Effect.gen(function* () {
      const { hand, journal, purse } = yield* all
      const first = yield* purse.buy(yield* hand.put(late), { amount: 10n })
      if (first._tag !== "Unknown") throw new Error(first._tag)
      const [open] = (yield* journal.standing).open
      const tmc = (open?.intent.tmcBefore ?? 0) + 1
      const { sequence } = first
      deepEqual(yield* purse.hear([{ sequence, became: "done", tmc: tmc + 1 }]), [])
      deepEqual(yield* purse.hear([{ sequence: sequence + 1, became: "done", tmc }]), [])
      const became = { sequence, became: "done" } as const
      deepEqual(yield* purse.hear([{ ...became, tmc }]), [became])
      deepEqual(yield* purse.hear([{ ...became, tmc }]), [])
      const { open: left, sequence: last } = yield* journal.standing
      deepEqual([left, last], [[], sequence + 1])
      doneOf(yield* purse.buy(yield* hand.put(), { amount: 10n }))
    })
  }
]

const everyPurse = (profile: Profile): ReadonlyArray<PurseCase> => [
  ...lookingAndPaying(profile),
  ...foreignAndPulled(profile),
  ...heardFromOffice(profile)
]

export const cardPurseCases: ReadonlyArray<PurseCase> = [
  ...everyPurse({
    full: { main: 20_000n, gift: 5_000n, amountLeft: 50_000n, countLeft: 10n },
    sale: {
      amount: 6_000n,
      from: { gift: 5_000n, main: 1_000n },
      left: { main: 19_000n, gift: 0n, amountLeft: 44_000n, countLeft: 9n }
    },
    tooMuch: 25_001n,
    early: { command: 8, in: "command", after: 3 },
    late: { command: 14, in: "answer", after: 0 }
  }),
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
  }
]

/** Of MIFARE Classic, under a mandate that accepts it. */
export const classicPurseCases: ReadonlyArray<PurseCase> = [
  ...everyPurse({
    full: { main: 5_000n, gift: 0n, amountLeft: 5_000n, countLeft: 5n },
    sale: {
      amount: 600n,
      from: { main: 600n, gift: 0n },
      left: { main: 4_400n, gift: 0n, amountLeft: 4_400n, countLeft: 4n }
    },
    tooMuch: 5_001n,
    early: { command: 3, in: "command", after: 0 },
    late: { command: 5, in: "command", after: 0 }
  }),
  {
    name: "undoes nothing: it has no key for that",
    run: Effect.gen(function* () {
      const { hand, purse } = yield* all
      const { sequence } = doneOf(yield* purse.buy(yield* hand.put(), { amount: 100n }))
      const before = yield* held
      equal((yield* purse.undo(yield* hand.put(), sequence))._tag, "Refused")
      deepEqual(yield* held, before)
    })
  },
  {
    name: "says of a write that was torn in the middle that it was none, and pays on",
    run: Effect.gen(function* () {
      const { hand, purse } = yield* all
      const outcome = yield* purse.buy(yield* hand.put({ command: 4, in: "memory", after: 7 }), {
        amount: 10n
      })
      if (outcome._tag !== "Unknown") throw new Error(outcome._tag)
      deepEqual(yield* purse.settle(yield* hand.put()), [{ sequence: outcome.sequence, became: "notDone" }])
      doneOf(yield* purse.buy(yield* hand.put(), { amount: 600n }))
      equal((yield* held).main, 4_400n)
    })
  }
]
