/**
 * Spelling: the one form of a number or code, however it was read, typed or said.
 *
 * @module
 */

/** Without spaces and dashes, in capitals. */
export const normalised = (sent: string): string => sent.replace(/[ -]/g, "").toUpperCase()

/** What people take for one another, as Crockford's base 32 reads it: O is 0, I and L are 1. */
export const withoutLookAlikes = (text: string): string => text.replaceAll("O", "0").replaceAll(/[IL]/g, "1")
