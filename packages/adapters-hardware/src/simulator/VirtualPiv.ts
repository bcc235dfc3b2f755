/**
 * A PIV card in memory with one key on P-256: selects, takes a PIN, signs what it is given. Its arithmetic is of no use for real
 * keys: whoever measures its time knows them.
 *
 * @module
 */
import { createPublicKey, type KeyObject } from "node:crypto"
import { readApdu } from "../apdu/Apdu.ts"
import { bytes, type Bytes, concat, isEqual, toHex } from "../crypto/bytes.ts"
import { Eeprom } from "./Eeprom.ts"

type Point = readonly [x: bigint, y: bigint] | undefined

const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const g: Point = [
  0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n
]

const mod = (value: bigint, by: bigint): bigint => ((value % by) + by) % by

const inverse = (value: bigint, by: bigint): bigint => {
  let [a, b, x, y] = [mod(value, by), by, 1n, 0n]
  while (a > 1n) {
    const q = a / b
    ;[a, b, x, y] = [b, a - q * b, y, x - q * y]
  }
  return mod(x, by)
}

const sum = (one: Point, other: Point): Point => {
  if (one === undefined || other === undefined) return one ?? other
  const [[x1, y1], [x2, y2]] = [one, other]
  if (x1 === x2 && mod(y1 + y2, p) === 0n) return undefined
  const slope = x1 === x2 ? (3n * x1 * x1 - 3n) * inverse(2n * y1, p) : (y2 - y1) * inverse(x2 - x1, p)
  const x = mod(slope * slope - x1 - x2, p)
  return [x, mod(slope * (x1 - x) - y1, p)]
}

const times = (factor: bigint, point: Point): Point => {
  let [result, doubled, rest]: [Point, Point, bigint] = [undefined, point, factor]
  for (; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = sum(result, doubled)
    doubled = sum(doubled, doubled)
  }
  return result
}

const numberOf = (from: Bytes): bigint => BigInt(`0x${toHex(from)}`)
const bytesOf = (value: bigint): Bytes =>
  Uint8Array.from(Buffer.from(value.toString(16).padStart(64, "0"), "hex"))

/** A positive number of DER. */
const derNumber = (value: bigint): Bytes => {
  const hex = value.toString(16)
  const plain = Uint8Array.from(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex"))
  const content = (plain[0] ?? 0) > 0x7f ? concat([0], plain) : plain
  return concat([0x02, content.length], content)
}

const ok = bytes(0x90, 0x00)

export interface VirtualPivOptions {
  /** 32 bytes, the private key. */
  readonly key: Bytes
  /** 32 bytes at each call. */
  readonly chance: () => Bytes
  /** Absent: no PIN is asked for. */
  readonly pin?: string
}

export class VirtualPiv {
  readonly uid: Bytes = bytes(0x08, 0x01, 0x02, 0x03)
  readonly eeprom = new Eeprom()
  readonly #key: bigint
  readonly #chance: () => Bytes
  readonly #pin: string | undefined
  #isSelected = false
  #isUnlocked = false
  #triesLeft = 3

  constructor({ chance, key, pin }: VirtualPivOptions) {
    this.#key = mod(numberOf(key), n - 1n) + 1n
    this.#chance = chance
    this.#pin = pin
  }

  get publicKey(): KeyObject {
    const [x, y] = times(this.#key, g) ?? [0n, 0n]
    const coordinate = (value: bigint) => Buffer.from(bytesOf(value)).toString("base64url")
    return createPublicKey({
      key: { kty: "EC", crv: "P-256", x: coordinate(x), y: coordinate(y) },
      format: "jwk"
    })
  }

  powerOn(): void {
    this.#isSelected = false
    this.#isUnlocked = false
  }

  transmit(command: Bytes): Bytes | undefined {
    const sent = readApdu(command)
    if (sent === undefined) return bytes(0x67, 0x00)
    if (sent.ins === 0xa4) {
      this.#isSelected = isEqual(sent.data.slice(0, 5), bytes(0xa0, 0x00, 0x00, 0x03, 0x08))
      return this.#isSelected ? ok : bytes(0x6a, 0x82)
    }
    if (!this.#isSelected) return bytes(0x6a, 0x82)
    if (sent.ins === 0x20) return this.#verify(sent.data)
    return sent.ins === 0x87 && sent.p1 === 0x11 ? this.#sign(sent.data) : bytes(0x6d, 0x00)
  }

  #verify(typed: Bytes): Bytes {
    const pin = new TextDecoder().decode(typed.filter((byte) => byte !== 0xff))
    if (this.#triesLeft === 0) return bytes(0x69, 0x83)
    this.#isUnlocked = pin === this.#pin
    this.#triesLeft = this.#isUnlocked ? 3 : this.#triesLeft - 1
    return this.#isUnlocked ? ok : bytes(0x63, 0xc0 | this.#triesLeft)
  }

  #sign(data: Bytes): Bytes {
    if (this.#pin !== undefined && !this.#isUnlocked) return bytes(0x69, 0x82)
    if (data[0] !== 0x7c || data[4] !== 0x81 || data[5] !== 32) return bytes(0x6a, 0x80)
    const k = mod(numberOf(this.#chance()), n - 1n) + 1n
    const r = mod((times(k, g) ?? [0n])[0], n)
    const s = mod(inverse(k, n) * (numberOf(data.slice(6, 38)) + r * this.#key), n)
    const parts = concat(derNumber(r), derNumber(s))
    const signature = concat([0x30, parts.length], parts)
    return concat([0x7c, signature.length + 2, 0x82, signature.length], signature, ok)
  }
}
