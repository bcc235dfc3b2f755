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

/** Fills in what the caller leaves out, and says why not if it names what is not theirs. */
export const withinRows = (network: Network, { channel, rows }: Caller, sent: Sent): Decline | undefined => {
  if (channel !== undefined) sent["channel"] = channel
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
  return undefined
}
