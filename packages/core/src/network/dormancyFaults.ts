/**
 * What is wrong with a program's dormancy terms: a fee that a law it names does not allow.
 *
 * @module
 */
import { allows, type Program } from "../program/Program.ts"
import type { Dormancy } from "../program/Dormancy.ts"
import { endsDormancy } from "../program/Dormancy.ts"
import { presetsOf } from "../program/Law.ts"
import type { FeeRule } from "../program/Preset.ts"
import { wasPaidFor } from "../program/SubWalletRule.ts"
import type { Span } from "../values/Validity.ts"
import type { Fault } from "./Fault.ts"

/** Months of any length, years of any length: a span in days is only as long as the longest of them. */
const isShorter = (span: Span, months: number): boolean => {
  if ("months" in span) return span.months < months
  if ("years" in span) return span.years * 12 < months
  return span.days < Math.floor(months / 12) * 366 + (months % 12) * 31
}

/** Law is about value that was paid for; a fee that takes only what was given is the program's own matter. */
const isOfPaid = ({ fee }: Dormancy): boolean => fee !== undefined && (fee.from ?? ["paid"]).some(wasPaidFor)

type Wrong = readonly [field: ReadonlyArray<string>, expected: string]

const breaches = (
  program: Program,
  terms: Dormancy,
  law: Exclude<FeeRule, "forbidden">
): ReadonlyArray<Wrong> => {
  const { fee } = terms
  const missing = (law.endsWith ?? []).filter((activity) => !endsDormancy(terms, activity))
  const wrong: Array<Wrong> = []
  if (isShorter(terms.after, law.notBefore.months))
    wrong.push([["after"], `at least ${law.notBefore.months} months without use before a fee`])
  if (law.amountAtMost !== undefined && fee !== undefined && fee.amount > law.amountAtMost)
    wrong.push([["fee", "amount"], `at most ${law.amountAtMost} minor units`])
  if (law.balanceAtMost !== undefined && (fee?.balanceAtMost ?? law.balanceAtMost + 1n) > law.balanceAtMost)
    wrong.push([["fee", "balanceAtMost"], `at most ${law.balanceAtMost} minor units`])
  if (law.reloadable === true && !allows(program, "load"))
    wrong.push([["fee"], "no fee on a card that is not loaded again"])
  if (missing.length > 0) wrong.push([["endsWith"], `dormancy to end with ${missing.join(" and ")} too`])
  return wrong
}

/** Each way in which a fee breaks a law that the program names, with the law's id. */
export const dormancyFaults = (program: Program, at: Fault["path"]): ReadonlyArray<Fault> => {
  const { dormancy } = program
  if (dormancy === undefined || !isOfPaid(dormancy)) return []
  return presetsOf(program).flatMap(({ id, rules: { fee } }) => {
    if (fee === undefined) return []
    const wrong: ReadonlyArray<Wrong> =
      fee === "forbidden" ? [[["fee"], "no fee"]] : breaches(program, dormancy, fee)
    return wrong.map(([field, expected]) => ({
      path: [...at, "dormancy", ...field],
      message: `Expected ${expected} (${id})`
    }))
  })
}
