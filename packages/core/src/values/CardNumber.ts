/**
 * Card numbers and tokens as read or typed: brought to one form, and shown only in part.
 *
 * @module
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

const shape = /^[0-9A-Za-z][0-9A-Za-z -]{2,62}[0-9A-Za-z]$/
const label = "card number"

/** A card number or token as read or typed: 4–64 letters, digits, spaces and dashes. Redacted: it prints as a mask. */
export const CardNumber = Schema.RedactedFromValue(
  Schema.String.check(
    Schema.isPattern(shape, {
      expected: "a card number or token of 4–64 letters, digits, spaces or dashes"
    })
  ),
  { label }
)

/** The same, read at a third of the cost; `undefined` where it is none, which the schema describes. */
export const readCardNumber = (sent: unknown): Redacted.Redacted | undefined =>
  typeof sent === "string" && shape.test(sent) ? Redacted.make(sent, { label }) : undefined

/** The card number for receipts and logs: the last four characters, at most half of the number. */
export const masked = (number: string): string => {
  const shown = Math.min(4, number.length >> 1)
  return "*".repeat(number.length - shown) + number.slice(number.length - shown)
}
