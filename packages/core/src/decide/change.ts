/**
 * Changes of the network: another document in the place of one that was seen before, with who and why.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Command } from "../command/Command.ts"
import type { Decline } from "../command/Decline.ts"
import type { Movement } from "../journal/Entry.ts"
import { documentOf, versionOf } from "../network/changed.ts"
import { faultText } from "../network/Fault.ts"
import { clearingFaults, type ClearingTerms, cycleOf } from "../network/ClearingTerms.ts"
import { counters, cycleAccount, networkAccount, networkWallet, noCurrency } from "../network/Counter.ts"
import { assetFaults } from "../network/assetFaults.ts"
import type { Program } from "../program/Program.ts"
import type { Network } from "../network/Network.ts"
import { changedBy, type ChangingVerb, type PartChange, plainDocument } from "../network/Part.ts"
import {
  beyondOperator,
  beyondOutlet,
  beyondTerminal,
  type Changer,
  isOfHeadOffice
} from "../policy/reach.ts"
import type { OutletId, OwnerId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { Decision, Situation } from "./Situation.ts"

type Change = Extract<Command, { readonly type: ChangingVerb }>

const violation = (sentence: string, rule = "clearing"): Decline => ({
  _tag: "ProgramRuleViolation",
  rule,
  sentence
})

const owned = ({ owners }: Network, id: OwnerId | undefined): Decline | undefined =>
  id === undefined || owners.has(id) ? undefined : { _tag: "OwnerUnknown", id }

const located = ({ outlets }: Network, id: OutletId | undefined): Decline | undefined =>
  id === undefined || outlets.has(id) ? undefined : { _tag: "OutletUnknown", id }

/** What is wrong with clearing terms in this network. */
const unclear = ({ owners, programs }: Network, terms: ClearingTerms = {}): Decline | undefined => {
  const [fault] = clearingFaults(terms, [...owners.keys()], [...programs.keys()])
  return fault && violation(`${faultText({ ...fault, path: ["clearing", ...fault.path] })}.`)
}

/** An asset keeps its decimals for good: what is recorded would else mean other amounts. */
const revalued = ({ configuration }: Network, program: Program): Decline | undefined => {
  const [fault] = assetFaults(program, configuration.programs)
  return fault && violation(`${faultText(fault)}.`, "asset")
}

/** What a document refers to and the network does not have. */
const unknownIn = (network: Network, command: Change): Decline | undefined => {
  switch (command.type) {
    case "ChangeTenant":
      return unclear(network, command.to.clearing)
    case "ChangeOwner":
      return undefined
    case "ChangeOutlet":
      return owned(network, command.to.owner)
    case "ChangeTerminal":
      return located(network, command.to.outlet)
    case "ChangeClient":
    case "ChangeOperator":
      return owned(network, command.to.owner) ?? located(network, command.to.outlet)
    case "ChangeProgram":
      return owned(network, command.to.issuer) ?? revalued(network, command.to)
  }
}

/**
 * An owner stays in its clearing cycle once that one or the new one was cut off: else some of what it is due would be in two
 * periods, or in none.
 */
const movesOwner = ({ network, view }: Situation, command: Change): Decline | undefined => {
  if (command.type !== "ChangeTenant") return undefined
  const { clearing: before } = network.configuration
  const isCutOff = (cycle: string | undefined): boolean =>
    cycle !== undefined && view.accounts.get(cycleAccount(cycle))?.cycle?.last !== undefined
  for (const { id } of network.configuration.owners) {
    const [from, to] = [cycleOf(before, id)?.id, cycleOf(command.to.clearing, id)?.id]
    if (from !== to && (isCutOff(from) || isCutOff(to)))
      return violation(`The owner ${id} stays in the cycle ${from}: periods were cut off.`)
  }
  return undefined
}

/** The right that whoever changes something would need beside that to use the verb. */
const beyond = (changer: Changer, command: Change): string | undefined => {
  const { network } = changer
  switch (command.type) {
    case "ChangeOutlet":
      return beyondOutlet(changer, { before: network.outlets.get(command.to.id), after: command.to })
    case "ChangeTerminal":
      return beyondTerminal(changer, { before: network.terminals.get(command.to.id), after: command.to })
    case "ChangeOperator":
      return beyondOperator(changer, { before: network.operators.get(command.to.id), after: command.to })
    default:
      return isOfHeadOffice(changer) ? undefined : `change what is for all`
  }
}

const forbidden = ({ network }: Situation, command: Change): Decline | undefined => {
  const operator = command.operator && network.operators.get(command.operator)
  const right = operator && beyond({ network, operator }, command)
  return right === undefined ? undefined : { _tag: "NotPermitted", right }
}

const accountAt = (openedAt: Instant): Account => ({
  id: networkAccount,
  program: counters,
  status: "open",
  openedAt,
  wallets: [{ asset: noCurrency, wallet: networkWallet }],
  cards: []
})

/** One document in the place of another. */
export const networkChange = ({ at, view }: Situation, change: PartChange): Decision => {
  const opened: ReadonlyArray<Movement> = view.accounts.has(networkAccount)
    ? []
    : [{ kind: "account", after: accountAt(at) }]
  const moved: Movement = { kind: "network", wallet: networkWallet, ...change }
  return {
    _tag: "Accepted",
    entry: { movements: [...opened, moved], postings: [] },
    answers: { version: change.version },
    account: networkAccount,
    wallet: undefined,
    original: undefined
  }
}

export const change = (situation: Situation, command: Change): Decision => {
  const { network } = situation
  const part = changedBy[command.type]
  const id = command.type === "ChangeTenant" ? network.tenant : command.to.id
  const version = versionOf(network, part, id)
  const refused =
    unknownIn(network, command) ?? forbidden(situation, command) ?? movesOwner(situation, command)
  if (refused !== undefined) return refused
  if (command.version !== version) return { _tag: "StaleVersion", version }
  const before = documentOf(network, part, id)
  return networkChange(situation, {
    part,
    id,
    version: command.type === "ChangeProgram" ? command.to.version : version + 1,
    ...(before && { before: plainDocument(part, before) }),
    after: plainDocument(part, command.to)
  })
}
