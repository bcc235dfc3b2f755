/**
 * Places and people: whether program, outlet, terminal and operator are known, in service, and may do what is asked.
 *
 * @module
 */
import type { Command } from "../command/Command.ts"
import type { Decline } from "../command/Decline.ts"
import type { Operation } from "../journal/Operation.ts"
import { type Acting, forbidden, incapable } from "../policy/rights.ts"
import { isKnownIn, type Program } from "../program/Program.ts"
import { shiftAccount } from "../account/Shift.ts"
import { backDateRefusal } from "./backDate.ts"
import { freeAmountRefusal } from "./freeAmount.ts"
import { originalOf } from "./original.ts"
import { officeRefusal } from "./officeRefusal.ts"
import { shiftRefusal } from "./inShift.ts"
import type { Situation } from "./Situation.ts"

const isUnknownHere = ({ terminal }: Situation["place"], program: Program): boolean =>
  terminal !== undefined && !isKnownIn(program, terminal.group)

const unknown = ({ network, place, request: { command } }: Situation): Decline | undefined => {
  const { operator, outlet, terminal } = command
  const program = "program" in command ? network.programs.get(command.program) : undefined
  if ("program" in command && (program === undefined || isUnknownHere(place, program)))
    return { _tag: "ProgramUnknown", id: command.program }
  if (outlet !== undefined && !network.outlets.has(outlet)) return { _tag: "OutletUnknown", id: outlet }
  if (place.outlet?.active === false) return { _tag: "OutletInactive", id: place.outlet.id }
  const device = terminal === undefined ? undefined : network.terminals.get(terminal)
  if (terminal !== undefined && device === undefined) return { _tag: "TerminalUnknown", id: terminal }
  if (device?.active === false) return { _tag: "TerminalInactive", id: device.id }
  if (operator !== undefined && !network.operators.has(operator))
    return { _tag: "OperatorUnknown", id: operator }
  return device !== undefined && outlet !== undefined && device.outlet !== outlet
    ? { _tag: "NotPermitted", right: `use terminal ${device.id} at outlet ${outlet}` }
    : undefined
}

/** The shift as the till names it; without one the business day is the shift. */
const shiftOf = (shift: unknown, businessDate: string): unknown => shift ?? `day ${businessDate}`

const isSameShift = ({ place, request }: Situation, original: Operation): boolean => {
  const asked: Readonly<Record<string, unknown>> = original.asked === "" ? {} : JSON.parse(original.asked)
  return (
    original.operator === request.command.operator &&
    shiftOf(asked["shift"], original.businessDate) === shiftOf(request.command.shift, place.day.text)
  )
}

/** What was never seen is nobody else's. */
const isOwn = (situation: Situation, command: Command): boolean => {
  if (command.type === "CloseShift" || command.type === "Remit") {
    const shift = situation.view.accounts.get(shiftAccount(command.shift))?.shift
    return shift === undefined || shift.operator === command.operator
  }
  const original =
    "originalKey" in command || "original" in command ? originalOf(situation, command) : undefined
  return original === undefined || isSameShift(situation, original)
}

/** What is paid is taken in: an amount, or what a card of its type begins with. */
const loads = (command: Command): boolean => "tender" in command && command.type !== "CashOut"

/** The right that it is done with. */
const rightOf = (command: Command): Acting["verb"] => {
  if (command.type === "Earn" && command.paid !== undefined) return "EarnOnSale"
  return command.type === "Freeze" && command.quarantine === true ? "Quarantine" : command.type
}

/** Who acts where, as far as the command names them. */
export const actingIn = (situation: Situation): Acting => {
  const { network, place, request } = situation
  const { command } = request
  return {
    verb: rightOf(command),
    loads: loads(command),
    operator: command.operator === undefined ? undefined : network.operators.get(command.operator),
    outlet: place.outlet,
    terminal: place.terminal,
    isOwn: () => isOwn(situation, command)
  }
}

/**
 * Why it cannot be done at this place or by this person at all. What comes after card and account (verification of the
 * holder, authorization codes) is not asked here.
 */
export const placeRefusal = (situation: Situation): Decline | undefined => {
  const refused = unknown(situation)
  if (refused !== undefined) return refused
  const { place, request } = situation
  const isFree =
    request.command.operator === undefined &&
    place.outlet?.capabilities === undefined &&
    place.terminal?.capabilities === undefined
  if (isFree) return backDateRefusal(situation) ?? shiftRefusal(situation)
  const acting = actingIn(situation)
  const refusal =
    forbidden(acting) ?? officeRefusal(situation) ?? freeAmountRefusal(situation) ?? incapable(acting)
  return refusal ?? backDateRefusal(situation) ?? shiftRefusal(situation)
}
