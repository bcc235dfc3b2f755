/**
 * Rows: which part of a tenant somebody sees and acts in: all of it, an owner's outlets, one outlet, one terminal.
 *
 * @module
 */
import type { Network, Operator, Terminal } from "@tessera/core"
import type { Caller, Rows } from "../Caller.ts"

/** Whoever belongs to an owner or an outlet. */
export interface Belonging {
  readonly owner?: string
  readonly outlet?: string
}

/** Head office's own people act for all, as in the ledger itself. */
export const rowsOf = ({ headOffice }: Network, { outlet, owner }: Belonging): Rows => {
  if (outlet !== undefined) return { outlets: [outlet] }
  return owner === undefined || owner === headOffice ? {} : { owners: [owner] }
}

/** A device stands in one place. */
export const terminalRows = ({ id, outlet }: Terminal, shift?: string): Rows => ({
  outlets: [outlet],
  terminals: [id],
  ...(shift !== undefined && { shifts: [shift] })
})

/** Whether somebody works at an outlet. */
export const worksAt = ({ outlets }: Network, { outlet, owner }: Operator, at: Terminal["outlet"]): boolean =>
  (outlet === undefined || outlet === at) && (owner === undefined || outlets.get(at)?.owner === owner)

/** Something that is asked for, and whose it is. What is left away does not belong to one of these. */
export interface Row {
  readonly tenant: string
  readonly mode: Caller["mode"]
  readonly owner?: string
  readonly outlet?: string
  readonly terminal?: string
  readonly operator?: string
  readonly shift?: string
  readonly account?: string
}

const kinds = [
  ["owners", "owner"],
  ["outlets", "outlet"],
  ["terminals", "terminal"],
  ["operators", "operator"],
  ["shifts", "shift"],
  ["accounts", "account"]
] as const

/**
 * Whether a caller may do something with a row. `forbidden`: with none at all; the caller has not the scope. `unknown`: it is
 * another tenant's or another's, and exactly as if it were not there. A row that belongs to nobody in particular is seen by all
 * of the tenant but holders.
 */
export const mayCall = (
  caller: Pick<Caller, "mode" | "rows" | "scopes" | "tenant">,
  needs: ReadonlyArray<string>,
  row: Row
): "yes" | "forbidden" | "unknown" => {
  const { mode, rows, scopes, tenant } = caller
  if (scopes !== "all" && needs.length > 0 && !needs.some((one) => scopes.has(one))) return "forbidden"
  if (row.tenant !== tenant || row.mode !== mode) return "unknown"
  const isTheirs = kinds.every(([plural, one]) => {
    const [theirs, id] = [rows[plural], row[one]]
    if (theirs === undefined) return true
    return id === undefined ? plural !== "accounts" : theirs.includes(id)
  })
  return isTheirs ? "yes" : "unknown"
}
