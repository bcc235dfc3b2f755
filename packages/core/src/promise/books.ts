/**
 * The books as methods, for programs that do not use Effect.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { BookEntry } from "../books/BookEntry.ts"
import { JournalEntries, JournalExport } from "../books/JournalExport.ts"
import type { Books as Service } from "../Books.ts"
import { type Reconciled, Reconciliation } from "../books/Reconciliation.ts"
import type { Report } from "../books/Report.ts"
import { TrialBalance, type TrialBalanceRow } from "../books/trialBalanceReport.ts"
import type { AccountSum } from "../journal/trialBalance.ts"
import { faultsOf } from "../network/Configuration.ts"
import type { StoreUnavailable } from "../ports/Store.ts"
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
  /** What was debited and credited, entry by entry, for a format of one's own. */
  readonly entries: (
    question?: typeof JournalEntries.Encoded,
    options?: CallOptions
  ) => Promise<Answer<{ readonly entries: AsyncIterable<BookEntry> }>>
  /** The journal as the text of a file: CSV, or what hledger or beancount reads. It comes in pieces. */
  readonly export: (
    question: typeof JournalExport.Encoded,
    options?: CallOptions
  ) => Promise<Answer<{ readonly text: AsyncIterable<string> }>>
  /** What a CSV file of another system and the journal say alike, and what not. */
  readonly reconcile: (
    question: typeof Reconciliation.Encoded,
    options?: CallOptions
  ) => Promise<Answer<Reconciled>>
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

/** What a stream gives, asked for array by array: a caller that stops asking leaves nothing open. */
const iterated = <A>(
  stream: Stream.Stream<A, StoreUnavailable>,
  answer: Answering,
  options?: CallOptions
): AsyncIterable<A> => ({
  async *[Symbol.asyncIterator]() {
    const scope = Scope.makeUnsafe()
    const pull = await answer(Effect.provideService(Stream.toPull(stream), Scope.Scope, scope), options)
    const next = Pull.catchDone(pull, () => Effect.succeed([]))
    for (;;) {
      const page: ReadonlyArray<A> = await answer(next, options)
      if (page.length === 0) return
      yield* page
    }
  }
})

/** The books of a service. */
export const booksOn = (
  books: Service["Service"],
  service: StoredValue["Service"],
  answer: Answering
): Books => {
  const trialBalance = reading(TrialBalance, (asked) =>
    Effect.map(books.trialBalance(asked), (report) => ({ report }))
  )
  const entries = reading(JournalEntries, (asked) => Effect.succeed({ entries: books.entries(asked) }))
  const reconcile = reading(Reconciliation, books.reconcile)
  const reconciled = (question: object) =>
    Effect.catchTag(reconcile(question), "FileRefused", ({ faults }) =>
      Effect.succeed(unreadable(question, faults))
    )
  const exported = reading(JournalExport, (asked) => Effect.succeed({ text: books.export(asked) }))
  return Object.assign((options?: CallOptions) => answer(service.books(), options), {
    reconcile: (question: object, options?: CallOptions) => answer(reconciled(question), options),
    trialBalance: (question?: object, options?: CallOptions) => answer(trialBalance(question), options),
    entries: async (question?: object, options?: CallOptions) => {
      const found = await answer(entries(question), options)
      return found.outcome === "answered"
        ? { ...found, entries: iterated(found.entries, answer, options) }
        : found
    },
    export: async (question: object, options?: CallOptions) => {
      const found = await answer(exported(question), options)
      return found.outcome === "answered" ? { ...found, text: iterated(found.text, answer, options) } : found
    }
  })
}
