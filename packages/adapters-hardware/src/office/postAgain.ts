/**
 * Posting again what the ledger could not book, when a person has put right what was wrong.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { ArchiveUnavailable } from "./Archive.ts"
import type { Hand } from "./loadCard.ts"

/**
 * `declined`: not this time either, and it stays in the list. `open`: the ledger has not answered, and is asked again by `post`.
 * `nothing`: there is no such operation to post again.
 */
export type PostedAgain = "posted" | "declined" | "open" | "nothing"

export const postAgain = Effect.fnUntraced(function* (
  { desk, hear, postAll }: Pick<Hand, "desk" | "hear" | "postAll">,
  key: string,
  by: string
): Effect.fn.Return<PostedAgain, ArchiveUnavailable> {
  if (!desk.isDeclined(key)) return "nothing"
  yield* hear([{ kind: "again", key, by }])
  yield* postAll
  if (desk.isDeclined(key)) return "declined"
  return desk.isDueAgain(key) ? "open" : "posted"
})
