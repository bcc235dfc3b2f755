/**
 * Session keys of DESFire EV2 secure messaging and of its transaction MAC, as the public data sheets derive them.
 *
 * @module
 */
import { Aes } from "../../crypto/Aes.ts"
import { bytes, type Bytes, concat, little } from "../../crypto/bytes.ts"

/** What both sides mix into the key: the first bytes of one chance number with those of the other (NXP AN12343). */
const context = (a: Bytes, b: Bytes): Bytes => {
  const mixed = a.slice(2, 8).map((byte, at) => byte ^ (b[at] ?? 0))
  return concat([0x00, 0x01, 0x00, 0x80], a.slice(0, 2), mixed, b.slice(6, 16), a.slice(8, 16))
}

/** The keys of a session, from the key that both have and the 16 chance bytes of each side. */
export const sessionKeys = (
  key: Aes,
  rndA: Bytes,
  rndB: Bytes
): { readonly enc: Bytes; readonly mac: Bytes } => ({
  enc: key.cmac(concat([0xa5, 0x5a], context(rndA, rndB))),
  mac: key.cmac(concat([0x5a, 0xa5], context(rndA, rndB)))
})

/** The start value of a chain: of what goes to the card, or of what comes from it. */
export const sessionIv = (enc: Aes, direction: "command" | "response", ti: Bytes, counter: number): Bytes =>
  enc.encrypt(
    new Uint8Array(16),
    concat(direction === "command" ? [0xa5, 0x5a] : [0x5a, 0xa5], ti, little(counter, 2), new Uint8Array(8))
  )

/** What authenticates one message of a session: command or status, counter, transaction identifier, then what is sent. */
export const messageMac = (mac: Aes, first: number, counter: number, ti: Bytes, sent: Bytes): Bytes =>
  mac.mac(concat([first], little(counter, 2), ti, sent))

/** The keys of one transaction of a card: `tmc` is the counter that this transaction gets, `uid` has seven bytes. */
export const transactionKeys = (
  key: Aes,
  tmc: number,
  uid: Bytes
): { readonly enc: Bytes; readonly mac: Bytes } => {
  const context = concat([0x00, 0x01, 0x00, 0x80], little(tmc, 4), uid)
  const padded = concat(context, new Uint8Array(15 - context.length))
  return { enc: key.cmac(concat(bytes(0xa5), padded)), mac: key.cmac(concat(bytes(0x5a), padded)) }
}
