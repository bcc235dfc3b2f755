/**
 * HMAC-SHA-256 under one key from two plain hashes (RFC 2104): every command needs two, and for so short a text an object of
 * the platform's costs more than the hashing.
 *
 * @module
 */
import { hash } from "node:crypto"

/** Bytes that SHA-256 takes at once. */
const block = 64

/** Longer texts, which are rare, get room of their own. */
const room = 4096

const utf8 = new TextEncoder()

const padded = (key: Uint8Array, pad: number, more: number): Uint8Array => {
  const bytes = new Uint8Array(block + more).fill(pad, 0, block)
  key.forEach((byte, n) => (bytes[n] = byte ^ pad))
  return bytes
}

/** The keyed hash of texts as lower-case hexadecimal; the key has 32 bytes. Nothing of a text stays in memory for it. */
export const keyedHash = (key: Uint8Array): ((text: string) => string) => {
  const inner = padded(key, 0x36, room)
  const outer = padded(key, 0x5c, 32)
  return (text) => {
    const most = text.length * 3
    const bytes = most > room ? padded(key, 0x36, most) : inner
    const end = block + utf8.encodeInto(text, bytes.subarray(block)).written
    const digest = hash("sha256", bytes.subarray(0, end), "binary")
    for (let n = 0; n < digest.length; n++) outer[block + n] = digest.charCodeAt(n)
    bytes.fill(0, block, end)
    return hash("sha256", outer, "hex")
  }
}
