/**
 * Vouchers, case by case: when they are granted, how they are used, and what a refund makes of both.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { shop } from "./shop.ts"
import { play } from "./table.ts"

const subWallets = [
  { id: "once", priority: 5, funding: "promotional", vouchers: { use: "single", atOnce: 2 } },
  {
    id: "part",
    priority: 6,
    funding: "promotional",
    validity: { days: 30 },
    vouchers: { with: ["food"] }
  },
  {
    id: "food",
    priority: 7,
    funding: "promotional",
    rule: { categories: ["food"] },
    vouchers: { with: ["part"] }
  },
  { id: "room", priority: 8, funding: "promotional", rule: { categories: ["room"] } },
  { id: "gift", priority: 10, funding: "promotional" },
  { id: "main", priority: 90, funding: "paid" }
]
const vouchers = [
  { id: "big", subWallet: "once", amount: 20, when: { spend: 100 } },
  { id: "tenth", subWallet: "part", amount: 10, when: { visits: 3 } },
  { id: "thanks", subWallet: "part", amount: 15 },
  { id: "lunch", subWallet: "food", amount: 12 },
  { id: "hello", subWallet: "once", amount: 8 }
]
const giving = shop({ subWallets, vouchers, offers: [] })

describe("granting", () => {
  play(
    `
  YK-4 | for a sale of so much | Load 900 | Redeem 100 | approved main 100 voucher big 20 | main:800 once:20
  YK-4 | not for less | Load 900 | Redeem 99 | approved main 99 | main:801
  YK-4 | gifts do not count | Adjust 60 subWallet=gift; Load 900 | Redeem 150 | approved gift 60 main 90 | main:810
  YK-4 | once for each sale | Load 900; Redeem 100 | Redeem 250 | approved main 250 voucher big 20 | main:550 once:40
  YK-4 | by a capture | Load 900; Hold 200 key=h | Capture 150 holdKey=h | approved main 150 voucher big 20 released 50 | main:750 once:20
  YK-4 | not by a hold | Load 900 | Hold 200 | approved main 200 | main:900[200]
  YK-4 | what is posted | Load 900 | Redeem 100 | approved main 100 voucher big 20 | Dr liability/main/paid 100, Dr promotionExpense 20, Cr liability/once/promotional 20, Cr merchantPayable/hq 100
  YK-4 | by hand | | GrantVoucher voucher=thanks | approved voucher thanks 15 | part:15
  YK-4 | what the program does not have | | GrantVoucher voucher=yours | declined program_rule_violation rule vouchers sentence The program has no such voucher. | empty
  `,
    giving
  )
  const [first, second] = ["Load 900; Redeem 10", "clock 2026-11-22T10:00:00+08:00; Redeem 10"]
  const third = "clock 2026-11-24T10:00:00+08:00"
  play(
    `
  YK-4 | the third day with a sale | ${first}; ${second}; ${third} | Redeem 10 | approved main 10 voucher tenth 10 | main:870 part:10
  YK-4 | not the third sale | ${first}; Redeem 10 | Redeem 10 | approved main 10 | main:870
  YK-4 | nor a second one on that day | ${first}; ${second}; ${third}; Redeem 10 | Redeem 10 | approved main 10 | main:860 part:10
  YK-4 | and the sixth day | ${first}; ${second}; ${third}; Redeem 10; clock 2026-11-25T10:00:00+08:00; Redeem 10; clock 2026-11-26T10:00:00+08:00; Redeem 10; clock 2026-11-27T10:00:00+08:00 | Redeem 10 | approved main 10 voucher tenth 10 | main:840 part:20
  YK-4 | a day that was undone does not count | ${first}; ${second} key=s; Reverse originalKey=s; ${third} | Redeem 10 | approved main 10 | main:880
  YK-4 | unless there was another sale on it | ${first}; Redeem 10 key=s; Reverse originalKey=s; ${second}; ${third} | Redeem 10 | approved main 10 voucher tenth 10 | main:870 part:10
  YK-4 | a day that was undone counts with its next sale | Load 900; Redeem 10 key=s; Reverse originalKey=s; Redeem 10; ${second}; ${third} | Redeem 10 | approved main 10 voucher tenth 10 | main:870 part:10
  `,
    giving
  )
  play(
    `
  YK-4 | for some types only | Load 900 | Redeem 100 | approved main 100 | main:800
  YK-4 | these get it | Issue card=GOLD cardType=gold; Load 900 card=GOLD | Redeem 100 card=GOLD | approved main 100 voucher big 20 | GOLD main:800 once:20
  YK-4 | where it is given | Issue card=GOLD cardType=gold; Load 900 card=GOLD | Redeem 100 card=GOLD outlet=A2 | approved main 100 | GOLD main:800
  YK-4 | no more than a balance may hold | Issue card=GOLD cardType=gold; Load 1000 card=GOLD | Redeem 100 card=GOLD | approved main 100 voucher big 20 | GOLD main:900 once:20
  `,
    shop({
      subWallets,
      offers: [],
      cardTypes: [{ id: "gold" }],
      vouchers: [
        {
          id: "big",
          subWallet: "once",
          amount: 20,
          when: { spend: 100 },
          cardTypes: ["gold"],
          condition: { outlets: ["A1"] }
        }
      ]
    })
  )
})

describe("what a sale cannot grant it does not", () => {
  const two = [
    { id: "small", subWallet: "once", amount: 5, when: { spend: 100 } },
    { id: "tiny", subWallet: "once", amount: 3, when: { spend: 100 } }
  ]
  const upTo = (balance: number) =>
    shop({
      subWallets,
      offers: [],
      vouchers: two,
      limits: [{ id: "cap", scope: "account", balanceAtMost: balance }]
    })
  play(
    `
  YK-4 | two at once are two lots | Load 900; Redeem 100 | Redeem 10 vouchers=lot_000004_910001 | approved once 3 main 7 | main:793 once:5
  YK-4 | as many as there is room for | Load 900 | Redeem 100 | approved main 100 voucher small 5 voucher tiny 3 | main:800 once:8
  `,
    upTo(900)
  )
  play(
    `
  YK-4 | the first that fits | Load 100; Redeem 100 | Load 100 | declined balance_limit_exceeded limit cap room 92 | once:8
  YK-4 | the sale makes room | Load 100 | Redeem 100 | approved main 100 voucher small 5 voucher tiny 3 | once:8
  `,
    upTo(100)
  )
  play(
    `
  YK-4 | the last unit of the room, and no more | Load 100 | Redeem 100 | approved main 100 voucher small 60 voucher tiny 40 | once:100
    `,
    shop({
      subWallets,
      offers: [],
      vouchers: [
        { ...two[0], amount: 60 },
        { ...two[0], id: "late", amount: 41 },
        { ...two[1], amount: 40 }
      ],
      limits: [{ id: "cap", scope: "account", balanceAtMost: 100 }]
    })
  )
  play(
    `
  YK-4 | one too large is left out, a smaller one is not | Load 100 | Redeem 100 | approved main 100 voucher tiny 3 | once:3
  `,
    shop({
      subWallets,
      offers: [],
      vouchers: [{ ...two[0], amount: 101 }, two[1]],
      limits: [{ id: "cap", scope: "account", balanceAtMost: 100 }]
    })
  )
  play(
    `
  YK-4 | nor where they would have ended | Load 900 | Redeem 100 | approved main 100 | main:800
  YK-4 | not even by hand | | GrantVoucher voucher=small | declined program_rule_violation rule validity sentence The voucher would have ended before it could be used. | empty
  `,
    shop({
      subWallets: [
        { id: "once", funding: "promotional", validity: { until: "2026-11-20" }, vouchers: {} },
        { id: "main", funding: "paid" }
      ],
      offers: [],
      vouchers: two
    })
  )
  play(
    `
  YK-4 | a card of no type gets none of a type | Load 900 | Redeem 100 | approved main 100 | main:800
  YK-4 | nor one of another type | Issue card=LEAD cardType=lead; Load 900 card=LEAD | Redeem 100 card=LEAD | approved main 100 | LEAD main:800
  YK-4 | kinds go together when both say so | GrantVoucher voucher=a; GrantVoucher voucher=b; Load 900 | Redeem 20 vouchers=lot_000003_910000,lot_000004_910000 | declined not_accepted lots [b with] | a:5 b:5 main:900
  YK-4 | whichever is named first | GrantVoucher voucher=a; GrantVoucher voucher=b; Load 900 | Redeem 20 vouchers=lot_000004_910000,lot_000003_910000 | declined not_accepted lots [a with] | a:5 b:5 main:900
  `,
    shop({
      subWallets: [
        { id: "a", priority: 1, funding: "promotional", vouchers: { with: ["b"] } },
        { id: "b", priority: 2, funding: "promotional", vouchers: {} },
        { id: "main", priority: 90, funding: "paid" }
      ],
      offers: [],
      cardTypes: [{ id: "gold" }, { id: "lead" }],
      vouchers: [
        { id: "a", subWallet: "a", amount: 5 },
        { id: "b", subWallet: "b", amount: 5 },
        { id: "golden", subWallet: "a", amount: 9, when: { spend: 100 }, cardTypes: ["gold"] }
      ]
    })
  )
})

describe("a wallet that holds more than it may, since the program lets it hold less", () => {
  const holding = (balance: number) =>
    shop({
      subWallets,
      offers: [],
      vouchers: [{ id: "big", subWallet: "once", amount: 20, when: { spend: 100 } }],
      limits: [{ id: "cap", scope: "account", balanceAtMost: balance }]
    })
  it.each([
    [150, "main:200"],
    [200, "main:200"],
    [219, "main:200"],
    [220, "main:200 once:20"]
  ])("of at most %s, gets what there is room for after the sale", (balance, left) => {
    const till = counter(holding(900))
    till.tell("Load 300")
    till.terms(holding(balance))
    till.tell("Redeem 100")
    expect(till.balances()).toBe(left)
    till.audit()
  })
})

describe("a granted gift that is drawn by itself", () => {
  const sale = "Load 160; Redeem 100 key=r"
  const held = `${sale}; Hold 20 key=h; Refund originalKey=r key=f`
  const reported = "Load 100; Advice 140 key=r; Redeem 20"
  play(
    `
  YK-4 | what is held of it is owed when its sale comes back | ${sale}; Hold 20 key=h | Refund originalKey=r | approved main 100 receivable 20 | gift:20[20] main:160 owes:20
  YK-4 | in part | ${sale}; Hold 5 key=h | Refund originalKey=r | approved main 100 receivable 5 | gift:5[5] main:160 owes:5
  YK-4 | let go or not | ${held} | Release holdKey=h | approved released 20 | gift:20 main:160 owes:20
  YK-4 | and no more once the refund is undone | ${held} | Reverse originalKey=f | approved reversed 100 | gift:20[20] main:60
  YK-4 | of a sale that was reported, beside what no value paid of it | ${reported} | Refund originalKey=r | approved main 100 receivable 20 paidOff 40 | main:100 owes:20
  YK-4 | each is owed again, or no more, when the refund is undone | ${reported}; Refund originalKey=r key=f | Reverse originalKey=f | approved reversed 140 | owes:40
  `,
    shop({
      offers: [],
      subWallets: [
        { id: "gift", priority: 10, funding: "promotional" },
        { id: "main", priority: 90, funding: "paid" }
      ],
      vouchers: [{ id: "big", subWallet: "gift", amount: 20, when: { spend: 100 } }]
    })
  )
})

describe("ends, debts and terms that change", () => {
  const ending = (validity: object) =>
    shop({ subWallets: [{ ...subWallets[0], validity }, ...subWallets.slice(1)], vouchers, offers: [] })
  const points = {
    asset: { code: "PTS", exponent: 0 },
    subWallet: { id: "stars", funding: "promotional" },
    earn: [{ points: 1, per: 10 }]
  }
  const lapsed = "GrantVoucher voucher=hello; Load 900; Redeem 5 vouchers=lot_000003_910000 key=r"
  play(
    `
  YK-4 | what lapsed with a sale comes back until its end | ${lapsed}; clock 2026-12-21T23:59:59+08:00 | Refund originalKey=r | approved once 5 | main:900 once:8
  YK-4 | and not after it, but for what paid | ${lapsed}; clock 2026-12-22T00:00:00+08:00 | Refund originalKey=r | approved once 5 | main:900 once:5
  `,
    ending({ days: 30 })
  )
  const both =
    "Load 900; Redeem 100 key=r; Redeem 100 key=s; Redeem 40 vouchers=lot_000004_910000,lot_000005_910000"
  play(
    `
  YK-4 | a reversed refund brings back what was paid for its voucher | ${both}; Refund originalKey=r key=f; Load 15 | Reverse originalKey=f | approved points 10 reversed 100 | main:715
  YK-4 | a reversed refund ends what was owed for its voucher, not for the points, nor for another voucher | ${both}; BurnPoints 20 currency=PTS; Refund originalKey=r key=f; Refund originalKey=s | Reverse originalKey=f | approved points 10 owed 10 reversed 100 | main:800 owes:20
  `,
    shop({ subWallets, vouchers, points, offers: [] })
  )
  play(
    `
  YK-4 | none is granted at the instant of its end | Load 900; clock 2026-11-22T00:00:00+08:00 | Redeem 100 | approved main 100 | main:800
  YK-4 | a moment before it is | Load 900; clock 2026-11-21T23:59:59.999+08:00 | Redeem 100 | approved main 100 voucher big 20 | main:800 once:20
  `,
    ending({ until: "2026-11-21" })
  )

  it.each([
    ["another remains", vouchers.slice(1)],
    ["none remains", undefined]
  ])("one that the program has no longer goes when too little of its sale is left: %s", (_, remaining) => {
    const till = counter(giving)
    till.tell("Load 900; Redeem 100 key=r")
    till.terms(shop({ subWallets, offers: [], ...(remaining && { vouchers: remaining }) }))
    till.tell("Refund 60 originalKey=r")
    expect(till.balances()).toBe("main:860")
    till.tell("Refund originalKey=r")
    expect(till.balances()).toBe("main:900")
    till.audit()
  })
})

describe("vouchers of one sale go one by one", () => {
  const both = shop({
    subWallets,
    offers: [],
    vouchers: [
      { id: "big", subWallet: "once", amount: 20, when: { spend: 100 } },
      { id: "day", subWallet: "part", amount: 10, when: { visits: 1 } }
    ]
  })
  const sale = "Load 900; Redeem 100 key=r"
  play(
    `
  YK-4 | too little is left for the large sale, the visit stands | ${sale} | Refund 50 originalKey=r | approved main 50 | main:850 part:10
  YK-4 | with the rest the visit goes as well | ${sale}; Refund 50 originalKey=r | Refund originalKey=r | approved main 50 | main:900
  YK-4 | what has ended by then is not owed | ${sale}; clock 2026-12-22T00:00:00+08:00 | Refund originalKey=r | approved main 100 | main:900
  `,
    both
  )
})

describe("using", () => {
  const hello = "GrantVoucher voucher=hello"
  const part = "GrantVoucher voucher=thanks"
  const one = "vouchers=lot_000003_910000"
  const two = "vouchers=lot_000003_910000,lot_000004_910000"
  play(
    `
  YK-4 | only where it is named | ${part}; Load 900 | Redeem 20 | approved main 20 | main:880 part:15
  YK-4 | then it pays first | ${part}; Load 900 | Redeem 20 ${one} | approved part 15 main 5 | main:895
  YK-4 | and what is left stays | ${part}; Load 900 | Redeem 5 ${one} | approved part 5 | main:900 part:10
  YK-4 | unless it is used once | ${hello}; Load 900 | Redeem 5 ${one} | approved once 5 | main:900
  YK-4 | what lapsed is an expense no more | ${hello}; Load 900 | Redeem 5 ${one} | approved once 5 | Dr liability/once/promotional 3, Dr liability/once/promotional 5, Cr merchantPayable/hq 5, Cr promotionExpense 3
  YK-4 | two at once where the program says so | ${hello}; ${hello}; Load 900 | Redeem 20 ${two} | approved once 8 once 8 main 4 | main:896
  YK-4 | not three | ${hello}; ${hello}; ${hello}; Load 900 | Redeem 30 ${two},lot_000005_910000 | declined not_accepted lots [once atOnce] | main:900 once:24
  YK-4 | one of a kind unless it says more | ${part}; ${part}; Load 900 | Redeem 30 ${two} | declined not_accepted lots [part atOnce] | main:900 part:30
  YK-4 | of kinds that go together | ${part}; GrantVoucher voucher=lunch; Load 900 | Redeem 30 ${two} lines=food:30 | approved part 15 food 12 main 3 | main:897
  YK-4 | not of kinds that do not | ${part}; ${hello}; Load 900 | Redeem 30 ${two} | declined not_accepted lots [once with] | main:900 once:8 part:15
  YK-4 | where its own rule lets it | GrantVoucher voucher=lunch; Load 900 | Redeem 30 ${one} lines=room:30 | declined not_accepted lots [food categories] | food:12 main:900
  YK-4 | the same one is not named twice | ${hello}; Load 900 | Redeem 20 ${one},lot_000003_910000 | declined not_accepted lots [once noVoucher] | main:900 once:8
  YK-4 | no lot but a voucher is | Load 900 | Redeem 20 vouchers=lot_000003_0 | declined not_accepted lots [main noVoucher] | main:900
  YK-4 | nor another card's | GrantVoucher voucher=hello card=BELA; Load 900 | Redeem 20 ${one} | declined not_accepted lots [ noVoucher] | main:900
  YK-4 | nor one that has ended | ${part}; Load 900; clock 2026-12-22T00:00:00+08:00 | Redeem 20 ${one} | declined not_accepted lots [ noVoucher] | main:900
  YK-4 | a hold draws none | ${part}; Load 900 | Hold 20 | approved main 20 | main:900[20] part:15
  YK-4 | nor where nothing else is usable, which is said of each | ${part}; Adjust 9 subWallet=room | Redeem 5 lines=food:5 | declined not_accepted lots [room categories, part named] | part:15 room:9
  YK-4 | an unknown one is said, and not the good one beside it | Load 900; ${part} | Redeem 20 vouchers=lot_000009_910000,lot_000004_910000 | declined not_accepted lots [ noVoucher] | main:900 part:15
  YK-4 | not even for lack of other value | ${part} | Redeem 5 | declined not_accepted lots [part named] | part:15
  `,
    giving
  )
})

describe("a sale that is taken back", () => {
  const sale = "Load 900; Redeem 100 key=r"
  const granted = "vouchers=lot_000004_910000"
  const hello = "GrantVoucher voucher=hello; Load 900; Redeem 5 vouchers=lot_000003_910000 key=r"
  play(
    `
  YK-4 | takes its voucher along | ${sale} | Refund originalKey=r | approved main 100 | main:900
  YK-4 | also in part, when too little is left | ${sale} | Refund 1 originalKey=r | approved main 1 | main:801
  YK-4 | not when enough is left | Load 900; Redeem 150 key=r | Refund 50 originalKey=r | approved main 50 | main:800 once:20
  YK-4 | and takes it once | ${sale}; Refund 1 originalKey=r | Refund originalKey=r | approved main 99 | main:900
  YK-4 | what is posted for one that nobody used | ${sale} | Refund originalKey=r | approved main 100 | Dr liability/once/promotional 20, Dr merchantPayable/hq 100, Cr liability/main/paid 100, Cr promotionExpense 20
  YK-4 | what of it was used is owed | ${sale}; Redeem 15 ${granted} | Refund originalKey=r | approved main 100 receivable 20 | main:900 owes:20
  YK-4 | by a reversal too | ${sale} | Reverse originalKey=r | approved main 100 reversed 100 | main:900
  YK-4 | spent or not | ${sale}; Redeem 20 ${granted} | Reverse originalKey=r | approved main 100 reversed 100 receivable 20 | main:900 owes:20
  YK-4 | a reversed refund grants it again | ${sale}; Refund originalKey=r key=f | Reverse originalKey=f | approved reversed 100 | main:800 once:20
  YK-4 | and what was owed for it is owed no more | ${sale}; Redeem 20 ${granted}; Refund originalKey=r key=f | Reverse originalKey=f | approved reversed 100 | main:800
  YK-4 | and the next refund takes it again | ${sale}; Refund originalKey=r key=f; Reverse originalKey=f | Refund originalKey=r | approved main 100 | main:900
  YK-4 | what is posted | ${sale}; Redeem 15 ${granted} | Refund originalKey=r | approved main 100 receivable 20 | Dr merchantPayable/hq 100, Dr receivable 20, Cr liability/main/paid 100, Cr promotionExpense 20
  YK-4 | brings back what it was paid with | GrantVoucher voucher=thanks; Load 900; Redeem 20 vouchers=lot_000003_910000 key=r | Refund originalKey=r | approved main 5 part 15 | main:900 part:15
  YK-4 | and what lapsed with it | ${hello} | Refund originalKey=r | approved once 5 | main:900 once:8
  YK-4 | not for a part | ${hello} | Refund 4 originalKey=r | approved once 4 | main:900 once:4
  YK-4 | but with the last part | ${hello}; Refund 4 originalKey=r | Refund originalKey=r | approved once 1 | main:900 once:8
  YK-4 | by a reversal too | ${hello} | Reverse originalKey=r | approved once 5 reversed 5 | main:900 once:8
  YK-4 | a reversed refund lets it lapse again | ${hello}; Refund originalKey=r key=f | Reverse originalKey=f | approved reversed 5 | main:900
  `,
    giving
  )
})
