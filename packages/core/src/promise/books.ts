/**
 * The books as methods, for programs that do not use Effect.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import { type Books as Service, TrialBalance } from "../Books.ts"
import type { Report } from "../books/Report.ts"
import type { TrialBalanceRow } from "../books/trialBalanceReport.ts"
import type { AccountSum } from "../journal/trialBalance.ts"
import type { StoredValue } from "../StoredValue.ts"
import type { Answer } from "./answers.ts"
import type { Answering } from "./questions.ts"
import { reading } from "./reading.ts"
import type { CallOptions } from "./verbs.ts"

/** The books. Reports of a past instant are the same whenever they are asked for. */
export interface Books {
  /** The trial balance as it is now: one sum per ledger account, debits positive. */
  (options?: CallOptions): Promise<ReadonlyArray<AccountSum>>
  /** The trial balance as a report, as of an instant of ledger time or as of now. */
  readonly trialBalance: (
    question?: typeof TrialBalance.Encoded,
    options?: CallOptions
  ) => Promise<Answer<{ readonly report: Report<TrialBalanceRow> }>>
}

/** The books of a service. */
export const booksOn = (
  books: Service["Service"],
  service: StoredValue["Service"],
  answer: Answering
): Books => {
  const trialBalance = reading(TrialBalance, (asked) =>
    Effect.map(books.trialBalance(asked), (report) => ({ report }))
  )
  return Object.assign((options?: CallOptions) => answer(service.books(), options), {
    trialBalance: (question?: object, options?: CallOptions) => answer(trialBalance(question), options)
  })
}
