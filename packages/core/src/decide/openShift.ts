/**
 * Opening a shift: the operator's drawer, with a float of its own or with what the shift before has left in it.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import {
  cashAccount,
  dueIn,
  dueUse,
  leftIn,
  type Shift,
  shiftAccount,
  shiftWallet
} from "../account/Shift.ts"
import type { Decline } from "../command/Decline.ts"
import type { OpenShift } from "../command/OpenShift.ts"
import type { Movement } from "../journal/Entry.ts"
import { least } from "../values/Amount.ts"
import type { OutletId } from "../values/Ids.ts"
import { countingAccount, inCash, isOwnCash, variancePosted } from "./cashBook.ts"
import { used } from "./inShift.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"

/** Who has the name, or a drawer, already. */
const taken = ({ view }: Situation, command: OpenShift, outlet: OutletId): Decline | undefined => {
  const { operator, shift, terminal } = command
  if (view.accounts.has(shiftAccount(shift))) return { _tag: "ShiftTaken", shift, why: "name" }
  const drawers = view.accounts.get(cashAccount(outlet))?.drawers ?? []
  const own = drawers.find((drawer) => drawer.operator === operator)
  if (own !== undefined) return { _tag: "ShiftTaken", shift: own.shift, why: "operator" }
  const device = drawers.find((drawer) => drawer.terminal !== undefined && drawer.terminal === terminal)
  return device && { _tag: "ShiftTaken", shift: device.shift, why: "terminal" }
}

/** The shift whose drawer it is, or why it cannot be taken over. */
const before = (
  { place, view }: Situation,
  { float, operator, takesOverFrom }: OpenShift
): { readonly account: Account; readonly shift: Shift } | Decline | undefined => {
  if (takesOverFrom === undefined) return undefined
  const account = view.accounts.get(shiftAccount(takesOverFrom))
  const shift = account?.shift
  const not = (why: string): Decline => ({ _tag: "ShiftNotClosed", shift: takesOverFrom, why })
  if (account === undefined || shift === undefined) return not("unknown")
  if (shift.outlet !== place.outlet?.id || shift.owner !== place.owner) return not("anotherOutlet")
  if (shift.closed === undefined) return not("open")
  if (shift.takenOverBy !== undefined) return not("takenOver")
  if ((shift.closed.handsOverTo ?? operator) !== operator) return not("anotherOperator")
  return float.currency === shift.currency
    ? { account, shift }
    : { _tag: "CurrencyMismatch", expected: shift.currency }
}

export const openShift = (situation: Situation, command: OpenShift): Decision => {
  const { at, place, view } = situation
  const { float, operator, shift: id, takesOverFrom, terminal } = command
  const { outlet } = place
  if (outlet === undefined || operator === undefined) return { _tag: "OutletUnknown", id: "" }
  if (outlet.shifts === undefined) return { _tag: "CapabilityOff", capability: "shifts" }
  const followed = before(situation, command)
  if (followed !== undefined && isDecline(followed) && followed._tag === "ShiftNotClosed") return followed
  const refused = taken(situation, command, outlet.id)
  if (refused !== undefined) return refused
  if (followed !== undefined && isDecline(followed)) return followed

  const { currency } = float
  const old = followed && view.wallets.get(shiftWallet(followed.shift.id, currency))
  const passed =
    followed === undefined ? 0n : least(followed.shift.closed?.passes ?? 0n, dueIn(followed.shift, old))
  const difference = followed === undefined ? 0n : float.amount - leftIn(followed.shift, old)
  const ownDifference = isOwnCash(situation, outlet.owner) ? difference : 0n
  const shift: Shift = {
    id,
    outlet: outlet.id,
    owner: outlet.owner,
    terminal,
    operator,
    openedAt: at,
    businessDate: place.day.text,
    currency,
    float: float.amount,
    takesOverFrom,
    ...(difference !== 0n && { difference })
  }
  const wallet = shiftWallet(id, currency)
  const account = { ...countingAccount(shiftAccount(id), [{ asset: currency, wallet }], at), shift }
  const drawer = { shift: id, operator, terminal }
  const movements: ReadonlyArray<Movement> = [
    { kind: "account", after: account },
    ...(passed + ownDifference === 0n ? [] : [used(wallet, dueUse, passed + ownDifference)]),
    ...(followed === undefined ? [] : takenOver(followed, id)),
    ...(old === undefined || passed === 0n ? [] : [used(old.id, dueUse, -passed)]),
    ...inCash(situation, outlet.id, currency, (drawers) => [...drawers, drawer])
  ]
  const postings = variancePosted(outlet.owner, currency, ownDifference)
  const answer = { shift: id, currency, float: float.amount, ...(difference !== 0n && { difference }) }
  return accepted({ account }, undefined, { movements, postings }, { shift: answer })
}

const takenOver = (
  { account, shift }: { readonly account: Account; readonly shift: Shift },
  takenOverBy: Shift["id"]
): ReadonlyArray<Movement> => [
  { kind: "account", before: account, after: { ...account, shift: { ...shift, takenOverBy } } }
]
