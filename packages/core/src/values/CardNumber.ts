/**
 * Card numbers and tokens as read or typed: brought to one form, and shown only in part.
 *
 * @module
 */
import * as Schema from "effect/Schema"

/** A card number or token as read or typed: 4–64 letters, digits, spaces and dashes. Redacted: it prints as a mask. */
export const CardNumber = Schema.RedactedFromValue(
  Schema.String.check(
    Schema.isPattern(/^[0-9A-Za-z][0-9A-Za-z -]{2,62}[0-9A-Za-z]$/, {
      expected: "a card number or token of 4–64 letters, digits, spaces or dashes"
    })
  ),
  { label: "card number" }
)

/** The card number for receipts and logs: the last four characters, at most half of the number. */
export const masked = (number: string): string => {
  const shown = Math.min(4, number.length >> 1)
  return "*".repeat(number.length - shown) + number.slice(number.length - shown)
}
