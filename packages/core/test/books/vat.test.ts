/** Value added tax of vouchers, and what a fiscal till calls them. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { fiscalParts } from "../../src/books/fiscalKinds.ts"
import { vatIn } from "../../src/books/vat.ts"
import { rateOf, taxIn, type VatTerms } from "../../src/program/Vat.ts"
import { counter } from "../tables/counter.ts"
import { member, shop } from "../tables/shop.ts"
import { rows } from "../tables/table.ts"

const single: VatTerms = { kind: "singlePurpose", rate: 1900 }
const multi: VatTerms = { kind: "multiPurpose", rate: 1900, rates: [{ category: "food", rate: 700 }] }

describe("the tax in an amount", () => {
  it.each([
    [11900n, 1900, 1900n],
    [100n, 1900, 16n],
    [10n, 1900, 2n],
    [3n, 2000, 1n],
    [-3n, 2000, -1n],
    [10700n, 700, 700n],
    [1081n, 810, 81n],
    [100n, 0, 0n],
    [0n, 1900, 0n]
  ])("%i at %i: %i", (amount, rate, tax) => {
    expect(taxIn(amount, rate)).toBe(tax)
  })
  it("is the same with a minus, and within half a unit of the exact one", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        fc.integer({ min: 0, max: 10_000 }),
        (amount, rate) => {
          const tax = taxIn(amount, rate)
          const whole = BigInt(10_000 + rate)
          const off = 2n * (tax * whole - amount * BigInt(rate))
          expect(off <= whole && off > -whole).toBe(true)
          expect(taxIn(-amount, rate)).toBe(-tax)
        }
      )
    )
  })
  it("is at the rate of what is bought", () => {
    expect([
      rateOf(multi, "food"),
      rateOf(multi, "drink"),
      rateOf(multi, undefined),
      rateOf(single, "food"),
      rateOf({ kind: "multiPurpose", rate: 1900 }, "food")
    ]).toEqual([700, 1900, 1900, 1900, 1900])
  })
})

const subWallets = [...member.subWallets, { id: "sorry", priority: 1, funding: "compensation" }]

const dayEnd = (date: string): number => Date.parse(`${date}T23:59:59.999+08:00`)

/** `later`: the terms from December on. Absent: the same. */
const taxed = (
  story: string,
  terms: VatTerms,
  { later = terms, ...period }: Parameters<typeof vatIn>[0] & { readonly later?: VatTerms } = {}
): string => {
  const till = counter(shop({ subWallets, vat: terms, reversal: { days: 60 } }))
  till.tell(story)
  const termsAt = (at: number) => (at < Date.parse("2026-12-01T00:00:00+08:00") ? terms : later)
  const fold = vatIn(period, (program, at) => (program === "member" ? termsAt(at) : undefined), dayEnd)
  for (const { operation } of till.recorded) fold.add(operation)
  return fold
    .taxed()
    .map(({ event, gross, month, net, rate, tax }) => `${month} ${event} ${rate}: ${gross} = ${net} + ${tax}`)
    .join(", ")
}

it("only what is of the period is taxed in it, by rate", () => {
  const story =
    "Load 500; Redeem 119 lines=drink:119; Redeem 107 lines=food:107; clock 2026-12-05T10:00:00+08:00; Redeem 214 lines=food:214"
  const [november, december] = [
    "2026-11 redemption 700: 107 = 100 + 7, 2026-11 redemption 1900: 119 = 100 + 19",
    "2026-12 redemption 700: 214 = 200 + 14"
  ]
  expect(taxed(story, multi)).toBe(`${november}, ${december}`)
  expect(taxed(story, multi, { from: "2026-12-01" })).toBe(december)
  expect(taxed(story, multi, { to: "2026-11-30" })).toBe(november)
})

describe("single-purpose vouchers are taxed when they are sold", () => {
  it.each(
    rows(`
    a load | Load 119 | 2026-11 issue 1900: 119 = 100 + 19
    rounded once | Load 10; Load 10; Load 10 | 2026-11 issue 1900: 30 = 25 + 5
    its use is not | Load 119; clock 2026-12-05T10:00:00+08:00; Redeem 100 | 2026-11 issue 1900: 119 = 100 + 19
    nor is a bonus | Load 100 offer=100+30 | 2026-11 issue 1900: 100 = 84 + 16
    a load undone | Load 119 key=l; Reverse originalKey=l | 2026-11 issue 1900: 0 = 0 + 0
    paid out | Load 119; clock 2026-12-05T10:00:00+08:00; CashOut | 2026-11 issue 1900: 119 = 100 + 19, 2026-12 issue 1900: -119 = -100 + -19
    credit for goods that is paid out was never sold | Load 119; UnlinkedRefund 30; CashOut | 2026-11 issue 1900: 0 = 0 + 0
    taken back by the bank | Load 119 key=l tender=bankCard; Chargeback originalKey=l | 2026-11 issue 1900: 0 = 0 + 0
    what is never used stays taxed | Load 119; clock 2031-12-01T00:00:00+08:00; Load 1 | 2026-11 issue 1900: 119 = 100 + 19, 2031-12 issue 1900: 1 = 1 + 0
    a program without terms | Issue 119 card=NEWA program=bearer |
    `)
  )("%s: %s", (_, story = "", text = "") => {
    expect(taxed(story, single)).toBe(text)
  })
})

describe("multi-purpose vouchers are taxed when they are used", () => {
  it.each(
    rows(`
    a load is not | Load 119 |
    its use is | Load 119; Redeem 119 | 2026-11 redemption 1900: 119 = 100 + 19
    at the rate of what is bought | Load 500; Redeem 226 lines=food:107,room:119 | 2026-11 redemption 700: 107 = 100 + 7, 2026-11 redemption 1900: 119 = 100 + 19
    a hold and its capture | Load 500; Hold 119 key=h; Capture 119 holdKey=h | 2026-11 redemption 1900: 119 = 100 + 19
    a refund in another month | Load 500; Redeem 119 key=r; clock 2026-12-05T10:00:00+08:00; Refund originalKey=r | 2026-11 redemption 1900: 119 = 100 + 19, 2026-12 redemption 1900: -119 = -100 + -19
    a reversal | Load 500; Redeem 119 key=r; Reverse originalKey=r | 2026-11 redemption 1900: 0 = 0 + 0
    a gift lowers the price | Load 100; Load 30 subWallet=gift tender=other; Redeem 130 | 2026-11 redemption 1900: 100 = 84 + 16
    and so does what makes good | Adjust 30 subWallet=sorry; Redeem 30 |
    merchandise credit when it is used | UnlinkedRefund 119; Redeem 119 | 2026-11 redemption 1900: 119 = 100 + 19
    what is owed is no use of it, nor is what pays that | Load 45; Advice 119; Load 100 | 2026-11 redemption 1900: 45 = 38 + 7
    nor what comes back of what was paid | Advice 119 key=a; Load 119; Refund originalKey=a | 
    nor in part of a sale that value paid too | Load 119; Advice 238 key=a; Load 119; Reverse 119 originalKey=a | 2026-11 redemption 1900: 119 = 100 + 19
    what ends was never taxed | Load 119; clock 2031-12-01T00:00:00+08:00; Load 1 |
    `)
  )("%s: %s", (_, story = "", text = "") => {
    expect(taxed(story, multi)).toBe(text)
  })
})

describe("terms that are other ones by the time that something is taken back", () => {
  const december = "clock 2026-12-05T10:00:00+08:00"
  const lower: VatTerms = { kind: "multiPurpose", rate: 1600 }
  it.each(
    rows(`
    a refund has the rate of its sale | Load 500; Redeem 119 key=r; ${december}; Refund originalKey=r | 2026-11 redemption 1900: 119 = 100 + 19, 2026-12 redemption 1900: -119 = -100 + -19
    so has a reversal of it | Load 500; Redeem 119 key=r; ${december}; Refund originalKey=r key=f; Reverse originalKey=f | 2026-11 redemption 1900: 119 = 100 + 19, 2026-12 redemption 1900: 0 = 0 + 0
    a sale has that of its day | Load 500; ${december}; Redeem 116 | 2026-12 redemption 1600: 116 = 100 + 16
    and so has its refund | Load 500; ${december}; Redeem 116 key=r; Refund 58 originalKey=r | 2026-12 redemption 1600: 58 = 50 + 8
    `)
  )("of what is used: %s", (_, story = "", text = "") => {
    expect(taxed(story, multi, { later: lower })).toBe(text)
  })

  it.each(
    rows(`
    what a bank takes back | Load 119 key=l tender=bankCard; ${december}; Chargeback originalKey=l | 2026-11 issue 1900: 119 = 100 + 19, 2026-12 issue 1900: -119 = -100 + -19
    what is reversed | Load 119 key=l; ${december}; Reverse originalKey=l | 2026-11 issue 1900: 119 = 100 + 19, 2026-12 issue 1900: -119 = -100 + -19
    what is paid out | Load 119; ${december}; Load 116; CashOut | 2026-11 issue 1900: 119 = 100 + 19, 2026-12 issue 1600: 0 = 0 + 0, 2026-12 issue 1900: -119 = -100 + -19
    `)
  )("of what is sold: %s", (_, story = "", text = "") => {
    expect(taxed(story, single, { later: { kind: "singlePurpose", rate: 1600 } })).toBe(text)
  })

  it("what was taxed when it was sold is not taxed again when it is used, and what was not, is", () => {
    const story = `Load 119; ${december}; Redeem 119`
    expect(taxed(story, single, { later: multi })).toBe("2026-11 issue 1900: 119 = 100 + 19")
    expect(taxed(story, multi, { later: single })).toBe("2026-12 redemption 1900: 119 = 100 + 19")
  })
})

describe("what a fiscal till calls it", () => {
  it.each(
    rows(`
    sold | Load 100 offer=100+30 | multiPurpose | MehrzweckgutscheinKauf 100
    sold with the card | Issue 50 card=NEWA | singlePurpose | EinzweckgutscheinKauf 50
    sold as far as it paid no debt | Advice 60; Load 100 | multiPurpose | MehrzweckgutscheinKauf 40
    a debt that was paid and given back | Load 45; Advice 60 key=a; Load 100; Refund originalKey=a | multiPurpose | MehrzweckgutscheinEinloesung -45
    sold and undone | Load 100 offer=100+30 key=l; Reverse originalKey=l | multiPurpose | MehrzweckgutscheinKauf -100
    used | Load 100; Redeem 70 | multiPurpose | MehrzweckgutscheinEinloesung 70
    used, what was given first | Load 100 offer=100+30; Redeem 70 | singlePurpose | Rabatt 30, EinzweckgutscheinEinloesung 40
    given back | Load 100; Redeem 70 key=r; Refund 20 originalKey=r | singlePurpose | EinzweckgutscheinEinloesung -20
    undone | Load 100; Redeem 70 key=r; Reverse originalKey=r | multiPurpose | MehrzweckgutscheinEinloesung -70
    a hold | Load 100; Hold 70 | multiPurpose |
    a hold captured | Load 100; Hold 70 key=h; Capture 60 holdKey=h | multiPurpose | MehrzweckgutscheinEinloesung 60
    the back office | Load 100; Adjust -7 subWallet=main | multiPurpose |
    a decline | Load 100; ?Redeem 700 | multiPurpose |
    `)
  )("%s: %s as %s", (_, story = "", kind, text = "") => {
    const till = counter()
    till.tell(story)
    const operation = till.recorded.at(-1)?.operation
    const parts =
      operation && fiscalParts(operation, { kind: kind === "singlePurpose" ? kind : "multiPurpose" })
    expect(parts?.map((part) => `${part.kind} ${part.amount}`).join(", ")).toBe(text)
  })
})
