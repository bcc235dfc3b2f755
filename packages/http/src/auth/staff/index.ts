/**
 * Staff in the office: passkeys, and passwords with time-based codes.
 *
 * @module
 */
export type { RelyingParty } from "./passkeys.ts"
export { type Shown, staffAccess, type StaffOptions, StaffSignIn } from "./StaffSignIn.ts"
