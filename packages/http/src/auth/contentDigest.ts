/**
 * Content digests: what a signature says of the body, by RFC 9530.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { parseDictionary } from "structured-headers"
import { isSame } from "./secrets.ts"

const hashes = { "sha-256": "sha256", "sha-512": "sha512" } as const

const isKnown = (name: string): name is keyof typeof hashes => Object.hasOwn(hashes, name)

/** `Content-Digest` of a body. */
export const contentDigest = (body: Uint8Array, name: keyof typeof hashes = "sha-256"): string =>
  `${name}=:${createHash(hashes[name]).update(body).digest("base64")}:`

/** Whether a `Content-Digest` names at least one hash that is known, and everyone of these is the body's. */
export const isDigestOf = (field: string, body: Uint8Array): boolean => {
  try {
    const named = [...parseDictionary(field)].filter(([name]) => isKnown(name))
    return (
      named.length > 0 &&
      named.every(([name, [value]]) =>
        isKnown(name) && value instanceof ArrayBuffer
          ? isSame(
              Buffer.from(value).toString("base64"),
              createHash(hashes[name]).update(body).digest("base64")
            )
          : false
      )
    )
  } catch {
    return false
  }
}
