/**
 * Reports as lines of a file: statements of owners, clearing entries and periods, the trial balance, a shift's hand-over.
 *
 * @module
 */
import {
  Books,
  checkpoint,
  checkpointText,
  Clearing,
  ClearingEntries,
  ClearingPeriods,
  ClearingStatement,
  DayReport,
  type Fault,
  faultsOf,
  Ids,
  InstantText,
  OfflineReport,
  type Report,
  reportText,
  type Row,
  Shifts,
  TrialBalance
} from "@tessera/core"
import { Digest, Store, type StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** A report as it is shown: printed, or as JSON. */
export interface Shown {
  readonly text: string
  readonly json: object
}

/** What reports are made from. */
type Desk = Books | Clearing | Shifts | Store | Digest

/** A report that is asked for, as of the line's time unless it says another. */
export interface Wanted {
  readonly type: string
  readonly key: string | undefined
  readonly at: number | undefined
  readonly ask: (asOf: number | undefined) => Effect.Effect<Shown, StoreUnavailable, Desk>
}

const shown = <R extends Row>(report: Report<R>): Shown => ({ text: reportText(report), json: report })

const strict = { onExcessProperty: "error", errors: "all" } as const
const readAt = Schema.decodeUnknownResult(InstantText)

type Ask<Q> = (asked: Q) => Effect.Effect<Shown, StoreUnavailable, Desk>
type Reader = (
  fields: object,
  rest: Pick<Wanted, "type" | "key" | "at">
) => Result.Result<Wanted, ReadonlyArray<Fault>>

const reader = <Q extends object>(shape: Schema.Decoder<Q>, ask: Ask<Q>): Reader => {
  const decode = Schema.decodeUnknownResult(shape, strict)
  return (fields, rest) => {
    const read = decode(fields)
    return Result.isFailure(read)
      ? Result.fail(faultsOf(read.failure.issue))
      : Result.succeed({
          ...rest,
          ask: (asOf) => ask({ ...(asOf !== undefined && { asOf }), ...read.success })
        })
  }
}

/** The page that is signed at the end of a shift. */
const HandOver = Schema.Struct({
  shift: Ids.ShiftId,
  /** As it was at this instant. Absent: as of the line's time. */
  asOf: Schema.optionalKey(InstantText),
  /** Absent: `en`. */
  language: Schema.optionalKey(Schema.Literals(["en", "zh", "bg"]))
})

/** The page with a checkpoint of the journal by then, in short; for that the journal is read. */
const handOver: Ask<typeof HandOver.Type> = Effect.fnUntraced(function* ({ asOf, language, shift }) {
  const { sha256 } = yield* Digest
  const then = asOf === undefined ? {} : { asOf }
  const reached = checkpointText(sha256, yield* checkpoint(yield* Store, then))
  const page = yield* (yield* Shifts).handOver(shift, {
    ...then,
    checkpoint: reached,
    ...(language !== undefined && { language })
  })
  return { text: page ?? `There is no shift ${shift}.\n`, json: { shift, text: page } }
})

const readers: Readonly<Record<string, Reader>> = {
  ClearingStatement: reader(ClearingStatement, (asked) =>
    Effect.map(
      Effect.flatMap(Clearing, (clearing) => clearing.statement(asked)),
      shown
    )
  ),
  ClearingEntries: reader(ClearingEntries, (asked) =>
    Effect.map(
      Effect.flatMap(Clearing, (clearing) => clearing.entries(asked)),
      shown
    )
  ),
  ClearingPeriods: reader(ClearingPeriods, (asked) =>
    Effect.map(
      Effect.flatMap(Clearing, (clearing) => clearing.periods(asked)),
      shown
    )
  ),
  TrialBalance: reader(TrialBalance, (asked) =>
    Effect.map(
      Effect.flatMap(Books, (books) => books.trialBalance(asked)),
      shown
    )
  ),
  HandOver: reader(HandOver, handOver),
  OfflineReport: reader(OfflineReport, (asked) =>
    Effect.map(
      Effect.flatMap(Shifts, (shifts) => shifts.offline(asked)),
      shown
    )
  ),
  DayReport: reader(DayReport, (asked) =>
    Effect.map(
      Effect.flatMap(Shifts, (shifts) => shifts.day(asked)),
      shown
    )
  )
}

/** Whether a type names a report. */
export const isReportType = (type: unknown): type is string =>
  typeof type === "string" && Object.hasOwn(readers, type)

/** Reads a line that asks for a report; `key` and `at` are the line's own. */
export const readReport = (
  value: object,
  type: string,
  lineKey: string | undefined
): Result.Result<Wanted, ReadonlyArray<Fault>> => {
  const { at: sent, key: _, type: __, ...fields } = value as Readonly<Record<string, unknown>>
  const at = sent === undefined ? Result.succeed(undefined) : readAt(sent)
  if (Result.isFailure(at))
    return Result.fail([{ path: ["at"], message: "Expected an instant such as 2026-11-21T10:00:00Z" }])
  const read = readers[type]
  return read === undefined
    ? Result.fail([{ path: ["type"], message: `Expected one of ${Object.keys(readers).join(", ")}` }])
    : read(fields, { type, key: lineKey, at: at.success })
}
