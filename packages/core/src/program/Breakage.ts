/**
 * Breakage: how much of what was sold the issuer expects never to be used, and when that may be recognised as income.
 *
 * @module
 */
import * as Schema from "effect/Schema"

const months = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1200 }))

/** Hundredths of a percent: 1000 is 10 %. */
const basisPoints = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9_999 }))

/** When breakage is recognised (IFRS 15 B46, ASC 606-10-55-48). */
export const BreakageTerms = Schema.Union([
  /** In proportion to what is used of it: the issuer expects to be entitled to it. */
  Schema.Struct({
    method: Schema.Literal("proportional"),
    expected: Schema.Union([
      /** What is expected, in hundredths of a percent of what was sold. */
      Schema.Struct({ basisPoints }),
      /** What was left of cohorts that are older than so many months. */
      Schema.Struct({ maturedAfterMonths: months })
    ])
  }),
  /** Once it is unlikely that more is used: when nothing of a cohort was, for so many months. */
  Schema.Struct({ method: Schema.Literal("remote"), afterMonths: months })
])
export type BreakageTerms = typeof BreakageTerms.Type
