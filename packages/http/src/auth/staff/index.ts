/**
 * Staff in the office: passkeys, and passwords with time-based codes.
 *
 * @module
 */
export type { RelyingParty } from "./passkeys.ts"
export { staffAccess } from "./staffAccess.ts"
export { type Shown, type StaffOptions, StaffSignIn } from "./StaffSignIn.ts"
