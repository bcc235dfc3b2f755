/**
 * Operation ids from the random source of the operating system.
 *
 * @module
 */
import { randomInt } from "node:crypto"
import * as Layer from "effect/Layer"
import { operationIds, OperationIds } from "../ports/OperationIds.ts"

/** The ids service of a Node.js process. */
export const NodeOperationIds = {
  layer: Layer.sync(OperationIds, () =>
    OperationIds.of({ next: operationIds(() => randomInt(2 ** 32) / 2 ** 32) })
  )
}
