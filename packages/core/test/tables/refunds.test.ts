/**
 * Refunds, reversals and clawbacks, case by case (B is `gift`, P is `main`).
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { shop } from "./shop.ts"
import { play } from "./table.ts"

describe("refunds", () => {
  play(`
  41 | 30 B and 70 P were spent; 50 come back to P | Load 30 subWallet=gift tender=other; Load 70; Redeem 100 key=r | Refund 50 originalKey=r | approved main 50 | main:50 | Dr merchantPayable/hq 50, Cr liability/main/paid 50
  42 | 50 more | Load 30 subWallet=gift tender=other; Load 70; Redeem 100 key=r; Refund 50 originalKey=r | Refund 50 originalKey=r | approved main 20 gift 30 | gift:30 main:70 | Dr merchantPayable/hq 50, Cr liability/gift/promotional 30, Cr liability/main/paid 20
  43 | and one more | Load 30 subWallet=gift tender=other; Load 70; Redeem 100 key=r; Refund 50 originalKey=r; Refund 50 originalKey=r | Refund 1 originalKey=r | declined exceeds_refundable left 0 | gift:30 main:70
  43 | without an amount: all that is left | Load 30 subWallet=gift tender=other; Load 70; Redeem 100 key=r; Refund 50 originalKey=r | Refund originalKey=r | approved main 20 gift 30 | gift:30 main:70
  43 | nothing left and no amount | Load 70; Redeem 70 key=r; Refund originalKey=r | Refund originalKey=r | declined exceeds_refundable left 0 | main:70
  43 | one unit above what is left | Load 100; Redeem 60 key=r; Refund 20 originalKey=r | Refund 41 originalKey=r | declined exceeds_refundable left 40 | main:60
  43 | a partial approval refunds only what was approved | Load 40; Redeem 100 partial=true key=r | Refund 41 originalKey=r | declined exceeds_refundable left 40 | empty
   - | by the operation's id | Load 100; Redeem 60 | Refund 60 original=op_000004 | approved main 60 | main:100
   - | a capture | Load 100; Hold 60 key=h; Capture 40 holdKey=h key=c | Refund 40 originalKey=c | approved main 40 | main:100
   - | the capture, not the hold, is refunded | Load 100; Hold 60 key=h; Capture 40 holdKey=h | Refund 40 originalKey=h | declined original_not_found | main:60
   - | a reinstatement | Load 100; Hold 60 key=h; clock 2026-11-29T10:00:00+08:00; Reinstate 40 holdKey=h key=r | Refund 40 originalKey=r | approved main 40 | main:100
   - | a load is not refunded | Load 100 key=l | Refund 10 originalKey=l | declined original_not_found | main:100
   - | a declined sale | Load 100; ?Redeem 200 key=r | Refund 10 originalKey=r | declined original_not_found | main:100
   - | a sale that never was | Load 100 | Refund 10 originalKey=r | declined original_not_found | main:100
   - | named with another card | Load 100; Redeem 60 key=r | Refund 10 originalKey=r card=BELA | declined original_not_found | main:40
   - | named with a card nobody knows | Load 100; Redeem 60 key=r | Refund 10 originalKey=r card=NONE | declined card_unknown | main:40
   - | named with another account | Load 100; Redeem 60 key=r | Refund 10 originalKey=r account=acc_000002 | declined original_not_found | main:40
   - | named with its own card | Load 100; Redeem 60 key=r | Refund 10 originalKey=r card=ANNA | approved main 10 | main:50
   - | a sale that was reversed | Load 100; Redeem 60 key=r; Reverse originalKey=r | Refund 10 originalKey=r | declined original_reversed reversal op_000005 | main:100
   - | a sale that was reversed in part | Load 100; Redeem 60 key=r; Reverse 20 originalKey=r | Refund 41 originalKey=r | declined exceeds_refundable left 40 | main:60
   - | and within what is left of it | Load 100; Redeem 60 key=r; Reverse 20 originalKey=r | Refund 40 originalKey=r | approved main 40 | main:100
   - | a refund that was reversed does not count | Load 100; Redeem 60 key=r; Refund 60 originalKey=r key=f; Reverse originalKey=f | Refund 60 originalKey=r | approved main 60 | main:100
   - | the first of two that was reversed: what it gave back is open, and no other value | Load 30 subWallet=gift tender=other; Load 70; Redeem 100 key=r; Refund 50 originalKey=r key=f; Refund 50 originalKey=r; Reverse originalKey=f | Refund originalKey=r | approved main 50 | gift:30 main:70
   - | frozen for credit | Load 100; Redeem 60 key=r; Freeze side=credit | Refund 10 originalKey=r | declined account_frozen side credit | main:40
   - | frozen for debit only | Load 100; Redeem 60 key=r; Freeze side=debit | Refund 10 originalKey=r | approved main 10 | main:50
   - | a lost card | Load 100; Redeem 60 key=r; ReportLost | Refund 10 originalKey=r | approved main 10 | main:50
  45 | B has ended: a grace lot of 30 days of the same class | Load 30 subWallet=gift tender=other; Redeem 30 key=r; clock 2027-05-22T10:00:00+08:00 | Refund 30 originalKey=r | approved gift 30 | gift:30 | Dr merchantPayable/hq 30, Cr liability/gift/promotional 30
  45 | the grace lot lives through its thirtieth day | Load 30 subWallet=gift tender=other; Redeem 30 key=r; clock 2027-05-22T10:00:00+08:00; Refund 30 originalKey=r; clock 2027-06-21T23:59:59.999+08:00 | Redeem 30 | approved gift 30 | empty
  45 | and not longer | Load 30 subWallet=gift tender=other; Redeem 30 key=r; clock 2027-05-22T10:00:00+08:00; Refund 30 originalKey=r; clock 2027-06-22T00:00:00+08:00 | Redeem 30 | declined insufficient_funds approvable 0 | empty
  45 | what went to a grace lot is not refunded again | Load 30 subWallet=gift tender=other; Redeem 30 key=r; clock 2027-05-22T10:00:00+08:00; Refund 20 originalKey=r | Refund 11 originalKey=r | declined exceeds_refundable left 10 | gift:20
  45 | a grace lot that was spent is refunded to itself | Load 30 subWallet=gift tender=other; Redeem 30 key=r; clock 2027-05-22T10:00:00+08:00; Refund 30 originalKey=r; Redeem 30 key=s | Refund 30 originalKey=s | approved gift 30 | gift:30
  45 | B was prolonged since: it goes back to where it lives on | Load 50 subWallet=gift; Redeem 20 key=r; ChangeExpiry lot=lot_000003_0 expiresAt=2027-12-01T00:00:00+08:00; clock 2027-06-01T10:00:00+08:00; Refund 20 originalKey=r; clock 2027-11-30T10:00:00+08:00 | Redeem 50 | approved gift 50 | empty
  46 | the card was replaced: the value goes to the account | Load 100; Redeem 60 key=r; Replace newCard=NEWA | Refund 60 originalKey=r | approved main 60 | NEWA main:100
  47 | the account is closed | Load 60; Redeem 60 key=r; Close | Refund 60 originalKey=r | declined account_closed status closed | empty
  47 | the account is closing | Load 100; Redeem 60 key=r; Close | Refund 60 originalKey=r | approved main 60 | main:100
  48 | in another currency | Load 100; Redeem 60 key=r | Refund 60 originalKey=r currency=USD | declined currency_mismatch expected CNY | main:40
  49 | at another owner's outlet: that owner pays | Load 100; Redeem 60 key=r | Refund 60 originalKey=r outlet=B1 | approved main 60 | main:100 | Dr merchantPayable/fr1 60, Cr liability/main/paid 60
   - | a line: only what paid for it | Load 30 subWallet=room tender=other; Load 100; Redeem 80 key=r lines=room:40,food:40 | Refund 20 originalKey=r lines=food:20 | approved main 20 | main:70
   - | what was given for the room goes back to the room's value | Load 30 subWallet=room tender=other; Load 100; Redeem 80 key=r lines=room:40,food:40 | Refund 40 originalKey=r lines=room:40 | approved main 10 room 30 | main:60 room:30
   - | more than paid for the line | Load 30 subWallet=room tender=other; Load 100; Redeem 80 key=r lines=room:40,food:40 | Refund 41 originalKey=r lines=food:41 | declined exceeds_refundable left 40 | main:50
   - | a line refunded before | Load 100; Redeem 80 key=r lines=room:40,food:40; Refund 30 originalKey=r lines=food:30 | Refund 20 originalKey=r lines=food:20 | declined exceeds_refundable left 10 | main:50
   - | one of two lines twice | Load 100; Redeem 80 key=r lines=room:40,food:40 | Refund 80 originalKey=r lines=food:40,food:40 | declined exceeds_refundable left 40 | main:20
   - | a line that was not there | Load 100; Redeem 80 key=r lines=room:40,food:40 | Refund 10 originalKey=r lines=bar:10 | declined exceeds_refundable left 0 | main:20
   - | the article tells lines apart | Load 100; Redeem 80 key=r lines=food/a:40,food/b:40 | Refund 41 originalKey=r lines=food/b:41 | declined exceeds_refundable left 40 | main:20
   - | the article's own value comes back | Load 20 subWallet=gift tender=other; Load 100; Redeem 40 key=r lines=food/a:20,food/b:20 | Refund 20 originalKey=r lines=food/a:20 | approved gift 20 | gift:20 main:80
   - | and the other's | Load 20 subWallet=gift tender=other; Load 100; Redeem 40 key=r lines=food/a:20,food/b:20 | Refund 20 originalKey=r lines=food/b:20 | approved main 20 | main:100
   - | without an article, the last of the category first | Load 20 subWallet=gift tender=other; Load 100; Redeem 40 key=r lines=food/a:20,food/b:20 | Refund 30 originalKey=r lines=food:30 | approved main 20 gift 10 | gift:10 main:100
   - | two lines at once | Load 30 subWallet=room tender=other; Load 100; Redeem 80 key=r lines=room:40,food:40 | Refund 80 originalKey=r lines=food:40,room:40 | approved main 40 main 10 room 30 | main:100 room:30
   - | a line in two parts | Load 100; Redeem 80 key=r lines=room:40,food:40 | Refund 40 originalKey=r lines=food:30,food:10 | approved main 30 main 10 | main:60
   - | what was given back for one line is still open for the other | Load 30 subWallet=room tender=other; Load 100; Redeem 80 key=r lines=room:40,food:40; Refund 20 originalKey=r lines=room:20 | Refund 40 originalKey=r lines=food:40 | approved main 40 | main:100 room:10
   - | and the rest of the first | Load 30 subWallet=room tender=other; Load 100; Redeem 80 key=r lines=room:40,food:40; Refund 20 originalKey=r lines=room:20 | Refund 21 originalKey=r lines=room:21 | declined exceeds_refundable left 20 | main:60 room:10
  `)
})

describe("refunds after the value has ended, by program", () => {
  play(
    `
  45 | keep expired: it goes back and is breakage at once | Load 30 subWallet=gift tender=other; Redeem 30 key=r; clock 2027-05-22T10:00:00+08:00 | Refund 30 originalKey=r | approved gift 30 | empty | Dr liability/gift/promotional 30, Cr promotionExpense 30
  45 | the live part goes back as it was | Load 30 subWallet=gift tender=other; Load 30; Redeem 60 key=r; clock 2027-05-22T10:00:00+08:00 | Refund 60 originalKey=r | approved main 30 gift 30 | main:30
  `,
    shop({ refundAfterExpiry: { kind: "keepExpired" } })
  )
  play(
    `
  45 | to the refund sub-wallet, never as paid value | Load 30 subWallet=gift tender=other; Redeem 30 key=r; clock 2027-05-22T10:00:00+08:00 | Refund 30 originalKey=r | approved refund 30 | refund:30 | Dr merchantPayable/hq 30, Cr liability/refund/promotional 30
  45 | where it does not end | Load 30 subWallet=gift tender=other; Redeem 30 key=r; clock 2027-05-22T10:00:00+08:00; Refund 30 originalKey=r; clock 2028-05-20T10:00:00+08:00 | Redeem 30 | approved refund 30 | empty
  45 | and is not refunded twice | Load 30 subWallet=gift tender=other; Redeem 30 key=r; clock 2027-05-22T10:00:00+08:00; Refund 30 originalKey=r | Refund 1 originalKey=r | declined exceeds_refundable left 0 | refund:30
  `,
    shop({ refundAfterExpiry: { kind: "refundSubWallet" } })
  )
  play(
    `
  45 | one day of grace | Load 30 subWallet=gift tender=other; Redeem 30 key=r; clock 2027-05-22T10:00:00+08:00; Refund 30 originalKey=r; clock 2027-05-24T00:00:00+08:00 | Redeem 30 | declined insufficient_funds approvable 0 | empty
  45 | through its end | Load 30 subWallet=gift tender=other; Redeem 30 key=r; clock 2027-05-22T10:00:00+08:00; Refund 30 originalKey=r; clock 2027-05-23T23:59:59+08:00 | Redeem 30 | approved gift 30 | empty
  `,
    shop({ refundAfterExpiry: { kind: "grace", days: 1 } })
  )

  const sold = "Load 100; Redeem 100 key=r; clock 2027-04-01T10:00:00+08:00"
  const after = "clock 2027-05-23T10:00:00+08:00"
  play(
    `
  - | used up, and loaded since: it lives as long as what is there | ${sold}; Load 50; Refund originalKey=r; ${after} | Redeem 150 | approved main 100 main 50 | empty
  - | as it does where a rest was left | Load 101; Redeem 100 key=r; clock 2027-04-01T10:00:00+08:00; Load 50; Refund originalKey=r; ${after} | Redeem 151 | approved main 101 main 50 | empty
  - | also when its own end is over | ${sold}; Load 50; ${after}; Refund originalKey=r | Redeem 150 | approved main 100 main 50 | empty
  - | and ends with it | ${sold}; Load 50; Refund originalKey=r; clock 2027-10-02T00:00:00+08:00 | Redeem 1 | declined insufficient_funds approvable 0 | empty
  53 | a reversal too: had it not been sold, it would have been prolonged | ${sold}; Load 50; Reverse originalKey=r; ${after} | Redeem 150 | approved main 100 main 50 | empty
  53 | in part | ${sold}; Load 50; Reverse 40 originalKey=r; ${after} | Redeem 90 | approved main 40 main 50 | empty
  53 | not by what was loaded before | Load 100; clock 86400000; Load 50; ChangeExpiry lot=lot_000003_0 expiresAt=2027-01-01T00:00:00+08:00; clock 86400000; Redeem 100 key=r; Reverse originalKey=r; clock 2027-01-01T00:00:00+08:00 | Redeem 150 | declined insufficient_funds approvable 50 | main:50
  53 | nor in part | Load 100; clock 86400000; Load 50; ChangeExpiry lot=lot_000003_0 expiresAt=2027-01-01T00:00:00+08:00; clock 86400000; Redeem 100 key=r; Reverse 40 originalKey=r; clock 2027-01-01T00:00:00+08:00 | Redeem 90 | declined insufficient_funds approvable 50 | main:50
  53 | at the very instant of the sale | Load 100; clock 2027-04-01T10:00:00+08:00; Redeem 100 key=r; Load 50; Reverse originalKey=r; ${after} | Redeem 150 | approved main 100 main 50 | empty
  53 | a hold is opened again on what is prolonged | Load 100; clock 2027-04-01T10:00:00+08:00; Hold 100 key=h; Capture 100 holdKey=h key=c; Load 50; Reverse originalKey=c; Release holdKey=h; ${after} | Redeem 150 | approved main 100 main 50 | empty
  - | not loaded since it has its own end | ${sold}; Refund originalKey=r; ${after} | Redeem 1 | declined insufficient_funds approvable 0 | empty
  - | nor is it prolonged by what was loaded before | Load 50; clock 86400000; Load 100; Redeem 100 key=r; Refund originalKey=r; clock 2027-05-23T00:00:00+08:00 | Redeem 1 | declined insufficient_funds approvable 0 | empty
  `,
    shop({
      offers: [],
      reversal: { days: 300 },
      subWallets: [{ id: "main", funding: "paid", validity: { months: 6, from: "lastLoad" } }]
    })
  )

  it("names the line that each slice had paid", () => {
    const till = counter()
    till.tell("Load 30 subWallet=room tender=other; Load 100; Redeem 80 key=r lines=room:40,food:40")
    const outcome = till.ask("Refund 50 originalKey=r")
    expect(outcome.outcome === "approved" && outcome.receipt.restored).toEqual([
      { subWallet: "main", lot: "lot_000004_0", amount: 40n, line: 1 },
      { subWallet: "main", lot: "lot_000004_0", amount: 10n, line: 0 }
    ])
  })

  it("a grace lot tells where it came from and costs what it is worth", () => {
    const till = counter()
    till.tell("Load 30; Redeem 30 key=r; clock 2031-11-30T10:00:00+08:00; Refund 20 originalKey=r")
    expect(till.walletOf().lots).toEqual([
      {
        id: "lot_000005_0",
        subWallet: "main",
        funding: "paid",
        funded: 20n,
        costBasis: 20n,
        fundedAt: Date.parse("2031-11-30T10:00:00+08:00"),
        activeFrom: Date.parse("2031-11-30T10:00:00+08:00"),
        expiresAt: Date.parse("2031-12-31T00:00:00+08:00"),
        loadedAt: { outlet: "A1", owner: "hq" },
        restoredFrom: "lot_000003_0",
        remaining: 20n,
        held: 0n,
        promised: 0n
      }
    ])
  })
})

it("a grace lot of a gift costs its holder nothing, like the gift", () => {
  const till = counter()
  till.tell("Load 30 subWallet=gift tender=other; Redeem 30 key=r; clock 2027-05-22T10:00:00+08:00")
  till.tell("Refund 20 originalKey=r")
  expect(till.walletOf().lots.map(({ costBasis, funded }) => [funded, costBasis])).toEqual([[20n, 0n]])
})

describe("reversals", () => {
  play(`
  - | asked at an outlet of another owner | Load 100; Redeem 60 key=r | Reverse originalKey=r outlet=B1 | declined original_not_found | main:40
  - | asked at another outlet of the same owner | Load 100; Redeem 60 key=r | Reverse originalKey=r outlet=A2 | approved main 60 reversed 60 | main:100
  53 | of a redemption, nothing after: as if it had not been | Load 30 subWallet=gift tender=other; Load 70; Redeem 60 key=r | Reverse originalKey=r | approved main 30 gift 30 reversed 60 | gift:30 main:70 | Dr merchantPayable/hq 60, Cr liability/gift/promotional 30, Cr liability/main/paid 30
  53 | of a redemption elsewhere: that owner's payable | Load 70; Redeem 60 key=r outlet=B1 | Reverse originalKey=r outlet=B1 | approved main 60 reversed 60 | main:70 | Dr merchantPayable/fr1 60, Cr liability/main/paid 60
  53 | of a load, nothing spent | Load 70 key=l | Reverse originalKey=l | approved reversed 70 | empty | Dr liability/main/paid 70, Cr cashClearing/hq/cash 70
  53 | of a load with its bonus and its promises | Load 100 offer=100+50 key=l | Reverse originalKey=l | approved reversed 110 | empty | Dr liability/gift/promotional 10, Dr liability/main/paid 100, Cr cashClearing/hq/cash 100, Cr promotionExpense 10
  54 | of a load, part spent | Load 70 key=l; Redeem 1 | Reverse originalKey=l | declined further_activity_prevents_reversal activity spent | main:69
  54 | of a load, all spent | Load 70 key=l; Redeem 70 | Reverse originalKey=l | declined further_activity_prevents_reversal activity spent | empty
  54 | of a load, part held | Load 70 key=l; Hold 1 | Reverse originalKey=l | declined further_activity_prevents_reversal activity held | main:70[1]
  54 | of a load, part held beside all of another | Load 50; Load 70 key=l; Hold 100 | Reverse originalKey=l | declined further_activity_prevents_reversal activity held | main:120[100]
  54 | of a load, part spent beside another that is held | Load 50; Hold 50; Load 70 key=l; Redeem 10 | Reverse originalKey=l | declined further_activity_prevents_reversal activity spent | main:110[50]
  54 | spent and refunded, it is whole again | Load 70 key=l; Redeem 70 key=r; Refund originalKey=r | Reverse originalKey=l | approved reversed 70 | empty
  55 | of a redemption after an unrelated one | Load 100; Redeem 60 key=r; Redeem 40 | Reverse originalKey=r | approved main 60 reversed 60 | main:60
  55 | of a redemption that was refunded in part | Load 100; Redeem 60 key=r; Refund 1 originalKey=r | Reverse originalKey=r | declined further_activity_prevents_reversal activity refunds | main:41
  55 | whose refund was reversed | Load 100; Redeem 60 key=r; Refund 1 originalKey=r key=f; Reverse originalKey=f | Reverse originalKey=r | approved main 60 reversed 60 | main:100
  56 | again under a new key | Load 100; Redeem 60 key=r; Reverse originalKey=r | Reverse originalKey=r | declined previously_reversed reversal op_000005 | main:100
  57 | of something never seen, by its key | Load 100 | Reverse originalKey=late | approved tombstone true | main:100 | nothing posted
  57 | the late original | Load 100; Reverse originalKey=late | Redeem 10 key=late | declined original_reversed reversal op_000004 | main:100
  57 | the tombstone a second time | Load 100; Reverse originalKey=late | Reverse originalKey=late | declined previously_reversed reversal op_000004 | main:100
  57 | in part, of something never seen | Load 100 | Reverse 10 originalKey=late | declined original_not_found | main:100
  57 | of an unknown operation id | Load 100 | Reverse original=op_999999 | declined original_not_found | main:100
  57 | a late original with an earlier reason keeps that reason | Reverse originalKey=late | Redeem 10 key=late card=NONE | declined card_unknown | empty
   - | of a declined sale: nothing to do | Load 100; ?Redeem 200 key=r | Reverse originalKey=r | approved reversed 0 | main:100 | nothing posted
   - | in part, then the rest | Load 100; Redeem 60 key=r; Reverse 20 originalKey=r | Reverse originalKey=r | approved main 40 reversed 40 | main:100
   - | in part: the exact reverse of the order | Load 30 subWallet=gift tender=other; Load 70; Redeem 60 key=r | Reverse 40 originalKey=r | approved main 30 gift 10 reversed 40 | gift:10 main:70 | Dr merchantPayable/hq 40, Cr liability/gift/promotional 10, Cr liability/main/paid 30
   - | in part above what is left | Load 100; Redeem 60 key=r; Reverse 20 originalKey=r | Reverse 41 originalKey=r | declined exceeds_refundable left 40 | main:60
   - | in parts that make the whole | Load 100; Redeem 60 key=r; Reverse 20 originalKey=r; Reverse 40 originalKey=r | Reverse originalKey=r | declined previously_reversed reversal op_000006 | main:100
   - | in another currency | Load 100; Redeem 60 key=r | Reverse 20 originalKey=r currency=USD | declined currency_mismatch expected CNY | main:40
   - | a load in part | Load 100 key=l | Reverse 20 originalKey=l | declined program_rule_violation rule reversal sentence Only redemptions and captures are reversed in part. | main:100
   - | a reversal | Load 100; Redeem 60 key=r; Reverse originalKey=r key=v | Reverse originalKey=v | declined program_rule_violation rule reversal sentence This kind of operation is not reversed. | main:100
  59 | of a refund, still unspent | Load 100; Redeem 60 key=r; Refund 20 originalKey=r key=f | Reverse originalKey=f | approved reversed 20 | main:40 | Dr liability/main/paid 20, Cr merchantPayable/hq 20
  59 | of a refund, spent again | Load 60; Redeem 60 key=r; Refund 20 originalKey=r key=f; Redeem 1 | Reverse originalKey=f | declined further_activity_prevents_reversal activity spent | main:19
  60 | of a release: the hold is open again | Load 100; Hold 60 key=h; Release holdKey=h key=v | Reverse originalKey=v | approved reversed 0 | main:100[60]
  60 | and is captured | Load 100; Hold 60 key=h; Release holdKey=h key=v; Reverse originalKey=v | Capture 60 holdKey=h | approved main 60 released 0 | main:40
  60 | of a release, the value is held by another | Load 100; Hold 60 key=h; Release holdKey=h key=v; Hold 50 | Reverse originalKey=v | declined further_activity_prevents_reversal activity held | main:100[50]
  60 | of a release, the lot was spent to the last unit | Load 60; Hold 60 key=h; Release holdKey=h key=v; Redeem 60 | Reverse originalKey=v | declined further_activity_prevents_reversal activity held | empty
   - | of a hold | Load 100; Hold 60 key=h | Reverse originalKey=h | approved reversed 0 | main:100
   - | of a hold that was raised | Load 100; Hold 60 key=h; IncrementHold 10 holdKey=h | Reverse originalKey=h | declined further_activity_prevents_reversal activity captured | main:100[70]
   - | of the increment | Load 100; Hold 60 key=h; IncrementHold 10 holdKey=h key=i | Reverse originalKey=i | approved reversed 0 | main:100[60]
   - | of a hold that was captured | Load 100; Hold 60 key=h; Capture 60 holdKey=h | Reverse originalKey=h | declined further_activity_prevents_reversal activity captured | main:40
   - | of an extension | Load 100; Hold 60 key=h expiresAt=2026-11-22T10:00:00+08:00; ExtendHold holdKey=h expiresAt=2026-11-23T10:00:00+08:00 key=x; Reverse originalKey=x; clock 2026-11-22T10:00:00+08:00 | Capture 60 holdKey=h | declined hold_expired at 2026-11-22T02:00Z | main:100
   - | of a final capture: the hold is open again | Load 100; Hold 60 key=h; Capture 40 holdKey=h key=c | Reverse originalKey=c | approved main 40 reversed 40 | main:100[60] | Dr merchantPayable/hq 40, Cr liability/main/paid 40
   - | of a capture that was not the last | Load 100; Hold 60 key=h; Capture 20 holdKey=h key=c final=false; Capture 40 holdKey=h | Reverse originalKey=c | declined further_activity_prevents_reversal activity captured | main:40
   - | of the last of two captures | Load 100; Hold 60 key=h; Capture 20 holdKey=h final=false; Capture 40 holdKey=h key=c | Reverse originalKey=c | approved main 40 reversed 40 | main:80[40]
  61 | the last millisecond of the trading day | Load 100; Redeem 60 key=r; clock 2026-11-21T23:59:59.999+08:00 | Reverse originalKey=r | approved main 60 reversed 60 | main:100
  61 | the trading day is over | Load 100; Redeem 60 key=r; clock 2026-11-22T00:00:00+08:00 | Reverse originalKey=r | declined reversal_window_closed closedAt 2026-11-21T16:00Z | main:40
  61 | the day of the outlet that sold | Load 100; Redeem 60 key=r outlet=B1; clock 2026-11-22T00:30:00+08:00 | Reverse originalKey=r outlet=B1 | approved main 60 reversed 60 | main:100
  62 | of an activation after first use | Issue card=NEWA active=false; Activate 50 card=NEWA key=a; Redeem 10 card=NEWA | Reverse originalKey=a | declined further_activity_prevents_reversal activity used since | NEWA main:40
  62 | of an activation, unused | Issue card=NEWA active=false; Activate 50 card=NEWA key=a | Reverse originalKey=a | approved reversed 50 | NEWA empty | Dr liability/main/paid 50, Cr cashClearing/hq/cash 50
  62 | and the card waits again | Issue card=NEWA active=false; Activate 50 card=NEWA key=a; Reverse originalKey=a | Redeem 10 card=NEWA | declined not_activated | NEWA empty
   - | of an issue, unused: the account is closed and the card ended | Issue 50 card=NEWA key=i; Reverse originalKey=i | Redeem 10 card=NEWA | declined blocked since 2026-11-21T02:00Z | NEWA empty
   - | of an issue that was used | Issue 50 card=NEWA key=i; Redeem 10 card=NEWA | Reverse originalKey=i | declined further_activity_prevents_reversal activity used since | NEWA main:40
   - | of a block | Load 50; Block key=b; Reverse originalKey=b | Redeem 10 | approved main 10 | main:40
   - | of a block by a back office without outlet | Load 50; Block key=b outlet=-; Reverse originalKey=b | Redeem 10 | approved main 10 | main:40
   - | whose day is that of the head office | Load 50; Block key=b outlet=-; clock 2026-11-22T00:30:00+08:00 | Reverse originalKey=b | declined reversal_window_closed closedAt 2026-11-21T16:00Z | main:50
   - | by a back office without outlet | Load 50; Block key=b outlet=B1; Reverse originalKey=b outlet=- | Redeem 10 | approved main 10 | main:40
   - | of a block that was undone since | Load 50; Block key=b; Unblock | Reverse originalKey=b | declined further_activity_prevents_reversal activity changed since | main:50
   - | of a block of two cards, one of which was unblocked since | Load 50; LinkCard newCard=SECO; Block account=acc_000001 key=b; Unblock card=SECO | Reverse originalKey=b | declined further_activity_prevents_reversal activity changed since | main:50
   - | of a block before the card was lost | Load 5; clock 1000; Block key=b; ReportLost | Reverse originalKey=b | declined further_activity_prevents_reversal activity changed since | main:5
   - | of a freeze | Load 50; Freeze key=f; Reverse originalKey=f | Redeem 10 | approved main 10 | main:40
   - | of a freeze of an account that is closing since | Load 50; Freeze key=f; Close; Reverse originalKey=f | Redeem 10 | approved main 10 | main:40
   - | and it is closing still | Load 50; Freeze key=f; Close; Reverse originalKey=f | Load 10 | declined account_closed status closing | main:50
   - | of a close | Load 50; Close key=c; Reverse originalKey=c | Load 10 | approved main 10 | main:60
   - | of a replacement: the old card is good again | Load 50; Replace newCard=NEWA key=p; Reverse originalKey=p | Redeem 10 | approved main 10 | main:40
   - | and the new one is not | Load 50; Replace newCard=NEWA key=p; Reverse originalKey=p | Redeem 10 card=NEWA | declined blocked since 2026-11-21T02:00Z | main:50
   - | of a replacement that was used | Load 50; Replace newCard=NEWA key=p; Redeem 10 card=NEWA | Reverse originalKey=p | declined further_activity_prevents_reversal activity used since | NEWA main:40
   - | of a transfer | Load 50; Transfer 20 from=ANNA to=BELA key=t | Reverse originalKey=t | approved reversed 20 | main:50 | BELA empty
   - | of a transfer that was spent | Load 50; Transfer 20 from=ANNA to=BELA key=t; Redeem 1 card=BELA | Reverse originalKey=t | declined further_activity_prevents_reversal activity spent | main:30 | BELA main:19
   - | of a transfer between programs: each owes again what it owed | Load 50; Issue 5 card=NEWA program=bearer; Transfer 20 from=ANNA to=NEWA key=t | Reverse originalKey=t | approved reversed 20 | main:50 | NEWA main:5 | Dr liability/main/paid@bearer 20, Cr liability/main/paid 20
   - | of a merge | Load 50; Merge from=ANNA to=BELA key=m | Reverse originalKey=m | approved reversed 50 | main:50 | BELA empty
   - | of a merge that was spent | Load 50; Merge from=ANNA to=BELA key=m; Redeem 1 card=BELA | Reverse originalKey=m | declined further_activity_prevents_reversal activity used since | empty | BELA main:49
   - | of a cash-out | Load 50; CashOut key=c | Reverse originalKey=c | approved reversed 50 | main:50 | Dr cashClearing/hq/cash 50, Cr liability/main/paid 50
   - | of an adjustment | Load 50; Adjust -20 subWallet=main key=a | Reverse originalKey=a | approved reversed 20 | main:50 | Dr adjustment 20, Cr liability/main/paid 20
   - | of a change of expiry | Load 50 subWallet=gift; ChangeExpiry lot=lot_000003_0 expiresAt=2026-12-01T00:00:00+08:00 key=x; Reverse originalKey=x; clock 2026-12-02T00:00:00+08:00 | Redeem 50 | approved gift 50 | empty
   - | of a change that was changed again | Load 50 subWallet=gift; ChangeExpiry lot=lot_000003_0 expiresAt=2026-12-01T00:00:00+08:00 key=x; ChangeExpiry lot=lot_000003_0 expiresAt=2026-12-02T00:00:00+08:00 | Reverse originalKey=x | declined further_activity_prevents_reversal activity expiry changed | gift:50
   - | of a change to the second of two lots | Load 50 subWallet=gift; Load 60 subWallet=gift; ChangeExpiry lot=lot_000004_0 expiresAt=2027-12-01T00:00:00+08:00 key=x | Reverse originalKey=x | approved reversed 0 | gift:110
   - | of a change to a lot that was spent since | Load 50 subWallet=gift; ChangeExpiry lot=lot_000003_0 expiresAt=2026-12-01T00:00:00+08:00 key=x; Redeem 50 | Reverse originalKey=x | approved reversed 0 | empty
   - | of a conversion | Issue 5 card=NEWA program=bearer; Convert card=NEWA program=member holder=H1 key=c | Reverse originalKey=c | approved reversed 0 | NEWA main:5 | Dr liability/main/paid 5, Cr liability/main/paid@bearer 5
   - | and the card is a bearer card again | Issue 5 card=NEWA program=bearer; Convert card=NEWA program=member holder=H1 key=c; Reverse originalKey=c | Load 5 card=NEWA | declined capability_off capability load | NEWA main:5
   - | of a linked card | Load 5; LinkCard newCard=SECO key=c; Reverse originalKey=c | Redeem 5 card=SECO | declined blocked since 2026-11-21T02:00Z | main:5
   - | of a deactivation | Load 5; Deactivate key=c; Reverse originalKey=c | Redeem 5 | approved main 5 | empty
   - | of a lost card that was found | Load 5; ReportLost key=c; Reverse originalKey=c | Redeem 5 | approved main 5 | empty
   - | of an unlinked refund | UnlinkedRefund 5 key=u | Reverse originalKey=u | approved reversed 5 | empty | Dr liability/refund/refund 5, Cr merchantPayable/hq 5
   - | of a clawback | Load 5 key=l; Clawback originalKey=l key=c | Reverse originalKey=c | declined program_rule_violation rule reversal sentence This kind of operation is not reversed. | empty
   - | of an instalment | Load 100 offer=100+50; clock 2026-12-21T00:00:00+08:00; Redeem 1 | Reverse original=op_000004 | declined program_rule_violation rule reversal sentence This kind of operation is not reversed. | gift:19+30 main:100
   - | of a load that prolonged nothing | Load 5; Load 6 key=l | Reverse originalKey=l | approved reversed 6 | main:5
   - | named with another card | Load 100; Redeem 60 key=r | Reverse originalKey=r card=BELA | declined original_not_found | main:40
   - | on a closed account | Load 60; Redeem 60 key=r; Close | Reverse originalKey=r | declined account_closed status closed | empty
   - | nor of what was paid out of it | Load 60; CashOut key=o; Close | Reverse originalKey=o | declined account_closed status closed | empty
   - | nor of what went to another card | Load 60; Transfer from=ANNA to=BELA key=t; Close | Reverse originalKey=t | declined account_closed status closed | empty | BELA main:60
   - | nor of a correction, also before a merge | Load 60; Adjust -60 subWallet=main key=a; Merge from=ANNA to=BELA | Reverse originalKey=a | declined account_closed status closed | empty
   - | of the close first, and then of that | Load 60; CashOut key=o; Close key=c; Reverse originalKey=c | Reverse originalKey=o | approved reversed 60 | main:60
   - | of what the ledger did itself | Load 60; Hold 60; clock 2026-11-28T10:00:00+08:00; Load 1 | Reverse original=op_000005 | declined program_rule_violation rule reversal sentence This kind of operation is not reversed. | main:61
  `)
  play(
    `
  61 | two days, the last millisecond | Load 100; Redeem 60 key=r; clock 2026-11-23T09:59:59.999+08:00 | Reverse originalKey=r | approved main 60 reversed 60 | main:100
  61 | two days are over | Load 100; Redeem 60 key=r; clock 2026-11-23T10:00:00+08:00 | Reverse originalKey=r | declined reversal_window_closed closedAt 2026-11-23T02:00Z | main:40
   - | an instalment that vested since is taken back as value | Load 100 offer=100+50 key=l; clock 2026-11-22T10:00:00+08:00 | Reverse originalKey=l | approved reversed 110 | empty
    `,
    shop({ reversal: { days: 2 } })
  )
  play(
    `
   - | an instalment that vested since is taken back as value | Load 100 offer=100+50 key=l; clock 2026-12-22T10:00:00+08:00 | Reverse originalKey=l | approved reversed 120 | empty | Dr liability/gift/promotional 20, Dr liability/main/paid 100, Cr cashClearing/hq/cash 100, Cr promotionExpense 20
  36 | two of five vested and one was spent | Load 100 offer=100+50 key=l; clock 2026-12-22T10:00:00+08:00; Redeem 10 | Reverse originalKey=l | declined further_activity_prevents_reversal activity spent | gift:10+30 main:100
    `,
    shop({ reversal: { days: 90 } })
  )
  play(
    `
   - | a bonus of which nothing was due at first | Load 100 offer=later key=l; clock 2026-12-22T10:00:00+08:00 | Reverse originalKey=l | approved reversed 110 | empty | Dr liability/gift/promotional 10, Dr liability/main/paid 100, Cr cashClearing/hq/cash 100, Cr promotionExpense 10
    `,
    shop({
      reversal: { days: 90 },
      offers: [
        {
          id: "later",
          pay: 100,
          bonus: {
            subWallet: "gift",
            amount: 30,
            release: { instalments: 3, every: "month", first: "afterOnePeriod" }
          }
        }
      ]
    })
  )

  it("opens a hold again only if it is as the operation left it, also when it was read from storage since", () => {
    const till = counter()
    till.tell("Load 100; Hold 60 key=h; Capture 20 holdKey=h final=false key=c")
    const wallet = till.walletOf()
    till.ledger.wallets.set(wallet.id, structuredClone(wallet))
    expect(till.say("Reverse originalKey=c")).toBe("approved main 20 reversed 20")
    expect(till.balances()).toBe("main:100[60]")
  })

  it("restores the wallet to what it was, its place in the chain apart", () => {
    const till = counter()
    till.tell("Load 30 subWallet=gift tender=other; Load 70; Hold 20")
    const { head: _h, sequence: _s, version: _v, ...before } = till.walletOf()
    till.tell("Redeem 60 key=r; Reverse originalKey=r")
    const { head: _a, sequence: _b, version: _c, ...after } = till.walletOf()
    const order = (lots: typeof before.lots) => lots.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    expect({ ...after, lots: order(after.lots) }).toEqual({ ...before, lots: order(before.lots) })
  })
})

describe("clawbacks", () => {
  it.each([
    ["Load 100 key=l", ["lot"]],
    ["Load 100 key=l; Redeem 30", ["lot", "receivable"]],
    ["Load 100 key=l; Redeem 100", ["receivable"]]
  ])("after %s they write down only what moves: %j", (before, kinds) => {
    const till = counter()
    till.tell(`${before}; Clawback originalKey=l`)
    expect(till.recorded.at(-1)?.operation.entry.movements.map(({ kind }) => kind)).toEqual(kinds)
  })
  play(`
  36 | two of five instalments vested, one spent | Load 100 offer=100+50 key=l; clock 2026-12-22T10:00:00+08:00; Redeem 10 | Clawback originalKey=l | approved taken 110 receivable 10 | owes:10 | Dr liability/gift/promotional 10, Dr liability/main/paid 100, Dr receivable 10, Cr cashClearing/hq/cash 100, Cr promotionExpense 20
  54 | a load of which part was spent | Load 100 key=l; Redeem 30 | Clawback originalKey=l | approved taken 70 receivable 30 | owes:30 | Dr liability/main/paid 70, Dr receivable 30, Cr cashClearing/hq/cash 100
   - | of another owner's takings | Load 100 key=l | Clawback originalKey=l outlet=B1 | declined original_not_found | main:100
   - | of its own owner's, at another outlet | Load 100 key=l | Clawback originalKey=l outlet=A2 | approved taken 100 receivable 0 | empty
   - | all spent | Load 100 key=l; Redeem 100 | Clawback originalKey=l | approved taken 0 receivable 100 | owes:100 | Dr receivable 100, Cr cashClearing/hq/cash 100
   - | nothing spent | Load 100 key=l | Clawback originalKey=l | approved taken 100 receivable 0 | empty | Dr liability/main/paid 100, Cr cashClearing/hq/cash 100
   - | other loads stay | Load 100 key=l; Load 50 tender=bankCard | Clawback originalKey=l | approved taken 100 receivable 0 | main:50
   - | as it was paid | Load 100 key=l tender=bankCard | Clawback originalKey=l | approved taken 100 receivable 0 | empty | Dr liability/main/paid 100, Cr cashClearing/hq/bankCard 100
   - | expired value was the issuer's already | Load 10 subWallet=gift tender=other key=l; clock 2027-05-22T00:00:00+08:00 | Clawback originalKey=l | approved taken 0 receivable 0 | empty
   - | twice | Load 100 key=l; Clawback originalKey=l | Clawback originalKey=l | declined previously_reversed reversal op_000004 | empty
   - | reversed before | Load 100 key=l; Reverse originalKey=l | Clawback originalKey=l | declined original_reversed reversal op_000004 | empty
   - | part is held | Load 100 key=l; Hold 10 | Clawback originalKey=l | declined holds_open holds [hold_000004] | main:100[10]
   - | a hold on another load | Load 100 key=a; Load 50 key=l; Hold 10 | Clawback originalKey=l | approved taken 50 receivable 0 | main:100[10]
   - | not a load | Load 100; Redeem 10 key=r | Clawback originalKey=r | declined original_not_found | main:90
   - | nor is merchandise credit | UnlinkedRefund 10 key=u | Clawback originalKey=u | declined original_not_found | refund:10
   - | nor a refund | Load 100; Redeem 10 key=r; Refund originalKey=r key=f | Clawback originalKey=f | declined original_not_found | main:100
   - | a load nobody made | | Clawback originalKey=none | declined original_not_found | empty
   - | on a closed account | Load 10 key=l; Redeem 10; Close | Clawback originalKey=l | declined account_closed status closed | empty
   - | a hold over two loads | Load 100 key=l; Load 50; Hold 120 | Clawback originalKey=l | declined holds_open holds [hold_000005] | main:150[120]
   - | an issue without value | Issue card=NEWA key=i | Clawback originalKey=i | declined original_not_found | empty
   - | an issue with value | Issue 50 card=NEWA key=i | Clawback originalKey=i | approved taken 50 receivable 0 | NEWA empty
   - | an activation with value | Issue card=NEWA active=false; Activate 50 card=NEWA key=a; Redeem 20 card=NEWA | Clawback originalKey=a | approved taken 30 receivable 20 | NEWA owes:20
   - | a declined load | ?Load 100 offer=x key=l | Clawback originalKey=l | declined original_not_found | empty
   - | who owes cannot close | Load 100 key=l; Redeem 30; Clawback originalKey=l | Close | declined program_rule_violation rule close sentence The holder still owes a receivable. | owes:30
   - | nor merge away | Load 100 key=l; Redeem 30; Clawback originalKey=l; Load 5 | Merge from=ANNA to=BELA | declined program_rule_violation rule transfer sentence The holder still owes a receivable. | owes:25
  `)
})

describe("refunds of a capture above its hold", () => {
  const taken = "Load 900; Hold 100 lines=room:50,food:50 key=h; Capture 110 holdKey=h key=c"
  play(
    `
  7 | what the tolerance paid is no line of the basket | ${taken}; Refund 50 originalKey=c lines=room:50 | Refund 10 originalKey=c lines=room:10 | declined exceeds_refundable left 0 | main:840
  7 | the other line is still there | ${taken}; Refund 50 originalKey=c lines=room:50 | Refund 50 originalKey=c lines=food:50 | approved main 50 | main:890
  7 | and what the tolerance paid | ${taken}; Refund 50 originalKey=c lines=room:50; Refund 50 originalKey=c lines=food:50 | Refund originalKey=c | approved main 10 | main:900
  `,
    shop({ holds: { tolerancePercent: 20 } })
  )
})

describe("what comes back to a wallet that is full", () => {
  const [most, less] = ["9007199254740991", "9007199254740990"]
  const full = `Load ${most}; Redeem ${most} key=r; Load 1`
  play(
    `
  118 | a refund | ${full} | Refund originalKey=r | declined balance_limit_exceeded limit largest room ${less} | main:1
  118 | a reversal | ${full} | Reverse originalKey=r | declined balance_limit_exceeded limit largest room ${less} | main:1
  118 | as much as there is room for | ${full} | Refund ${less} originalKey=r | approved main ${less} | main:${most}
  118 | instalments that are still to come take room | Load 100; Redeem 100 key=r; Load 100 offer=100+50; Adjust 9007199254740792 subWallet=main | Refund originalKey=r | declined balance_limit_exceeded limit largest room 49 | gift:10+40 main:9007199254740892
  118 | up to them | Load 100; Redeem 100 key=r; Load 100 offer=100+50; Adjust 9007199254740792 subWallet=main | Refund 49 originalKey=r | approved main 49 | gift:10+40 main:9007199254740941
  118 | what moves within it needs none | Load ${most} | Hold 5 | approved main 5 | main:${most}[5]
  `
  )
})
