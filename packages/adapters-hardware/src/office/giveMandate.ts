/**
 * Taking the mandate of a terminal: only one that was signed for this group, and no second one under its id.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { SignedText } from "../crypto/Signed.ts"
import { mandateText, readMandate } from "../purse/Mandate.ts"
import type { ArchiveUnavailable } from "./Archive.ts"
import type { Hand } from "./loadCard.ts"

/**
 * The office takes no such mandate: somebody else signed it, it is of another group or currency, its id is taken, or it accepts
 * MIFARE Classic and the program does not.
 */
export class MandateRefused extends Schema.TaggedError<MandateRefused>()("MandateRefused", {
  why: Schema.Literals(["forged", "ofAnother", "idTaken", "classicNotAccepted"])
}) {}

export const giveMandate = Effect.fnUntraced(function* (
  { desk, hear, postAll }: Pick<Hand, "desk" | "hear" | "postAll">,
  signed: SignedText
): Effect.fn.Return<void, ArchiveUnavailable | MandateRefused> {
  const { group, ledger, mandateKeys } = desk.options
  const read = mandateKeys.map((key) => readMandate(key, signed)).find((one) => one !== undefined)
  if (read === undefined) return yield* new MandateRefused({ why: "forged" })
  if (read.group !== group.group || read.currency !== ledger.currency)
    return yield* new MandateRefused({ why: "ofAnother" })
  if (read.acceptsClassic && desk.accepted === undefined)
    return yield* new MandateRefused({ why: "classicNotAccepted" })
  const known = desk.mandates.mandate(read.id)
  if (known === undefined) yield* hear([{ kind: "mandate", ...signed }])
  else if (mandateText(known) !== mandateText(read)) return yield* new MandateRefused({ why: "idTaken" })
  yield* postAll
})
