/**
 * A key vault in the memory of a Node.js process: one secret, from which a key per purpose is derived (HKDF, RFC 5869).
 *
 * @module
 */
import { hkdfSync } from "node:crypto"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { KeyVault } from "../ports/KeyVault.ts"
import type { Purpose } from "../values/Mac.ts"
import { keyedHash } from "./keyedHash.ts"

const purposes: ReadonlyArray<Purpose> = [
  "cardIndex",
  "cardNumber",
  "fingerprint",
  "check",
  "authorization",
  "terminalKey",
  "oneTimeCode",
  "cardSecret",
  "numberOrder",
  "holderIndex"
]

const derived = (secret: string, purpose: Purpose): ((text: string) => string) =>
  keyedHash(new Uint8Array(hkdfSync("sha256", secret, "tessera", purpose, 32)))

const unknown = (): string => {
  throw new Error("Expected one of the purposes that there are keys for")
}

/** The key vault of a Node.js process. */
export const NodeKeyVault = {
  /**
   * Keys derived from one secret of at least 32 characters, which the caller keeps outside of the database. Whoever
   * loses it can find no card again; whoever learns it can find all.
   */
  layer: (secret: Redacted.Redacted) =>
    Layer.sync(KeyVault, () => {
      const text = Redacted.value(secret)
      if (text.length < 32) throw new Error("Expected a key vault secret of at least 32 characters")
      const keyed = new Map(purposes.map((purpose) => [purpose, derived(text, purpose)]))
      return KeyVault.of({ mac: (purpose, message) => (keyed.get(purpose) ?? unknown)(message) })
    })
}
