/**
 * Discounts and card types, case by case: what is taken off, and what a type earns and is given on top.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { shop } from "./shop.ts"
import { play } from "./table.ts"

const gold = { id: "gold", earnPercent: 150, rebate: { percent: 3, subWallet: "gift" } }
const types = [
  gold,
  { id: "slow", rebate: { percent: 10, subWallet: "gift", release: { instalments: 2, every: "month" } } }
]

describe("discounts", () => {
  const story = "Load 900"
  play(
    `
  OC-4 | off the whole basket | ${story} | Redeem 100 prices=list | approved main 95 off 5 | main:805
  OC-4 | what is net stays as it is | ${story} | Redeem 100 | approved main 100 | main:800
  OC-4 | and so does what is said to be | ${story} | Redeem 100 prices=net | approved main 100 | main:800
  OC-4 | more where a merchant gives more | ${story} | Redeem 100 prices=list outlet=A2 | approved main 90 off 10 | main:810
  OC-4 | by category, line by line | ${story} | Redeem 100 prices=list lines=room:60,food:40 | approved main 48 main 38 off 14 | main:814
  OC-4 | the first that fits, never two | ${story} | Redeem 100 prices=list outlet=A2 lines=room:60,food:40 | approved main 48 main 36 off 16 | main:816
  OC-4 | a fraction stays with the price, once a line | ${story} | Redeem 38 prices=list lines=food:19,drink:19 | approved main 19 main 19 | main:862
  OC-4 | the holder's type | ${story}; Issue card=GOLD cardType=gold; Load 900 card=GOLD | Redeem 100 card=GOLD prices=list | approved gift 27 main 53 off 20 | GOLD main:847
  OC-4 | not that of another type | ${story}; Issue card=SLOW cardType=slow; Load 900 card=SLOW | Redeem 100 card=SLOW prices=list | approved gift 45 main 50 off 5 | SLOW gift:0+45 main:850
  OC-4 | what is left to pay of the net price | Load 50 | Redeem 100 prices=list partial=true | approved main 50 off 5 remainingDue 45 boundBy funds | empty
  OC-4 | too little for the net price | Load 94 | Redeem 100 prices=list | declined insufficient_funds approvable 94 | main:94
  OC-4 | enough for the net price | Load 95 | Redeem 100 prices=list | approved main 95 off 5 | empty
  OC-4 | a refund gives back what was paid | ${story}; Redeem 100 prices=list key=r | Refund originalKey=r | approved main 95 | main:900
  OC-4 | not the list price | ${story}; Redeem 100 prices=list key=r | Refund 100 originalKey=r | declined exceeds_refundable left 95 | main:805
  OC-4 | a basket of which this is a part is net too | Adjust 90 subWallet=share; Load 900 | Redeem 100 basket=200 prices=list | approved share 90 main 5 off 5 | main:895
  OC-4 | and its share is one of the net basket | Adjust 90 subWallet=share; Load 900 | Redeem 100 basket=150 prices=list | approved share 72 main 23 off 5 | main:877 share:18
  OC-4 | without lines the basket has none | ${story} | Redeem 100 basket=100 prices=list | approved main 95 off 5 | main:805
  OC-4 | what is posted is net | ${story} | Redeem 100 prices=list | approved main 95 off 5 | Dr liability/main/paid 95, Cr merchantPayable/hq 95
  OC-4 | a share is one of the net basket | Adjust 90 subWallet=share; Load 900 | Redeem 100 prices=list | approved share 47 main 48 off 5 | main:852 share:43
    `,
    shop({
      subWallets: [
        { id: "share", priority: 1, funding: "promotional", rule: { maximumShare: 50 } },
        { id: "gift", priority: 10, funding: "promotional" },
        { id: "main", priority: 90, funding: "paid" }
      ],
      offers: [],
      cardTypes: types,
      discounts: [
        { id: "gold", percent: 20, cardTypes: ["gold"] },
        { id: "rooms", percent: 20, condition: { categories: ["room"] } },
        { id: "a2", percent: 10, condition: { outlets: ["A2"] } },
        { id: "all", percent: 5 }
      ]
    })
  )
  play(
    `
  OC-4 | from a basket of list prices on | Load 900 | Redeem 100 prices=list | approved main 90 off 10 | main:810
  OC-4 | not below it | Load 900 | Redeem 99 prices=list | approved main 99 | main:801
  OC-4 | of which this pays a part | Load 900 | Redeem 50 basket=100 prices=list | approved main 45 off 5 | main:855
  `,
    shop({ discounts: [{ id: "big", percent: 10, condition: { minimumBasket: 100 } }] })
  )
  play(
    `
  KT-2 | points are of what is paid, once the discount is off | Load 900 | Redeem 100 prices=list | approved main 80 points 8 off 20 | main:820 | PTS stars:8
  KT-2 | a refund takes both back | Load 900; Redeem 100 prices=list key=r | Refund originalKey=r | approved main 80 points -8 | main:900 | PTS empty
  `,
    shop({
      discounts: [{ id: "all", percent: 20 }],
      points: {
        asset: { code: "PTS", exponent: 0 },
        subWallet: { id: "stars", funding: "promotional" },
        earn: [{ points: 1, per: 10 }]
      }
    })
  )
  it("names each line, its discount and what was taken off", () => {
    const till = counter(
      shop({ discounts: [{ id: "rooms", percent: 20, condition: { categories: ["room"] } }] })
    )
    till.tell("Load 900")
    const outcome = till.ask("Redeem 100 prices=list lines=food:40,room:60")
    expect(outcome.outcome === "approved" && outcome.receipt.discount).toEqual({
      amount: 12n,
      lines: [{ line: 1, discount: "rooms", percent: 20, amount: 12n }]
    })
  })
})

describe("card types", () => {
  const points = {
    asset: { code: "PTS", exponent: 0 },
    subWallet: { id: "stars", funding: "promotional" },
    earn: [{ points: 1, per: 10 }]
  }
  play(
    `
  OC-22 | a rebate on what is loaded | Issue card=GOLD cardType=gold | Load 100 card=GOLD | approved main 100 gift 3 | GOLD gift:3 main:100
  OC-22 | a fraction is dropped | Issue card=GOLD cardType=gold | Load 66 card=GOLD | approved main 66 gift 1 | GOLD gift:1 main:66
  OC-22 | beside what the offer gives | Issue card=GOLD cardType=gold | Load 100 card=GOLD offer=100+30 | approved main 100 gift 30 gift 3 | GOLD gift:33 main:100
  OC-22 | none on what nobody paid for | Issue card=GOLD cardType=gold | Load 100 card=GOLD subWallet=gift tender=other | approved gift 100 | GOLD gift:100
  OC-22 | released in parts | Issue card=SLOW cardType=slow | Load 100 card=SLOW | approved main 100 gift 5 gift 5 | SLOW gift:5+5 main:100
  OC-22 | taken back with the load | Issue card=GOLD cardType=gold; Load 100 card=GOLD key=l | Reverse originalKey=l | approved reversed 103 | GOLD empty
  OC-22 | points at the rate of the type | Issue card=GOLD cardType=gold; Load 100 card=GOLD | Redeem 33 card=GOLD | approved gift 3 main 30 points 4 | GOLD main:70
  OC-22 | a fraction is dropped once | Issue card=GOLD cardType=gold; Load 100 card=GOLD | Redeem 23 card=GOLD lines=a:13,b:10 | approved gift 3 main 10 main 10 points 3 | GOLD main:80
  OC-22 | a part keeps what the rest earns | Issue card=GOLD cardType=gold; Load 100 card=GOLD; Redeem 103 card=GOLD key=r | Refund 50 originalKey=r | approved main 50 points -8 | GOLD main:50
  OC-22 | others as the program says | Load 100 | Redeem 30 | approved main 30 points 3 | PTS stars:3
  `,
    shop({ cardTypes: types, points })
  )
})
