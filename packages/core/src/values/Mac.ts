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

/**
 * Keyed hashes under the secret that counts, and under the secrets before it: what is new is made under the one, what was
 * made under the others is still known.
 */
export interface Macs {
  readonly mac: Mac
  /** Under the secrets before, newest first. Absent: there were none. */
  readonly before?: ReadonlyArray<Mac> | undefined
}

/** All of them, newest first. */
export const everyMac = ({ before = [], mac }: Macs): ReadonlyArray<Mac> => [mac, ...before]

/** Under the first secret of all: for what must stay as it began. */
export const firstMac = ({ before = [], mac }: Macs): Mac => before.at(-1) ?? mac

/** HMAC-SHA-256 of a text under a key that is given: key and hash as lower-case hexadecimal. */
export type Hmac = (key: string, text: string) => string
