/**
 * Rows that a caller may see: what is not theirs is as if it were not there.
 *
 * @module
 */
import { documentOf, type Network, type PartName, plainDocument, versionOf } from "@tessera/core"
import type { Caller, Rows } from "./Caller.ts"
import type { Sent } from "./body.ts"

/** What a row belongs to. */
export interface Belongs {
  readonly owner?: string | undefined
  readonly outlet?: string | undefined
  readonly terminal?: string | undefined
  readonly operator?: string | undefined
  readonly account?: string | undefined
}

const kinds = [
  ["owner", "owners"],
  ["outlet", "outlets"],
  ["terminal", "terminals"],
  ["operator", "operators"],
  ["account", "accounts"]
] as const satisfies ReadonlyArray<readonly [keyof Belongs, keyof Rows]>

/** Whether a caller may see what belongs to these: every kind of row that it is limited to has to be one of its own. */
export const isSeen = ({ rows }: Caller, belongs: Belongs): boolean =>
  kinds.every(([one, all]) => {
    const mine = rows[all]
    const id = belongs[one]
    return mine === undefined || (id !== undefined && mine.includes(id))
  })

/** Whether an outlet is seen by callers of owners and outlets; who stands at a terminal sees the terminal's. */
export const seesOutlet = (
  { rows }: Pick<Caller, "rows">,
  { owner, outlet }: Required<Pick<Belongs, "owner" | "outlet">>
): boolean =>
  (rows.owners === undefined || rows.owners.includes(owner ?? "")) &&
  (rows.outlets === undefined || rows.outlets.includes(outlet ?? ""))

/** What is limited for a report: a caller of some owners or outlets asks for one of them. */
const limiting = [
  ["owner", "owners"],
  ["outlet", "outlets"],
  ["operator", "operators"]
] as const

/**
 * Fills in whose rows a report is about, where the caller has one alone. False: the report cannot be kept to what is
 * theirs, or it was asked for others; unknown and foreign ids are alike.
 */
export const confine = (fields: object, { rows }: Caller, sent: Sent): boolean => {
  let isConfined = true
  for (const [one, all] of limiting) {
    const mine = rows[all]
    if (mine === undefined) continue
    // An outlet is of one owner: who is kept to outlets is kept to theirs.
    if (one === "owner" && rows.outlets !== undefined) continue
    if (!Object.hasOwn(fields, one)) isConfined = false
    else if (sent[one] === undefined && mine.length === 1) sent[one] = mine[0]
    else if (typeof sent[one] !== "string" || !mine.includes(sent[one])) isConfined = false
  }
  return isConfined && rows.accounts === undefined && rows.terminals === undefined
}

/** The owner of an outlet. */
export const ownerOf = ({ outlets }: Network, outlet: string): string | undefined => {
  const places: ReadonlyMap<string, { readonly owner: string }> = outlets
  return places.get(outlet)?.owner
}

/** A part of the network as it is shown, and its version. */
export const documentIn = (network: Network, part: PartName, id: string) => {
  const document = documentOf(network, part, id)
  return document === undefined
    ? undefined
    : { document: plainDocument(part, document), version: versionOf(network, part, id) }
}

/** Whether a part is of the owners and outlets that a caller may see. */
export const sees = (caller: Caller, network: Network, part: PartName, document: object): boolean => {
  const { id = "", outlet, owner } = document as { id?: string; outlet?: string; owner?: string }
  const { rows } = caller
  // Holders see what they can pay with, and nobody who takes it.
  if (rows.accounts !== undefined) return part === "program"
  if (part === "owner")
    return rows.owners === undefined
      ? (rows.outlets?.some((one) => ownerOf(network, one) === id) ?? true)
      : rows.owners.includes(id)
  if (part === "outlet") return seesOutlet(caller, { owner, outlet: id })
  if (part === "terminal" || part === "operator" || part === "client")
    return seesOutlet(caller, { owner: outlet === undefined ? owner : ownerOf(network, outlet), outlet })
  return true
}
