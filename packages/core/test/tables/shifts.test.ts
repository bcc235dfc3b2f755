/**
 * Shifts and remittances, case by case: what a drawer should hold, what is missing, who owes what, and what is refused.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { member, shop } from "./shop.ts"
import { play } from "./table.ts"

const terms = {
  offers: [{ id: "100+30", pay: 100, bonus: { subWallet: "gift", amount: 30 } }],
  limits: [{ id: "day", scope: "account", verb: "Load", amount: 5000, per: "day" }]
}
const people = [
  { id: "amy", role: "cashier" },
  { id: "bob", role: "cashier" },
  { id: "max", role: "manager" },
  { id: "fin", role: "finance" }
]
/** Shifts are counted at A1, required at A2 and at the franchise's B1; at C1 a shift is a name that nobody checks. */
const document = shop(terms, {
  outlets: [
    { id: "A1", owner: "hq", shifts: "counted" },
    { id: "A2", owner: "hq", shifts: "required" },
    { id: "B1", owner: "fr1", shifts: "required" },
    { id: "C1", owner: "hq" }
  ],
  terminals: [
    { id: "T1", outlet: "A1" },
    { id: "T2", outlet: "A1" }
  ],
  operators: people,
  programs: [
    { ...member, ...terms },
    { ...member, id: "yen", asset: { code: "JPY", exponent: 0 }, offers: [], limits: [] }
  ]
})

const open = "OpenShift shift=s operator=amy terminal=T1 float=200"
const inS = "shift=s operator=amy terminal=T1"
const over = "OpenShift shift=t operator=bob terminal=T1 takesOverFrom=s"
const closed = `${open}; Load 100 ${inS}; CloseShift shift=s operator=amy counted=cash:300`

describe("what a drawer should hold", () => {
  play(
    `
  YK-20 | its float | ${open} | CloseShift shift=s operator=amy counted=cash:200 | approved float 200 cash 200 of 200 leaves 200 | nothing posted
  YK-20 | nothing at all | OpenShift shift=s operator=amy float=0 | CloseShift shift=s operator=amy counted=cash:0 | approved float 0 cash 0 of 0 leaves 0 | nothing posted
  YK-20 | float and loads in cash | ${open}; Load 100 ${inS}; Load 50 ${inS} | CloseShift shift=s counted=cash:350 | approved float 200 cash 350 of 350 leaves 350 | nothing posted
  YK-20 | slips apart from cash | ${open}; Load 100 ${inS} tender=bankCard; Load 50 ${inS} | CloseShift shift=s counted=cash:250,bankCard:100 | approved float 200 cash 250 of 250 bankCard 100 of 100 leaves 250 | nothing posted
  YK-20 | slips that nobody counted | ${open}; Load 100 ${inS} tender=bankCard | CloseShift shift=s counted=cash:200 | approved float 200 cash 200 of 200 bankCard - of 100 leaves 200 | nothing posted
  YK-20 | less what was paid out | ${open}; Load 100 ${inS}; CashOut 30 ${inS} | CloseShift shift=s counted=cash:270 | approved float 200 cash 270 of 270 leaves 270 | nothing posted
  YK-20 | less a load that was taken back | ${open}; Load 100 ${inS} key=l; Reverse originalKey=l ${inS} | CloseShift shift=s counted=cash:200 | approved float 200 cash 200 of 200 leaves 200 | nothing posted
  YK-20 | sales change nothing in it | ${open}; Load 100 ${inS}; Redeem 60 ${inS}; Hold 20 ${inS} key=h; Capture 10 holdKey=h ${inS} | CloseShift shift=s counted=cash:300 | approved float 200 cash 300 of 300 leaves 300 | nothing posted
  YK-20 | what is done without naming it is not in it | ${open}; Load 100 | CloseShift shift=s counted=cash:200 | approved float 200 cash 200 of 200 leaves 200 | nothing posted
  YK-20 | another currency | ${open}; Issue 500 card=YENA program=yen currency=JPY ${inS} | CloseShift shift=s counted=cash:200,cash:480:JPY | approved float 200 cash 200 of 200 cash/JPY 480 of 500 (-20) leaves 200 | Dr cashVariance/hq 20, Cr cashClearing/hq/cash 20
  YK-20 | another currency has to be counted too | ${open}; Issue 500 card=YENA program=yen currency=JPY ${inS} | CloseShift shift=s counted=cash:200 | declined currency_mismatch expected JPY | nothing posted
  YK-20 | what is short of another currency is not owed | ${open}; Issue 500 card=YENA program=yen currency=JPY ${inS}; CloseShift shift=s counted=cash:200,cash:480:JPY | Remit 481 shift=s currency=JPY reference=bag | declined insufficient_funds approvable 480 | nothing posted
  YK-20 | nor does one currency pay for another | ${open}; Load 100 ${inS}; Issue 500 card=YENA program=yen currency=JPY ${inS}; CloseShift shift=s counted=cash:300,cash:500:JPY leaves=200; ${over} float=200 | Remit 1 shift=t reference=bag | declined insufficient_funds approvable 0 | nothing posted
  YK-20 | slips that nobody expected | ${open} | CloseShift shift=s counted=cash:200,bankCard:5 | approved float 200 cash 200 of 200 bankCard 5 of 0 (5) leaves 200 | nothing posted
  YK-20 | nor in a currency that was not taken | ${open} | CloseShift shift=s counted=cash:200,bankCard:5:JPY | approved float 200 cash 200 of 200 bankCard/JPY 5 of 0 (5) leaves 200 | nothing posted
  YK-20 | slips of what was only given back | ${open}; Load 100 tender=bankCard key=l; Reverse originalKey=l shift=s | CloseShift shift=s counted=cash:200 | approved float 200 cash 200 of 200 bankCard - of -100 leaves 200 | nothing posted
  YK-20 | no cash where there should be none | OpenShift shift=s operator=amy float=0 | CloseShift shift=s counted=bankCard:0 | approved float 0 cash - of 0 bankCard 0 of 0 leaves 0 | nothing posted
  YK-20 | so has the float's | ${open} | CloseShift shift=s counted=bankCard:0 | declined currency_mismatch expected CNY | nothing posted
  `,
    document
  )
})

describe("cash that is over or short", () => {
  play(
    `
  101 | short: recorded, and the shift is closed | ${open}; Load 100 ${inS} | CloseShift shift=s operator=amy counted=cash:290 | approved float 200 cash 290 of 300 (-10) leaves 290 | Dr cashVariance/hq 10, Cr cashClearing/hq/cash 10 | main:100
  101 | over | ${open}; Load 100 ${inS} | CloseShift shift=s counted=cash:305 | approved float 200 cash 305 of 300 (5) leaves 305 | Dr cashClearing/hq/cash 5, Cr cashVariance/hq 5 | main:100
  101 | slips that are short are no missing money | ${open}; Load 100 ${inS} tender=bankCard | CloseShift shift=s counted=cash:200,bankCard:90 | approved float 200 cash 200 of 200 bankCard 90 of 100 (-10) leaves 200 | nothing posted
  101 | another owner's drawer is its own matter | OpenShift shift=s outlet=B1 operator=amy float=0; Load 100 outlet=B1 shift=s operator=amy | CloseShift shift=s outlet=B1 counted=cash:80 | approved float 0 cash 80 of 100 (-20) leaves 80 | nothing posted
  `,
    document
  )
})

describe("in which shift something is done", () => {
  play(
    `
  YK-20 | in one that is open | ${open} | Load 5 ${inS} | approved main 5 | main:5
  YK-20 | by a till that names no operator | ${open} | Load 5 shift=s | approved main 5 | main:5
  YK-20 | not in one that nobody opened | | Load 5 shift=s | declined shift_not_open shift s why unknown | empty
  YK-20 | not in a closed one | ${closed} | Load 5 ${inS} | declined shift_not_open shift s why closed | main:100
  YK-20 | not in somebody else's | ${open} | Load 5 shift=s operator=bob | declined shift_not_open shift s why anotherOperator | empty
  YK-20 | nor in that of another terminal | ${open} | Load 5 shift=s terminal=T2 | declined shift_not_open shift s why anotherTerminal | empty
  YK-20 | nor in that of another outlet | ${open} | Load 5 shift=s outlet=A2 | declined shift_not_open shift s why anotherOutlet | empty
  YK-20 | before the card is looked at | | Load 5 shift=s card=NONE | declined shift_not_open shift s why unknown | empty
  YK-20 | after the right is | | Adjust 5 subWallet=main shift=s operator=amy | declined not_permitted right Adjust | empty
  YK-20 | nothing is done in none where none is required | | Load 5 operator=amy | approved main 5 | main:5
  YK-20 | required: no load without one | | Load 5 outlet=A2 operator=amy | declined shift_not_open shift  why missing | empty | nothing posted
  YK-20 | required: cash by nobody neither | | Load 5 outlet=A2 | declined shift_not_open shift  why missing | empty
  YK-20 | required: a web shop takes bank cards | | Load 5 outlet=A2 tender=bankCard | approved main 5 | main:5
  YK-20 | required: a person takes them in a shift | | Load 5 outlet=A2 operator=amy tender=bankCard | declined shift_not_open shift  why missing | empty
  YK-20 | required: a sale moves no tender | Load 5 | Redeem 5 outlet=A2 operator=amy | approved main 5 | empty
  YK-20 | required: no cash is given back without one | Load 5 key=l | Reverse originalKey=l outlet=A2 operator=max | declined shift_not_open shift  why missing | main:5
  YK-20 | a name that nobody checks | | Load 5 outlet=C1 shift=whatever operator=amy | approved main 5 | main:5
  OC-18 | own operations are those of the shift | ${open}; Load 5 ${inS} key=l | Reverse originalKey=l ${inS} | approved reversed 5 | empty
  OC-18 | of the next shift no more | ${open}; Load 5 ${inS} key=l; CloseShift shift=s operator=amy counted=cash:205; OpenShift shift=t operator=amy float=205 takesOverFrom=s | Reverse originalKey=l shift=t operator=amy | declined not_permitted right Reverse what others did | main:5
  `,
    document
  )
})

describe("opening and closing", () => {
  play(
    `
  YK-20 | a name is used once | ${closed} | OpenShift shift=s operator=bob float=0 | declined shift_taken shift s why name | nothing posted
  YK-20 | one drawer a person | ${open} | OpenShift shift=t operator=amy terminal=T2 float=0 | declined shift_taken shift s why operator | nothing posted
  YK-20 | one drawer a terminal | ${open} | OpenShift shift=t operator=bob terminal=T1 float=0 | declined shift_taken shift s why terminal | nothing posted
  YK-20 | two people without terminals | OpenShift shift=s operator=amy float=0 | OpenShift shift=t operator=bob float=0 | approved float 0 | nothing posted
  YK-20 | closing one drawer leaves the other | ${open}; OpenShift shift=t operator=bob terminal=T2 float=50; CloseShift shift=s counted=cash:200 | OpenShift shift=u operator=bob float=0 | declined shift_taken shift t why operator | nothing posted
  YK-20 | two people at two terminals | ${open} | OpenShift shift=t operator=bob terminal=T2 float=50 | approved float 50 | nothing posted
  YK-20 | not where no shifts are counted | | OpenShift shift=s outlet=C1 operator=amy float=0 | declined capability_off capability shifts | nothing posted
  YK-20 | a cashier closes no other's | ${open} | CloseShift shift=s operator=bob counted=cash:200 | declined not_permitted right CloseShift what others did | nothing posted
  YK-20 | a manager anybody's | ${open} | CloseShift shift=s operator=max counted=cash:200 | approved float 200 cash 200 of 200 leaves 200 | nothing posted
  YK-20 | it is closed once | ${closed} | CloseShift shift=s operator=amy counted=cash:300 | declined shift_not_open shift s why closed | nothing posted
  YK-20 | one that nobody opened | | CloseShift shift=s operator=amy counted=cash:300 | declined shift_not_open shift s why unknown | nothing posted
  YK-20 | from another outlet | ${open} | CloseShift shift=s operator=max outlet=A2 counted=cash:200 | declined shift_not_open shift s why anotherOutlet | nothing posted
  YK-20 | more was done since the counting began | ${open}; Load 5 ${inS} | CloseShift shift=s operator=amy counted=cash:200 version=1 | declined stale_version version 2 | nothing posted
  YK-20 | nothing more was done | ${open}; Load 5 ${inS} | CloseShift shift=s operator=amy counted=cash:205 version=2 | approved float 200 cash 205 of 205 leaves 205 | nothing posted
  YK-20 | no more stays than there is | ${open} | CloseShift shift=s operator=amy counted=cash:200 leaves=201 | declined insufficient_funds approvable 200 | nothing posted
  YK-20 | it is not reversed | ${open} key=o | Reverse originalKey=o | declined program_rule_violation rule reversal sentence This kind of operation is not reversed. | nothing posted
  YK-20 | handed over to somebody unknown | ${open} | CloseShift shift=s operator=amy counted=cash:200 handsOverTo=eve | declined operator_unknown id eve | nothing posted
  `,
    document
  )
})

describe("a drawer is taken over", () => {
  play(
    `
  YK-20 | as it was left | ${closed} | ${over} float=300 | approved float 300 | nothing posted
  YK-20 | what stays is what was said to stay | ${open}; Load 100 ${inS}; CloseShift shift=s counted=cash:300 leaves=200 | ${over} float=200 | approved float 200 | nothing posted
  YK-20 | less what was sent off since | ${closed}; Remit 100 shift=s reference=bag | ${over} float=200 | approved float 200 | nothing posted
  YK-20 | what was put away is sent off first | ${open}; Load 100 ${inS}; CloseShift shift=s counted=cash:300 leaves=250; Remit 50 shift=s reference=bag | ${over} float=250 | approved float 250 | nothing posted
  101 | something is missing on the way | ${closed} | ${over} float=290 | approved float 290 difference -10 | Dr cashVariance/hq 10, Cr cashClearing/hq/cash 10
  101 | something is there beside | ${closed} | ${over} float=301 | approved float 301 difference 1 | Dr cashClearing/hq/cash 1, Cr cashVariance/hq 1
  101 | in another owner's outlet it is recorded | OpenShift shift=s outlet=B1 operator=amy float=0; CloseShift shift=s outlet=B1 counted=cash:0 | OpenShift shift=t outlet=B1 operator=bob takesOverFrom=s float=7 | approved float 7 difference 7 | nothing posted
  YK-20 | not while it is open | ${open} | OpenShift shift=t operator=bob terminal=T2 float=200 takesOverFrom=s | declined shift_not_closed shift s why open | nothing posted
  YK-20 | that it is open is said before that the name is taken | ${open} | OpenShift shift=s operator=amy takesOverFrom=s float=200 | declined shift_not_closed shift s why open | nothing posted
  YK-20 | and that before the currency | ${closed} | OpenShift shift=s operator=bob takesOverFrom=s float=300:JPY | declined shift_taken shift s why name | nothing posted
  YK-20 | what was sent off before it was closed was not left | ${open}; Load 100 ${inS}; Remit 80 ${inS} reference=drop; CloseShift shift=s counted=cash:220 | ${over} float=220 | approved float 220 | nothing posted
  YK-20 | not one that nobody had | | ${over} float=0 | declined shift_not_closed shift s why unknown | nothing posted
  YK-20 | not twice | ${closed}; ${over} float=300; CloseShift shift=t counted=cash:300 | OpenShift shift=u operator=amy takesOverFrom=s float=300 | declined shift_not_closed shift s why takenOver | nothing posted
  YK-20 | not at another outlet | ${closed} | OpenShift shift=t operator=bob outlet=A2 takesOverFrom=s float=300 | declined shift_not_closed shift s why anotherOutlet | nothing posted
  YK-20 | nor when the outlet is another owner's by now | ${closed}; ChangeOutlet to=${JSON.stringify({ id: "A1", owner: "fr1", shifts: "counted" })} version=1 outlet=- | ${over} float=300 | declined shift_not_closed shift s why anotherOutlet | nothing posted
  YK-20 | by whom it was handed over to | ${open}; CloseShift shift=s counted=cash:200 handsOverTo=bob | ${over} float=200 | approved float 200 | nothing posted
  YK-20 | and by nobody else | ${open}; CloseShift shift=s counted=cash:200 handsOverTo=max | ${over} float=200 | declined shift_not_closed shift s why anotherOperator | nothing posted
  YK-20 | in its own currency | ${closed} | ${over} float=300:JPY | declined currency_mismatch expected CNY | nothing posted
  `,
    document
  )
})

const sent = `${closed}; Remit 100 shift=s operator=max reference=bag key=r`
const sentByB1 =
  "OpenShift shift=s outlet=B1 operator=amy float=0; Load 100 outlet=B1 shift=s operator=amy; Remit 100 outlet=B1 shift=s reference=bag key=r"

describe("cash is sent to head office", () => {
  play(
    `
  KT-12 | what the shift has taken | ${closed} | Remit 100 shift=s operator=max reference=bag | approved sent 100 left 0 | Dr remittance/hq 100, Cr cashClearing/hq/cash 100
  KT-12 | in parts | ${closed}; Remit 60 shift=s reference=bag | Remit 40 shift=s reference=bag | approved sent 40 left 0 | Dr remittance/hq 40, Cr cashClearing/hq/cash 40
  KT-12 | not more than was taken: the float stays | ${closed}; Remit 60 shift=s reference=bag | Remit 41 shift=s reference=bag | declined insufficient_funds approvable 40 | nothing posted
  KT-12 | what was short is not there to be sent | ${open}; Load 100 ${inS}; CloseShift shift=s counted=cash:290 | Remit 91 shift=s reference=bag | declined insufficient_funds approvable 90 | nothing posted
  KT-12 | a stranger's outlet owes what it took | OpenShift shift=s outlet=B1 operator=amy float=0; Load 100 outlet=B1 shift=s operator=amy; CloseShift shift=s outlet=B1 counted=cash:80 | Remit 100 outlet=B1 shift=s reference=bag | approved sent 100 left 0 | Dr remittance/fr1 100, Cr cashClearing/fr1/cash 100
  KT-12 | out of an open drawer, which then holds less | ${open}; Load 100 ${inS}; Remit 80 ${inS} reference=drop | CloseShift shift=s counted=cash:220 | approved float 200 cash 220 of 220 leaves 220 | nothing posted
  KT-12 | not the float | ${open}; Load 100 ${inS} | Remit 101 ${inS} reference=drop | declined insufficient_funds approvable 100 | nothing posted
  KT-12 | what was taken over goes with it | ${closed}; ${over} float=300; Load 50 shift=t operator=bob | Remit 150 shift=t operator=bob reference=drop | approved sent 150 left 0 | Dr remittance/hq 150, Cr cashClearing/hq/cash 150
  KT-12 | over several shifts | ${closed}; ${over} float=300; CloseShift shift=t counted=cash:300; OpenShift shift=u operator=amy takesOverFrom=t float=300 | Remit 101 shift=u reference=bag | declined insufficient_funds approvable 100 | nothing posted
  KT-12 | less what was missing when it was taken over | ${closed}; ${over} float=290 | Remit 91 shift=t reference=bag | declined insufficient_funds approvable 90 | nothing posted
  KT-12 | and with what was there beside, as much again as was left | ${closed}; ${over} float=400 | Remit 201 shift=t reference=bag | declined insufficient_funds approvable 200 | nothing posted
  KT-12 | what was sent off is not owed again | ${open}; Load 100 ${inS}; Remit 60 ${inS} reference=drop | Remit 41 ${inS} reference=drop | declined insufficient_funds approvable 40 | nothing posted
  KT-12 | nor after the shift | ${open}; Load 100 ${inS}; Remit 80 ${inS} reference=drop; CloseShift shift=s counted=cash:220 | Remit 21 shift=s reference=bag | declined insufficient_funds approvable 20 | nothing posted
  KT-12 | and is no longer with the shift before | ${closed}; ${over} float=300 | Remit 1 shift=s reference=bag | declined insufficient_funds approvable 0 | nothing posted
  KT-12 | what was put away stays with it | ${open}; Load 100 ${inS}; CloseShift shift=s counted=cash:300 leaves=200; ${over} float=200 | Remit 100 shift=s reference=bag | approved sent 100 left 0 | Dr remittance/hq 100, Cr cashClearing/hq/cash 100
  KT-12 | a cashier sends the cash of the own shift | ${closed} | Remit 100 shift=s operator=amy reference=bag | approved sent 100 left 0 | Dr remittance/hq 100, Cr cashClearing/hq/cash 100
  KT-12 | and nobody else's | ${closed} | Remit 100 shift=s operator=bob reference=bag | declined not_permitted right Remit what others did | nothing posted
  KT-12 | of a shift that nobody had | | Remit 100 shift=s reference=bag | declined shift_not_open shift s why unknown | nothing posted
  KT-12 | in a currency that it never took | ${closed} | Remit 100 shift=s currency=JPY reference=bag | declined currency_mismatch expected CNY | nothing posted
  KT-12 | it arrives | ${sent} | ReceiveRemittance 100 originalKey=r operator=fin outlet=- | approved sent 100 | Dr bank 100, Cr remittance/hq 100
  KT-12 | less of it arrives | ${sent} | ReceiveRemittance 90 originalKey=r operator=fin outlet=- | approved sent 90 difference -10 | Dr bank 90, Dr cashVariance/hq 10, Cr remittance/hq 100
  KT-12 | more of it arrives | ${sent} | ReceiveRemittance 105 originalKey=r | approved sent 105 difference 5 | Dr bank 105, Cr cashVariance/hq 5, Cr remittance/hq 100
  KT-12 | nothing of it arrives | ${sent} | ReceiveRemittance 0 originalKey=r | approved sent 0 difference -100 | Dr cashVariance/hq 100, Cr remittance/hq 100
  KT-12 | another owner still owes what did not arrive | ${sentByB1} | ReceiveRemittance 90 originalKey=r | approved sent 90 difference -10 | Dr bank 90, Dr cashClearing/fr1/cash 10, Cr remittance/fr1 100
  KT-12 | it arrives once | ${sent}; ReceiveRemittance 100 originalKey=r | ReceiveRemittance 100 originalKey=r | declined already_confirmed at 2026-11-21T02:00Z | nothing posted
  KT-12 | head office says so | ${sent} | ReceiveRemittance 100 originalKey=r operator=max | declined not_permitted right ReceiveRemittance | nothing posted
  KT-12 | what was never sent | ${closed} | ReceiveRemittance 100 originalKey=r | declined original_not_found | nothing posted
  KT-12 | a load is no remittance | Load 100 key=r | ReceiveRemittance 100 originalKey=r | declined original_not_found | nothing posted
  KT-12 | in another currency | ${sent} | ReceiveRemittance 100 originalKey=r currency=JPY | declined currency_mismatch expected CNY | nothing posted
  `,
    document
  )
})

describe("what is remembered", () => {
  it("who closed a shift, for whom and why, and what was different in the next", () => {
    const till = counter(document)
    till.tell(`${open}; CloseShift shift=s operator=max counted=cash:200 handsOverTo=bob note=late`)
    till.tell(`${over} float=190`)
    const shiftOf = (id: string) => till.ledger.accounts.get(`acc_shift:${id}` as never)?.shift
    expect(shiftOf("s")).toMatchObject({
      closed: { operator: "max", handsOverTo: "bob", note: "late" },
      takenOverBy: "t"
    })
    expect(shiftOf("t")).toMatchObject({ takesOverFrom: "s", difference: -10n, terminal: "T1" })
    till.tell("CloseShift shift=t counted=cash:190; OpenShift shift=u operator=amy float=190 takesOverFrom=t")
    expect(shiftOf("u")).not.toHaveProperty("difference")
  })

  it("every step of an outlet's cash, in one chain, and what is under way in each currency", () => {
    const till = counter(document)
    till.tell(`${open}; Load 100 ${inS}; Issue 500 card=YENA program=yen currency=JPY ${inS}`)
    till.tell("Remit 100 shift=s reference=bag key=r; Remit 300 shift=s currency=JPY reference=bag key=j")
    till.tell("Remit 200 shift=s currency=JPY reference=bag; ReceiveRemittance 90 originalKey=r")
    const usesOf = (asset: string) =>
      till.ledger.wallets
        .get(`wal_cash:A1=${asset}` as never)
        ?.uses.map(({ consumed, limit }) => `${limit} ${consumed}`)
        .toSorted()
    expect(usesOf("CNY")).toEqual(["count OpenShift 1", "count ReceiveRemittance 1", "count Remit 3"])
    expect(usesOf("JPY")).toEqual(["under way 500"])
    const cash = till.ledger.accounts.get("acc_cash:A1" as never)
    expect(cash?.wallets.map(({ asset }) => asset)).toEqual(["CNY", "JPY"])
    expect(till.recorded.at(-1)?.operation.account).toBe("acc_shift:s")
    till.tell("CloseShift shift=s counted=cash:200,cash:0:JPY")
    const moved = till.recorded
      .at(-1)
      ?.operation.entry.movements.find((one) => one.kind === "account" && one.after.id === "acc_cash:A1")
    expect(moved).toMatchObject({ before: { drawers: [{ shift: "s" }] }, after: { drawers: [] } })
    till.audit()
  })
})

describe("what is taken back in a later shift", () => {
  const later = () => {
    const till = counter(document)
    till.tell(
      `${open}; Load 100 offer=100+30 ${inS} key=l; Redeem 60 ${inS} key=r; CloseShift shift=s operator=amy counted=cash:300; OpenShift shift=t operator=max float=200`
    )
    return till
  }
  const usesOf = (till: ReturnType<typeof counter>, shift: string) =>
    till.ledger.wallets
      .get(`wal_shift:${shift}=CNY` as never)
      ?.uses.map(({ consumed, limit }) => `${limit} ${consumed}`)
      .toSorted()

  it("counts there, and leaves the closed shift as it was", () => {
    const till = later()
    const before = usesOf(till, "s")
    expect(before).toEqual(["bonus 30", "count Load 1", "count Redeem 1", "due 100", "in cash 100"])
    expect(till.say("Reverse 20 originalKey=r shift=t operator=max")).toMatch(/^approved/)
    expect(till.say("Reverse originalKey=r shift=t operator=max")).toMatch(/^approved/)
    expect(till.say("Reverse originalKey=l shift=t operator=max")).toBe("approved reversed 130")
    expect(usesOf(till, "s")).toEqual(before)
    expect(usesOf(till, "t")).toEqual(["bonus -30", "count Reverse 3", "out cash 100"])
    expect(till.say("CloseShift shift=t operator=max counted=cash:100")).toBe(
      "approved float 200 cash 100 of 100 leaves 100"
    )
    till.audit()
  })

  it("is about the wallet of the card, whatever shift it is done in", () => {
    const till = counter(document)
    till.tell(`${open}; Block ${inS}`)
    expect(till.recorded.at(-1)?.operation.links.map(({ wallet }) => wallet)).toEqual([
      "wal_000001_0",
      "wal_shift:s=CNY"
    ])
    till.audit()
  })
})
