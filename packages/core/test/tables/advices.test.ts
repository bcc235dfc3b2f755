/**
 * Sales that happened while nobody could ask and are reported afterwards, case by case.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { exceptionSentence } from "../../src/command/exceptions.ts"
import { counter } from "./counter.ts"
import { member, shop } from "./shop.ts"
import { play } from "./table.ts"

const people = {
  operators: [
    {
      id: "cora",
      role: "cashier",
      limits: [{ id: "c", verb: "Redeem", currency: "CNY", amount: 10, per: "operation" }]
    },
    { id: "finn", role: "finance" },
    { id: "lisa", role: "auditor" }
  ]
}
const late = shop({}, { backDating: { days: 31 }, ...people })
const later = "clock 2026-12-01T10:00:00+08:00"
const day = (date: string, time = "12:00:00"): string => `effectiveAt=2026-${date}T${time}+08:00`

describe("what value pays, and what the holder owes", () => {
  play(
    `
  102 | there is enough | Load 100 | Advice 60 | approved main 60 | main:40 | Dr liability/main/paid 60, Cr merchantPayable/hq 60
  103 | there is less | Load 45 | Advice 60 | approved main 45 receivable 15 !overdrawn_offline | owes:15 | Dr liability/main/paid 45, Dr receivable 15, Cr merchantPayable/hq 60
  103 | there is nothing | | Advice 60 outlet=B1 | approved receivable 60 !overdrawn_offline | owes:60 | Dr receivable 60, Cr merchantPayable/fr1 60
  103 | and again | Load 45; Advice 60 | Advice 10 | approved receivable 10 !overdrawn_offline | owes:25
  103 | in the order of a sale | Load 100 offer=100+30 | Advice 60 | approved gift 30 main 30 | main:70
  103 | what is held stays held | Load 100; Hold 60 | Advice 60 | approved main 40 receivable 20 !overdrawn_offline | main:60[60] owes:20
  103 | value that the rules keep is not taken | Adjust 50 subWallet=a1only | Advice 30 outlet=A2 | approved receivable 30 !outside_rules | a1only:50 owes:30
  103 | nor would it have been enough | Adjust 50 subWallet=a1only | Advice 80 outlet=A2 | approved receivable 80 !outside_rules !overdrawn_offline | a1only:50 owes:80
  103 | line by line | Load 10; Adjust 50 subWallet=room | Advice 40 lines=room:25,food:15 | approved room 25 main 10 receivable 5 !outside_rules | room:25 owes:5
  103 | a later load pays nothing of it by itself, as after a chargeback | Advice 60 | Load 100 | approved main 100 | main:100 owes:60
  103 | the account cannot be left meanwhile | Advice 60 | Close | declined program_rule_violation rule close sentence The holder still owes a receivable. | owes:60
  - | another currency | Load 100 | Advice 60 currency=EUR | declined currency_mismatch expected CNY | main:100
  - | a card nobody knows | | Advice 60 card=NONE | declined card_unknown | empty
  - | an outlet nobody knows | Load 100 | Advice 60 outlet=Z9 | declined outlet_unknown id Z9 | main:100
  - | a place that takes no value | Load 100 | Advice 60 outlet=A3 | declined capability_off capability redeem | main:100
  - | a role that may not | Load 100 | Advice 60 operator=lisa | declined not_permitted right Advice | main:100
  - | the office may | Load 100 | Advice 60 operator=finn | approved main 60 | main:40
  `,
    shop(
      {},
      {
        ...people,
        outlets: [
          { id: "A1", owner: "hq", region: "north" },
          { id: "A2", owner: "hq", region: "south" },
          { id: "A3", owner: "hq", capabilities: "readOnly" },
          { id: "B1", owner: "fr1" }
        ]
      }
    )
  )
})

describe("what somebody should look at", () => {
  play(
    `
  104 | a card that was lost before | Load 100; ReportLost; clock 60000 | Advice 60 | approved main 60 !card_hotlisted_at_time | main:40
  104 | with an older list | Load 100; clock 7200000; ReportLost; clock 60000 | Advice 60 listAsOf=2026-11-21T10:00:00+08:00 | approved main 60 listAge 7260 !card_hotlisted_at_time | main:40
  104 | a card that was lost afterwards | Load 100; clock 7200000; ReportLost | Advice 60 ${day("11-21", "11:00:00")} | approved main 60 !card_hotlisted_since | main:40
  104 | the age of a list that did not matter | Load 100 | Advice 60 listAsOf=2026-11-21T09:00:00+08:00 | approved main 60 | main:40
  - | a card that was blocked | Load 100; Block | Advice 60 | approved main 60 !card_blocked_at_time | main:40
  - | a card that was blocked afterwards | Load 100; clock 7200000; Block | Advice 60 ${day("11-21", "11:00:00")} | approved main 60 !card_blocked_since | main:40
  - | one that is open again | Load 100; Block; Unblock | Advice 60 | approved main 60 | main:40
  - | a card that was replaced | Load 100; Replace newCard=NEWA | Advice 60 | approved main 60 !card_hotlisted_at_time | main:40
  - | a card that was never active | Issue card=NEWA active=false | Advice 60 card=NEWA | approved receivable 60 !card_not_active_at_time !overdrawn_offline | NEWA owes:60
  - | a card that was switched off | Load 100; Deactivate | Advice 60 | approved main 60 !card_not_active_at_time | main:40
  - | on the account no card is looked at | Load 100; Block | Advice 60 card=- account=acc_000001 | approved main 60 | main:40
  - | a frozen account | Load 100; Freeze side=debit | Advice 60 | approved main 60 !account_frozen | main:40
  - | one that is frozen for loads alone | Load 100; Freeze side=credit | Advice 60 | approved main 60 | main:40
  - | a closed account stays empty | Close | Advice 60 | approved receivable 60 !account_closed !overdrawn_offline | owes:60
  - | in quarantine nothing is taken | Load 100; Freeze quarantine=true | Advice 60 | approved receivable 60 !account_frozen !account_quarantined !overdrawn_offline | main:100 owes:60
  `,
    late
  )
  play(
    `
  - | above a limit, which counts what it has room for | Load 100; Redeem 30 | Advice 60 | approved main 60 !over_limit | main:10
  - | and is then full | Load 100; Redeem 30; Advice 60 | Redeem 1 | declined limit_exceeded limit daily room 0 resetsAt 2026-11-21T16:00Z | main:10
  - | within it | Load 100; Redeem 30; Advice 20 | Redeem 1 | declined limit_exceeded limit daily room 0 resetsAt 2026-11-21T16:00Z | main:50
  - | a reversal gives back what was counted | Load 100; Redeem 30; Advice 60 key=a; Reverse originalKey=a | Redeem 20 | approved main 20 | main:50
  - | above what a cashier may at a time, without a code | Load 100 | Advice 45 operator=cora | approved main 45 | main:55
  - | several things at once, in their order | Block; Freeze side=both | Advice 60 | approved receivable 60 !account_frozen !card_blocked_at_time !over_limit !overdrawn_offline | owes:60
  `,
    shop(
      { limits: [{ id: "daily", verb: "Redeem", scope: "account", per: "day", amount: 50 }] },
      { backDating: { days: 31 }, ...people }
    )
  )
  play(
    `
  33 | a card that had ended | Load 100; clock 2027-11-23T10:00:00+08:00 | Advice 60 | approved main 60 !card_expired_at_time | main:40
  33 | not when it counts before its end | Load 100; clock 2027-11-23T10:00:00+08:00 | Advice 60 effectiveAt=2027-11-20T10:00:00+08:00 | approved main 60 | main:40
  `,
    shop({ cardValidity: { months: 12 } }, { backDating: { days: 31 } })
  )

  it("is said in every language that comes with the library", () => {
    expect(exceptionSentence("overdrawn_offline")).toBe(
      "There was less value than was spent; the holder owes the rest."
    )
    expect(exceptionSentence("card_blocked_at_time", "zh-CN")).toBe("用卡时卡已锁定。")
    expect(exceptionSentence("over_limit", "bg")).toBe("Похарчено е повече, отколкото позволява лимит.")
    expect(exceptionSentence("over_limit", "fr")).toBe("More was spent than a limit allows.")
    expect(exceptionSentence("constructor")).toBe("constructor")
  })
})

describe("when it counts", () => {
  play(
    `
  76 | a day that it would have made negative | Load 100 key=l; clock 86400000; Redeem 100 key=r; clock 86400000; Refund originalKey=r; ${later} | Advice 60 ${day("11-21")} | approved receivable 60 !overdrawn_offline | main:100 owes:60
  76 | in part | Load 100; clock 86400000; Redeem 70 key=r; clock 86400000; Refund originalKey=r; ${later} | Advice 60 ${day("11-21")} | approved main 30 receivable 30 !overdrawn_offline | main:70 owes:30
  76 | value that came later | Load 100; clock 864000000; Load 100 | Advice 101 ${day("11-22")} | approved main 100 receivable 1 !overdrawn_offline | main:100 owes:1
  76 | the right to report is enough | Load 100; ${later} | Advice 60 ${day("11-22")} operator=cora | approved main 60 | main:40
  - | when nobody says, when it is recorded | ${later}; Load 100 | Advice 60 at=2026-11-22T12:00:00+08:00 | approved main 60 | main:40
  - | later than now | Load 100 | Advice 1 ${day("11-21", "10:00:01")} | declined program_rule_violation rule backDating sentence It cannot count later than it is recorded. | main:100
  - | beyond the bound | Load 100; clock 2026-12-22T10:00:00.001+08:00 | Advice 1 ${day("11-21", "10:00:00")} | declined program_rule_violation rule backDating sentence It may count 31 days back at most. | main:100
  - | before the account was opened | ${later} | Advice 1 ${day("11-21", "09:59:59")} | declined program_rule_violation rule backDating sentence It cannot count before the account was opened. | empty
  - | in closed books | Load 100; ${later}; ClosePeriod through=2026-11-30 card=- outlet=- | Advice 1 ${day("11-22")} | declined period_locked lockedThrough 2026-11-30 | main:100
  `,
    late
  )
  play(
    `
  - | what has expired since is taken back | Load 100; ${later} | Advice 130 ${day("11-22")} | approved main 100 receivable 30 !overdrawn_offline | owes:30 | Dr liability/main/paid 100, Dr receivable 30, Cr merchantPayable/hq 130
  - | not from its end on | Load 100; ${later} | Advice 30 ${day("11-28")} | approved receivable 30 !overdrawn_offline | owes:30
  `,
    shop(
      { subWallets: [{ id: "main", priority: 90, funding: "paid", validity: { days: 5 } }], offers: [] },
      { backDating: { days: 31 } }
    )
  )

  it("a wallet that moved meanwhile asks for the same key again, and then it is booked", () => {
    const till = counter(late)
    till.tell(`Load 100; ${later}`)
    const stale = till.stale(`Advice 60 ${day("11-22")} key=a`, "Redeem 50")
    expect(stale).toBe("declined in_progress")
    expect(till.say(`Advice 60 ${day("11-22")} key=a`)).toBe(
      "approved main 50 receivable 10 !overdrawn_offline"
    )
    expect(till.say(`Advice 60 ${day("11-22")} key=a`)).toBe(
      "approved main 50 receivable 10 !overdrawn_offline again"
    )
    expect(till.balances()).toBe("owes:10")
    till.audit()
  })
})

describe("undone and returned", () => {
  play(`
  53 | a reversal leaves nothing of it | Load 45; Advice 60 key=a | Reverse originalKey=a | approved main 45 reversed 60 paidOff 15 | main:45 | Dr merchantPayable/hq 60, Cr liability/main/paid 45, Cr receivable 15
  53 | when nothing was there | Advice 60 key=a | Reverse originalKey=a | approved reversed 60 paidOff 60 | empty | Dr merchantPayable/hq 60, Cr receivable 60
  53 | in part: what is owed first | Load 45; Advice 60 key=a | Reverse 20 originalKey=a | approved main 5 reversed 20 paidOff 15 | main:5
  53 | then the rest | Load 45; Advice 60 key=a; Reverse 20 originalKey=a | Reverse originalKey=a | approved main 40 reversed 40 | main:45
  53 | and no more | Load 45; Advice 60 key=a; Reverse 20 originalKey=a | Reverse 41 originalKey=a | declined exceeds_refundable left 40 | main:5
  53 | twice | Advice 60 key=a; Reverse originalKey=a | Reverse originalKey=a | declined previously_reversed reversal op_000004 | empty
  53 | not when some was returned | Advice 60 key=a; Refund 10 originalKey=a | Reverse originalKey=a | declined further_activity_prevents_reversal activity refunds | owes:50
  57 | reversed before it came | Load 100; Reverse originalKey=a | Advice 60 key=a | declined original_reversed reversal op_000004 | main:100
  - | on an account that is closed | Close; Advice 60 key=a | Reverse originalKey=a | approved reversed 60 paidOff 60 | empty
  41 | a return pays what is owed first | Load 45; Advice 60 key=a | Refund 10 originalKey=a | approved paidOff 10 | owes:5 | Dr merchantPayable/hq 10, Cr receivable 10
  41 | then gives value back | Load 45; Advice 60 key=a | Refund 20 originalKey=a | approved main 5 paidOff 15 | main:5 | Dr merchantPayable/hq 20, Cr liability/main/paid 5, Cr receivable 15
  42 | all of it | Load 45; Advice 60 key=a; Refund 10 originalKey=a | Refund originalKey=a | approved main 45 paidOff 5 | main:45
  43 | and no more | Load 45; Advice 60 key=a; Refund originalKey=a | Refund 1 originalKey=a | declined exceeds_refundable left 0 | main:45
  - | of one line: what is owed for it | Load 10; Adjust 50 subWallet=room; Advice 40 key=a lines=room:25,food:15 | Refund 15 originalKey=a lines=food:15 | approved main 10 paidOff 5 | main:10 room:25
  - | of the other line: nothing is owed | Load 10; Adjust 50 subWallet=room; Advice 40 key=a lines=room:25,food:15 | Refund 25 originalKey=a lines=room:25 | approved room 25 | room:50 owes:5
  - | not more of a line than there was | Load 10; Adjust 50 subWallet=room; Advice 40 key=a lines=room:25,food:15 | Refund 16 originalKey=a lines=food:16 | declined exceeds_refundable left 15 | room:25 owes:5
  59 | a return that is undone is owed again | Load 45; Advice 60 key=a; Refund 20 originalKey=a key=f | Reverse originalKey=f | approved reversed 20 | owes:15 | Dr liability/main/paid 5, Dr receivable 15, Cr merchantPayable/hq 20
  59 | and may be returned again | Load 45; Advice 60 key=a; Refund 20 originalKey=a key=f; Reverse originalKey=f | Refund 60 originalKey=a | approved main 45 paidOff 15 | main:45
  74 | the same key | Load 45; Advice 60 key=a | Advice 60 key=a | approved main 45 receivable 15 !overdrawn_offline again | owes:15
  68 | the same key for another amount | Load 45; Advice 60 key=a | Advice 61 key=a | declined idempotency_conflict field amount | owes:15
  105 | the same batch twice, after it was reversed | Load 45; Advice 60 key=a; Reverse originalKey=a | Advice 60 key=a | approved main 45 receivable 15 !overdrawn_offline again reversedBy op_000005 | main:45
  `)
})

describe("points", () => {
  const terms = shop({
    points: {
      asset: { code: "PTS", exponent: 0 },
      subWallet: { id: "stars", funding: "promotional" },
      earn: [{ points: 1, per: 10 }]
    },
    subWallets: member.subWallets
  })
  play(
    `
  - | are earned on what was paid | Load 45 | Advice 60 | approved main 45 points 4 receivable 15 !overdrawn_offline | PTS stars:4
  - | none where nothing was | | Advice 60 | approved receivable 60 !overdrawn_offline | PTS empty
  28 | a return of what is owed takes none back | Load 45; Advice 60 key=a | Refund 15 originalKey=a | approved paidOff 15 | PTS stars:4
  28 | a return of what was paid does | Load 45; Advice 60 key=a | Refund 30 originalKey=a | approved main 15 points -1 paidOff 15 | PTS stars:3
  28 | so does a reversal | Load 45; Advice 60 key=a | Reverse originalKey=a | approved main 45 points -4 reversed 60 paidOff 15 | PTS empty
  28 | owed points and owed money are two things | Load 45; Advice 60 key=a; BurnPoints 4 currency=PTS | Reverse originalKey=a | approved main 45 points -4 owed 4 reversed 60 paidOff 15 | PTS owes:4 | main:45
  - | nothing is reported in points | Load 45 | Advice 5 currency=PTS | declined currency_mismatch expected CNY | main:45
  `,
    terms
  )
})
