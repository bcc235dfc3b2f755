/**
 * Reach: how far the right to change the network goes. Who belongs to an owner or an outlet changes what belongs to it,
 * and nobody gives anybody more than they have themselves.
 *
 * @module
 */
import type { Network } from "../network/Network.ts"
import { type Operator, operatorMay } from "../network/Operator.ts"
import type { Outlet } from "../network/Outlet.ts"
import { type Permission, permissionOf, type Right, rightNames, roles } from "../network/Permission.ts"
import type { Terminal } from "../network/Terminal.ts"
import type { OwnLimit } from "../program/Limit.ts"
import { canonicalText } from "../values/canonical.ts"
import type { OutletId } from "../values/Ids.ts"

/** Who changes something, in which network. */
export interface Changer {
  readonly operator: Operator
  readonly network: Network
}

/** One document in the place of another. */
interface Replaced<Document> {
  readonly before: Document | undefined
  readonly after: Document
}

/** Who belongs to no owner and no outlet, or to the head office, acts for all. */
export const isOfHeadOffice = ({ network, operator }: Changer): boolean =>
  operator.outlet === undefined && (operator.owner === undefined || operator.owner === network.headOffice)

const isOwnOutlet = ({ network, operator }: Changer, id: OutletId): boolean =>
  operator.outlet === undefined ? network.outlets.get(id)?.owner === operator.owner : operator.outlet === id

/** Whether an outlet is somebody's to act for: head office's people act for each. */
export const reachesOutlet = (changer: Changer, id: OutletId): boolean =>
  isOfHeadOffice(changer) || isOwnOutlet(changer, id)

/** What head office sets for a place, and the place does not change for itself. */
const boundsOf = ({
  capabilities,
  limits,
  restricted
}: Pick<Outlet | Terminal, "capabilities" | "limits" | "restricted">): string =>
  canonicalText({ capabilities, limits, restricted })

/** Why somebody of an owner or an outlet may not change an outlet: the right that is missing. */
export const beyondOutlet = (changer: Changer, { after, before }: Replaced<Outlet>): string | undefined => {
  if (isOfHeadOffice(changer)) return undefined
  if (before === undefined) return `open outlet ${after.id}`
  if (!isOwnOutlet(changer, before.id)) return `change outlet ${after.id}`
  return before.owner === after.owner && boundsOf(before) === boundsOf(after)
    ? undefined
    : `change what head office sets for outlet ${after.id}`
}

/** The same for a terminal. A new one is bounded by its outlet. */
export const beyondTerminal = (
  changer: Changer,
  { after, before }: Replaced<Terminal>
): string | undefined => {
  if (isOfHeadOffice(changer)) return undefined
  const isOwn = [after, ...(before === undefined ? [] : [before])].every(({ outlet }) =>
    isOwnOutlet(changer, outlet)
  )
  if (!isOwn) return `change terminal ${after.id}`
  return boundsOf(before ?? {}) === boundsOf(after)
    ? undefined
    : `change what head office sets for terminal ${after.id}`
}

const isOwnOperator = (changer: Changer, { outlet, owner }: Operator): boolean => {
  if (isOfHeadOffice(changer)) return true
  if (outlet !== undefined)
    return isOwnOutlet(changer, outlet) && (owner === undefined || owner === changer.operator.owner)
  return changer.operator.outlet === undefined && owner !== undefined && owner === changer.operator.owner
}

const rank = ({ role }: Operator): number => roles.indexOf(role)

const weights: Readonly<Record<Permission, number>> = { no: 0, own: 1, code: 2, yes: 3 }

/** The first exception that gives more than the role that is given has, and more than the giver has. */
const excess = (giver: Operator, given: Operator): Right | undefined =>
  rightNames.find((right) => {
    const weight = weights[operatorMay(given, right)]
    return weight > weights[permissionOf(given.role, right)] && weight > weights[operatorMay(giver, right)]
  })

/** Whether limits bind at least as tightly as others. */
const isAsTight = (limits: ReadonlyArray<OwnLimit>, others: ReadonlyArray<OwnLimit>): boolean =>
  others.every(({ amount, currency, per, verb }) =>
    limits.some(
      (limit) =>
        limit.verb === verb && limit.currency === currency && limit.per === per && limit.amount <= amount
    )
  )

/** Why somebody may not employ, change or dismiss an operator: the right that is missing. */
export const beyondOperator = (
  changer: Changer,
  { after, before }: Replaced<Operator>
): string | undefined => {
  const { operator } = changer
  const both = [after, ...(before === undefined ? [] : [before])]
  if (!both.every((one) => isOwnOperator(changer, one))) return `change operator ${after.id}`
  const higher = both.find((one) => rank(one) < rank(operator))
  if (higher !== undefined) return `change a ${higher.role}`
  const right = excess(operator, after)
  if (right !== undefined) return `give ${right}`
  return isAsTight(after.limits ?? [], operator.limits ?? []) ? undefined : "give more than the own limits"
}

/**
 * Whether somebody may change another operator by themselves. Whoever may not, does not exchange what the other signs in with
 * either: that would be to act as them.
 */
export const mayChangeOperator = (network: Network, operator: Operator, other: Operator): boolean =>
  operatorMay(operator, "ChangeOperator") === "yes" &&
  beyondOperator({ network, operator }, { before: other, after: other }) === undefined
