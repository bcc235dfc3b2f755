/**
 * Outlets: the places where value is loaded and spent, each with its owner, zone and trading day.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OwnLimit } from "../program/Limit.ts"
import { TimeOfDay } from "../program/SpendRule.ts"
import { OutletId, OwnerId } from "../values/Ids.ts"
import { Zone } from "../values/Zone.ts"
import { PlaceCapabilities } from "./Capabilities.ts"
import { Restriction } from "./Restriction.ts"

export const Outlet = Schema.Struct({
  id: OutletId,
  /** What holders are told that it is called. Absent: its id. */
  name: Schema.optionalKey(Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(64))),
  owner: OwnerId,
  region: Schema.optionalKey(Schema.String),
  /** Absent: the tenant's zone. */
  zone: Schema.optionalKey(Zone),
  /** When the trading day closes, in the outlet's zone. Absent: 00:00. */
  businessDayEndsAt: Schema.optionalKey(TimeOfDay),
  capabilities: Schema.optionalKey(PlaceCapabilities),
  /** What is brought in without a sale, or given in points, draws on a quota that head office grants. Absent: no quota. */
  restricted: Schema.optionalKey(Restriction),
  limits: Schema.optionalKey(Schema.Array(OwnLimit)),
  /**
   * Shifts are opened, counted and closed here, and an operation that names one has to name an open one. `required`: what an
   * operator takes or pays out names one, and cash moves in no other way. Absent: a shift is a name that nobody checks.
   */
  shifts: Schema.optionalKey(Schema.Literals(["counted", "required"])),
  /** At an outlet that is not active everything is refused. Absent: active. */
  active: Schema.optionalKey(Schema.Boolean)
})
export type Outlet = typeof Outlet.Type
