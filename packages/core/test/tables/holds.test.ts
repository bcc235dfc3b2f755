/**
 * Holds and captures, case by case (numbers are minor units; `main:100[60]` is 100, of which 60 are held).
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { member, shop } from "./shop.ts"
import { play } from "./table.ts"

const tolerant = shop({ holds: { expireAfter: { days: 7 }, tolerancePercent: 20 } })

describe("holds", () => {
  play(`
   1 | a hold above what is left | Load 100; Hold 60 | Hold 50 | declined insufficient_funds approvable 40 held 60 heldUntil 2026-11-28T02:00Z | main:100[60] | nothing posted
   1 | a hold of exactly what is left | Load 100; Hold 60 | Hold 40 | approved main 40 | main:100[100] | nothing posted
   1 | one unit more | Load 100; Hold 60 | Hold 41 | declined insufficient_funds approvable 40 held 60 heldUntil 2026-11-28T02:00Z | main:100[60]
   1 | held by two holds, until the later ends | Load 100; Hold 40; Hold 20 expiresAt=2026-11-22T10:00:00+08:00 | Hold 41 | declined insufficient_funds approvable 40 held 60 heldUntil 2026-11-28T02:00Z | main:100[60]
   2 | the same in part | Load 100; Hold 60 | Hold 50 partial=true | approved main 40 remainingDue 10 boundBy funds | main:100[100]
   2 | in part of nothing | Load 100; Hold 100 | Hold 50 partial=true | declined insufficient_funds approvable 0 held 100 heldUntil 2026-11-28T02:00Z | main:100[100]
   2 | in part, and enough | Load 100 | Hold 50 partial=true | approved main 50 | main:100[50]
   2 | approved in part, the hold is captured for what it holds | Load 40; Hold 50 partial=true key=h; Load 60 | Capture 41 holdKey=h | declined exceeds_hold outstanding 40 tolerance 0 | main:100[40]
   2 | and is raised from what was approved | Load 40; Hold 50 partial=true key=h; Load 60; IncrementHold 20 holdKey=h | Capture 60 holdKey=h | approved main 40 main 20 released 0 | main:40
   4 | a capture above what is left of the hold | Load 100; Hold 50 key=h; Capture 20 holdKey=h final=false | Capture 40 holdKey=h | declined exceeds_hold outstanding 30 tolerance 0 | main:80[30]
   4 | a capture of exactly what is left | Load 100; Hold 50 key=h; Capture 20 holdKey=h final=false | Capture 30 holdKey=h | approved main 30 released 0 | main:50 | Dr liability/main/paid 30, Cr merchantPayable/hq 30
   4 | a capture in part leaves the hold open | Load 100; Hold 50 key=h | Capture 20 holdKey=h final=false | approved main 20 released 0 | main:80[30] | Dr liability/main/paid 20, Cr merchantPayable/hq 20
   4 | captured in full without being final, the hold is over | Load 100; Hold 50 key=h; Capture 50 holdKey=h final=false | Capture 1 holdKey=h | declined already_captured at 2026-11-21T02:00Z | main:50
   6 | a final capture of nothing is a release | Load 100; Hold 50 key=h | Capture 0 holdKey=h | approved released 50 | main:100 | nothing posted
   9 | the second of two final captures | Load 100; Hold 50 key=h; Capture 50 holdKey=h | Capture 50 holdKey=h | declined already_captured at 2026-11-21T02:00Z | main:50
  11 | a capture at the very instant of the end | Load 100; Hold 50 key=h; clock 2026-11-28T10:00:00+08:00 | Capture 50 holdKey=h | declined hold_expired at 2026-11-28T02:00Z | main:100
  12 | a capture one millisecond before | Load 100; Hold 50 key=h; clock 2026-11-28T09:59:59.999+08:00 | Capture 50 holdKey=h | approved main 50 released 0 | main:50
  12 | of two holds only the one that is due ends | Load 100; Hold 50 key=h; Hold 20 key=i expiresAt=2026-11-21T11:00:00+08:00; clock 2026-11-21T11:00:00+08:00 | Capture 20 holdKey=i | declined hold_expired at 2026-11-21T03:00Z | main:100[50]
  14 | a lot that ends while it is held is still captured | Load 100 offer=100+30; clock 2027-05-20T12:00:00+08:00; Hold 30 key=h; clock 2027-05-25T00:00:00+08:00 | Capture 30 holdKey=h | approved gift 30 released 0 | main:100
  14 | what is released of it lapses at once | Load 100 offer=100+30; clock 2027-05-20T12:00:00+08:00; Hold 30 key=h; clock 2027-05-25T00:00:00+08:00; Capture 10 holdKey=h final=false | Release holdKey=h | approved released 20 | main:100 | Dr liability/gift/promotional 20, Cr promotionExpense 20
  14 | a hold that ends by itself lets it lapse too | Load 100 offer=100+30; clock 2027-05-20T12:00:00+08:00; Hold 30 key=h; clock 2027-05-30T00:00:00+08:00 | Redeem 30 | approved main 30 | main:70
  15 | frozen for debit after the hold: the capture passes | Load 100; Hold 60 key=h; Freeze card=ANNA side=debit | Capture 60 holdKey=h | approved main 60 released 0 | main:40
  15 | and a new hold does not | Load 100; Hold 60 key=h; Freeze side=debit | Hold 10 | declined account_frozen side debit | main:100[60]
  15 | nor an increment | Load 100; Hold 60 key=h; Freeze side=debit | IncrementHold 10 holdKey=h | declined account_frozen side debit | main:100[60]
  15 | frozen for credit, a hold passes | Load 100; Freeze side=credit | Hold 10 | approved main 10 | main:100[10]
  16 | reported lost after the hold: the capture passes | Load 100; Hold 60 key=h; ReportLost | Capture 60 holdKey=h | approved main 60 released 0 | main:40
  16 | and a new hold does not | Load 100; Hold 60 key=h; ReportLost | Hold 10 | declined hotlisted since 2026-11-21T02:00Z | main:100[60]
  19 | an increment after a capture in part | Load 100; Hold 50 key=h; Capture 20 holdKey=h final=false | IncrementHold 40 holdKey=h | approved main 40 | main:80[70]
  19 | above what is left | Load 100; Hold 50 key=h; Capture 20 holdKey=h final=false | IncrementHold 51 holdKey=h | declined insufficient_funds approvable 50 held 30 heldUntil 2026-11-28T02:00Z | main:80[30]
  19 | and the raised hold is captured whole | Load 100; Hold 50 key=h; Capture 20 holdKey=h final=false; IncrementHold 40 holdKey=h | Capture 70 holdKey=h | approved main 70 released 0 | main:10
  20 | placed to end now | Load 100 | Hold 50 expiresAt=2026-11-21T10:00:00+08:00 | declined program_rule_violation rule holds.expireAfter sentence The hold would end before now or live longer than the program allows. | main:100
  20 | placed to end later than the program's age | Load 100 | Hold 50 expiresAt=2026-11-28T10:00:00.001+08:00 | declined program_rule_violation rule holds.expireAfter sentence The hold would end before now or live longer than the program allows. | main:100
  20 | placed for the program's age | Load 100 | Hold 50 expiresAt=2026-11-28T10:00:00+08:00 | approved main 50 | main:100[50]
  20 | extended to the program's age | Load 100; Hold 50 key=h; clock 2026-11-22T10:00:00+08:00 | ExtendHold holdKey=h expiresAt=2026-11-28T10:00:00+08:00 | approved | main:100[50]
  20 | extended beyond the program's age | Load 100; Hold 50 key=h; clock 2026-11-22T10:00:00+08:00 | ExtendHold holdKey=h expiresAt=2026-11-28T10:00:00.001+08:00 | declined program_rule_violation rule holds.expireAfter sentence The hold would end before now or live longer than the program allows. | main:100[50]
  20 | not extended into the past | Load 100; Hold 50 key=h; clock 2026-11-22T10:00:00+08:00 | ExtendHold holdKey=h expiresAt=2026-11-22T10:00:00+08:00 | declined program_rule_violation rule holds.expireAfter sentence The hold would end before now or live longer than the program allows. | main:100[50]
  20 | an extended hold lives on | Load 100; Hold 50 key=h expiresAt=2026-11-22T10:00:00+08:00; ExtendHold holdKey=h expiresAt=2026-11-23T10:00:00+08:00; clock 2026-11-23T09:00:00+08:00 | Capture 50 holdKey=h | approved main 50 released 0 | main:50
  20 | a hold beyond the program's age | Load 100 | Hold 50 expiresAt=2026-11-28T10:00:00.001+08:00 | declined program_rule_violation rule holds.expireAfter sentence The hold would end before now or live longer than the program allows. | main:100
  22 | captured at another outlet of the same owner | Load 100; Hold 50 key=h | Capture 50 holdKey=h outlet=A2 | approved main 50 released 0 | main:50
  22 | captured at an outlet of another owner | Load 100; Hold 50 key=h | Capture 50 holdKey=h outlet=B1 | declined hold_not_found | main:100[50]
  22 | released there | Load 100; Hold 50 key=h | Release holdKey=h outlet=B1 | declined hold_not_found | main:100[50]
  22 | raised there | Load 100; Hold 50 key=h | IncrementHold 5 holdKey=h outlet=B1 | declined hold_not_found | main:100[50]
  22 | extended there | Load 100; Hold 50 key=h | ExtendHold holdKey=h expiresAt=2026-11-22T10:00:00+08:00 outlet=B1 | declined hold_not_found | main:100[50]
  22 | reinstated there | Load 100; Hold 50 key=h; clock 2026-11-29T10:00:00+08:00 | Reinstate 5 holdKey=h outlet=B1 | declined hold_not_found | main:100
  22 | placed there and captured here | Load 100; Hold 50 key=h outlet=B1 | Capture 5 holdKey=h | declined hold_not_found | main:100[50]
  22 | released by a back office without outlet | Load 100; Hold 50 key=h outlet=B1 | Release holdKey=h outlet=- | approved released 50 | main:100
  22 | named with another card | Load 100; Hold 50 key=h | Capture 50 holdKey=h card=BELA | declined hold_not_found | main:100[50]
  22 | with another account | Load 100; Hold 50 key=h | Capture 50 holdKey=h account=acc_000002 | declined hold_not_found | main:100[50]
  22 | with its own account | Load 100; Hold 50 key=h | Capture 50 holdKey=h account=acc_000001 | approved main 50 released 0 | main:50
  22 | with a card nobody knows | Load 100; Hold 50 key=h | Capture 50 holdKey=h card=NONE | declined card_unknown | main:100[50]
  22 | named with its own card | Load 100; Hold 50 key=h | Capture 50 holdKey=h card=ANNA | approved main 50 released 0 | main:50
  23 | finalised lower | Load 100; Hold 50 key=h | Capture 35 holdKey=h | approved main 35 released 15 | main:65
  24 | the hold has ended, the payment happened | Load 100; Hold 50 key=h; clock 2026-11-29T10:00:00+08:00 | Reinstate 40 holdKey=h | approved main 40 | main:60 | Dr liability/main/paid 40, Cr merchantPayable/hq 40
  24 | more than was held | Load 100; Hold 50 key=h; clock 2026-11-29T10:00:00+08:00 | Reinstate 51 holdKey=h | declined exceeds_hold outstanding 50 tolerance 0 | main:100
  24 | exactly the rest of what was held | Load 100; Hold 50 key=h; Capture 20 holdKey=h final=false; clock 2026-11-29T10:00:00+08:00; Reinstate 10 holdKey=h | Reinstate 20 holdKey=h | approved main 20 | main:50
  24 | more than the rest | Load 100; Hold 50 key=h; Capture 20 holdKey=h final=false; clock 2026-11-29T10:00:00+08:00; Reinstate 10 holdKey=h | Reinstate 21 holdKey=h | declined exceeds_hold outstanding 20 tolerance 0 | main:70
  24 | a reversed reinstatement can be made again | Load 100; Hold 50 key=h; clock 2026-11-29T10:00:00+08:00; Reinstate 50 holdKey=h key=r; Reverse originalKey=r | Reinstate 50 holdKey=h | approved main 50 | main:50
  24 | funds no longer allow it | Load 100; Hold 50 key=h; clock 2026-11-29T10:00:00+08:00; Redeem 80 | Reinstate 50 holdKey=h | declined insufficient_funds approvable 20 | main:20
  24 | the hold is still open | Load 100; Hold 50 key=h | Reinstate 50 holdKey=h | declined program_rule_violation rule reinstate sentence The hold is still open: capture it. | main:100[50]
  24 | the hold was captured | Load 100; Hold 50 key=h; Capture 50 holdKey=h | Reinstate 50 holdKey=h | declined already_captured at 2026-11-21T02:00Z | main:50
  24 | the hold was released | Load 100; Hold 50 key=h; Release holdKey=h | Reinstate 50 holdKey=h | declined already_released at 2026-11-21T02:00Z | main:100
  24 | named with a card nobody knows | Load 100; Hold 50 key=h; clock 2026-11-29T10:00:00+08:00 | Reinstate 50 holdKey=h card=NONE | declined card_unknown | main:100
  24 | named with another card | Load 100; Hold 50 key=h; clock 2026-11-29T10:00:00+08:00 | Reinstate 50 holdKey=h card=BELA | declined hold_not_found | main:100
  25 | nothing here is accepted | Load 100 subWallet=a1only | Redeem 10 outlet=A2 | declined not_accepted lots [a1only outlets] | a1only:100
  25 | each lot says why | Load 100 subWallet=a1only; Load 50 subWallet=room | Hold 10 outlet=A2 | declined not_accepted lots [room categories, a1only outlets] | a1only:100 room:50
  25 | something is accepted, but too little | Load 100 subWallet=a1only; Load 5 | Redeem 10 outlet=A2 | declined insufficient_funds approvable 5 | a1only:100 main:5
  `)
})

describe("the end of a hold", () => {
  play(`
   - | release gives everything back | Load 100; Hold 50 key=h | Release holdKey=h | approved released 50 | main:100 | nothing posted
   - | what was captured stays captured | Load 100; Hold 50 key=h; Capture 20 holdKey=h final=false | Release holdKey=h | approved released 30 | main:80
   - | released twice | Load 100; Hold 50 key=h; Release holdKey=h | Release holdKey=h | declined already_released at 2026-11-21T02:00Z | main:100
   - | released after its end | Load 100; Hold 50 key=h; clock 2026-11-28T10:00:00+08:00 | Release holdKey=h | declined hold_expired at 2026-11-28T02:00Z | main:100
   - | raised after its end | Load 100; Hold 50 key=h; clock 2026-11-28T10:00:00+08:00 | IncrementHold 5 holdKey=h | declined hold_expired at 2026-11-28T02:00Z | main:100
   - | extended after its end | Load 100; Hold 50 key=h; clock 2026-11-28T10:00:00+08:00 | ExtendHold holdKey=h expiresAt=2026-11-28T11:00:00+08:00 | declined hold_expired at 2026-11-28T02:00Z | main:100
   - | extended after its capture | Load 100; Hold 50 key=h; Capture 50 holdKey=h | ExtendHold holdKey=h expiresAt=2026-11-22T11:00:00+08:00 | declined already_captured at 2026-11-21T02:00Z | main:50
   - | raised after its release | Load 100; Hold 50 key=h; Release holdKey=h | IncrementHold 5 holdKey=h | declined already_released at 2026-11-21T02:00Z | main:100
   - | a key that placed no hold | Load 100 key=l | Capture 5 holdKey=l | declined hold_not_found | main:100
   - | a hold that was declined | Load 100; ?Hold 500 key=h | Capture 5 holdKey=h | declined hold_not_found | main:100
   - | a hold nobody placed | Load 100 | Capture 5 hold=hold_999999 | declined hold_not_found | main:100
   - | a hold by its id | Load 100; Hold 50 | Capture 5 hold=hold_000004 | approved main 5 released 45 | main:95
   - | in another currency | Load 100; Hold 50 key=h | Capture 5 holdKey=h currency=USD | declined currency_mismatch expected CNY | main:100[50]
   - | raised in another currency | Load 100; Hold 50 key=h | IncrementHold 5 holdKey=h currency=USD | declined currency_mismatch expected CNY | main:100[50]
   - | placed in another currency | Load 100 | Hold 5 currency=USD | declined currency_mismatch expected CNY | main:100
   - | reinstated in another currency | Load 100; Hold 50 key=h; clock 2026-11-29T10:00:00+08:00 | Reinstate 40 holdKey=h currency=USD | declined currency_mismatch expected CNY | main:100
   - | reinstated although a reversal opened it again | Load 100; Hold 50 key=h; Release holdKey=h key=v; Reverse originalKey=v | Reinstate 50 holdKey=h | declined program_rule_violation rule reinstate sentence The hold is still open: capture it. | main:100[50]
  `)
})

describe("tolerance", () => {
  play(
    `
   7 | a capture above the hold, covered | Load 115; Hold 100 key=h | Capture 115 holdKey=h | approved main 100 main 15 released 0 tolerance 15 | empty | Dr liability/main/paid 115, Cr merchantPayable/hq 115
   7 | up to the last unit | Load 130; Hold 100 key=h | Capture 120 holdKey=h | approved main 100 main 20 released 0 tolerance 20 | main:10
   7 | the part above is drawn in the normal order | Load 200; Hold 100 key=h; Load 10 subWallet=gift tender=other | Capture 115 holdKey=h | approved main 100 gift 10 main 5 released 0 tolerance 15 | main:95
   8 | not covered | Load 110; Hold 100 key=h | Capture 115 holdKey=h | declined exceeds_hold outstanding 100 tolerance 20 | main:110[100]
   8 | above the tolerance | Load 200; Hold 100 key=h | Capture 121 holdKey=h | declined exceeds_hold outstanding 100 tolerance 20 | main:200[100]
   8 | the till asked for less tolerance | Load 200; Hold 100 key=h tolerance=10 | Capture 111 holdKey=h | declined exceeds_hold outstanding 100 tolerance 10 | main:200[100]
   8 | and gets it | Load 200; Hold 100 key=h tolerance=10 | Capture 110 holdKey=h | approved main 100 main 10 released 0 tolerance 10 | main:90
   8 | the till asked for more than the program's | Load 200; Hold 100 key=h tolerance=50 | Capture 121 holdKey=h | declined exceeds_hold outstanding 100 tolerance 20 | main:200[100]
   8 | captures in part share one tolerance | Load 200; Hold 100 key=h; Capture 60 holdKey=h final=false | Capture 60 holdKey=h | approved main 40 main 20 released 0 tolerance 20 | main:80
   8 | and do not get it twice | Load 200; Hold 100 key=h; Capture 60 holdKey=h final=false | Capture 61 holdKey=h | declined exceeds_hold outstanding 40 tolerance 20 | main:140[40]
   8 | rounded down once | Load 200; Hold 99 key=h | Capture 119 holdKey=h | declined exceeds_hold outstanding 99 tolerance 19 | main:200[99]
   7 | the part above is more of a single line | Load 60 subWallet=room; Load 100; Hold 50 key=h lines=room:50 | Capture 55 holdKey=h | approved room 50 room 5 released 0 tolerance 5 | main:100 room:5
   7 | beside several lines it has no category | Load 60 subWallet=room; Load 100; Hold 50 key=h lines=room:30,food:20 | Capture 55 holdKey=h | approved room 30 main 20 main 5 released 0 tolerance 5 | main:75 room:30
   8 | an increment raises it | Load 200; Hold 50 key=h; IncrementHold 50 holdKey=h | Capture 120 holdKey=h | approved main 100 main 20 released 0 tolerance 20 | main:80
   7 | refunded, the part above goes back first | Load 115; Hold 100 key=h; Capture 115 holdKey=h key=c; Refund 15 originalKey=c | Refund originalKey=c | approved main 100 | main:115
  `,
    shop({ holds: { expireAfter: { days: 7 }, tolerancePercent: 20 } })
  )
})

describe("holds where the basket decides what is accepted", () => {
  play(
    `
   - | the part above the hold belongs to the hold's basket | Load 100; Hold 90 key=h; Load 10 subWallet=gift tender=other | Capture 100 holdKey=h | approved main 90 gift 10 released 0 tolerance 10 | main:10
   - | which is too small here | Load 100; Hold 70 key=h; Load 10 subWallet=gift tender=other | Capture 80 holdKey=h | approved main 70 main 10 released 0 tolerance 10 | gift:10 main:20
   - | unless the till said more | Load 100; Hold 70 key=h basket=80; Load 10 subWallet=gift tender=other | Capture 80 holdKey=h | approved main 70 gift 10 released 0 tolerance 10 | main:30
   - | raised, the basket is the sum | Load 100; Hold 70 key=h; Load 10 subWallet=gift tender=other | IncrementHold 10 holdKey=h | approved gift 10 | gift:10[10] main:100[70]
   - | which is too small here | Load 100; Hold 60 key=h; Load 10 subWallet=gift tender=other | IncrementHold 10 holdKey=h | approved main 10 | gift:10 main:100[70]
   - | unless the till said more | Load 100; Hold 60 key=h basket=80; Load 10 subWallet=gift tender=other | IncrementHold 10 holdKey=h | approved gift 10 | gift:10[10] main:100[60]
   - | reinstated, it is what is reinstated | Load 100; Hold 60 key=h; Load 10 subWallet=gift tender=other; clock 2026-11-29T10:00:00+08:00 | Reinstate 60 holdKey=h | approved main 60 | gift:10 main:40
   - | or what the till had said | Load 100; Hold 60 key=h basket=80; Load 10 subWallet=gift tender=other; clock 2026-11-29T10:00:00+08:00 | Reinstate 60 holdKey=h | approved gift 10 main 50 | main:50
   - | with what was taken of the hold before | Load 100; Hold 90 key=h; Capture 20 holdKey=h final=false; Load 10 subWallet=gift tender=other; clock 2026-11-29T10:00:00+08:00 | Reinstate 60 holdKey=h | approved gift 10 main 50 | main:30
   - | and not with what nobody took | Load 100; Hold 90 key=h; Capture 19 holdKey=h final=false; Load 10 subWallet=gift tender=other; clock 2026-11-29T10:00:00+08:00 | Reinstate 60 holdKey=h | approved main 60 | gift:10 main:21
  `,
    shop({
      holds: { tolerancePercent: 20 },
      subWallets: member.subWallets.map((rule) =>
        rule.id === "gift" ? { ...rule, rule: { minimumBasket: 80 } } : rule
      )
    })
  )
})

describe("holds of value that gives only so much per operation", () => {
  play(
    `
   - | once it has given that, the increment takes other value | Load 100; Load 20 subWallet=gift tender=other; Hold 5 key=h | IncrementHold 5 holdKey=h | approved gift 2 main 3 | gift:20[7] main:100[3]
   - | and the next one too | Load 100; Load 20 subWallet=gift tender=other; Hold 5 key=h; IncrementHold 5 holdKey=h | IncrementHold 5 holdKey=h | approved main 5 | gift:20[7] main:100[8]
   - | what was captured counts | Load 100; Load 20 subWallet=gift tender=other; Hold 5 key=h; IncrementHold 5 holdKey=h; Capture 10 holdKey=h final=false key=c; Reverse originalKey=c; Capture 4 holdKey=h final=false | IncrementHold 5 holdKey=h | approved main 5 | gift:16[3] main:100[8]
   - | and the part above the hold | Load 100; Load 20 subWallet=gift tender=other; Hold 10 key=h | Capture 12 holdKey=h | approved gift 7 main 3 main 2 released 0 tolerance 2 | gift:13 main:95
   - | a new hold may take it again | Load 100; Load 20 subWallet=gift tender=other; Hold 10 | Hold 10 | approved gift 7 main 3 | gift:20[14] main:100[6]
   - | reinstated in parts, the parts are one | Load 100; Load 20 subWallet=gift tender=other; Hold 20 key=h; clock 2026-11-29T10:00:00+08:00; Reinstate 5 holdKey=h | Reinstate 5 holdKey=h | approved gift 2 main 3 | gift:13 main:97
   - | and the next one too | Load 100; Load 20 subWallet=gift tender=other; Hold 20 key=h; clock 2026-11-29T10:00:00+08:00; Reinstate 5 holdKey=h; Reinstate 5 holdKey=h | Reinstate 5 holdKey=h | approved main 5 | gift:13 main:92
   - | a part that was taken back counts no more | Load 100; Load 20 subWallet=gift tender=other; Hold 20 key=h; clock 2026-11-29T10:00:00+08:00; Reinstate 7 holdKey=h key=r; Reverse originalKey=r | Reinstate 5 holdKey=h | approved gift 5 | gift:15 main:100
   - | what was captured before its end counts | Load 100; Load 20 subWallet=gift tender=other; Hold 20 key=h; Capture 4 holdKey=h final=false; clock 2026-11-29T10:00:00+08:00 | Reinstate 5 holdKey=h | approved gift 3 main 2 | gift:13 main:98
  `,
    shop({
      holds: { tolerancePercent: 20 },
      subWallets: member.subWallets.map((rule) =>
        rule.id === "gift" ? { ...rule, rule: { maximumPerOperation: 7 } } : rule
      )
    })
  )
  it.each([
    ["Hold 20 key=h lines=room/s1:20", "room/s1 50"],
    ["Hold 20 key=h", " 50"],
    ["Hold 20 key=h lines=room:15,food:5", "room 15, food 5,  30"]
  ])("%s, raised by 30, is for %s", (placed, lines) => {
    const till = counter()
    till.tell(`Load 100; ${placed}; IncrementHold 30 holdKey=h`)
    const [hold] = till.walletOf().holds
    expect(
      hold?.lines
        .map(({ amount, category, sku }) => `${[category, sku].filter(Boolean).join("/")} ${amount}`)
        .join(", ")
    ).toBe(lines)
  })
})

describe("a program without terms for holds", () => {
  const { holds: _, ...silent } = member
  play(
    `
   - | ends them after seven days | Load 100; Hold 50 key=h; clock 2026-11-28T09:59:59+08:00 | Capture 50 holdKey=h | approved main 50 released 0 | main:50
   - | and not later | Load 100; Hold 50 key=h; clock 2026-11-28T10:00:00+08:00 | Capture 50 holdKey=h | declined hold_expired at 2026-11-28T02:00Z | main:100
   - | and has no tolerance, whatever the till asked for | Load 100; Hold 50 key=h tolerance=10 | Capture 51 holdKey=h | declined exceeds_hold outstanding 50 tolerance 0 | main:100[50]
   - | by terminal alone | Load 100; Hold 50 key=h outlet=- terminal=T1 | Capture 50 holdKey=h | approved main 50 released 0 | main:50
  `,
    shop({}, { programs: [silent] })
  )
})

describe("the lines on a capture's receipt", () => {
  it.each([
    ["Hold 50 key=h lines=room:30,food:20", "Capture 55 holdKey=h", [0, 1, 0]],
    ["Hold 50 key=h lines=room:30,food:20", "Capture 20 holdKey=h lines=food:20", [1]],
    ["Hold 50 key=h lines=food:50", "Capture 20 holdKey=h", [0]]
  ])("%s, %s: %j", (before, asked, lines) => {
    const till = counter(tolerant)
    till.tell(`Load 60 subWallet=room; Load 100; ${before}`)
    const outcome = till.ask(asked)
    expect(outcome.outcome === "approved" && outcome.receipt.drawn?.map(({ line }) => line)).toEqual(lines)
  })
})

describe("holds and captures by basket line", () => {
  play(`
   - | lines are paid by the narrowest value first | Load 50 subWallet=room; Load 100 | Hold 80 lines=room:30,food:50 | approved room 30 main 50 | main:100[50] room:50[30]
   - | a capture that names a line takes what was kept for it | Load 50 subWallet=room; Load 100; Hold 80 key=h lines=room:30,food:50 | Capture 20 holdKey=h lines=food:20 final=false | approved main 20 released 0 | main:80[30] room:50[30]
   - | without lines the order of the pins | Load 50 subWallet=room; Load 100; Hold 80 key=h lines=room:30,food:50 | Capture 40 holdKey=h final=false | approved room 30 main 10 released 0 | main:90[40] room:20
   - | more than was kept for the line | Load 50 subWallet=room; Load 100; Hold 80 key=h lines=room:30,food:50 | Capture 31 holdKey=h lines=room:31 | declined exceeds_hold outstanding 30 tolerance 0 | main:100[50] room:50[30]
   - | a line that was not held | Load 50 subWallet=room; Load 100; Hold 80 key=h lines=room:30,food:50 | Capture 5 holdKey=h lines=bar:5 | declined exceeds_hold outstanding 0 tolerance 0 | main:100[50] room:50[30]
   - | the article tells two lines of one category apart | Load 100; Hold 50 key=h lines=food/a:20,food/b:30 | Capture 30 holdKey=h lines=food/b:30 final=false | approved main 30 released 0 | main:70[20]
   - | the rest of the other article only | Load 100; Hold 50 key=h lines=food/a:20,food/b:30; Capture 30 holdKey=h lines=food/b:30 final=false | Capture 1 holdKey=h lines=food/b:1 | declined exceeds_hold outstanding 0 tolerance 0 | main:70[20]
   - | without an article, all of the category | Load 100; Hold 50 key=h lines=food/a:20,food/b:30 | Capture 50 holdKey=h lines=food:50 | approved main 20 main 30 released 0 | main:50
   - | two lines at once, each from what was kept for it | Load 50 subWallet=room; Load 100; Hold 80 key=h lines=room:30,food:50 | Capture 40 holdKey=h lines=food:30,room:10 final=false | approved main 30 room 10 released 0 | main:70[20] room:40[20]
   - | an increment beside several lines has no category | Load 50 subWallet=room; Load 100; Hold 80 key=h lines=room:30,food:50 | IncrementHold 30 holdKey=h | approved main 30 | main:100[80] room:50[30]
   - | an increment of a single line is more of it | Load 50 subWallet=room; Load 100; Hold 20 key=h lines=room:20 | IncrementHold 20 holdKey=h | approved room 20 | main:100 room:50[40]
  `)
})
