/**
 * One AES key and what cards do with it: single blocks, chains of them, and the authentication code CMAC (RFC 4493).
 *
 * @module
 */
import {
  type Cipheriv,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type Decipheriv,
  type KeyObject
} from "node:crypto"
import { type Bytes, concat } from "./bytes.ts"

const block = 16

/** Sixteen zeros. */
export const noIv: Bytes = new Uint8Array(block)

/** Shifted left by one bit, in the field of CMAC. */
const doubled = (value: Bytes): Bytes => {
  const out = new Uint8Array(block)
  for (let at = 0; at < block; at++) out[at] = ((value[at] ?? 0) << 1) | ((value[at + 1] ?? 0) >> 7)
  if ((value[0] ?? 0) & 0x80) out[block - 1] = (out[block - 1] ?? 0) ^ 0x87
  return out
}

/** A key of 16, 24 or 32 bytes, ready for many blocks. */
export class Aes {
  readonly #key: KeyObject
  readonly #bits: number
  /** One chain for everything: a call of the native library costs as much for fifteen blocks as for one. */
  readonly #encrypting: Cipheriv
  /** What the chain ended with: it is taken out of what comes next. */
  #last: Bytes = noIv
  #decrypting: Decipheriv | undefined
  #subkeys: { readonly whole: Bytes; readonly padded: Bytes } | undefined

  constructor(key: Bytes) {
    // A cipher of a key object is made in a tenth of the time of one of bytes.
    this.#key = createSecretKey(key)
    this.#bits = key.length * 8
    this.#encrypting = createCipheriv(`aes-${this.#bits}-cbc`, this.#key, noIv).setAutoPadding(false)
  }

  /** The two subkeys of CMAC: for a last block that is whole, and for one that was padded. */
  get subkeys() {
    if (this.#subkeys === undefined) {
      const whole = doubled(this.encrypt(noIv, noIv))
      this.#subkeys = { whole, padded: doubled(whole) }
    }
    return this.#subkeys
  }

  /** CBC. The input is whole blocks. */
  encrypt(iv: Bytes, input: Bytes): Bytes {
    if (input.length === 0) return new Uint8Array(0)
    const mixed = Uint8Array.from(input)
    for (let n = 0; n < block; n++) mixed[n] = (mixed[n] ?? 0) ^ (iv[n] ?? 0) ^ (this.#last[n] ?? 0)
    const out = Uint8Array.from(this.#encrypting.update(mixed))
    this.#last = out.slice(-block)
    return out
  }

  /** CBC. The input is whole blocks. */
  decrypt(iv: Bytes, input: Bytes): Bytes {
    this.#decrypting ??= createDecipheriv(`aes-${this.#bits}-ecb`, this.#key, null).setAutoPadding(false)
    const out = Uint8Array.from(this.#decrypting.update(input))
    for (let at = 0; at < input.length; at++)
      out[at] = (out[at] ?? 0) ^ ((at < block ? iv[at] : input[at - block]) ?? 0)
    return out
  }

  /** The 16 bytes of CMAC. `paddedTo`: as NXP AN10922 pads, to more than the next whole block. */
  cmac(message: Bytes, paddedTo = 0): Bytes {
    const { padded, whole } = this.subkeys
    const length = Math.max(paddedTo, Math.ceil(message.length / block) * block, block)
    const isWhole = message.length === length
    const last = isWhole ? whole : padded
    const filled = isWhole
      ? Uint8Array.from(message)
      : concat(message, [0x80], new Uint8Array(length - message.length - 1))
    for (let n = 0; n < block; n++)
      filled[length - block + n] = (filled[length - block + n] ?? 0) ^ (last[n] ?? 0)
    return this.encrypt(noIv, filled).slice(length - block)
  }

  /** Eight bytes, every second one of CMAC: what the cards of this family send. */
  mac(message: Bytes): Bytes {
    const all = this.cmac(message)
    const out = new Uint8Array(8)
    for (let n = 0; n < 8; n++) out[n] = all[2 * n + 1] ?? 0
    return out
  }
}
