/**
 * What counts earlier than it is recorded, and books that are closed, case by case.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { postingsText } from "./notation.ts"
import { shop } from "./shop.ts"
import { play } from "./table.ts"

const people = {
  operators: [
    { id: "finn", role: "finance" },
    { id: "cora", role: "cashier" },
    { id: "dora", role: "cashier", permissions: { BackDate: "yes" } }
  ]
}
const books = shop({}, { backDating: { days: 31 }, ...people })
const later = "clock 2026-12-01T10:00:00+08:00"
const day = (date: string, time = "12:00:00"): string => `effectiveAt=2026-${date}T${time}+08:00`

describe("what counts earlier", () => {
  play(
    `
  75 | a load before a redemption | Load 50; clock 86400000; Redeem 50; ${later} | Load 100 ${day("11-21")} | approved main 100 | main:100 | Dr cashClearing/hq/cash 100, Cr liability/main/paid 100
  75 | a load that was forgotten before the first sale | clock 86400000; ?Redeem 50; ${later} | Load 100 ${day("11-21")} | approved main 100 | main:100
  76 | a redemption that nothing stood against | Load 100; ${later} | Redeem 60 ${day("11-22")} | approved main 60 | main:40
  76 | a redemption that would have made a day between negative | Load 100 key=l; clock 86400000; Redeem 100 key=r; clock 86400000; Refund originalKey=r; ${later} | Redeem 60 ${day("11-21")} | declined insufficient_funds approvable 0 | main:100
  76 | a redemption after that day | Load 100 key=l; clock 86400000; Redeem 100 key=r; clock 86400000; Refund originalKey=r; ${later} | Redeem 60 ${day("11-24")} | approved main 60 | main:40
  76 | as much as was there all the time | Load 100; clock 86400000; Redeem 70 key=r; clock 86400000; Refund originalKey=r; ${later} | Redeem 31 ${day("11-21")} | declined insufficient_funds approvable 30 | main:100
  76 | as much as was there all the time, and no more | Load 100; clock 86400000; Redeem 70 key=r; clock 86400000; Refund originalKey=r; ${later} | Redeem 30 ${day("11-21")} | approved main 30 | main:70
  76 | from value that came later | Load 100; clock 864000000; Load 100 | Redeem 101 ${day("11-22")} | declined insufficient_funds approvable 100 | main:200
  76 | a redemption that a hold pins | Load 100; ${later}; Hold 50 | Redeem 60 ${day("11-22")} | declined insufficient_funds approvable 50 held 50 heldUntil 2026-12-08T02:00Z | main:100[50]
  - | what two take back to back | Load 100; ${later}; Redeem 60 ${day("11-22")} | Redeem 41 ${day("11-21")} | declined insufficient_funds approvable 40 | main:40
  - | at the very instant when it was loaded | Load 100; ${later} | Redeem 60 ${day("11-21", "10:00:00")} | approved main 60 | main:40
  - | what went and came at one instant | Load 100; clock 86400000; Redeem 100 key=r; Refund originalKey=r; ${later} | Redeem 60 ${day("11-21")} | approved main 60 | main:40
  - | before the account was opened | ${later} | Load 100 ${day("11-21", "09:59:59")} | declined program_rule_violation rule backDating sentence It cannot count before the account was opened. | empty
  - | at the instant when it was opened | ${later} | Load 100 ${day("11-21", "10:00:00")} | approved main 100 | main:100
  - | later than now | Load 100 | Redeem 1 ${day("11-21", "10:00:01")} | declined program_rule_violation rule backDating sentence It cannot count later than it is recorded. | main:100
  - | now | Load 100 | Redeem 1 ${day("11-21", "10:00:00")} | approved main 1 | main:99
  - | at the bound | Load 100; clock 2026-12-22T10:00:00+08:00 | Redeem 1 ${day("11-21", "10:00:00")} | approved main 1 | main:99
  - | beyond the bound | Load 100; clock 2026-12-22T10:00:00.001+08:00 | Redeem 1 ${day("11-21", "10:00:00")} | declined program_rule_violation rule backDating sentence It may count 31 days back at most. | main:100
  - | a correction down | Load 100; clock 86400000; Redeem 70 key=r; clock 86400000; Refund originalKey=r; ${later} | Adjust amount=-31 subWallet=main currency=CNY ${day("11-21")} operator=finn | declined insufficient_funds approvable 30 | main:100
  - | a correction up | ${later} | Adjust amount=5 subWallet=gift currency=CNY ${day("11-21")} operator=finn | approved gift 5 | gift:5
  - | by who may not | Load 100; ${later} | Redeem 1 ${day("11-22")} operator=cora | declined not_permitted right BackDate | main:100
  - | by who may by name | Load 100; ${later} | Redeem 1 ${day("11-22")} operator=dora | approved main 1 | main:99
  `,
    books
  )
  play(
    `
  - | where nothing counts earlier | Load 100; ${later} | Redeem 1 ${day("11-22")} | declined program_rule_violation rule backDating sentence Nothing counts earlier than it is recorded. | main:100
  `,
    shop({}, people)
  )
  play(
    `
  - | a limit counts when it is asked for | Load 100; clock 86400000; Redeem 50; clock 86400000; Redeem 20 | Redeem 31 ${day("11-22", "11:00:00")} | declined limit_exceeded limit daily room 30 resetsAt 2026-11-23T16:00Z | main:30
  `,
    shop(
      { limits: [{ id: "daily", verb: "Redeem", scope: "account", per: "day", amount: 50 }] },
      { backDating: { days: 31 }, ...people }
    )
  )
})

describe("value that has expired meanwhile", () => {
  const short = shop(
    {
      subWallets: [
        { id: "gift", priority: 10, funding: "promotional", validity: { days: 5 } },
        { id: "main", priority: 90, funding: "paid", validity: { days: 5 } }
      ],
      offers: []
    },
    { backDating: { days: 31 }, ...people }
  )
  play(
    `
  - | is taken back for what counts before its end | Load 100; ${later} | Redeem 60 ${day("11-22")} | approved main 60 | empty
  - | at its last instant | Load 100; ${later} | Redeem 60 effectiveAt=2026-11-26T23:59:59.999+08:00 | approved main 60 | empty
  - | is not there from its end on | Load 100; ${later} | Redeem 60 effectiveAt=2026-11-27T00:00:00+08:00 | declined insufficient_funds approvable 0 | empty
  - | is taken back once | Load 100; ${later}; Redeem 60 ${day("11-22")} | Redeem 41 ${day("11-22")} | declined insufficient_funds approvable 40 | empty
  - | is taken back in two parts | Load 100; ${later}; Redeem 60 ${day("11-22")} | Redeem 40 ${day("11-23")} | approved main 40 | empty
  - | a load that would have ended since has ended | ${later} | Load 100 ${day("11-21")} | approved main 100 | empty
  - | what staff gave another end is not taken back twice | Load 100 key=l; clock 2026-11-28T10:00:00+08:00; Sweep; ChangeExpiry lot=lot_000003_0 expiresAt=2027-01-01T00:00:00Z reason=late | Redeem 60 ${day("11-22")} | declined insufficient_funds approvable 0 | main:100
  `,
    short
  )

  it("leaves the end with what is left, at the time when it ended", () => {
    const till = counter(short)
    till.tell(`Load 100; ${later}; Redeem 60 ${day("11-22")} key=slip`)
    const told = till.recorded
      .map(({ operation }) => operation)
      .filter(({ verb }) => /Expire|Restore|Redeem/.test(verb))
    const end = Date.parse("2026-11-27T00:00:00+08:00")
    expect(
      told.map(({ effectiveAt, entry, verb }) => [verb, effectiveAt, postingsText(entry.postings)])
    ).toEqual([
      ["ExpireLot", end, "Dr liability/main/paid 100, Cr breakageIncome 100"],
      ["RestoreExpired", end, "Dr breakageIncome 60, Cr liability/main/paid 60"],
      [
        "Redeem",
        Date.parse("2026-11-22T12:00:00+08:00"),
        "Dr liability/main/paid 60, Cr merchantPayable/hq 60"
      ]
    ])
    const [, restored] = told.map(({ entry }) => entry.postings.map(({ account }) => account))
    for (const account of restored ?? []) expect(account).toMatchObject({ program: "member" })
    till.audit()
  })

  it("what a load brought too late had ended when it would have, and not when the load was recorded", () => {
    const till = counter(short)
    till.tell(`${later}; Load 100 ${day("11-21")}`)
    const at = (text: string) => Date.parse(text)
    expect(
      till.recorded
        .slice(2)
        .map(({ operation }) => [operation.verb, operation.effectiveAt, operation.recordedAt])
    ).toEqual([
      ["Load", at("2026-11-21T12:00:00+08:00"), at("2026-12-01T10:00:00+08:00")],
      ["ExpireLot", at("2026-11-27T00:00:00+08:00"), at("2026-12-01T10:00:00+08:00")]
    ])
    till.audit()
  })
})

describe("closed books", () => {
  const closed = "clock 2026-12-01T00:00:00+07:00; ClosePeriod through=2026-11-30 card=- outlet=-"
  play(
    `
  - | nothing counts before the last outlet had closed the day | Load 100; ${closed} | Load 1 effectiveAt=2026-12-01T00:59:59.999+08:00 | declined period_locked lockedThrough 2026-11-30 | main:100
  - | what counts from then on | Load 100; ${closed}; ${later} | Redeem 1 effectiveAt=2026-12-01T01:00:00+08:00 | approved main 1 | main:99
  - | a day that goes on somewhere | clock 2026-12-01T00:59:59.999+08:00 | ClosePeriod through=2026-11-30 card=- outlet=- | declined period_open through 2026-11-30 | empty
  - | a day that is closed already | ${closed} | ClosePeriod through=2026-11-30 card=- outlet=- | declined period_locked lockedThrough 2026-11-30 | empty
  - | an earlier one | ${closed} | ClosePeriod through=2026-10-31 card=- outlet=- | declined period_locked lockedThrough 2026-11-30 | empty
  - | the next one | ${closed}; clock 2026-12-02T10:00:00+08:00 | ClosePeriod through=2026-12-01 card=- outlet=- | approved version 2 | empty
  - | by somebody of a franchise | clock 2026-12-02T10:00:00+08:00 | ClosePeriod through=2026-11-30 card=- outlet=- operator=fred | declined not_permitted right close the books of all | empty
  - | the right comes before the lock | ${closed} | Load 1 ${day("11-22")} operator=cora | declined not_permitted right BackDate | empty
  `,
    shop(
      {},
      {
        backDating: { days: 31 },
        operators: [...people.operators, { id: "fred", owner: "fr1", role: "finance" }]
      }
    )
  )

  it("what was due before and is settled later counts from the end of the closed books", () => {
    const till = counter(
      shop({ holds: { expireAfter: { hours: 1 }, tolerancePercent: 0 } }, { backDating: { days: 31 } })
    )
    till.tell(`Load 100; Hold 10; ${closed}; ${later}`)
    till.settle()
    const ended = till.recorded.at(-1)?.operation
    expect([ended?.verb, ended?.effectiveAt]).toEqual(["ExpireHold", Date.parse("2026-12-01T01:00:00+08:00")])
    till.audit()
  })

  it("stay closed when the zone of an outlet changes", () => {
    const till = counter(books)
    till.tell(
      `Load 100; ${closed}; ChangeOutlet to=${JSON.stringify({ id: "A1", owner: "hq", zone: "Pacific/Honolulu" })} version=1`
    )
    expect(till.say("Load 1 effectiveAt=2026-12-01T00:59:59+08:00")).toBe(
      "declined period_locked lockedThrough 2026-11-30"
    )
    expect(till.say("Redeem 1")).toBe("approved main 1")
  })
})
