/**
 * Loads that wait for their payment: what they are meanwhile, how they end, and what they count.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { outcomeText } from "./notation.ts"
import { counter } from "./counter.ts"
import { shop } from "./shop.ts"
import { play } from "./table.ts"

const nextMorning = "clock 2026-11-22T10:00:00+08:00"

describe("a pending load", () => {
  play(
    `
  YK-39 | is no value | | Load 50 pending=true | approved status pending | empty | nothing posted
  YK-39 | nobody pays with it | Load 50 pending=true | Redeem 1 | declined insufficient_funds approvable 0 | empty
  YK-39 | paid, it is a load | Load 50 pending=true key=p | ConfirmLoad originalKey=p | approved main 50 | main:50 | Dr cashClearing/hq/cash 50, Cr liability/main/paid 50
  YK-39 | by the operation's id | Load 50 pending=true | ConfirmLoad original=op_000003 | approved main 50 | main:50
  YK-39 | by its tender | Load 50 pending=true tender=bankCard key=p | ConfirmLoad originalKey=p | approved main 50 | main:50 | Dr cashClearing/hq/bankCard 50, Cr liability/main/paid 50
  YK-39 | into its sub-wallet | Load 50 pending=true subWallet=gift key=p | ConfirmLoad originalKey=p | approved gift 50 | gift:50
  YK-39 | at an offer's price, with its bonus | Load 100 pending=true offer=100+30 key=p | ConfirmLoad originalKey=p | approved main 100 gift 30 | gift:30 main:100
  YK-39 | with its instalments, the first at once | Load 100 pending=true offer=100+50 key=p | ConfirmLoad originalKey=p | approved main 100 gift 10 gift 10 gift 10 gift 10 gift 10 | gift:10+40 main:100
  YK-39 | not for another price | | Load 99 pending=true offer=100+30 | declined program_rule_violation rule offer sentence The amount is not the price of the offer. | empty
  YK-39 | it is told apart from a load that is made | | Load 50 pending=false | approved main 50 | main:50
  YK-39 | it fails | Load 50 pending=true key=p | FailLoad originalKey=p | approved status failed | empty | nothing posted
  YK-39 | somebody cancels it | Load 50 pending=true key=p | FailLoad originalKey=p reason=cancelled | approved status cancelled | empty
  YK-39 | a reversal cancels it too | Load 50 pending=true key=p | Reverse originalKey=p | approved reversed 0 status cancelled | empty
  YK-39 | also on another day: nothing was taken in | Load 50 pending=true key=p; clock 2026-11-22T00:00:00+08:00 | Reverse originalKey=p | approved reversed 0 status cancelled | empty
  YK-39 | but not in part | Load 50 pending=true key=p | Reverse 10 originalKey=p | declined program_rule_violation rule reversal sentence Only redemptions and captures are reversed in part. | empty
  YK-39 | one millisecond before it lapses | Load 50 pending=true key=p; clock 2026-11-22T09:59:59.999+08:00 | ConfirmLoad originalKey=p | approved main 50 | main:50
  `
  )
})

describe("a pending load ends once", () => {
  play(
    `
  YK-39 | confirmed twice | Load 50 pending=true key=p; ConfirmLoad originalKey=p | ConfirmLoad originalKey=p | declined already_confirmed at 2026-11-21T02:00Z | main:50
  YK-39 | confirmed, then failed | Load 50 pending=true key=p; ConfirmLoad originalKey=p | FailLoad originalKey=p | declined further_activity_prevents_reversal activity confirmed | main:50
  YK-39 | failed, then confirmed | Load 50 pending=true key=p; FailLoad originalKey=p | ConfirmLoad originalKey=p | declined original_reversed reversal op_000004 | empty
  YK-39 | failed twice | Load 50 pending=true key=p; FailLoad originalKey=p | FailLoad originalKey=p | declined previously_reversed reversal op_000004 | empty
  YK-39 | reversed, then confirmed | Load 50 pending=true key=p; Reverse originalKey=p | ConfirmLoad originalKey=p | declined original_reversed reversal op_000004 | empty
  YK-39 | reversed, then failed | Load 50 pending=true key=p; Reverse originalKey=p | FailLoad originalKey=p | declined previously_reversed reversal op_000004 | empty
  YK-39 | failed, then reversed | Load 50 pending=true key=p; FailLoad originalKey=p | Reverse originalKey=p | declined previously_reversed reversal op_000004 | empty
  YK-39 | lapsed, then failed | Load 50 pending=true key=p; ${nextMorning} | FailLoad originalKey=p | declined previously_reversed reversal op_000004 | empty
  YK-39 | a failure is not reversed | Load 50 pending=true key=p; FailLoad originalKey=p key=f | Reverse originalKey=f | declined program_rule_violation rule reversal sentence This kind of operation is not reversed. | empty
  YK-39 | a load that was never pending | Load 50 key=l | ConfirmLoad originalKey=l | declined original_not_found | main:50
  YK-39 | nor value that came with the card | Issue 50 card=NEWA key=i | ConfirmLoad originalKey=i | declined original_not_found | NEWA main:50
  YK-39 | nor does it fail | Load 50 key=l | FailLoad originalKey=l | declined original_not_found | main:50
  YK-39 | nobody knows it | | ConfirmLoad originalKey=never | declined original_not_found | empty
  YK-39 | by the card of another account | Load 50 pending=true key=p | ConfirmLoad originalKey=p card=BELA | declined original_not_found | empty
  12 | another owner's outlet knows none | Load 50 pending=true key=p | ConfirmLoad originalKey=p outlet=B1 | declined original_not_found | empty
  12 | nor may it end it | Load 50 pending=true key=p | FailLoad originalKey=p outlet=B1 | declined original_not_found | empty
  12 | an outlet of the same owner confirms it: it was loaded where it was asked for | Load 50 pending=true subWallet=a1only key=p outlet=A1; ConfirmLoad originalKey=p outlet=A2 | Redeem 50 outlet=A1 | approved a1only 50 | empty
  72 | a reversal came before it: it is refused | Reverse originalKey=p | Load 50 pending=true key=p | declined original_reversed reversal op_000003 | empty
  `
  )
})

describe("a confirmed load is a load", () => {
  play(
    `
  54 | reversed by the key of the load | Load 50 pending=true key=p; ConfirmLoad originalKey=p | Reverse originalKey=p | approved reversed 50 | empty | Dr liability/main/paid 50, Cr cashClearing/hq/cash 50
  54 | reversed by the key of the confirmation | Load 50 pending=true key=p; ConfirmLoad originalKey=p key=c | Reverse originalKey=c | approved reversed 50 | empty
  54 | once, by whichever key | Load 50 pending=true key=p; ConfirmLoad originalKey=p key=c; Reverse originalKey=p | Reverse originalKey=c | declined previously_reversed reversal op_000005 | empty
  54 | it does not wait again | Load 50 pending=true key=p; ConfirmLoad originalKey=p key=c; Reverse originalKey=c | ConfirmLoad originalKey=p | declined already_confirmed at 2026-11-21T02:00Z | empty
  54 | not when it was spent | Load 50 pending=true key=p; ConfirmLoad originalKey=p; Redeem 10 | Reverse originalKey=p | declined further_activity_prevents_reversal activity spent | main:40
  54 | clawed back by the key of the load | Load 50 pending=true key=p; ConfirmLoad originalKey=p; Redeem 10 | Clawback originalKey=p | approved taken 40 receivable 10 | owes:10
  54 | clawed back by the key of the confirmation | Load 50 pending=true key=p; ConfirmLoad originalKey=p key=c; Redeem 10 | Clawback originalKey=c | approved taken 40 receivable 10 | owes:10
  54 | once | Load 50 pending=true key=p; ConfirmLoad originalKey=p key=c; Clawback originalKey=p | Clawback originalKey=c | declined previously_reversed reversal op_000005 | empty
  54 | what waits is nothing to claw back | Load 50 pending=true key=p | Clawback originalKey=p | declined original_not_found | empty
  54 | a bonus goes with it | Load 100 pending=true offer=100+50 key=p; ConfirmLoad originalKey=p | Reverse originalKey=p | approved reversed 110 | empty
  61 | within the window of the confirmation | Load 50 pending=true key=p; clock 2026-11-22T00:00:00+08:00; ConfirmLoad originalKey=p | Reverse originalKey=p | approved reversed 50 | empty
  61 | not after it | Load 50 pending=true key=p; ConfirmLoad originalKey=p; clock 2026-11-22T00:00:00+08:00 | Reverse originalKey=p | declined reversal_window_closed closedAt 2026-11-21T16:00Z | main:50
  `
  )
})

describe("what has become of the account meanwhile", () => {
  play(
    `
  54 | what else falls due before it lapses leaves it waiting | Load 60; Hold 5 expiresAt=2026-11-21T11:00:00+08:00; Load 50 pending=true key=p; clock 2026-11-21T12:00:00+08:00; Redeem 1 | ConfirmLoad originalKey=p | approved main 50 | main:109
  15 | frozen: a load that was taken on is finished | Load 50 pending=true key=p; Freeze side=credit | ConfirmLoad originalKey=p | approved main 50 | main:50
  15 | but not when it is late | Load 50 pending=true key=p; Freeze side=credit; ${nextMorning} | ConfirmLoad originalKey=p | declined account_frozen side credit | empty
  16 | the card is blocked | Load 50 pending=true key=p; Block | ConfirmLoad originalKey=p | approved main 50 | main:50
  47 | an account with a load that waits is closing, not closed | Load 50 pending=true | Close | approved status closing | empty
  47 | and still takes it | Load 50 pending=true key=p; Close | ConfirmLoad originalKey=p | approved main 50 | main:50
  47 | but no late one | Load 50 pending=true key=p; Close; ${nextMorning} | ConfirmLoad originalKey=p | declined account_closed status closing | empty
  79 | nothing is merged away from a load that waits | Load 50 pending=true | Merge from=ANNA to=BELA | declined program_rule_violation rule transfer sentence A load still waits for its payment. | empty
  79 | into the account it may be | Load 50 pending=true key=p; Load 9 card=BELA; Merge from=BELA to=ANNA | ConfirmLoad originalKey=p | approved main 50 | main:59
  `
  )
})

const limited = shop(
  {
    limits: [
      { id: "day", scope: "account", verb: "Load", amount: 100, per: "day" },
      { id: "cap", scope: "account", balanceAtMost: 150 }
    ],
    pendingLoads: { expireAfter: { hours: 48 } }
  },
  {
    outlets: [
      { id: "A1", owner: "hq" },
      { id: "A2", owner: "hq" },
      { id: "B1", owner: "fr1", restricted: true, zone: "Asia/Bangkok" }
    ],
    operators: [
      { id: "fin", role: "finance" },
      {
        id: "amy",
        role: "cashier",
        limits: [
          { id: "once", verb: "Load", amount: 60, currency: "CNY", per: "operation" },
          { id: "daily", verb: "Load", amount: 90, currency: "CNY", per: "day" }
        ]
      },
      { id: "max", role: "manager" }
    ]
  }
)

const tomorrow = "clock 2026-11-22T09:00:00+08:00"
const lapsed = "clock 2026-11-23T10:00:00+08:00"

const gold = { id: "gold", rebate: { percent: 10, subWallet: "gift" } }
const bonus = { subWallet: "gift", amount: 50 }
const atOnce = { id: "100+30", pay: 100, bonus: { subWallet: "gift", amount: 30 } }
const inParts = { id: "100+50", pay: 100, bonus: { ...bonus, release: { instalments: 5, every: "month" } } }
const later = {
  id: "later",
  pay: 100,
  bonus: { ...bonus, release: { instalments: 5, every: "month", first: "afterOnePeriod" } }
}
const full = (limit: string, room: number) => `declined balance_limit_exceeded limit ${limit} room ${room}`
const asGold = "Issue card=GOLD cardType=gold"

describe("what a pending load brings takes room from what the card may hold", () => {
  play(
    `
  84 | its bonus | Load 100 pending=true offer=100+30 | Load 171 | ${full("cap", 170)} | empty
  84 | of a bonus in parts the first | Load 100 pending=true offer=100+50 | Load 191 | ${full("cap", 190)} | empty
  84 | nothing of parts that begin later | Load 100 pending=true offer=later | Load 201 | ${full("cap", 200)} | empty
  84 | its rebate | ${asGold}; Load 100 pending=true card=GOLD | UnlinkedRefund 191 card=GOLD | ${full("cap", 190)} | empty
  84 | its bonus and its rebate | ${asGold}; Load 100 pending=true offer=100+30 card=GOLD | UnlinkedRefund 161 card=GOLD | ${full("cap", 160)} | empty
  `,
    shop({
      cardTypes: [gold],
      offers: [atOnce, inParts, later],
      limits: [{ id: "cap", scope: "account", balanceAtMost: 300 }]
    })
  )
  play(
    `
 118 | below the largest amount too: a rebate | ${asGold}; UnlinkedRefund 9007199254740881 card=GOLD; Load 100 pending=true card=GOLD | UnlinkedRefund 1 card=GOLD | ${full("largest", 0)} | GOLD refund:9007199254740881
 118 | and all parts of a bonus | UnlinkedRefund 9007199254740841; Load 100 pending=true offer=later | UnlinkedRefund 1 | ${full("largest", 0)} | refund:9007199254740841
  `,
    shop({ cardTypes: [gold], offers: [later] })
  )
})

describe("what a pending load counts", () => {
  play(
    `
  84 | it takes room from the day's limit | Load 60 pending=true | Load 41 | declined limit_exceeded limit day room 40 resetsAt 2026-11-21T16:00Z | empty
  84 | also from another pending load | Load 60 pending=true | Load 41 pending=true | declined limit_exceeded limit day room 40 resetsAt 2026-11-21T16:00Z | empty
  84 | up to the limit | Load 60 pending=true | Load 40 | approved main 40 | main:40
  84 | confirmed, it counts once | Load 60 pending=true key=p; ConfirmLoad originalKey=p | Load 40 | approved main 40 | main:100
  84 | and no less | Load 60 pending=true key=p; ConfirmLoad originalKey=p | Load 41 | declined limit_exceeded limit day room 40 resetsAt 2026-11-21T16:00Z | main:60
  84 | it counts on the day on which it was asked for | Load 60 pending=true key=p; ${tomorrow}; ConfirmLoad originalKey=p | Load 90 | approved main 90 | main:150
  84 | when it fails the room is given back | Load 60 pending=true key=p; FailLoad originalKey=p | Load 100 | approved main 100 | main:100
  84 | when it is cancelled too | Load 60 pending=true key=p; Reverse originalKey=p | Load 100 | approved main 100 | main:100
  84 | a reversed load gives back what it counted | Load 60 pending=true key=p; ConfirmLoad originalKey=p; Reverse originalKey=p | Load 100 | approved main 100 | main:100
  84 | late, it counts when it is confirmed | Load 60 pending=true key=p; ${lapsed}; Load 40 | ConfirmLoad originalKey=p | approved main 60 | main:100
  84 | and finds no more room than any other | Load 60 pending=true key=p; ${lapsed}; Load 41 | ConfirmLoad originalKey=p | declined limit_exceeded limit day room 59 resetsAt 2026-11-23T16:00Z | main:41
  84 | then it is confirmed another day | Load 60 pending=true key=p; ${lapsed}; Load 41; ?ConfirmLoad originalKey=p; clock 2026-11-24T10:00:00+08:00 | ConfirmLoad originalKey=p | approved main 60 | main:101
  84 | it takes room from what the card may hold | Load 100; ${tomorrow}; Load 50 pending=true | Load 1 | declined balance_limit_exceeded limit cap room 0 | main:100
  84 | also for value that is moved there | Load 100; ${tomorrow}; Load 50 pending=true; Load 1 card=BELA | Transfer 1 from=BELA to=ANNA | declined balance_limit_exceeded limit cap room 0 | main:100
  84 | its own room is its own | Load 100; ${tomorrow}; Load 50 pending=true key=p | ConfirmLoad originalKey=p | approved main 50 | main:150
  90 | it draws on the quota of the outlet | GrantQuota 50 ofOutlet=B1; Load 30 pending=true outlet=B1 | Load 21 outlet=B1 card=BELA | declined quota_exceeded left 20 | empty
  90 | what it keeps is not taken back from the outlet | GrantQuota 50 ofOutlet=B1; Load 30 pending=true outlet=B1 | GrantQuota -21 ofOutlet=B1 | declined quota_exceeded left 20 | empty
  90 | the rest is | GrantQuota 50 ofOutlet=B1; Load 30 pending=true outlet=B1; GrantQuota -20 ofOutlet=B1 | Load 1 outlet=B1 card=BELA | declined quota_exceeded left 0 | empty
  90 | and so is what has lapsed | GrantQuota 50 ofOutlet=B1; Load 30 pending=true outlet=B1; ${lapsed}; GrantQuota -50 ofOutlet=B1 | Load 1 outlet=B1 card=BELA | declined quota_exceeded left 0 | empty
  90 | and gives it back when it fails | GrantQuota 50 ofOutlet=B1; Load 30 pending=true outlet=B1 key=p; FailLoad originalKey=p outlet=B1 | Load 50 outlet=B1 card=BELA | approved main 50 | BELA main:50
  90 | and when it lapses, though nobody touches the card | GrantQuota 50 ofOutlet=B1; Load 30 pending=true outlet=B1 key=p; ${lapsed} | Load 50 outlet=B1 card=BELA | approved main 50 | BELA main:50
  90 | confirmed, it was loaded on the quota | GrantQuota 50 ofOutlet=B1; Load 30 pending=true outlet=B1 key=p; ConfirmLoad originalKey=p outlet=B1; ${lapsed} | Load 21 outlet=B1 card=BELA | declined quota_exceeded left 20 | main:30
  90 | late, it draws on the quota again | GrantQuota 50 ofOutlet=B1; Load 30 pending=true outlet=B1 key=p; ${lapsed}; Load 21 outlet=B1 card=BELA | ConfirmLoad originalKey=p outlet=B1 | declined quota_exceeded left 29 | empty
  90 | and a reversal by the key of the load gives it back | GrantQuota 50 ofOutlet=B1; Load 30 pending=true outlet=B1 key=p; ${lapsed}; ConfirmLoad originalKey=p outlet=B1; Reverse originalKey=p outlet=B1 | Load 50 outlet=B1 card=BELA | approved main 50 | BELA main:50
  87 | it counts for the operator | Load 50 pending=true operator=amy card=BELA | Load 41 operator=amy | declined operator_limit_exceeded left 40 | empty
  87 | also when somebody else confirms it, late | Load 50 pending=true operator=amy card=BELA key=p; ${lapsed}; Load 41 operator=amy | ConfirmLoad originalKey=p operator=max | declined operator_limit_exceeded left 49 | main:41
  87 | a confirmation is nobody's own load | Load 50 pending=true key=p | ConfirmLoad originalKey=p operator=max | approved main 50 | main:50
  OC-20 | a cashier ends an own one | Load 50 pending=true operator=amy key=p | FailLoad originalKey=p operator=amy | approved status failed | empty
  OC-20 | not a colleague's | Load 50 pending=true operator=max key=p | FailLoad originalKey=p operator=amy | declined not_permitted right FailLoad what others did | empty
  `,
    limited
  )
})

describe("the terms of a pending load", () => {
  const offering = (bonus: number, validity: object) =>
    shop({
      offers: [{ id: "o", pay: 100, bonus: { subWallet: "gift", amount: bonus } }],
      subWallets: [
        { id: "gift", priority: 10, funding: "promotional" },
        { id: "main", priority: 90, funding: "paid", validity }
      ]
    })

  it("are those under which it was asked for: what was paid for is given", () => {
    const till = counter(offering(30, { years: 5 }))
    till.tell("Load 100 pending=true offer=o key=p")
    till.terms(offering(1, { days: 1 }))
    expect(till.say("ConfirmLoad originalKey=p")).toBe("approved main 100 gift 30")
    expect(till.walletOf().lots.map(({ expiresAt, subWallet }) => [subWallet, expiresAt])).toEqual([
      ["main", Date.parse("2031-11-22T00:00:00+08:00")],
      ["gift", undefined]
    ])
  })

  it("value that has ended meanwhile is not taken in", () => {
    const till = counter(offering(30, { until: "2026-11-21" }))
    till.tell("Load 100 pending=true offer=o key=p; clock 2026-11-22T00:00:00+08:00")
    expect(till.say("ConfirmLoad originalKey=p")).toBe(
      "declined program_rule_violation rule validity sentence The value would have ended before it could be used."
    )
    till.audit()
  })

  it("wait as long as the program says, in time for nothing else", () => {
    const till = counter(shop({ pendingLoads: { expireAfter: { minutes: 15 } } }))
    const outcome = till.ask("Load 50 pending=true")
    expect(outcome.outcome === "approved" && outcome.receipt.expiresAt).toBe(
      Date.parse("2026-11-21T10:15:00+08:00")
    )
    till.tell("clock 2026-11-21T10:14:59.999+08:00")
    expect(till.settle()).toBe(0)
    till.tell("clock 2026-11-21T10:15:00+08:00")
    expect([till.settle(), till.settle()]).toEqual([1, 0])
    expect(till.recorded.at(-1)?.operation).toMatchObject({
      verb: "LapseLoad",
      original: "op_000003",
      key: "sys:lapse:op_000003:2026-11-21T02.15.00.000Z"
    })
    expect(till.walletOf().pendingLoads).toBe(undefined)
    till.audit()
  })

  it("a law that lets a card be loaded once counts a load that waits", () => {
    const once = {
      id: "once",
      title: "Once",
      jurisdiction: "EU",
      currency: "CNY",
      kinds: ["registered"],
      effectiveFrom: "2020-01-01",
      checkedOn: "2026-11-21",
      certainty: "low",
      sources: ["test"],
      rules: { notReloadable: true }
    }
    const till = counter(shop({ presets: [once] }))
    till.tell("Load 50 pending=true key=p")
    const again =
      "declined program_rule_violation rule once sentence A card of this kind is not loaded again."
    expect(till.say("Load 50 pending=true")).toBe(again)
    expect(till.say("ConfirmLoad originalKey=p")).toBe("approved main 50")
    expect(till.say("Load 50")).toBe(again)
  })
})

describe("a pending load sent again", () => {
  it("is answered as before, whatever has become of it", () => {
    const till = counter()
    const asked = till.ask("Load 50 pending=true key=p")
    till.tell("ConfirmLoad originalKey=p key=c")
    expect(outcomeText(till.ask("Load 50 pending=true key=p"))).toBe(`${outcomeText(asked)} again`)
    expect(till.say("ConfirmLoad originalKey=p key=c")).toBe("approved main 50 again")
    expect(till.balances()).toBe("main:50")
    till.tell("Reverse originalKey=p")
    const reversed = " again reversedBy op_000005"
    expect(outcomeText(till.ask("Load 50 pending=true key=p"))).toBe(outcomeText(asked) + reversed)
    expect(till.say("ConfirmLoad originalKey=p key=c")).toBe(`approved main 50${reversed}`)
  })
})
