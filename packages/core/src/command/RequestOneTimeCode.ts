/**
 * RequestOneTimeCode: have a code sent to the holder, which is taken once where the PIN is asked for. The answer never has it.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, needs, perhapsMoney } from "./Header.ts"

/** Verbs by which the holder spends or moves value, so that the holder may be asked for. */
export const spendingVerbs = [
  "Redeem",
  "Hold",
  "IncrementHold",
  "Capture",
  "BurnPoints",
  "ConvertPoints",
  "CashOut",
  "Transfer",
  "Merge"
] as const

export const RequestOneTimeCode = Schema.Struct({
  type: Schema.Literal("RequestOneTimeCode"),
  ...header,
  /** What the code is good for. Absent: whatever the holder is asked for. */
  verb: Schema.optionalKey(Schema.Literals([...spendingVerbs, "SetPin", "IdentifyHolder"])),
  /** The amount that the code is good for, exactly. Absent: any. */
  ...perhapsMoney
}).check(exactlyOne("card", "account"), needs("amount", "currency"))
export type RequestOneTimeCode = typeof RequestOneTimeCode.Type
