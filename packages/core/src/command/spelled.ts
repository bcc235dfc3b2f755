/**
 * Card numbers in one spelling, however they are written down: without spaces, in capitals, look-alikes as the alphabet has them.
 *
 * @module
 */
import type { Network } from "../network/Network.ts"
import type { Numbering } from "../program/Numbering.ts"
import { checkHolds, isIn } from "../values/checkCharacter.ts"
import { normalised, withoutLookAlikes } from "../values/spelling.ts"

/** Whether a number could be one that a numbering makes. */
export const isOfNumbering = (number: string, { alphabet, length, prefix }: Numbering): boolean =>
  number.length === length && number.startsWith(prefix) && isIn(alphabet ?? "digits", number)

/** Whether its check character is right. */
export const isRight = (number: string, { alphabet, check }: Numbering): boolean =>
  check === "none" || checkHolds(alphabet ?? "digits", check ?? "luhn", number)

const isDigits = /^[0-9]+$/

/**
 * One form for all spellings of a number. Characters that look alike are read as the alphabet has them, where a program
 * makes such numbers and the check character then holds: a paper card of another alphabet stays as it is.
 */
export const spelled = (network: Pick<Network, "programs">, sent: string): string => {
  if (isDigits.test(sent)) return sent
  const number = normalised(sent)
  const likely = withoutLookAlikes(number)
  if (likely === number) return number
  const isMeant = [...network.programs.values()].some(
    ({ numbering }) =>
      numbering?.alphabet === "crockford" && isOfNumbering(likely, numbering) && isRight(likely, numbering)
  )
  return isMeant ? likely : number
}
