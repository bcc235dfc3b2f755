/**
 * Tiers, case by case: how a card rises with what is spent, and what the review at the end of a period makes of it.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { shop } from "./shop.ts"
import { play } from "./table.ts"

const tiered = shop({
  cardTypes: [
    { id: "basic" },
    { id: "silver" },
    { id: "gold", rebate: { percent: 10, subWallet: "gift" } },
    { id: "staff" }
  ],
  tiers: {
    per: "year",
    below: "basic",
    levels: [
      { cardType: "silver", from: 100 },
      { cardType: "gold", from: 500 }
    ]
  },
  offers: []
})

describe("a card rises", () => {
  play(
    `
  OC-22 | with the sale that reaches a level | Load 900 | Redeem 100 | approved main 100 type basic>silver | main:800
  OC-22 | not below it | Load 900 | Redeem 99 | approved main 99 | main:801
  OC-22 | all sales of the year count | Load 900; Redeem 60 | Redeem 40 | approved main 40 type basic>silver | main:800
  OC-22 | over a level at once | Load 900 | Redeem 500 | approved main 500 type basic>gold | main:400
  OC-22 | once | Load 900; Redeem 100 | Redeem 100 | approved main 100 | main:700
  OC-22 | a card that was issued with a higher type keeps it | Issue card=GOLD cardType=gold; Load 900 card=GOLD | Redeem 100 card=GOLD | approved gift 90 main 10 | GOLD main:890
  OC-22 | a card of a type beside the levels keeps it, whatever it spends | Issue card=RITA cardType=staff; Load 900 card=RITA | Redeem 500 card=RITA | approved main 500 | RITA main:400
  OC-22 | what was reviewed away is not taken back again | Load 900; Redeem 10 key=r; clock 2027-01-01T00:00:00+08:00 | Refund originalKey=r | approved main 10 | progress none
  OC-22 | gifts do not count | Adjust 90 subWallet=gift; Load 900 | Redeem 150 | approved gift 90 main 60 | main:840
  OC-22 | a capture counts, its hold does not | Load 900; Hold 200 key=h | Capture 100 holdKey=h | approved main 100 type basic>silver released 100 | main:800
  OC-22 | what was refunded counts no more | Load 900; Redeem 90 key=r; Refund 50 originalKey=r | Redeem 59 | approved main 59 | main:801
  OC-22 | what is left of it does | Load 900; Redeem 90 key=r; Refund 50 originalKey=r | Redeem 60 | approved main 60 type basic>silver | main:800
  OC-22 | the sale that raised it takes it back | Load 900; Redeem 100 key=r | Refund originalKey=r | approved main 100 type silver>basic | main:900
  OC-22 | by a reversal too | Load 900; Redeem 100 key=r | Reverse originalKey=r | approved main 100 type silver>basic reversed 100 | main:900
  OC-22 | another sale does not | Load 900; Redeem 60 key=r; Redeem 60 | Refund originalKey=r | approved main 60 | main:840
  OC-22 | a reversed refund raises it again | Load 900; Redeem 100 key=r; Refund originalKey=r key=f | Reverse originalKey=f | approved type basic>silver reversed 100 | main:800
  OC-22 | and then it gives more | Load 900; Redeem 500 | Load 100 | approved main 100 gift 10 | gift:10 main:500
  OC-22 | a load that waits gives what it gave when it was asked for | Load 900; Load 100 pending=true key=p; Redeem 500 | ConfirmLoad originalKey=p | approved main 100 | main:500
  OC-22 | in both directions | Load 900; Redeem 500 key=r; Load 100 pending=true key=p; Refund originalKey=r | ConfirmLoad originalKey=p | approved main 100 gift 10 | gift:10 main:1000
  OC-22 | a new year begins with nothing | Load 900; Redeem 99; clock 2027-01-01T00:00:00+08:00 | Redeem 1 | approved main 1 | main:800
  OC-22 | in the tenant's zone | Load 900; Redeem 99; clock 2026-12-31T23:59:59+08:00 | Redeem 1 | approved main 1 type basic>silver | main:800
  `,
    tiered
  )
})

describe("a card rises for a month", () => {
  const spent = "Load 900; Redeem 99"
  play(
    `
  OC-22 | all sales of the month count | ${spent}; clock 2026-11-30T23:59:59+08:00 | Redeem 1 | approved main 1 type basic>silver | main:800
  OC-22 | a new month begins with nothing | ${spent}; clock 2026-12-01T00:00:00+08:00 | Redeem 1 | approved main 1 | progress 1 0 review 2026-12-31
  OC-22 | what was reached stays until the next is over | Load 900; Redeem 100; clock 2026-12-31T23:59:59+08:00 | Load 100 | approved main 100 gift 10 | gift:10 main:900
  OC-22 | then it is gone | Load 900; Redeem 100; clock 2027-01-01T00:00:00+08:00 | Load 100 | approved main 100 | main:900
  `,
    shop({
      cardTypes: [{ id: "basic" }, { id: "silver", rebate: { percent: 10, subWallet: "gift" } }],
      tiers: { per: "month", below: "basic", levels: [{ cardType: "silver", from: 100 }] },
      offers: []
    })
  )
})

describe("the review at the end of the year", () => {
  const typeAt = (story: string, clock: string): string | undefined => {
    const till = counter(tiered)
    till.tell(story)
    till.set(clock)
    till.settle()
    return till.ledger.accounts.get(till.walletOf().account)?.cardType
  }
  const [ny, nextNy] = ["2027-01-01T00:00:00+08:00", "2028-01-01T00:00:00+08:00"]
  it.each<readonly [string, string, string, string]>([
    ["it stays where it was reached", "Load 900; Redeem 100", ny, "silver"],
    ["a moment before nothing happens", "Load 900; Redeem 100", "2026-12-31T23:59:59+08:00", "silver"],
    ["it falls where nothing was spent in the year after", "Load 900; Redeem 100", nextNy, "basic"],
    ["it falls to what was reached", `Load 900; Redeem 500; clock ${ny}; Redeem 100`, nextNy, "silver"],
    ["it stays while it is reached", `Load 1800; Redeem 500; clock ${ny}; Redeem 500`, nextNy, "gold"],
    [
      "a refund of this year counts for it",
      "Load 900; Redeem 100; Redeem 50 key=r; Refund originalKey=r",
      ny,
      "silver"
    ],
    ["and can bring the fall", "Load 900; Redeem 60 key=r; Redeem 60; Refund originalKey=r", ny, "basic"],
    [
      "a refund of last year's sale does not",
      `Load 900; Redeem 200 key=r; clock ${ny}; Redeem 150; Refund originalKey=r`,
      nextNy,
      "silver"
    ]
  ])("%s", (_, story, clock, type) => {
    expect(typeAt(story, clock)).toBe(type)
  })

  it("waits for a review only where something depends on it", () => {
    const till = counter(tiered)
    till.tell("Load 900; Redeem 10")
    till.set(ny)
    expect([till.settle(), till.settle()]).toEqual([1, 0])
    expect(till.walletOf().progress).toBe(undefined)
    till.set(nextNy)
    expect(till.settle()).toBe(0)
  })

  it("gives a card that was issued with a type the whole of the next year", () => {
    const till = counter(tiered)
    till.tell("Issue card=GOLD cardType=gold")
    const type = () => till.ledger.accounts.get(till.walletOf("GOLD").account)?.cardType
    till.set("2027-12-31T23:59:59+08:00")
    expect([till.settle("GOLD"), type()]).toEqual([0, "gold"])
    till.set(nextNy)
    expect([till.settle("GOLD"), type()]).toEqual([1, "basic"])
  })

  it("does not await a card of a type beside the levels", () => {
    const till = counter(tiered)
    till.tell("Issue card=STAFF cardType=staff; Load 900 card=STAFF; Redeem 500 card=STAFF")
    till.set(nextNy)
    expect([till.settle("STAFF"), till.walletOf("STAFF").progress]).toEqual([0, undefined])
  })

  it("gives it to a card of the lowest level as well", () => {
    const till = counter(tiered)
    till.tell("Issue card=LEAD cardType=silver")
    till.set(nextNy)
    expect(till.settle("LEAD")).toBe(1)
    expect(till.ledger.accounts.get(till.walletOf("LEAD").account)?.cardType).toBe("basic")
  })

  it("does not depend on whether anybody swept: a sale of next year is judged by the type it then has", () => {
    const till = counter(tiered)
    till.tell(`Load 900; Redeem 500; clock ${nextNy}`)
    expect(till.say("Load 100")).toBe("approved main 100")
    till.audit()
  })
})
