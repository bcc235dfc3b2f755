/**
 * AllotNumbers: the next places in the secret order of a program's card numbers are given away, each once.
 *
 * @module
 */
import type { AllotNumbers } from "../command/AllotNumbers.ts"
import { numbersOf } from "../program/Numbering.ts"
import { alsoChanging } from "./accounts.ts"
import { programOf } from "./admit.ts"
import { accountOfCounter } from "./gauges.ts"
import type { Decision, Situation } from "./Situation.ts"

export const allotNumbers = (situation: Situation, { count, program: id }: AllotNumbers): Decision => {
  const numbering = programOf(situation, id)?.numbering
  if (numbering?.order !== "permuted") return { _tag: "CapabilityOff", capability: "numberOrder" }
  const { account, isNew } = accountOfCounter(situation, { scope: "program", id })
  const from = account.numbersAllotted ?? 0
  const numbersAllotted = from + count
  if (BigInt(numbersAllotted) > numbersOf(numbering) || !Number.isSafeInteger(numbersAllotted))
    return {
      _tag: "ProgramRuleViolation",
      rule: "numbering",
      sentence: "The program has not so many numbers left."
    }
  return {
    _tag: "Accepted",
    entry: alsoChanging(
      { movements: [], postings: [] },
      account,
      (one) => ({ ...one, numbersAllotted }),
      isNew
    ),
    answers: { numbers: { from, count } },
    account: account.id,
    wallet: undefined,
    original: undefined
  }
}
