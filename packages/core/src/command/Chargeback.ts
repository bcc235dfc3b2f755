/**
 * Chargeback: the bank has taken a load back, whole or in part. Without amount: all of it that it has not taken before.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, needs, notBoth, original, perhapsMoney, Reason, Text } from "./Header.ts"

export const Chargeback = Schema.Struct({
  type: Schema.Literal("Chargeback"),
  ...header,
  ...original,
  ...perhapsMoney,
  /** The bank's own number for it. */
  reference: Text(128).check(Schema.isMinLength(1)),
  reason: Reason
}).check(exactlyOne("original", "originalKey"), notBoth("card", "account"), needs("amount", "currency"))
export type Chargeback = typeof Chargeback.Type
