/**
 * A key vault in the memory of a Node.js process: one secret, from which a key per purpose is derived (HKDF, RFC 5869).
 *
 * @module
 */
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { KeyVault } from "../ports/KeyVault.ts"
import type { Purpose } from "../values/Mac.ts"

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
  "holderIndex",
  "accessToken",
  "accessCode",
  "accessSeal",
  "webhook"
]

const derived = (secret: string, purpose: Purpose): KeyObject =>
  createSecretKey(new Uint8Array(hkdfSync("sha256", secret, "tessera", purpose, 32)))

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
      const keys = new Map(purposes.map((purpose) => [purpose, derived(text, purpose)]))
      return KeyVault.of({
        mac: (purpose, message) =>
          createHmac("sha256", keys.get(purpose) ?? "")
            .update(message)
            .digest("hex")
      })
    })
}
