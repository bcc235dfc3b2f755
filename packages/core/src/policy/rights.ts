/**
 * Rights: whether a place is set up for a verb, and whether the operator may use it there.
 *
 * @module
 */
import type { Decline } from "../command/Decline.ts"
import { boundedAs } from "../network/counting.ts"
import { capabilitiesFor, isCapable } from "../network/Capabilities.ts"
import { type Operator, operatorMay } from "../network/Operator.ts"
import type { Network } from "../network/Network.ts"
import { outletOf, ownerOf } from "../network/outletOf.ts"
import type { Outlet } from "../network/Outlet.ts"
import type { PermittedVerb, RightOfCommand } from "../network/Permission.ts"
import type { Terminal } from "../network/Terminal.ts"
import type { OfferId, OperatorId, OutletId, OwnerId, TerminalId } from "../values/Ids.ts"

/** Who wants to do what, and where. */
export interface Acting {
  /** Points for a sale that is paid elsewhere are another matter than those that are given by hand. */
  readonly verb: RightOfCommand
  /** Value is taken in with it. */
  readonly loads: boolean
  readonly operator: Operator | undefined
  readonly outlet: Outlet | undefined
  readonly terminal: Terminal | undefined
  /** Whether what it refers to was done by the same operator in the same shift. */
  readonly isOwn: () => boolean
}

const notPermitted = (right: string): Decline => ({ _tag: "NotPermitted", right })

/** What the terminal or the outlet is not set up for. */
export const incapable = ({ loads, outlet, terminal, verb }: Acting): Decline | undefined => {
  const capability = capabilitiesFor(verb, loads).find(
    (one) => !isCapable(terminal?.capabilities, one) || !isCapable(outlet?.capabilities, one)
  )
  return capability === undefined ? undefined : { _tag: "CapabilityOff", capability }
}

/** A place: an outlet and its owner, an owner alone, or none. */
interface Place {
  readonly outlet?: OutletId | undefined
  readonly owner?: OwnerId | undefined
}

const isElsewhere = (operator: Operator | undefined, { outlet, owner }: Place): boolean =>
  (operator?.outlet !== undefined && operator.outlet !== outlet) ||
  (operator?.owner !== undefined && operator.owner !== owner)

/** Why the operator may not do it at all. Without an operator the client acts in its own name, with all rights. */
export const forbidden = (acting: Acting): Decline | undefined => {
  const { isOwn, operator, outlet, verb } = acting
  if (operator === undefined) return undefined
  if (operator.active === false) return notPermitted(`work as ${operator.id}`)
  if (outlet !== undefined && isElsewhere(operator, { outlet: outlet.id, owner: outlet.owner }))
    return notPermitted(`work at outlet ${outlet.id}`)
  const permission = operatorMay(operator, verb)
  if (permission === "no") return notPermitted(verb)
  return permission === "own" && !isOwn() ? notPermitted(`${verb} what others did`) : undefined
}

/** Whether the operator may do it only with an authorization code. */
export const needsCode = ({ operator, verb }: Acting): boolean =>
  operator !== undefined && operatorMay(operator, verb) === "code"

/** What somebody else is to approve: the verb, who wants to do it, and where. */
interface Approvable {
  readonly type: PermittedVerb
  readonly operator: OperatorId
  /** Absent: the terminal's, or where the operator who wants it works, if that is said. */
  readonly outlet?: OutletId | undefined
  readonly terminal?: TerminalId | undefined
  /** How much in all, up or down. Absent: it is not said. */
  readonly amount?: bigint | undefined
  readonly currency?: string | undefined
  /** Of a `Load`: with which offer. */
  readonly offer?: OfferId | undefined
}

/** The right that it will be done with: points that are given in money are those of a sale that is paid elsewhere. */
const rightTo = ({ programs }: Network, { currency, type }: Approvable): RightOfCommand => {
  const isMoney = [...programs.values()].some(({ asset }) => asset.code === currency)
  return type === "Earn" && isMoney ? "EarnOnSale" : type
}

/** What brings in nothing where it says no amount; of all else that says none, the ledger works it out. */
const mayBeEmpty: ReadonlySet<RightOfCommand> = new Set(["Issue", "Activate"])

/** Whether somebody chooses the amount, as it may be: which program's cards it is about is not always known. */
const isFree = ({ programs }: Network, { amount, offer, type }: Approvable): boolean => {
  const isChosen = type === "Load" ? offer === undefined : mayBeEmpty.has(type) && amount !== undefined
  return isChosen && [...programs.values()].some(({ offers = [] }) => offers.length > 0)
}

/** How much at a time somebody may do with a right, in minor units of a currency; of a currency that is not known, of any. Absent: any amount. */
export const limitAtATime = (
  { limits }: Operator,
  right: RightOfCommand,
  currency: string | undefined
): bigint | undefined =>
  limits
    ?.filter(
      (limit) =>
        limit.per === "operation" &&
        limit.verb === boundedAs(right) &&
        (currency === undefined || limit.currency === currency)
    )
    .map(({ amount }) => amount)
    .reduce<bigint | undefined>((least, one) => (least === undefined || one < least ? one : least), undefined)

/** Whether so much, up or down, is above what somebody may do at a time. An amount that is not known may be. */
export const isAboveLimit = (
  operator: Operator,
  right: RightOfCommand,
  { amount, currency }: Pick<Approvable, "amount" | "currency">
): boolean => {
  const limit = limitAtATime(operator, right, currency)
  return limit !== undefined && (amount === undefined || (amount < 0n ? -amount : amount) > limit)
}

/** Where it will be done, as far as that is known. */
const placeOf = (network: Network, wanted: Approvable): Place => {
  const outlet = outletOf(network, wanted)
  return { outlet, owner: ownerOf(network, wanted, outlet) }
}

/**
 * Why somebody may not approve it: nobody approves an own operation, nor one that is not in the own rights at all, nor an
 * amount where only offers are in them, nor more at a time than the own limit, nor what is done where the own rights do not reach.
 */
export const unapprovable = (
  network: Network,
  approver: Operator | undefined,
  wanted: Approvable
): Decline | undefined => {
  const { operator, type } = wanted
  if (approver === undefined || approver.id === operator) return notPermitted("approve an own operation")
  const right = rightTo(network, wanted)
  const amount = wanted.amount ?? (mayBeEmpty.has(right) ? 0n : undefined)
  if (operatorMay(approver, right) === "no") return notPermitted(`approve ${right}`)
  if (operatorMay(approver, "FreeAmount") === "no" && isFree(network, wanted))
    return notPermitted("approve FreeAmount")
  if (isAboveLimit(approver, right, { ...wanted, amount }))
    return notPermitted(`approve ${type} above the own limit`)
  const place = placeOf(network, wanted)
  return isElsewhere(approver, place)
    ? notPermitted(
        `approve ${type} ${place.outlet === undefined ? "without an outlet" : `at outlet ${place.outlet}`}`
      )
    : undefined
}

/** Why somebody may not approve it without the ledger, at the outlet of the till. */
export const approvalRefusal = (
  network: Network,
  approver: OperatorId,
  wanted: Approvable
): Decline | undefined => {
  const who = network.operators.get(approver)
  if (who === undefined) return { _tag: "OperatorUnknown", id: approver }
  if (!network.operators.has(wanted.operator)) return { _tag: "OperatorUnknown", id: wanted.operator }
  const outlet = wanted.outlet && network.outlets.get(wanted.outlet)
  if (outlet === undefined) return { _tag: "OutletUnknown", id: wanted.outlet ?? "" }
  const acting = { operator: who, outlet, terminal: undefined, loads: false, isOwn: () => true }
  return forbidden({ ...acting, verb: "GrantAuthorization" }) ?? unapprovable(network, who, wanted)
}
