/**
 * Points, case by case: what a sale earns, what its refund takes back, and what becomes of points.
 *
 * @module
 */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { member, shop } from "./shop.ts"
import { play } from "./table.ts"

const points = (terms: object = {}) => ({
  asset: { code: "PTS", exponent: 0 },
  subWallet: { id: "stars", funding: "promotional", validity: { days: 10 } },
  earn: [
    { points: 3, per: 10, categories: ["room"] },
    { points: 2, per: 10, outlets: ["A2"] },
    { points: 1, per: 10 }
  ],
  conversion: { points: 100, amount: 5, subWallet: "gift" },
  ...terms
})
const withPoints = (terms?: object, more: object = {}) => shop({ points: points(terms), ...more })

describe("earning", () => {
  play(
    `
  OC-5 | a tenth in points | Load 900 | Redeem 200 | approved main 200 points 20 | main:700 | PTS stars:20
  OC-5 | more at another outlet | Load 900 | Redeem 200 outlet=A2 | approved main 200 points 40 | PTS stars:40
  OC-5 | most for a category, wherever | Load 900 | Redeem 200 outlet=A2 lines=room:100,food:100 | approved main 100 main 100 points 50 | PTS stars:50
  117 | a fraction is dropped, once for all lines | Load 900 | Redeem 38 lines=food:19,drink:19 | approved main 19 main 19 points 3 | PTS stars:3
  117 | too little for a point | Load 900 | Redeem 9 | approved main 9 | main:891 | PTS empty
  28 | gifts earn nothing | Load 100 offer=100+30 | Redeem 130 | approved gift 30 main 100 points 10 | empty | PTS stars:10
  28 | a hold earns nothing | Load 900 | Hold 200 | approved main 200 | main:900[200] | PTS empty
  28 | its capture does | Load 900; Hold 200 key=h | Capture 150 holdKey=h | approved main 150 points 15 released 50 | main:750 | PTS stars:15
  28 | each part for itself | Load 900; Hold 200 key=h; Capture 55 holdKey=h final=false | Capture 55 holdKey=h | approved main 55 points 5 released 90 | PTS stars:10
  28 | what is posted | Load 900 | Redeem 200 | approved main 200 points 20 | Dr liability/main/paid 200, Dr promotionExpense 20, Cr liability/stars/promotional 20, Cr merchantPayable/hq 200
  28 | points have their own end | Load 900; Redeem 200; clock 2026-12-02T00:00:00+08:00 | Redeem 100 | approved main 100 points 10 | PTS stars:10
  28 | a declined sale earns nothing | Load 9 | Redeem 10 | declined insufficient_funds approvable 9 | PTS empty
  `,
    withPoints()
  )
  play(
    `
  117 | halves are rounded up | Load 900 | Redeem 5 | approved main 5 points 1 | PTS stars:1
  117 | less than a half is not | Load 900 | Redeem 4 | approved main 4 | PTS empty
  117 | the lines together, not each | Load 900 | Redeem 8 lines=food:4,drink:4 | approved main 4 main 4 points 1 | PTS stars:1
  `,
    withPoints({ rounding: "halfUp" })
  )
  play(
    `
  117 | always up | Load 900 | Redeem 1 | approved main 1 points 1 | PTS stars:1
  28 | where gifts earn too | Load 100 offer=100+30 | Redeem 130 | approved gift 30 main 100 points 13 | PTS stars:13
  28 | points still earn none | Earn 50 currency=PTS reason=welcome | Redeem 30 currency=PTS | approved stars 30 | PTS stars:20
  `,
    withPoints({ rounding: "up", earnOn: ["paid", "promotional"] })
  )
})

describe("earning for some things alone", () => {
  play(
    `
  28 | what no rule fits earns nothing | Load 900 | Redeem 200 lines=room:100,food:100 | approved main 100 main 100 points 30 | PTS stars:30
  28 | alone neither | Load 900 | Redeem 200 | approved main 200 | PTS empty
  `,
    withPoints({ earn: [{ points: 3, per: 10, categories: ["room"] }] })
  )
})

describe("refunds take back what the sale earned", () => {
  const sale = "Load 900; Redeem 200 key=r"
  play(
    `
  50 | all of it | ${sale} | Refund originalKey=r | approved main 200 points -20 | main:900 | PTS empty
  50 | a part keeps what the rest earns | ${sale} | Refund 105 originalKey=r | approved main 105 points -11 | main:805 | PTS stars:9
  50 | and the rest of it | ${sale}; Refund 105 originalKey=r | Refund 95 originalKey=r | approved main 95 points -9 | main:900 | PTS empty
  50 | by lines | Load 900; Redeem 200 lines=room:100,food:100 key=r | Refund 100 originalKey=r lines=room:100 | approved main 100 points -30 | PTS stars:10
  50 | points that are spent are owed | ${sale}; BurnPoints 15 currency=PTS | Refund originalKey=r | approved main 200 points -20 owed 15 | main:900 | PTS owes:15
  50 | and paid by the next that are earned | ${sale}; BurnPoints 15 currency=PTS; Refund originalKey=r | Redeem 100 | approved main 100 points 10 owed 5 | PTS owes:5
  50 | the rest is kept | ${sale}; BurnPoints 15 currency=PTS; Refund originalKey=r | Redeem 200 | approved main 200 points 20 | PTS stars:5
  50 | what is posted | ${sale}; BurnPoints 15 currency=PTS | Refund originalKey=r | approved main 200 points -20 owed 15 | Dr liability/stars/promotional 5, Dr merchantPayable/hq 200, Dr receivable 15, Cr liability/main/paid 200, Cr promotionExpense 20
  50 | others of the card are taken before anything is owed | ${sale}; Redeem 100; BurnPoints 15 currency=PTS | Refund originalKey=r | approved main 200 points -20 owed 5 | PTS owes:5
  50 | points that have ended are not taken twice | ${sale}; clock 2026-12-02T00:00:00+08:00; Redeem 100 key=s | Refund originalKey=s | approved main 100 points -10 | PTS empty
  53 | a reversal too | ${sale} | Reverse originalKey=r | approved main 200 points -20 reversed 200 | main:900 | PTS empty
  53 | in part | ${sale} | Reverse 100 originalKey=r | approved main 100 points -10 reversed 100 | PTS stars:10
  53 | then the rest | ${sale}; Reverse 100 originalKey=r | Reverse originalKey=r | approved main 100 points -10 reversed 100 | PTS empty
  53 | whether they are spent or not | ${sale}; BurnPoints 15 currency=PTS | Reverse originalKey=r | approved main 200 points -20 owed 15 reversed 200 | PTS owes:15
  53 | of a capture | Load 900; Hold 200 key=h; Capture 150 holdKey=h key=c | Reverse originalKey=c | approved main 150 points -15 reversed 150 | main:900[200] | PTS empty
  53 | a reversed refund gives them again | ${sale}; Refund originalKey=r key=f | Reverse originalKey=f | approved points 20 reversed 200 | main:700 | PTS stars:20
  53 | what was owed for it is owed no more | ${sale}; BurnPoints 15 currency=PTS; Refund originalKey=r key=f | Reverse originalKey=f | approved points 20 reversed 200 | PTS stars:5
  53 | what was paid of that since comes as new points | ${sale}; BurnPoints 15 currency=PTS; Refund originalKey=r key=f; Redeem 100 | Reverse originalKey=f | approved points 20 reversed 200 | PTS stars:15
  53 | these have their own end | ${sale}; BurnPoints 20 currency=PTS; Refund originalKey=r key=f; Redeem 200; Reverse originalKey=f; clock 2026-12-02T00:00:00+08:00 | BurnPoints 1 currency=PTS | declined insufficient_funds approvable 0 | PTS empty
  53 | and the next refund takes them once more | ${sale}; Refund originalKey=r key=f; Reverse originalKey=f | Refund originalKey=r | approved main 200 points -20 | main:900 | PTS empty
  53 | to the lots they were taken from, with the end that these have | ${sale}; clock 2026-11-26T10:00:00+08:00; Refund originalKey=r key=f; Reverse originalKey=f; clock 2026-12-02T00:00:00+08:00 | BurnPoints 1 currency=PTS | declined insufficient_funds approvable 0 | PTS empty
  53 | of several lots to each | ${sale}; Redeem 100; BurnPoints 15 currency=PTS; Refund originalKey=r key=f | Reverse originalKey=f | approved points 20 reversed 200 | PTS stars:15 | Dr liability/main/paid 200, Dr promotionExpense 20, Cr liability/stars/promotional 15, Cr merchantPayable/hq 200, Cr receivable 5
  50 | a sale that earned nothing takes nothing | Load 900; Redeem 9 key=r | Refund originalKey=r | approved main 9 | main:900 | PTS empty
  51 | points that paid come back as points | Earn 50 currency=PTS reason=welcome; BurnPoints 40 currency=PTS key=b | Refund originalKey=b | approved stars 40 | PTS stars:50
  51 | never as money | Earn 50 currency=PTS reason=welcome; BurnPoints 40 currency=PTS key=b | Refund 40 currency=CNY originalKey=b | declined currency_mismatch expected PTS | PTS stars:10
  51 | nor twice | Earn 50 currency=PTS reason=welcome; BurnPoints 40 currency=PTS key=b; Refund originalKey=b | Refund 1 currency=PTS originalKey=b | declined exceeds_refundable left 0 | PTS stars:50
  `,
    withPoints()
  )
})

describe("a refund takes back at the rate of the card's type when it was bought", () => {
  const rising = {
    cardTypes: [{ id: "basic" }, { id: "silver", earnPercent: 150 }, { id: "gold", earnPercent: 200 }],
    tiers: {
      per: "year",
      below: "basic",
      levels: [
        { cardType: "silver", from: 100 },
        { cardType: "gold", from: 300 }
      ]
    }
  }
  play(
    `
  50 | the sale that raised it | Load 900; Redeem 100 key=r | Refund 50 originalKey=r | approved main 50 points -5 | PTS stars:5
  50 | one before it rose once more | Load 900; Redeem 100; Redeem 100 key=s; Redeem 100 | Refund 40 originalKey=s | approved main 40 points -6 | PTS stars:34
  50 | one after it rose, when it has fallen since | Load 900; Redeem 300 key=a; Redeem 100 key=b; Refund originalKey=a | Refund 50 originalKey=b | approved main 50 points -10 | PTS stars:10
  50 | one that a type earned more with, in full | Load 900; Redeem 300; Redeem 100 key=b | Refund originalKey=b | approved main 100 points -20 | PTS stars:30
  `,
    withPoints({}, rising)
  )
})

describe("points that would have ended before they begin", () => {
  play(
    `
  28 | are not given | Load 900; clock 2026-12-21T10:00:00+08:00 | Redeem 200 | approved main 200 | PTS empty
  28 | nor at the instant of their end | Load 900; clock 2026-11-22T00:00:00+08:00 | Redeem 200 | approved main 200 | PTS empty
  28 | until then they are | Load 900; clock 2026-11-21T23:59:59.999+08:00 | Redeem 200 | approved main 200 points 20 | PTS stars:20
  `,
    withPoints({ subWallet: { id: "stars", funding: "promotional", validity: { until: "2026-11-21" } } })
  )
})

describe("what the journal says of a sale's points", () => {
  const rising = {
    points: points(),
    cardTypes: [{ id: "silver" }],
    tiers: { per: "year", levels: [{ cardType: "silver", from: 9000 }] }
  }
  const empty = { outlets: [{ id: "A1", owner: "hq", restricted: "points" }], terminals: [] }
  const earnedIn = (document: unknown, story: string) => {
    const till = counter(document)
    till.tell(story)
    till.audit()
    return till.recorded.at(-1)?.operation.entry.earned
  }

  it("is how they were earned, so that a refund can go by it", () => {
    expect(earnedIn(shop(rising), "Load 900; Redeem 200")).toMatchObject({
      subWallet: "stars",
      rates: [{ points: 1n, per: 10n }],
      percent: 100,
      rounding: "down"
    })
  })
  it.each([
    ["too little for a point", shop(rising), "Load 900; Redeem 9"],
    ["a place that has none to give", shop(rising, empty), "Load 900; Redeem 200"],
    [
      "a refund that takes none",
      shop({ points: points() }),
      "Load 100 offer=100+30; Redeem 130 key=r; Refund 100 originalKey=r; Refund 30 originalKey=r"
    ]
  ])("is nothing where none were: %s", (_, document, story) => {
    expect(earnedIn(document, story)).toBe(undefined)
  })
})

describe("a lot of points", () => {
  it.each([
    ["of a sale", "Load 900; Redeem 200", [20n]],
    [
      "that paid first what was owed",
      "Load 900; Redeem 200 key=r; BurnPoints 15 currency=PTS; Refund originalKey=r; Redeem 200",
      [5n]
    ],
    [
      "that comes for what was paid since",
      "Load 900; Redeem 200 key=r; BurnPoints 20 currency=PTS; Refund originalKey=r key=f; Redeem 100; Reverse originalKey=f",
      [10n]
    ]
  ])("says what it was funded with: %s", (_, story, funded) => {
    const till = counter(withPoints())
    till.tell(story)
    const wallet = [...till.ledger.wallets.values()].find(({ asset }) => asset === "PTS")
    expect(wallet?.lots.map((lot) => lot.funded)).toEqual(funded)
    till.audit()
  })
})

describe("an outlet that draws on both: loads on money, gifts on points", () => {
  const both = "GrantQuota 30 currency=PTS ofOutlet=A2; GrantQuota 50 ofOutlet=A2"
  play(
    `
  OC-10 | loads are bounded by the money | ${both}; Load 20 outlet=A2; Earn 29 currency=PTS outlet=A2 reason=thanks | Load 31 outlet=A2 | declined quota_exceeded left 30 | PTS stars:29 | main:20
  OC-8 | points by the points | ${both}; Earn 20 currency=PTS outlet=A2 reason=thanks; Load 49 outlet=A2 | Earn 11 currency=PTS outlet=A2 reason=thanks | declined quota_exceeded left 10 | PTS stars:20 | main:49
  OC-10 | whichever was granted first | GrantQuota 50 ofOutlet=A2; Load 20 outlet=A2; GrantQuota 30 currency=PTS ofOutlet=A2 | Load 31 outlet=A2 | declined quota_exceeded left 30 | main:20
  `,
    shop(
      { points: points() },
      {
        outlets: [
          { id: "A1", owner: "hq" },
          { id: "A2", owner: "hq", restricted: true }
        ],
        terminals: []
      }
    )
  )
})

describe("a merchant that gives points out of a stock", () => {
  const bought = "GrantQuota 30 currency=PTS ofOutlet=A2"
  play(
    `
  OC-8 | as many as were bought | ${bought}; Load 900 | Redeem 100 outlet=A2 | approved main 100 points 20 | PTS stars:20
  OC-8 | the rest of the stock, and the sale is made | ${bought}; Load 900; Redeem 100 outlet=A2 | Redeem 100 outlet=A2 | approved main 100 points 10 short 10 | PTS stars:30
  OC-6 | none are left, and the receipt says so | ${bought}; Load 900; Redeem 100 outlet=A2; Redeem 100 outlet=A2 | Redeem 100 outlet=A2 | approved main 100 points 0 short 20 | PTS stars:30
  OC-8 | by hand not more than are left | ${bought} | Earn 31 currency=PTS outlet=A2 reason=thanks | declined quota_exceeded left 30 | PTS empty
  OC-8 | by hand all of them | ${bought} | Earn 30 currency=PTS outlet=A2 reason=thanks | approved points 30 | PTS stars:30
  OC-8 | a reversal gives them back to the stock | ${bought}; Load 900; Redeem 150 outlet=A2 key=r; Reverse originalKey=r outlet=A2 | Redeem 150 outlet=A2 | approved main 150 points 30 | PTS stars:30
  OC-8 | nor by a correction | ${bought} | Adjust 31 currency=PTS subWallet=stars outlet=A2 | declined quota_exceeded left 30 | PTS empty
  OC-8 | which takes from the stock what it gives | ${bought}; Adjust 20 currency=PTS subWallet=stars outlet=A2 | Earn 11 currency=PTS outlet=A2 reason=thanks | declined quota_exceeded left 10 | PTS stars:20
  OC-8 | a reversal in part what it takes back, and touches no other quota | ${bought}; Load 900; Redeem 150 outlet=A2 key=r; Reverse 50 originalKey=r outlet=A2 | Redeem 100 outlet=A2 | approved main 100 points 10 short 10 | PTS stars:30
  OC-8 | then the rest | ${bought}; Load 900; Redeem 150 outlet=A2 key=r; Reverse 50 originalKey=r outlet=A2; Reverse originalKey=r outlet=A2 | Redeem 200 outlet=A2 | approved main 200 points 30 short 10 | PTS stars:30
  OC-8 | once | ${bought}; Load 900; Redeem 150 outlet=A2 key=r; Reverse originalKey=r outlet=A2 | Redeem 200 outlet=A2 | approved main 200 points 30 short 10 | PTS stars:30
  OC-8 | a refund too | ${bought}; Load 900; Redeem 150 outlet=A2 key=r; Refund originalKey=r outlet=A2 | Redeem 150 outlet=A2 | approved main 150 points 30 | PTS stars:30
  OC-8 | a refund in part | ${bought}; Load 900; Redeem 150 outlet=A2 key=r; Refund 75 originalKey=r outlet=A2 | Redeem 100 outlet=A2 | approved main 100 points 15 short 5 | PTS stars:30
  OC-8 | to the stock that gave them, wherever it is | ${bought}; Load 900; Redeem 150 outlet=A2 key=r; Refund originalKey=r | Redeem 150 outlet=A2 | approved main 150 points 30 | PTS stars:30
  OC-8 | also where the holder has used them | ${bought}; Load 900; Redeem 150 outlet=A2 key=r; BurnPoints 30 currency=PTS; Refund originalKey=r outlet=A2 | Earn 31 currency=PTS outlet=A2 reason=thanks | declined quota_exceeded left 30 | PTS owes:30
  OC-8 | what a reversed refund gives again comes out of it | ${bought}; Load 900; Redeem 150 outlet=A2 key=r; Refund originalKey=r outlet=A2 key=f; Reverse originalKey=f outlet=A2 | Redeem 10 outlet=A2 | approved main 10 points 0 short 2 | PTS stars:30
  OC-8 | even where it has given them since: the next that are bought pay that | ${bought}; Load 900; Redeem 150 outlet=A2 key=r; Refund originalKey=r outlet=A2 key=f; Redeem 100 outlet=A2; Reverse originalKey=f outlet=A2 | GrantQuota 15 currency=PTS ofOutlet=A2 | approved granted 45 left -5 | PTS stars:50
  OC-8 | a refund of what no stock gave fills none | ${bought}; Load 900; Redeem 150 key=r; Refund originalKey=r outlet=A2 | Redeem 200 outlet=A2 | approved main 200 points 30 short 10 | PTS stars:30
  OC-8 | what is loaded there is not bounded by it | | Load 900 outlet=A2 | approved main 900 | main:900
  OC-9 | elsewhere points are given without having been bought | Load 900 | Redeem 100 | approved main 100 points 10 | PTS stars:10
  `,
    shop(
      { points: points() },
      {
        outlets: [
          { id: "A1", owner: "hq" },
          { id: "A2", owner: "hq", restricted: "points" }
        ],
        terminals: []
      }
    )
  )
})

describe("a stock that whoever brought the holder has points of", () => {
  const story = "GrantQuota 30 currency=PTS ofOutlet=A2; Issue card=CARL referrer=ANNA; Load 900 card=CARL"
  const sale = "Redeem 100 outlet=A2 card=CARL key=r"
  play(
    `
  OC-8 | is used up by both | ${story}; ${sale} | Earn 1 currency=PTS outlet=A2 reason=thanks | declined quota_exceeded left 0 | PTS stars:10
  OC-8 | and has both again | ${story}; ${sale}; Refund originalKey=r outlet=A2 | Earn 31 currency=PTS outlet=A2 reason=thanks | declined quota_exceeded left 30 | PTS empty
  OC-8 | gives the referrer none when it has none left | ${story}; Redeem 150 outlet=A2 card=CARL | Earn 1 currency=PTS outlet=A2 reason=thanks | declined quota_exceeded left 0 | PTS empty
  `,
    shop(
      { points: points({ referral: { percent: 50 } }) },
      {
        outlets: [
          { id: "A1", owner: "hq" },
          { id: "A2", owner: "hq", restricted: "points" }
        ],
        terminals: []
      }
    )
  )
})

describe("a sale that is paid elsewhere", () => {
  const people = {
    outlets: [
      { id: "A1", owner: "hq" },
      { id: "A2", owner: "hq", restricted: "points" },
      { id: "A3", owner: "hq", capabilities: "acceptOnly" }
    ],
    operators: [
      { id: "amy", role: "cashier" },
      { id: "ben", role: "cashier", permissions: { EarnOnSale: "no" } },
      { id: "cat", role: "cashier", permissions: { EarnOnSale: "code" } },
      {
        id: "dan",
        role: "cashier",
        limits: [{ id: "back", verb: "Refund", amount: 50, currency: "CNY", per: "operation" }]
      }
    ],
    terminals: []
  }
  play(
    `
  KT-6 | earns as one that value pays | | Earn paid=200 currency=CNY | approved points 20 | PTS stars:20 | Dr promotionExpense 20, Cr liability/stars/promotional 20
  KT-6 | by its lines | | Earn paid=200 currency=CNY lines=room:100,food:100 | approved points 40 | PTS stars:40
  KT-6 | by its outlet | GrantQuota 30 currency=PTS ofOutlet=A2 | Earn paid=100 currency=CNY outlet=A2 | approved points 20 | PTS stars:20
  KT-6 | out of its stock | GrantQuota 30 currency=PTS ofOutlet=A2 | Earn paid=200 currency=CNY outlet=A2 | approved points 30 short 10 | PTS stars:30
  KT-6 | and none where there are none | | Earn paid=200 currency=CNY outlet=A2 | approved points 0 short 40 | PTS empty
  117 | fractions are dropped once | | Earn paid=38 currency=CNY lines=food:19,drink:19 | approved points 3 | PTS stars:3
  117 | too little for a point | | Earn paid=9 currency=CNY | approved points 0 | PTS empty | nothing posted
  KT-6 | a cashier gives them | | Earn paid=200 currency=CNY operator=amy | approved points 20 | PTS stars:20
  KT-6 | unless it is not allowed | | Earn paid=200 currency=CNY operator=ben | declined not_permitted right EarnOnSale | PTS empty
  KT-6 | a place gives them that only accepts | | Earn paid=200 currency=CNY outlet=A3 operator=amy | approved points 20 | PTS stars:20
  KT-6 | which gives none by hand | | Earn 20 currency=PTS reason=thanks outlet=A3 | declined capability_off capability load | PTS empty
  KT-6 | in the money of the program | | Earn paid=200 currency=PTS | declined currency_mismatch expected CNY | PTS empty
  KT-6 | a reversal takes them back | Earn paid=200 currency=CNY key=e | Reverse originalKey=e | approved reversed 20 | PTS empty
  OC-16 | a part comes back, and the points for it go | Earn paid=200 currency=CNY key=e | Refund 50 originalKey=e | approved back 50 points -5 | PTS stars:15 | Dr liability/stars/promotional 5, Cr promotionExpense 5
  OC-16 | then the rest | Earn paid=200 currency=CNY key=e; Refund 50 originalKey=e | Refund originalKey=e | approved back 150 points -15 | PTS empty
  OC-16 | what is left earns, whatever the parts were | Earn paid=29 currency=CNY key=e; Refund 9 originalKey=e | Refund 1 originalKey=e | approved back 1 points -1 | PTS stars:1
  OC-16 | no more than was paid | Earn paid=200 currency=CNY key=e; Refund 50 originalKey=e | Refund 151 originalKey=e | declined exceeds_refundable left 150 | PTS stars:15
  OC-16 | nor anything when all is back | Earn paid=200 currency=CNY key=e; Refund originalKey=e | Refund originalKey=e | declined exceeds_refundable left 0 | PTS empty
  OC-16 | the line that earned more takes more | Earn paid=200 currency=CNY lines=room:100,food:100 key=e | Refund 50 originalKey=e lines=room:50 | approved back 50 points -15 | PTS stars:25
  OC-16 | of a line no more than it was | Earn paid=200 currency=CNY lines=room:100,food:100 key=e; Refund 80 originalKey=e lines=room:80 | Refund 30 originalKey=e lines=room:30 | declined exceeds_refundable left 20 | PTS stars:16
  OC-16 | without lines the last one comes first | Earn paid=200 currency=CNY lines=room:100,food:100 key=e | Refund 100 originalKey=e | approved back 100 points -10 | PTS stars:30
  OC-16 | points that were spent are owed | Earn paid=200 currency=CNY key=e; BurnPoints 20 currency=PTS item=mug | Refund 100 originalKey=e | approved back 100 points -10 owed 10 | PTS owes:10
  OC-16 | in the money of the program | Earn paid=200 currency=CNY key=e | Refund 5 currency=PTS originalKey=e | declined currency_mismatch expected CNY | PTS stars:20
  OC-16 | nothing comes back to an account that takes nothing in | Earn paid=200 currency=CNY key=e; Freeze side=credit | Refund 50 originalKey=e | declined account_frozen side credit | PTS stars:20
  OC-16 | of a card that nobody knows | Earn paid=200 currency=CNY key=e | Refund 50 originalKey=e card=NONE | declined card_unknown | PTS stars:20
  OC-16 | points by hand are no sale | Earn 20 currency=PTS reason=thanks key=e | Refund 5 originalKey=e | declined original_not_found | PTS stars:20
  OC-16 | what was taken back as if it had not been has nothing to return | Earn paid=200 currency=CNY key=e; Reverse originalKey=e | Refund 5 originalKey=e | declined original_reversed reversal op_000004 | PTS empty
  OC-16 | and what was returned in part is not undone | Earn paid=200 currency=CNY key=e; Refund 50 originalKey=e | Reverse originalKey=e | declined further_activity_prevents_reversal activity refunds | PTS stars:15
  OC-16 | a return that is undone gives them again | Earn paid=200 currency=CNY key=e; Refund 50 originalKey=e key=f | Reverse originalKey=f | approved points 5 reversed 0 | PTS stars:20 | Dr promotionExpense 5, Cr liability/stars/promotional 5
  OC-16 | also when they are owed | Earn paid=200 currency=CNY key=e; BurnPoints 20 currency=PTS item=mug; Refund 100 originalKey=e key=f | Reverse originalKey=f | approved points 10 reversed 0 | PTS empty
  OC-16 | and then all can be undone | Earn paid=200 currency=CNY key=e; Refund 50 originalKey=e key=f; Reverse originalKey=f | Reverse originalKey=e | approved reversed 20 | PTS empty
  OC-16 | or returned | Earn paid=200 currency=CNY key=e; Refund 50 originalKey=e key=f; Reverse originalKey=f | Refund 200 originalKey=e | approved back 200 points -20 | PTS empty
  OC-16 | a part too small for a point takes none | Earn paid=205 currency=CNY key=e | Refund 5 originalKey=e | approved back 5 | PTS stars:20 | nothing posted
  OC-16 | and is remembered | Earn paid=205 currency=CNY key=e; Refund 5 originalKey=e | Refund 201 originalKey=e | declined exceeds_refundable left 200 | PTS stars:20
  OC-16 | until it is undone | Earn paid=205 currency=CNY key=e; Refund 5 originalKey=e key=f; Reverse originalKey=f | Refund 205 originalKey=e | approved back 205 points -20 | PTS empty
  OC-16 | a sale that earned none comes back too | Earn paid=9 currency=CNY key=e | Refund 4 originalKey=e | approved back 4 | PTS empty | nothing posted
  OC-8 | what comes back is in the stock again | GrantQuota 30 currency=PTS ofOutlet=A2; Earn paid=150 currency=CNY outlet=A2 key=e; Refund 75 originalKey=e outlet=A2 | Earn paid=100 currency=CNY outlet=A2 | approved points 15 short 5 | PTS stars:30
  OC-8 | and out of it when that is undone | GrantQuota 30 currency=PTS ofOutlet=A2; Earn paid=150 currency=CNY outlet=A2 key=e; Refund 75 originalKey=e outlet=A2 key=f; Reverse originalKey=f outlet=A2 | Earn paid=100 currency=CNY outlet=A2 | approved points 0 short 20 | PTS stars:30
  `,
    shop({ points: points() }, people)
  )
  it("earns on what is left of it, in whatever parts it comes back and is undone", () => {
    const amounts = fc.integer({ min: 1, max: 60 })
    const steps = fc.array(
      fc.oneof(
        fc.record({ back: amounts, of: fc.constantFrom("", "room", "food") }),
        fc.record({ undo: fc.constant("the newest") }),
        fc.record({ burn: amounts })
      ),
      { maxLength: 12 }
    )
    fc.assert(
      fc.property(amounts, amounts, steps, (room, food, all) => {
        const till = counter(shop({ points: points() }, people))
        till.tell(`Earn paid=${room + food} currency=CNY lines=room:${room},food:${food} key=e`)
        const sale = { room, food }
        const returns: Array<{ key: string; room: number; food: number }> = []
        let burnt = 0
        for (const [n, step] of all.entries()) {
          if ("burn" in step) {
            const said = till.say(`BurnPoints ${step.burn} currency=PTS item=mug`)
            if (said.startsWith("approved")) burnt += step.burn
            continue
          }
          if ("undo" in step) {
            const one = returns.pop()
            if (one === undefined) continue
            expect(till.say(`Reverse originalKey=${one.key}`)).toMatch(/^approved/)
            sale.room += one.room
            sale.food += one.food
            continue
          }
          const { back, of } = step
          const left = of === "" ? sale.room + sale.food : sale[of === "room" ? "room" : "food"]
          const lines = of === "" ? "" : ` lines=${of}:${back}`
          const said = till.say(`Refund ${back} originalKey=e key=f${n}${lines}`)
          expect(said).toMatch(back > left ? /^declined exceeds_refundable left / : /^approved/)
          if (back > left) continue
          const food = of === "food" ? back : of === "room" ? 0 : Math.min(back, sale.food)
          returns.push({ key: `f${n}`, room: back - food, food })
          sale.room -= back - food
          sale.food -= food
        }
        const due = Math.floor((sale.room * 3 + sale.food) / 10) - burnt
        const stars = due > 0 ? `stars:${due}` : due < 0 ? `owes:${-due}` : "empty"
        expect(till.balancesOf("PTS")).toBe(stars)
        till.audit()
      }),
      { numRuns: 150 }
    )
  })
  it("comes back above an own limit with an approval alone, whether it is said how much or not", () => {
    const till = counter(shop({ points: points() }, people))
    till.tell("Earn paid=205 currency=CNY key=e")
    const required = /^declined authorization_code_required/
    expect(till.say("Refund 51 originalKey=e operator=dan")).toMatch(required)
    expect(till.say("Refund originalKey=e operator=dan")).toMatch(required)
    till.tell("Refund 155 originalKey=e")
    expect(till.say("Refund originalKey=e operator=dan")).toBe("approved back 50 points -5")
    till.audit()
  })
  it("is approved by somebody else as the amount that it is", () => {
    const till = counter(shop({ points: points() }, people))
    const asked = (paid: number) => till.say(`Earn paid=${paid} currency=CNY operator=cat`)
    expect(asked(200)).toMatch(/^declined authorization_code_required request req_[0-9a-f]+$/)
    expect(asked(300)).not.toBe(asked(200))
    till.audit()
  })
  play(
    `
  OC-14 | whoever brought the holder earns too | Issue card=CARL referrer=ANNA | Earn paid=200 currency=CNY card=CARL | approved points 20 | PTS stars:10
  OC-14 | and gives back what a return takes | Issue card=CARL referrer=ANNA; Earn paid=200 currency=CNY card=CARL key=e | Refund 100 originalKey=e card=CARL | approved back 100 points -10 | PTS stars:5
  OC-14 | until that is undone | Issue card=CARL referrer=ANNA; Earn paid=200 currency=CNY card=CARL key=e; Refund 100 originalKey=e card=CARL key=f | Reverse originalKey=f card=CARL | approved points 10 reversed 0 | PTS stars:10
  `,
    withPoints({ referral: { percent: 50 } })
  )
})

describe("a program of points alone", () => {
  const { conversion: _, ...terms } = points()
  const alone = shop({ points: terms, subWallets: [], offers: [], limits: [] })
  play(
    `
  KT-6 | a sale earns | | Earn paid=200 currency=CNY | approved points 20 | PTS stars:20
  KT-6 | points are used | Earn paid=200 currency=CNY | BurnPoints 15 currency=PTS | approved stars 15 | PTS stars:5
  KT-6 | nothing is loaded | | Load 5 | declined program_rule_violation rule subWallet sentence The program has no such sub-wallet. | empty
  KT-6 | nor spent | Earn paid=200 currency=CNY | Redeem 5 | declined insufficient_funds approvable 0 | PTS stars:20
  `,
    alone
  )
})

describe("a program that gets points later", () => {
  it("opens a wallet of points with the first that are earned, and uses it from then on", () => {
    const till = counter(shop())
    till.tell("Load 900; Redeem 100 key=before")
    till.terms(withPoints())
    expect(till.balancesOf("PTS")).toBe("none")
    till.tell("Redeem 200 key=r")
    expect(till.balancesOf("PTS")).toBe("stars:20")
    till.tell("Redeem 100; Refund originalKey=r; BurnPoints 4 currency=PTS")
    expect(till.balancesOf("PTS")).toBe("stars:6")
    till.tell("Refund originalKey=before")
    expect(till.balancesOf("PTS")).toBe("stars:6")
    till.audit()
  })

  it("takes a sale back that was too small for a point, and opens no wallet for it", () => {
    const till = counter(shop())
    till.terms(withPoints())
    till.tell("Earn paid=9 currency=CNY key=e; Refund 4 originalKey=e key=f; Reverse originalKey=f")
    expect(till.balancesOf("PTS")).toBe("none")
    expect(till.say("Refund originalKey=e")).toBe("approved back 9")
    till.audit()
  })

  it("is no reason to say that the card's type has changed", () => {
    const tiers = { per: "year", levels: [{ cardType: "silver", from: 900 }] }
    const rising = { cardTypes: [{ id: "silver" }], tiers }
    const till = counter(shop(rising))
    till.terms(withPoints({}, rising))
    till.tell("Load 900")
    expect(till.say("Redeem 200")).toBe("approved main 200 points 20")
    till.audit()
  })

  it("gives none by hand to a card that has no wallet of points yet, but opens one", () => {
    const till = counter(shop())
    till.terms(withPoints())
    expect(till.say("BurnPoints 1 currency=PTS")).toBe("declined insufficient_funds approvable 0")
    till.tell("Earn 5 currency=PTS reason=welcome key=e")
    expect(till.balancesOf("PTS")).toBe("stars:5")
    till.audit()
  })
})

describe("points that are refused", () => {
  const given = "Earn 500 currency=PTS reason=welcome"
  const rule = (name: string, sentence: string) =>
    `declined program_rule_violation rule ${name} sentence ${sentence}`
  play(
    `
  YK-23 | given to a frozen account | Freeze side=credit | Earn 5 currency=PTS reason=sorry | declined account_frozen side credit | PTS empty
  YK-23 | to one that is closed | Close | Earn 5 currency=PTS reason=sorry | declined account_closed status closed | PTS empty
  YK-23 | used of a frozen one | ${given}; Freeze side=debit | BurnPoints 5 currency=PTS | declined account_frozen side debit | PTS stars:500
  YK-23 | used where only the other side is frozen | ${given}; Freeze side=credit | BurnPoints 5 currency=PTS | approved stars 5 | PTS stars:495
  YK-23 | used with a blocked card | ${given}; Block | BurnPoints 5 currency=PTS | declined blocked since 2026-11-21T02:00Z | PTS stars:500
  OC-29 | converted on a frozen account | ${given}; Freeze side=debit | ConvertPoints 100 currency=PTS | declined account_frozen side debit | PTS stars:500
  OC-29 | on one that is closing | ${given}; Load 5; Close | ConvertPoints 100 currency=PTS | declined account_closed status closing | PTS stars:500
  OC-29 | in another currency | ${given} | ConvertPoints 100 currency=CNY | declined currency_mismatch expected PTS | PTS stars:500
  OC-29 | of a card that never had any | Issue card=CARL program=bearer | ConvertPoints 100 currency=PTS card=CARL | ${rule("points", "The program has no points.")} | CARL empty
  KT-6 | for a sale at a program that has none | Issue card=CARL program=bearer | Earn paid=200 currency=CNY card=CARL | ${rule("points", "The program has no points.")} | CARL empty
  `,
    withPoints()
  )
  play(
    `
  84 | used up to a limit on points | ${given}; BurnPoints 30 currency=PTS | BurnPoints 70 currency=PTS | approved stars 70 | PTS stars:400
  84 | and no more | ${given}; BurnPoints 30 currency=PTS | BurnPoints 71 currency=PTS | declined limit_exceeded limit stars room 70 resetsAt 2026-11-21T16:00Z | PTS stars:470
  84 | converted up to what the card may hold | ${given}; Load 90 | ConvertPoints 200 currency=PTS | approved gift 10 points 0 taken 200 | gift:10 main:90 | PTS stars:300
  84 | and no more | ${given}; Load 91 | ConvertPoints 200 currency=PTS | declined balance_limit_exceeded limit cap room 9 | main:91 | PTS stars:500
  `,
    withPoints(
      {},
      {
        limits: [
          { id: "stars", scope: "account", verb: "Redeem", currency: "PTS", amount: 100, per: "day" },
          { id: "cap", scope: "account", balanceAtMost: 100 }
        ]
      }
    )
  )
  play(
    `
  OC-29 | converted where the program converts none | ${given} | ConvertPoints 100 currency=PTS | ${rule("points.conversion", "The program's points are not converted.")} | PTS stars:500
  `,
    (() => {
      const { conversion: _, ...terms } = points()
      return shop({ points: terms })
    })()
  )
  play(
    `
  YK-23 | given when they would have ended before | clock 2026-12-01T10:00:00+08:00 | Earn 5 currency=PTS reason=late | ${rule("validity", "The points would have ended before they could be used.")} | PTS empty
  `,
    withPoints({ subWallet: { id: "stars", funding: "promotional", validity: { until: "2026-11-30" } } })
  )
})

describe("using points", () => {
  const given = "Earn 500 currency=PTS reason=welcome"
  play(
    `
  YK-23 | for an item | ${given} | BurnPoints 120 currency=PTS item=mug | approved stars 120 | PTS stars:380 | Dr liability/stars/promotional 120, Cr merchantPayable/hq 120
  YK-23 | not more than there are | ${given} | BurnPoints 501 currency=PTS | declined insufficient_funds approvable 500 | PTS stars:500
  YK-23 | none at all | | BurnPoints 1 currency=PTS | declined insufficient_funds approvable 0 | PTS empty
  YK-23 | as tender of a sale | ${given} | Redeem 120 currency=PTS | approved stars 120 | PTS stars:380
  YK-23 | points earn no points | ${given} | Redeem 500 currency=PTS outlet=A2 | approved stars 500 | PTS empty
  YK-23 | they end | ${given}; clock 2026-12-02T00:00:00+08:00 | BurnPoints 1 currency=PTS | declined insufficient_funds approvable 0 | PTS empty
  YK-23 | money is not burnt as points | Load 5 | BurnPoints 5 | declined currency_mismatch expected PTS | main:5
  OC-29 | converted | ${given} | ConvertPoints 300 currency=PTS | approved gift 15 points 0 taken 300 | gift:15 | PTS stars:200 | Dr liability/stars/promotional 300, Dr promotionExpense 15, Cr liability/gift/promotional 15, Cr promotionExpense 300
  OC-29 | only in whole steps | ${given} | ConvertPoints 250 currency=PTS | declined program_rule_violation rule points.conversion sentence Points are converted 100 at a time. | PTS stars:500
  OC-29 | what is missing is said before the step | ${given} | ConvertPoints 650 currency=PTS | declined insufficient_funds approvable 500 | PTS stars:500
  OC-29 | not more than there are | ${given} | ConvertPoints 600 currency=PTS | declined insufficient_funds approvable 500 | PTS stars:500
  - | given by hand | | Earn 7 currency=PTS reason=sorry | approved points 7 | PTS stars:7 | Dr promotionExpense 7, Cr liability/stars/promotional 7
  - | taken back by reversal | Earn 7 currency=PTS reason=sorry key=e | Reverse originalKey=e | approved reversed 7 | PTS empty
  - | points are not loaded with money | | Load 5 currency=PTS | declined currency_mismatch expected CNY | PTS empty
  - | nor paid out | ${given} | CashOut currency=PTS | declined currency_mismatch expected CNY | PTS stars:500
  - | nor moved | ${given} | Transfer 5 from=ANNA to=BELA currency=PTS | declined insufficient_funds approvable 0 | PTS stars:500
  - | but merged with everything else | ${given}; Load 7 | Merge from=ANNA to=BELA | approved main 7 stars 500 moved 7 | PTS empty | BELA main:7
  - | not while some are owed, also where the other card has none | Issue card=BEAR program=bearer; Load 90; Redeem 90 key=r; BurnPoints 9 currency=PTS; Refund originalKey=r | Merge from=ANNA to=BEAR | declined program_rule_violation rule transfer sentence The holder still owes a receivable. | main:90 | PTS owes:9
  - | merged where there are no points, and none are owed | Issue card=BEAR program=bearer; Load 90 | Merge from=ANNA to=BEAR | approved main 90 moved 90 | BEAR main:90 | PTS empty
  - | corrected by staff | ${given} | Adjust -100 currency=PTS subWallet=stars | approved stars 100 taken 100 | PTS stars:400
  - | not into a sub-wallet of money | ${given} | Adjust 100 currency=PTS subWallet=main | declined program_rule_violation rule subWallet sentence The program has no such sub-wallet. | PTS stars:500
  - | a limit on spending is not one on points | ${given} | Redeem 150 currency=PTS | approved stars 150 | PTS stars:350
  - | a closed account has none left | ${given} | Close | approved status closing | PTS stars:500
  `,
    withPoints({}, { limits: [{ id: "day", scope: "account", verb: "Redeem", amount: 100, per: "day" }] })
  )
  play(
    `
  YK-23 | a gift for its points | ${given} | BurnPoints 120 currency=PTS item=mug | approved stars 120 | PTS stars:380
  YK-23 | what is missing is said before the price | ${given} | BurnPoints 501 currency=PTS item=mug | declined insufficient_funds approvable 500 | PTS stars:500
  YK-23 | two of them | ${given} | BurnPoints 240 currency=PTS item=mug | approved stars 240 | PTS stars:260
  YK-23 | not for less | ${given} | BurnPoints 119 currency=PTS item=mug | declined program_rule_violation rule points.gifts sentence For each mug 120 points are used. | PTS stars:500
  YK-23 | nor for more | ${given} | BurnPoints 130 currency=PTS item=mug | declined program_rule_violation rule points.gifts sentence For each mug 120 points are used. | PTS stars:500
  YK-23 | anything else for what is said | ${given} | BurnPoints 130 currency=PTS item=cap | approved stars 130 | PTS stars:370
  YK-23 | as tender too | ${given} | BurnPoints 130 currency=PTS | approved stars 130 | PTS stars:370
  `,
    withPoints({ gifts: [{ id: "mug", points: 120 }] })
  )
  play(
    `
  KT-6 | a program without points | | Earn 5 currency=PTS reason=welcome | declined program_rule_violation rule points sentence The program has no points. | empty
  KT-6 | earns none | Load 900 | Redeem 200 | approved main 200 | PTS none
  KT-6 | and has none to use | | BurnPoints 5 currency=PTS | declined program_rule_violation rule points sentence The program has no points. | empty
  `,
    shop({ ...member })
  )
})
