/**
 * Terminals: the devices that send commands.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OutletId, TerminalId } from "../values/Ids.ts"

export const Terminal = Schema.Struct({
  id: TerminalId,
  outlet: OutletId,
  /** What spend rules call `terminalKinds`, such as `till`, `kiosk`, `handheld`. */
  kind: Schema.optionalKey(Schema.String),
  /** A terminal that is not active is refused. Absent: active. */
  active: Schema.optionalKey(Schema.Boolean)
})
export type Terminal = typeof Terminal.Type
