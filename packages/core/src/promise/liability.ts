/**
 * The liability as methods, for programs that do not use Effect.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { DepositDue } from "../books/deposits.ts"
import type { Report } from "../books/Report.ts"
import type { PromotionsRow, RollForwardRow } from "../books/rollForwardReport.ts"
import type { Unclaimed } from "../books/unclaimed.ts"
import type { Taxed } from "../books/vat.ts"
import {
  type Breakage,
  DepositsDue,
  type Liability as Service,
  OfPeriod,
  RollForward,
  UnclaimedBy
} from "../Liability.ts"
import { faultsOf } from "../network/Configuration.ts"
import type { StoreUnavailable } from "../ports/Store.ts"
import { type Answer, unreadable } from "./answers.ts"
import type { Answering } from "./questions.ts"
import type { CallOptions } from "./verbs.ts"

/** A question, and the report that answers it. */
type Asking<Q extends { readonly Encoded: object }, A extends object> = (
  question?: Q["Encoded"],
  options?: CallOptions
) => Promise<Answer<A>>

interface Reported<R extends object> {
  readonly report: Report<R>
}

/** What is owed to holders, and what becomes of it. Reports of a past instant are the same whenever they are asked for. */
export interface Liability {
  /** Per program, asset, sub-wallet, funding class and age: opening, what came and went and why, and closing. */
  readonly rollForward: Asking<typeof RollForward, Reported<RollForwardRow>>
  /** What promotions cost, by program. */
  readonly promotions: Asking<typeof OfPeriod, Reported<PromotionsRow>>
  /** What of unused value is income by the program's method, and the lines by which your books take it over. */
  readonly breakage: Asking<typeof OfPeriod, Breakage>
  /** What is taxed at issue and at redemption, per program, month and rate. */
  readonly vat: Asking<typeof OfPeriod, Reported<Taxed>>
  /** Whose value is due to the state; `Escheat` hands it over, row by row. */
  readonly unclaimed: Asking<typeof UnclaimedBy, Reported<Unclaimed>>
  /** What of unused value is to be deposited at the base dates of the programs' laws. */
  readonly deposits: Asking<typeof DepositsDue, Reported<DepositDue>>
}

const strict = { onExcessProperty: "error", errors: "all" } as const

/** The liability of a service. */
export const liabilityOn = (liability: Service["Service"], answer: Answering): Liability => {
  const asking = <Q, A extends object>(
    shape: Schema.Decoder<Q>,
    found: (question: Q) => Effect.Effect<A, StoreUnavailable>
  ) => {
    const decode = Schema.decodeUnknownResult(shape, strict)
    return (question: object = {}, options?: CallOptions): Promise<Answer<A>> => {
      const read = decode(question)
      return Result.isSuccess(read)
        ? answer(
            Effect.map(found(read.success), (one): Answer<A> => ({ outcome: "answered", ...one })),
            options
          )
        : Promise.resolve(unreadable(question, faultsOf(read.failure.issue)))
    }
  }
  const reported =
    <Q, R extends object>(report: (question: Q) => Effect.Effect<Report<R>, StoreUnavailable>) =>
    (question: Q) =>
      Effect.map(report(question), (one): Reported<R> => ({ report: one }))
  return {
    rollForward: asking(RollForward, reported(liability.rollForward)),
    promotions: asking(OfPeriod, reported(liability.promotions)),
    breakage: asking(OfPeriod, liability.breakage),
    vat: asking(OfPeriod, reported(liability.vat)),
    unclaimed: asking(UnclaimedBy, reported(liability.unclaimed)),
    deposits: asking(DepositsDue, reported(liability.deposits))
  }
}
