/**
 * Draw-down and expiry, case by case (`gift:10+40` is 10 and another 40 promised for later).
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { member, shop } from "./shop.ts"
import { play } from "./table.ts"

describe("draw-down", () => {
  play(`
   - | the narrowest value first, paid value last | Load 100; Load 30 subWallet=gift tender=other; Load 20 subWallet=a1only tender=other; UnlinkedRefund 10 | Redeem 155 | approved a1only 20 gift 30 refund 10 main 95 | main:5 | Dr liability/a1only/promotional 20, Dr liability/gift/promotional 30, Dr liability/main/paid 95, Dr liability/refund/refund 10, Cr merchantPayable/hq 155
   - | value that is not accepted here is passed over | Load 100; Load 20 subWallet=a1only tender=other | Redeem 50 outlet=B1 | approved main 50 | a1only:20 main:50 | Dr liability/main/paid 50, Cr merchantPayable/fr1 50
   - | all of it and not one unit more | Load 100 | Redeem 101 | declined insufficient_funds approvable 100 | main:100
   - | all of it | Load 100 | Redeem 100 | approved main 100 | empty
   - | an empty card | | Redeem 1 | declined insufficient_funds approvable 0 | empty
   - | in part | Load 100 | Redeem 150 partial=true | approved main 100 remainingDue 50 boundBy funds | empty | Dr liability/main/paid 100, Cr merchantPayable/hq 100
   - | in part of nothing is declined | | Redeem 150 partial=true | declined insufficient_funds approvable 0 | empty
  27 | the same end: older funding first | Load 10 subWallet=gift; clock 1000; Load 20 subWallet=gift | Redeem 15 | approved gift 10 gift 5 | gift:15
  27 | sooner to end goes before older | Load 20 subWallet=gift; clock 2026-11-22T10:00:00+08:00; Load 30 subWallet=gift; ChangeExpiry lot=lot_000004_0 expiresAt=2026-12-31T00:00:00+08:00 | Redeem 31 | approved gift 30 gift 1 | gift:19
  27 | the same instant: lot id | Load 10; Load 20 | Redeem 15 | approved main 10 main 5 | main:15
  25 | what is not for these lines | Load 50 subWallet=room | Redeem 10 lines=food:10 | declined not_accepted lots [room categories] | room:50
   - | a line of another category is paid by other value | Load 50 subWallet=room; Load 100 | Redeem 60 lines=room:20,food:40 | approved room 20 main 40 | main:60 room:30
   - | two lines, one short: no more than the lines allow | Load 50 subWallet=room; Load 10 | Redeem 40 lines=room:20,food:20 | declined insufficient_funds approvable 30 | main:10 room:50
   - | the same in part | Load 50 subWallet=room; Load 10 | Redeem 40 partial=true lines=room:20,food:20 | approved room 20 main 10 remainingDue 10 boundBy funds | room:30
   - | broad value steps aside for narrow value on its line | Load 20 subWallet=room; Load 20 subWallet=gift | Redeem 40 lines=room:20,food:20 | approved room 20 gift 20 | empty
  `)

  it("names the line that each lot pays", () => {
    const till = counter()
    till.tell("Load 20 subWallet=room; Load 20")
    const outcome = till.ask("Redeem 35 lines=food/a:15,room/b:20")
    expect(outcome.outcome === "approved" && outcome.receipt.drawn).toEqual([
      { subWallet: "room", lot: "lot_000003_0", amount: 20n, line: 1 },
      { subWallet: "main", lot: "lot_000004_0", amount: 15n, line: 0 }
    ])
    expect(till.recorded.at(-1)?.operation.entry.movements).toMatchObject([
      {
        kind: "lot",
        remaining: -20n,
        held: 0n,
        promised: 0n,
        line: { number: 1, category: "room", sku: "b" }
      },
      {
        kind: "lot",
        remaining: -15n,
        held: 0n,
        promised: 0n,
        line: { number: 0, category: "food", sku: "a" }
      }
    ])
  })
})

const capped = shop({
  subWallets: member.subWallets.map((rule) =>
    rule.id === "gift"
      ? { ...rule, rule: { maximumShare: 50 } }
      : rule.id === "a1only"
        ? { ...rule, rule: { maximumPerOperation: 30 } }
        : rule.id === "room"
          ? { ...rule, rule: { minimumBasket: 100 } }
          : rule
  )
})

describe("shares, caps and minimum baskets", () => {
  play(
    `
   - | at most half of what is asked | Load 100 subWallet=gift; Load 100 | Redeem 80 | approved gift 40 main 40 | gift:60 main:60
   - | half is rounded down | Load 100 subWallet=gift; Load 100 | Redeem 81 | approved gift 40 main 41 | gift:60 main:59
   - | half of the basket that the till names | Load 100 subWallet=gift; Load 100 | Redeem 80 basket=160 | approved gift 80 | gift:20 main:100
   - | nothing else is there: half is approved in part | Load 100 subWallet=gift | Redeem 80 partial=true | approved gift 40 remainingDue 40 boundBy maximumShare | gift:60
   - | or the whole is declined | Load 100 subWallet=gift | Redeem 80 | declined insufficient_funds approvable 40 | gift:100
   - | two lots of a sub-wallet share its cap | Load 20 subWallet=a1only; Load 20 subWallet=a1only; Load 100 | Redeem 80 | approved a1only 20 a1only 10 main 50 | a1only:10 main:50
   - | a hold counts whole, with its increments | Load 50 subWallet=a1only; Load 100; Hold 20 key=h | IncrementHold 20 holdKey=h | approved a1only 10 main 10 | a1only:50[30] main:100[10]
   - | also what it has captured | Load 50 subWallet=a1only; Load 100; Hold 20 key=h; Capture 15 holdKey=h final=false | IncrementHold 20 holdKey=h | approved a1only 10 main 10 | a1only:35[15] main:100[10]
   - | the cap binds a partial approval | Load 50 subWallet=a1only | Redeem 40 partial=true | approved a1only 30 remainingDue 10 boundBy maximumPerOperation | a1only:20
   - | a basket of one unit too little | Load 50 subWallet=room; Load 100 | Redeem 99 | approved main 99 | main:1 room:50
   - | a basket that is large enough | Load 50 subWallet=room; Load 100 | Redeem 100 | approved room 50 main 50 | main:50
   - | a small part of a large basket | Load 50 subWallet=room; Load 100 | Redeem 30 basket=100 | approved room 30 | main:100 room:20
   - | only value that needs a larger basket | Load 50 subWallet=room | Redeem 30 | declined not_accepted lots [room minimumBasket] | room:50
  `,
    capped
  )
})

describe("value for certain days and hours, by the clock of the outlet", () => {
  play(
    `
   - | on its day | Load 10 subWallet=gift | Redeem 1 | approved gift 1 | gift:9
   - | to the day's last minute | Load 10 subWallet=gift; clock 2026-11-21T23:59:59.999+08:00 | Redeem 1 | approved gift 1 | gift:9
   - | not on the next | Load 10 subWallet=gift; clock 2026-11-22T00:00:00+08:00 | Redeem 1 | declined not_accepted lots [gift weekdays] | gift:10
   - | where it is still that day | Load 10 subWallet=gift; clock 2026-11-22T00:30:00+08:00 | Redeem 1 outlet=B1 | approved gift 1 | gift:9
   - | in its hours | Load 10 subWallet=a1only; clock 2026-11-21T16:59:59.999+08:00 | Redeem 1 | approved a1only 1 | a1only:9
   - | not after them | Load 10 subWallet=a1only; clock 2026-11-21T17:00:00+08:00 | Redeem 1 | declined not_accepted lots [a1only hours] | a1only:10
   - | where it is an hour earlier they go on | Load 10 subWallet=a1only; clock 2026-11-21T17:30:00+08:00 | Redeem 1 outlet=B1 | approved a1only 1 | a1only:9
  `,
    shop({
      subWallets: member.subWallets.map((rule) =>
        rule.id === "gift"
          ? { ...rule, rule: { weekdays: ["sat"] } }
          : rule.id === "a1only"
            ? { ...rule, rule: { hours: { from: "09:00", until: "17:00" } } }
            : rule
      )
    })
  )
})

describe("expiry", () => {
  play(`
  30 | loaded 21 November for six months: usable through 21 May | Load 10 subWallet=gift; clock 2027-05-21T23:59:59.999+08:00 | Redeem 10 | approved gift 10 | empty
  31 | and not from midnight on, swept or not | Load 10 subWallet=gift tender=other; clock 2027-05-22T00:00:00+08:00 | Redeem 10 | declined insufficient_funds approvable 0 | empty
  31 | paid value that ends is breakage | Load 10 subWallet=gift; clock 2027-05-22T00:00:00+08:00 | Redeem 1 | declined insufficient_funds approvable 0 | empty | books Dr cashClearing/hq/cash 10, Cr breakageIncome 10
  31 | a promotion that ends takes its expense back | Load 10 subWallet=gift tender=other; clock 2027-05-22T00:00:00+08:00 | Redeem 1 | declined insufficient_funds approvable 0 | empty | books
  33 | five years of paid value end on the same day of the year | Load 10; clock 2031-11-21T23:59:59+08:00 | Redeem 10 | approved main 10 | empty
  33 | and not a day later | Load 10; clock 2031-11-22T00:00:00+08:00 | Redeem 10 | declined insufficient_funds approvable 0 | empty
  40 | the end of a live lot is moved | Load 10 subWallet=gift; ChangeExpiry lot=lot_000003_0 expiresAt=2027-06-01T00:00:00+08:00; clock 2027-05-31T00:00:00+08:00 | Redeem 10 | approved gift 10 | empty
  40 | breakage that was posted comes back first | Load 10 subWallet=gift tender=other; clock 2027-05-22T00:00:00+08:00; Load 5 | ChangeExpiry lot=lot_000003_0 expiresAt=2027-06-01T00:00:00+08:00 | approved | gift:10 main:5 | Dr promotionExpense 10, Cr liability/gift/promotional 10
  40 | and ends again at its new end | Load 10 subWallet=gift; clock 2027-05-22T00:00:00+08:00; ChangeExpiry lot=lot_000003_0 expiresAt=2027-06-01T00:00:00+08:00; clock 2027-06-01T00:00:00+08:00 | Redeem 10 | declined insufficient_funds approvable 0 | empty
  40 | brought back once, it does not come back twice | Load 10 subWallet=gift; clock 2027-05-22T00:00:00+08:00; ChangeExpiry lot=lot_000003_0 expiresAt=2027-06-01T00:00:00+08:00; Redeem 10 | ChangeExpiry lot=lot_000003_0 expiresAt=2027-07-01T00:00:00+08:00 | declined program_rule_violation rule changeExpiry sentence Nothing is left of the lot. | empty
  40 | a change that was reversed can be made again | Load 10 subWallet=gift; clock 2027-05-22T01:00:00+08:00; ChangeExpiry lot=lot_000003_0 expiresAt=2027-06-01T00:00:00+08:00 key=c; Reverse originalKey=c | ChangeExpiry lot=lot_000003_0 expiresAt=2027-06-02T00:00:00+08:00 | approved | gift:10
  40 | an end that has passed | Load 10 subWallet=gift | ChangeExpiry lot=lot_000003_0 expiresAt=2026-11-21T10:00:00+08:00 | declined program_rule_violation rule changeExpiry sentence The new end is not in the future. | gift:10
  40 | a lot that was spent | Load 10 subWallet=gift; Redeem 10 | ChangeExpiry lot=lot_000003_0 expiresAt=2027-06-01T00:00:00+08:00 | declined program_rule_violation rule changeExpiry sentence Nothing is left of the lot. | empty
  40 | a lot nobody funded | Load 10 | ChangeExpiry lot=lot_999999_0 expiresAt=2027-06-01T00:00:00+08:00 | declined original_not_found | main:10
  40 | a lot that was clawed back | Load 10 subWallet=gift key=l; Clawback originalKey=l | ChangeExpiry lot=lot_000003_0 expiresAt=2027-06-01T00:00:00+08:00 | declined program_rule_violation rule changeExpiry sentence Nothing is left of the lot. | empty
  40 | a lot whose load was reversed | Load 10 subWallet=gift key=l; Reverse originalKey=l | ChangeExpiry lot=lot_000003_0 expiresAt=2027-06-01T00:00:00+08:00 | declined program_rule_violation rule changeExpiry sentence Nothing is left of the lot. | empty
  40 | of a closed account | Load 10 subWallet=gift; clock 2027-05-22T00:00:00+08:00; Close | ChangeExpiry lot=lot_000003_0 expiresAt=2027-06-01T00:00:00+08:00 | declined account_closed status closed | empty
  40 | a number the load did not fund | Load 10 | ChangeExpiry lot=lot_000003_1 expiresAt=2027-06-01T00:00:00+08:00 | declined original_not_found | main:10
  `)

  it.each([
    [
      "by time",
      "Load 30 subWallet=gift; Load 100 offer=100+50; Hold 5; clock 2026-11-22T10:00:00+08:00; Hold 5",
      ["ExpireHold op_000005", "ExpireHold op_000006", "Vest op_000004"]
    ],
    [
      "at one instant holds end first, so that what they held lapses with the rest",
      "Load 30 subWallet=gift; Hold 10 expiresAt=2026-11-25T00:00:00+08:00; ChangeExpiry lot=lot_000003_0 expiresAt=2026-11-25T00:00:00+08:00",
      ["ExpireHold op_000004", "ExpireLot op_000003"]
    ],
    [
      "then instalments vest, then value ends",
      "Load 30 subWallet=gift; Load 100 offer=100+50; ChangeExpiry lot=lot_000003_0 expiresAt=2026-12-21T00:00:00+08:00",
      ["Vest op_000004", "ExpireLot op_000003"]
    ],
    [
      "and of two that end together the older one, even if it came back last",
      "Load 10 subWallet=gift; Load 20 subWallet=gift; Redeem 10 key=r; Refund originalKey=r; ChangeExpiry lot=lot_000003_0 expiresAt=2026-12-01T00:00:00+08:00; ChangeExpiry lot=lot_000004_0 expiresAt=2026-12-01T00:00:00+08:00",
      ["ExpireLot op_000003", "ExpireLot op_000004"]
    ]
  ])("what falls due is posted %s", (_, before, posted) => {
    const till = counter()
    till.tell(before)
    const sofar = till.recorded.length
    till.tell("clock 2026-12-22T10:00:00+08:00")
    till.settle()
    expect(
      till.recorded.slice(sofar).map(({ operation: { original, verb } }) => `${verb} ${original}`)
    ).toEqual(posted)
    till.audit()
  })

  it("case 32: posts each end once, however often it is swept", () => {
    const till = counter()
    till.tell("Load 10 subWallet=gift; Load 5; Hold 5 key=h; clock 2027-05-22T00:00:00+08:00")
    expect([till.settle(), till.settle(), till.settle()]).toEqual([2, 0, 0])
    expect(
      till.recorded
        .slice(-2)
        .map(({ operation: { effectiveAt, key, original, verb } }) => [verb, key, original, effectiveAt])
    ).toEqual([
      [
        "ExpireHold",
        "sys:hold:hold_000005:2026-11-28T02.00.00.000Z",
        "op_000005",
        Date.parse("2026-11-28T02:00:00Z")
      ],
      [
        "ExpireLot",
        "sys:expire:lot_000003_0:2027-05-21T16.00.00.000Z",
        "op_000003",
        Date.parse("2027-05-21T16:00:00Z")
      ]
    ])
    till.audit()
  })

  it("case 32: a held part that is released later lapses under a key of its own", () => {
    const till = counter()
    till.tell(
      "Load 10 subWallet=gift; clock 2027-05-20T00:00:00+08:00; Hold 4 key=h; clock 2027-05-23T00:00:00+08:00; Release holdKey=h"
    )
    expect(
      till.recorded.slice(-3).map(({ operation: { effectiveAt, key, verb } }) => [verb, key, effectiveAt])
    ).toEqual([
      ["ExpireLot", "sys:expire:lot_000003_0:2027-05-21T16.00.00.000Z", Date.parse("2027-05-21T16:00:00Z")],
      ["Release", "k5", Date.parse("2027-05-22T16:00:00Z")],
      ["ExpireLot", "sys:expire:lot_000003_0:2027-05-22T16.00.00.000Z:5", Date.parse("2027-05-22T16:00:00Z")]
    ])
    expect(till.balances()).toBe("empty")
    till.audit()
  })
})

const lastLoad = shop({
  subWallets: member.subWallets.map((rule) =>
    rule.id === "main" ? { ...rule, validity: { days: 10, from: "lastLoad" } } : rule
  )
})

describe("value that lives as long as the last load", () => {
  play(
    `
   - | a new load prolongs what is there | Load 10; clock 2026-11-30T00:00:00+08:00; Load 1; clock 2026-12-10T23:59:59+08:00 | Redeem 11 | approved main 10 main 1 | empty
   - | and all of it ends together | Load 10; clock 2026-11-30T00:00:00+08:00; Load 1; clock 2026-12-11T00:00:00+08:00 | Redeem 11 | declined insufficient_funds approvable 0 | empty
   - | a load never shortens what staff had prolonged | Load 10; ChangeExpiry lot=lot_000003_0 expiresAt=2027-12-31T00:00:00+08:00; Load 1; clock 2027-12-30T00:00:00+08:00 | Redeem 10 | approved main 10 | empty
   - | what has ended and is still held is not brought back | Load 10; clock 2026-11-30T00:00:00+08:00; Hold 10 key=h; clock 2026-12-02T00:00:00+08:00; Load 1 | Release holdKey=h | approved released 10 | main:1
   - | another sub-wallet is left alone | Load 10 subWallet=gift; clock 2027-05-21T00:00:00+08:00; Load 1; clock 2027-05-22T00:00:00+08:00 | Redeem 11 | declined insufficient_funds approvable 1 | main:1
  `,
    lastLoad
  )
})

describe("a printed day and a card with an end", () => {
  play(
    `
  30 | printed 31 December: through the whole day | Load 10; clock 2026-12-31T23:59:59.999+08:00 | Redeem 10 | approved main 10 | empty
  30 | and not on the first of January | Load 10; clock 2027-01-01T00:00:00+08:00 | Redeem 10 | declined insufficient_funds approvable 0 | empty
  30 | the day of the outlet that issued it | Load 10 outlet=B1; clock 2027-01-01T00:59:59+08:00 | Redeem 10 | approved main 10 | empty
  30 | and its midnight | Load 10 outlet=B1; clock 2027-01-01T01:00:00+08:00 | Redeem 10 | declined insufficient_funds approvable 0 | empty
  `,
    shop({ offers: [], subWallets: [{ id: "main", funding: "paid", validity: { until: "2026-12-31" } }] })
  )
  play(
    `
  33 | the card has not ended | Load 10; clock 2026-12-21T23:59:59.999+08:00 | Redeem 10 | approved main 10 | empty
  33 | the card has ended, the value stays | Load 10; clock 2026-12-22T00:00:00+08:00 | Redeem 10 | declined card_expired since 2026-12-21T16:00Z | main:10
  33 | no load either | Load 10; clock 2026-12-22T00:00:00+08:00 | Load 10 | declined card_expired since 2026-12-21T16:00Z | main:10
  33 | a replacement restores access | Load 10; clock 2026-12-22T00:00:00+08:00; Replace newCard=NEWA | Redeem 10 card=NEWA | approved main 10 | empty
  33 | the replaced card stays useless | Load 10; Replace newCard=NEWA | Redeem 10 | declined hotlisted since 2026-11-21T02:00Z | main:10
  `,
    shop({ cardValidity: { months: 1 } })
  )
})

describe("a bonus in instalments", () => {
  play(`
  YK-33 | the first comes with the load, the rest is promised | | Load 100 offer=100+50 | approved main 100 gift 10 gift 10 gift 10 gift 10 gift 10 | gift:10+40 main:100 | Dr cashClearing/hq/cash 100, Dr promotionExpense 10, Cr liability/gift/promotional 10, Cr liability/main/paid 100
   - | what is promised cannot be spent | Load 100 offer=100+50 | Redeem 111 | declined insufficient_funds approvable 110 | gift:10+40 main:100
  YK-33 | the second vests a month later | Load 100 offer=100+50; clock 2026-12-21T00:00:00+08:00 | Redeem 20 | approved gift 10 gift 10 | gift:0+30 main:100
   - | not before that day begins | Load 100 offer=100+50; clock 2026-12-20T23:59:59.999+08:00 | Redeem 20 | approved gift 10 main 10 | gift:0+40 main:90
   - | after all have vested nothing is promised | Load 100 offer=100+50; clock 2027-03-21T00:00:00+08:00 | Redeem 150 | approved gift 10 gift 10 gift 10 gift 10 gift 10 main 100 | empty | books Dr cashClearing/hq/cash 100, Dr promotionExpense 50, Cr merchantPayable/hq 150
  34 | loaded on the 31st: the last day of a shorter month | clock 2027-01-31T12:00:00+08:00; Load 100 offer=100+50; clock 2027-02-28T00:00:00+08:00 | Redeem 20 | approved gift 10 gift 10 | gift:0+30 main:100
  34 | and the 31st again where there is one | clock 2027-01-31T12:00:00+08:00; Load 100 offer=100+50; clock 2027-03-30T23:59:59+08:00 | Redeem 30 | approved gift 10 gift 10 main 10 | gift:0+30 main:90
  34 | not skipped, not doubled | clock 2027-01-31T12:00:00+08:00; Load 100 offer=100+50; clock 2027-03-31T00:00:00+08:00 | Redeem 30 | approved gift 10 gift 10 gift 10 | gift:0+20 main:100
  35 | an instalment vests on a frozen account | Load 100 offer=100+50; Freeze; clock 2026-12-21T00:00:00+08:00 | Redeem 5 | declined account_frozen side both | gift:20+30 main:100
  35 | and is spent when it is free again | Load 100 offer=100+50; Freeze; clock 2026-12-21T00:00:00+08:00; Unfreeze | Redeem 20 | approved gift 10 gift 10 | gift:0+30 main:100
   - | each instalment lives six months from its own day | Load 100 offer=100+50; clock 2027-05-22T00:00:00+08:00 | Redeem 1 | approved gift 1 | gift:39 main:100
  YK-11 | a bonus at once | | Load 100 offer=100+30 | approved main 100 gift 30 | gift:30 main:100
   - | at another price | | Load 99 offer=100+30 | declined program_rule_violation rule offer sentence The amount is not the price of the offer. | empty
   - | an offer that is not there | | Load 100 offer=7+7 | declined program_rule_violation rule offer sentence The program has no such offer. | empty
  `)
  const later = (month: string) => `Load 1000 offer=1000+200; clock ${month}-21T00:00:00+08:00`
  play(
    `
  OC-23 | pay 1000, get 200: 40 of it now | | Load 1000 offer=1000+200 | approved main 1000 gift 40 gift 40 gift 40 gift 40 gift 40 | gift:40+160 main:1000
  OC-23 | 40 more each month | ${later("2026-12")} | Redeem 80 | approved gift 40 gift 40 | gift:0+120 main:1000
  OC-23 | 40 are left in the fourth | ${later("2027-02")} | Redeem 160 | approved gift 40 gift 40 gift 40 gift 40 | gift:0+40 main:1000
  OC-23 | and none in the fifth | ${later("2027-03")} | Redeem 201 | approved gift 40 gift 40 gift 40 gift 40 gift 40 main 1 | main:999
  `,
    shop({
      offers: [
        {
          id: "1000+200",
          pay: 1000,
          bonus: { subWallet: "gift", amount: 200, release: { instalments: 5, every: "month" } }
        }
      ]
    })
  )
})
