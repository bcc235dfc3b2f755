/**
 * The change of the network that a step means for the network as it is at that moment.
 *
 * @module
 */
import { documentOf, versionOf } from "../../network/changed.ts"
import { type ChangingVerb, changedBy, plainDocument } from "../../network/Part.ts"
import type { Sent, Till } from "../Till.ts"
import type { ChangeStep } from "./changeSteps.ts"

const idOf = ({ isNew, verb, which }: ChangeStep): string => {
  switch (verb) {
    case "ChangeTenant":
      return "law"
    case "ChangeOwner":
      return isNew ? "fr2" : "fr1"
    case "ChangeOutlet":
      return isNew ? "NEW" : (["KTV1", "KTV2", "FR1"][which] ?? "FR1")
    case "ChangeTerminal":
      return isNew ? "T2" : "T1"
    case "ChangeOperator":
      return isNew ? "new" : (["amy", "bob"][which] ?? "bob")
    case "ChangeClient":
      return isNew ? "new" : "shop"
    case "ChangeProgram":
      return isNew ? "other" : "card"
  }
}

/** What is said of a part beside its id. */
const saidOf = ({ isOn, verb, which }: ChangeStep): Sent => {
  const active = isOn ? {} : { active: false }
  switch (verb) {
    case "ChangeTenant":
      return { zone: isOn ? "Asia/Shanghai" : "Europe/Sofia" }
    case "ChangeOwner":
      return { kind: isOn ? "franchise" : "merchant" }
    case "ChangeOutlet":
      return { owner: which === 2 ? "fr1" : "hq", region: `region ${which}`, ...active }
    case "ChangeTerminal":
      return { outlet: which === 0 ? "KTV1" : "NEW", ...active }
    case "ChangeOperator":
      return { role: isOn ? "manager" : "cashier", ...(which === 2 && { active: false }) }
    case "ChangeClient":
      return {
        scopes: [`balances:read${isOn ? "" : "All"}`],
        ...(which === 2 && { outlet: "NEW" }),
        ...active
      }
    case "ChangeProgram":
      return { capabilities: { cashOut: isOn } }
  }
}

/** The command, still without a key: most name the newest version, some the one before. */
export const changeOf = (
  { configuration, network }: Pick<Till, "configuration" | "network">,
  step: ChangeStep
): Sent => {
  const now = network()
  const verb: ChangingVerb = step.verb
  const part = changedBy[verb]
  const id = idOf(step)
  const version = Math.max(0, versionOf(now, part, id) - (step.isStale ? 1 : 0))
  const terms = documentOf(now, part, id) ?? configuration.programs[0]
  const said = saidOf(step)
  const to =
    part === "tenant"
      ? said
      : part === "program" && terms !== undefined
        ? { ...Object(plainDocument(part, terms)), ...said, id, version: version + 1 }
        : { id, ...said }
  return { type: verb, to, version, reason: "law", ...(step.by && { operator: step.by }) }
}
