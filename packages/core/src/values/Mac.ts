/**
 * Keyed hashes: what each is for, and how the pure core calls them.
 *
 * @module
 */

/** What a keyed hash is for; every purpose has a key of its own. */
export type Purpose =
  | "cardIndex"
  | "cardNumber"
  | "fingerprint"
  | "check"
  | "authorization"
  | "terminalKey"
  | "oneTimeCode"
  | "cardSecret"
  | "numberOrder"
  | "holderIndex"
  | "accessToken"
  | "accessCode"
  | "accessSeal"
  | "webhook"

/** HMAC-SHA-256 of a text under the key of a purpose, as lower-case hexadecimal. */
export type Mac = (purpose: Purpose, text: string) => string

/** HMAC-SHA-256 of a text under a key that is given: key and hash as lower-case hexadecimal. */
export type Hmac = (key: string, text: string) => string
