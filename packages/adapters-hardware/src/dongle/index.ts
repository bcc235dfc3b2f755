/**
 * Dongles of operators: a PIV key on PC/SC, and what is locked without one.
 *
 * @module
 */
export { operatorLock, OperatorLocked } from "./operatorLock.ts"
export { pivDongle, type PivOptions } from "./pivDongle.ts"
