/**
 * Basket lines as a till sends them.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Category } from "../program/SpendRule.ts"
import { Amount } from "../values/Amount.ts"
import { Text } from "./Header.ts"

/** One line: what is bought, for how much. */
const Line = Schema.Struct({ category: Category, amount: Amount, sku: Schema.optionalKey(Text(64)) })
type Line = typeof Line.Type

/** The lines of a basket: 1–200. */
export const Lines = Schema.Array(Line).check(Schema.isMinLength(1), Schema.isMaxLength(200))
