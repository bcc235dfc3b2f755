/**
 * What a bank takes back, case by case, and in what it differs from what the retailer takes back itself.
 *
 * @module
 */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { play } from "./table.ts"

const paid = "Load 100 tender=bankCard key=l"

describe("chargebacks", () => {
  play(`
  7 | a load of 100 with 30 left | ${paid}; Redeem 70 | Chargeback originalKey=l | approved taken 30 receivable 70 | owes:70 | Dr liability/main/paid 30, Dr receivable 70, Cr cashClearing/hq/bankCard 100
  7 | nothing spent | ${paid} | Chargeback originalKey=l | approved taken 100 receivable 0 | empty | Dr liability/main/paid 100, Cr cashClearing/hq/bankCard 100
  7 | all spent | ${paid}; Redeem 100 | Chargeback originalKey=l | approved taken 0 receivable 100 | owes:100 | Dr receivable 100, Cr cashClearing/hq/bankCard 100
  7 | its bonus goes with it | ${paid} offer=100+30 | Chargeback originalKey=l | approved taken 130 receivable 0 | empty | Dr liability/gift/promotional 30, Dr liability/main/paid 100, Cr cashClearing/hq/bankCard 100, Cr promotionExpense 30
  7 | what was promised is promised no more | ${paid} offer=100+50 | Chargeback originalKey=l | approved taken 110 receivable 0 | empty
  7 | what was spent of the bonus is owed | ${paid} offer=100+30; Redeem 20 | Chargeback originalKey=l | approved taken 110 receivable 20 | owes:20 | Dr liability/gift/promotional 10, Dr liability/main/paid 100, Dr receivable 20, Cr cashClearing/hq/bankCard 100, Cr promotionExpense 30
  7 | at the outlet that took it, wherever it is booked | ${paid} outlet=B1 | Chargeback originalKey=l outlet=- | approved taken 100 receivable 0 | empty | Dr liability/main/paid 100, Cr cashClearing/fr1/bankCard 100
  7 | a transfer is recalled | Load 100 tender=transfer key=l | Chargeback originalKey=l | approved taken 100 receivable 0 | empty
  7 | an issue with value | Issue 50 card=NEWA tender=bankCard key=i | Chargeback originalKey=i | approved taken 50 receivable 0 | NEWA empty
  7 | a load that waited for its payment | ${paid} pending=true; ConfirmLoad originalKey=l | Chargeback originalKey=l | approved taken 100 receivable 0 | empty
  `)
})

describe("chargebacks in part", () => {
  play(`
  7 | what is left is enough | ${paid} | Chargeback 40 originalKey=l | approved taken 40 receivable 0 | main:60 | Dr liability/main/paid 40, Cr cashClearing/hq/bankCard 40
  7 | it is not | ${paid}; Redeem 80 | Chargeback 40 originalKey=l | approved taken 20 receivable 20 | owes:20 | Dr liability/main/paid 20, Dr receivable 20, Cr cashClearing/hq/bankCard 40
  7 | the same part of the bonus | ${paid} offer=100+30 | Chargeback 40 originalKey=l | approved taken 52 receivable 0 | gift:18 main:60
  7 | a part of a unit stays with the holder | ${paid} offer=100+30 | Chargeback 1 originalKey=l | approved taken 1 receivable 0 | gift:30 main:99
  7 | until the last chargeback | ${paid} offer=100+30; Chargeback 1 originalKey=l; Chargeback 98 originalKey=l | Chargeback 1 originalKey=l | approved taken 2 receivable 0 | empty
  7 | the rest of it | ${paid}; Chargeback 40 originalKey=l | Chargeback originalKey=l | approved taken 60 receivable 0 | empty
  7 | not more than there was | ${paid}; Chargeback 40 originalKey=l | Chargeback 61 originalKey=l | declined exceeds_refundable left 60 | main:60
  7 | in the currency of the load | ${paid} | Chargeback 40 originalKey=l currency=EUR | declined currency_mismatch expected CNY | main:100
  `)
})

describe("any parts of a load", () => {
  it("come to the whole, whatever was spent of it, and whatever debt it has paid", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 129 }),
        fc.integer({ min: 0, max: 120 }),
        (parts, spent, owed) => {
          const before = owed === 0 ? "" : `Advice ${owed}; `
          const story = `${before}${paid} offer=100+30${spent === 0 ? "" : `; Redeem ${spent} partial=true`}`
          const [whole, apart] = [counter(), counter()]
          whole.tell(`${story}; Chargeback originalKey=l`)
          apart.tell(story)
          for (const part of parts) apart.ask(`Chargeback ${part} originalKey=l`)
          apart.ask("Chargeback originalKey=l")
          expect([apart.balances(), apart.books()]).toEqual([whole.balances(), whole.books()])
          apart.audit()
        }
      ),
      { numRuns: 60 }
    )
  })
})

describe("a chargeback is no clawback", () => {
  play(`
  - | cash: the retailer may take it back | Load 100 key=l | Clawback originalKey=l | approved taken 100 receivable 0 | empty
  - | cash: no bank does | Load 100 key=l | Chargeback originalKey=l | declined program_rule_violation rule chargeback sentence The load was paid in cash: no bank takes it back. | main:100
  - | a gift: the retailer may take it back | Load 10 subWallet=gift tender=other key=l | Clawback originalKey=l | approved taken 10 receivable 0 | empty
  - | a gift: nothing was paid | Load 10 subWallet=gift tender=other key=l | Chargeback originalKey=l | declined original_not_found | gift:10
  - | a hold: the retailer waits | ${paid}; Hold 10 | Clawback originalKey=l | declined holds_open holds [hold_000004] | main:100[10]
  - | a hold: the bank does not | ${paid}; Hold 10 | Chargeback originalKey=l | approved taken 90 receivable 10 | main:10[10] owes:10
  - | a closed account: the retailer has nothing to take | ${paid}; Redeem 100; Close | Clawback originalKey=l | declined account_closed status closed | empty
  - | a closed account: the bank has taken it | ${paid}; Redeem 100; Close | Chargeback originalKey=l | approved taken 0 receivable 100 | owes:100
  - | expired: the retailer keeps it | ${paid}; clock 2031-11-22T00:00:00+08:00 | Clawback originalKey=l | approved taken 0 receivable 0 | empty | nothing posted
  - | expired: the bank has taken it | ${paid}; clock 2031-11-22T00:00:00+08:00 | Chargeback originalKey=l | approved taken 0 receivable 0 | empty | Dr breakageIncome 100, Cr cashClearing/hq/bankCard 100
  - | expired: and the holder has it no more, whatever end it gets | ${paid}; clock 2031-11-22T00:00:00+08:00; Chargeback originalKey=l | ChangeExpiry lot=lot_000003_0 expiresAt=2032-01-01T00:00:00+08:00 | declined program_rule_violation rule changeExpiry sentence Nothing is left of the lot. | empty
  - | in part: what is left of it may get another end | ${paid}; Chargeback 40 originalKey=l; ChangeExpiry lot=lot_000003_0 expiresAt=2032-01-01T00:00:00+08:00; clock 2031-11-22T00:00:00+08:00 | Redeem 60 | approved main 60 | empty
  - | spent before its end: the holder owes it | ${paid}; Redeem 100; clock 2031-11-22T00:00:00+08:00 | Chargeback originalKey=l | approved taken 0 receivable 100 | owes:100 | Dr receivable 100, Cr cashClearing/hq/bankCard 100
  - | also to the retailer | ${paid}; Redeem 100; clock 2031-11-22T00:00:00+08:00 | Clawback originalKey=l | approved taken 0 receivable 100 | owes:100
  - | spent in part and then expired: in the holder's favour | ${paid}; Redeem 30; clock 2031-11-22T00:00:00+08:00 | Chargeback originalKey=l | approved taken 0 receivable 0 | empty | Dr breakageIncome 100, Cr cashClearing/hq/bankCard 100
  - | expired sooner than it was to: nobody spent it | ${paid}; ChangeExpiry lot=lot_000003_0 expiresAt=2026-12-01T00:00:00+08:00; clock 2026-12-01T00:00:00+08:00 | Chargeback originalKey=l | approved taken 0 receivable 0 | empty | Dr breakageIncome 100, Cr cashClearing/hq/bankCard 100
  - | reversed before | ${paid}; Reverse originalKey=l | Chargeback originalKey=l | declined original_reversed reversal op_000004 | empty
  - | twice | ${paid}; Chargeback originalKey=l | Chargeback originalKey=l | declined previously_reversed reversal op_000004 | empty
  - | after the retailer took it back | ${paid}; Clawback originalKey=l | Chargeback originalKey=l | declined previously_reversed reversal op_000004 | empty
  - | the retailer after the bank | ${paid}; Chargeback 40 originalKey=l | Clawback originalKey=l | declined previously_reversed reversal op_000004 | main:60
  - | a reversal after the bank | ${paid}; Chargeback 40 originalKey=l | Reverse originalKey=l | declined further_activity_prevents_reversal activity spent | main:60
  - | is not reversed | ${paid}; Chargeback originalKey=l key=c | Reverse originalKey=c | declined program_rule_violation rule reversal sentence This kind of operation is not reversed. | empty
  - | a frozen account | ${paid}; Freeze side=both | Chargeback originalKey=l | approved taken 100 receivable 0 | empty
  - | not a load | ${paid}; Redeem 10 key=r | Chargeback originalKey=r | declined original_not_found | main:90
  - | a load nobody made | | Chargeback originalKey=none | declined original_not_found | empty
  - | what waits was not paid | ${paid} pending=true | Chargeback originalKey=l | declined original_not_found | empty
  `)
})
