/**
 * Progress, case by case: what counts of a sale, and stops counting when it is taken back, in whole or in part.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { shop } from "./shop.ts"
import { play } from "./table.ts"

const levels = [
  { cardType: "silver", from: 100 },
  { cardType: "gold", from: 500 }
]
const tiers = (per: "month" | "year") => ({ per, below: "basic", levels })
const cardTypes = [{ id: "basic" }, { id: "silver" }, { id: "gold" }]
const visits = [{ id: "third", subWallet: "room", amount: 5, when: { visits: 3 } }]
const [monday, tuesday, nextYear] = [
  "2026-11-23T10:00:00+08:00",
  "2026-11-24T10:00:00+08:00",
  "2027-01-01T10:00:00+08:00"
]

describe("what counts", () => {
  play(
    `
  OC-22 | nothing before the first sale | | Load 900 | approved main 900 | progress none
  OC-22 | what is paid, and the day | Load 900 | Redeem 60 | approved main 60 | progress 60 1 on 2026-11-21 review 2026-12-31
  OC-22 | a second sale of the day is no visit | Load 900; Redeem 60 | Redeem 5 | approved main 5 | progress 65 1 on 2026-11-21 review 2026-12-31
  OC-22 | on another day it is | Load 900; Redeem 60; clock ${monday} | Redeem 5 | approved main 5 | progress 65 2 on 2026-11-23 review 2026-12-31
  OC-22 | a sale that gifts paid is a visit, and nothing spent | Adjust 90 subWallet=gift | Redeem 60 | approved gift 60 | progress 0 1 on 2026-11-21 review 2026-12-31
  OC-22 | a hold is nothing | Load 900 | Hold 60 | approved main 60 | progress none
  OC-22 | a capture of nothing neither | Load 900; Hold 60 key=h | Capture 0 holdKey=h | approved released 60 | progress none
  OC-22 | points are not spent | Earn 50 currency=PTS reason=x | Redeem 5 currency=PTS | approved stars 5 | progress none
  OC-22 | the review begins anew, and visits go on | Load 900; Redeem 60; clock ${nextYear} | Redeem 7 | approved main 7 | progress 7 2 on 2027-01-01 review 2027-12-31
  OC-22 | where a level was reached another review comes | Load 900; Redeem 100; clock ${nextYear} | Load 1 | approved main 1 | progress 0 1 on 2026-11-21 review 2027-12-31
  OC-22 | else none is waited for | Load 900; Redeem 99; clock ${nextYear} | Load 1 | approved main 1 | progress 0 1 on 2026-11-21
  `,
    shop({
      cardTypes,
      tiers: tiers("year"),
      vouchers: visits,
      offers: [],
      points: {
        asset: { code: "PTS", exponent: 0 },
        subWallet: { id: "stars", funding: "promotional" },
        earn: []
      }
    })
  )
})

const counting = shop({ cardTypes, tiers: tiers("year"), vouchers: visits, offers: [] })

describe("what is taken back counts no more", () => {
  const sale = "Load 900; Redeem 60 key=r"
  const later = `${sale}; clock ${monday}; Redeem 20 key=s`
  play(
    `
  OC-22 | a part of it | ${sale} | Refund 25 originalKey=r | approved main 25 | progress 35 1 on 2026-11-21 review 2026-12-31
  OC-22 | all of it leaves nothing | ${sale} | Refund originalKey=r | approved main 60 | progress none
  OC-22 | in two parts as well | ${sale}; Refund 25 originalKey=r | Refund originalKey=r | approved main 35 | progress none
  OC-22 | a reversal | ${sale} | Reverse originalKey=r | approved main 60 reversed 60 | progress none
  OC-22 | a reversal in part | ${sale} | Reverse 25 originalKey=r | approved main 25 reversed 25 | progress 35 1 on 2026-11-21 review 2026-12-31
  OC-22 | the visit of the first day goes, the second stays | ${later} | Refund originalKey=r | approved main 60 | progress 20 1 on 2026-11-23 review 2026-12-31
  OC-22 | of the last visit the one before is the last again | ${later} | Refund originalKey=s | approved main 20 | progress 60 1 on 2026-11-21 review 2026-12-31
  OC-22 | when both are taken back there was no visit | ${later}; Refund originalKey=r | Refund originalKey=s | approved main 20 | progress 0 0 review 2026-12-31
  OC-22 | a second sale of the day leaves the visit | ${sale}; Redeem 20 key=s | Refund originalKey=s | approved main 20 | progress 60 1 on 2026-11-21 review 2026-12-31
  OC-22 | the first of them takes it | ${sale}; Redeem 20 key=s | Refund originalKey=r | approved main 60 | progress 20 0 review 2026-12-31
  OC-22 | the next sale of that day is a visit again | ${sale}; Redeem 20 key=s; Refund originalKey=r | Redeem 5 | approved main 5 | progress 25 1 on 2026-11-21 review 2026-12-31
  OC-22 | what gifts paid was never spent | Adjust 40 subWallet=gift; ${sale} | Refund 30 originalKey=r | approved main 20 gift 10 | progress 0 1 on 2026-11-21
  OC-22 | of last year's sale nothing of this year's | Load 900; Redeem 200 key=r; clock ${nextYear}; Redeem 150 | Refund originalKey=r | approved main 200 | progress 150 1 on 2027-01-01 review 2027-12-31
  OC-22 | what the rest has reached stays | Load 900; Redeem 500 key=r; Redeem 100 | Refund originalKey=r | approved main 500 type gold>silver | progress 100 0 review 2026-12-31
  OC-22 | of all that a card was raised by | Load 900; Redeem 100; Redeem 400 key=r | Refund originalKey=r | approved main 400 type gold>silver | progress 100 1 on 2026-11-21 review 2026-12-31
  OC-22 | a type of last year stays | Load 900; Redeem 100; clock ${nextYear}; Redeem 500 key=r | Refund originalKey=r | approved main 500 type gold>silver | progress 0 1 on 2026-11-21 review 2027-12-31
  OC-22 | a rise that stays waits for its review | Load 900; Redeem 100 key=r; Redeem 450 key=g | Refund originalKey=r | approved main 100 | progress 450 0 review 2026-12-31
  `,
    counting
  )
})

describe("the reversal of a refund counts again", () => {
  const back = (story: string, amount = "") => `${story}; Refund ${amount} originalKey=r key=f`
  const sale = "Load 900; Redeem 60 key=r"
  play(
    `
  OC-22 | a part of it | ${back(sale, "25")} | Reverse originalKey=f | approved reversed 25 | progress 60 1 on 2026-11-21 review 2026-12-31
  OC-22 | all of it | ${back(sale)} | Reverse originalKey=f | approved reversed 60 | progress 60 1 on 2026-11-21 review 2026-12-31
  OC-22 | beside what came since | ${back(sale)}; clock ${monday}; Redeem 20 | Reverse originalKey=f | approved reversed 60 | progress 80 2 on 2026-11-23 review 2026-12-31
  OC-22 | beside what was before | Load 900; Redeem 20; clock ${monday}; Redeem 60 key=r; Refund originalKey=r key=f | Reverse originalKey=f | approved reversed 60 | progress 80 2 on 2026-11-23 review 2026-12-31
  OC-22 | not in another year | ${back(sale)}; clock ${nextYear}; Redeem 7 | Reverse originalKey=f | approved reversed 60 | progress 7 2 on 2027-01-01 review 2027-12-31
  OC-22 | a rise comes again | Load 900; Redeem 100 key=r; Refund originalKey=r key=f | Reverse originalKey=f | approved type basic>silver reversed 100 | progress 100 1 on 2026-11-21 review 2026-12-31
  OC-22 | not over a type that was reached since | Load 900; Redeem 100 key=r; Refund originalKey=r key=f; Redeem 600 | Reverse originalKey=f | approved reversed 100 | progress 700 2 on 2026-11-21 review 2026-12-31
  `,
    shop({ cardTypes, tiers: tiers("year"), vouchers: visits, offers: [], reversal: { days: 60 } })
  )
})

describe("a month", () => {
  play(
    `
  OC-22 | is counted to its end | Load 900; Redeem 60; clock 2026-11-30T23:59:59+08:00 | Redeem 40 | approved main 40 type basic>silver | progress 100 0 review 2026-11-30
  OC-22 | and not after it | Load 900; Redeem 60; clock 2026-12-01T00:00:00+08:00 | Redeem 40 | approved main 40 | progress 40 0 review 2026-12-31
  OC-22 | a tuesday in between changes nothing | Load 900; Redeem 60; clock ${tuesday} | Redeem 40 | approved main 40 type basic>silver | progress 100 0 review 2026-11-30
  `,
    shop({ cardTypes, tiers: tiers("month"), offers: [] })
  )
})

describe("vouchers without tiers", () => {
  play(
    `
  YK-4 | count visits alone | Load 900 | Redeem 60 | approved main 60 | progress 0 1 on 2026-11-21
  `,
    shop({ vouchers: visits, offers: [] })
  )
  play(
    `
  YK-4 | where none depends on visits nothing is counted | Load 900 | Redeem 60 | approved main 60 voucher third 5 | progress none
  `,
    shop({ vouchers: [{ ...visits[0], when: { spend: 50 } }], offers: [] })
  )
  it("and nothing is written down of it", () => {
    const till = counter(shop({ vouchers: [{ ...visits[0], when: { spend: 50 } }], offers: [] }))
    till.tell("Load 900; Redeem 10")
    const kinds = till.recorded.at(-1)?.operation.entry.movements.map(({ kind }) => kind)
    expect(kinds).toEqual(["lot"])
  })
})

describe("terms that change", () => {
  const plain = shop({ cardTypes, offers: [], reversal: { days: 60 } })

  it("a sale from before there were tiers never counted, and counts no less when it is taken back", () => {
    const till = counter(plain)
    till.tell("Load 900; Redeem 200 key=r")
    till.terms(counting)
    expect(till.say("Refund 50 originalKey=r key=f")).toBe("approved main 50")
    expect(till.progress()).toBe("none")
    till.tell("Redeem 60")
    const counted = "60 1 on 2026-11-21 review 2026-12-31"
    expect(till.progress()).toBe(counted)
    till.tell("Refund originalKey=r")
    expect(till.progress()).toBe(counted)
    till.tell("Reverse originalKey=f")
    expect(till.progress()).toBe(counted)
    till.audit()
  })

  it("without tiers a sale that raised a card takes its rise with it all the same", () => {
    const till = counter(counting)
    till.tell("Load 900; Redeem 100 key=r")
    till.terms(plain)
    expect(till.say("Refund originalKey=r")).toBe("approved main 100 type silver>basic")
    till.audit()
  })

  it("without tiers the review only ends the counting, and a card keeps its type", () => {
    const till = counter(counting)
    till.tell("Load 900; Redeem 100")
    till.terms(plain)
    till.set(nextYear)
    till.settle()
    expect(till.progress()).toBe("0 1 on 2026-11-21")
    expect(till.ledger.accounts.get(till.walletOf().account)?.cardType).toBe("silver")
    till.audit()
  })
})
