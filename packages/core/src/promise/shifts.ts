/**
 * Shifts as methods, for programs that do not use Effect.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { asOfFields } from "../books/AsOf.ts"
import { DayReport, type DayRow } from "../books/dayReport.ts"
import type { ShiftFound } from "../books/handOver.ts"
import { OfflineReport, type OfflineRow } from "../books/offlineReport.ts"
import type { Remittance } from "../books/remittancesIn.ts"
import type { Report } from "../books/Report.ts"
import type { ShiftTotals } from "../books/shiftTotals.ts"
import { faultsOf } from "../network/Configuration.ts"
import type { StoreUnavailable } from "../ports/Store.ts"
import { type Printed, RemittancesAsked, type Shifts as Service, ShiftsAsked } from "../Shifts.ts"
import { ShiftId } from "../values/Ids.ts"
import { type Answer, unreadable } from "./answers.ts"
import type { Answering } from "./questions.ts"
import type { CallOptions } from "./verbs.ts"

/** What is in which drawer, what was done in it, and what is on its way to head office. */
export interface Shifts {
  /** A shift with its totals, its lines and what is still open; `found` is absent where there is none of that name. */
  readonly shift: (
    question: typeof ShiftAsked.Encoded,
    options?: CallOptions
  ) => Promise<Answer<{ readonly found: ShiftFound | undefined }>>
  /** Shifts with their totals, by outlet in the order in which they were opened. */
  readonly shifts: (
    question?: typeof ShiftsAsked.Encoded,
    options?: CallOptions
  ) => Promise<Answer<{ readonly shifts: ReadonlyArray<ShiftTotals> }>>
  /** Cash that was sent to head office; with `status: "underWay"` what has not arrived. */
  readonly remittances: (
    question?: typeof RemittancesAsked.Encoded,
    options?: CallOptions
  ) => Promise<Answer<{ readonly remittances: ReadonlyArray<Remittance> }>>
  /** The page that both sign, in lines of 42 columns, or of as many as `columns` says; `text` is absent where there is no shift of that name. */
  readonly handOver: (
    question: typeof ShiftAsked.Encoded & Printed,
    options?: CallOptions
  ) => Promise<Answer<{ readonly text: string | undefined }>>
  /** What was taken, given and sold by outlet, terminal and operator; the same for the same `asOf` for ever. */
  readonly day: (
    question?: typeof DayReport.Encoded,
    options?: CallOptions
  ) => Promise<Answer<{ readonly report: Report<DayRow> }>>
  /** What happened offline and wants to be looked at, and what of it is still owed. */
  readonly offline: (
    question?: typeof OfflineReport.Encoded,
    options?: CallOptions
  ) => Promise<Answer<{ readonly report: Report<OfflineRow> }>>
}

const ShiftAsked = Schema.Struct({
  shift: ShiftId,
  /** As it was at this instant of ledger time. Absent: as it is. */
  asOf: asOfFields.asOf
})

const reading = <Q, A extends object>(
  shape: Schema.Decoder<Q>,
  answer: (question: Q) => Effect.Effect<A, StoreUnavailable>
): ((question: unknown) => Effect.Effect<Answer<A>, StoreUnavailable>) => {
  const decode = Schema.decodeUnknownResult(shape, { onExcessProperty: "error", errors: "all" })
  return (question = {}) => {
    const read = decode(question)
    return Result.isSuccess(read)
      ? Effect.map(answer(read.success), (found) => ({ outcome: "answered", ...found }))
      : Effect.succeed(unreadable(question, faultsOf(read.failure.issue)))
  }
}

/** The shifts of a service. */
export const shiftsOn = (service: Service["Service"], answer: Answering): Shifts => {
  const shift = reading(ShiftAsked, (asked) =>
    Effect.map(service.shift(asked.shift, asked.asOf), (found) => ({ found }))
  )
  const shifts = reading(ShiftsAsked, (asked) => Effect.map(service.shifts(asked), (shifts) => ({ shifts })))
  const remittances = reading(RemittancesAsked, (asked) =>
    Effect.map(service.remittances(asked), (remittances) => ({ remittances }))
  )
  const day = reading(DayReport, (asked) => Effect.map(service.day(asked), (report) => ({ report })))
  const offline = reading(OfflineReport, (asked) =>
    Effect.map(service.offline(asked), (report) => ({ report }))
  )
  return {
    shift: (question, options) => answer(shift(question), options),
    shifts: (question, options) => answer(shifts(question), options),
    remittances: (question, options) => answer(remittances(question), options),
    handOver: ({ asOf, shift: named, ...printed }, options) => {
      const page = reading(ShiftAsked, ({ shift: id, ...then }) =>
        Effect.map(service.handOver(id, { ...printed, ...then }), (text) => ({ text }))
      )
      return answer(page({ shift: named, ...(asOf !== undefined && { asOf }) }), options)
    },
    day: (question, options) => answer(day(question), options),
    offline: (question, options) => answer(offline(question), options)
  }
}
