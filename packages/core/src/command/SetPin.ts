/**
 * SetPin: give an account a PIN, or another one. Who knows the old one sends it as `pin`; staff may set one without.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header } from "./Header.ts"

/** A new PIN: 4–12 digits. */
const NewPin = Schema.RedactedFromValue(
  Schema.String.check(Schema.isPattern(/^\d{4,12}$/, { expected: "4–12 digits" })),
  { label: "new PIN" }
)

export const SetPin = Schema.Struct({
  type: Schema.Literal("SetPin"),
  ...header,
  newPin: NewPin
}).check(exactlyOne("card", "account"))
export type SetPin = typeof SetPin.Type
