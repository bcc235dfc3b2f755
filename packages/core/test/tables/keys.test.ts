/**
 * Keys, clocks and the order of reasons, case by case.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { declines, type DeclineTag, precedence } from "../../src/command/Decline.ts"
import { counter } from "./counter.ts"
import { shop } from "./shop.ts"
import { play, rows } from "./table.ts"

describe("the same key", () => {
  play(`
  66 | a lost answer | Load 100; Redeem 30 key=r | Redeem 30 key=r | approved main 30 again | main:70
  66 | days later | Load 100; Redeem 30 key=r; clock 2026-12-21T10:00:00+08:00 | Redeem 30 key=r | approved main 30 again | main:70
  66 | a new default does not make it another request | Load 100; Redeem 30 key=r | Redeem 30 key=r partial=false | declined idempotency_conflict field partial | main:70
  67 | declined for funds, then loaded | ?Redeem 30 key=r; Load 100 | Redeem 30 key=r | declined insufficient_funds approvable 0 again | main:100
  67 | a new key | ?Redeem 30 key=r; Load 100 | Redeem 30 key=s | approved main 30 | main:70
  68 | another amount | Load 100; Redeem 30 key=r | Redeem 31 key=r | declined idempotency_conflict field amount | main:70
  68 | another outlet | Load 100; Redeem 30 key=r | Redeem 30 key=r outlet=A2 | declined idempotency_conflict field outlet | main:70
  68 | another card | Load 100; Redeem 30 key=r | Redeem 30 key=r card=BELA | declined idempotency_conflict field card | main:70
  68 | another verb | Load 100; Redeem 30 key=r | Hold 30 key=r | declined idempotency_conflict field type | main:70
  68 | a conflict stores nothing | Load 100; Redeem 30 key=r; ?Redeem 31 key=r | Redeem 30 key=r | approved main 30 again | main:70
  68 | another PIN is the same request | Load 100; Redeem 30 key=r pin=1234 | Redeem 30 key=r pin=4321 | approved main 30 again | main:70
  68 | a PIN that was left out too | Load 100; Redeem 30 key=r pin=1234 | Redeem 30 key=r | approved main 30 again | main:70
  68 | a fresh authorization code too | Load 100; Redeem 30 key=r authorizationCode=ABC123 | Redeem 30 key=r authorizationCode=XYZ987 | approved main 30 again | main:70
  68 | a fresh one-time code too | Load 100; Redeem 30 key=r oneTimeCode=111111 | Redeem 30 key=r oneTimeCode=222222 | approved main 30 again | main:70
  68 | the card typed otherwise | Load 100; Redeem 30 key=r | Redeem 30 key=r card=an-na | approved main 30 again | main:70
  74 | of an operation that was reversed since | Load 100; Redeem 30 key=r; Reverse originalKey=r | Redeem 30 key=r | approved main 30 again reversedBy op_000005 | main:100
  74 | reversed in part is not reversed | Load 100; Redeem 30 key=r; Reverse 10 originalKey=r | Redeem 30 key=r | approved main 30 again | main:80
  74 | of a load that was reversed since | Load 100 key=l; Reverse originalKey=l | Load 100 key=l | approved main 100 again reversedBy op_000004 | empty
  74 | of a decline that was reversed since | ?Redeem 30 key=r; Reverse originalKey=r | Redeem 30 key=r | declined insufficient_funds approvable 0 again reversedBy op_000004 | empty
  56 | of a reversal | Load 100; Redeem 30 key=r; Reverse originalKey=r key=v | Reverse originalKey=r key=v | approved main 30 reversed 30 again | main:100
  57 | of a tombstone | Reverse originalKey=late key=v | Reverse originalKey=late key=v | approved tombstone true again | empty
  57 | of the late original | Reverse originalKey=late; ?Redeem 5 key=late | Redeem 5 key=late | declined original_reversed reversal op_000003 again | empty
   - | of an issue | Issue card=NEWA key=i | Issue card=NEWA key=i | approved again | NEWA empty
   - | of a wrong place | ?Redeem 5 key=r outlet=Z9 | Redeem 5 key=r outlet=Z9 | declined outlet_unknown id Z9 again | empty
  `)

  it("case 71: belongs to its client: another till may use it", () => {
    const till = counter()
    till.tell("Load 100; Redeem 30 key=r")
    expect(till.ask("Redeem 20 key=r", "other till")).toMatchObject({ outcome: "approved", replayed: false })
    expect(till.balances()).toBe("main:50")
    expect(till.ask("Reverse originalKey=r", "other till")).toMatchObject({ receipt: { reversed: 20n } })
    expect(till.balances()).toBe("main:70")
  })
  it("case 71: and a tombstone too", () => {
    const till = counter()
    till.tell("Load 100")
    till.ask("Reverse originalKey=r", "other till")
    expect(till.say("Redeem 30 key=r")).toBe("approved main 30")
  })
  it.each([
    ["an approval", "Redeem 30 key=r"],
    ["a decline", "Redeem 300 key=r"],
    ["a reversal that found nothing", "Reverse originalKey=x key=r"],
    ["an issue", "Issue 20 card=NEWA key=r"],
    ["a hold", "Hold 30 key=r lines=room:10,food:20"]
  ])("case 66: %s is answered byte for byte, the envelope apart", (_, asked) => {
    const till = counter()
    till.tell("Load 100")
    const first = till.wire(asked)
    const before = till.recorded.length
    till.tell("clock 2026-11-21T11:00:00+08:00; Load 7")
    expect(till.wire(asked)).toBe(first.replace('"replayed":false', '"replayed":true'))
    expect(till.recorded.length).toBe(before + 1)
  })
  it("case 66: an approval code is the end of the operation's id, and the same again", () => {
    const till = counter()
    till.tell("Load 100")
    const codes = [till.ask("Redeem 30 key=r"), till.ask("Redeem 30 key=r")].map(
      (outcome) => outcome.outcome === "approved" && outcome.receipt.approvalCode
    )
    expect(codes).toEqual(["000004", "000004"])
  })
})

describe("clocks", () => {
  it.each([
    ["2026-11-19T10:00:00+08:00", "two days behind"],
    ["2026-11-23T10:00:00+08:00", "two days ahead"]
  ])("case 77: a till's clock at %s, %s, is stored and not believed", (at) => {
    const till = counter()
    till.tell("Load 10 subWallet=gift")
    expect(till.say(`Redeem 4 at=${at}`)).toBe("approved gift 4")
    expect(till.recorded.at(-1)?.operation).toMatchObject({
      occurredAt: Date.parse(at),
      effectiveAt: Date.parse("2026-11-21T02:00:00Z"),
      recordedAt: Date.parse("2026-11-21T02:00:00Z"),
      businessDate: "2026-11-21"
    })
  })
  it("case 77: last month's clock revives nothing", () => {
    const till = counter()
    till.tell("Load 10 subWallet=gift; clock 2027-05-22T00:00:00+08:00")
    expect(till.say("Redeem 1 at=2027-05-20T10:00:00+08:00")).toBe("declined insufficient_funds approvable 0")
  })
  it("case 78: when the server's clock steps back, ledger time waits and the sequence counts on", () => {
    const till = counter()
    till.tell(
      "Load 10; clock 2026-11-21T09:00:00+08:00; Redeem 1; clock 2026-11-21T10:00:00.001+08:00; Redeem 1"
    )
    expect(
      till.recorded.slice(-3).map(({ operation }) => [operation.sequence, operation.recordedAt])
    ).toEqual([
      [3, Date.parse("2026-11-21T02:00:00Z")],
      [4, Date.parse("2026-11-21T02:00:00Z")],
      [5, Date.parse("2026-11-21T02:00:00.001Z")]
    ])
  })
  it.each([
    ["2026-11-21T23:59:59.999+08:00", "A1", "2026-11-21"],
    ["2026-11-22T00:00:00+08:00", "A1", "2026-11-22"],
    ["2026-11-22T00:30:00+08:00", "B1", "2026-11-21"],
    ["2026-11-22T03:59:59.999+08:00", "N1", "2026-11-21"],
    ["2026-11-22T04:00:00+08:00", "N1", "2026-11-22"]
  ])("the trading day at %s in %s is %s", (at, outlet, day) => {
    const { outlets, ...rest } = shop()
    const till = counter({
      ...rest,
      outlets: [...outlets, { id: "N1", owner: "hq", businessDayEndsAt: "04:00" }]
    })
    till.tell(`clock ${at}`)
    const outcome = till.ask(`Load 5 outlet=${outlet}`)
    expect(outcome.outcome === "approved" && outcome.receipt.businessDate).toBe(day)
  })
  it("case 61: the reversal window of an outlet that closes at four", () => {
    const { outlets, ...rest } = shop()
    const open = (now: string) => {
      const till = counter({
        ...rest,
        outlets: [...outlets, { id: "N1", owner: "hq", businessDayEndsAt: "04:00" }]
      })
      till.tell(`Load 5 outlet=N1 key=l; clock ${now}`)
      return till.say("Reverse originalKey=l")
    }
    expect(open("2026-11-22T03:59:59.999+08:00")).toBe("approved reversed 5")
    expect(open("2026-11-22T04:00:00+08:00")).toBe(
      "declined reversal_window_closed closedAt 2026-11-21T20:00Z"
    )
  })
})

describe("several reasons at once: the first in the list is answered", () => {
  const limits = [
    { id: "day", scope: "account", verb: "Redeem", amount: 100, per: "day" },
    { id: "loads", scope: "account", verb: "Load", amount: 200, per: "operation" },
    { id: "cap", scope: "account", balanceAtMost: 150 }
  ]
  const text = `
  # before | asked | the reason that is answered | the reason that is not
   ?Redeem 9 key=x | Redeem 1 key=x outlet=Z9 | idempotency_conflict | outlet_unknown
   - | Issue card=ANNA program=none outlet=Z9 | program_unknown | outlet_unknown
   - | Convert program=none holder=H1 outlet=Z9 | program_unknown | outlet_unknown
   Load 50; Hold 20 key=h | Capture 21 holdKey=h currency=USD | exceeds_hold | currency_mismatch
   Load 50; Hold 20 key=h | Capture 15 holdKey=h currency=USD | currency_mismatch | limit_exceeded
   Load 50; Redeem 20 key=r | Reverse 21 originalKey=r currency=USD | exceeds_refundable | currency_mismatch
   Load 50 key=l | Reverse 21 originalKey=l currency=USD | currency_mismatch | program_rule_violation
   - | Issue card=ANNA program=none | program_unknown | duplicate_credential
   - | Issue 5 card=ANNA currency=USD | duplicate_credential | currency_mismatch
   - | Issue 5 card=NEWA currency=USD cardType=x | currency_mismatch | program_rule_violation
   - | Issue 151 card=NEWA cardType=x | balance_limit_exceeded | program_rule_violation
   - | Redeem 1 outlet=Z9 terminal=T9 | outlet_unknown | terminal_unknown
   - | Redeem 1 terminal=T9 operator=op9 | terminal_unknown | operator_unknown
   - | Redeem 1 outlet=A2 terminal=T2 operator=op9 | terminal_inactive | operator_unknown
   - | Redeem 1 outlet=A2 terminal=T1 operator=op9 | operator_unknown | not_permitted
   - | Redeem 1 outlet=A2 terminal=T1 card=NONE | not_permitted | card_unknown
   Block | Redeem 1 outlet=Z9 | outlet_unknown | blocked
   Load 50 pending=true key=p; ConfirmLoad originalKey=p; Close; Load 1 card=BELA; Merge from=ANNA to=BELA | ConfirmLoad originalKey=p | account_closed | already_confirmed
   Load 50 pending=true key=p; clock 2026-11-22T10:00:00+08:00; Freeze; Load 150 card=BELA | ConfirmLoad originalKey=p | account_frozen | limit_exceeded
   Issue card=NEWA program=bearer; Block card=NEWA | Load 1 card=NEWA | capability_off | blocked
   Block; Freeze account=acc_000001 | Redeem 1 | blocked | account_frozen
   ReportLost; Freeze account=acc_000001 | Redeem 1 | hotlisted | account_frozen
   Block; Close account=acc_000001 | Block | blocked | account_closed
   Close account=acc_000001 | Activate | already_active | account_closed
   Load 50; Hold 20 key=h; Freeze; clock 2026-12-21T10:00:00+08:00 | IncrementHold 5 holdKey=h | account_frozen | hold_expired
   Freeze; Close | Load 1 | account_frozen | account_closed
   Freeze | Redeem 1 currency=USD | account_frozen | currency_mismatch
   Freeze | Redeem 1 | account_frozen | insufficient_funds
   Load 50; Hold 20 key=h; Freeze | Reinstate 5 holdKey=h | account_frozen | program_rule_violation
   Load 50; Redeem 20 key=r; Freeze | Refund 30 originalKey=r | account_frozen | exceeds_refundable
   Load 50; Redeem 20 key=r; Reverse originalKey=r | Refund 30 originalKey=r | original_reversed | exceeds_refundable
   Load 50; Redeem 20 key=r; Refund 5 originalKey=r; clock 2026-11-23T10:00:00+08:00 | Reverse originalKey=r | further_activity_prevents_reversal | reversal_window_closed
   Load 50; Redeem 20 key=r; Reverse originalKey=r; clock 2026-11-23T10:00:00+08:00 | Reverse originalKey=r | previously_reversed | reversal_window_closed
   Load 50; Redeem 20 key=r; clock 2026-11-23T10:00:00+08:00 | Reverse 30 originalKey=r | reversal_window_closed | exceeds_refundable
   Load 50; Redeem 20 key=r | Refund 30 originalKey=r currency=USD | exceeds_refundable | currency_mismatch
   Load 50; Hold 20 key=h; Release holdKey=h | Capture 30 holdKey=h currency=USD | already_released | currency_mismatch
   Load 50; Hold 20 key=h; clock 2026-11-29T10:00:00+08:00 | Reinstate 30 holdKey=h currency=USD | exceeds_hold | currency_mismatch
   Load 50; Hold 20 key=h | Reinstate 10 holdKey=h currency=USD | currency_mismatch | program_rule_violation
   Load 50 subWallet=a1only | Redeem 1 outlet=A2 quote=x currency=USD | currency_mismatch | not_accepted
   Load 50 subWallet=a1only; Redeem 50 key=r | Redeem 101 outlet=A2 | limit_exceeded | insufficient_funds
   Load 50 subWallet=a1only | Redeem 101 outlet=A2 | not_accepted | limit_exceeded
   Load 50 | Redeem 101 | limit_exceeded | insufficient_funds
   Load 50 | Hold 51 expiresAt=2027-11-21T10:00:00+08:00 | insufficient_funds | program_rule_violation
   - | Load 201 offer=none | limit_exceeded | program_rule_violation
   Load 140 | Load 201 | limit_exceeded | balance_limit_exceeded
   Load 140 | Adjust 11 subWallet=none | balance_limit_exceeded | program_rule_violation
   Load 50; Freeze | Transfer 1 from=ANNA to=NONE | card_unknown | account_frozen
   Load 50; Freeze; Block card=BELA | Transfer 1 from=ANNA to=BELA | blocked | account_frozen
   Load 50; Freeze; Close card=BELA | Transfer 1 from=ANNA to=BELA | account_frozen | account_closed
   Load 50; Hold 5 | Merge from=ANNA to=NONE | card_unknown | holds_open
   Load 50; Load 101 card=BELA; Hold 5 | Merge from=ANNA to=BELA | holds_open | balance_limit_exceeded
   Load 50; Load 101 card=BELA | Transfer 51 from=ANNA to=BELA | balance_limit_exceeded | insufficient_funds
   Load 11 | CashOut 12 | cash_out_not_due | insufficient_funds
   Freeze; Load 5 card=BELA | Refund 1 originalKey=none | original_not_found | account_frozen
  `
  const tags = new Map(
    Object.keys(declines).map((tag) => [tag.replace(/(?<!^)[A-Z]/g, "_$&").toLowerCase(), tag as DeclineTag])
  )
  it.each(rows(text))("%s; %s: %s before %s", (before = "", asked = "", first = "", second = "") => {
    const till = counter(shop({ limits, cashOut: { below: 10 } }))
    till.tell(before.replace(/^-$/, ""))
    expect(till.say(asked)).toMatch(new RegExp(`^declined ${first}( |$)`))
    const [one, other] = [tags.get(first), tags.get(second)]
    if (one === undefined || other === undefined) throw new Error(`${first} or ${second} is no decline`)
    if (first !== "original_not_found") expect(precedence(one)).toBeLessThan(precedence(other))
  })
})

describe("what is remembered", () => {
  it.each(
    rows(`
    # asked | stored | retry
    Redeem 1 key=used | false | newKey
    Redeem 1 outlet=Z9 | true | never
    Redeem 1 card=NONE | true | never
    Redeem 1 | true | newKey
    Redeem 1 currency=USD | true | newKey
    Capture 1 holdKey=none | true | never
    Refund 1 originalKey=none | true | never
    Issue card=BELA | true | never
    Load 1 offer=none | true | never
    `)
  )("%s: stored %s, retry %s", (asked = "", stored, retry) => {
    const till = counter()
    till.tell("?Redeem 5 key=used")
    const before = till.recorded.length
    const wire: unknown = JSON.parse(till.wire(asked))
    expect(wire).toMatchObject({ outcome: "declined", decline: { retry } })
    expect(till.recorded.length - before).toBe(stored === "true" ? 1 : 0)
    expect(typeof wire === "object" && wire !== null && "operation" in wire).toBe(stored === "true")
    expect(till.balances()).toBe("empty")
  })
})
