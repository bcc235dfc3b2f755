/**
 * RequestQuota: ask head office for more quota for a restricted outlet or terminal.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OutletId, TerminalId } from "../values/Ids.ts"
import { exactlyOne, header, money, Reason, without } from "./Header.ts"

/** Whose quota it is: of an outlet or of a terminal. */
export const quotaOf = { ofOutlet: Schema.optionalKey(OutletId), ofTerminal: Schema.optionalKey(TerminalId) }

export const RequestQuota = Schema.Struct({
  type: Schema.Literal("RequestQuota"),
  ...header,
  ...money,
  ...quotaOf,
  reason: Schema.optionalKey(Reason)
}).check(
  exactlyOne("ofOutlet", "ofTerminal"),
  without("card", "a quota is not a card's"),
  without("account", "a quota is not an account's")
)
export type RequestQuota = typeof RequestQuota.Type
