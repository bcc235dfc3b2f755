/**
 * What a terminal keeps secret: the keys of its group and its own, in a sealed file, or on a PIV card that signs.
 *
 * @module
 */
export { KeyFileUnusable, readKeyFile, sealKeyFile, type TerminalKeys } from "./keyFile.ts"
export { fileIdentity, fileKeys } from "./fromFile.ts"
export { pivIdentity, type PivIdentityOptions } from "./pivIdentity.ts"
export type { PivKey } from "../cards/piv/signPiv.ts"
