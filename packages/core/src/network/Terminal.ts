/**
 * Terminals: the devices that send commands.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OwnLimit } from "../program/Limit.ts"
import { OutletId, TerminalId } from "../values/Ids.ts"
import { PlaceCapabilities } from "./Capabilities.ts"
import { Restriction } from "./Restriction.ts"

export const Terminal = Schema.Struct({
  id: TerminalId,
  outlet: OutletId,
  /** What spend rules call `terminalKinds`, such as `till`, `kiosk`, `handheld`. */
  kind: Schema.optionalKey(Schema.String),
  /** Terminals of one group share the keys of their cards; a card of another group is none to them. */
  group: Schema.optionalKey(Schema.String),
  capabilities: Schema.optionalKey(PlaceCapabilities),
  /** The same for this terminal, beside that of its outlet. Absent: no quota of its own. */
  restricted: Schema.optionalKey(Restriction),
  limits: Schema.optionalKey(Schema.Array(OwnLimit)),
  /** A terminal that is not active is refused. Absent: active. */
  active: Schema.optionalKey(Schema.Boolean)
})
export type Terminal = typeof Terminal.Type
