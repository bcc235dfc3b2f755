/**
 * SHA-256 from Node.js, plain and keyed.
 *
 * @module
 */
import { createHmac, createSecretKey, hash } from "node:crypto"
import * as Layer from "effect/Layer"
import { Digest } from "../ports/Digest.ts"

/** The digest service of a Node.js process. */
export const NodeDigest = {
  layer: Layer.succeed(
    Digest,
    Digest.of({
      sha256: (text) => hash("sha256", text, "hex"),
      hmac: (key, text) => createHmac("sha256", createSecretKey(key, "hex")).update(text).digest("hex")
    })
  )
}
