/**
 * Which family of cards lies on a reader, by its answer to reset: nothing is asked of a card that cannot be what is looked for.
 *
 * @module
 */
import { type Bytes, toHex } from "../crypto/bytes.ts"

/** Without contacts, as PC/SC part 3 writes it: `3B 8n 80 01`, then what the card says of itself. */
const contactless = /^3b8[0-9a-f]8001/
/** Cards that a reader speaks for: `80 4F 0C`, who named them (A0 00 00 03 06), a standard, and the name in two bytes. */
const storage = /^3b8[0-9a-f]8001804f0ca000000306/
/** Of them, MIFARE Classic with 1 KB and with 4 KB. */
const classic = /^3b8[0-9a-f]8001804f0ca000000306[0-9a-f]{2}000[12]/

/** What a reader did not say is found out by asking. */
const isUnsaid = (atr: Bytes): boolean => atr.length === 0

/** A card that speaks ISO/IEC 14443-4, as every DESFire does whatever its maker made it say of itself. */
export const mayBeDesfire = (atr: Bytes): boolean => {
  const said = toHex(atr)
  return isUnsaid(atr) || (contactless.test(said) && !storage.test(said))
}

export const mayBeClassic = (atr: Bytes): boolean => isUnsaid(atr) || classic.test(toHex(atr))
