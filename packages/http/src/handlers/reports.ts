/**
 * Reports, shifts, clearing and exports: what an accountant asks for.
 *
 * @module
 */
import type { Remittance, ShiftTotals } from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { notAsExpected } from "../answers.ts"
import { problem } from "../api/Problem.ts"
import { type QuestionName, questions } from "../api/questions.ts"
import type { Caller } from "../Caller.ts"
import { pageAfter, pageIn } from "../pages.ts"
import { plainReport } from "../plain.ts"
import { confine } from "../rows.ts"
import {
  answered,
  type Checking,
  type Handlers,
  lines,
  notFound,
  paged,
  reported,
  tabled,
  texts
} from "./questions.ts"

/** A report is kept to the rows of who asks. */
const ofRows =
  (name: QuestionName): Checking =>
  (_, { caller }, sent) =>
    confine(questions[name].asks.fields, caller, sent) ? undefined : problem("forbidden")

/** A shift is seen where it was; by who is kept to shifts or operators, the own one. A holder sees none. */
const seesShift = (
  { rows: { accounts, operators, outlets, owners, shifts } }: Caller,
  shift: { readonly id: string; readonly operator: string; readonly outlet: string; readonly owner: string }
): boolean =>
  accounts === undefined &&
  (owners?.includes(shift.owner) ?? true) &&
  (outlets?.includes(shift.outlet) ?? true) &&
  (operators?.includes(shift.operator) ?? true) &&
  (shifts?.includes(shift.id) ?? true)

/** Both are in the order of outlets, and at each in that of time: ids of operations are. */
const inShifts = {
  markOf: ({ shift: { id, openedAt, outlet } }: ShiftTotals) => [outlet, new Date(openedAt).toISOString(), id]
}
const inRemittances = { markOf: ({ operation, outlet }: Remittance) => [outlet ?? "", operation] }

export const reportHandlers = {
  shifts: {
    check: ofRows("shifts"),
    answer: ({ asked: sent, ground, hearing }) => {
      const [page, asked] = pageIn(sent)
      return Effect.flatMap(ground.shifts.shifts(asked), (found) =>
        paged(pageAfter(found, page, inShifts), hearing)
      )
    }
  },
  shift: {
    answer: ({ asked, ground, hearing: { caller } }) =>
      Effect.flatMap(ground.shifts.shift(asked.shift, asked.asOf), (found) =>
        found !== undefined && seesShift(caller, found.shift)
          ? Effect.succeed(answered(found, { etag: `"v${found.version}"` }))
          : notFound
      )
  },
  handOver: {
    answer: ({ asked: { asOf, shift, ...asked }, ground, hearing: { caller, language } }) =>
      Effect.flatMap(
        Effect.all([
          ground.shifts.shift(shift, asOf),
          ground.shifts.handOver(shift, { ...asked, language, ...(asOf !== undefined && { asOf }) })
        ]),
        ([found, page]) =>
          found === undefined || page === undefined || !seesShift(caller, found.shift)
            ? notFound
            : Effect.succeed(texts(Stream.make(page)))
      )
  },
  remittances: {
    check: ofRows("remittances"),
    answer: ({ asked: sent, ground, hearing }) => {
      const [page, asked] = pageIn(sent)
      return Effect.flatMap(ground.shifts.remittances(asked), (found) =>
        paged(pageAfter(found, page, inRemittances), hearing)
      )
    }
  },
  clearingPeriods: {
    // Everybody's positions of a period stand in it, and they add up together: an own part of it is the statement.
    check: ofRows("clearingPeriods"),
    answer: ({ asked, ground, hearing }) => Effect.map(ground.clearing.periods(asked), reported(hearing))
  },
  clearingStatement: {
    check: ofRows("clearingStatement"),
    answer: ({ asked, ground, hearing }) => Effect.map(ground.clearing.statement(asked), reported(hearing))
  },
  clearingEntries: {
    check: ofRows("clearingEntries"),
    answer: ({ asked, ground, hearing }) => Effect.map(ground.clearing.entries(asked), reported(hearing))
  },
  offlineReport: {
    check: ofRows("offlineReport"),
    answer: ({ asked, ground, hearing }) => Effect.map(ground.shifts.offline(asked), reported(hearing))
  },
  dayReport: {
    check: ofRows("dayReport"),
    answer: ({ asked, ground, hearing }) => Effect.map(ground.shifts.day(asked), reported(hearing))
  },
  trialBalance: {
    check: ofRows("trialBalance"),
    answer: ({ asked, ground, hearing }) => Effect.map(ground.books.trialBalance(asked), reported(hearing))
  },
  rollForward: {
    check: ofRows("rollForward"),
    answer: ({ asked, ground, hearing }) => Effect.map(ground.liability.rollForward(asked), reported(hearing))
  },
  promotions: {
    check: ofRows("promotions"),
    answer: ({ asked, ground, hearing }) => Effect.map(ground.liability.promotions(asked), reported(hearing))
  },
  breakage: {
    check: ofRows("breakage"),
    answer: ({ asked, ground, hearing }) =>
      Effect.map(ground.liability.breakage(asked), ({ lines: all, report }) =>
        tabled(hearing, report, () => ({ report: plainReport(report), lines: all }))
      )
  },
  vat: {
    check: ofRows("vat"),
    answer: ({ asked, ground, hearing }) => Effect.map(ground.liability.vat(asked), reported(hearing))
  },
  unclaimed: {
    check: ofRows("unclaimed"),
    answer: ({ asked, ground, hearing }) => Effect.map(ground.liability.unclaimed(asked), reported(hearing))
  },
  deposits: {
    check: ofRows("deposits"),
    answer: ({ asked, ground, hearing }) => Effect.map(ground.liability.deposits(asked), reported(hearing))
  },
  reconciliation: {
    check: ofRows("reconciliation"),
    answer: ({ asked, ground, hearing }) =>
      Effect.matchEffect(ground.books.reconcile(asked), {
        onSuccess: ({ differences, summary }) =>
          Effect.succeed(
            tabled(hearing, differences, () => ({
              differences: plainReport(differences),
              summary: plainReport(summary)
            }))
          ),
        onFailure: (failure) =>
          Effect.fail(
            failure._tag === "FileRefused"
              ? notAsExpected([{ path: ["file"], message: failure.message }], true)
              : failure
          )
      })
  },
  entries: {
    check: ofRows("entries"),
    answer: ({ asked, ground }) => Effect.succeed(lines(ground.books.entries(asked)))
  },
  journal: {
    check: ofRows("journal"),
    answer: ({ asked, ground }) =>
      Effect.succeed(texts(ground.books.export(asked), asked.format === "csv" ? "csv" : "plain"))
  }
} as const satisfies Partial<Handlers>
