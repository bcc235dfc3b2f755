/**
 * Signing with a PIV card (NIST SP 800-73-4): the key does not leave it.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { apdu, readAnswer } from "../../apdu/Apdu.ts"
import { refuse, type Script, send } from "../../apdu/Script.ts"
import { type Bytes, bytes, concat } from "../../crypto/bytes.ts"

const application = bytes(0xa0, 0x00, 0x00, 0x03, 0x08)
const p256 = 0x11

/** `foreign`: it is no PIV card, or has no such key. Otherwise it does not take its PIN. */
export type PivRefusal = "foreign" | { readonly triesLeft?: number }

function* selected(): Script<void, PivRefusal> {
  const answer = readAnswer(yield* send(apdu([0x00, 0xa4, 0x04, 0x00], application)))
  if (answer?.sw !== 0x9000) yield* refuse<PivRefusal>("foreign")
}

function* unlocked(pin: string): Script<void, PivRefusal> {
  const typed = new TextEncoder().encode(pin)
  const padded = concat(typed, new Uint8Array(Math.max(0, 8 - typed.length)).fill(0xff))
  const sw = readAnswer(yield* send(apdu([0x00, 0x20, 0x00, 0x80], padded, null), "lasting"))?.sw ?? 0
  if (sw === 0x9000) return
  const isCounted = sw >> 4 === 0x63c
  yield* refuse<PivRefusal>(isCounted ? { triesLeft: sw & 0x0f } : sw === 0x6983 ? { triesLeft: 0 } : {})
}

/** The answer is `7c .. 82 .. signature`; lengths are of one byte, as a signature on P-256 has at most 72. */
const signatureIn = (data: Bytes): Bytes | undefined =>
  data[0] === 0x7c && data[2] === 0x82 ? data.slice(4, 4 + (data[3] ?? 0)) : undefined

/** Keys of a PIV card: of the person, for signatures, and of the card, which alone needs no PIN. */
export type PivKey = "9a" | "9c" | "9e"

/** The card's signature (ECDSA on P-256, DER) of the SHA-256 of what is signed. */
export function* signPiv(key: PivKey, signed: Bytes, pin?: string): Script<Bytes, PivRefusal> {
  yield* selected()
  if (pin !== undefined) yield* unlocked(pin)
  const digest = createHash("sha256").update(signed).digest()
  const asked = concat([0x7c, 4 + digest.length, 0x82, 0x00, 0x81, digest.length], digest)
  const answer = readAnswer(yield* send(apdu([0x00, 0x87, p256, Number.parseInt(key, 16)], asked)))
  const signature = answer?.sw === 0x9000 ? signatureIn(answer.data) : undefined
  return signature ?? (yield* refuse<PivRefusal>("foreign"))
}
