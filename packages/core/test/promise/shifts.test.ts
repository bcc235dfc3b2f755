/** Shifts as a program without Effect sees them: the drawer, the list, what is under way, the page that both sign, the day. */
import { setTimeout } from "node:timers/promises"
import { reportCsv, reportText } from "@tessera/core"
import type { StoredValue } from "@tessera/core/promise"
import { describe, expect, it } from "vitest"
import { widthOf } from "../../src/books/widthOf.ts"
import { opened, shop } from "./shop.ts"

const [gift] = shop.programs
const configuration = {
  ...shop,
  outlets: [
    { id: "SHOP1", owner: "hq", shifts: "required" },
    { id: "SHOP2", owner: "fr1", shifts: "counted" }
  ],
  operators: [
    { id: "amy", role: "cashier" },
    { id: "bob", role: "cashier" },
    { id: "max", role: "manager" }
  ],
  programs: [
    {
      ...gift,
      subWallets: [{ id: "bonus", funding: "promotional" }, ...(gift?.subWallets ?? [])],
      offers: [{ id: "50+5", pay: 5000, bonus: { subWallet: "bonus", amount: 500 } }]
    }
  ]
}
const card = "9902 0000 0001"
const at = { outlet: "SHOP1", terminal: "T1", operator: "amy", shift: "s1" } as const
const cash = { kind: "cash" } as const
const bankCard = { kind: "bankCard" } as const
const currency = "EUR"

const approved = async (outcome: ReturnType<StoredValue["load"]>) => {
  const ended = await outcome
  if (ended.outcome !== "approved")
    throw new Error(JSON.stringify(ended, (_, v) => (typeof v === "bigint" ? `${v}` : v)))
  return ended.receipt
}

/** A day of amy's: 70 in cash of which 20 are given back, 30 by card, a bonus, a sale, a hold; and 3 are missing. */
const day = async (pos: StoredValue) => {
  await approved(pos.openShift({ ...at, key: "open", float: { amount: 10_000, currency } }))
  await approved(pos.issue({ key: "issue", program: "gift", card, ...at }))
  await approved(pos.load({ key: "l1", card, ...at, amount: 5000, currency, offer: "50+5", tender: cash }))
  await approved(pos.load({ key: "l2", card, ...at, amount: 2000, currency, tender: cash }))
  await approved(pos.load({ key: "l3", card, ...at, amount: 3000, currency, tender: bankCard }))
  await approved(pos.load({ key: "l4", card, ...at, amount: 700, currency, tender: bankCard, pending: true }))
  await approved(pos.redeem({ key: "r1", card, ...at, amount: 1000, currency }))
  await approved(pos.hold({ key: "h1", card, ...at, amount: 400, currency }))
  await approved(pos.reverse({ key: "u1", originalKey: "l2", ...at, reason: "customerCancel" }))
  await approved(pos.remit({ key: "m1", ...at, amount: 2500, currency, reference: "bag 17" }))
}
const counted = [
  { tender: "cash", amount: 12_200, currency },
  { tender: "bankCard", amount: 3000, currency }
] as const

const closing = (pos: StoredValue) =>
  approved(
    pos.closeShift({
      ...at,
      key: "close",
      counted,
      leaves: 10_000,
      handsOverTo: "bob",
      note: "A coin fell behind the till."
    })
  )

const found = async (pos: StoredValue) => {
  const answer = await pos.shifts.shift({ shift: "s1" })
  if (answer.outcome !== "answered" || answer.found === undefined) throw new Error(answer.outcome)
  return answer.found
}

describe("a shift", () => {
  it("is known while it is open, with what should be in the drawer now", async () => {
    await using pos = await opened({ configuration })
    await day(pos)
    const { currencies, exceptions, operations, status, tenders } = await found(pos)
    expect(status).toBe("open")
    expect(tenders).toEqual([
      { tender: "cash", currency, in: 7000n, out: 2000n, expected: 12_500n },
      { tender: "bankCard", currency, in: 3000n, out: 0n, expected: 3000n }
    ])
    expect(currencies).toEqual([{ currency, bonus: 500n, remitted: 2500n, due: 2500n }])
    expect(operations).toEqual([
      { verb: "Hold", count: 1 },
      { verb: "Issue", count: 1 },
      { verb: "Load", count: 4 },
      { verb: "Redeem", count: 1 },
      { verb: "Reverse", count: 1 }
    ])
    expect(exceptions.map(({ amount, kind }) => [kind, amount])).toEqual([
      ["pendingLoad", 700n],
      ["hold", 400n]
    ])
  })

  it("is closed with what is missing, and says line by line what was done in it", async () => {
    await using pos = await opened({ configuration })
    await day(pos)
    const { version } = await found(pos)
    const late = await pos.closeShift({ ...at, key: "late", counted, version: version - 1 })
    expect(late).toMatchObject({ outcome: "declined", decline: { code: "stale_version", version } })
    const receipt = await closing(pos)
    expect(receipt.shift?.counts).toEqual([
      { tender: "cash", currency, expected: 12_500n, counted: 12_200n, variance: -300n },
      { tender: "bankCard", currency, expected: 3000n, counted: 3000n, variance: 0n }
    ])
    const { lines, status } = await found(pos)
    expect(status).toBe("closed")
    expect(
      lines.map(({ bonus, reason, sold, taken, tender, verb }) => [verb, tender, taken, bonus, sold, reason])
    ).toEqual([
      ["Issue", undefined, undefined, undefined, undefined, undefined],
      ["Load", "cash", 5000n, 500n, undefined, undefined],
      ["Load", "cash", 2000n, undefined, undefined, undefined],
      ["Load", "bankCard", 3000n, undefined, undefined, undefined],
      ["Load", undefined, undefined, undefined, undefined, undefined],
      ["Redeem", undefined, undefined, undefined, 1000n, undefined],
      ["Hold", undefined, undefined, undefined, undefined, undefined],
      ["Reverse", "cash", -2000n, undefined, undefined, "customerCancel"],
      ["Remit", "cash", -2500n, undefined, undefined, undefined]
    ])
    expect((await pos.shifts.shift({ shift: "none" })).outcome).toBe("answered")
    expect(await pos.shifts.shift({ shift: " " })).toMatchObject({ outcome: "invalid" })
  })

  it("is found by outlet, person, day and state, and its cash until it has arrived", async () => {
    await using pos = await opened({ configuration })
    await day(pos)
    const ids = async (asked: Parameters<typeof pos.shifts.shifts>[0]) => {
      const answer = await pos.shifts.shifts(asked)
      return answer.outcome === "answered" ? answer.shifts.map(({ shift }) => shift.id) : answer
    }
    const bags = async (asked: Parameters<typeof pos.shifts.remittances>[0]) => {
      const answer = await pos.shifts.remittances(asked)
      return answer.outcome === "answered"
        ? answer.remittances.map(({ amount, received, reference }) => [
            reference,
            amount,
            received?.difference
          ])
        : answer
    }
    expect(await ids({ status: "open" })).toEqual(["s1"])
    await closing(pos)
    const next = { ...at, operator: "bob", shift: "s2", takesOverFrom: "s1" } as const
    await approved(pos.openShift({ ...next, key: "open2", float: { amount: 10_000, currency } }))
    expect(await ids({ status: "open" })).toEqual(["s2"])
    expect(await ids({ status: "closed", outlet: "SHOP1", operator: "amy" })).toEqual(["s1"])
    expect(await ids({ outlet: "SHOP2" })).toEqual([])
    expect(await ids({ to: "2020-01-01" })).toEqual([])
    expect(await bags({ status: "underWay" })).toEqual([["bag 17", 2500n, undefined]])
    const rest = {
      outlet: "SHOP1",
      operator: "max",
      shift: "s1",
      amount: 2200,
      currency,
      reference: "bag 18"
    }
    await approved(pos.remit({ ...rest, key: "m2" }))
    await approved(pos.receiveRemittance({ key: "a1", originalKey: "m1", amount: 2490, currency }))
    expect(await bags({ status: "underWay" })).toEqual([["bag 18", 2200n, undefined]])
    expect(await bags({ status: "received", shift: "s1" })).toEqual([["bag 17", 2500n, -10n]])
    expect(await ids({ status: "remitted" })).toEqual(["s1"])
  })

  it("is as it was at an instant, with its bags, whatever came later", async () => {
    await using pos = await opened({ configuration })
    await day(pos)
    const asOf = new Date().toISOString()
    const all = async (then: { readonly asOf?: string }) => [
      await pos.shifts.shift({ shift: "s1", ...then }),
      await pos.shifts.shifts({ status: "open", ...then }),
      await pos.shifts.remittances({ status: "underWay", ...then }),
      await pos.shifts.handOver({ shift: "s1", ...then })
    ]
    const before = await all({})
    await setTimeout(2)
    await closing(pos)
    await approved(pos.receiveRemittance({ key: "a1", originalKey: "m1", amount: 2490, currency }))
    await approved(pos.release({ key: "e1", holdKey: "h1" }))
    const after = await all({})
    for (const [n, was] of (await all({ asOf })).entries()) {
      expect(was).toEqual(before[n])
      expect(was).not.toEqual(after[n])
    }
    const [never] = await all({ asOf: "2020-01-01T00:00:00Z" })
    expect(never).toEqual({ outcome: "answered", found: undefined })
    expect(await pos.shifts.handOver({ shift: "s1", asOf: "today" })).toMatchObject({
      outcome: "invalid",
      errors: [{ path: ["asOf"] }]
    })
  })

  it("is not asked for by a name that nothing has, nor with fields that nobody knows", async () => {
    await using pos = await opened({ configuration })
    expect(await pos.shifts.handOver({ shift: "s1" })).toEqual({ outcome: "answered", text: undefined })
    const asked = { state: "open" } as never
    expect(await pos.shifts.shifts(asked)).toMatchObject({
      outcome: "invalid",
      errors: [{ path: ["state"] }]
    })
  })
})

describe("a hand-over", () => {
  const printed = async (language: string, checkpoint?: string) => {
    await using pos = await opened({ configuration })
    await day(pos)
    await closing(pos)
    const answer = await pos.shifts.handOver({ shift: "s1", language, ...(checkpoint && { checkpoint }) })
    if (answer.outcome !== "answered" || answer.text === undefined) throw new Error(answer.outcome)
    return answer.text
  }

  it("says everything on one page, with two lines to sign on", async () => {
    const text = (await printed("en", "f00d".repeat(16)))
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "2026-11-21 10:00")
      .replaceAll(/^ {2}\d\d:\d\d /gm, "  10:00 ")
      .replace(/(Chain\n)[0-9a-f]+\n[0-9a-f]+/, "$1…")
    expect(text).toBe(`SHIFT HAND-OVER
SHOP1 / T1
Shift                                   s1
Operator                               amy
Opened                    2026-11-21 10:00
Closed                    2026-11-21 10:00
------------------------------------------
Cash                                   EUR
Float                               100.00
Taken for loads                      70.00
Given back, paid out                -20.00
Sent to head office                 -25.00
There should be                     125.00
Counted                             122.00
Difference                           -3.00
Stays in the drawer                 100.00
------------------------------------------
Bank cards                             EUR
Taken for loads                      30.00
There should be                      30.00
Counted                              30.00
Difference                            0.00
------------------------------------------
Still to be sent                 22.00 EUR
Bonuses given                     5.00 EUR
Operations                               8
  Hold                                   1
  Issue                                  1
  Load                                   4
  Redeem                                 1
  Reverse                                1
Cancellations                            1
  10:00 Reverse                     -20.00
    customerCancel
Still open                               2
  load waiting                        7.00
  hold                                4.00
------------------------------------------
Note
A coin fell behind the till.
------------------------------------------
Chain
…
Checkpoint
${"f00d".repeat(10)}f0
0d${"f00d".repeat(5)}


__________________________________________
Handed over                            amy


__________________________________________
Taken over                             bob
`)
  })

  it.each([
    ["en", "SHIFT SO FAR"],
    ["zh", "当班小计"],
    ["bg", "СМЯНАТА ДОСЕГА"]
  ])("of a shift that is open is none: it says so, and nobody signs it: %s", async (language, title) => {
    await using pos = await opened({ configuration })
    await day(pos)
    const answer = await pos.shifts.handOver({ shift: "s1", language })
    const lines = answer.outcome === "answered" ? (answer.text ?? "").split("\n") : []
    expect(lines[0]).toBe(title)
    expect(lines.at(-2)).toMatch(/^[0-9a-f]+$/)
    expect(lines.filter((line) => line.startsWith("_"))).toEqual([])
  })

  it.each(["en", "zh", "bg", "none"])("has no line of more than 42 columns: %s", async (language) => {
    const lines = (await printed(language, "f00d".repeat(16))).split("\n")
    expect(lines.filter((line) => widthOf(line) > 42)).toEqual([])
    expect(lines[0]).toBe({ zh: "交班单", bg: "ПРЕДАВАНЕ НА СМЯНА" }[language] ?? "SHIFT HAND-OVER")
  })
})

describe("a day report", () => {
  const reported = async (question: Parameters<StoredValue["shifts"]["day"]>[0]) => {
    await using pos = await opened({ configuration })
    await day(pos)
    await closing(pos)
    const answer = await pos.shifts.day(question)
    if (answer.outcome !== "answered") throw new Error(answer.outcome)
    return answer.report
  }
  const shown = ({
    amount,
    operations,
    operator,
    outlet,
    tender,
    terminal,
    what
  }: Awaited<ReturnType<typeof reported>>["rows"][number]) =>
    [outlet, terminal, operator, what, tender ?? "-", operations, amount].join(" ")

  it("has a row for what everybody did at every terminal", async () => {
    const report = await reported({ outlet: "SHOP1" })
    expect(report.rows.map(shown)).toEqual([
      "SHOP1 T1 amy bonus - 1 500",
      "SHOP1 T1 amy cancellation cash 1 -2000",
      "SHOP1 T1 amy load bankCard 1 3000",
      "SHOP1 T1 amy load cash 2 7000",
      "SHOP1 T1 amy redemption - 1 1000",
      "SHOP1 T1 amy remittance cash 1 -2500",
      "SHOP1 T1 amy variance cash 1 -300"
    ])
    expect(report.series.map(({ category, value }) => `${category} ${value}`)).toContain("load cash 7000")
    expect(reportCsv(report)).toContain("load,cash,2,EUR,70.00")
    expect(reportText(report)).toContain("Day report")
  })

  it("of nothing is empty, and by member it names the accounts", async () => {
    expect((await reported({ outlet: "SHOP2" })).rows).toEqual([])
    expect((await reported({ to: "2020-01-01" })).rows).toEqual([])
    const byMember = await reported({ by: "member" })
    expect(byMember.rows.filter(({ member }) => member?.startsWith("acc_"))).toHaveLength(5)
  })
})
