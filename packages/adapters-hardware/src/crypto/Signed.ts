/**
 * A text with a name under it: mandates, lists and journals are signed as they are written, and read only after that.
 *
 * @module
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto"
import type { Bytes } from "./bytes.ts"

export interface SignedText {
  readonly text: string
  /** Over the UTF-8 of the text, as base64: Ed25519 (RFC 8032), or ECDSA on P-256 with SHA-256, in DER, where a card signs. */
  readonly signature: string
}

/** Who signs. */
export interface SigningKeys {
  readonly sign: (text: string) => string
  /** SubjectPublicKeyInfo (RFC 8410) in DER, as base64. */
  readonly publicKey: string
}

/** What PKCS #8 (RFC 8410) says before the 32 bytes of an Ed25519 key. */
const before = Buffer.from("302e020100300506032b657004220420", "hex")

/** The keys of a seed of 32 bytes. */
export const signingKeys = (seed: Bytes): SigningKeys => {
  if (seed.length !== 32) throw new RangeError("seed: Expected 32 bytes")
  const key = createPrivateKey({ key: Buffer.concat([before, seed]), format: "der", type: "pkcs8" })
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64")
  return { sign: (text) => sign(null, Buffer.from(text), key).toString("base64"), publicKey }
}

/** What is hashed before it is signed, by the kind of key. Nothing for kinds that sign nothing here. */
const hashFor = (key: KeyObject): { readonly name: "sha256" | null } | undefined => {
  if (key.asymmetricKeyType === "ed25519") return { name: null }
  return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? { name: "sha256" } : undefined
}

/** Checks what was signed with one public key. A key that is none believes nobody. */
export const verifier = (publicKey: string): ((signed: SignedText) => boolean) => {
  let key: KeyObject
  try {
    key = createPublicKey({ key: publicKey, format: "der", type: "spki", encoding: "base64" })
  } catch {
    return () => false
  }
  const hash = hashFor(key)
  return ({ signature, text }) =>
    hash !== undefined && verify(hash.name, Buffer.from(text), key, Buffer.from(signature, "base64"))
}

/** SHA-256 of a text, in hexadecimal. */
export const textHash = (text: string): string => createHash("sha256").update(text).digest("hex")
