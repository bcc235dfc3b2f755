/**
 * The testing kit: an in-memory store, and what proves that a deployment keeps its laws.
 *
 * @module
 */
export { MemoryStore } from "./MemoryStore.ts"
export { commitCases } from "./conformance/commitCases.ts"
export { dueCases } from "./conformance/dueCases.ts"
export { journalCases } from "./conformance/journalCases.ts"
export {
  conformanceConfiguration,
  otherConfiguration,
  OtherStore,
  type StoreCase,
  type TenantCase
} from "./conformance/StoreCase.ts"
export { tenantCases } from "./conformance/tenantCases.ts"
export { viewCases } from "./conformance/viewCases.ts"
