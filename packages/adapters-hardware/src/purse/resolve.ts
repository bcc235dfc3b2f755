/**
 * Finding out what became of a commit whose answer never came: the same card, presented again, knows.
 *
 * @module
 */
import { refuse, type Script } from "../apdu/Script.ts"
import { readRecords } from "../cards/desfire/commands.ts"
import { type Bytes, isEqual } from "../crypto/bytes.ts"
import { type Access, enter } from "./enter.ts"
import type { Intent, PurseRefusal } from "./Intent.ts"
import { file, recordLength, recordsKept } from "./layout.ts"
import { askerBytes } from "./records.ts"

/** What became of it. `Undecided`: the card was used so often since that it has forgotten; the office will know. */
export type Resolved =
  | { readonly _tag: "Done"; readonly tmc: number; readonly tmv?: Bytes }
  | { readonly _tag: "NotDone" }
  | { readonly _tag: "Undecided" }

/** The sale that a void was of. */
export interface VoidOf {
  readonly sale: Pick<Intent, "asker">
}

const newest = 0

/**
 * A transaction that writes the log is found in it by who asked. A void writes none: right after it the log still ends with
 * the sale it was of, and with one transaction more than before that was it.
 */
export function* resolve(
  access: Access,
  intent: Pick<Intent, "uid" | "asker" | "tmcBefore" | "kind">,
  voidOf?: VoidOf
): Script<Resolved, PurseRefusal> {
  if (!isEqual(access.uid, intent.uid)) return yield* refuse<PurseRefusal>({ _tag: "OtherCard" })
  const { session, tmc, tmv } = yield* enter(access)
  if (tmc < intent.tmcBefore) return { _tag: "Undecided" }
  if (tmc === intent.tmcBefore) return { _tag: "NotDone" }
  const isNext = tmc === intent.tmcBefore + 1
  const done: Resolved = { _tag: "Done", tmc: intent.tmcBefore + 1, ...(isNext && { tmv }) }
  const records = yield* readRecords(session, file.log, 0, recordLength)
  const has = (at: number, asker: Intent["asker"]): boolean => {
    const record = records[at]
    return record !== undefined && isEqual(record.slice(16), askerBytes(asker))
  }
  if (intent.kind === "void") {
    if (!isNext || voidOf === undefined) return { _tag: "Undecided" }
    return has(newest, voidOf.sale.asker) ? done : { _tag: "NotDone" }
  }
  if (records.some((_, at) => has(at, intent.asker))) return done
  // Whatever came since has written a line each, but for voids; as long as the log is not full, ours would be there.
  return tmc - intent.tmcBefore < recordsKept ? { _tag: "NotDone" } : { _tag: "Undecided" }
}
