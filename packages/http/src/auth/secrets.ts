/**
 * Secrets of access: how they are made, and in which form they are remembered.
 *
 * @module
 */
import { createCipheriv, createDecipheriv, hash, randomBytes, timingSafeEqual } from "node:crypto"
import * as Redacted from "effect/Redacted"
import { everyMac, type Mac, type Macs } from "@tessera/core/ports"

/** So many random bytes in base64url. */
export const randomText = (bytes: number): string => randomBytes(bytes).toString("base64url")

export const sha256 = (text: string): string => hash("sha256", text)

/** What somebody has typed, as part of a record's name: an id as it is, anything else as a hash. */
export const nameable = (text: string): string => (/^[\x20-\x7e]{1,128}$/.test(text) ? text : sha256(text))

/** Whether two texts are the same, with nothing to learn from how long it takes. */
export const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(sha256(a)), Buffer.from(sha256(b))]
  return timingSafeEqual(left, right)
}

/** Digits and capital letters without 0 and O, 1 and I: 32, five bits each. */
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

/** A code that is typed once: eight characters, 40 bits, as `K7QD-3M9X`. */
export const typedCode = (): Redacted.Redacted => {
  const text = [...randomBytes(8)].map((byte) => alphabet[byte % alphabet.length]).join("")
  return Redacted.make(`${text.slice(0, 4)}-${text.slice(4)}`, { label: "one-time code" })
}

/** A code as it was meant: without what was typed between, in capitals. */
export const asMeant = (typed: Redacted.Redacted): string =>
  Redacted.value(typed)
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, "")

/** A key for sealing, of the vault's: it is in no database. */
const sealingKey = (mac: Mac, bound: string): Buffer => Buffer.from(mac("accessSeal", bound), "hex")

/** A secret that has to be read again, sealed (AES-256-GCM) so that it opens only as what it is. */
export const sealed = (mac: Mac, bound: string, secret: Redacted.Redacted): string => {
  const nonce = randomBytes(12)
  const cipher = createCipheriv("aes-256-gcm", sealingKey(mac, bound), nonce)
  const text = Buffer.concat([cipher.update(Redacted.value(secret), "utf8"), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url")
}

/** What was sealed, under whichever secret; nothing where it was changed, or belongs to something else. */
export const unsealed = (macs: Macs, bound: string, text: string): Redacted.Redacted | undefined => {
  for (const mac of everyMac(macs)) {
    const opened = openedUnder(mac, bound, text)
    if (opened !== undefined) return opened
  }
  return undefined
}

const openedUnder = (mac: Mac, bound: string, text: string): Redacted.Redacted | undefined => {
  const bytes = Buffer.from(text, "base64url")
  try {
    const decipher = createDecipheriv("aes-256-gcm", sealingKey(mac, bound), bytes.subarray(0, 12))
    decipher.setAuthTag(bytes.subarray(12, 28))
    const opened = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
    return Redacted.make(opened.toString("utf8"))
  } catch {
    return undefined
  }
}
