/**
 * Where something is done: at the outlet that is named, at that of the terminal, or where the operator works.
 *
 * @module
 */
import type { OperatorId, OutletId, OwnerId, TerminalId } from "../values/Ids.ts"
import type { Network } from "./Network.ts"

/** What says where something is done. */
export interface Said {
  readonly outlet?: OutletId | undefined
  readonly terminal?: TerminalId | undefined
  readonly operator?: OperatorId | undefined
}

type Known = Pick<Network, "operators" | "outlets" | "terminals">

/** The outlet where it is done. Absent: none is named, and whoever does it works at none alone. */
export const outletOf = (
  { operators, terminals }: Known,
  { operator, outlet, terminal }: Said
): OutletId | undefined =>
  outlet ?? (terminal && terminals.get(terminal)?.outlet) ?? (operator && operators.get(operator)?.outlet)

/** Whose outlet it is; where there is none, the owner that the operator works for. */
export const ownerOf = (
  { operators, outlets }: Known,
  { operator }: Said,
  outlet: OutletId | undefined
): OwnerId | undefined =>
  (outlet === undefined ? undefined : outlets.get(outlet)?.owner) ??
  (outlet === undefined && operator !== undefined ? operators.get(operator)?.owner : undefined)
