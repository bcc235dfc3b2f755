/** A statement, its entries and the position come to the same, for every owner and however finely places are told apart. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "@effect/vitest"
import { reportText } from "../../src/books/reportText.ts"
import { Clearing } from "../../src/Clearing.ts"
import { ClearingEntries, ClearingStatement } from "../../src/clearing/asked.ts"
import { placeKinds } from "../../src/clearing/statement.ts"
import { StoredValue } from "../../src/StoredValue.ts"
import { franchises, ledgerOf, load, redeem, send } from "./franchises.ts"

const ledger = ledgerOf(
  franchises(
    {
      collections: [{ id: "kept", by: "loader", loaders: ["fr1"] }],
      agreements: [{ id: "usual", commission: 333, promotional: { acceptor: 33, loader: 20 } }]
    },
    { backDating: { days: 31 } }
  )
)

const through = ["2026-11-21", "2026-11-22"] as const
const cutOff = (date: string) => ({ type: "CutOff", cycle: "daily", through: date })

/** Two days and a day that goes on: all kinds of lines, at outlets of all owners, and a sale that is reported too late. */
const days = Effect.fnUntraced(function* () {
  yield* send(
    "2026-11-21T10:00",
    { type: "Issue", program: "member", card: "ANNA", outlet: "A1" },
    load("A1", 5_000),
    load("B1", 100, { offer: "100+30" }),
    redeem({ terminal: "T1" }, 1_017),
    redeem({ terminal: "T2", operator: "cy" }, 333),
    redeem({ outlet: "A2" }, 60),
    redeem({ outlet: "B1" }, 41)
  )
  yield* send("2026-11-22T10:00", load("B1", 700), redeem({ outlet: "C2" }, 420), cutOff(through[0]))
  yield* send(
    "2026-11-22T11:00",
    redeem({ outlet: "C1" }, 29, { effectiveAt: "2026-11-21T12:00:00+08:00" }),
    { type: "CorrectClearing", owedBy: "fr1", owedTo: "fr2", amount: 8, currency: "CNY", reason: "agreed" }
  )
  yield* send("2026-11-23T10:00", cutOff(through[1]), redeem({ outlet: "C1" }, 77))
})

const readStatement = Schema.decodeUnknownSync(ClearingStatement)
const readEntries = Schema.decodeUnknownSync(ClearingEntries)
const statement = (asked: object) =>
  Effect.flatMap(Clearing, (clearing) => clearing.statement(readStatement(asked)))
const entries = (asked: object) =>
  Effect.flatMap(Clearing, (clearing) => clearing.entries(readEntries(asked)))
const sum = (rows: ReadonlyArray<{ readonly due: bigint }>): bigint =>
  rows.reduce((all, { due }) => all + due, 0n)

const usual = <A, E>(name: string, test: () => Effect.Effect<A, E, Clearing | StoredValue>) =>
  it.effect(name, () => Effect.provide(Effect.andThen(days(), test()), Layer.fresh(ledger)))

describe("of each owner and period", () => {
  usual("the statement, the entries and the position come to the same, by whatever places", () =>
    Effect.gen(function* () {
      const { rows } = yield* (yield* Clearing).periods({ cycle: "daily" })
      for (const owner of ["hq", "fr1", "fr2"])
        for (const date of through) {
          const asked = { owner, cycle: "daily", through: date }
          const position = rows.find((row) => row.owner === owner && row.through === date)?.due
          expect(position).not.toBe(0n)
          expect(sum((yield* entries(asked)).rows)).toBe(position)
          for (const by of placeKinds) expect(sum((yield* statement({ ...asked, by })).rows)).toBe(position)
        }
    })
  )

  usual("and so of all days, in which every period is rounded once", () =>
    Effect.gen(function* () {
      for (const owner of ["hq", "fr1", "fr2"])
        expect(sum((yield* entries({ owner })).rows)).toBe(sum((yield* statement({ owner })).rows))
      const { rows: all } = yield* entries({})
      expect(sum(all)).toBe(-sum((yield* statement({ owner: "hq" })).rows))
      const cut = sum((yield* entries({ owner: "fr2", status: "netted" })).rows)
      const { rows } = yield* (yield* Clearing).periods({ cycle: "daily" })
      expect(cut).toBe(sum(rows.filter(({ owner }) => owner === "fr2")))
    })
  )
})

describe("a commission or a share of a promotion", () => {
  usual("is an entry with what it is worked out of, and no operation", () =>
    Effect.gen(function* () {
      const { rows } = yield* entries({ cycle: "daily", through: through[0] })
      expect(
        rows
          .filter(({ operation }) => operation === undefined)
          .map(({ agreement, approvalCode, base, businessDate, due, issuer, kind, other, owner, rate }) =>
            [owner, kind, other, base, rate, due, agreement, issuer, businessDate, approvalCode].join(" ")
          )
      ).toEqual([
        "fr1 commission hq 41 -333 -1 usual hq 2026-11-21 ",
        "fr1 promotion fr2 30 -2000 -6 usual hq 2026-11-21 ",
        "fr2 commission hq 1320 -333 -44 usual hq 2026-11-21 ",
        "fr2 promotion fr1 30 -3300 -10 usual hq 2026-11-21 "
      ])
    })
  )
})

describe("an issuer", () => {
  usual("has a statement, and so have outlets of its own, which come to nothing", () =>
    Effect.gen(function* () {
      const asked = { from: "2026-11-21", to: "2026-11-21" }
      const { rows } = yield* statement({ ...asked, owner: "hq", by: "outlet" })
      const said = rows.map(({ due, loads, place }) => [place, loads, due])
      expect(said).toEqual([
        ["", 5_100n, said[0]?.[2]],
        ["A1", -5_000n, -5_000n],
        ["A2", 0n, 60n]
      ])
      const all = yield* statement({ ...asked, by: "terminal" })
      expect(all.totals.map(({ amounts }) => new Set(Object.values(amounts)))).toEqual([new Set([0n])])
    })
  )

  usual("reads what others are due from it the other way round", () =>
    Effect.gen(function* () {
      const asked = { cycle: "daily", through: through[1] }
      const theirs = (yield* entries({ ...asked, owner: "hq" })).rows
      const all = (yield* entries(asked)).rows
      expect(theirs.map(({ due, other, owner }) => [owner, other, due])).toEqual(
        all.map(({ due, owner }) => ["hq", owner, -due])
      )
    })
  )
})

usual("somebody who works for two owners is charted for each of them", () =>
  Effect.gen(function* () {
    const at = "2026-11-23T10:00"
    yield* send(at, ...["B1", "C1"].map((outlet) => redeem({ outlet, operator: "cy" }, 5)))
    const { series } = yield* statement({ by: "operator", from: "2026-11-23", asOf: `${at}:00+08:00` })
    const said = series.flatMap(({ category, time, value }) =>
      category.endsWith("cy") ? [[time, category, value]] : []
    )
    expect(said).toEqual([
      ["2026-11-23", "fr1 cy", 5n],
      ["2026-11-23", "fr2 cy", 5n]
    ])
  })
)

describe("what came too late for its period", () => {
  usual("is a column of the statement, and its entry says which period", () =>
    Effect.gen(function* () {
      const asked = { owner: "fr2", cycle: "daily", through: through[1] }
      const report = yield* statement({ ...asked, by: "outlet" })
      expect(report.rows.map(({ late, place }) => [place, late])).toEqual([
        ["", 0n],
        ["C1", 29n],
        ["C2", 0n]
      ])
      expect(reportText(report)).toContain("Late")
      const { rows } = yield* entries(asked)
      expect(rows.flatMap(({ due, lateFor }) => (lateFor === undefined ? [] : [[due, lateFor]]))).toEqual([
        [29n, through[0]]
      ])
      expect(
        (yield* statement({ ...asked, through: through[0] })).rows.every(({ late }) => late === 0n)
      ).toBe(true)
    })
  )
})

describe("how far an entry is", () => {
  usual("is asked for by every word there is", () =>
    Effect.gen(function* () {
      const asOf = "2026-11-23T12:00:00+08:00"
      const datesOf = Effect.fnUntraced(function* (status: string, at = asOf) {
        const { rows } = yield* entries({ owner: "fr2", status, asOf: at })
        return [...new Set(rows.map(({ businessDate }) => businessDate))]
      })
      expect(yield* datesOf("netted")).toEqual([...through])
      expect(yield* datesOf("unsettled")).toEqual(["2026-11-23"])
      expect(yield* datesOf("inCycle")).toEqual([])
      expect(yield* datesOf("inCycle", "2026-11-24T00:00:00+08:00")).toEqual(["2026-11-23"])
      expect(yield* datesOf("unsettled", "2026-11-24T00:00:00+08:00")).toEqual([])
      const when = "2026-11-23T11:00"
      const period = { cycle: "daily", through: through[0] }
      for (const operator of ["ana", "bo"]) yield* send(when, { type: "ApprovePeriod", operator, ...period })
      expect(yield* datesOf("approved")).toEqual([through[0]])
      yield* send(when, { type: "PayPeriod", ...period })
      expect(yield* datesOf("settled")).toEqual([through[0]])
      expect(yield* datesOf("approved")).toEqual([])
    })
  )
})
