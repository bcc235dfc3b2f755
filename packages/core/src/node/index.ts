/**
 * The services of a Node.js process: digests, keys and ids.
 *
 * @module
 */
export { NodeDigest } from "./NodeDigest.ts"
export { NodeKeyVault } from "./NodeKeyVault.ts"
export { NodeOperationIds } from "./NodeOperationIds.ts"
export { NodePersonVault } from "./NodePersonVault.ts"
export { NodePinHasher, type PinHashing } from "./NodePinHasher.ts"
export { isSigned, NodeSigner } from "./NodeSigner.ts"
