/**
 * Breakage: what of unused value is income already, by the method of the program, and what the retailer's books still miss.
 *
 * @module
 */
import type { BreakageTerms } from "../program/Breakage.ts"
import type { FundingClass } from "../program/SubWalletRule.ts"
import { atLeastZero, least, most } from "../values/Amount.ts"
import type { ProgramId } from "../values/Ids.ts"
import { percentOf, wholeOf } from "../values/split.ts"
import { monthsBetween } from "./cohort.ts"
import type { Standing, Usage } from "./usage.ts"

/** What a program says of value of one class: its method, and how much of it the state will never ask for, in percent. */
export interface BreakageRule {
  readonly terms: BreakageTerms
  readonly keepsPercent: number
}

/** The rule for value of a program and class, if it has one. */
export type BreakageRules = (program: ProgramId, funding: FundingClass) => BreakageRule | undefined

/** A cohort as it stands at the end of a month. */
interface Aged {
  readonly cohort: string
  readonly standing: Standing
}

const whole = 10_000n

/**
 * The share of matured cohorts that was never used, in hundredths of a percent, rounded down: what is recognised is rather
 * too little than too much. A cohort is matured when so many months have passed since it was funded; where none is, 0.
 */
export const expectedRate = (
  cohorts: ReadonlyArray<Aged>,
  maturedAfterMonths: number,
  month: string
): bigint => {
  let [sold, used] = [0n, 0n]
  for (const { cohort, standing } of cohorts)
    if (monthsBetween(cohort, month) >= maturedAfterMonths) {
      sold += standing.sold
      used += standing.used
    }
  return sold <= 0n ? 0n : least(whole - 1n, wholeOf(atLeastZero(sold - used) * whole, sold, "down"))
}

/** What of a cohort is expected never to be used, and will not be the state's, rounded down. */
export const expectedBreakage = (sold: bigint, rate: bigint, keepsPercent: number): bigint =>
  percentOf(wholeOf(atLeastZero(sold) * rate, whole, "down"), keepsPercent)

/**
 * Proportional method: of the expected breakage as much as was used of what is expected to be used, rounded down. Sold
 * 1,000 of which 100 are expected to break: when 450 of the other 900 are used, 50.
 */
export const proportional = (expected: bigint, sold: bigint, used: bigint): bigint =>
  sold <= expected ? 0n : least(expected, wholeOf(expected * used, sold - expected, "down"))

/** What is left of a cohort. */
const leftOf = ({ expired, sold, used }: Standing): bigint => atLeastZero(sold - used - expired)

/** Months without use: since the last one, or since it was funded. */
const idleMonths = ({ cohort, standing }: Aged, month: string): number =>
  monthsBetween(standing.lastUsed ?? cohort, month)

/** What is expected to break of a cohort, and what of it is income by the end of a month. */
interface Recognised {
  readonly expected: bigint
  readonly recognised: bigint
}

/**
 * What has ended is income whatever was expected of it. Beyond it no more is recognised than is left and the state will not
 * ask for.
 */
const recognisedOf = (
  aged: Aged,
  { keepsPercent, terms }: BreakageRule,
  rate: bigint,
  month: string
): Recognised => {
  const { expired, sold, used } = aged.standing
  const bound = expired + percentOf(leftOf(aged.standing), keepsPercent)
  if (terms.method === "remote") {
    const isRemote = idleMonths(aged, month) >= terms.afterMonths
    return { expected: isRemote ? bound : expired, recognised: isRemote ? bound : expired }
  }
  const expected = expectedBreakage(sold, rate, keepsPercent)
  const byUse = proportional(expected, sold, used)
  return { expected, recognised: least(bound, most(byUse, expired)) }
}

/** A cohort's breakage. */
export interface CohortBreakage {
  readonly program: ProgramId
  readonly asset: string
  readonly funding: FundingClass
  readonly cohort: string
  readonly method: BreakageTerms["method"]
  readonly sold: bigint
  readonly used: bigint
  readonly left: bigint
  /** What is expected never to be used, by the method. */
  readonly expected: bigint
  /** What is income up to the close, and was up to the opening. */
  readonly recognised: bigint
  readonly before: bigint
  /** What of it the books have posted themselves because it ended. */
  readonly posted: bigint
  /** What the retailer's own books have still to post for the period: it may be negative, where less is expected now. */
  readonly toPost: bigint
}

/** The months that a period opens after and closes with. */
export interface Months {
  readonly opening: string
  readonly closing: string
}

const rateOf = (rule: BreakageRule, cohorts: ReadonlyArray<Aged>, month: string): bigint => {
  if (rule.terms.method === "remote") return 0n
  const { expected } = rule.terms
  return "basisPoints" in expected
    ? BigInt(expected.basisPoints)
    : expectedRate(cohorts, expected.maturedAfterMonths, month)
}

const agedAt = (at: "opening" | "closing", usages: ReadonlyArray<Usage>): ReadonlyArray<Aged> =>
  usages.map((usage) => ({ cohort: usage.cohort, standing: usage[at] }))

/** The breakage of the cohorts of one program, asset and class. */
const ofClass = (
  usages: ReadonlyArray<Usage>,
  rule: BreakageRule,
  { closing, opening }: Months
): ReadonlyArray<CohortBreakage> => {
  const rates = {
    opening: rateOf(rule, agedAt("opening", usages), opening),
    closing: rateOf(rule, agedAt("closing", usages), closing)
  }
  return usages.map((usage) => {
    const { asset, cohort, funding, program } = usage
    const before = recognisedOf({ cohort, standing: usage.opening }, rule, rates.opening, opening)
    const now = recognisedOf({ cohort, standing: usage.closing }, rule, rates.closing, closing)
    const { expired, sold, used } = usage.closing
    return {
      program,
      asset,
      funding,
      cohort,
      method: rule.terms.method,
      sold,
      used,
      left: leftOf(usage.closing),
      expected: now.expected,
      recognised: now.recognised,
      before: before.recognised,
      posted: expired,
      toPost: now.recognised - expired - (before.recognised - usage.opening.expired)
    }
  })
}

/** The breakage of all cohorts whose program has terms for it. */
export const breakageOf = (
  usages: ReadonlyArray<Usage>,
  rules: BreakageRules,
  months: Months
): ReadonlyArray<CohortBreakage> =>
  [
    ...Map.groupBy(usages, ({ asset, funding, program }) => [program, asset, funding].join("\n")).values()
  ].flatMap((group) => {
    const rule = group[0] && rules(group[0].program, group[0].funding)
    return rule === undefined ? [] : ofClass(group, rule, months)
  })
