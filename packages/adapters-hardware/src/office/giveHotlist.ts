/**
 * Taking a list of cards that nobody sells on, or what changed on it: only what was signed for this group, and in its order.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { SignedText } from "../crypto/Signed.ts"
import { type Hotlist, readHotlist, readHotlistChange } from "../purse/Mandate.ts"
import type { ArchiveUnavailable } from "./Archive.ts"
import type { Hand } from "./loadCard.ts"

/**
 * The office takes no such list: somebody else signed it, it is of another group, it is not later than the newest, or it changes
 * another version than the newest.
 */
export class HotlistRefused extends Schema.TaggedError<HotlistRefused>()("HotlistRefused", {
  why: Schema.Literals(["forged", "ofAnother", "notNewer", "notNext"])
}) {}

const isSame = (one: Hotlist, other: Hotlist): boolean =>
  one.version === other.version && one.at === other.at && one.purses.join() === other.purses.join()

export const giveHotlist = Effect.fnUntraced(function* (
  { desk, hear, postAll }: Pick<Hand, "desk" | "hear" | "postAll">,
  signed: SignedText
): Effect.fn.Return<void, ArchiveUnavailable | HotlistRefused> {
  const { group, mandateKeys } = desk.options
  const read = mandateKeys
    .map((key) => readHotlist(key, signed) ?? readHotlistChange(key, signed))
    .find((one) => one !== undefined)
  if (read === undefined) return yield* new HotlistRefused({ why: "forged" })
  if (read.group !== group.group) return yield* new HotlistRefused({ why: "ofAnother" })
  const { newest } = desk.hotlists
  const isNewer = newest === undefined || read.version > newest.version
  if (isNewer) {
    if (desk.hotlists.after(read) === undefined) return yield* new HotlistRefused({ why: "notNext" })
    yield* hear([{ kind: "hotlist", ...signed }])
  } else if (read.type === "hotlist" ? !isSame(newest, read) : read.version !== newest.version)
    return yield* new HotlistRefused({ why: "notNewer" })
  yield* postAll
})
