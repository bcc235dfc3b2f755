/**
 * Dormant cards: when they are, what ends it, and what a fee takes.
 *
 * @module
 */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { readConfiguration } from "../../src/network/Configuration.ts"
import { counter } from "./counter.ts"
import { shop } from "./shop.ts"
import { play } from "./table.ts"

/** Two a month from paid value, when nobody has used the card for a year. */
const yearly = { after: { months: 12 }, fee: { amount: 2, every: "month" } }
const sleepy = (dormancy: object = yearly, more: object = {}) =>
  shop({
    dormancy,
    subWallets: [
      { id: "gift", priority: 10, funding: "promotional" },
      { id: "refund", priority: 80, funding: "refund" },
      { id: "main", priority: 90, funding: "paid" }
    ],
    offers: [],
    ...more
  })

const on = (date: string, time = "00:00:00") => `clock ${date}T${time}+08:00`

describe("a fee for not using a card", () => {
  play(
    `
  YK-43 | not on the last day of the year | Load 50; ${on("2027-11-21", "23:59:59.999")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:51
  YK-43 | from the day after on | Load 50; ${on("2027-11-22")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:49 | books Dr adjustment 1, Dr cashClearing/hq/cash 50, Cr feeIncome 2, Cr liability/main/paid 49
  YK-43 | once until a month later | Load 50; ${on("2027-12-21", "23:59:59.999")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:49
  YK-43 | then again | Load 50; ${on("2027-12-22")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:47
  YK-43 | all that were due, when somebody comes after three years | Load 50; ${on("2029-11-22")} | Redeem 1 | declined insufficient_funds approvable 0 | empty
  YK-43 | each on its day | Load 50; ${on("2028-11-21")} | Redeem 1 | approved main 1 | main:25
  YK-43 | then counting begins anew | Load 50; ${on("2028-11-21")}; Redeem 1; ${on("2029-11-21")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:26
  YK-43 | a year after that use | Load 50; ${on("2028-11-21")}; Redeem 1; ${on("2029-11-22")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:24
  YK-43 | what was given pays none | Load 3; Adjust 9 subWallet=gift reason=x; ${on("2030-01-01")} | Adjust 1 subWallet=gift reason=x | approved gift 1 | gift:10
  YK-43 | none from an account that is being closed | Load 50; Close; ${on("2027-12-22")} | Redeem 1 | approved main 1 | main:49
  YK-43 | never more than is there | Load 3; ${on("2027-12-22")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:1
  `,
    sleepy()
  )
})

describe("a fee beside an open hold", () => {
  const held = { after: { days: 2 }, fee: { amount: 5, every: "month" } }
  const due = on("2026-11-24")
  play(
    `
  39 | only what is free | Load 50; Hold 47 key=h; ${due} | Release holdKey=h | approved released 47 | main:47 | books Dr cashClearing/hq/cash 50, Cr feeIncome 3, Cr liability/main/paid 47
  39 | the rest is not owed, the next is due a month later | Load 50; Hold 47 key=h; ${due}; Release holdKey=h; ${on("2026-12-23", "23:59:59")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:48
  39 | then all of it | Load 50; Hold 47 key=h; ${due}; Release holdKey=h; ${on("2026-12-24")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:43
  39 | all held: nothing | Load 50; Hold 50 key=h; ${due} | Release holdKey=h | approved released 50 | main:50
  39 | and nothing is caught up | Load 50; Hold 50 key=h; ${on("2026-11-27")}; Release holdKey=h; ${on("2026-12-23", "23:59:59")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:51
  39 | a hold that ends by itself gives back before the fee of that instant | Load 50; Hold 50 key=h expiresAt=2026-11-23T16:00:00Z; ${due} | Adjust 1 subWallet=main reason=x | approved main 1 | main:46
  39 | one that ends a moment later does not | Load 50; Hold 50 key=h expiresAt=2026-11-23T16:00:00.001Z; ${on("2026-11-24", "00:00:00.001")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:51
  `,
    sleepy(held)
  )
  it("is due only once something is free", () => {
    const till = counter(sleepy(held))
    till.tell(`Load 50; Hold 50 key=h; ${due}`)
    expect(till.settle()).toBe(0)
    till.tell("Release holdKey=h")
    expect(till.walletOf().inactivity?.feeAt).toBe(Date.parse("2026-12-24T00:00:00+08:00"))
  })
})

describe("what ends dormancy", () => {
  const asleep = `Load 50; ${on("2027-11-21")}`
  const later = on("2028-06-01")
  const asked = "Adjust 1 subWallet=gift reason=x"
  play(
    `
  YK-43 | nobody used it | ${asleep}; ${later} | ${asked} | approved gift 1 | gift:1 main:36
  YK-43 | a redemption | ${asleep}; Redeem 1; ${later} | ${asked} | approved gift 1 | gift:1 main:49
  YK-43 | a hold, released or not | ${asleep}; Hold 1 key=h; Release holdKey=h; ${later} | ${asked} | approved gift 1 | gift:1 main:50
  YK-43 | a load | ${asleep}; Load 1; ${later} | ${asked} | approved gift 1 | gift:1 main:51
  YK-43 | value that is moved there | Load 9 card=BELA; ${asleep}; Transfer 9 from=BELA to=ANNA; ${later} | ${asked} | approved gift 1 | gift:1 main:59
  YK-43 | or from there | ${asleep}; Transfer 1 from=ANNA to=BELA; ${later} | ${asked} | approved gift 1 | gift:1 main:49
  YK-43 | a declined redemption does not | ${asleep}; ?Redeem 51; ${later} | ${asked} | approved gift 1 | gift:1 main:36
  YK-43 | nor one that was reversed | ${asleep}; Redeem 1 key=r; Reverse originalKey=r; ${later} | ${asked} | approved gift 1 | gift:1 main:36
  YK-43 | but the one after it did | ${asleep}; Redeem 1 key=r; Redeem 1; Reverse originalKey=r; ${later} | ${asked} | approved gift 1 | gift:1 main:49
  YK-43 | one that was reversed in part did | ${asleep}; Redeem 9 key=r; Reverse 5 originalKey=r; ${later} | ${asked} | approved gift 1 | gift:1 main:46
  YK-43 | value that was moved there and back does not | Load 50; ${on("2027-06-01")}; Load 9 card=BELA; ${on("2027-11-21")}; Transfer 9 from=BELA to=ANNA key=t; Reverse originalKey=t; ${later} | ${asked} | approved gift 1 | gift:1 main:36
  YK-43 | a sale that was reported and that no value paid | Load 50; ${on("2027-11-20")}; Hold 50; ${on("2027-11-22")}; Advice 9; ${on("2028-11-22")} | ${asked} | approved gift 1 | gift:1 main:50 owes:9
  YK-43 | nor a correction that was reversed | ${asleep}; Adjust 1 subWallet=gift key=a reason=x; Reverse originalKey=a; ${later} | ${asked} | approved gift 1 | gift:1 main:36
  YK-43 | nor a correction | ${asleep}; ${asked}; ${later} | ${asked} | approved gift 1 | gift:2 main:36
  YK-43 | nor a load that waits for its payment | ${asleep}; Load 1 pending=true; ${later} | ${asked} | approved gift 1 | gift:1 main:36
  YK-43 | its confirmation does | ${asleep}; Load 1 pending=true key=p; ConfirmLoad originalKey=p; ${later} | ${asked} | approved gift 1 | gift:1 main:51
  YK-43 | nor a refund | Load 50; Redeem 9 key=r; ${on("2027-11-21")}; Refund originalKey=r; ${later} | ${asked} | approved gift 1 | gift:1 main:36
  `,
    sleepy()
  )
  play(
    `
  YK-43 | a refund, where the program says so | Load 50; Redeem 9 key=r; ${on("2027-11-21")}; Refund originalKey=r; ${later} | ${asked} | approved gift 1 | gift:1 main:50
  YK-43 | then a redemption does not, if it says so | Load 50; ${on("2027-11-21")}; Redeem 1; ${later} | ${asked} | approved gift 1 | gift:1 main:35
  `,
    sleepy({ ...yearly, endsWith: ["Refund"] })
  )
})

describe("the terms of a fee", () => {
  const after = { days: 9 }
  const terms = (fee: object) => sleepy({ after, fee: { amount: 2, every: "month", ...fee } })
  const year = on("2027-12-31")
  const asked = "Adjust 1 subWallet=gift reason=x"
  play(
    `
  YK-43 | once a year | Load 50; ${year} | ${asked} | approved gift 1 | gift:1 main:46
  `,
    terms({ every: "year" })
  )
  play(
    `
  YK-43 | in draw-down order of its classes; what was given is no income | Adjust 3 subWallet=gift reason=x; Load 50; ${on("2027-01-01")} | Redeem 1 | approved main 1 | main:48 | books Dr cashClearing/hq/cash 50, Cr feeIncome 1, Cr liability/main/paid 48, Cr merchantPayable/hq 1
  `,
    terms({ from: ["promotional", "paid"] })
  )
  play(
    `
  YK-43 | not while the card holds more | Load 50; ${year} | ${asked} | approved gift 1 | gift:1 main:50
  YK-43 | when it holds no more | Load 50; Redeem 45; ${year} | Redeem 1 | declined insufficient_funds approvable 0 | empty
  YK-43 | from when it holds no more | Load 5; Adjust 45 subWallet=main reason=x; ${on("2027-10-15")}; Adjust -45 subWallet=main reason=x; ${on("2027-12-31")} | ${asked} | approved gift 1 | gift:1 main:1
  YK-43 | counting what was given | Load 5; Adjust 1 subWallet=gift reason=x; ${year} | ${asked} | approved gift 1 | gift:2 main:5
  `,
    terms({ balanceAtMost: 5 })
  )
})

describe("when fees are due", () => {
  const daysOf = (used: string, months: number, every = "month", count = 5): ReadonlyArray<string> => {
    const till = counter(sleepy({ after: { months }, fee: { amount: 1, every } }))
    till.tell(`${on(used, "12:00:00")}; Load ${count}; clock 2060-01-01T00:00:00Z`)
    till.settle()
    return till.recorded
      .filter(({ operation }) => operation.verb === "DormancyFee")
      .map(({ operation: { effectiveAt } }) =>
        new Date(effectiveAt + 8 * 3_600_000).toISOString().slice(0, 16)
      )
  }
  it.each([
    ["2027-01-14", 12, ["2028-01-15", "2028-02-15", "2028-03-15"]],
    ["2027-01-30", 12, ["2028-01-31", "2028-02-29", "2028-03-31"]],
    ["2027-01-31", 12, ["2028-02-01", "2028-03-01", "2028-04-01"]],
    ["2027-01-29", 1, ["2027-03-01", "2027-04-01", "2027-05-01"]],
    ["2028-02-28", 12, ["2029-03-01", "2029-04-01", "2029-05-01"]],
    ["2028-02-29", 12, ["2029-03-01", "2029-04-01", "2029-05-01"]],
    ["2026-11-30", 12, ["2027-12-01", "2028-01-01", "2028-02-01"]]
  ])("last used on %s, after %i months", (used, months, days) => {
    expect(daysOf(used, months, "month", 3)).toEqual(days.map((day) => `${day}T00:00`))
  })
  it("yearly, on the day on which it became dormant", () => {
    expect(daysOf("2027-02-28", 12, "year", 3)).toEqual([
      "2028-02-29T00:00",
      "2029-02-28T00:00",
      "2030-02-28T00:00"
    ])
  })
  it("no calendar month sees two, from whatever day they count", () => {
    for (let day = 0; day < 366; day++) {
      const used = new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10)
      const months = daysOf(used, 1, "month", 14).map((text) => text.slice(0, 7))
      expect([used, new Set(months).size]).toEqual([used, 14])
    }
  })
})

describe("a wallet that pays fees", () => {
  const story = `Load 5; ${on("2030-01-01")}`
  it("is woken until nothing is left, and not after that", () => {
    const till = counter(sleepy())
    till.tell(story)
    expect([till.settle(), till.settle(), till.balances()]).toEqual([3, 0, "empty"])
    expect(till.walletOf().inactivity?.feeAt).toBe(undefined)
    till.audit()
  })
  it("pays under one key for each, whoever settles it", () => {
    const till = counter(sleepy())
    till.tell(story)
    till.settle()
    const fees = till.recorded.filter(({ operation }) => operation.verb === "DormancyFee")
    const { id } = till.walletOf()
    expect(fees.map(({ operation: { key } }) => key)).toEqual(
      ["2027-11-21", "2027-12-21", "2028-01-21"].map((day) => `sys:fee:${id}:${day}T16.00.00.000Z`)
    )
  })
  it("is woken again when value comes back to it, and catches nothing up", () => {
    const till = counter(sleepy())
    till.tell(`Load 9; Redeem 6 key=r; ${on("2028-06-01")}; Refund originalKey=r`)
    expect(till.balances()).toBe("main:6")
    till.set("2028-06-21T23:59:59+08:00")
    expect(till.settle()).toBe(0)
    till.set("2028-06-22T00:00:00+08:00")
    expect([till.settle(), till.balances()]).toEqual([1, "main:4"])
    till.audit()
  })
  it("pays nothing while nobody can use it", () => {
    const till = counter(sleepy())
    till.tell(`Load 50; Freeze side=debit; ${on("2028-02-01")}; Unfreeze; ${on("2028-02-22")}`)
    till.settle()
    expect(till.balances()).toBe("main:48")
    till.audit()
  })
  it("was known before, and something falls due on it: that says nothing of its use", () => {
    const till = counter(shop())
    till.tell("Load 50; Hold 9 expiresAt=2026-11-22T00:00:00Z")
    till.terms(sleepy(yearly, { version: 2 }))
    till.tell(on("2026-11-23"))
    expect([till.settle(), till.balances()]).toEqual([1, "main:50"])
    expect(till.walletOf().inactivity).toBe(undefined)
    till.audit()
  })
  it("was known before, and its first use is taken back: it is as it was", () => {
    const till = counter(shop())
    till.tell("Load 50")
    till.terms(sleepy(yearly, { version: 2 }))
    till.tell("Redeem 1 key=r")
    expect(till.walletOf().inactivity).toBeDefined()
    till.tell("Reverse originalKey=r")
    expect(till.walletOf().inactivity).toBe(undefined)
    till.audit()
  })
  it("was known before the program had such terms: it counts from the first thing that happens to it", () => {
    const till = counter(shop())
    till.tell("Load 50")
    till.terms(sleepy(yearly, { version: 2 }))
    till.tell(on("2028-06-01"))
    expect(till.settle()).toBe(0)
    till.tell(`Adjust 1 subWallet=gift reason=x; ${on("2029-06-02")}`)
    till.settle()
    expect(till.balances()).toBe("gift:1 main:48")
  })
  it("pays by the newest terms: longer ones let it sleep longer", () => {
    const till = counter(sleepy())
    till.tell("Load 50")
    till.terms(sleepy({ ...yearly, after: { months: 24 } }, { version: 2 }))
    till.tell(on("2028-11-21", "23:59:59"))
    till.settle()
    expect(till.balances()).toBe("main:50")
    till.tell(on("2028-11-22"))
    till.settle()
    expect(till.balances()).toBe("main:48")
  })
  it("pays nothing when the program asks for nothing any more, and is woken once to learn it", () => {
    const till = counter(sleepy())
    till.tell("Load 50")
    till.terms(sleepy({ after: { months: 12 } }, { version: 2 }))
    till.tell(on("2030-01-01"))
    expect([till.settle(), till.settle(), till.balances()]).toEqual([1, 0, "main:50"])
  })
})

describe("laws of fees", () => {
  const under = (
    preset: string,
    currency: string,
    dormancy: object,
    more: object = { capabilities: { load: true } }
  ): ReadonlyArray<string> => {
    const read = readConfiguration(
      shop(
        {},
        {
          programs: [
            {
              id: "card",
              version: 1,
              kind: "bearer",
              asset: { code: currency, exponent: 2 },
              subWallets: [{ id: "main", funding: "paid" }],
              dormancy,
              presets: [preset],
              ...more
            }
          ]
        }
      )
    )
    return Result.isSuccess(read)
      ? []
      : read.failure.map(({ message, path }) => `${path.join(".")}: ${message}`)
  }
  const fee = { amount: 100, every: "month" }
  const all = ["Redeem", "Hold", "Load", "Refund"]
  const path = "programs.0.dormancy"

  it.each<readonly [string, object, ReadonlyArray<string>]>([
    ["after twelve months", { after: { months: 12 }, fee, endsWith: all }, []],
    ["after a year", { after: { years: 1 }, fee, endsWith: all }, []],
    ["after 366 days", { after: { days: 366 }, fee, endsWith: all }, []],
    [
      "not after 365: a year may be longer",
      { after: { days: 365 }, fee, endsWith: all },
      [`${path}.after: Expected at least 12 months without use before a fee (us-federal)`]
    ],
    [
      "not after eleven months",
      { after: { months: 11 }, fee, endsWith: all },
      [`${path}.after: Expected at least 12 months without use before a fee (us-federal)`]
    ],
    [
      "nor of what stands for paid goods",
      { after: { months: 11 }, fee: { ...fee, from: ["refund"] }, endsWith: all },
      [`${path}.after: Expected at least 12 months without use before a fee (us-federal)`]
    ],
    [
      "a refund is activity",
      { after: { months: 12 }, fee },
      [`${path}.endsWith: Expected dormancy to end with Refund too (us-federal)`]
    ],
    ["without a fee there is nothing to ask", { after: { months: 1 } }, []],
    [
      "what was given is the program's own matter",
      { after: { months: 1 }, fee: { ...fee, from: ["promotional"] } },
      []
    ]
  ])("US federal, Regulation E 1005.20: %s", (_, dormancy, faults) => {
    expect(under("us-federal", "USD", dormancy)).toEqual(faults)
  })

  const californian = { after: { months: 24 }, fee: { ...fee, balanceAtMost: 500 } }
  it.each<readonly [string, object, ReadonlyArray<string>]>([
    ["a dollar a month from at most five, after 24 months", californian, []],
    [
      "not after 23",
      { ...californian, after: { months: 23 } },
      [`${path}.after: Expected at least 24 months without use before a fee (us-california)`]
    ],
    [
      "not a cent more than a dollar",
      { ...californian, fee: { ...californian.fee, amount: 101 } },
      [`${path}.fee.amount: Expected at most 100 minor units (us-california)`]
    ],
    [
      "not from more than five",
      { ...californian, fee: { ...californian.fee, balanceAtMost: 501 } },
      [`${path}.fee.balanceAtMost: Expected at most 500 minor units (us-california)`]
    ],
    [
      "nor from any",
      { ...californian, fee },
      [`${path}.fee.balanceAtMost: Expected at most 500 minor units (us-california)`]
    ]
  ])("California Civil Code 1749.5: %s", (_, dormancy, faults) => {
    expect([...new Set(under("us-california", "USD", dormancy))]).toEqual(faults)
  })
  it("California Civil Code 1749.5: only on cards that can be loaded again", () => {
    expect([...new Set(under("us-california", "USD", californian, {}))]).toEqual([
      `${path}.fee: Expected no fee on a card that is not loaded again (us-california)`
    ])
  })
  it.each([
    ["Australia, since November 2019", "au-gift-cards", "AUD"],
    ["Quebec", "ca-quebec", "CAD"]
  ])("%s: none", (_, preset, currency) => {
    const dormancy = { after: { years: 9 }, fee }
    expect(under(preset, currency, dormancy)).toEqual([`${path}.fee: Expected no fee (${preset})`])
    expect(under(preset, currency, { after: { years: 9 } })).toEqual([])
  })
})

describe("a reminder that a card becomes dormant", () => {
  const nothing =
    "declined program_rule_violation rule reminders sentence There is nothing to be reminded of."
  play(
    `
  OC-7 | before it does | Load 50 | Remind about=dormant | approved | main:50
  OC-7 | not once it is | Load 50; ${on("2027-11-22")} | Remind about=dormant | ${nothing} | main:48
  OC-7 | not of a card without value | | Remind about=dormant | ${nothing} | empty
  `,
    sleepy()
  )
  play(
    `
  OC-7 | without a fee, where holders are told | Load 50 | Remind about=dormant | approved | main:50
  OC-7 | on the last day | Load 50; ${on("2027-11-21", "23:59:59.999")} | Remind about=dormant | approved | main:50
  OC-7 | also when staff corrected it in the last moment | Load 50; ${on("2027-11-21", "23:59:59.999")}; Adjust 1 subWallet=gift reason=x | Remind about=dormant | approved | gift:1 main:50
  OC-7 | not from the day after on | Load 50; ${on("2027-11-22")} | Remind about=dormant | ${nothing} | main:50 | books Dr cashClearing/hq/cash 50, Cr liability/main/paid 50
  OC-7 | not of a card without value | Load 50; Redeem 50 | Remind about=dormant | ${nothing} | empty
  OC-7 | what staff corrects then wakes nobody | Load 50; ${on("2027-11-22")}; Adjust 1 subWallet=gift reason=x | Remind about=dormant | ${nothing} | gift:1 main:50
  `,
    sleepy({ after: { months: 12 } }, { reminders: { dormantDays: 30 } })
  )
  play(
    `
  OC-7 | not where they are not | Load 50 | Remind about=dormant | ${nothing} | main:50
  `,
    sleepy({ after: { months: 12 } })
  )
})

describe("what counts as use of a card", () => {
  play(
    `
  YK-43 | a card that was issued with value is used then | Issue 50 card=CARL; ${on("2027-11-22")} | Adjust 1 subWallet=main card=CARL reason=x | approved main 1 | CARL main:49
  YK-43 | and not before | Issue 50 card=CARL; ${on("2027-11-21", "23:59:59.999")} | Adjust 1 subWallet=main card=CARL reason=x | approved main 1 | CARL main:51
  YK-43 | what is reversed after another use leaves that one | Load 50; ${on("2027-05-21")}; Redeem 1 key=r; ${on("2027-05-22")}; Redeem 1; Reverse originalKey=r; ${on("2027-11-22")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:50
  YK-43 | what another account did since is no use of this one | Load 50; Load 5 card=BELA; Load 4 card=BELA; ${on("2027-05-21")}; Transfer 5 from=ANNA to=BELA key=t; Redeem 1; Reverse originalKey=t; ${on("2027-11-22")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:50
  YK-43 | what is reversed as the last one was none | Load 50; ${on("2027-05-21")}; Redeem 1 key=r; Reverse originalKey=r; ${on("2027-11-22")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:49
  `,
    sleepy(yearly, { reversal: { days: 60 } })
  )
  play(
    `
  YK-43 | to use points is to use the card | Load 50; Earn 9 currency=PTS reason=x; ${on("2027-10-01")}; BurnPoints 5 currency=PTS; ${on("2027-11-22")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:51
  YK-43 | and so is to hold some | Load 50; Earn 9 currency=PTS reason=x; ${on("2027-10-01")}; Hold 5 currency=PTS key=h; Release holdKey=h; ${on("2027-11-22")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:51
  YK-43 | a card that was issued with value is used then | Issue 50 card=CARL; ${on("2027-11-22")} | Adjust 1 subWallet=main card=CARL reason=x | approved main 1 | CARL main:49
  YK-43 | to be given some is not | Load 50; ${on("2027-10-01")}; Earn 9 currency=PTS reason=x; ${on("2027-11-22")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:49
  `,
    sleepy(yearly, {
      points: {
        asset: { code: "PTS", exponent: 0 },
        subWallet: { id: "stars", funding: "promotional" },
        earn: []
      }
    })
  )
  play(
    `
  YK-43 | points pay no fee, whatever pays it | Earn 9 currency=PTS reason=x; BurnPoints 1 currency=PTS; ${on("2027-12-31")} | Earn 1 currency=PTS reason=x | approved points 1 | PTS stars:9
  `,
    sleepy(
      { after: { days: 9 }, fee: { amount: 2, every: "month", from: ["promotional", "paid"] } },
      {
        points: {
          asset: { code: "PTS", exponent: 0 },
          subWallet: { id: "stars", funding: "promotional" },
          earn: []
        }
      }
    )
  )
  play(
    `
  YK-43 | whoever loads it, with limits of their own or not | Load 50 operator=amy; ${on("2027-11-22")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:49
  `,
    {
      ...sleepy(),
      operators: [
        {
          id: "amy",
          role: "cashier",
          limits: [{ id: "daily", verb: "Load", amount: 90, currency: "CNY", per: "day" }]
        }
      ]
    }
  )
  play(
    `
  OC-7 | who is told before pays all the same, month by month | Load 50; ${on("2027-12-22")} | Adjust 1 subWallet=main reason=x | approved main 1 | main:47
  `,
    sleepy(yearly, { reminders: { dormantDays: 30 } })
  )
})

describe("a program that knows no dormant cards any more", () => {
  const awake = shop({
    subWallets: [
      { id: "gift", priority: 10, funding: "promotional" },
      { id: "refund", priority: 80, funding: "refund" },
      { id: "main", priority: 90, funding: "paid" }
    ],
    offers: []
  })

  it("takes no fee that was due, once, and nothing is due from then on", () => {
    const till = counter(sleepy())
    till.tell(`Load 50; ${on("2027-11-22")}`)
    till.terms(awake)
    expect([till.settle(), till.settle()]).toEqual([1, 0])
    expect(till.balances()).toBe("main:50")
    expect(till.walletOf().inactivity).toBe(undefined)
    till.audit()
  })

  it("forgets them with whatever falls due first", () => {
    const till = counter(sleepy())
    till.tell(`Load 50; Hold 9 expiresAt=2026-11-22T00:00:00Z`)
    till.terms(awake)
    till.tell(on("2026-11-23"))
    expect([till.settle(), till.walletOf().inactivity]).toEqual([1, undefined])
    till.tell(on("2027-11-22"))
    expect([till.settle(), till.balances()]).toEqual([0, "main:50"])
    till.audit()
  })

  it("is as one that is configured no more", () => {
    const till = counter(sleepy())
    till.tell(`Load 50; ${on("2027-11-22")}`)
    till.terms({ ...awake, programs: awake.programs.slice(1) })
    expect([till.settle(), till.settle()]).toEqual([1, 0])
    expect(till.balances()).toBe("main:50")
    till.audit()
  })

  it("counts no use of them", () => {
    const till = counter(sleepy())
    till.tell("Load 50")
    till.terms({ ...awake, programs: [...awake.programs, { ...Object(sleepy().programs[0]), id: "other" }] })
    till.tell("Redeem 1")
    expect(till.walletOf().inactivity).toBe(undefined)
    till.audit()
  })

  it("has nothing due on a card with gifts alone", () => {
    const till = counter(sleepy())
    till.tell(`Adjust 9 subWallet=gift reason=x; ${on("2030-01-01")}`)
    expect(till.settle()).toBe(0)
    till.tell("Load 5; Redeem 14")
    expect(till.walletOf().inactivity?.feeAt).toBe(undefined)
    till.audit()
  })
})
