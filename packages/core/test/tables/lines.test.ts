/**
 * Choosing lots for basket lines: `a:30@x,y` is a lot of 30 that may pay lines x and y, in draw-down order.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { type Asked, drawDown, skipsOf } from "../../src/account/drawDown.ts"
import type { Lot } from "../../src/account/Lot.ts"
import type { Context, SpendRule } from "../../src/program/SpendRule.ts"
import type { LotId, SubWalletId } from "../../src/values/Ids.ts"
import { rows } from "./table.ts"

const lotOf = (text: string): { readonly lot: Lot; readonly rule: SpendRule | undefined } => {
  const [what = "", categories] = text.split("@")
  const [name = "", amount = "0", held = "0"] = what.split(/[:-]/)
  return {
    lot: {
      id: `lot_${name}` as LotId,
      subWallet: name.replace(/\d$/, "") as SubWalletId,
      funding: "paid",
      funded: BigInt(amount),
      costBasis: 0n,
      fundedAt: 0,
      activeFrom: 0,
      expiresAt: undefined,
      loadedAt: {},
      remaining: BigInt(amount),
      held: BigInt(held),
      promised: 0n
    },
    rule: categories === undefined ? undefined : { categories: categories.split(",") }
  }
}
const context: Context = {
  outlet: undefined,
  owner: undefined,
  region: undefined,
  channel: undefined,
  terminalKind: undefined,
  weekday: () => "sat",
  minuteOfDay: () => 0,
  basket: 100n
}
const words = (text: string) => text.split(" ").filter((word) => word !== "" && word !== "-")
const asked = (lots: string, lines: string, amount: string, pins = ""): Asked => {
  const all = words(lots).map(lotOf)
  return {
    lots: all.map(({ lot }) => lot),
    ruleOf: (id) => all.find(({ lot }) => lot.subWallet === id)?.rule,
    context,
    at: 1,
    lines: words(lines).map((line) => {
      const [category, sum = "0"] = line.split(":")
      return { category: category === "" ? undefined : category, amount: BigInt(sum) }
    }),
    amount: BigInt(amount),
    pins: words(pins).map((pin) => {
      const [name, line = "0", sum = "0"] = pin.split(":")
      return { lot: `lot_${name}` as LotId, line: Number(line), amount: BigInt(sum) }
    }),
    drawn: []
  }
}

describe("the draw is the greatest in draw-down order, whichever line each lot pays", () => {
  it.each(
    rows(`
    # lots in order | lines | amount | pins | draws lot:line:amount | drawn
    m:50 | x:30 y:20 | 50 | - | m:0:30 m:1:20 | 50
    a:30@x m:50 | x:30 y:20 | 50 | - | a:0:30 m:1:20 | 50
    a:10@x m:50 | x:30 y:20 | 50 | - | a:0:10 m:0:20 m:1:20 | 50
    m:20 a:30@x | x:30 y:20 | 50 | - | m:1:20 a:0:30 | 50
    m:30 a:30@x | x:30 y:20 | 50 | - | m:0:10 m:1:20 a:0:20 | 50
    m:20 a:20@x b:20@y | x:20 y:20 | 40 | - | m:1:20 a:0:20 | 40
    m:20 b:20@y a:20@x | x:20 y:20 | 40 | - | m:0:20 b:1:20 | 40
    a:10@x,y b:10@y,z c:10@x | x:10 y:10 z:10 | 30 | - | a:1:10 b:2:10 c:0:10 | 30
    a:10@x,y b:10@x,z c:10@x | x:10 y:10 z:10 | 30 | - | a:1:10 b:2:10 c:0:10 | 30
    a:10@x b:10@x | x:10 y:10 | 20 | - | a:0:10 | 10
    a:10@x m:5 | x:10 y:10 | 20 | - | a:0:10 m:1:5 | 15
    a:10-4@x m:50 | x:10 y:10 | 20 | - | a:0:6 m:0:4 m:1:10 | 20
    a:10@x m:50 | :20 | 20 | - | m:0:20 | 20
    a:10@x m:50 | x:10 y:10 | 5 | - | a:0:5 | 5
    m:30-20 a:20@x | x:10 y:20 | 10 | m:0:10 m:1:10 | m:0:10 m:1:20 | 10
    m:20-20 a:20@x | x:10 y:20 | 10 | m:0:10 m:1:10 | m:1:20 a:0:10 | 10
    m:30-20 | x:20 y:10 | 10 | m:0:20 | m:0:20 m:1:10 | 10
    m:30-20 | x:20 | 10 | m:0:20 | m:0:20 | 0
    a:5@x a2:5@x m:50 | x:20 y:1 | 21 | - | a:0:5 a2:0:5 m:0:10 m:1:1 | 21
    - | x:1 y:1 | 2 | - | - | 0
    `)
  )(
    "%s for %s, %s, pinned %s: %s",
    (lots = "", lines = "", amount = "", pins = "", draws = "", drawn = "") => {
      const plan = drawDown(asked(lots, lines, amount, pins))
      expect(plan.draws.map((draw) => `${draw.lot.id.slice(4)}:${draw.line}:${draw.amount}`)).toEqual(
        words(draws)
      )
      expect(plan.drawn).toBe(BigInt(drawn))
    }
  )

  it.each(
    rows(`
    # lots in order | line | amount | draws | drawn
    m:50 | :30 | 30 | m:30 | 30
    m:50 n:50 | :70 | 70 | m:50 n:20 | 70
    m:50 n:50 | :120 | 120 | m:50 n:50 | 100
    a:20@x m:50 | x:30 | 30 | a:20 m:10 | 30
    a:20@x m:50 | y:30 | 30 | m:30 | 30
    m:50-50 n:9 | :5 | 5 | n:5 | 5
    `)
  )("one line: %s for %s, %s: %s", (lots = "", line = "", amount = "", draws = "", drawn = "") => {
    const plan = drawDown(asked(lots, line, amount))
    expect(plan.draws.map((draw) => `${draw.lot.id.slice(4)}:${draw.amount}`)).toEqual(words(draws))
    expect(plan.draws.every((draw) => draw.line === 0)).toBe(true)
    expect(plan.drawn).toBe(BigInt(drawn))
  })
})

describe("why a lot gives nothing, or no more", () => {
  const of = (changes: Partial<Lot>, rule?: SpendRule, amount = "10") => {
    const one = asked("a:50", "x:10", amount)
    const capped = {
      ...one,
      lots: one.lots.map((lot) => ({ ...lot, ...changes })),
      ruleOf: () => rule
    }
    return skipsOf(capped, drawDown(capped)).map(({ reason }) => reason)
  }
  it.each<readonly [string, Partial<Lot>, SpendRule | undefined, string, ReadonlyArray<string>]>([
    ["it gives", {}, undefined, "10", []],
    ["it gives all it has", { remaining: 10n }, undefined, "20", []],
    ["promised", { remaining: 0n, promised: 5n }, undefined, "10", ["scheduled"]],
    ["not active yet", { activeFrom: 2 }, undefined, "10", ["scheduled"]],
    ["active now", { activeFrom: 1 }, undefined, "10", []],
    ["ended", { expiresAt: 1 }, undefined, "10", ["expired"]],
    ["ends soon", { expiresAt: 2 }, undefined, "10", []],
    ["not here", {}, { outlets: [] }, "10", ["outlets"]],
    ["not for these lines", {}, { categories: ["y"] }, "10", ["categories"]],
    ["all held", { held: 50n }, undefined, "10", ["held"]],
    ["part held", { held: 45n }, undefined, "10", []],
    ["a share of the basket", {}, { maximumShare: 5 }, "10", ["maximumShare"]],
    ["a cap", {}, { maximumPerOperation: 5n }, "10", ["maximumPerOperation"]],
    ["all of a lot below its cap", { remaining: 5n }, { maximumPerOperation: 5n }, "10", []]
  ])("%s", (_, changes, rule, amount, reasons) => expect(of(changes, rule, amount)).toEqual(reasons))
})
