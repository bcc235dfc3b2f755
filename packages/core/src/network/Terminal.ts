/**
 * Terminals: the devices that send commands.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OwnLimit } from "../program/Limit.ts"
import { OutletId, TerminalId } from "../values/Ids.ts"
import { Text } from "../values/Text.ts"
import { PlaceCapabilities } from "./Capabilities.ts"
import { Restriction } from "./Restriction.ts"

/** What a terminal signs its requests with: the public half, which is no secret. */
export const TerminalKey = Schema.Struct({
  id: Text(64).check(Schema.isMinLength(1)),
  /** The 32 bytes of an Ed25519 key in base64url, as `x` of a JWK (RFC 8037). */
  publicKey: Schema.String.check(
    Schema.isPattern(/^[A-Za-z0-9_-]{43}$/, { expected: "32 bytes in base64url, 43 characters" })
  )
})
export type TerminalKey = typeof TerminalKey.Type

export const Terminal = Schema.Struct({
  id: TerminalId,
  outlet: OutletId,
  /** What spend rules call `terminalKinds`, such as `till`, `kiosk`, `handheld`. */
  kind: Schema.optionalKey(Schema.String),
  /**
   * Terminals of one group are a system of their own: cards of programs that name other groups (`terminalGroups`) are unknown to
   * them, as are purses under the keys of another group. Absent: of none.
   */
  group: Schema.optionalKey(Schema.String),
  capabilities: Schema.optionalKey(PlaceCapabilities),
  /** The same for this terminal, beside that of its outlet. Absent: no quota of its own. */
  restricted: Schema.optionalKey(Restriction),
  limits: Schema.optionalKey(Schema.Array(OwnLimit)),
  /** One, and while a device is exchanged a second. Absent: no device is enrolled, and nobody signs in its name. */
  keys: Schema.optionalKey(Schema.Array(TerminalKey).check(Schema.isMaxLength(2))),
  /** A terminal that is not active is refused. Absent: active. */
  active: Schema.optionalKey(Schema.Boolean)
})
export type Terminal = typeof Terminal.Type
