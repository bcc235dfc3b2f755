/**
 * Row scope: what a caller does not name is theirs where they have one alone, and what is not theirs is as if it were not there.
 *
 * @module
 */
import type { Decline, Network } from "@tessera/core"
import type { Caller } from "./Caller.ts"
import type { Sent } from "./body.ts"

const named = (value: unknown): string => (typeof value === "string" ? value : "")

/** The places and people of a command, the rows that they have to be of, and what is said of others. */
const fields = [
  ["outlet", "outlets", "OutletUnknown"],
  ["terminal", "terminals", "TerminalUnknown"],
  ["operator", "operators", "OperatorUnknown"]
] as const

const ownerOf = (network: Network, { outlet, terminal }: Sent): string | undefined => {
  const places: ReadonlyMap<string, { readonly owner: string }> = network.outlets
  const devices: ReadonlyMap<string, { readonly outlet: string }> = network.terminals
  const at = outlet === undefined ? devices.get(named(terminal))?.outlet : named(outlet)
  return at === undefined ? undefined : places.get(at)?.owner
}

const filled = (sent: Sent, name: string, rows: ReadonlyArray<string> | undefined): boolean => {
  if (rows === undefined) return true
  if (sent[name] === undefined && rows.length === 1) sent[name] = rows[0]
  return sent[name] === undefined || rows.includes(named(sent[name]))
}

/** Who has signed in acts, and nobody in the name of somebody else. */
const actsAs = (operator: string | null, sent: Sent): Decline | undefined => {
  const somebody = sent["operator"]
  if (operator !== null && (somebody === undefined || somebody === operator)) {
    sent["operator"] = operator
    return undefined
  }
  return somebody === undefined ? undefined : { _tag: "OperatorUnknown", id: named(somebody) }
}

type Place = { readonly outlet?: string; readonly owner?: string }

/** Whether a place is one of those that a caller is kept to; who belongs to no place belongs to all. */
const isOfTheirs = (
  network: Network,
  { outlets, owners }: Caller["rows"],
  { outlet, owner }: Place
): boolean => {
  const places: ReadonlyMap<string, { readonly owner: string }> = network.outlets
  const of = owner ?? (outlet === undefined ? undefined : places.get(outlet)?.owner)
  if (outlet !== undefined && outlets !== undefined && !outlets.includes(outlet)) return false
  if (of === undefined) return outlet === undefined
  const mine = owners ?? outlets?.flatMap((id) => places.get(id)?.owner ?? [])
  return mine === undefined || mine.includes(of)
}

/** The fields of a value, where it is an object. */
export const fieldsOf = (value: unknown): Sent =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Sent) : {}

/** The people and devices that a command names have to be of the caller's places, or of all. */
const foreignNamed = (network: Network, { operator, rows }: Caller, sent: Sent): Decline | undefined => {
  const operators: ReadonlyMap<string, Place> = network.operators
  const terminals: ReadonlyMap<string, Place> = network.terminals
  const wanted = fieldsOf(sent["wanted"])
  const isForeign = (all: ReadonlyMap<string, Place>, id: unknown): id is string => {
    const found = typeof id === "string" ? all.get(id) : undefined
    return typeof id === "string" && (found === undefined || !isOfTheirs(network, rows, found))
  }
  const people = [
    ...(operator === undefined ? [sent["operator"]] : []),
    sent["handsOverTo"],
    sent["grantedTo"],
    wanted["operator"]
  ]
  for (const id of people) if (isForeign(operators, id)) return { _tag: "OperatorUnknown", id }
  for (const id of [sent["terminal"], sent["ofTerminal"], wanted["terminal"]])
    if (isForeign(terminals, id)) return { _tag: "TerminalUnknown", id }
  for (const id of [sent["ofOutlet"], wanted["outlet"]])
    if (typeof id === "string" && !isOfTheirs(network, rows, { outlet: id }))
      return { _tag: "OutletUnknown", id }
  return undefined
}

/** Fills in what the caller leaves out, and says why not if it names what is not theirs. */
export const withinRows = (network: Network, caller: Caller, sent: Sent): Decline | undefined => {
  const { channel, operator, rows } = caller
  if (channel !== undefined) sent["channel"] = channel
  const refused = operator === undefined ? undefined : actsAs(operator, sent)
  if (refused !== undefined) return refused
  for (const [field, plural, tag] of fields)
    if (!filled(sent, field, rows[plural])) return { _tag: tag, id: named(sent[field]) }
  if (!filled(sent, "shift", rows.shifts))
    return { _tag: "ShiftNotOpen", shift: named(sent["shift"]), why: "unknown" }
  if (rows.accounts !== undefined) {
    if (sent["card"] !== undefined || !filled(sent, "account", rows.accounts)) return { _tag: "CardUnknown" }
  }
  if (rows.owners !== undefined && (sent["outlet"] !== undefined || sent["terminal"] !== undefined)) {
    const owner = ownerOf(network, sent)
    if (owner === undefined || !rows.owners.includes(owner))
      return { _tag: "OutletUnknown", id: named(sent["outlet"] ?? sent["terminal"]) }
  }
  const isOfPlaces = rows.owners !== undefined || rows.outlets !== undefined || rows.terminals !== undefined
  return isOfPlaces ? foreignNamed(network, caller, sent) : undefined
}
