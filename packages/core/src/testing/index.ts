/**
 * The testing kit: an in-memory store, and what proves that a deployment keeps its laws.
 *
 * @module
 */
export { MemoryStore } from "../memory/MemoryStore.ts"
export { commitCases } from "./conformance/commitCases.ts"
export { deliveryCases, type DeliveryCase } from "./conformance/deliveryCases.ts"
export { dueCases } from "./conformance/dueCases.ts"
export {
  type EndpointCase,
  endpointCases,
  type EndpointTenantCase,
  endpointTenantCases,
  OtherEndpointStore
} from "./conformance/endpointCases.ts"
export {
  type HolderCase,
  holderCases,
  type HolderTenantCase,
  holderTenantCases,
  OtherHolderStore
} from "./conformance/holderCases.ts"
export { journalCases } from "./conformance/journalCases.ts"
export {
  conformanceConfiguration,
  otherConfiguration,
  OtherStore,
  type StoreCase,
  type TenantCase
} from "./conformance/StoreCase.ts"
export { networkCases } from "./conformance/networkCases.ts"
export { tenantCases } from "./conformance/tenantCases.ts"
export { viewCases } from "./conformance/viewCases.ts"
export { type Document, configurations, type Terms } from "./arbitraries/configurations.ts"
export { commandOf } from "./arbitraries/commandOf.ts"
export { playAll, take } from "./arbitraries/play.ts"
export { begin, type Play, type Said } from "./arbitraries/soFar.ts"
export type { Step, StepName } from "./arbitraries/Step.ts"
export { histories, steps } from "./arbitraries/steps.ts"
export { demoConfiguration } from "./demoConfiguration.ts"
export { till } from "./inProcessTill.ts"
export { laws } from "./laws/index.ts"
export { type Chance, type Law, law } from "./laws/Law.ts"
export { raceCases, raceCasesOfTwo, type RaceOptions } from "./races/raceCases.ts"
export { amounts, rulesOf, shown, walletOf } from "./notation.ts"
export { type Telling } from "./tellOnce.ts"
export { anonymous, lotsOf, projection } from "./projection.ts"
export { checkLaw, type LawOptions, runLaws, runLawsInProcess, type Test, testLaws } from "./runLaws.ts"
export { tillOn } from "./storeTill.ts"
export type { Beginning, InProcessTill, Kill, Open, Sent, Soon, Till } from "./Till.ts"
