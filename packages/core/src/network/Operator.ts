/**
 * Operators: the people who act, each with a role, with exceptions from it, and with limits of their own.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OwnLimit } from "../program/Limit.ts"
import { OperatorId, OutletId, OwnerId } from "../values/Ids.ts"
import { type Permission, permissionOf, Permissions, type Right, Role } from "./Permission.ts"

export const Operator = Schema.Struct({
  id: OperatorId,
  /** Absent: may work at every outlet of the owner, or everywhere where no owner is named either. */
  outlet: Schema.optionalKey(OutletId),
  owner: Schema.optionalKey(OwnerId),
  role: Role,
  /** Where this person may do more or less than the role. */
  permissions: Schema.optionalKey(Permissions),
  /** Above an amount per operation an authorization code is needed; above one per period nothing more is approved. */
  limits: Schema.optionalKey(Schema.Array(OwnLimit)),
  /** An operator who is not active is refused. Absent: active. */
  active: Schema.optionalKey(Schema.Boolean)
})
export type Operator = typeof Operator.Type

/** Rights to a part of what another one allows: an exception to that one is an exception to them too, unless they have their own. */
const partOf: Partial<Record<Right, Right>> = { Quarantine: "Freeze" }

/** What an operator may do. */
export const operatorMay = ({ permissions, role }: Operator, right: Right): Permission => {
  const whole = partOf[right]
  return permissions?.[right] ?? (whole && permissions?.[whole]) ?? permissionOf(role, right)
}
