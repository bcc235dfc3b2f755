/**
 * The other verbs, one by one: what they do, what they post, and every reason to refuse them.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { bearer, member, shop } from "./shop.ts"
import { play } from "./table.ts"

describe("issue and activate", () => {
  play(`
   - | a card without value | | Issue card=NEWA | approved | NEWA empty | nothing posted
   - | a card with value | | Issue 50 card=NEWA | approved main 50 | NEWA main:50 | Dr cashClearing/hq/cash 50, Cr liability/main/paid 50
   - | at a franchise, by bank card | | Issue 50 card=NEWA outlet=B1 tender=bankCard | approved main 50 | NEWA main:50 | Dr cashClearing/fr1/bankCard 50, Cr liability/main/paid 50
  96 | a number that is there already | | Issue card=BELA | declined duplicate_credential | empty
  95 | also when it is typed with dashes or spaces | | Issue card=be-la | declined duplicate_credential | empty
  95 | typed with dashes and in small letters | Load 30 | Redeem 10 card=a-nn-a | approved main 10 | main:20
   - | a program that is not there | | Issue card=NEWA program=other | declined program_unknown id other | empty
   - | a card type that is not there | | Issue card=NEWA cardType=gold | declined program_rule_violation rule cardType sentence The program has no such card type. | empty
   - | in another currency | | Issue 50 card=NEWA currency=USD | declined currency_mismatch expected CNY | empty
   - | no number, and the program mints none | | Issue | declined program_rule_violation rule numbering sentence The program mints no card numbers: name the card. | empty
   - | not activated: no sale | Issue card=NEWA active=false | Redeem 1 card=NEWA | declined not_activated | NEWA empty
   - | not activated: no load | Issue card=NEWA active=false | Load 10 card=NEWA | declined not_activated | NEWA empty
   - | activated without value | Issue card=NEWA active=false | Activate card=NEWA | approved status active | NEWA empty | nothing posted
   - | activated with value | Issue card=NEWA active=false | Activate 50 card=NEWA | approved main 50 status active | NEWA main:50 | Dr cashClearing/hq/cash 50, Cr liability/main/paid 50
   - | and then sold with | Issue card=NEWA active=false; Activate 50 card=NEWA | Redeem 20 card=NEWA | approved main 20 | NEWA main:30
   - | activated twice | Issue card=NEWA active=false; Activate card=NEWA | Activate card=NEWA | declined already_active | NEWA empty
   - | in another currency | Issue card=NEWA active=false | Activate 50 card=NEWA currency=USD | declined currency_mismatch expected CNY | NEWA empty
   - | a card nobody knows | | Activate card=NONE | declined card_unknown | empty
   - | a lost card | Issue card=NEWA active=false; ReportLost card=NEWA | Activate card=NEWA | declined hotlisted since 2026-11-21T02:00Z | NEWA empty
   - | a frozen account takes no value | Issue card=NEWA active=false; Freeze card=NEWA side=credit | Activate 5 card=NEWA | declined account_frozen side credit | NEWA empty
   - | but without value its card is activated | Issue card=NEWA active=false; Freeze card=NEWA side=credit | Activate card=NEWA | approved status active | NEWA empty
   - | of an account's cards only the one that waits | Issue card=NEWA active=false; LinkCard account=acc_000003 newCard=SECO; Block card=SECO; Activate account=acc_000003 | Redeem 1 card=SECO | declined blocked since 2026-11-21T02:00Z | NEWA empty
   - | by the account | Issue 5 card=NEWA active=false; LinkCard account=acc_000003 newCard=SECO; Activate account=acc_000003 | Redeem 1 card=NEWA | approved main 1 | NEWA main:4
   - | a closed account | Issue card=NEWA active=false; Close card=NEWA | Activate card=NEWA | declined account_closed status closed | NEWA empty
  `)
  play(
    `
   - | the type's value | | Issue card=NEWA cardType=gold tender=cash | approved main 70 | NEWA main:70
   - | without tender it is only a card | | Issue card=NEWA cardType=gold | approved | NEWA empty
   - | an amount of its own | | Issue 20 card=NEWA cardType=gold | approved main 20 | NEWA main:20
   - | a type without value | | Issue card=NEWA cardType=plain tender=cash | approved | NEWA empty
   - | a type that is not there | | Issue card=NEWA cardType=silver tender=cash | declined program_rule_violation rule cardType sentence The program has no such card type. | empty
  `,
    shop({ cardTypes: [{ id: "gold", initialValue: 70 }, { id: "plain" }] })
  )
  play(
    `
   - | of the type that every card begins with | | Issue card=NEWA tender=cash | approved main 70 | NEWA main:70
   - | not where it begins with another | | Issue card=NEWA cardType=plain tender=cash | approved | NEWA empty
   - | as one load among those of its card | | Issue 60 card=NEWA | approved main 60 | NEWA main:60
   - | which a limit bounds | | Issue 81 card=NEWA | declined limit_exceeded limit each room 80 | empty
   - | and counts | Issue card=NEWA tender=cash | Load 31 card=NEWA | declined limit_exceeded limit day room 30 resetsAt 2026-11-21T16:00Z | NEWA main:70
   - | until it is undone | Issue card=NEWA active=false; Activate 70 card=NEWA key=a; Reverse originalKey=a | Activate 80 card=NEWA | approved main 80 status active | NEWA main:80
  `,
    shop({
      offers: [],
      cardTypes: [{ id: "gold" }, { id: "base", initialValue: 70 }, { id: "plain" }],
      tiers: { per: "year", below: "base", levels: [{ cardType: "gold", from: 500 }] },
      limits: [
        { id: "each", scope: "card", verb: "Load", amount: 80, per: "operation" },
        { id: "day", scope: "card", verb: "Load", amount: 100, per: "day" }
      ]
    })
  )
})

describe("loads", () => {
  play(`
   - | cash | | Load 100 | approved main 100 | main:100 | Dr cashClearing/hq/cash 100, Cr liability/main/paid 100
   - | by terminal alone | | Load 100 outlet=- terminal=T1 | approved main 100 | main:100 | Dr cashClearing/hq/cash 100, Cr liability/main/paid 100
  YK-11 | a bonus at once | | Load 100 offer=100+30 | approved main 100 gift 30 | gift:30 main:100 | Dr cashClearing/hq/cash 100, Dr promotionExpense 30, Cr liability/gift/promotional 30, Cr liability/main/paid 100
   - | into another sub-wallet, paid | | Load 100 subWallet=gift | approved gift 100 | gift:100 | Dr cashClearing/hq/cash 100, Cr liability/gift/paid 100
   - | into another sub-wallet, given | | Load 100 subWallet=gift tender=other | approved gift 100 | gift:100 | Dr promotionExpense 100, Cr liability/gift/promotional 100
   - | into the refund sub-wallet: merchandise credit, even if it was paid | | Load 100 subWallet=refund | approved refund 100 | refund:100 | Dr cashClearing/hq/cash 100, Cr liability/refund/refund 100
   - | a sub-wallet that is not there | | Load 100 subWallet=other | declined program_rule_violation rule subWallet sentence The program has no such sub-wallet. | empty
  YK-11 | an offer that is not there | | Load 100 offer=none | declined program_rule_violation rule offer sentence The program has no such offer. | empty
  YK-11 | not the price of the offer | | Load 101 offer=100+30 | declined program_rule_violation rule offer sentence The amount is not the price of the offer. | empty
   - | in another currency | | Load 100 currency=USD | declined currency_mismatch expected CNY | empty
  92 | a bearer card is not loaded again | Issue card=NEWA program=bearer | Load 100 card=NEWA | declined capability_off capability load | NEWA empty
   - | frozen for credit | Freeze side=credit | Load 100 | declined account_frozen side credit | empty
   - | frozen for debit | Freeze side=debit | Load 100 | approved main 100 | main:100
   - | closing | Load 10; Close | Load 100 | declined account_closed status closing | main:10
   - | closed | Close | Load 100 | declined account_closed status closed | empty
   - | a card nobody knows | | Load 100 card=NONE | declined card_unknown | empty
   - | an account nobody knows | | Load 100 account=acc_9 | declined card_unknown | empty
   - | by account | | Load 100 account=acc_000001 | approved main 100 | main:100
   - | a blocked card by its account | Block | Load 100 account=acc_000001 | approved main 100 | main:100
   - | a blocked card | Block | Load 100 | declined blocked since 2026-11-21T02:00Z | empty
  `)
})

describe("cards", () => {
  play(`
   - | blocked | Load 10 | Block | approved status blocked | main:10 | nothing posted
   - | and refused | Load 10; Block | Redeem 1 | declined blocked since 2026-11-21T02:00Z | main:10
   - | blocked twice | Block | Block | declined blocked since 2026-11-21T02:00Z | empty
   - | unblocked | Load 10; Block; Unblock | Redeem 1 | approved main 1 | main:9
   - | unblocked although it is active | | Unblock | declined already_active | empty
   - | a card that waits and is blocked waits again | Issue card=NEWA active=false; Block card=NEWA; Unblock card=NEWA | Redeem 1 card=NEWA | declined not_activated | NEWA empty
   - | a deactivated card that is blocked stays deactivated | Deactivate; Block; Unblock | Redeem 1 | declined not_activated | empty
   - | deactivated | Load 10 | Deactivate | approved status deactivated | main:10
   - | and refused | Load 10; Deactivate | Redeem 1 | declined not_activated | main:10
   - | deactivated twice | Deactivate | Deactivate | declined not_activated | empty
   - | a blocked card is not deactivated | Block | Deactivate | declined blocked since 2026-11-21T02:00Z | empty
   - | reactivated | Load 10; Deactivate; Reactivate | Redeem 1 | approved main 1 | main:9
   - | reactivated although it is active | | Reactivate | declined already_active | empty
   - | a card that was never activated is not reactivated | Issue card=NEWA active=false | Reactivate card=NEWA | declined not_activated | NEWA empty
   - | lost | Load 10 | ReportLost | approved status lost | main:10
   - | and refused | Load 10; ReportLost | Redeem 1 | declined hotlisted since 2026-11-21T02:00Z | main:10
   - | lost, it is not unblocked | ReportLost | Unblock | declined hotlisted since 2026-11-21T02:00Z | empty
   - | nor blocked | ReportLost | Block | declined hotlisted since 2026-11-21T02:00Z | empty
   - | nor lost again | ReportLost | ReportLost | declined hotlisted since 2026-11-21T02:00Z | empty
   - | a blocked card is lost | Block; ReportLost | Unblock | declined hotlisted since 2026-11-21T02:00Z | empty
   - | a bearer card is not reported lost | Issue card=NEWA program=bearer | ReportLost card=NEWA | declined capability_off capability reportLost | NEWA empty
   - | every card of an account | LinkCard newCard=SECO; Block account=acc_000001 | Redeem 1 card=SECO | declined blocked since 2026-11-21T02:00Z | empty
   - | one card of two | Load 10; LinkCard newCard=SECO; Block card=SECO | Redeem 1 | approved main 1 | main:9
   - | every card that is not blocked yet | LinkCard newCard=SECO; Block card=SECO; Block account=acc_000001 | Redeem 1 | declined blocked since 2026-11-21T02:00Z | empty
   - | blocked with all others, a lost card stays lost | LinkCard newCard=SECO; ReportLost card=SECO; Block account=acc_000001 | Redeem 1 card=SECO | declined hotlisted since 2026-11-21T02:00Z | empty
   - | linked | Load 10; LinkCard newCard=SECO | Redeem 1 card=SECO | approved main 1 | main:9
   - | linked to a number that is taken | | LinkCard newCard=BELA | declined duplicate_credential | empty
   - | linked by a blocked card | Block | LinkCard newCard=SECO | declined blocked since 2026-11-21T02:00Z | empty
   - | linked to a closed account | Close | LinkCard newCard=SECO | declined account_closed status closed | empty
   - | replaced | Load 10 | Replace newCard=NEWA | approved | main:10 | NEWA main:10 | nothing posted
   - | and the new one is good | Load 10; Replace newCard=NEWA | Redeem 1 card=NEWA | approved main 1 | NEWA main:9
   - | a lost card is replaced | Load 10; ReportLost; Replace newCard=NEWA | Redeem 1 card=NEWA | approved main 1 | NEWA main:9
   - | a replaced card is not replaced again | Replace newCard=NEWA | Replace newCard=SECO | declined hotlisted since 2026-11-21T02:00Z | empty
   - | nor one whose link was reversed | LinkCard newCard=SECO key=c; clock 1000; Reverse originalKey=c | Replace card=SECO newCard=NEWA | declined hotlisted since 2026-11-21T02:00:01.000Z | empty
   - | nor reactivated | Replace newCard=NEWA | Unblock | declined hotlisted since 2026-11-21T02:00Z | empty
   - | by a number that is taken | | Replace newCard=BELA | declined duplicate_credential | empty
   - | a bearer card is not replaced | Issue card=NEWA program=bearer | Replace card=NEWA newCard=SECO | declined capability_off capability replace | NEWA empty
   - | all cards of an account by one | Load 10; LinkCard newCard=SECO; Replace account=acc_000001 newCard=THRD | Redeem 1 card=SECO | declined hotlisted since 2026-11-21T02:00Z | THRD main:10
  97 | a card of somebody else | | Redeem 1 card=ZZZZ | declined card_unknown | empty
  `)
})

describe("accounts", () => {
  play(`
   - | frozen, both sides by default | Load 10 | Freeze | approved status frozen both | main:10
   - | no sale | Load 10; Freeze | Redeem 1 | declined account_frozen side both | main:10
   - | no load | Load 10; Freeze | Load 1 | declined account_frozen side both | main:10
   - | one side after the other is both | Freeze side=debit | Freeze side=credit | approved status frozen both | empty
   - | the same side again | Freeze side=debit | Freeze side=debit | approved status frozen debit | empty
   - | both, then one side | Freeze | Unfreeze side=debit | approved status frozen credit | empty
   - | both, then the other side | Freeze | Unfreeze side=credit | approved status frozen debit | empty
   - | one side that was not frozen | Freeze side=debit | Unfreeze side=credit | approved status frozen debit | empty
   - | one side although nothing was frozen | Load 10 | Unfreeze side=debit | approved status open | main:10
   - | then that side is free | Load 10; Freeze; Unfreeze side=debit | Redeem 4 | approved main 4 | main:6
  - | and the other is not | Freeze; Unfreeze side=debit | Load 1 | declined account_frozen side credit | empty
  - | that freezes nothing | Load 10; Unfreeze side=debit; Load 5 | Redeem 15 | approved main 10 main 5 | empty
   - | frozen for debit: no sale | Load 10; Freeze side=debit | Redeem 1 | declined account_frozen side debit | main:10
   - | by a card nobody knows | | Freeze card=NONE | declined card_unknown | empty
   - | unfrozen by a card nobody knows | | Unfreeze card=NONE | declined card_unknown | empty
   - | by a card that is lost | ReportLost | Freeze | approved status frozen both | empty
   - | unfrozen by a card that is lost | ReportLost; Freeze | Unfreeze | approved status open | empty
   - | that side | Freeze side=debit | Unfreeze side=debit | approved status open | empty
   - | all | Freeze side=debit | Unfreeze | approved status open | empty
   - | all of both | Freeze | Unfreeze | approved status open | empty
   - | and then sold | Load 10; Freeze; Unfreeze | Redeem 1 | approved main 1 | main:9
   - | closed when empty | | Close | approved status closed | empty
   - | closing while something is left | Load 10 | Close | approved status closing | main:10
   - | closing: what is left is spent | Load 10; Close | Redeem 10 | approved main 10 | empty
   - | closing: no new hold | Load 10; Close | Hold 5 | declined account_closed status closing | main:10
   - | closing, then empty, then closed | Load 10; Close; Redeem 10 | Close | approved status closed | empty
   - | closed twice | Close | Close | declined account_closed status closed | empty
   - | a promise is something | Load 100 offer=100+50; Redeem 110 | Close | approved status closing | gift:0+40
  79 | closed beside an open hold | Load 10; Hold 5 key=h | Close | declined holds_open holds [hold_000004] | main:10[5]
  79 | merged beside an open hold | Load 10; Hold 5 key=h | Merge from=ANNA to=BELA | declined holds_open holds [hold_000004] | main:10[5]
  79 | transferred beside an open hold: what is not held | Load 10; Hold 6 key=h | Transfer from=ANNA to=BELA | approved main 4 main 4 moved 4 | main:6[6] | BELA main:4
  79 | and no more | Load 10; Hold 6 key=h | Transfer 5 from=ANNA to=BELA | declined insufficient_funds approvable 4 | main:10[6]
  `)
})

describe("moving value", () => {
  play(
    `
   - | a transfer | Load 50 | Transfer 20 from=ANNA to=BELA | approved main 20 main 20 moved 20 | main:30 | BELA main:20 | nothing posted in sum
  `.replace(" | nothing posted in sum", " | Dr liability/main/paid 20, Cr liability/main/paid 20")
  )
  play(`
   - | all that may be moved | Load 50; Load 30 subWallet=gift tender=other; UnlinkedRefund 5 | Transfer from=ANNA to=BELA | approved refund 5 main 50 refund 5 main 50 moved 55 | gift:30 | BELA main:50 refund:5
   - | a gift is not moved | Load 30 subWallet=gift tender=other | Transfer 1 from=ANNA to=BELA | declined insufficient_funds approvable 0 | gift:30
   - | nothing to move | | Transfer from=ANNA to=BELA | declined insufficient_funds approvable 0 | empty
   - | one unit too much | Load 50 | Transfer 51 from=ANNA to=BELA | declined insufficient_funds approvable 50 | main:50
   - | it ends when it would have ended | Load 50; Transfer 20 from=ANNA to=BELA; clock 2031-11-22T00:00:00+08:00 | Redeem 1 card=BELA | declined insufficient_funds approvable 0 | BELA empty
   - | by account | Load 50 | Transfer 20 from=acc_000001 to=acc_000002 | approved main 20 main 20 moved 20 | main:30 | BELA main:20
  81 | to oneself | Load 50 | Transfer 20 from=ANNA to=ANNA | declined program_rule_violation rule transfer sentence The value is there already. | main:50
  81 | to another card of oneself | Load 50; LinkCard newCard=SECO | Transfer 20 from=ANNA to=SECO | declined program_rule_violation rule transfer sentence The value is there already. | main:50
   - | from a card nobody knows | | Transfer 1 from=NONE to=BELA | declined card_unknown | empty
   - | to a card nobody knows | Load 50 | Transfer 1 from=ANNA to=NONE | declined card_unknown | main:50
   - | from a blocked card | Load 50; Block | Transfer 1 from=ANNA to=BELA | declined blocked since 2026-11-21T02:00Z | main:50
   - | to a blocked card | Load 50; Block card=BELA | Transfer 1 from=ANNA to=BELA | declined blocked since 2026-11-21T02:00Z | main:50
   - | from a frozen account | Load 50; Freeze side=debit | Transfer 1 from=ANNA to=BELA | declined account_frozen side debit | main:50
   - | to a frozen account | Load 50; Freeze side=credit card=BELA | Transfer 1 from=ANNA to=BELA | declined account_frozen side credit | main:50
   - | from an account that takes nothing in | Load 50; Freeze side=credit | Transfer 1 from=ANNA to=BELA | approved main 1 main 1 moved 1 | main:49
   - | to a closing account | Load 50; Load 5 card=BELA; Close card=BELA | Transfer 1 from=ANNA to=BELA | declined account_closed status closing | main:50
   - | in another currency | Load 50 | Transfer 1 from=ANNA to=BELA currency=USD | declined currency_mismatch expected CNY | main:50
   - | from account to account | Load 50 | Transfer 20 from=acc_000001 to=acc_000002 | approved main 20 main 20 moved 20 | main:30 | BELA main:20
   - | to an account nobody knows | Load 50 | Transfer 20 from=acc_000001 to=acc_9 | declined card_unknown | main:50
   - | a voucher is not moved | Issue card=VOUC program=voucher | Transfer 1 from=VOUC to=BELA | declined capability_off capability transfer | VOUC empty
   - | to a voucher | Load 50; Issue card=VOUC program=voucher | Transfer 1 from=ANNA to=VOUC | declined capability_off capability transfer | main:50
   - | to a card of another program | Load 50; Issue card=NEWA program=bearer | Transfer 20 from=ANNA to=NEWA | approved main 20 main 20 moved 20 | NEWA main:20 | Dr liability/main/paid 20, Cr liability/main/paid@bearer 20
   - | a merge moves everything and closes the source | Load 50; Load 100 offer=100+50 | Merge from=ANNA to=BELA | approved main 50 main 100 gift 10 gift 10 gift 10 gift 10 gift 10 moved 160 | empty | BELA gift:10+40 main:150
   - | the source is closed | Load 50; Merge from=ANNA to=BELA | Load 1 | declined account_closed status closed | empty
   - | promises vest where they went | Load 100 offer=100+50; Merge from=ANNA to=BELA; clock 2026-12-21T10:00:00+08:00 | Redeem 120 card=BELA | approved gift 10 gift 10 main 100 | BELA gift:0+30
   - | merged with oneself | Load 50 | Merge from=ANNA to=ANNA | declined program_rule_violation rule transfer sentence The value is there already. | main:50
   - | an empty card is merged | Load 5 card=BELA | Merge from=ANNA to=BELA | approved moved 0 | empty | BELA main:5
  `)
  play(
    `
   - | between different issuers | Load 50; Issue card=NEWA program=bearer | Transfer 20 from=ANNA to=NEWA | declined program_rule_violation rule transfer sentence The accounts have different issuers. | main:50
   - | the other program has no such sub-wallet | Load 50; Issue card=NEWA program=third | Transfer 20 from=ANNA to=NEWA | declined program_rule_violation rule transfer sentence The other program has no sub-wallet main. | main:50
   - | merged there | Load 50; Issue card=NEWA program=third | Merge from=ANNA to=NEWA | declined program_rule_violation rule transfer sentence The other program has no sub-wallet main. | main:50
  `,
    shop(
      {},
      {
        programs: [
          member,
          { ...bearer, issuer: "fr1" },
          { ...member, id: "third", issuer: "hq", offers: [], subWallets: [{ id: "cash", funding: "paid" }] }
        ]
      }
    )
  )
  play(
    `
   - | to a card that counts something else | Load 50; Issue card=PNTS program=points | Transfer 1 from=ANNA to=PNTS | declined currency_mismatch expected POINTS | main:50
   - | from one that does | Issue 50 card=PNTS program=points currency=POINTS | Transfer 1 from=PNTS to=ANNA | declined currency_mismatch expected POINTS | PNTS main:50
   - | in what only that one counts | Issue 50 card=PNTS program=points currency=POINTS | Transfer 1 from=PNTS to=ANNA currency=POINTS | declined currency_mismatch expected CNY | PNTS main:50
   - | merged into it | Load 50; Issue card=PNTS program=points | Merge from=ANNA to=PNTS | declined currency_mismatch expected POINTS | main:50
  `,
    shop({}, { programs: [member, { ...member, id: "points", asset: { code: "POINTS", exponent: 0 } }] })
  )
})

describe("convert", () => {
  play(`
  YK-5 | a bearer card becomes a registered one | Issue 50 card=NEWA program=bearer | Convert card=NEWA program=member holder=H1 | approved | NEWA main:50 | Dr liability/main/paid@bearer 50, Cr liability/main/paid 50
  YK-5 | and is loaded | Issue 50 card=NEWA program=bearer; Convert card=NEWA program=member holder=H1 | Load 10 card=NEWA | approved main 10 | NEWA main:60
  YK-5 | an empty one | Issue card=NEWA program=bearer | Convert card=NEWA program=member holder=H1 | approved | NEWA empty | nothing posted
  YK-5 | what is held moves too | Issue 50 card=NEWA program=bearer; Hold 20 card=NEWA key=h; Convert card=NEWA program=member holder=H1 | Capture 20 holdKey=h | approved main 20 released 0 | NEWA main:30 | Dr liability/main/paid 20, Cr merchantPayable/hq 20
   - | a program that is not there | Issue card=NEWA program=bearer | Convert card=NEWA program=other holder=H1 | declined program_unknown id other | NEWA empty
  YK-5 | a registered card | | Convert program=member holder=H1 | declined capability_off capability convert | empty
  YK-5 | to another bearer program | Issue card=NEWA program=bearer | Convert card=NEWA program=voucher holder=H1 | declined program_rule_violation rule convert sentence Only a bearer card becomes a registered one. | NEWA empty
   - | a voucher | Issue card=NEWA program=voucher | Convert card=NEWA program=member holder=H1 | declined capability_off capability convert | NEWA empty
   - | a closing account | Issue 5 card=NEWA program=bearer; Close card=NEWA | Convert card=NEWA program=member holder=H1 | declined account_closed status closing | NEWA main:5
  `)
  play(
    `
  YK-5 | a sub-wallet that is missing there | Issue 50 card=NEWA program=bearer | Convert card=NEWA program=third holder=H1 | declined program_rule_violation rule convert sentence The program has no sub-wallet main. | NEWA main:50
  YK-5 | that of what a load that waits will bring | Issue card=NEWA program=thanked cardType=vip; Load 100 card=NEWA pending=true | Convert card=NEWA program=member holder=H1 | declined program_rule_violation rule convert sentence The program has no sub-wallet thanks. | NEWA empty
   - | nothing of it is left | Issue 50 card=NEWA program=bearer; Redeem 50 card=NEWA | Convert card=NEWA program=third holder=H1 | approved | NEWA empty
   - | in another currency | Issue card=NEWA program=bearer | Convert card=NEWA program=points holder=H1 | declined currency_mismatch expected CNY | NEWA empty
   - | a registered card that may be converted | Issue card=NEWA program=third | Convert card=NEWA program=member holder=H1 | declined program_rule_violation rule convert sentence Only a bearer card becomes a registered one. | NEWA empty
  `,
    shop(
      {},
      {
        programs: [
          member,
          bearer,
          {
            ...member,
            id: "third",
            offers: [],
            subWallets: [{ id: "cash", funding: "paid" }],
            capabilities: { convert: true }
          },
          {
            ...bearer,
            id: "thanked",
            subWallets: [...member.subWallets, { id: "thanks", funding: "promotional" }],
            cardTypes: [{ id: "vip", rebate: { percent: 10, subWallet: "thanks" } }],
            capabilities: { load: true }
          },
          { ...member, id: "points", asset: { code: "POINTS", exponent: 0 } }
        ]
      }
    )
  )
})

describe("cash-outs, adjustments and unlinked refunds", () => {
  play(`
   - | all that may be paid out | Load 50; Load 30 subWallet=gift tender=other | CashOut | approved main 50 paidOut 50 | gift:30 | Dr liability/main/paid 50, Cr cashClearing/hq/cash 50
   - | a part, by transfer | Load 50 | CashOut 20 tender=transfer | approved main 20 paidOut 20 | main:30 | Dr liability/main/paid 20, Cr cashClearing/hq/transfer 20
   - | of two loads, the older one first | Load 50; Load 30 | CashOut 60 | approved main 50 main 10 paidOut 60 | main:20 | Dr liability/main/paid 60, Cr cashClearing/hq/cash 60
   - | more than may | Load 50; Load 30 subWallet=gift tender=other | CashOut 51 | declined insufficient_funds approvable 50 | gift:30 main:50
   - | nothing | | CashOut | declined insufficient_funds approvable 0 | empty
   - | a gift never becomes cash | Load 30 subWallet=gift tender=other | CashOut | declined insufficient_funds approvable 0 | gift:30
   - | what is held stays | Load 50; Hold 20 | CashOut | approved main 30 paidOut 30 | main:20[20]
   - | frozen for debit | Load 50; Freeze side=debit | CashOut | declined account_frozen side debit | main:50
   - | in another currency | Load 50 | CashOut currency=USD | declined currency_mismatch expected CNY | main:50
   - | a bearer card | Issue 50 card=NEWA program=bearer | CashOut card=NEWA | declined capability_off capability cashOut | NEWA main:50
   - | closing, then paid out, then closed | Load 50; Close; CashOut | Close | approved status closed | empty
   - | up | | Adjust 20 subWallet=main | approved main 20 | main:20 | Dr adjustment 20, Cr liability/main/paid 20
   - | a gift up | | Adjust 20 subWallet=gift | approved gift 20 | gift:20 | Dr promotionExpense 20, Cr liability/gift/promotional 20
   - | what was paid for is no promotion, wherever it is | Load 50 subWallet=gift | Adjust -50 subWallet=gift | approved gift 50 taken 50 | empty | Dr liability/gift/paid 50, Cr adjustment 50
   - | each goes where it was booked | Load 50 subWallet=gift; Load 30 subWallet=gift tender=other | Adjust -60 subWallet=gift | approved gift 50 gift 10 taken 60 | gift:20 | Dr liability/gift/paid 50, Dr liability/gift/promotional 10, Cr adjustment 50, Cr promotionExpense 10
   - | down | Load 50 | Adjust -20 subWallet=main | approved main 20 taken 20 | main:30 | Dr liability/main/paid 20, Cr adjustment 20
   - | to nothing | Load 50 | Adjust -50 subWallet=main | approved main 50 taken 50 | empty
   - | below nothing | Load 50 | Adjust -51 subWallet=main | declined insufficient_funds approvable 50 | main:50
   - | of that sub-wallet only | Load 50; Load 30 subWallet=gift tender=other | Adjust -31 subWallet=gift | declined insufficient_funds approvable 30 | gift:30 main:50
   - | and of no other, even if it would be spent first | Load 50; Load 30 subWallet=gift tender=other | Adjust -20 subWallet=main | approved main 20 taken 20 | gift:30 main:30
   - | what is held stays | Load 50; Hold 20 | Adjust -31 subWallet=main | declined insufficient_funds approvable 30 | main:50[20]
   - | as it was seen | Load 50; Load 30 subWallet=gift tender=other; Hold 20 | Adjust -5 subWallet=main expectedBalance=50 | approved main 5 taken 5 | gift:30[20] main:45
   - | not as it was seen | Load 50; Redeem 1 | Adjust -5 subWallet=main expectedBalance=50 | declined balance_changed ledger 49 | main:49
   - | nothing was seen | | Adjust 5 subWallet=main expectedBalance=0 | approved main 5 | main:5
   - | changed goes before too little | Load 50 | Adjust -51 subWallet=main expectedBalance=51 | declined balance_changed ledger 50 | main:50
   - | a lost card | Load 50; ReportLost | Adjust -20 subWallet=main | approved main 20 taken 20 | main:30
   - | a sub-wallet that is not there | | Adjust 20 subWallet=other | declined program_rule_violation rule subWallet sentence The program has no such sub-wallet. | empty
   - | in another currency | Load 50 | Adjust 20 subWallet=main currency=USD | declined currency_mismatch expected CNY | main:50
   - | a closed account | Close | Adjust 20 subWallet=main | declined account_closed status closed | empty
   - | goods without a receipt | | UnlinkedRefund 20 | approved refund 20 | refund:20 | Dr merchantPayable/hq 20, Cr liability/refund/refund 20
   - | at a franchise | | UnlinkedRefund 20 outlet=B1 | approved refund 20 | refund:20 | Dr merchantPayable/fr1 20, Cr liability/refund/refund 20
   - | a voucher | Issue card=VOUC program=voucher | UnlinkedRefund 20 card=VOUC | declined capability_off capability unlinkedRefund | VOUC empty
   - | frozen for credit | Freeze side=credit | UnlinkedRefund 20 | declined account_frozen side credit | empty
   - | closing | Load 5; Close | UnlinkedRefund 20 | declined account_closed status closing | main:5
   - | in another currency | | UnlinkedRefund 20 currency=USD | declined currency_mismatch expected CNY | empty
  `)
  play(
    `
  37 | below the threshold | Load 9 | CashOut | approved main 9 paidOut 9 | empty
  37 | at the threshold that must be undercut | Load 10 | CashOut | declined cash_out_not_due threshold 10 | main:10
  37 | the whole card counts | Load 5; Load 5 subWallet=gift tender=other | CashOut | declined cash_out_not_due threshold 10 | gift:5 main:5
   - | no refund sub-wallet | | UnlinkedRefund 20 | declined program_rule_violation rule refundSubWallet sentence The program has no refund sub-wallet. | empty
  `,
    shop({
      capabilities: { cashOut: true },
      cashOut: { below: 10 },
      subWallets: member.subWallets.filter(({ id }) => id !== "refund")
    })
  )
  play(
    `
  37 | at the threshold that is still due | Load 10 | CashOut | approved main 10 paidOut 10 | empty
  37 | one unit above | Load 11 | CashOut | declined cash_out_not_due threshold 10 | main:11
  37 | even a part of it | Load 11 | CashOut 5 | declined cash_out_not_due threshold 10 | main:11
  `,
    shop({ cashOut: { atMost: 10 } })
  )
})

describe("a lot that arrived from another card", () => {
  play(`
   - | is prolonged where it is now | Load 50; Transfer 50 from=ANNA to=BELA | ChangeExpiry lot=lot_000004_0 expiresAt=2032-01-01T00:00:00+08:00 | approved | BELA main:50
   - | and no longer where it was | Load 50; Transfer 50 from=ANNA to=BELA | ChangeExpiry lot=lot_000003_0 expiresAt=2032-01-01T00:00:00+08:00 | declined program_rule_violation rule changeExpiry sentence Nothing is left of the lot. | BELA main:50
  `)
})

describe("a sub-wallet whose time is over", () => {
  play(
    `
   - | is corrected down as long as something is left | Load 50; ChangeExpiry lot=lot_000003_0 expiresAt=2027-11-21T10:00:00+08:00; clock 2026-12-21T10:00:00+08:00 | Adjust -20 subWallet=main | approved main 20 taken 20 | main:30
   - | and not up | Load 50; ChangeExpiry lot=lot_000003_0 expiresAt=2027-11-21T10:00:00+08:00; clock 2026-12-21T10:00:00+08:00 | Adjust 20 subWallet=main | declined program_rule_violation rule validity sentence The value would have ended before it could be used. | main:50
  `,
    shop({ offers: [], subWallets: [{ id: "main", funding: "paid", validity: { days: 3, from: "issue" } }] })
  )
})

describe("places", () => {
  play(`
   - | an outlet nobody knows | Load 10 | Redeem 1 outlet=Z9 | declined outlet_unknown id Z9 | main:10
   - | a terminal nobody knows | Load 10 | Redeem 1 terminal=T9 | declined terminal_unknown id T9 | main:10
   - | a terminal out of service | Load 10 | Redeem 1 outlet=A2 terminal=T2 | declined terminal_inactive id T2 | main:10
   - | an operator nobody knows | Load 10 | Redeem 1 operator=op9 | declined operator_unknown id op9 | main:10
   - | known people and places | Load 10 | Redeem 1 terminal=T1 operator=op1 | approved main 1 | main:9
   - | a terminal at another outlet | Load 10 | Redeem 1 outlet=A2 terminal=T1 | declined not_permitted right use terminal T1 at outlet A2 | main:10
   - | a verb that needs no place, at a wrong one | Load 10 | Block outlet=Z9 | declined outlet_unknown id Z9 | main:10
  `)
})

describe("public channels", () => {
  const one = "declined card_not_accepted"
  it.each([
    // what happened before, asked, exact answer at the till
    ["", "card=NONE", "declined card_unknown"],
    ["Block", "", "declined blocked since 2026-11-21T02:00Z"],
    ["ReportLost", "", "declined hotlisted since 2026-11-21T02:00Z"],
    ["Deactivate", "", "declined not_activated"],
    ["Freeze", "", "declined account_frozen side both"],
    ["Redeem 10; Close", "", "declined account_closed status closed"],
    ["Replace newCard=NEWA", "", "declined hotlisted since 2026-11-21T02:00Z"]
  ])("after %s a stranger asking for %s learns nothing", (before, card, exact) => {
    const answers = ["web", "app", "kiosk", "pos", "backoffice", "batch"].map((channel) => {
      const till = counter()
      till.tell(`Load 10; ${before}`)
      return [channel, till.say(`Redeem 1 channel=${channel} ${card}`)]
    })
    expect(Object.fromEntries(answers)).toEqual({
      web: one,
      app: one,
      kiosk: one,
      pos: exact,
      backoffice: exact,
      batch: exact
    })
  })
  play(
    `
   - | what its program does not do is said at the till | Load 10 | Merge from=ANNA to=BELA | declined capability_off capability transfer | main:10
   - | not to a stranger, as of no card | Load 10 | Merge from=ANNA to=BELA channel=web | declined card_not_accepted | main:10
   - | nor of whose account another one is merged into | Load 10 | Merge from=BELA to=ANNA channel=app | declined card_not_accepted | main:10
   - | whatever became of the card | Load 10; Block | CashOut channel=kiosk | declined card_not_accepted | main:10
   - | it is said of an account: whoever names it has signed in | Load 10 | CashOut account=acc_000001 channel=app | declined capability_off capability cashOut | main:10
  `,
    shop({ capabilities: { transfer: false, cashOut: false } })
  )
  play(`
   - | funds are not a secret of the card's holder | Load 10 | Redeem 11 channel=web | declined insufficient_funds approvable 10 | main:10
  `)
})

describe("accounts and cards as they stand", () => {
  it("opens an account with one wallet of the program's asset and the card that was named", () => {
    const till = counter(shop({ cardValidity: { years: 3 } }))
    till.tell("Issue card=NEW-a1 holder=H1 active=false")
    const card = till.card("NEWA1")
    const account = card && till.ledger.accounts.get(card.account)
    expect(card).toMatchObject({
      account: "acc_000003",
      status: "pending",
      masked: "***A1",
      since: Date.parse("2026-11-21T02:00:00Z"),
      expiresAt: Date.parse("2029-11-22T00:00:00+08:00")
    })
    expect(account).toEqual({
      id: "acc_000003",
      program: "member",
      status: "open",
      openedAt: Date.parse("2026-11-21T02:00:00Z"),
      holder: "H1",
      cardType: undefined,
      wallets: [{ asset: "CNY", wallet: "wal_000003_0" }],
      cards: [card?.index]
    })
  })
  it("gives value the cost that was paid for it: a gift costs its holder nothing", () => {
    const till = counter()
    till.tell("Load 100 offer=100+30; Transfer 40 from=ANNA to=BELA")
    const costs = (card: string) =>
      till.walletOf(card).lots.map(({ costBasis, subWallet }) => `${subWallet} ${costBasis}`)
    expect(costs("ANNA")).toEqual(["main 100", "gift 0"])
    expect(costs("BELA")).toEqual(["main 40"])
    till.tell("Merge from=ANNA to=BELA")
    expect(costs("BELA")).toEqual(["main 40", "main 60", "gift 0"])
  })
  it("remembers only of a blocked card what it returns to", () => {
    const till = counter()
    till.tell("Block")
    expect(till.card("ANNA")?.unblocksTo).toBe("active")
    till.tell("Unblock")
    expect(till.card("ANNA")?.unblocksTo).toBe(undefined)
  })
  it("refuses an account whose program is configured no more, by card and by what it did before", () => {
    const till = counter()
    till.tell("Issue 50 card=NEWA program=bearer key=i; Hold 5 card=NEWA key=h")
    till.terms(shop({}, { programs: [member] }))
    expect(till.say("Redeem 1 card=NEWA")).toBe("declined program_unknown id bearer")
    expect(till.say("Capture 5 holdKey=h")).toBe("declined program_unknown id bearer")
    expect(till.say("ChangeExpiry lot=lot_000003_0 expiresAt=2027-01-01T00:00:00Z")).toBe(
      "declined program_unknown id bearer"
    )
    expect(till.say("Clawback originalKey=i")).toBe("declined original_not_found")
  })
  it("spends value of a sub-wallet that the program has no more, after all other, and neither pays it out nor moves it", () => {
    const till = counter()
    till.tell("Load 10; Load 30 subWallet=gift")
    till.terms(shop({ offers: [], subWallets: member.subWallets.filter(({ id }) => id !== "gift") }))
    expect(till.say("CashOut 11")).toBe("declined insufficient_funds approvable 10")
    expect(till.say("Transfer 11 from=ANNA to=BELA")).toBe("declined insufficient_funds approvable 10")
    expect(till.say("Redeem 15")).toBe("approved main 10 gift 5")
  })
  it("gives a converted account its program and holder", () => {
    const till = counter()
    till.tell("Issue card=NEWA program=bearer; Convert card=NEWA program=member holder=H1")
    const account = till.ledger.accounts.get(till.card("NEWA")?.account ?? ("" as never))
    expect([account?.program, account?.holder, account?.status]).toEqual(["member", "H1", "open"])
  })
  it("keeps every card of an account, the replaced ones too", () => {
    const till = counter()
    till.tell("LinkCard newCard=SECO; Replace newCard=NEWA")
    expect(["ANNA", "SECO", "NEWA"].map((card) => till.card(card)?.status)).toEqual([
      "replaced",
      "active",
      "active"
    ])
    expect(till.ledger.accounts.get("acc_000001" as never)?.cards.length).toBe(3)
  })
})
