/**
 * The books as methods, for programs that do not use Effect.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Books as Service, TrialBalance } from "../Books.ts"
import type { Report } from "../books/Report.ts"
import type { TrialBalanceRow } from "../books/trialBalanceReport.ts"
import type { AccountSum } from "../journal/trialBalance.ts"
import { faultsOf } from "../network/Configuration.ts"
import type { StoredValue } from "../StoredValue.ts"
import { type Answer, unreadable } from "./answers.ts"
import type { Answering } from "./questions.ts"
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

const strict = { onExcessProperty: "error", errors: "all" } as const

/** Reads a question, and answers it or says what is wrong with it. */
const reading = <Q, A extends object, E>(
  shape: Schema.Decoder<Q>,
  answer: (question: Q) => Effect.Effect<A, E>
): ((question: unknown) => Effect.Effect<Answer<A>, E>) => {
  const decode = Schema.decodeUnknownResult(shape, strict)
  return (question = {}) => {
    const read = decode(question)
    return Result.isSuccess(read)
      ? Effect.map(answer(read.success), (found) => ({ outcome: "answered", ...found }))
      : Effect.succeed(unreadable(question, faultsOf(read.failure.issue)))
  }
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
