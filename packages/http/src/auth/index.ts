/**
 * Who may call: keys of clients, signatures of terminals, sessions of operators and holders, and the limits of all of them.
 *
 * @module
 */
export { AccessRecords, forGood, type Kept, type Looked, RecordsUnavailable } from "./AccessRecords.ts"
export { accessLayer, type NetworkAccess, networkAccess, SignIn } from "./accessLayer.ts"
export { apiKeyHash, makeApiKey, type Mode } from "./apiKey.ts"
export type { MadeKey, NewClient } from "./ApiKeys.ts"
export type { Why } from "./committed.ts"
export { contentDigest } from "./contentDigest.ts"
export type { AccessOptions, OtherCallers, SessionTerms } from "./ground.ts"
export { memoryRecords } from "./memoryRecords.ts"
export type { CodeTerms, MadeCode } from "./OneTimeCodes.ts"
export { mayCall, type Row } from "./rows.ts"
export { holderScopes, operatorScopes, type ScopeOf, staffRoles, terminalAlone } from "./scopes.ts"
export type { AtTheTill, ShownByHolder, SignedIn } from "./Sessions.ts"
export { sqliteRecords } from "./sqliteRecords.ts"
export { sqlRecords } from "./sqlRecords.ts"
export type { Paired, Pairing } from "./Terminals.ts"
export { keyIdOf, type SignatureTerms } from "./terminalSignature.ts"
export type { TryTerms } from "./tries.ts"
export { type LimitRule, lookUps, usualLimits } from "../rate/limits.ts"
export { type Passed, type RateLimit, rateLimit, take } from "../rate/RateLimit.ts"
