/**
 * The key vault port: keyed hashes under secret keys that the ledger never sees and no database stores.
 *
 * @module
 */
import * as Context from "effect/Context"

/** What a keyed hash is for; every purpose has a key of its own. */
export type Purpose = "cardIndex" | "cardNumber" | "fingerprint" | "check" | "authorization"

/** HMAC-SHA-256 of a text under the key of a purpose, as lower-case hexadecimal. */
export type Mac = (purpose: Purpose, text: string) => string

export class KeyVault extends Context.Service<KeyVault, { readonly mac: Mac }>()(
  "@tessera/core/ports/KeyVault"
) {}
