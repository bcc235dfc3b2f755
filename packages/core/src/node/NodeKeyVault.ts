/**
 * A key vault in the memory of a Node.js process: one secret, from which a key per purpose is derived (HKDF, RFC 5869).
 *
 * @module
 */
import { createHmac, createSecretKey } from "node:crypto"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { KeyVault } from "../ports/KeyVault.ts"
import type { Mac, Purpose } from "../values/Mac.ts"
import { derivedFrom, type SecretsBefore } from "./secretKeys.ts"

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

const macUnder = (secret: Redacted.Redacted): Mac => {
  if (Redacted.value(secret).length < 32)
    throw new Error("Expected a key vault secret of at least 32 characters")
  const keys = new Map(purposes.map((purpose) => [purpose, createSecretKey(derivedFrom(secret, purpose))]))
  return (purpose, message) =>
    createHmac("sha256", keys.get(purpose) ?? "")
      .update(message)
      .digest("hex")
}

/** The key vault of a Node.js process. */
export const NodeKeyVault = {
  /**
   * Keys derived from one secret of at least 32 characters, which the caller keeps outside of the database. Whoever
   * loses it can find no card again; whoever learns it can find all. Then it is followed by another one: what is new is
   * made under that, and with the older ones in `before` everything is still found.
   */
  layer: (secret: Redacted.Redacted, { before = [] }: SecretsBefore = {}) =>
    Layer.sync(KeyVault, () => {
      const older = before.map(macUnder)
      return KeyVault.of({ mac: macUnder(secret), ...(older.length > 0 && { before: older }) })
    })
}
