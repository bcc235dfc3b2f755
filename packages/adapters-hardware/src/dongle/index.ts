/**
 * Dongles of operators: a PIV key on PC/SC, a shared secret on HID, and what is locked without one.
 *
 * @module
 */
export { hmacDongle, type HmacOptions } from "./hmacDongle.ts"
export { operatorLock, OperatorLocked } from "./operatorLock.ts"
export { pivDongle, type PivOptions } from "./pivDongle.ts"
