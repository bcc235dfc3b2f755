/**
 * One-time codes where the keys are: the digits for the holder's own telephone, derived from the operation that asked for them.
 *
 * @module
 */
import type { Operation } from "../journal/Operation.ts"
import type { Network } from "../network/Network.ts"
import { decimals } from "../values/decimals.ts"
import type { OperationId } from "../values/Ids.ts"
import type { Mac } from "../values/Mac.ts"

/** What one-time codes are made of. */
interface Keys {
  readonly mac: Mac
  readonly network: Pick<Network, "tenant">
}

/** The code that an operation asked for. */
export const codeRequested = ({ mac, network }: Keys, operation: OperationId, digits: number): string =>
  decimals(mac("oneTimeCode", ["tessera one-time code 1", network.tenant, operation].join("\n")), digits)

/**
 * The code to be sent to the holder for a recorded operation, and nobody else may see it; `undefined` where the operation
 * asked for none, or a stranger asked on behalf of nobody.
 */
export const oneTimeCodeOf = (
  keys: Keys,
  { entry, id }: Pick<Operation, "id" | "entry">
): string | undefined => {
  for (const movement of entry.movements) {
    const code = movement.kind === "account" ? movement.after.oneTimeCode : undefined
    if (code?.requestedBy === id) return codeRequested(keys, id, code.digits)
  }
  return undefined
}
