/**
 * OfflineApproval: what a manager approves for a till that does not reach the ledger; the answer is a code to say aloud.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Key, OperatorId, TerminalId } from "../values/Ids.ts"
import { notBoth } from "./Header.ts"
import { Wanted } from "./Wanted.ts"

/** As it will stand in the command of the till, field by field: a code for anything else is another one. */
const OfflineWanted = Schema.Struct({
  ...Wanted.fields,
  terminal: TerminalId,
  /** The till's own key for the operation that it refers to, where it does not know the id. */
  originalKey: Schema.optionalKey(Key)
}).check(notBoth("card", "account"), notBoth("original", "originalKey"))

/** It changes nothing and is recorded nowhere: what was approved is seen when its operation reaches the ledger. */
export const OfflineApproval = Schema.Struct({
  type: Schema.Literal("OfflineApproval"),
  /** Who approves. */
  operator: OperatorId,
  wanted: OfflineWanted
})
export type OfflineApproval = typeof OfflineApproval.Type
