/**
 * What nobody claims goes to the state, case by case.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { escheatAt, stateShare } from "../../src/program/Escheat.ts"
import { counter } from "./counter.ts"
import { shop } from "./shop.ts"
import { play } from "./table.ts"

const terms = { after: { years: 3 }, from: "lastActivity" } as const
const due = "clock 2029-11-22T00:00:00+08:00"

describe("escheat", () => {
  play(
    `
  - | all that is there | Load 100; ${due} | Escheat version=2 | approved main 100 taken 100 | empty | Dr liability/main/paid 100, Cr escheatPayable 100
  - | not before the last day is over | Load 100; clock 2029-11-21T23:59:59.999+08:00 | Escheat version=2 | declined program_rule_violation rule escheat sentence It is not due before 2029-11-21T16:00:00.000Z. | main:100
  - | not what was given | Load 100 offer=100+30; GrantVoucher voucher=late; ${due} | Escheat version=4 | approved main 100 taken 100 | room:7
  - | class by class | Load 100; UnlinkedRefund 30; ${due} | Escheat version=3 | approved refund 30 main 100 taken 130 | empty | Dr liability/main/paid 100, Dr liability/refund/refund 30, Cr escheatPayable 100, Cr escheatPayable 30
  - | only what is free | Load 100; ${due}; Hold 40 | Escheat version=3 | approved main 60 taken 60 | main:40[40]
  - | nothing is there | ${due} | Escheat version=1 | declined insufficient_funds approvable 0 | empty
  - | something has happened since the list was made | Load 100; ${due}; Redeem 1 | Escheat version=2 | declined stale_version version 3 | main:99
  - | the same key hands over once | Load 100; ${due}; Escheat version=2 key=e | Escheat version=2 key=e | approved main 100 taken 100 again | empty
  - | a frozen account | Load 100; Freeze side=both; ${due} | Escheat version=3 | approved main 100 taken 100 | empty
  - | a lost card | Load 100; ReportLost; ${due} | Escheat version=3 | approved main 100 taken 100 | empty
  - | under a program without terms | Issue 100 card=NEWA program=bearer; ${due} | Escheat version=1 card=NEWA | declined program_rule_violation rule escheat sentence The program has no terms for it. | NEWA main:100
  `,
    shop({
      escheat: terms,
      vouchers: [{ id: "late", subWallet: "room", amount: 7 }]
    })
  )
  const other = (more: object) => shop({ escheat: { ...terms, ...more } })
  play(
    `
  - | a share of it, the fraction to the state | Load 101; ${due} | Escheat version=2 | approved main 101 taken 101 | empty | Dr liability/main/paid 101, Cr breakageIncome 40, Cr escheatPayable 61
  `,
    other({ sharePercent: 60 })
  )
  play(
    `
  - | small rests are left alone | Load 49; ${due} | Escheat version=2 | declined program_rule_violation rule escheat sentence Less than 50 is left alone. | main:49
  - | not from the threshold on | Load 50; ${due} | Escheat version=2 | approved main 50 taken 50 | empty
  `,
    other({ below: 50 })
  )
  play(
    `
  - | merchandise credit is exempt | Load 10; UnlinkedRefund 30; ${due} | Escheat version=3 | approved main 10 taken 10 | refund:30
  `,
    other({ exempt: ["promotional", "refund"] })
  )
  play(
    `
  - | from the day of issue | clock 2028-11-21T10:00:00+08:00; Load 10; ${due} | Escheat version=2 | approved main 10 taken 10 | empty
  `,
    other({ from: "issue" })
  )
})

describe("where the wallet knows when it was used last", () => {
  const dormancy = { after: { years: 9 } }
  const used = `Load 100; clock 2029-11-20T10:00:00+08:00; Redeem 1; ${due}`
  play(
    `
  - | it is refused too early, whatever the list says | ${used} | Escheat version=3 | declined program_rule_violation rule escheat sentence It is not due before 2032-11-20T16:00:00.000Z. | main:99
  `,
    shop({ escheat: terms, dormancy })
  )
  play(
    `
  - | from the day of issue that is no matter | ${used} | Escheat version=3 | approved main 99 taken 99 | empty
  `,
    shop({ escheat: { ...terms, from: "issue" }, dormancy })
  )
})

describe("a late claim", () => {
  play(
    `
  - | brings it all back, however late | Load 100; ${due}; Escheat version=2 key=e; clock 2031-01-01T00:00:00+08:00 | Reverse originalKey=e | approved reversed 100 | main:100 | Dr breakageIncome 40, Dr escheatPayable 60, Cr liability/main/paid 100
  - | to the unit, share by share | Load 101; ${due}; Escheat version=2 key=e | Reverse originalKey=e | approved reversed 101 | main:101 | Dr breakageIncome 40, Dr escheatPayable 61, Cr liability/main/paid 101
  - | once | Load 100; ${due}; Escheat version=2 key=e; Reverse originalKey=e | Reverse originalKey=e | declined previously_reversed reversal op_000005 | main:100
  - | in part it is an adjustment's matter | Load 100; ${due}; Escheat version=2 key=e | Reverse 40 originalKey=e | declined program_rule_violation rule reversal sentence Only redemptions and captures are reversed in part. | empty
  - | what would have ended gets another end | Load 100; ${due}; Escheat version=2 key=e; clock 2033-01-01T00:00:00+08:00; Reverse originalKey=e; ?Redeem 1 | ChangeExpiry lot=lot_000003_0 expiresAt=2034-01-01T00:00:00+08:00 | approved | main:100
  `,
    shop({ escheat: { ...terms, sharePercent: 60 } })
  )
})

describe("what law says", () => {
  const law = (months: number) => ({
    id: "own",
    title: "A state's own",
    jurisdiction: "US-XX",
    currency: "CNY",
    kinds: ["registered"],
    effectiveFrom: "2020-01-01",
    checkedOn: "2026-11-22",
    certainty: "low",
    sources: ["a test"],
    rules: { escheat: { after: { months }, from: "lastActivity" } }
  })
  it.each([
    [{ presets: [law(36)] }, "approved main 100 taken 100"],
    [{ presets: [law(60)], escheat: terms }, "approved main 100 taken 100"],
    [{ presets: [law(36)], escheat: { ...terms, after: { years: 5 } } }, "approved main 100 taken 100"],
    [
      { presets: [{ ...law(36), rules: {} }] },
      "declined program_rule_violation rule escheat sentence The program has no terms for it."
    ],
    [
      { presets: [law(60)] },
      "declined program_rule_violation rule escheat sentence It is not due before 2031-11-21T16:00:00.000Z."
    ]
  ])("counts beside the program's own terms, whichever is due first: %j", (changes, outcome) => {
    const till = counter(shop(changes))
    till.tell(`Load 100; ${due}`)
    expect(till.say("Escheat version=2")).toBe(outcome)
  })
})

describe("when and how much", () => {
  it.each([
    [{ days: 10 }, "2026-02-28T12:00:00Z", "2026-03-11T00:00:00.000Z"],
    [{ months: 1 }, "2026-01-31T12:00:00Z", "2026-03-01T00:00:00.000Z"],
    [{ years: 3 }, "2024-02-29T12:00:00Z", "2027-03-01T00:00:00.000Z"]
  ])("%j of silence since %s: from %s on", (after, since, at) => {
    expect(new Date(escheatAt({ ...terms, after }, "UTC", Date.parse(since))).toISOString()).toBe(at)
  })
  it.each([
    [undefined, 101n, 101n],
    [60, 101n, 61n],
    [60, 100n, 60n],
    [1, 1n, 1n],
    [100, 7n, 7n]
  ])("%s %% of %i: %i", (sharePercent, amount, owed) => {
    const share = sharePercent === undefined ? {} : { sharePercent }
    expect(stateShare({ ...terms, ...share }, amount)).toBe(owed)
  })
})
