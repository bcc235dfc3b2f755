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
  - | of a load that the bank has taken back since as well: the issuer bears what had expired | Load 100 key=l tender=bankCard; ${later}; Chargeback originalKey=l | Advice 30 ${day("11-22")} | approved main 30 | empty | books Dr breakageIncome 30, Cr merchantPayable/hq 30
  - | as if it had been told in time | Load 100 key=l tender=bankCard; Redeem 30; ${later} | Chargeback originalKey=l | approved taken 0 receivable 0 | empty | books Dr breakageIncome 30, Cr merchantPayable/hq 30
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

describe("a debt is paid by what is loaded", () => {
  play(`
  103 | before anything of it becomes value | Load 45; Advice 60 | Load 100 | approved main 85 paidOff 15 | main:85 | Dr cashClearing/hq/cash 100, Cr liability/main/paid 85, Cr receivable 15
  103 | all of it | Advice 60 | Load 60 | approved paidOff 60 | empty | Dr cashClearing/hq/cash 60, Cr receivable 60
  103 | as far as it goes | Advice 60 | Load 50 | approved paidOff 50 | owes:10
  103 | then nothing more | Advice 60; Load 100 | Load 30 | approved main 30 | main:70
  103 | an offer's bonus is the holder's all the same | Advice 60 | Load 100 offer=100+30 | approved main 40 gift 30 paidOff 60 | gift:30 main:40 | Dr cashClearing/hq/cash 100, Dr promotionExpense 30, Cr liability/gift/promotional 30, Cr liability/main/paid 40, Cr receivable 60
  103 | also where the debt takes the whole price | Advice 100 | Load 100 offer=100+30 | approved gift 30 paidOff 100 | gift:30
  103 | into whichever sub-wallet | Advice 60 | Load 100 subWallet=gift | approved gift 40 paidOff 60 | gift:40
  103 | given value pays nothing of it | Advice 60 | Load 30 subWallet=gift tender=other | approved gift 30 | gift:30 owes:60
  103 | nor does a correction | Advice 60 | Adjust 30 subWallet=main | approved main 30 | main:30 owes:60
  103 | nor goods that come back | Advice 60 | UnlinkedRefund 30 | approved refund 30 | refund:30 owes:60
  103 | with the activation of the card | Issue card=NEWA active=false; Advice 60 card=NEWA | Activate 100 card=NEWA | approved main 40 paidOff 60 status active | NEWA main:40
  103 | not before the payment has come | Advice 60 | Load 100 pending=true | approved status pending | owes:60
  103 | then it does | Advice 60; Load 100 pending=true key=p | ConfirmLoad originalKey=p | approved main 40 paidOff 60 | main:40
  103 | what was charged back before is paid as well | Load 100 tender=bankCard key=l; Redeem 70; Chargeback originalKey=l | Load 100 | approved main 30 paidOff 70 | main:30
  103 | the account can be left then | Advice 60; Load 60 | Close | approved status closed | empty
  `)
})

describe("a load that has paid a debt, taken back", () => {
  play(`
  53 | what it paid is owed again | Advice 60; Load 100 key=l | Reverse originalKey=l | approved reversed 100 | owes:60 | Dr liability/main/paid 40, Dr receivable 60, Cr cashClearing/hq/cash 100
  53 | also where it paid nothing else | Advice 60; Load 50 key=l | Reverse originalKey=l | approved reversed 50 | owes:60 | Dr receivable 50, Cr cashClearing/hq/cash 50
  54 | not when the rest of it was spent | Advice 60; Load 100 key=l; Redeem 10 | Reverse originalKey=l | declined further_activity_prevents_reversal activity spent | main:30
  54 | a clawback owes it beside what was spent | Advice 60; Load 100 key=l; Redeem 10 | Clawback originalKey=l | approved taken 30 receivable 70 | owes:70 | Dr liability/main/paid 30, Dr receivable 70, Cr cashClearing/hq/cash 100
  54 | a clawback of what paid nothing else | Advice 60; Load 50 key=l | Clawback originalKey=l | approved taken 0 receivable 50 | owes:60 | Dr receivable 50, Cr cashClearing/hq/cash 50
  7 | a chargeback of it | Advice 60; Load 100 tender=bankCard key=l | Chargeback originalKey=l | approved taken 40 receivable 60 | owes:60 | Dr liability/main/paid 40, Dr receivable 60, Cr cashClearing/hq/bankCard 100
  7 | in part, a part of each | Advice 60; Load 100 tender=bankCard key=l | Chargeback 50 originalKey=l | approved taken 20 receivable 30 | main:20 owes:30 | Dr liability/main/paid 20, Dr receivable 30, Cr cashClearing/hq/bankCard 50
  7 | to the unit | Advice 60; Load 100 tender=bankCard offer=100+30 key=l | Chargeback 33 originalKey=l | approved taken 23 receivable 19 | gift:21 main:26 owes:19 | Dr liability/gift/promotional 9, Dr liability/main/paid 14, Dr receivable 19, Cr cashClearing/hq/bankCard 33, Cr promotionExpense 9
  7 | and then the rest | Advice 60; Load 100 tender=bankCard offer=100+30 key=l; Chargeback 33 originalKey=l | Chargeback originalKey=l | approved taken 47 receivable 41 | owes:60
  7 | of what paid nothing else | Advice 60; Load 50 tender=bankCard key=l | Chargeback 20 originalKey=l | approved taken 0 receivable 20 | owes:30
  `)
})

describe("a sale whose debt was paid, returned", () => {
  const repaid = "Load 45; Advice 60 key=a; Load 100"
  play(`
  41 | what was paid comes back as value | ${repaid} | Refund originalKey=a | approved main 45 refund 15 | main:130 refund:15 | Dr merchantPayable/hq 60, Cr liability/main/paid 45, Cr liability/refund/refund 15
  41 | before what value paid | ${repaid} | Refund 20 originalKey=a | approved main 5 refund 15 | main:90 refund:15
  41 | after what is owed still | Load 45; Advice 60 key=a; Load 10 | Refund 20 originalKey=a | approved main 5 refund 10 paidOff 5 | main:5 refund:10 | Dr merchantPayable/hq 20, Cr liability/main/paid 5, Cr liability/refund/refund 10, Cr receivable 5
  42 | all of it, in two steps | ${repaid}; Refund 20 originalKey=a | Refund originalKey=a | approved main 40 | main:130 refund:15
  43 | and no more | ${repaid}; Refund originalKey=a | Refund 1 originalKey=a | declined exceeds_refundable left 0 | main:130 refund:15
  - | of one line | Load 10; Adjust 50 subWallet=room; Advice 40 key=a lines=room:25,food:15; Load 100 | Refund 15 originalKey=a lines=food:15 | approved main 10 refund 5 | main:105 refund:5 room:25
  - | of two, each what was owed for it | Advice 40 key=a lines=room:25,food:15; Load 100 | Refund 40 originalKey=a lines=room:25,food:15 | approved refund 25 refund 15 | main:60 refund:40
  - | the debt of another sale is paid off first | Advice 30 key=a; Advice 20 key=b; Load 25 | Refund originalKey=a | approved refund 5 paidOff 25 | refund:5
  - | whichever of them comes back | Advice 30 key=a; Advice 20 key=b; Load 25; Refund originalKey=a | Refund originalKey=b | approved refund 20 | refund:25
  53 | reversed instead | ${repaid} | Reverse originalKey=a | approved main 45 refund 15 reversed 60 | main:130 refund:15 | Dr merchantPayable/hq 60, Cr liability/main/paid 45, Cr liability/refund/refund 15
  53 | when a part of it is owed still | Load 45; Advice 60 key=a; Load 10 | Reverse originalKey=a | approved main 45 refund 10 reversed 60 paidOff 5 | main:45 refund:10
  53 | in part | ${repaid} | Reverse 10 originalKey=a | approved refund 10 reversed 10 | main:85 refund:10
  53 | then the rest | ${repaid}; Reverse 10 originalKey=a | Reverse originalKey=a | approved main 45 refund 5 reversed 50 | main:130 refund:15
  59 | a return that is undone takes it again | ${repaid}; Refund originalKey=a key=f | Reverse originalKey=f | approved reversed 60 | main:85 | Dr liability/main/paid 45, Dr liability/refund/refund 15, Cr merchantPayable/hq 60
  59 | and what was owed is owed again | Load 45; Advice 60 key=a; Load 10; Refund originalKey=a key=f | Reverse originalKey=f | approved reversed 60 | owes:5
  59 | not when it was spent since | ${repaid}; Refund originalKey=a key=f; Redeem 100 | Reverse originalKey=f | declined further_activity_prevents_reversal activity spent | main:45
  59 | and may be returned again | ${repaid}; Refund originalKey=a key=f; Reverse originalKey=f | Refund originalKey=a | approved main 45 refund 15 | main:130 refund:15
  `)
  play(
    `
  41 | to where paid value goes, where there is no merchandise credit | Advice 60 key=a; Load 100 | Refund originalKey=a | approved main 60 | main:100 | Dr merchantPayable/hq 60, Cr liability/main/paid 60
  41 | without an end, whatever the end of new value | Advice 60 key=a; Load 100; Refund originalKey=a; clock 2026-12-21T10:00:00+08:00 | Redeem 60 | approved main 60 | empty
  `,
    shop({
      subWallets: [{ id: "main", priority: 90, funding: "paid", validity: { days: 5 } }],
      offers: []
    })
  )
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

describe("a debt that is as large as any amount", () => {
  const most = "Advice 9007199254740991"
  play(
    `
  118 | may be | | ${most} | approved receivable 9007199254740991 !overdrawn_offline | owes:9007199254740991
  118 | grows no more | ${most} | Advice 1 | declined balance_limit_exceeded limit largest room 0 | owes:9007199254740991
  118 | but by what was paid of it | ${most}; Load 5 | Advice 5 | approved receivable 5 !overdrawn_offline | owes:9007199254740991
  118 | and by no more than that | ${most}; Load 5 | Advice 6 | declined balance_limit_exceeded limit largest room 5 | owes:9007199254740986
  118 | nor by a load that is taken back | Load 6 key=l; Redeem 6; Advice 9007199254740986 | Clawback originalKey=l | declined balance_limit_exceeded limit largest room 5 | owes:9007199254740986
  118 | what value pays is no debt | Load 5 card=BELA; ${most} | Advice 5 card=BELA | approved main 5 | BELA empty
  `,
    shop()
  )
})
