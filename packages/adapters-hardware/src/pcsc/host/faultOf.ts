/**
 * What PC/SC says when something went wrong, by its code or by the words that libraries put in its place.
 *
 * @module
 */
import type { Why } from "../Message.ts"

/** The codes of PC/SC (part 5, and winerror.h), without their common beginning 0x8010. */
const codes: Readonly<Record<string, Why>> = {
  "0009": "readerGone",
  "000a": "mute",
  "000b": "busy",
  "000c": "cardGone",
  "0010": "cardGone",
  "0016": "cardGone",
  "0017": "readerGone",
  "001d": "service",
  "001e": "service",
  "0013": "service",
  "002e": "readerGone",
  "002f": "mute",
  "0066": "mute",
  "0067": "cardGone",
  "0068": "cardChanged",
  "0069": "cardGone"
}

/** Words of libraries that have no codes. */
const words: ReadonlyArray<readonly [RegExp, Why]> = [
  [/sharing violation/i, "busy"],
  [/was removed|no smart ?card|not transacted|transaction failed|unpowered/i, "cardGone"],
  [/was reset|has been reset/i, "cardChanged"],
  [/unknown reader|reader (is )?unavailable|no readers/i, "readerGone"],
  [/unresponsive|timeout|not responding/i, "mute"],
  [/service|rpc transport|internal communications/i, "service"]
]

/** What is none of them is `failed`. */
export const faultOf = (cause: unknown): Why => {
  const text = cause instanceof Error ? cause.message : String(cause)
  const code = /0x8010([0-9a-f]{4})/i.exec(text)?.[1]?.toLowerCase()
  if (code !== undefined) return codes[code] ?? "failed"
  return words.find(([said]) => said.test(text))?.[1] ?? "failed"
}
