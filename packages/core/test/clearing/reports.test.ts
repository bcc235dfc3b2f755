/** What owners read of clearing: statements that add up, entries that say how far they are, the same again next year. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "@effect/vitest"
import { reportCsv } from "../../src/books/reportCsv.ts"
import { reportText } from "../../src/books/reportText.ts"
import { Clearing } from "../../src/Clearing.ts"
import { ClearingEntries, ClearingPeriods, ClearingStatement } from "../../src/clearing/asked.ts"
import { StoredValue } from "../../src/StoredValue.ts"
import { canonicalText } from "../../src/values/canonical.ts"
import { at, franchises, ledgerOf, load, redeem, send } from "./franchises.ts"

const ledger = ledgerOf(franchises({ agreements: [{ id: "usual", commission: 250 }] }))

/** Two days: loaded at fr1, spent at two tills of fr2 and at fr1 itself; one sale is disputed, and some goods go back. */
const twoDays = Effect.fnUntraced(function* () {
  yield* send(
    "2026-11-21T10:00",
    { type: "Issue", program: "member", card: "ANNA", outlet: "A1" },
    load("B1", 10_000),
    redeem({ terminal: "T1" }, 1_000),
    redeem({ terminal: "T2" }, 333, { key: "disputed" }),
    redeem({ outlet: "B1" }, 500)
  )
  yield* send("2026-11-22T10:00", redeem({ outlet: "C2" }, 40, { key: "late" }))
  yield* send("2026-11-23T09:00", { type: "CutOff", cycle: "daily", through: "2026-11-21" })
  yield* send("2026-11-23T10:00", { type: "Dispute", originalKey: "disputed", reason: "not ours" })
  yield* send("2026-11-23T10:00", { type: "Refund", originalKey: "late", outlet: "C2" })
})

const statementOf = Schema.decodeUnknownSync(ClearingStatement)
const periodsOf = Schema.decodeUnknownSync(ClearingPeriods)
const entriesOf = Schema.decodeUnknownSync(ClearingEntries)

const statement = Effect.fnUntraced(function* (asked: object) {
  return yield* (yield* Clearing).statement(statementOf(asked))
})
const entries = Effect.fnUntraced(function* (asked: object) {
  return yield* (yield* Clearing).entries(entriesOf(asked))
})

const printed = (text: string): ReadonlyArray<string> =>
  text
    .trim()
    .split("\n")
    .map((line) => line.trim().replace(/ {2,}/g, " | "))

const usual = <A, E>(name: string, test: () => Effect.Effect<A, E, Clearing | StoredValue>) =>
  it.effect(name, () => Effect.provide(Effect.andThen(twoDays(), test()), Layer.fresh(ledger)))

describe("statements", () => {
  usual("of an owner by terminal: what was done at each, and the commission once", () =>
    Effect.gen(function* () {
      const report = yield* statement({ owner: "fr2", by: "terminal", cycle: "daily", through: "2026-11-21" })
      expect(
        report.rows.map(({ commission, due, othersAccepted, place }) => [
          place,
          othersAccepted,
          commission,
          due
        ])
      ).toEqual([
        ["", 0n, -33n, -33n],
        ["T1", 1_000n, 0n, 1_000n],
        ["T2", 333n, 0n, 333n]
      ])
      expect(reportText(report)).toMatch(/^not by terminal +CNY .* -0\.33 /m)
      expect(reportCsv(report)).not.toContain("not by")
      expect(report.totals).toMatchObject([{ asset: "CNY", amounts: { due: 1_300n } }])
      expect(report.parameters).toMatchObject({ through: "2026-11-21", status: "cutOff" })
    })
  )

  usual("of all owners, as people read it", () =>
    Effect.gen(function* () {
      const report = yield* statement({ by: "owner", from: "2026-11-21", to: "2026-11-21" })
      expect(printed(reportText(report)).slice(2)).toMatchInlineSnapshot(`
        [
          "",
          "Owner | Asset | Loads | Own accepted | Accepted | Commission | Due | Moves",
          "--------- | ----- | ------- | ------------ | -------- | ---------- | ------ | -----",
          "fr1 | CNY | -100.00 | 5.00 | 0.00 | -0.12 | -95.12 | 3",
          "fr2 | CNY | 0.00 | 0.00 | 13.33 | -0.33 | 13.00 | 4",
          "hq | CNY | 100.00 | -5.00 | -13.33 | 0.45 | 82.12 | 7",
          "--------- | ----- | ------- | ------------ | -------- | ---------- | ------ | -----",
          "Total CNY | CNY | 0.00 | 0.00 | 0.00 | 0.00 | 0.00",
        ]
      `)
    })
  )

  usual("come to the positions of the period", () =>
    Effect.gen(function* () {
      const clearing = yield* Clearing
      const periods = yield* clearing.periods({ cycle: "daily" })
      const dues = new Map(periods.rows.map(({ due, owner }) => [owner, due]))
      expect([...dues.values()].reduce((sum, due) => sum + due, 0n)).toBe(0n)
      for (const owner of ["fr1", "fr2"]) {
        const { rows } = yield* statement({ owner, by: "operator", cycle: "daily", through: "2026-11-21" })
        expect(rows.reduce((sum, { due }) => sum + due, 0n)).toBe(dues.get(owner as never))
        for (const {
          breakage,
          commission,
          corrections,
          due,
          funds,
          loads,
          othersAccepted,
          ownAccepted,
          payouts,
          promotion
        } of rows)
          expect(
            loads +
              payouts +
              ownAccepted +
              othersAccepted +
              funds +
              breakage +
              commission +
              promotion +
              corrections
          ).toBe(due)
      }
    })
  )

  usual("of a period that was never cut off say nothing", () =>
    Effect.gen(function* () {
      const report = yield* statement({ owner: "fr2", cycle: "daily", through: "2026-11-20" })
      expect(report.rows).toEqual([])
      expect(report.parameters).toMatchObject({ status: "open" })
    })
  )
})

describe("entries", () => {
  const said = (
    rows: ReadonlyArray<{
      readonly due: bigint
      readonly status: string
      readonly verb?: string
      readonly dispute?: string
    }>
  ) =>
    rows.map(({ dispute, due, status, verb }) =>
      [verb ?? "-", due, status, ...(dispute === undefined ? [] : [dispute])].join(" ")
    )

  usual("say how far each is settled, and what is disputed", () =>
    Effect.gen(function* () {
      expect(said((yield* entries({ owner: "fr2" })).rows)).toEqual([
        "Redeem 1000 netted",
        "Redeem 333 netted disputed",
        "Redeem 40 unsettled",
        "Refund -40 unsettled",
        "- -33 netted"
      ])
    })
  )

  usual("are charted day by day", () =>
    Effect.gen(function* () {
      const { rows, series } = yield* entries({ owner: "fr2" })
      const days = Map.groupBy(rows, ({ businessDate }) => businessDate)
      expect(series.map(({ time, value }) => [time, value])).toEqual(
        [...days].map(([day, of]) => [day, of.reduce((sum, { due }) => sum + due, 0n)])
      )
    })
  )

  usual("go on to netted, approved and settled", () =>
    Effect.gen(function* () {
      const isOf = Effect.fnUntraced(function* (status: string) {
        const periods = yield* (yield* Clearing).periods(periodsOf({ cycle: "daily", status }))
        return periods.rows.length > 0
      })
      const period = { cycle: "daily", through: "2026-11-21" }
      const statuses = Effect.fnUntraced(function* () {
        return new Set((yield* entries({ owner: "fr2", ...period })).rows.map(({ status }) => status))
      })
      const when = "2026-11-24T09:00"
      yield* send(when, { type: "ApprovePeriod", operator: "ana", ...period })
      expect(yield* statuses()).toEqual(new Set(["netted"]))
      yield* send(when, { type: "ApprovePeriod", operator: "bo", ...period })
      expect(yield* statuses()).toEqual(new Set(["approved"]))
      expect([yield* isOf("approved"), yield* isOf("cutOff")]).toEqual([true, false])
      yield* send(when, { type: "PayPeriod", ...period, result: "failed" })
      expect(yield* statuses()).toEqual(new Set(["netted"]))
      for (const operator of ["ana", "bo"]) yield* send(when, { type: "ApprovePeriod", operator, ...period })
      yield* send(when, { type: "PayPeriod", ...period, owner: "fr1" })
      expect(yield* statuses()).toEqual(new Set(["approved"]))
      const others = (yield* entries({ owner: "fr1", ...period })).rows
      expect(new Set(others.map(({ status }) => status))).toEqual(new Set(["settled"]))
      const stated = Effect.fnUntraced(function* (of: object) {
        return (yield* statement({ ...of, ...period })).parameters["status"]
      })
      expect(yield* stated({ owner: "fr1" })).toBe("paid")
      expect(yield* stated({ owner: "fr2" })).toBe("approved")
      expect(yield* stated({})).toBe("approved")
      const listed = (yield* (yield* Clearing).periods(periodsOf({ cycle: "daily" }))).rows
      expect(listed.map(({ owner, status }) => `${owner} ${status}`)).toEqual([
        "fr1 paid",
        "fr2 approved",
        "hq approved"
      ])
      expect([yield* isOf("approved"), yield* isOf("paid")]).toEqual([true, true])
      yield* send("2026-11-25T09:00", { type: "PayPeriod", ...period, owner: "fr2" })
      expect([yield* isOf("approved"), yield* isOf("paid")]).toEqual([false, true])
      expect(yield* statuses()).toEqual(new Set(["settled"]))
      expect((yield* entries({ owner: "fr2", status: "unsettled" })).rows).toHaveLength(2)
      expect((yield* entries({ owner: "fr2", disputed: true })).rows).toHaveLength(1)
    })
  )

  usual("of the days since are in the next period, and late for none", () =>
    Effect.gen(function* () {
      yield* send("2026-11-24T09:00", { type: "CutOff", cycle: "daily", through: "2026-11-23" })
      const { rows } = yield* entries({ cycle: "daily", through: "2026-11-23" })
      expect(rows.map(({ lateFor, through }) => [through, lateFor])).toEqual([
        ["2026-11-23", undefined],
        ["2026-11-23", undefined]
      ])
    })
  )
})

/** Without what chance gives: numbers of operations, their codes, and hashes. */
const alike = (text: string): ReadonlyArray<string> =>
  printed(
    text
      .replaceAll(/\bop_\w{26}\b/g, "OP")
      .replaceAll(/\b[0-9A-HJKMNP-TV-Z]{6}\b/g, "CODE")
      .replaceAll(/\b[0-9a-f]{16}\b/g, "HASH")
  )

describe("what a dispute becomes", () => {
  usual("is said of the operation that it is about", () =>
    Effect.gen(function* () {
      const when = "2026-11-24T09:00"
      const about = Effect.fnUntraced(function* () {
        const { rows } = yield* entries({ owner: "fr2" })
        return rows.flatMap(({ due, dispute, operation }) =>
          operation === undefined ? [] : [`${due} ${dispute ?? "-"}`]
        )
      })
      const correction = {
        type: "CorrectClearing",
        owedBy: "fr2",
        owedTo: "fr1",
        amount: 33,
        currency: "CNY"
      }
      yield* send(when, { type: "Dispute", originalKey: "late", key: "d2", reason: "nor this" })
      yield* send(when, { type: "RejectDispute", originalKey: "d2", reason: "it was" })
      expect(yield* about()).toEqual(["1000 -", "333 disputed", "40 rejected", "-40 -"])
      // What is corrected without a dispute leaves what is disputed open.
      yield* send(when, { ...correction, originalKey: "disputed", reason: "by the way" })
      expect((yield* about()).slice(0, 4)).toEqual(["1000 -", "333 disputed", "40 rejected", "-40 -"])
      yield* send(when, { type: "Dispute", originalKey: "late", key: "d3", reason: "once more" })
      expect((yield* about()).slice(0, 4)).toEqual(["1000 -", "333 disputed", "40 disputed", "-40 -"])
      yield* send(when, { ...correction, originalKey: "d3", reason: "agreed" })
      expect((yield* about()).slice(0, 4)).toEqual(["1000 -", "333 disputed", "40 corrected", "-40 -"])
    })
  )
})

describe("entries in a file", () => {
  usual("say where and by whom, with whom it is settled, and how far it is", () =>
    Effect.gen(function* () {
      yield* send("2026-11-23T11:00", redeem({ terminal: "T1", operator: "cy" }, 7))
      const report = yield* entries({ owner: "fr2", asOf: "2026-11-23T12:00:00+08:00" })
      expect(report.title).toBe("Clearing entries")
      expect(alike(reportCsv(report))).toEqual([
        "owner,businessDate,operation,approvalCode,verb,outlet,terminal,operator,kind,other,issuer,program,funding,agreement,asset,base,rate,due,status,through,dispute",
        "fr2,2026-11-21,OP,CODE,Redeem,C1,T1,,acceptance,fr1,hq,member,paid,usual,CNY,10.00,,10.00,netted,2026-11-21,",
        "fr2,2026-11-21,OP,CODE,Redeem,C1,T2,,acceptance,fr1,hq,member,paid,usual,CNY,3.33,,3.33,netted,2026-11-21,disputed",
        "fr2,2026-11-22,OP,CODE,Redeem,C2,,,acceptance,fr1,hq,member,paid,usual,CNY,0.40,,0.40,inCycle,,",
        "fr2,2026-11-23,OP,CODE,Refund,C2,,,acceptance,fr1,hq,member,paid,usual,CNY,-0.40,,-0.40,unsettled,,",
        "fr2,2026-11-23,OP,CODE,Redeem,C1,T1,cy,acceptance,fr1,hq,member,paid,usual,CNY,0.07,,0.07,unsettled,,",
        "fr2,2026-11-21,,,,,,,commission,fr1,hq,member,,usual,CNY,13.33,-250,-0.33,netted,2026-11-21,"
      ])
      const none = yield* entries({ owner: "fr2", from: "2030-01-01" })
      expect(none.columns).toHaveLength(23)
    })
  )
})

describe("periods", () => {
  usual("are listed in their order, those that were paid too, and come to zero", () =>
    Effect.gen(function* () {
      const period = { cycle: "daily", through: "2026-11-21" }
      const when = "2026-11-24T09:00"
      for (const operator of ["ana", "bo"]) yield* send(when, { type: "ApprovePeriod", operator, ...period })
      yield* send(when, { type: "PayPeriod", ...period })
      for (const through of ["2026-11-22", "2026-11-23"])
        yield* send(when, { type: "CutOff", cycle: "daily", through })
      const report = yield* (yield* Clearing).periods({ cycle: "daily", asOf: at("2026-11-24T10:00") })
      expect(alike(reportText(report))).toEqual([
        "Periods of the cycle daily",
        "as of 2026-11-24T02:00:00.000Z",
        "",
        "After | Through | Status | Owner | Asset | Due | Lines",
        expect.stringMatching(/^-+ \| -+/),
        "2026-11-21 | paid | fr1 | CNY | -95.12 | HASH",
        "2026-11-21 | paid | fr2 | CNY | 13.00 | HASH",
        "2026-11-21 | paid | hq | CNY | 82.12 | HASH",
        "2026-11-21 | 2026-11-22 | cutOff | fr2 | CNY | 0.39 | HASH",
        "2026-11-21 | 2026-11-22 | cutOff | hq | CNY | -0.39 | HASH",
        "2026-11-22 | 2026-11-23 | cutOff | fr2 | CNY | -0.39 | HASH",
        "2026-11-22 | 2026-11-23 | cutOff | hq | CNY | 0.39 | HASH",
        expect.stringMatching(/^-+ \| -+/),
        "Total CNY | CNY | 0.00"
      ])
      expect(report.series.slice(0, 2)).toEqual([
        { time: "2026-11-21", category: "fr1", value: -9512n, asset: "CNY" },
        { time: "2026-11-21", category: "fr2", value: 1300n, asset: "CNY" }
      ])
      expect(reportCsv(report).split("\n", 1)[0]?.trim()).toBe("after,through,status,owner,asset,due,digest")
    })
  )
})

describe("periods that are paid out of their order", () => {
  usual("are listed by their dates all the same", () =>
    Effect.gen(function* () {
      const [cycle, through, when] = ["daily", "2026-11-22", "2026-11-24T09:00"]
      yield* send(when, { type: "CutOff", cycle, through })
      for (const operator of ["ana", "bo"])
        yield* send(when, { type: "ApprovePeriod", operator, cycle, through })
      yield* send(when, { type: "PayPeriod", cycle, through })
      const { rows } = yield* (yield* Clearing).periods({ cycle })
      expect(rows.map((row) => `${row.through} ${row.status} ${row.owner}`)).toEqual([
        "2026-11-21 cutOff fr1",
        "2026-11-21 cutOff fr2",
        "2026-11-21 cutOff hq",
        "2026-11-22 paid fr2",
        "2026-11-22 paid hq"
      ])
    })
  )
})

describe("a statement in a chart, and over itself", () => {
  usual("is by owner and place, and by owner where there is none", () =>
    Effect.gen(function* () {
      const days = { from: "2026-11-21", to: "2026-11-21" }
      const all = yield* statement({ ...days, by: "owner" })
      expect(all.title).toBe("Statement of all owners")
      expect(all.series.map(({ category, time }) => `${time} ${category}`)).toEqual([
        "2026-11-21 fr1",
        "2026-11-21 fr2",
        "2026-11-21 hq"
      ])
      const one = yield* statement({ ...days, by: "terminal", owner: "fr2" })
      expect(one.title).toBe("Statement of fr2")
      expect(one.columns.map(({ name }) => name).slice(0, 2)).toEqual(["place", "asset"])
      expect(one.series.map(({ category, value }) => `${category} ${value}`)).toEqual([
        "fr2 -33",
        "fr2 T1 1000",
        "fr2 T2 333"
      ])
      const everybody = yield* statement({ ...days, by: "terminal" })
      expect(everybody.columns.map(({ name }) => name).slice(0, 3)).toEqual(["owner", "place", "asset"])
      const nobody = yield* statement({ from: "2020-01-01", to: "2020-01-01", by: "owner" })
      expect(nobody.columns.map(({ kind, name }) => `${name} ${kind}`)).toEqual([
        "owner text",
        "asset text",
        "due amount",
        "count count"
      ])
      const byOwner = yield* statement({ ...days, by: "owner", owner: "fr2" })
      expect(byOwner.columns.map(({ name }) => name).slice(0, 2)).toEqual(["owner", "asset"])
    })
  )
})

describe("as of a past instant", () => {
  usual("every report is what it was, whatever came since", () =>
    Effect.gen(function* () {
      const clearing = yield* Clearing
      const asOf = "2026-11-23T10:30:00+08:00"
      const asked = { asOf: at("2026-11-23T10:30") }
      const all = Effect.gen(function* () {
        return canonicalText([
          yield* clearing.periods({ cycle: "daily", ...asked }),
          yield* statement({ asOf, by: "terminal" }),
          yield* statement({ asOf, cycle: "daily", through: "2026-11-21" }),
          yield* entries({ asOf })
        ])
      })
      const before = yield* all
      yield* send("2026-11-24T09:00", redeem({ outlet: "C1" }, 77), {
        type: "CutOff",
        cycle: "daily",
        through: "2026-11-23"
      })
      yield* send("2026-11-24T10:00", {
        type: "ChangeTenant",
        version: 1,
        reason: "dearer",
        to: {
          zone: "Asia/Shanghai",
          clearing: {
            cycles: [{ id: "daily", every: "day" }],
            agreements: [{ id: "usual", commission: 900 }]
          }
        }
      })
      expect(yield* all).toBe(before)
    })
  )

  usual("a period that was cut off keeps its terms, asked for by its dates too", () =>
    Effect.gen(function* () {
      const asked = { cycle: "daily", through: "2026-11-21" }
      const before = (yield* statement(asked)).rows
      yield* send("2026-11-23T12:00", redeem({ outlet: "C1" }, 77))
      const open = (yield* statement({ from: "2026-11-23", to: "2026-11-23" })).rows
      yield* send("2026-11-24T10:00", {
        type: "ChangeTenant",
        version: 1,
        reason: "dearer",
        to: {
          zone: "Asia/Shanghai",
          clearing: {
            cycles: [{ id: "daily", every: "day" }],
            agreements: [{ id: "usual", commission: 900 }]
          }
        }
      })
      expect((yield* statement(asked)).rows).toEqual(before)
      const ofDay = (day: string) => Effect.map(statement({ from: day, to: day }), ({ rows }) => rows)
      expect(yield* ofDay("2026-11-21")).toEqual(before)
      // What is open is cleared as it would be cut off now.
      expect(yield* ofDay("2026-11-23")).not.toEqual(open)
    })
  )
})

describe("questions that cannot be", () => {
  it.each([
    [{ cycle: "daily" }, "through"],
    [{ through: "2026-11-21" }, "cycle"],
    [{ cycle: "daily", through: "2026-11-21", from: "2026-11-01" }, "cycle"]
  ])("%j", (asked, path) => expect(() => statementOf(asked)).toThrow(path))
})
