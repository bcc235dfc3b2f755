/**
 * A number is given once: who comes later under it is somebody else.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ArchiveUnavailable } from "./Archive.ts"
import type { Hand } from "./loadCard.ts"

/**
 * `terminal`: this epoch of it has another key; enrol it anew with the next epoch. `card`: the chip holds another purse, of which late
 * lines may come. `purse`: it is on another chip.
 */
export class NumberTaken extends Schema.TaggedError<NumberTaken>()("NumberTaken", {
  of: Schema.Literals(["terminal", "card", "purse"])
}) {}

type Given = Effect.fn.Return<void, ArchiveUnavailable | NumberTaken>
type Office = Pick<Hand, "desk" | "hear">

export const issuePurse = Effect.fnUntraced(function* (
  { desk, hear }: Office,
  uid: string,
  purse: string
): Given {
  const standing = desk.book.standingOf(uid, purse)
  if (standing === "card" || standing === "purse") return yield* new NumberTaken({ of: standing })
  if (standing === "free") yield* hear([{ kind: "issued", uid, purse }])
})

export const enrolTerminal = Effect.fnUntraced(function* (
  { desk, hear }: Office,
  terminal: number,
  epoch: number,
  publicKey: string
): Given {
  const known = desk.book.terminal(terminal, epoch)
  if (known === undefined) yield* hear([{ kind: "enrolled", terminal, epoch, publicKey }])
  else if (known.publicKey !== publicKey) return yield* new NumberTaken({ of: "terminal" })
})
