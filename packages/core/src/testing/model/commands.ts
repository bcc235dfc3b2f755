/**
 * Commands for the model and the ledger at once: both do the same, and both must say and hold the same afterwards.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { iso } from "../../values/Instant.ts"
import type { Sent, Till } from "../Till.ts"
import type { Model, Use } from "./Model.ts"

/** The ledger under test, and how many commands it was sent. */
interface Real {
  readonly till: Till
  sent: number
}

type Turn = (model: Model, key: string) => readonly [Sent, string] | undefined
type Trial = fc.AsyncCommand<Model, Real>

/** When the card was last used and pays a fee, and every sub-wallet's lots; a lot that is used up is gone. */
const lotsOf = async ({ till }: Real): Promise<ReadonlyArray<string>> => {
  const [wallet] = await till.walletsOf("CARD0001")
  const { activeAt, feeAt } = wallet?.inactivity ?? {}
  const lots = (wallet?.lots ?? [])
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(
      ({ expiresAt, held, promised, remaining, subWallet }) =>
        `${subWallet} ${remaining} ${held} ${promised} ${expiresAt ?? Infinity}`
    )
  return [`${activeAt} ${activeAt && (feeAt ?? Infinity)}`, ...lots]
}

const modelLots = ({ inactivity, lots }: Model): ReadonlyArray<string> => [
  `${inactivity?.at} ${inactivity?.feeAt}`,
  ...lots
    .filter(({ left, promised }) => left + promised > 0)
    .map(({ held, left, promised, subWallet, until }) => `${subWallet} ${left} ${held} ${promised} ${until}`)
]

const command = (name: string, turn: Turn): Trial => ({
  check: () => true,
  async run(model, real) {
    const key = `model.${(real.sent += 1)}`
    model.settle()
    const said = turn(model, key)
    if (said === undefined) return
    model.settle()
    const outcome = await real.till.submit({
      ...("amount" in said[0] && { currency: "CNY" }),
      ...said[0],
      key
    })
    const answer = outcome.outcome === "declined" ? outcome.decline._tag : outcome.outcome
    assert.equal(answer, said[1], name)
    assert.deepEqual((await lotsOf(real)).toSorted(), modelLots(model).toSorted(), name)
  },
  toString: () => name
})

const wait = (name: string, until: (model: Model) => number): Trial => ({
  check: () => true,
  run(model, { till }) {
    model.now = Math.max(model.now, until(model))
    till.now = model.now
    return Promise.resolve()
  },
  toString: () => name
})

const card = "CARD0001"
const picked = <A>(all: Iterable<A>, n: number): A | undefined => {
  const list = [...all]
  return list[list.length - 1 - (n % list.length)]
}

const small = fc.integer({ min: 1, max: 300 })
const step = fc.constantFrom(-1, 0, 1)
const outlet = fc.constantFrom("KTV1", "KTV1", "KTV2", "FR1")
const use: fc.Arbitrary<Use> = fc.record({ outlet, category: fc.constantFrom("room", "food", undefined) })
/** An amount of its own, or one around a boundary that the model knows. */
const size = fc.oneof(
  { weight: 1, arbitrary: small.map((amount) => () => amount) },
  { weight: 2, arbitrary: step.map((plus) => (boundary: number) => Math.max(1, boundary + plus)) }
)
const nextDue = (model: Model): number =>
  Math.min(
    ...[...model.holds.values()].filter(({ state }) => state === "open").map(({ until }) => until),
    ...model.lots.filter(({ promised }) => promised > 0).map(({ from }) => from),
    ...model.lots.filter(({ left }) => left > 0).map(({ until }) => until),
    model.inactivity?.feeAt ?? Infinity,
    model.now + 36_000_000
  )

const lines = (amount: number, { category }: Use): Sent =>
  category === undefined ? {} : { lines: [{ category, amount }] }

const spends = [
  fc
    .tuple(small, fc.constantFrom("main", "gift", "refund"))
    .map(([amount, subWallet]) =>
      command(`load ${amount} ${subWallet}`, (model, key) => [
        { type: "Load", card, amount, subWallet, tender: { kind: "cash" }, outlet: "KTV1" },
        model.load(key, amount, subWallet)
      ])
    ),
  fc.constant(
    command("load an offer", (model, key) => [
      { type: "Load", card, amount: 300, offer: "staged", tender: { kind: "cash" }, outlet: "KTV1" },
      model.load(key, 300, "main", [34, 34, 33])
    ])
  ),
  fc.tuple(size, use, fc.boolean()).map(([of, place, partial]) =>
    command(`redeem at ${place.outlet} for ${place.category}`, (model, key) => {
      const amount = of(model.available())
      const sent = { type: "Redeem", card, amount, outlet: place.outlet, partial, ...lines(amount, place) }
      return [sent, model.redeem(key, amount, place, partial)]
    })
  ),
  fc.tuple(size, fc.nat(5), fc.boolean()).map(([of, n, isWhole]) =>
    command(isWhole ? "refund all" : "refund", (model) => {
      const originalKey = picked(model.spends.keys(), n)
      if (originalKey === undefined) return undefined
      const amount = isWhole ? model.left(originalKey) : of(model.left(originalKey))
      const money = isWhole ? {} : { amount }
      const sent = { type: "Refund", originalKey, outlet: "KTV2", ...money }
      return [sent, model.refund(originalKey, amount)]
    })
  ),
  fc.tuple(fc.nat(5), fc.boolean()).map(([n, isLoad]) =>
    command(isLoad ? "reverse a load" : "reverse a redemption", (model) => {
      const redemptions = [...model.spends.keys()].filter((key) => !captures.get(model)?.has(key))
      const originalKey = picked(isLoad ? model.loads.keys() : redemptions, n)
      if (originalKey === undefined) return undefined
      const sent = { type: "Reverse", originalKey, reason: "malfunction" }
      return [sent, model.reverse(originalKey)]
    })
  )
]

/** Reversing a capture re-opens its hold, which is another law's matter: the model leaves it out. */
const captures = new WeakMap<Model, Set<string>>()

const holds = [
  fc.tuple(size, use, fc.constantFrom(-1, 0, 1, 3_600_000)).map(([of, place, plus]) =>
    command(`hold at ${place.outlet} for ${place.category}`, (model, key) => {
      const amount = of(model.available())
      const until = model.now + (plus > 1 ? plus : model.terms.holdHours * 3_600_000 + plus)
      const sent = {
        type: "Hold",
        card,
        amount,
        outlet: place.outlet,
        expiresAt: iso(until),
        ...lines(amount, place)
      }
      return [sent, model.hold(key, amount, place, until)]
    })
  ),
  fc.tuple(size, fc.nat(3), outlet, fc.boolean(), fc.boolean()).map(([of, n, outlet, final, isAbove]) =>
    command(`capture at ${outlet}${final ? " finally" : ""}`, (model, key) => {
      const holdKey = picked(model.holds.keys(), n)
      if (holdKey === undefined) return undefined
      captures.set(model, (captures.get(model) ?? new Set()).add(key))
      const hold = model.holds.get(holdKey)
      const outstanding = hold?.pins.reduce((sum, pin) => sum + pin.amount, 0) ?? 0
      const tolerated = isAbove ? Math.floor(((hold?.asked ?? 0) * model.terms.tolerance) / 100) : 0
      const amount = of(outstanding + tolerated)
      return [
        { type: "Capture", holdKey, amount, outlet, final },
        model.capture(key, holdKey, amount, outlet, final)
      ]
    })
  ),
  fc.tuple(size, fc.nat(3), outlet).map(([of, n, outlet]) =>
    command(`increment at ${outlet}`, (model) => {
      const holdKey = picked(model.holds.keys(), n)
      const amount = of(model.available())
      return holdKey === undefined
        ? undefined
        : [{ type: "IncrementHold", holdKey, amount, outlet }, model.increment(holdKey, amount, outlet)]
    })
  ),
  fc.tuple(fc.nat(3), outlet).map(([n, outlet]) =>
    command(`release at ${outlet}`, (model) => {
      const holdKey = picked(model.holds.keys(), n)
      return holdKey === undefined
        ? undefined
        : [{ type: "Release", holdKey, outlet }, model.release(holdKey, outlet)]
    })
  )
]

const waits = [
  step.map((plus) => wait(`wait until it falls due ${plus}`, (model) => nextDue(model) + plus)),
  step.map((plus) =>
    wait(`wait until a fee is due ${plus}`, ({ inactivity, now }) =>
      inactivity === undefined || inactivity.feeAt === Infinity ? now : inactivity.feeAt + plus
    )
  ),
  fc.integer({ min: 0, max: 90_000_000 }).map((plus) => wait(`wait ${plus} ms`, ({ now }) => now + plus))
]

/** Commands by chance for the model and the ledger together. */
export const modelCommands = fc.commands([...spends, ...holds, ...holds, ...waits], {
  maxCommands: 30,
  size: "max"
})
