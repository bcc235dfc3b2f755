/**
 * Limits and balances, case by case.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { shop } from "./shop.ts"
import { play } from "./table.ts"

const limit = (id: string, verb: string, amount: number, per: string) => ({
  id,
  scope: "account",
  verb,
  amount,
  per
})

describe("limits on spending", () => {
  play(
    `
  84 | hold 80, release, hold 80 | Load 500; Hold 80 key=h; Release holdKey=h | Hold 80 | approved main 80 | main:500[80]
  84 | without the release | Load 500; Hold 80 | Hold 80 | declined limit_exceeded limit day room 20 resetsAt 2026-11-21T16:00Z | main:500[80]
  84 | up to the limit | Load 500; Hold 80 | Redeem 20 | approved main 20 | main:480[80]
  84 | one unit more | Load 500; Hold 80 | Redeem 21 | declined limit_exceeded limit day room 20 resetsAt 2026-11-21T16:00Z | main:500[80]
  84 | in part: the limit bound it | Load 500; Hold 80 | Redeem 50 partial=true | approved main 20 remainingDue 30 boundBy day | main:480[80]
  84 | in part: funds bound it | Load 10 | Redeem 50 partial=true | approved main 10 remainingDue 40 boundBy funds | empty
  84 | in part: limit and funds are equal | Load 100 | Redeem 150 partial=true | approved main 100 remainingDue 50 boundBy day | empty
  84 | in part: the limit is smaller than funds that are short too | Load 110 | Redeem 200 partial=true | approved main 100 remainingDue 100 boundBy day | main:10
  84 | what a final capture leaves is given back | Load 500; Hold 80 key=h; Capture 30 holdKey=h | Redeem 70 | approved main 70 | main:400
  84 | what it took is not | Load 500; Hold 80 key=h; Capture 30 holdKey=h | Redeem 71 | declined limit_exceeded limit day room 70 resetsAt 2026-11-21T16:00Z | main:470
  84 | a hold that ended by itself gives back | Load 500; Hold 80 key=h expiresAt=2026-11-21T11:00:00+08:00; clock 2026-11-21T11:00:00+08:00 | Redeem 100 | approved main 100 | main:400
  84 | a hold of yesterday counts yesterday | Load 500; Hold 80 key=h; clock 2026-11-22T00:00:00+08:00 | Redeem 100 | approved main 100 | main:400[80]
  84 | also when it is captured | Load 500; Hold 80 key=h; clock 2026-11-22T00:00:00+08:00; Capture 80 holdKey=h | Redeem 100 | approved main 100 | main:320
  84 | and its tolerance counts on the day of the capture | Load 500; Hold 80 key=h; clock 2026-11-22T00:00:00+08:00; Capture 90 holdKey=h | Redeem 91 | declined limit_exceeded limit day room 90 resetsAt 2026-11-22T16:00Z | main:410
  84 | the tolerance within its day's limit only | Load 500; Hold 80 key=h; clock 2026-11-22T00:00:00+08:00; Redeem 95 | Capture 90 holdKey=h | declined limit_exceeded limit day room 5 resetsAt 2026-11-22T16:00Z | main:405[80]
  84 | an increment counts in its own day | Load 500; Hold 80 key=h; clock 2026-11-22T00:00:00+08:00; IncrementHold 30 holdKey=h | Redeem 71 | declined limit_exceeded limit day room 70 resetsAt 2026-11-22T16:00Z | main:500[110]
  84 | a hold of two days that is captured in parts is taken from the first day first | Load 500; Hold 60 key=h; clock 2026-11-22T00:00:00+08:00; IncrementHold 30 holdKey=h; Capture 30 holdKey=h final=false; Capture 40 holdKey=h final=false; Release holdKey=h | Redeem 90 | approved main 90 | main:340
  84 | and then from the second | Load 500; Hold 60 key=h; clock 2026-11-22T00:00:00+08:00; IncrementHold 30 holdKey=h; Capture 30 holdKey=h final=false; Capture 40 holdKey=h final=false; Release holdKey=h | Redeem 91 | declined limit_exceeded limit day room 90 resetsAt 2026-11-22T16:00Z | main:430
  84 | an extended hold counts as before | Load 500; Hold 80 key=h; ExtendHold holdKey=h expiresAt=2026-11-27T10:00:00+08:00 | Redeem 21 | declined limit_exceeded limit day room 20 resetsAt 2026-11-21T16:00Z | main:500[80]
  84 | a new day begins anew | Load 500; Redeem 100; clock 2026-11-22T00:00:00+08:00 | Redeem 90 | approved main 90 | main:310
  84 | but not a millisecond before | Load 500; Redeem 100; clock 2026-11-21T23:59:59.999+08:00 | Redeem 1 | declined limit_exceeded limit day room 0 resetsAt 2026-11-21T16:00Z | main:400
  84 | a refund gives nothing back | Load 500; Redeem 100 key=r; Refund originalKey=r | Redeem 1 | declined limit_exceeded limit day room 0 resetsAt 2026-11-21T16:00Z | main:500
  84 | a reversal does | Load 500; Redeem 100 key=r; Reverse originalKey=r | Redeem 100 | approved main 100 | main:400
  84 | a reversal in part gives that part back | Load 500; Redeem 100 key=r; Reverse 30 originalKey=r | Redeem 30 | approved main 30 | main:400
  84 | and no more | Load 500; Redeem 100 key=r; Reverse 30 originalKey=r | Redeem 31 | declined limit_exceeded limit day room 30 resetsAt 2026-11-21T16:00Z | main:430
  84 | the rest of it gives the rest back | Load 500; Redeem 100 key=r; Reverse 30 originalKey=r; Reverse originalKey=r | Redeem 100 | approved main 100 | main:400
  84 | in parts of a hold that was raised that day | Load 500; Hold 60 key=h; IncrementHold 40 holdKey=h; Capture 100 holdKey=h key=c; Reverse 40 originalKey=c; Reverse 30 originalKey=c | Redeem 70 | approved main 70 | main:400
  84 | and no more than these parts | Load 500; Hold 60 key=h; IncrementHold 40 holdKey=h; Capture 100 holdKey=h key=c; Reverse 40 originalKey=c; Reverse 30 originalKey=c | Redeem 71 | declined limit_exceeded limit day room 70 resetsAt 2026-11-21T16:00Z | main:470
  84 | in parts of a capture above its hold | Load 500; Hold 80 key=h; Capture 95 holdKey=h key=c; Reverse 15 originalKey=c; Reverse 50 originalKey=c; Reverse originalKey=c | Redeem 100 | approved main 100 | main:400
  84 | a reversed capture reserves again | Load 500; Hold 80 key=h; Capture 80 holdKey=h key=c; Reverse originalKey=c | Redeem 21 | declined limit_exceeded limit day room 20 resetsAt 2026-11-21T16:00Z | main:500[80]
  84 | a reversed hold gives back | Load 500; Hold 80 key=h; Reverse originalKey=h | Redeem 100 | approved main 100 | main:400
  84 | one that was captured is not reversed | Load 500; Hold 80 key=h; Capture 80 holdKey=h | Reverse originalKey=h | declined further_activity_prevents_reversal activity captured | main:420
  84 | declines never count | Load 500; ?Redeem 101; ?Redeem 101 | Redeem 100 | approved main 100 | main:400
  84 | the limit of the week is the tighter one | Load 900; Redeem 100; clock 2026-11-22T10:00:00+08:00 | Redeem 91 | declined limit_exceeded limit week room 90 resetsAt 2026-11-22T16:00Z | main:800
  84 | weeks begin on Monday | Load 900; Redeem 100; clock 2026-11-22T10:00:00+08:00; Redeem 90; clock 2026-11-23T00:00:00+08:00 | Redeem 90 | approved main 90 | main:620
  84 | the month's limit | Load 900; Redeem 100; clock 2026-11-23T10:00:00+08:00; Redeem 100; clock 2026-11-24T10:00:00+08:00; Redeem 50 | Redeem 31 | declined limit_exceeded limit month room 30 resetsAt 2026-11-30T16:00Z | main:650
  84 | a new month | Load 900; Redeem 100; clock 2026-11-23T10:00:00+08:00; Redeem 100; clock 2026-11-24T10:00:00+08:00; Redeem 50; clock 2026-12-01T00:00:00+08:00 | Redeem 31 | approved main 31 | main:619
  84 | the outlet's own midnight | Load 500; Redeem 100 outlet=B1; clock 2026-11-22T00:30:00+08:00 | Redeem 1 outlet=B1 | declined limit_exceeded limit day room 0 resetsAt 2026-11-21T17:00Z | main:400
  `,
    shop({
      holds: { tolerancePercent: 20 },
      limits: [
        limit("day", "Redeem", 100, "day"),
        limit("week", "Redeem", 190, "week"),
        limit("month", "Redeem", 280, "month")
      ]
    })
  )
  play(
    `
   - | per operation: each may reach it | Load 500; Redeem 50 | Redeem 50 | approved main 50 | main:400
   - | one unit more | Load 500 | Redeem 51 | declined limit_exceeded limit once room 50 | main:500
   - | a hold with its increments is one operation | Load 500; Hold 30 key=h | IncrementHold 21 holdKey=h | declined limit_exceeded limit once room 20 | main:500[30]
   - | up to it | Load 500; Hold 30 key=h | IncrementHold 20 holdKey=h | approved main 20 | main:500[50]
   - | with its tolerance too | Load 500; Hold 50 key=h | Capture 51 holdKey=h | declined limit_exceeded limit once room 0 | main:500[50]
   - | in another currency that is said first | Load 500; Hold 50 key=h | Capture 51 holdKey=h currency=USD | declined currency_mismatch expected CNY | main:500[50]
   - | the limit of a lifetime | Load 500; Redeem 50; clock 2027-11-21T10:00:00+08:00; Redeem 40; clock 2027-11-22T10:00:00+08:00 | Redeem 11 | declined limit_exceeded limit ever room 10 | main:410
  `,
    shop({
      holds: { tolerancePercent: 20 },
      limits: [limit("once", "Redeem", 50, "operation"), limit("ever", "Redeem", 100, "lifetime")]
    })
  )

  play(
    `
   - | of two limits that are equally tight the first is named | Load 500; Redeem 60 | Redeem 41 | declined limit_exceeded limit first room 40 resetsAt 2026-11-21T16:00Z | main:440
  `,
    shop({ limits: [limit("first", "Redeem", 100, "day"), limit("second", "Redeem", 100, "day")] })
  )

  it("moves what a hold has reserved in one line, and keeps nothing of a period that gave all", () => {
    const till = counter(shop({ limits: [limit("day", "Redeem", 100, "day")] }))
    till.tell("Load 500; Hold 60 key=h; clock 2026-11-22T00:00:00+08:00; IncrementHold 30 holdKey=h")
    till.tell("Capture 60 holdKey=h final=false")
    const moved = () => till.recorded.at(-1)?.operation.entry.movements ?? []
    expect(moved().filter(({ kind }) => kind === "use")).toMatchObject([
      { window: "2026-11-21", consumed: 60n, reserved: -60n }
    ])
    expect(till.walletOf().holds[0]?.reserved).toMatchObject([{ window: "2026-11-22", amount: 30n }])
    till.tell("ExtendHold holdKey=h expiresAt=2026-11-28T00:00:00+08:00")
    expect(moved().map(({ kind }) => kind)).toEqual(["hold"])
  })

  it("forgets periods that are over everywhere, but not what they still reserve", () => {
    const till = counter(shop({ limits: [limit("day", "Redeem", 100, "day")] }))
    const days = () =>
      till.walletOf().uses.map(({ consumed, reserved, window }) => `${window} ${consumed} ${reserved}`)
    till.tell("Load 500; Redeem 10; clock 2026-11-22T10:00:00+08:00; Redeem 20; Hold 30 key=h")
    till.tell("clock 2026-11-23T10:00:00+08:00; Redeem 40")
    expect(days()).toEqual(["2026-11-21 10 0", "2026-11-22 20 30", "2026-11-23 40 0"])
    till.tell("clock 2026-11-24T10:00:00+08:00; Redeem 50; clock 2026-11-25T10:00:00+08:00; Redeem 60")
    expect(days()).toEqual(["2026-11-22 20 30", "2026-11-23 40 0", "2026-11-24 50 0", "2026-11-25 60 0"])
    till.tell("Capture 10 holdKey=h final=false")
    expect(days()).toContain("2026-11-22 30 20")
    till.tell("Release holdKey=h")
    expect(days()).toContain("2026-11-22 30 0")
    till.tell("Redeem 1")
    expect(days()).toEqual(["2026-11-23 40 0", "2026-11-24 50 0", "2026-11-25 61 0"])
  })

  it("gives nothing back to a period that the sale itself forgot", () => {
    const till = counter(shop({ limits: [limit("day", "Redeem", 100, "day")] }))
    till.tell("Load 500")
    for (const day of [21, 22, 23]) till.tell(`clock 2026-11-${day}T11:00:00+08:00; Redeem 10`)
    till.tell("clock 2026-11-24T11:00:00+08:00; Redeem 50 key=r; Reverse 20 originalKey=r")
    expect(till.walletOf().uses.map(({ consumed, window }) => [window, consumed])).toEqual([
      ["2026-11-22", 10n],
      ["2026-11-23", 10n],
      ["2026-11-24", 30n]
    ])
  })

  it("counts two limits of the same day each for itself when sales are reversed in parts", () => {
    const till = counter(
      shop({ limits: [limit("small", "Redeem", 100, "day"), limit("large", "Redeem", 200, "day")] })
    )
    till.tell("Load 500; Redeem 100 key=r; Reverse 50 originalKey=r; Reverse 40 originalKey=r")
    expect(till.say("Redeem 91")).toMatch(/^declined limit_exceeded limit small room 90 /)
    expect(till.say("Redeem 90")).toBe("approved main 90")
  })

  it("gives a capture of two days back to both, newest first, and never below nothing", () => {
    const till = counter(shop({ reversal: { days: 2 }, limits: [limit("day", "Redeem", 100, "day")] }))
    till.tell(
      "Load 500; Hold 30 key=h; clock 2026-11-22T10:00:00+08:00; IncrementHold 20 holdKey=h; Capture 50 holdKey=h key=c"
    )
    expect(till.walletOf().uses.map(({ consumed, window }) => [window, consumed])).toEqual([
      ["2026-11-21", 30n],
      ["2026-11-22", 20n]
    ])
    till.tell("Reverse 25 originalKey=c")
    expect(till.walletOf().uses.map(({ consumed, window }) => [window, consumed])).toEqual([
      ["2026-11-21", 25n]
    ])
    till.tell("Reverse 10 originalKey=c")
    expect(till.walletOf().uses.map(({ consumed, window }) => [window, consumed])).toEqual([
      ["2026-11-21", 15n]
    ])
    till.tell("Reverse originalKey=c")
    expect(till.walletOf().uses).toEqual([])
    till.audit()
  })

  it("re-opens a hold whose period is forgotten with its reservation, and never counts below nothing", () => {
    const till = counter(shop({ reversal: { days: 9 }, limits: [limit("day", "Redeem", 100, "day")] }))
    const first = () => till.walletOf().uses.find(({ window }) => window === "2026-11-21")
    till.tell("Load 500; Hold 30 key=h; Capture 30 holdKey=h key=c")
    for (const day of [22, 23, 24]) till.tell(`clock 2026-11-${day}T10:00:00+08:00; Redeem 1`)
    expect(first()).toBe(undefined)
    till.tell("Reverse originalKey=c")
    expect(first()).toEqual({ limit: "day", window: "2026-11-21", consumed: 0n, reserved: 30n })
    till.tell("Release holdKey=h")
    expect(first()).toBe(undefined)
    till.audit()
  })
})

describe("limits of an outlet, which many cards use", () => {
  const ofOutlet = (...limits: ReadonlyArray<readonly [id: string, amount: number, per: string]>) =>
    counter(
      shop({
        holds: { expireAfter: { days: 7 }, tolerancePercent: 20 },
        limits: limits.map(([id, amount, per]) => ({ ...limit(id, "Redeem", amount, per), scope: "outlet" })),
        points: {
          asset: { code: "PTS", exponent: 0 },
          subWallet: { id: "stars", funding: "promotional" },
          earn: []
        }
      })
    )
  const usesAt = (till: ReturnType<typeof counter>, outlet: string) =>
    till.ledger.wallets
      .get(`wal_outlet:${outlet}@member=CNY` as never)
      ?.uses.map(({ consumed, limit, reserved, window }) => `${limit} ${window} ${consumed} ${reserved}`)
  const chains = (till: ReturnType<typeof counter>) =>
    till.recorded.at(-1)?.operation.links.map(({ wallet }) => wallet)

  it("forget holds that have ended, each of its own limit, and never twice", () => {
    const till = ofOutlet(["day", 1000, "day"], ["ever", 1000, "lifetime"], ["month", 1000, "month"])
    till.tell("Load 500; Load 500 card=BELA; Redeem 10; clock 2026-11-22T10:00:00+08:00; Redeem 20")
    till.tell("Hold 5 card=BELA expiresAt=2026-11-22T12:00:00+08:00; Hold 6 card=BELA; Hold 7 card=BELA")
    till.tell("clock 2026-11-23T10:00:00+08:00; Redeem 40")
    const left = [
      "day 2026-11-21 10 0",
      "day 2026-11-22 20 0",
      "day 2026-11-22 0 6",
      "ever lifetime 0 6",
      "month 2026-11 0 6",
      "day 2026-11-22 0 7",
      "ever lifetime 0 7",
      "month 2026-11 0 7",
      "day 2026-11-23 40 0",
      "ever lifetime 70 0",
      "month 2026-11 70 0"
    ]
    expect(usesAt(till, "A1")).toEqual(left)
    till.settle("BELA")
    expect(usesAt(till, "A1")).toEqual(left)
    till.audit()
  })

  it("are not touched by what they do not count", () => {
    const till = ofOutlet(["once", 90, "operation"], ["day", 100, "day"])
    till.tell("Load 500; Hold 50 key=h outlet=A2; IncrementHold 40 holdKey=h")
    till.tell("Capture 30 holdKey=h final=false")
    expect(chains(till)).toEqual(["wal_000001_0", "wal_outlet:A2@member=CNY"])
    expect(usesAt(till, "A1")).toEqual(["day 2026-11-21 0 40"])
  })

  it("per operation count nothing, and open no counter", () => {
    const till = ofOutlet(["once", 60, "operation"])
    till.tell("Load 500; Redeem 50")
    expect(chains(till)).toEqual(["wal_000001_0"])
    expect(usesAt(till, "A1")).toBe(undefined)
  })
})

describe("a limit that is lowered", () => {
  it.each([
    // limit now, asked, outcome
    [100, "Redeem 20", "approved main 20"],
    [80, "Redeem 1", "declined limit_exceeded limit day room 0 resetsAt 2026-11-21T16:00Z"],
    [50, "Redeem 1", "declined limit_exceeded limit day room 0 resetsAt 2026-11-21T16:00Z"],
    [90, "Redeem 10", "approved main 10"],
    [90, "Redeem 11", "declined limit_exceeded limit day room 10 resetsAt 2026-11-21T16:00Z"]
  ])("case 86: to %i after 80: %s is %s", (amount, asked, outcome) => {
    const terms = (version: number, amount: number) =>
      shop({ version, limits: [limit("day", "Redeem", amount, "day")] })
    const till = counter(terms(1, 100))
    till.tell("Load 500; Redeem 80")
    till.terms(terms(2, amount))
    expect(till.say(asked)).toBe(outcome)
    till.audit()
  })
})

describe("limits on other verbs", () => {
  play(
    `
   - | loads | Load 300 | Load 201 | declined limit_exceeded limit loads room 200 resetsAt 2026-11-21T16:00Z | main:300
   - | loads up to it | Load 300 | Load 200 | approved main 200 | main:500
   - | a reversed load gives back | Load 300 key=l; Reverse originalKey=l | Load 500 | approved main 500 | main:500
   - | whatever was counted against other limits of the day | Load 200; CashOut 5; Load 300 key=l; Reverse originalKey=l | Load 300 | approved main 300 | main:495
   - | activations count as loads | Issue card=NEWA active=false | Activate 501 card=NEWA | declined limit_exceeded limit loads room 500 resetsAt 2026-11-21T16:00Z | NEWA empty
   - | issues count as loads | | Issue 501 card=NEWA | declined limit_exceeded limit loads room 500 resetsAt 2026-11-21T16:00Z | empty
   - | a bonus does not count | | Load 100 offer=100+50 | approved main 100 gift 10 gift 10 gift 10 gift 10 gift 10 | gift:10+40 main:100
   - | cash-outs | Load 400; CashOut 50 | CashOut 1 | declined limit_exceeded limit outs room 0 resetsAt 2026-11-21T16:00Z | main:350
   - | cash-outs up to it | Load 400 | CashOut 50 | approved main 50 paidOut 50 | main:350
   - | all of it above the limit | Load 400 | CashOut | declined limit_exceeded limit outs room 50 resetsAt 2026-11-21T16:00Z | main:400
   - | transfers | Load 400; Transfer 60 from=ANNA to=BELA | Transfer 1 from=ANNA to=BELA | declined limit_exceeded limit moves room 0 resetsAt 2026-11-21T16:00Z | main:340 | BELA main:60
   - | unlinked refunds | UnlinkedRefund 70 | UnlinkedRefund 1 | declined limit_exceeded limit credit room 0 resetsAt 2026-11-21T16:00Z | refund:70
   - | none of them counts as spending | Load 400; CashOut 50; Transfer 60 from=ANNA to=BELA; UnlinkedRefund 70 | Redeem 360 | approved refund 70 main 290 | empty
   - | the balance after a load | Load 450; UnlinkedRefund 50; clock 2026-11-22T10:00:00+08:00; Load 100 | Load 1 | declined balance_limit_exceeded limit cap room 0 | main:550 refund:50
   - | up to it | Load 450; clock 2026-11-22T10:00:00+08:00 | Load 150 | approved main 150 | main:600
   - | one unit more | Load 450; clock 2026-11-22T10:00:00+08:00 | Load 151 | declined balance_limit_exceeded limit cap room 150 | main:450
   - | with the bonus that is due | Load 490; clock 2026-11-22T10:00:00+08:00 | Load 100 offer=100+30 | declined balance_limit_exceeded limit cap room 110 | main:490
   - | what is held counts | Load 500; Hold 500; clock 2026-11-22T10:00:00+08:00 | Load 101 | declined balance_limit_exceeded limit cap room 100 | main:500[500]
   - | after a transfer | Load 500 card=BELA; Load 60; clock 2026-11-22T10:00:00+08:00; Load 80 card=BELA | Transfer 60 from=ANNA to=BELA | declined balance_limit_exceeded limit cap room 20 | main:60 | BELA main:580
   - | a transfer up to it | Load 500 card=BELA; Load 60; clock 2026-11-22T10:00:00+08:00; Load 80 card=BELA | Transfer 20 from=ANNA to=BELA | approved main 20 main 20 moved 20 | main:40 | BELA main:600
   - | after a merge | Load 500 card=BELA; clock 2026-11-22T10:00:00+08:00; Load 41 card=BELA; Load 60 | Merge from=ANNA to=BELA | declined balance_limit_exceeded limit cap room 59 | main:60 | BELA main:541
   - | a merge up to it | Load 500 card=BELA; clock 2026-11-22T10:00:00+08:00; Load 40 card=BELA; Load 60 | Merge from=ANNA to=BELA | approved main 60 moved 60 | empty | BELA main:600
   - | a merge is a transfer of all that there is | Load 61 | Merge from=ANNA to=BELA | declined limit_exceeded limit moves room 60 resetsAt 2026-11-21T16:00Z | main:61 | BELA empty
   - | after one as much less | Load 60; Transfer 1 from=ANNA to=BELA; Load 1 | Merge from=ANNA to=BELA | declined limit_exceeded limit moves room 59 resetsAt 2026-11-21T16:00Z | main:60 | BELA main:1
   - | after an unlinked refund | Load 500; clock 2026-11-22T10:00:00+08:00; Load 50 | UnlinkedRefund 51 | declined balance_limit_exceeded limit cap room 50 | main:550
   - | an unlinked refund up to it | Load 500; clock 2026-11-22T10:00:00+08:00; Load 50 | UnlinkedRefund 50 | approved refund 50 | main:550 refund:50
   - | after an adjustment | Load 500; clock 2026-11-22T10:00:00+08:00; Load 50 | Adjust 51 subWallet=main | declined balance_limit_exceeded limit cap room 50 | main:550
   - | an adjustment up to it | Load 500; clock 2026-11-22T10:00:00+08:00; Load 50 | Adjust 50 subWallet=main | approved main 50 | main:600
   - | a refund is always taken back | Load 500; Redeem 100 key=r; clock 2026-11-22T10:00:00+08:00; Load 200 | Refund originalKey=r | approved main 100 | main:700
  `,
    shop({
      limits: [
        limit("loads", "Load", 500, "day"),
        limit("outs", "CashOut", 50, "day"),
        limit("moves", "Transfer", 60, "day"),
        limit("credit", "UnlinkedRefund", 70, "day"),
        { id: "cap", scope: "account", balanceAtMost: 600 }
      ]
    })
  )
  play(
    `
   - | refunds | Load 400; Redeem 100 key=r; Refund 40 originalKey=r | Refund 1 originalKey=r | declined limit_exceeded limit back room 0 resetsAt 2026-11-21T16:00Z | main:340
   - | refunds up to it | Load 400; Redeem 100 key=r; Refund 10 originalKey=r | Refund 30 originalKey=r | approved main 30 | main:340
   - | a whole refund is as much as is left | Load 400; Redeem 41 key=r | Refund originalKey=r | declined limit_exceeded limit back room 40 resetsAt 2026-11-21T16:00Z | main:359
   - | and passes where that is within it | Load 400; Redeem 100 key=r; Refund 20 originalKey=r; clock 2026-11-22T10:00:00+08:00; Redeem 40 key=s | Refund originalKey=s | approved main 40 | main:320
   - | a reversed refund gives back | Load 400; Redeem 100 key=r; Refund 40 originalKey=r key=f; Reverse originalKey=f | Refund 40 originalKey=r | approved main 40 | main:340
   - | a reversed sale is no refund | Load 400; Redeem 100 key=r | Reverse originalKey=r | approved main 100 reversed 100 | main:400
   - | a shop's refunds count over cards | Load 400; Load 400 card=BELA; Redeem 60 key=r; Redeem 60 card=BELA key=s; Refund 40 originalKey=r | Refund 11 originalKey=s | declined limit_exceeded limit shop room 10 resetsAt 2026-11-21T16:00Z | main:380
   - | corrections | Adjust 30 subWallet=main | Adjust 1 subWallet=main | declined limit_exceeded limit fix room 0 resetsAt 2026-11-21T16:00Z | main:30
   - | corrections up to it | Adjust 10 subWallet=main | Adjust 20 subWallet=main | approved main 20 | main:30
   - | downwards they count as much as upwards | Load 400; Adjust 10 subWallet=main; Adjust -19 subWallet=main | Adjust -2 subWallet=main | declined limit_exceeded limit fix room 1 resetsAt 2026-11-21T16:00Z | main:391
   - | a reversed one gives back | Load 400; Adjust -30 subWallet=main key=a; Reverse originalKey=a | Adjust 30 subWallet=main | approved main 30 | main:430
   - | neither counts as loading or spending | Load 400; Adjust 30 subWallet=main; Redeem 100 key=r; Refund 40 originalKey=r | Load 100 | approved main 100 | main:470
  `,
    shop({
      limits: [
        limit("loads", "Load", 500, "day"),
        limit("back", "Refund", 40, "day"),
        { ...limit("shop", "Refund", 50, "day"), scope: "outlet" },
        limit("fix", "Adjust", 30, "day")
      ]
    })
  )
  const caps = (...amounts: ReadonlyArray<number>) =>
    shop({
      limits: amounts.map((balanceAtMost) => ({ id: `cap${balanceAtMost}`, scope: "account", balanceAtMost }))
    })
  const [over, within] = ["declined balance_limit_exceeded limit cap300 room 300", "approved main 300"]
  play(
    `
  - | the tighter of two, said last | | Load 301 | ${over} | empty
  - | up to it | | Load 300 | ${within} | main:300
  `,
    caps(500, 300)
  )
  play(
    `
  - | said first | | Load 301 | ${over} | empty
  `,
    caps(300, 500)
  )
  play(
    `
  - | of two alike the first is named | | Load 301 | declined balance_limit_exceeded limit first room 300 | empty
  - | points are not bound by them | | Earn 301 currency=PTS reason=sorry | approved points 301 | PTS stars:301
  `,
    shop({
      limits: ["first", "second"].map((id) => ({ id, scope: "account", balanceAtMost: 300 })),
      points: {
        asset: { code: "PTS", exponent: 0 },
        subWallet: { id: "stars", funding: "promotional" },
        earn: []
      }
    })
  )
  play(`
 118 | the largest amount | | Load 9007199254740991 | approved main 9007199254740991 | main:9007199254740991
 118 | and no more on the same card | Load 9007199254740991 | Load 1 | declined balance_limit_exceeded limit largest room 0 | main:9007199254740991
 118 | promises count | Load 9007199254740841; Load 100 offer=100+50 | Load 1 | declined balance_limit_exceeded limit largest room 0 | gift:10+40 main:9007199254740941
 118 | a promise that would not fit | Load 9007199254740842 | Load 100 offer=100+50 | declined balance_limit_exceeded limit largest room 149 | main:9007199254740842
 118 | what waits for its payment counts | Load 9007199254740941 pending=true | Load 51 | declined balance_limit_exceeded limit largest room 50 | empty
 118 | with what it promises | Load 9007199254740841 pending=true offer=- ; Load 100 pending=true offer=100+50 | Load 1 | declined balance_limit_exceeded limit largest room 0 | empty
 118 | a transfer that would not fit | Load 9007199254740991 card=BELA; Load 1 | Transfer 1 from=ANNA to=BELA | declined balance_limit_exceeded limit largest room 0 | main:1
  `)
})

describe("a hold that a reversal opens again", () => {
  const released = "Load 500; Hold 80 key=h; Release holdKey=h key=v"
  const reset = "resetsAt 2026-11-21T16:00Z"
  const spend = (scope: string, amount = 100, id = "day") => ({
    id,
    scope,
    verb: "Redeem",
    amount,
    per: "day"
  })
  play(
    `
  60 | others have used what it gave back | ${released}; Redeem 90 | Reverse originalKey=v | declined limit_exceeded limit day room 10 ${reset} | main:410
  60 | one unit too much | ${released}; Redeem 21 | Reverse originalKey=v | declined limit_exceeded limit day room 79 ${reset} | main:479
  60 | there is just room | ${released}; Redeem 20 | Reverse originalKey=v | approved reversed 0 | main:480[80]
  60 | so that nothing is left | ${released}; Redeem 20; Reverse originalKey=v | Redeem 1 | declined limit_exceeded limit day room 0 ${reset} | main:480[80]
  60 | what a capture let go of | Load 500; Hold 80 key=h; Capture 10 holdKey=h key=c; Redeem 90 | Reverse originalKey=c | declined limit_exceeded limit day room 0 ${reset} | main:400
  60 | what it took may come back without the hold | Load 500; Hold 80 key=h; Capture 10 holdKey=h key=c; Redeem 90 | Reverse 10 originalKey=c | approved main 10 reversed 10 | main:410
  60 | a capture of all of it only takes its own room again | Load 500; Hold 80 key=h; Capture 80 holdKey=h key=c; Redeem 20 | Reverse originalKey=c | approved main 80 reversed 80 | main:480[80]
  60 | one that has ended reserves nothing | Load 500; Hold 80 key=h expiresAt=2026-11-21T11:00:00+08:00; Capture 10 holdKey=h key=c; Redeem 90; clock 2026-11-21T11:00:00+08:00 | Reverse originalKey=c | approved main 10 reversed 10 | main:410
  60 | a moment before it does | Load 500; Hold 80 key=h expiresAt=2026-11-21T11:00:00+08:00; Capture 10 holdKey=h key=c; Redeem 90; clock 2026-11-21T10:59:59.999+08:00 | Reverse originalKey=c | declined limit_exceeded limit day room 0 ${reset} | main:400
  `,
    shop({ limits: [limit("other", "CashOut", 1, "day"), spend("account")] })
  )
  play(
    `
  60 | the room of the day that it was reserved in | ${released}; Redeem 90; clock 2026-11-22T10:00:00+08:00 | Reverse originalKey=v | declined limit_exceeded limit day room 10 | main:410
  60 | and no other | ${released}; clock 2026-11-22T10:00:00+08:00; Redeem 90 | Reverse originalKey=v | approved reversed 0 | main:410[80]
  `,
    shop({ reversal: { days: 3 }, limits: [spend("account")] })
  )
  play(
    `
  60 | of the card that placed it | ${released}; Redeem 90 | Reverse originalKey=v | declined limit_exceeded limit card room 10 ${reset} | main:410
  60 | and no other card | ${released}; LinkCard newCard=SECO; Redeem 90 card=SECO | Reverse originalKey=v | approved reversed 0 | main:410[80]
  `,
    shop({
      limits: [
        { id: "once", scope: "card", verb: "Redeem", amount: 90, per: "operation" },
        spend("card", 100, "card")
      ]
    })
  )
  const places = ["operator", "terminal", "outlet", "owner", "program"]
  it.each(places)("takes of what a program lets the %s spend no more than is left", (scope) => {
    const till = counter(shop({ limits: [spend(scope)] }))
    till.tell(
      "Load 500; Hold 80 key=h operator=op1 terminal=T1; Release holdKey=h key=v; Redeem 90 operator=op1 terminal=T1"
    )
    expect(till.say("Reverse originalKey=v")).toBe(`declined limit_exceeded limit day room 10 ${reset}`)
    till.tell("Redeem 1 key=r operator=op1 terminal=T1; Reverse originalKey=r")
    till.audit()
  })
  const own = { limits: [{ id: "own", verb: "Redeem", amount: 100, currency: "CNY", per: "day" }] }
  it.each([
    ["operator", { operators: [{ id: "op1", role: "cashier", ...own }] }, "operator_limit_exceeded left 10"],
    ["terminal", { terminals: [{ id: "T1", outlet: "A1", kind: "till", ...own }] }, undefined],
    ["outlet", { outlets: [{ id: "A1", owner: "hq", ...own }] }, undefined],
    [
      "owner",
      {
        owners: [
          { id: "hq", kind: "headOffice", ...own },
          { id: "fr1", kind: "franchise" }
        ]
      },
      undefined
    ]
  ])(
    "takes of what the %s may spend no more than is left",
    (_, others, said = `limit_exceeded limit own room 10 ${reset}`) => {
      const till = counter(shop({}, { terminals: [{ id: "T1", outlet: "A1", kind: "till" }], ...others }))
      till.tell(
        "Load 500; Hold 80 key=h operator=op1 terminal=T1; Release holdKey=h key=v; Redeem 90 operator=op1 terminal=T1"
      )
      expect(till.say("Reverse originalKey=v")).toBe(`declined ${said}`)
      till.audit()
    }
  )
})
