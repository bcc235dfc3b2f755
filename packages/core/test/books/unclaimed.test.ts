/** Whose value becomes due to the state, and what `Escheat` then takes. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { unclaimedBy } from "../../src/books/unclaimed.ts"
import { type EscheatTerms, escheatAt, silentUntil } from "../../src/program/Escheat.ts"
import { counter } from "../tables/counter.ts"
import { shop } from "../tables/shop.ts"
import { rows } from "../tables/table.ts"

const zone = "Asia/Shanghai"
const terms: EscheatTerms = { after: { years: 3 }, from: "lastActivity" }
type Counter = ReturnType<typeof counter>

const found = (till: Counter, by: string, own: EscheatTerms = terms, isForwards = false) => {
  const at = Date.parse(by)
  const fold = unclaimedBy({
    termsOf: (program) => (program === "member" ? { terms: own, asset: "CNY" } : undefined),
    zone,
    by: at
  })
  const until = silentUntil(own, zone, at)
  const [early, late] = [true, false].map((isEarly) =>
    till.recorded.filter(({ operation }) => operation.recordedAt <= until === isEarly)
  )
  for (const { operation } of (isForwards ? early : early?.toReversed()) ?? []) fold.add(operation)
  fold.wake()
  for (const { operation } of late ?? []) fold.add(operation)
  return fold.due()
}

const shown = (till: Counter, by: string, own?: EscheatTerms, isForwards?: boolean): string =>
  found(till, by, own, isForwards)
    .map(({ account, amount, funding, holder, owed, version }) =>
      [
        account.slice(-1),
        ...(holder === undefined ? [] : [holder]),
        funding,
        amount,
        ...(owed === amount ? [] : [`owed ${owed}`]),
        `v${version}`
      ].join(" ")
    )
    .join(", ")

const by = "2029-11-22T00:00:00+08:00"

describe("the list of what is due", () => {
  it.each(
    rows(`
    silent for three years | Load 100 | 1 paid 100 v2
    of several accounts | Load 100; Load 5 card=BELA | 1 paid 100 v2, 2 paid 5 v2
    with the holder's reference | Issue 50 card=NEWA holder=H1 | 3 H1 paid 50 v1
    class by class | Load 100; UnlinkedRefund 30 | 1 paid 100 v3, 1 refund 30 v3
    in the order of their names | UnlinkedRefund 30; Load 100 | 1 paid 100 v3, 1 refund 30 v3
    not a class that is used up | Load 100; UnlinkedRefund 30; Redeem 30 | 1 paid 100 v4
    a load that was asked for and never paid is a sign of life | Load 100; clock 2026-12-22T10:00:00+08:00; Load 5 pending=true |
    so is a sale that no value paid | Load 100; Redeem 100; Load 7 card=BELA; clock 2026-12-22T10:00:00+08:00; Advice 5 card=BELA |
    not what was given | Load 100 offer=100+30 | 1 paid 100 v2
    not what is empty | Load 100; Redeem 100 |
    not what is held | Load 100; Hold 40 | 1 paid 60 v3
    a day later it was not silent | Load 100; clock 2026-11-22T10:00:00+08:00; Redeem 1 |
    a decline is no sign of life | Load 100; clock 2026-12-22T10:00:00+08:00; ?Redeem 999 | 1 paid 100 v2
    nor is what staff do | Load 100; clock 2026-12-22T10:00:00+08:00; Adjust 5 subWallet=main; Block | 1 paid 105 v4
    value that staff gave to an old card | clock 2028-12-22T10:00:00+08:00; Adjust 5 subWallet=main | 1 paid 5 v2
    a transfer wakes both ends | Load 100; Load 7 card=BELA; clock 2026-12-22T10:00:00+08:00; Transfer 1 from=ANNA to=BELA |
    what was handed over is gone | Load 100; clock 2029-11-22T00:00:00+08:00; Escheat version=2 |
    and is there again | Load 100; clock 2029-11-22T00:00:00+08:00; Escheat version=2 key=e; Reverse originalKey=e | 1 paid 100 v4
    a card of today | clock 2029-11-21T00:00:00+08:00; Issue 50 card=NEWA |
    of another program | Issue 50 card=NEWA program=bearer |
    converted to this one | Issue 50 card=NEWA program=bearer; Convert card=NEWA program=member holder=H1 | 3 H1 paid 50 v2
    `)
  )("%s: %s", (_, story = "", text = "") => {
    const till = counter(shop({ escheat: terms }))
    till.tell(story)
    expect(shown(till, by)).toBe(text)
    expect(shown(till, by, terms, true)).toBe(text)
  })
  it("is under the program that an account came to, also where that is no sign of life", () => {
    const till = counter()
    till.tell(
      "Issue 50 card=NEWA program=bearer; clock 2026-12-22T10:00:00+08:00; Convert card=NEWA program=member holder=H1"
    )
    expect(shown(till, by, { ...terms, endsWith: ["Redeem"] })).toBe("3 H1 paid 50 v2")
  })
  it("is of money alone, whatever is exempt", () => {
    const points = {
      asset: { code: "PTS", exponent: 0 },
      subWallet: { id: "stars", funding: "promotional" },
      earn: [{ points: 1, per: 10 }]
    }
    const till = counter(shop({ points }))
    till.tell("Load 100 offer=100+30; Redeem 40")
    expect(shown(till, by, { ...terms, exempt: [] })).toBe("1 paid 90 v3")
  })
  const till = counter()
  till.tell("Load 100; UnlinkedRefund 30; clock 2027-11-21T10:00:00+08:00; Redeem 1")
  it.each<readonly [string, EscheatTerms, string]>([
    ["2030-11-21T23:59:59+08:00", terms, ""],
    ["2030-11-22T00:00:00+08:00", terms, "1 paid 100 v4, 1 refund 29 v4"],
    [by, { ...terms, endsWith: ["Load"] }, "1 paid 100 v4, 1 refund 29 v4"],
    [by, { ...terms, from: "issue" }, "1 paid 100 v4, 1 refund 29 v4"],
    [by, { ...terms, from: "issue", exempt: ["paid"] }, "1 refund 29 v4"],
    [by, { ...terms, from: "issue", below: 130n }, ""],
    [by, { ...terms, from: "issue", below: 129n }, "1 paid 100 v4, 1 refund 29 v4"],
    [by, { ...terms, from: "issue", sharePercent: 60 }, "1 paid 100 owed 60 v4, 1 refund 29 owed 18 v4"]
  ])("by %s, case %#", (at, own, text) => {
    expect(shown(till, at, own)).toBe(text)
  })
  it("is what the verb takes, at the version of the list", () => {
    const opened = counter(shop({ escheat: terms }))
    opened.tell("Load 100; Load 5 card=BELA; clock 2029-11-22T00:00:00+08:00")
    for (const { account, amount, version } of found(opened, by))
      expect(opened.say(`Escheat version=${version} account=${account} card=-`)).toBe(
        `approved main ${amount} taken ${amount}`
      )
    expect(shown(opened, by)).toBe("")
  })
})

describe("the last instant of silence", () => {
  it("is the last after which value is due in time", () => {
    const spans = fc.oneof(
      fc.record({ days: fc.integer({ min: 1, max: 2000 }) }),
      fc.record({ months: fc.integer({ min: 1, max: 120 }) }),
      fc.record({ years: fc.integer({ min: 1, max: 15 }) })
    )
    const instants = fc.integer({ min: Date.UTC(2010), max: Date.UTC(2040) })
    fc.assert(
      fc.property(spans, instants, fc.constantFrom("UTC", zone, "America/New_York"), (after, at, where) => {
        const own = { ...terms, after }
        const until = silentUntil(own, where, at)
        expect(escheatAt(own, where, until) <= at).toBe(true)
        expect(escheatAt(own, where, until + 1) > at).toBe(true)
      })
    )
  })
})
