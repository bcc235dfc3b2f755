/**
 * Why law does not let so much be loaded.
 *
 * @module
 */
import type { Decline } from "../command/Decline.ts"
import type { Law } from "../program/Law.ts"
import type { TenderKind } from "../program/TenderKind.ts"

/** Why law does not let so much be loaded: the holder must be known, or it must not be cash, or not loaded again. */
export const unlawfulLoad = (
  laws: ReadonlyArray<Law>,
  load: {
    readonly amount: bigint
    readonly tender: TenderKind
    readonly isKnown: boolean
    readonly isFirst: boolean
  }
): Decline | undefined => {
  for (const { id, rules } of laws) {
    const { identityFrom, noCashFrom, notReloadable } = rules
    if (identityFrom !== undefined && load.amount >= identityFrom && !load.isKnown)
      return { _tag: "IdentityRequired", rule: id, threshold: identityFrom }
    if (noCashFrom !== undefined && load.amount >= noCashFrom && load.tender === "cash")
      return violation(id, "So much is not paid in cash.")
    if (notReloadable === true && !load.isFirst)
      return violation(id, "A card of this kind is not loaded again.")
  }
  return undefined
}

const violation = (rule: string, sentence: string): Decline => ({
  _tag: "ProgramRuleViolation",
  rule,
  sentence
})
