/**
 * Outlets: the places where value is loaded and spent, each with its owner, zone and trading day.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { TimeOfDay } from "../program/SpendRule.ts"
import { OutletId, OwnerId } from "../values/Ids.ts"
import { Zone } from "../values/Zone.ts"

export const Outlet = Schema.Struct({
  id: OutletId,
  owner: OwnerId,
  region: Schema.optionalKey(Schema.String),
  /** Absent: the tenant's zone. */
  zone: Schema.optionalKey(Zone),
  /** When the trading day closes, in the outlet's zone. Absent: 00:00. */
  businessDayEndsAt: Schema.optionalKey(TimeOfDay)
})
export type Outlet = typeof Outlet.Type
