/**
 * Clearing reports as methods, for programs that do not use Effect.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Report } from "../books/Report.ts"
import type { Clearing as Service } from "../Clearing.ts"
import { ClearingEntries, ClearingPeriods, ClearingStatement } from "../clearing/asked.ts"
import type { EntryRow } from "../clearing/entries.ts"
import type { PeriodRow } from "../clearing/periods.ts"
import type { StatementRow } from "../clearing/statement.ts"
import type { StoreUnavailable } from "../ports/Store.ts"
import type { Answer } from "./answers.ts"
import type { Answering } from "./questions.ts"
import { reading } from "./reading.ts"
import type { CallOptions } from "./verbs.ts"

type Reported<Row extends { readonly asset?: string }> = Promise<Answer<{ readonly report: Report<Row> }>>

/** Who owes whom. Reports of a past instant, and of a period that was cut off, are the same whenever they are asked for. */
export interface Clearing {
  /** The periods of a cycle, and what each owner is due in them. */
  readonly periods: (question: typeof ClearingPeriods.Encoded, options?: CallOptions) => Reported<PeriodRow>
  /** What owners are due, by outlet, terminal or operator. */
  readonly statement: (
    question?: typeof ClearingStatement.Encoded,
    options?: CallOptions
  ) => Reported<StatementRow>
  /** What owners are due, operation by operation, and how far each is settled. */
  readonly entries: (question?: typeof ClearingEntries.Encoded, options?: CallOptions) => Reported<EntryRow>
}

const reported = <A>(report: Effect.Effect<A, StoreUnavailable>) =>
  Effect.map(report, (found) => ({ report: found }))

/** The clearing reports of a service. */
export const clearingOn = (clearing: Service["Service"], answer: Answering): Clearing => {
  const periods = reading(ClearingPeriods, (asked) => reported(clearing.periods(asked)))
  const statement = reading(ClearingStatement, (asked) => reported(clearing.statement(asked)))
  const entries = reading(ClearingEntries, (asked) => reported(clearing.entries(asked)))
  return {
    periods: (question, options) => answer(periods(question), options),
    statement: (question, options) => answer(statement(question), options),
    entries: (question, options) => answer(entries(question), options)
  }
}
