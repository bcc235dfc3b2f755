/**
 * The number under which the ledger knows what was swiped, scanned or tapped, so that a card of an older system, a telephone and
 * a new card may all be one account.
 *
 * @module
 */
import { type Bytes, toHex } from "../crypto/bytes.ts"
import type { Tap } from "../cards/ntag424/sun.ts"
import type { Track } from "./magstripe.ts"
import type { PhoneCode } from "./phoneCode.ts"

/** What a device found out. Whether it may be believed was asked before: `verifySun`, `verifyPhoneCode`. */
export type Identified =
  | { readonly by: "swipe"; readonly track: Track }
  | { readonly by: "phone"; readonly code: PhoneCode }
  | { readonly by: "tag"; readonly tap: Tap }
  /** The number of a chip alone. Anybody can copy it: it names an account, and proves nothing. */
  | { readonly by: "chip"; readonly uid: Bytes }
  /** What a bar code on a card says. */
  | { readonly by: "barcode"; readonly text: string; readonly prefixes: ReadonlyArray<string> }

const printed = /^[0-9A-Za-z]{4,64}$/

/**
 * What stands as `card` in a command, and as `newCard` in `LinkCard` when an older card is to find the same account. Nothing
 * where a bar code is none of the operator's own. Chips and tags have their kind before the number, so that no number of a
 * stripe is ever one of theirs.
 */
export const cardNumberOf = (identified: Identified): string | undefined => {
  switch (identified.by) {
    case "swipe":
      return identified.track.number
    case "phone":
      return identified.code.number
    case "tag":
      return `TAG${toHex(identified.tap.uid).toUpperCase()}`
    case "chip":
      return `CHIP${toHex(identified.uid).toUpperCase()}`
    case "barcode": {
      const { prefixes, text } = identified
      const number = text.trim()
      return printed.test(number) && prefixes.some((prefix) => number.startsWith(prefix)) ? number : undefined
    }
  }
}
