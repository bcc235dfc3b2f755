/**
 * Which clearing period is meant: the cycle, and the last business date of the period.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Text } from "../values/Text.ts"
import { DateText } from "../values/Zone.ts"
import { without } from "./Header.ts"

export const ofCycle = {
  /** The cycle, as the clearing terms name it. */
  cycle: Text(64).check(Schema.isMinLength(1)),
  /** The last business date of the period. */
  through: DateText
}

export const noCard = without("card", "a clearing period is no card's")
export const noAccount = without("account", "a clearing period is no account's")
