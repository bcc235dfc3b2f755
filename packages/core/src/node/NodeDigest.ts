/**
 * SHA-256 from Node.js.
 *
 * @module
 */
import { hash } from "node:crypto"
import * as Layer from "effect/Layer"
import { Digest } from "../ports/Digest.ts"

/** The digest service of a Node.js process. */
export const NodeDigest = {
  layer: Layer.succeed(Digest, Digest.of({ sha256: (text) => hash("sha256", text, "hex") }))
}
