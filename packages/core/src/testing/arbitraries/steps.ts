/**
 * Steps of a history by chance. A step says what is tried in words ("one more than what is available"); the amount and
 * the instant are worked out when the step is taken, so that every boundary is met again and again.
 *
 * @module
 */
import * as fc from "fast-check"
import { changeSteps } from "./changeSteps.ts"
import type { Basket, Moment, Place, Size, Step, StepName } from "./Step.ts"

const plus = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(-1, 0, 1) },
  fc.integer({ min: -300, max: 300 })
)

const near = (...names: ReadonlyArray<Size["of"]>): fc.Arbitrary<Size> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ of: fc.constantFrom(...names), plus }) },
    {
      weight: 3,
      arbitrary: fc.record({ of: fc.constant("nothing" as const), plus: fc.integer({ min: 1, max: 400 }) })
    }
  )

/** A part of a whole: nothing, all, or any share between. */
export const shares: fc.Arbitrary<number> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0, 1) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100) }
)

/** Amounts around what the card could give, what its first lot has, and the limits. */
export const spendSizes: fc.Arbitrary<Size> = near("available", "lot", "limit")
/** Amounts around what a hold still reserves. */
const holdSizes: fc.Arbitrary<Size> = near("outstanding", "available")
/** Amounts around what of a redemption has not been given back. */
const refundSizes: fc.Arbitrary<Size> = near("left")
const loadSizes: fc.Arbitrary<Size> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ of: fc.constant("nothing" as const), plus: fc.integer({ min: 1, max: 900 }) })
  },
  {
    weight: 1,
    arbitrary: fc.record({
      of: fc.constantFrom("limit" as const, "largest" as const),
      plus: fc.constantFrom(-1, 0, 1)
    })
  }
)

/** One millisecond before, at and after what falls due; some minutes; the end of the day. */
export const moments: fc.Arbitrary<Moment> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      of: fc.constantFrom("due" as const, "day" as const),
      plus: fc.constantFrom(-1, 0, 1)
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({ of: fc.constant("now" as const), plus: fc.integer({ min: 0, max: 5_000_000 }) })
  }
)

/** Mostly the first one. */
const outlet = fc.constantFrom("KTV1" as const, "KTV1" as const, "KTV2" as const, "FR1" as const)

/** Mostly at the counter of the first outlet. */
export const placesOfUse: fc.Arbitrary<Place> = fc.record({
  outlet,
  channel: fc.constantFrom("pos" as const, "pos" as const, undefined, "app" as const),
  operator: fc.constantFrom(undefined, undefined, "amy" as const, "bob" as const)
})

/** No lines, or up to three of a few categories. */
export const baskets: fc.Arbitrary<Basket> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Basket>([]) },
  {
    weight: 3,
    arbitrary: fc.array(fc.constantFrom("room" as const, "food" as const, "drink" as const), {
      minLength: 1,
      maxLength: 3
    })
  }
)

const card = fc.constantFrom(0, 0, 0, 1)
const pick = fc.nat(7)
const subWallet = fc.constantFrom("main", "gift", "club", "refund", "other")
const isSo = fc.boolean()

/** Not among what is tried anyway: they belong to laws of their own. */
const named: ReadonlySet<StepName> = new Set(["grant", "burn", "change", "chargeback", "escheat"])

const kinds = {
  wait: fc.record({ do: fc.constant("wait" as const), until: moments }),
  load: fc.record({
    do: fc.constant("load" as const),
    card,
    size: loadSizes,
    to: subWallet,
    place: placesOfUse
  }),
  offer: fc.record({ do: fc.constant("offer" as const), card, offer: fc.nat(4), place: placesOfUse }),
  await: fc.record({
    do: fc.constant("await" as const),
    card,
    offer: fc.option(fc.nat(4), { nil: undefined }),
    size: loadSizes,
    to: subWallet,
    place: placesOfUse
  }),
  confirm: fc.record({ do: fc.constant("confirm" as const), pick, place: placesOfUse }),
  fail: fc.record({ do: fc.constant("fail" as const), pick, place: placesOfUse }),
  redeem: fc.record({
    do: fc.constant("redeem" as const),
    card,
    size: spendSizes,
    basket: baskets,
    partial: isSo,
    place: placesOfUse,
    listed: isSo,
    vouchers: fc.constantFrom(0, 0, 1, 2, 3)
  }),
  hold: fc.record(
    {
      do: fc.constant("hold" as const),
      card,
      size: spendSizes,
      basket: baskets,
      partial: isSo,
      place: placesOfUse,
      until: moments
    },
    { requiredKeys: ["do", "card", "size", "basket", "partial", "place"] }
  ),
  increment: fc.record({
    do: fc.constant("increment" as const),
    pick,
    size: holdSizes,
    final: isSo,
    place: placesOfUse
  }),
  capture: fc.record({
    do: fc.constant("capture" as const),
    pick,
    size: holdSizes,
    final: isSo,
    place: placesOfUse
  }),
  reinstate: fc.record({
    do: fc.constant("reinstate" as const),
    pick,
    size: holdSizes,
    final: isSo,
    place: placesOfUse
  }),
  release: fc.record({ do: fc.constant("release" as const), pick, until: moments }),
  extend: fc.record({ do: fc.constant("extend" as const), pick, until: moments }),
  refund: fc.record({
    do: fc.constant("refund" as const),
    pick,
    size: refundSizes,
    isWhole: isSo,
    place: placesOfUse
  }),
  undo: fc.record({
    do: fc.constant("undo" as const),
    pick,
    size: refundSizes,
    isWhole: isSo,
    place: placesOfUse
  }),
  reverse: fc.record({ do: fc.constant("reverse" as const), pick }),
  clawback: fc.record({ do: fc.constant("clawback" as const), pick }),
  chargeback: fc.record({
    do: fc.constant("chargeback" as const),
    pick,
    amount: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined })
  }),
  escheat: fc.record({ do: fc.constant("escheat" as const), card }),
  adjust: fc.record({
    do: fc.constant("adjust" as const),
    card,
    size: spendSizes,
    to: subWallet,
    isDown: isSo,
    outlet
  }),
  merchandise: fc.record({
    do: fc.constant("merchandise" as const),
    card,
    size: loadSizes,
    to: subWallet,
    isDown: isSo,
    outlet
  }),
  cashOut: fc.record({
    do: fc.constant("cashOut" as const),
    card,
    size: spendSizes,
    to: subWallet,
    isDown: isSo,
    outlet
  }),
  transfer: fc.record({ do: fc.constant("transfer" as const), card, size: spendSizes }),
  prolong: fc.record({ do: fc.constant("prolong" as const), card, pick, until: moments }),
  state: fc.record({
    do: fc.constant("state" as const),
    card,
    verb: fc.constantFrom(
      "Block" as const,
      "Unblock" as const,
      "Unblock" as const,
      "Freeze" as const,
      "Unfreeze" as const,
      "Unfreeze" as const
    )
  }),
  again: fc.record({ do: fc.constant("again" as const), pick }),
  altered: fc.record({ do: fc.constant("altered" as const), pick }),
  unknown: fc.record({
    do: fc.constant("unknown" as const),
    verb: fc.constantFrom("Refund" as const, "Reverse" as const, "Capture" as const, "Clawback" as const),
    n: fc.nat(3)
  }),
  sweep: fc.record({ do: fc.constant("sweep" as const) }),
  burn: fc.record({ do: fc.constant("burn" as const), card, amount: fc.integer({ min: 1, max: 60 }) }),
  grant: fc.record({
    do: fc.constant("grant" as const),
    amount: fc.integer({ min: -300, max: 900 }).filter((amount) => amount !== 0)
  }),
  change: changeSteps
} satisfies Record<StepName, fc.Arbitrary<Step>>

const often: ReadonlyArray<StepName> = [
  "wait",
  "load",
  "offer",
  "redeem",
  "redeem",
  "hold",
  "capture",
  "refund",
  "reverse"
]
const seldom: ReadonlyArray<StepName> = ["increment", "release", "undo", "again", "extend"]
const rarely = (Object.keys(kinds) as Array<StepName>).filter(
  (name) => !often.includes(name) && !seldom.includes(name) && !named.has(name)
)

/** Any step, or one of those named. */
export const steps = (...names: ReadonlyArray<StepName>): fc.Arbitrary<Step> =>
  names.length > 0
    ? fc.oneof(...names.map((name) => kinds[name]))
    : fc.oneof(
        ...often.map((name) => ({ weight: 6, arbitrary: kinds[name] })),
        ...seldom.map((name) => ({ weight: 3, arbitrary: kinds[name] })),
        ...rarely.map((name) => ({ weight: 1, arbitrary: kinds[name] }))
      )

/** A history: some loads first, so that there is something to spend, then anything. */
export const histories = (
  options: { readonly longest?: number; readonly of?: ReadonlyArray<StepName> } = {}
): fc.Arbitrary<ReadonlyArray<Step>> =>
  fc
    .tuple(
      fc.array(steps("load", "offer"), { minLength: 1, maxLength: 3 }),
      fc.array(steps(...(options.of ?? [])), { maxLength: options.longest ?? 16, size: "max" })
    )
    .map(([loads, rest]) => [...loads, ...rest])
