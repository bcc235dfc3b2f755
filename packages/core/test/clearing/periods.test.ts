/** A clearing period from its cut-off to its payment, and a disputed sale: who may do what, when, and only once. */
import { describe, expect, it } from "vitest"
import type { ClearingPeriod } from "../../src/account/ClearingPeriod.ts"
import { settledIn } from "../../src/clearing/entries.ts"
import type { Outcome } from "../../src/command/Outcome.ts"
import { periodEnd } from "../../src/network/periodEnd.ts"
import { till } from "../../src/testing/index.ts"
import { shop } from "../tables/shop.ts"
import { rows } from "../tables/table.ts"

const clearing = {
  cycles: [
    { id: "weekly", every: "week", owners: ["hq", "fr2"] },
    { id: "daily", every: "day" }
  ]
}
const chain = shop(
  {},
  {
    owners: [
      { id: "hq", kind: "headOffice" },
      { id: "fr1", kind: "franchise" },
      { id: "fr2", kind: "franchise" }
    ],
    outlets: [
      { id: "A1", owner: "hq" },
      { id: "B1", owner: "fr1", businessDayEndsAt: "04:00" },
      { id: "C1", owner: "fr2" }
    ],
    terminals: [],
    operators: [
      { id: "ana", role: "finance" },
      { id: "bo", role: "finance" },
      { id: "cy", role: "owner", owner: "fr1" },
      { id: "di", role: "owner", owner: "fr2" },
      { id: "ed", role: "finance", owner: "hq" }
    ],
    clearing
  }
)

/** Sunday 22 November 2026, noon in Shanghai. */
const noon = Date.parse("2026-11-22T12:00:00+08:00")

const said = (outcome: Outcome | { readonly outcome: "invalid" }): string => {
  if (outcome.outcome === "approved") {
    const { period } = outcome.receipt
    if (period === undefined) return "approved"
    const positions = period.positions.map(({ due, owner }) => `${owner} ${due}`)
    return ["approved", period.status, ...positions].join(" ")
  }
  if (outcome.outcome !== "declined") return outcome.outcome
  const { _tag, ...carried } = outcome.decline
  return [_tag, ...Object.values(carried)].join(" ")
}

const { cycles } = clearing
const tenants: Readonly<Record<string, object>> = {
  monthly: { zone: "Asia/Shanghai" },
  dearer: { zone: "Asia/Shanghai", clearing: { cycles, agreements: [{ id: "all", commission: 100 }] } },
  shared: {
    zone: "Asia/Shanghai",
    clearing: { cycles, agreements: [{ id: "half", promotional: { loader: 50 } }] }
  },
  wrong: { zone: "Asia/Shanghai", clearing: { cycles, agreements: [{ id: "all", acceptors: ["fr9"] }] } }
}

/** `Type field=value …`; a number is an amount of CNY. */
const sentOf = (text: string, key: string) => {
  const [type = "", ...words] = text.split(" ")
  const fields = words.map((word): readonly [string, unknown] =>
    /^\d+$/.test(word) ? ["amount", Number(word)] : [word.split("=")[0] ?? "", word.split("=")[1]]
  )
  const asked = Object.fromEntries(fields)
  return {
    type,
    key,
    ...(asked["amount"] !== undefined && { currency: "CNY" }),
    ...(type === "Load" && { card: "ANNA", tender: { kind: "cash" } }),
    ...(type === "Issue" && { program: "bearer", tender: { kind: "cash" } }),
    ...(type === "Redeem" && { card: "ANNA" }),
    ...(type === "Dispute" || type === "RejectDispute" || type === "CorrectClearing"
      ? { reason: "why" }
      : {}),
    ...asked,
    ...(type === "ChangeTenant" && { reason: "why", version: 1, to: tenants[String(asked["to"])] })
  }
}

const tell = (story: string, ledger = till(chain, { at: noon })): string => {
  ledger.submit({ type: "Issue", key: "i", card: "ANNA", program: "member", outlet: "A1" })
  let [last, n] = ["", 0]
  for (const step of story.split(";").map((one) => one.trim())) {
    if (step.startsWith("at ")) ledger.now = Date.parse(`${step.slice(3)}:00+08:00`)
    else last = said(ledger.submit(sentOf(step, `s${(n += 1)}`)))
  }
  ledger.close()
  return last
}

const sold = "Load 100 outlet=B1 key=l; Redeem 30 outlet=C1 key=r; at 2026-11-23T05:00"
const given = "Issue 100 card=BEAR outlet=B1; Redeem 30 card=BEAR outlet=C1 key=r"
const morning = "at 2026-11-23T05:00"
const promoted =
  "ChangeTenant version=1 to=shared; Load 100 outlet=B1 offer=100+30; Redeem 130 outlet=C1; at 2026-11-23T05:00"
const daily = "cycle=daily through=2026-11-22"
const weekly = "cycle=weekly through=2026-11-22"
const approved = `${sold}; CutOff ${weekly}; ApprovePeriod ${weekly} operator=ana; ApprovePeriod ${weekly} operator=bo`

const next = "cycle=weekly through=2026-11-29"
const two = `${sold}; CutOff ${weekly}; Redeem 20 outlet=C1; at 2026-11-30T05:00; CutOff ${next}; ApprovePeriod ${next} operator=ana; ApprovePeriod ${next} operator=bo; PayPeriod ${next}`
const both = "cycle=monthly through=2026-11-30"
const owing = `ChangeTenant to=monthly; Load 100 outlet=B1; Redeem 30 outlet=C1; at 2026-12-01T05:00; CutOff ${both}; ApprovePeriod ${both} operator=ana; ApprovePeriod ${both} operator=bo`

const table = `
  cut off | ${sold}; CutOff ${weekly} | approved cutOff fr2 30
  the owner of another cycle is in that one | ${sold}; CutOff ${daily} | approved cutOff fr1 -100
  a bearer's card that was sold in another cycle | ${given}; ${morning}; CutOff ${weekly} | approved cutOff fr2 30
  who sold it owes in its own | ${given}; ${morning}; CutOff ${daily} | approved cutOff fr1 -100
  and what is given back at a third place | ${given}; Refund 10 originalKey=r outlet=B1; ${morning}; CutOff ${daily} | approved cutOff fr1 -110
  the bearer of a promotion owes its half in the cycle of whoever accepted it | ${promoted}; CutOff ${weekly} | approved cutOff fr1 -15 fr2 130
  and the rest in its own | ${promoted}; CutOff ${daily} | approved cutOff fr1 -100
  a day that goes on | Load 100 outlet=B1; at 2026-11-23T03:59; CutOff ${daily} | PeriodOpen 2026-11-22
  it ends when the outlet closes, not the calendar | Load 100 outlet=B1; at 2026-11-23T04:00; CutOff ${daily} | approved cutOff fr1 -100
  a period that is not the cycle's | ${sold}; CutOff cycle=weekly through=2026-11-21 | ProgramRuleViolation clearing A period of the cycle weekly ends on a Sunday.
  a cycle that there is not | ${sold}; CutOff cycle=yearly through=2026-11-22 | CycleUnknown yearly
  twice | ${sold}; CutOff ${weekly}; CutOff ${weekly} | PeriodSettled 2026-11-22
  an earlier one after a later one | ${sold}; CutOff ${weekly}; CutOff cycle=weekly through=2026-11-15 | PeriodSettled 2026-11-22
  the next begins with nothing | ${sold}; CutOff ${daily}; at 2026-11-24T05:00; CutOff cycle=daily through=2026-11-23 | approved cutOff
  what is sold later is in the next | ${sold}; CutOff ${daily}; Load 7 outlet=B1; at 2026-11-24T05:00; CutOff cycle=daily through=2026-11-23 | approved cutOff fr1 -7
  several days at once | Load 100 outlet=B1; at 2026-11-24T12:00; Load 7 outlet=B1; at 2026-11-27T05:00; CutOff cycle=daily through=2026-11-26 | approved cutOff fr1 -107
  what belongs to the day after waits for it | Load 100 outlet=B1; at 2026-11-23T12:00; Load 7 outlet=B1; CutOff ${daily}; at 2026-11-24T12:00; CutOff cycle=daily through=2026-11-23 | approved cutOff fr1 -7
  also when another came between | Load 100 outlet=B1; at 2026-11-24T12:00; Load 7 outlet=B1; CutOff ${daily}; CutOff cycle=daily through=2026-11-23; at 2026-11-25T12:00; CutOff cycle=daily through=2026-11-24 | approved cutOff fr1 -7
  what an earlier period has is not in the next, though a later day had begun elsewhere | at 2026-11-23T01:00; Load 5 outlet=C1; Load 7 outlet=B1; at 2026-11-23T05:00; CutOff ${daily}; at 2026-11-24T05:00; CutOff cycle=daily through=2026-11-23 | approved cutOff
  it is in the earlier one | at 2026-11-23T01:00; Load 5 outlet=C1; Load 7 outlet=B1; at 2026-11-23T05:00; CutOff ${daily} | approved cutOff fr1 -7
  one person has looked | ${sold}; CutOff ${weekly}; ApprovePeriod ${weekly} operator=ana | approved cutOff fr2 30
  the same one again is not two | ${sold}; CutOff ${weekly}; ApprovePeriod ${weekly} operator=ana; ApprovePeriod ${weekly} operator=ana | NotPermitted approve twice
  two have | ${approved} | approved approved fr2 30
  a third is not needed | ${approved}; ApprovePeriod ${weekly} operator=cy | NotPermitted ApprovePeriod
  nor of anybody | ${approved}; ApprovePeriod ${weekly} operator=ed | PeriodSettled 2026-11-22
  nor is there anything to approve in a cycle that there is not | ApprovePeriod cycle=yearly through=2026-12-31 operator=ana | CycleUnknown yearly
  it is not paid before | ${sold}; CutOff ${weekly}; ApprovePeriod ${weekly} operator=ana; PayPeriod ${weekly} | PeriodNotApproved 1 2
  then it is | ${approved}; PayPeriod ${weekly} | approved paid fr2 30
  once | ${approved}; PayPeriod ${weekly}; PayPeriod ${weekly} | PeriodSettled 2026-11-22
  what could not be paid | ${approved}; PayPeriod ${weekly} result=failed reason=closed | approved failed fr2 30
  is approved anew | ${approved}; PayPeriod ${weekly} result=failed; PayPeriod ${weekly} | PeriodNotApproved 0 2
  by two, and paid then | ${approved}; PayPeriod ${weekly} result=failed; ApprovePeriod ${weekly} operator=ana; ApprovePeriod ${weekly} operator=bo; PayPeriod ${weekly} | approved paid fr2 30
  of two periods the later one | ${two} | approved paid fr2 20
  the earlier one waits as it was | ${two}; ApprovePeriod ${weekly} operator=ana | approved cutOff fr2 30
  until it is paid itself | ${two}; ApprovePeriod ${weekly} operator=ana; ApprovePeriod ${weekly} operator=bo; PayPeriod ${weekly}; PayPeriod ${next} | PeriodSettled 2026-11-29
  a day that goes on at an outlet of another cycle waits for nobody | Load 100 outlet=B1; Redeem 30 outlet=C1; at 2026-11-23T01:00; CutOff ${weekly} | approved cutOff fr2 30
  one owner is paid today | ${owing}; PayPeriod ${both} owner=fr1 | approved approved fr1 -100
  the other one tomorrow | ${owing}; PayPeriod ${both} owner=fr1; PayPeriod ${both} owner=fr2 | approved paid fr2 30
  or all the rest | ${owing}; PayPeriod ${both} owner=fr1; PayPeriod ${both} | approved paid fr2 30
  nobody twice | ${owing}; PayPeriod ${both} owner=fr1; PayPeriod ${both} owner=fr1 | PeriodSettled 2026-11-30
  nor when all are paid | ${owing}; PayPeriod ${both} owner=fr1; PayPeriod ${both}; PayPeriod ${both} owner=fr2 | PeriodSettled 2026-11-30
  nor who is due nothing | ${owing}; PayPeriod ${both} owner=hq | OwnerUnknown hq
  what could not be paid to one | ${owing}; PayPeriod ${both} owner=fr1; PayPeriod ${both} owner=fr2 result=failed | approved failed fr2 30
  is approved anew for who is left | ${owing}; PayPeriod ${both} owner=fr1; PayPeriod ${both} result=failed; ApprovePeriod ${both} operator=ana; ApprovePeriod ${both} operator=bo; PayPeriod ${both} | approved paid fr2 30
  what is not cut off cannot be approved | ${sold}; ApprovePeriod ${weekly} operator=ana | PeriodOpen 2026-11-22
  nor paid | ${sold}; PayPeriod ${weekly} | PeriodOpen 2026-11-22
  a franchise disputes what is its own | ${sold}; Dispute originalKey=r operator=di | approved
  also as the one who loaded | ${sold}; Dispute originalKey=r operator=cy | approved
  not what is others' business | Load 9 outlet=A1; Redeem 5 outlet=C1 key=r; Dispute originalKey=r operator=cy | NotPermitted dispute what others did
  not twice at once | ${sold}; Dispute originalKey=r; Dispute originalKey=r | ProgramRuleViolation clearing It is disputed already.
  again when it was rejected | ${sold}; Dispute originalKey=r key=d; RejectDispute originalKey=d; Dispute originalKey=r | approved
  what nobody disputed is not rejected | ${sold}; RejectDispute originalKey=r | OriginalNotFound
  nor twice | ${sold}; Dispute originalKey=r key=d; RejectDispute originalKey=d; RejectDispute originalKey=d | ProgramRuleViolation clearing The dispute is answered already.
  a correction answers it | ${sold}; Dispute originalKey=r key=d; CorrectClearing 30 owedBy=fr2 owedTo=fr1 originalKey=d; RejectDispute originalKey=d | ProgramRuleViolation clearing The dispute is answered already.
  and is in the next period | ${sold}; CutOff ${daily}; Dispute originalKey=r key=d; CorrectClearing 30 owedBy=fr2 owedTo=fr1 originalKey=d; at 2026-11-24T05:00; CutOff cycle=daily through=2026-11-23 | approved cutOff fr1 30
  what head office's people dispute may be anybody's | ${sold}; Dispute originalKey=r operator=ed | approved
  what was given back may be disputed | ${sold}; Refund 5 originalKey=r outlet=C1; Dispute originalKey=r | approved
  what was declined moved nothing | Redeem 9 outlet=C1 key=r; Dispute originalKey=r | OriginalNotFound
  nor is there anything to say of what nobody knows | ${sold}; Dispute originalKey=x | OriginalNotFound
  nor to reject | ${sold}; RejectDispute originalKey=x | OriginalNotFound
  a dispute about a dispute answers nothing | ${sold}; Dispute originalKey=r key=d; Dispute originalKey=d; RejectDispute originalKey=d | approved
  a dispute is corrected once | ${sold}; Dispute originalKey=r key=d; CorrectClearing 30 owedBy=fr2 owedTo=fr1 originalKey=d; CorrectClearing 30 owedBy=fr2 owedTo=fr1 originalKey=d | ProgramRuleViolation clearing The dispute is answered already.
  and not once it was rejected | ${sold}; Dispute originalKey=r key=d; RejectDispute originalKey=d; CorrectClearing 30 owedBy=fr2 owedTo=fr1 originalKey=d | ProgramRuleViolation clearing The dispute is answered already.
  nor what nobody knows by its number | ${sold}; CorrectClearing 30 owedBy=fr2 owedTo=fr1 original=op_nothing | OriginalNotFound
  who owes it is in the next period too | ${sold}; CutOff ${weekly}; CorrectClearing 30 owedBy=fr2 owedTo=fr1; at 2026-11-30T05:00; CutOff cycle=weekly through=2026-11-29 | approved cutOff fr2 -30
  a correction needs no dispute | ${sold}; CorrectClearing 30 owedBy=fr2 owedTo=fr1 | approved
  and what nobody disputes may be corrected again | ${sold}; CorrectClearing 30 owedBy=fr2 owedTo=fr1 originalKey=r; CorrectClearing 5 owedBy=fr2 owedTo=fr1 originalKey=r | approved
  between owners that there are | ${sold}; CorrectClearing 30 owedBy=fr9 owedTo=fr1 | OwnerUnknown fr9
  an owner's cycle may change while nothing is cut off | ${sold}; ChangeTenant version=1 to=monthly | approved
  not after it | ${sold}; CutOff ${daily}; ChangeTenant version=1 to=monthly | ProgramRuleViolation clearing The owner fr1 stays in the cycle daily: periods were cut off.
  nor to one that was | ${sold}; CutOff ${weekly}; ChangeTenant version=1 to=monthly | ProgramRuleViolation clearing The owner hq stays in the cycle weekly: periods were cut off.
  other terms may | ${sold}; CutOff ${daily}; ChangeTenant version=1 to=dearer | approved
  of owners that there are | ChangeTenant version=1 to=wrong | ProgramRuleViolation clearing clearing.agreements[0].acceptors[0]: Expected the id of an owner: hq, fr1, fr2.
  about something that there is | ${sold}; CorrectClearing 30 owedBy=fr2 owedTo=fr1 originalKey=x | OriginalNotFound
`

describe("clearing periods and disputes", () => {
  it.each(rows(table).map(([what = "", story = "", outcome = ""]) => [what, story, outcome] as const))(
    "%s",
    (_, story, outcome) => expect(tell(story)).toBe(outcome)
  )
})

describe("what is paid", () => {
  it.each([
    ["all at once", `${owing}; PayPeriod ${both}`, ["bank 100", "bank -30", "fr1 -100", "fr2 30"]],
    ["one owner", `${owing}; PayPeriod ${both} owner=fr2`, ["bank -30", "fr2 30"]],
    ["who is left", `${owing}; PayPeriod ${both} owner=fr2; PayPeriod ${both}`, ["bank 100", "fr1 -100"]],
    ["nobody, where it failed", `${owing}; PayPeriod ${both} result=failed`, []]
  ])("comes from the bank or goes there: %s", (_, story, expected) => {
    const ledger = till(chain, { at: noon })
    tell(story, ledger)
    const postings = ledger.journal().at(-1)?.operation.entry.postings ?? []
    const told = postings.map(({ account, amount }) =>
      [account.kind === "ownerSettlement" ? account.owner : account.kind, amount].join(" ")
    )
    expect(told.toSorted()).toEqual(expected.toSorted())
  })
})

describe("the period of an operation", () => {
  const first = { through: "2026-11-22", cut: [10, 4] }
  const second = { through: "2026-11-29", cut: [20, 4] }
  const rest = { open: [], network: 0, approvedBy: [], positions: [], digest: "" }
  const periods: ReadonlyArray<ClearingPeriod> = [
    { ...first, ...rest, status: "paid" },
    { ...second, ...rest, status: "cutOff", previous: first }
  ]
  it.each([
    ["in its time", 0, 10, "2026-11-22", "settled 2026-11-22"],
    ["a day later", 0, 10, "2026-11-23", "netted 2026-11-29"],
    [
      "a moment after the cut, for the same day",
      0,
      11,
      "2026-11-22",
      "netted 2026-11-29 late for 2026-11-22"
    ],
    ["after the cut of another shard", 1, 5, "2026-11-22", "unsettled late for 2026-11-22"],
    ["in no period yet", 0, 21, "2026-11-30", "unsettled"],
    ["after both cuts, for a day of the first", 0, 21, "2026-11-20", "unsettled late for 2026-11-22"]
  ])("%s", (_, shard, sequence, businessDate, expected) => {
    const { lateFor, status, through } = settledIn(periods, { shard, sequence, businessDate })
    const said = [status, through, lateFor && `late for ${lateFor}`]
    expect(said.filter((one) => one !== undefined).join(" ")).toBe(expected)
  })

  it.each([
    ["cutOff", "netted"],
    ["failed", "netted"],
    ["approved", "approved"],
    ["paid", "settled"]
  ] as const)("that is %s: what is in it is %s", (status, expected) => {
    const place = { shard: 0, sequence: 11, businessDate: "2026-11-29" }
    const now = [{ ...second, ...rest, status, previous: first }]
    expect(settledIn(now, place, true).status).toBe(expected)
  })

  it("is the next one once its day is over", () => {
    const place = { shard: 0, sequence: 21, businessDate: "2026-11-30" }
    expect(settledIn(periods, place, true)).toEqual({ status: "inCycle" })
    expect(settledIn(periods, { ...place, businessDate: "2026-11-25" }, true)).toEqual({
      status: "inCycle",
      lateFor: "2026-11-29"
    })
  })
})

it("late for the only period there is, or early for it", () => {
  const only = {
    through: "2026-11-22",
    cut: [10],
    open: [],
    network: 0,
    approvedBy: [],
    positions: [],
    digest: ""
  }
  const periods: ReadonlyArray<ClearingPeriod> = [{ ...only, status: "paid" }]
  const place = { shard: 0, sequence: 11, businessDate: "2026-11-22" }
  expect(settledIn(periods, place)).toEqual({ status: "unsettled", lateFor: "2026-11-22" })
  expect(settledIn(periods, { ...place, businessDate: "2026-11-23" })).toEqual({ status: "unsettled" })
  expect(settledIn([], place)).toEqual({ status: "unsettled" })
})

describe("ends of periods", () => {
  it.each([
    ["day", "2026-11-22", "2026-11-22"],
    ["week", "2026-11-22", "2026-11-22"],
    ["week", "2026-11-23", "2026-11-29"],
    ["week", "2026-12-28", "2027-01-03"],
    ["month", "2026-11-01", "2026-11-30"],
    ["month", "2028-02-05", "2028-02-29"],
    ["month", "2026-12-31", "2026-12-31"]
  ] as const)("the %s of %s ends on %s", (every, date, end) => expect(periodEnd(every, date)).toBe(end))
})
