/** The draw-down against brute force: every way to assign value to lines, on small cases, by the thousand. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Asked, drawDown, type Plan } from "../src/account/drawDown.ts"
import type { Pin } from "../src/account/Hold.ts"
import type { Lot } from "../src/account/Lot.ts"
import type { Context, SpendRule } from "../src/program/SpendRule.ts"
import type { LotId, OutletId, SubWalletId } from "../src/values/Ids.ts"

/** A case in plain numbers: what the oracle reads. */
interface Small {
  readonly lots: ReadonlyArray<{
    readonly subWallet: number
    readonly free: number
    readonly isEnded: boolean
  }>
  readonly rules: ReadonlyArray<{
    readonly categories: ReadonlyArray<string> | undefined
    readonly isElsewhere: boolean
    readonly share: number | undefined
    readonly each: number | undefined
  }>
  readonly lines: ReadonlyArray<{ readonly category: string | undefined; readonly amount: number }>
  /** How much less than the whole basket is asked for. */
  readonly less: number
}

const small: fc.Arbitrary<Small> = fc.record({
  lots: fc.array(
    fc.record({
      subWallet: fc.nat(2),
      free: fc.nat(4),
      isEnded: fc.nat(9).map((n) => n === 0)
    }),
    { maxLength: 4 }
  ),
  rules: fc.array(
    fc.record({
      categories: fc.option(fc.subarray(["room", "food", "drink"]), { nil: undefined }),
      isElsewhere: fc.nat(9).map((n) => n === 0),
      share: fc.option(fc.constantFrom(1, 25, 50, 75, 99, 100), { nil: undefined, freq: 2 }),
      each: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined, freq: 2 })
    }),
    { minLength: 3, maxLength: 3 }
  ),
  lines: fc.array(
    fc.record({
      category: fc.constantFrom("room", "food", "drink", undefined),
      amount: fc.integer({ min: 1, max: 4 })
    }),
    { minLength: 1, maxLength: 3 }
  ),
  less: fc.constantFrom(0, 0, 0, 1, 2)
})

const idOf = (lot: number): LotId => `lot_${lot}` as LotId
const subWalletOf = (n: number): SubWalletId => `sub${n}` as SubWalletId

const lotOf = ({ free, isEnded, subWallet }: Small["lots"][number], n: number, held: number): Lot => ({
  id: idOf(n),
  subWallet: subWalletOf(subWallet),
  funding: "paid",
  funded: 100n,
  costBasis: 0n,
  fundedAt: n,
  activeFrom: 0,
  expiresAt: isEnded ? 5 : undefined,
  loadedAt: {},
  remaining: BigInt(free + held),
  held: BigInt(held),
  promised: 0n
})

const ruleOf = ({ categories, each, isElsewhere, share }: Small["rules"][number]): SpendRule => ({
  ...(categories && { categories }),
  ...(isElsewhere && { outlets: ["ELSEWHERE" as OutletId] }),
  ...(share !== undefined && { maximumShare: share }),
  ...(each !== undefined && { maximumPerOperation: BigInt(each) })
})

const sum = (all: ReadonlyArray<number>): number => all.reduce((total, one) => total + one, 0)
const basketOf = ({ lines }: Small): number => sum(lines.map(({ amount }) => amount))

const here = (basket: number): Context => ({
  outlet: "HERE" as OutletId,
  owner: undefined,
  region: undefined,
  channel: undefined,
  terminalKind: undefined,
  weekday: () => "mon",
  minuteOfDay: () => 0,
  basket: BigInt(basket)
})

/** What was pinned before: nothing, or the draws of an earlier plan. */
interface Before {
  readonly pins: ReadonlyArray<Pin>
  readonly basket: number
}
const nothing: Before = { pins: [], basket: 0 }

const pinnedOf = ({ pins }: Before, lot: number): number =>
  sum(pins.filter((pin) => pin.lot === idOf(lot)).map(({ amount }) => Number(amount)))

const askedOf = (
  one: Small,
  amount: number,
  lines: Small["lines"],
  basket: number,
  before: Before
): Asked => ({
  lots: one.lots.map((lot, n) => lotOf(lot, n, pinnedOf(before, n))),
  ruleOf: (id) => {
    const rule = one.rules[Number(id.slice(3))]
    return rule && ruleOf(rule)
  },
  context: here(basket),
  at: 10,
  lines: lines.map(({ amount, category }) => ({ category, amount: BigInt(amount) })),
  amount: BigInt(amount),
  pins: before.pins,
  drawn: one.rules.map((_, subWallet) => ({
    subWallet: subWalletOf(subWallet),
    amount: BigInt(sum(one.lots.map((lot, n) => (lot.subWallet === subWallet ? pinnedOf(before, n) : 0))))
  }))
})

/** The oracle: which lines a lot may pay, how much it may give, and what bounds its sub-wallet. */
const pays = (one: Small, lot: number, category: string | undefined): boolean => {
  const categories = one.rules[one.lots[lot]?.subWallet ?? 0]?.categories
  return categories === undefined || (category !== undefined && categories.includes(category))
}

const mostOf = (one: Small, lot: number): number => {
  const known = one.lots[lot]
  const rule = one.rules[known?.subWallet ?? 0]
  return known === undefined || known.isEnded || rule?.isElsewhere === true ? 0 : known.free
}

const capOf = (one: Small, subWallet: number, basket: number): number => {
  const { each, share } = one.rules[subWallet] ?? { each: undefined, share: undefined }
  return Math.min(share === undefined ? 1000 : Math.floor((basket * share) / 100), each ?? 1000)
}

/** Whether lots can give these totals: each unit has a line that it may pay and that has room (every way is tried). */
const canBePaid = (one: Small, totals: ReadonlyArray<number>, lines: Small["lines"]): boolean => {
  const place = (lot: number, left: number, line: number, rooms: ReadonlyArray<number>): boolean => {
    if (lot === totals.length) return true
    if (left === 0) return place(lot + 1, totals[lot + 1] ?? 0, 0, rooms)
    if (line === lines.length) return false
    const most = pays(one, lot, lines[line]?.category) ? Math.min(left, rooms[line] ?? 0) : 0
    for (let part = most; part >= 0; part--)
      if (place(lot, left - part, line + 1, rooms.with(line, (rooms[line] ?? 0) - part))) return true
    return false
  }
  return place(
    0,
    totals[0] ?? 0,
    0,
    lines.map(({ amount }) => amount)
  )
}

/** The lexicographically greatest legal draw, found by trying all from the greatest down. */
const greatest = (
  one: Small,
  amount: number,
  lines: Small["lines"],
  basket: number,
  before: Before
): ReadonlyArray<number> => {
  const pinned = one.lots.map((_, n) => pinnedOf(before, n))
  const capLeft = one.rules.map((_, subWallet) => {
    const taken = sum(pinned.filter((_, n) => one.lots[n]?.subWallet === subWallet))
    return Math.max(0, capOf(one, subWallet, basket) - taken)
  })
  const search = (
    lot: number,
    extra: ReadonlyArray<number>,
    left: number,
    caps: ReadonlyArray<number>
  ): ReadonlyArray<number> | undefined => {
    if (lot === one.lots.length) {
      const totals = extra.map((more, n) => more + (pinned[n] ?? 0))
      return canBePaid(one, totals, lines) ? extra : undefined
    }
    const subWallet = one.lots[lot]?.subWallet ?? 0
    const cap = caps[subWallet] ?? 0
    for (let more = Math.min(mostOf(one, lot), left, cap); more >= 0; more--) {
      const found = search(lot + 1, [...extra, more], left - more, caps.with(subWallet, cap - more))
      if (found !== undefined) return found
    }
    return undefined
  }
  return search(0, [], amount, capLeft) ?? []
}

/** The most that any legal assignment draws, in whatever order: what may be declined is only what is above it. */
const mostAtAll = (one: Small, amount: number, lines: Small["lines"], basket: number): number => {
  let best = 0
  const search = (
    lot: number,
    totals: ReadonlyArray<number>,
    left: number,
    caps: ReadonlyArray<number>
  ): void => {
    if (lot === one.lots.length) {
      if (amount - left > best && canBePaid(one, totals, lines)) best = amount - left
      return
    }
    const subWallet = one.lots[lot]?.subWallet ?? 0
    const cap = caps[subWallet] ?? 0
    for (let more = Math.min(mostOf(one, lot), left, cap); more >= 0; more--)
      search(lot + 1, [...totals, more], left - more, caps.with(subWallet, cap - more))
  }
  search(
    0,
    [],
    amount,
    one.rules.map((_, n) => capOf(one, n, basket))
  )
  return best
}

const totalsOf = (one: Small, plan: Plan): ReadonlyArray<number> =>
  one.lots.map((_, n) =>
    sum(plan.draws.filter(({ lot }) => lot.id === idOf(n)).map(({ amount }) => Number(amount)))
  )

/** A plan is legal: every slice pays a line that its rule allows, and no line is paid twice. */
const expectLegal = (one: Small, plan: Plan, lines: Small["lines"]): void => {
  for (const { amount, line, lot } of plan.draws) {
    expect(amount > 0n).toBe(true)
    expect(pays(one, Number(lot.id.slice(4)), lines[line]?.category)).toBe(true)
  }
  lines.forEach(({ amount }, line) => {
    const paid = plan.draws.filter((draw) => draw.line === line).map((draw) => Number(draw.amount))
    expect(sum(paid)).toBeLessThanOrEqual(amount)
  })
}

const runs = { numRuns: 20_000, seed: Number(process.env["TESSERA_SEED"] ?? 20_261_121) }

describe("draw-down", () => {
  it("draws the lexicographically greatest legal amounts, on 20,000 small cases tried by brute force", () => {
    fc.assert(
      fc.property(small, (one) => {
        const basket = basketOf(one)
        const amount = Math.max(1, basket - one.less)
        const plan = drawDown(askedOf(one, amount, one.lines, basket, nothing))
        expectLegal(one, plan, one.lines)
        expect(totalsOf(one, plan)).toEqual(greatest(one, amount, one.lines, basket, nothing))
      }),
      runs
    )
  })

  it("draws less than the amount only if no legal assignment draws more", () => {
    fc.assert(
      fc.property(small, (one) => {
        const basket = basketOf(one)
        const plan = drawDown(askedOf(one, basket, one.lines, basket, nothing))
        expect(Number(plan.drawn)).toBe(mostAtAll(one, basket, one.lines, basket))
      }),
      runs
    )
  })

  it("never lowers a pin when a hold is raised, re-routes lines where that draws more, and is the greatest again", () => {
    fc.assert(
      fc.property(small, fc.integer({ min: 1, max: 6 }), (one, more) => {
        const first = drawDown(askedOf(one, basketOf(one), one.lines, basketOf(one), nothing))
        const pins = first.draws.map(({ amount, line, lot }) => ({ lot: lot.id, line, amount }))
        const before: Before = { pins, basket: basketOf(one) }
        const held = one.lots.map((lot, n) => ({ ...lot, free: lot.free - pinnedOf(before, n) }))
        const lines = [...one.lines, { category: undefined, amount: more }]
        const open = lines.map((line, n) => ({
          ...line,
          amount:
            n < one.lines.length
              ? sum(pins.filter((pin) => pin.line === n).map(({ amount }) => Number(amount)))
              : more
        }))
        const raised = { ...one, lots: held }
        const basket = basketOf(one) + more
        const plan = drawDown(askedOf(raised, more, open, basket, before))
        expectLegal(raised, plan, open)
        const totals = totalsOf(raised, plan)
        totals.forEach((total, n) => expect(total).toBeGreaterThanOrEqual(pinnedOf(before, n)))
        const expected = greatest(raised, more, open, basket, before)
        expect(totals.map((total, n) => total - pinnedOf(before, n))).toEqual(expected)
      }),
      runs
    )
  })
})
