/**
 * Ed25519 signatures from Node.js, under a key that is given or derived from the ledger's secret.
 *
 * @module
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  sign,
  verify
} from "node:crypto"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { type IsSigned, Signer, SignerUnavailable, type SigningKey } from "../ports/Signer.ts"

/** What PKCS #8 (RFC 8410) says before the 32 bytes of an Ed25519 key. */
const before = "302e020100300506032b657004220420"

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const derived = (secret: string): KeyObject => {
  const seed = createSecretKey(new Uint8Array(hkdfSync("sha256", secret, "tessera", "checkpoint", 32)))
  const key = before + seed.export().toString("hex")
  return createPrivateKey({ key, format: "der", type: "pkcs8", encoding: "hex" })
}

const given = (key: string): KeyObject => {
  const isPem = key.includes("-----BEGIN")
  const read = createPrivateKey(isPem ? key : { key, format: "der", type: "pkcs8", encoding: "base64" })
  if (read.asymmetricKeyType !== "ed25519") throw new TypeError("Expected a private key for Ed25519")
  return read
}

const publicKeyOf = (publicKey: string): KeyObject =>
  createPublicKey({ key: publicKey, format: "der", type: "spki", encoding: "base64" })

const keyOf = (publicKey: KeyObject): SigningKey => {
  const bytes = publicKey.export({ format: "der", type: "spki" })
  return {
    id: createHash("sha256").update(bytes).digest("hex").slice(0, 16),
    publicKey: bytes.toString("base64")
  }
}

/** Whether a text was signed with the private half of this public key: for whoever has a checkpoint and no ledger. */
export const isSigned: IsSigned = (publicKey, text, signature) => {
  try {
    const key = publicKeyOf(publicKey)
    return (
      key.asymmetricKeyType === "ed25519" &&
      verify(null, bytesOf(text), key, createSecretKey(signature, "base64").export())
    )
  } catch {
    return false
  }
}

/** The id of a public key; nothing where it is none. */
const idOf = (publicKey: string): string | undefined => {
  try {
    return keyOf(publicKeyOf(publicKey)).id
  } catch {
    return undefined
  }
}

/** The public keys of what is derived from secrets. */
const derivedPublicKeys = (secrets: ReadonlyArray<Redacted.Redacted>): ReadonlyArray<string> =>
  secrets.map((secret) => keyOf(createPublicKey(derived(Redacted.value(secret)))).publicKey)

const signerOf = (key: KeyObject): Signer["Service"] =>
  Signer.of({
    key: keyOf(createPublicKey(key)),
    sign: (text) =>
      Effect.try({
        try: () => sign(null, bytesOf(text), key).toString("base64"),
        catch: (cause) => new SignerUnavailable({ cause })
      }),
    isSigned,
    idOf
  })

/** The signer of a Node.js process. */
export const NodeSigner = {
  /** A private key for Ed25519: PKCS #8 as PEM, or in DER as base64. Keep it outside of the database and its backups. */
  layer: (key: Redacted.Redacted) => Layer.sync(Signer, () => signerOf(given(Redacted.value(key)))),
  /**
   * A key derived from the ledger's secret. Whoever runs the ledger can sign with it; to prove something to others against
   * that person, give a key that somebody else keeps.
   */
  derived: (secret: Redacted.Redacted) => Layer.sync(Signer, () => signerOf(derived(Redacted.value(secret)))),
  /** With which public keys checkpoints of earlier years are checked that were signed under secrets before. */
  derivedPublicKeys
}
