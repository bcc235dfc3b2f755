/**
 * Letters as rows: what could not be delivered, with its event as one text.
 *
 * @module
 */
import { decodeEvent, encodeEvent, type Letter, type Standing } from "@tessera/core/ports"
import { present, type Row, text, whole, type Written } from "./rows.ts"

/** The values of a letter, in the order of `letterColumns`. */
export const letterRow = ({ dueAt, event, number, reason, state, tries }: Letter): Written => [
  number,
  state,
  JSON.stringify(encodeEvent(event)),
  tries,
  dueAt,
  reason ?? null
]

const stateOf = (row: Row): Letter["state"] => (text(row, "state") === "dead" ? "dead" : "waiting")

export const readLetter = (row: Row): Letter => {
  const { reason } = present(row)
  return {
    number: whole(row, "number"),
    event: decodeEvent(JSON.parse(text(row, "event"))),
    state: stateOf(row),
    tries: whole(row, "tries"),
    dueAt: whole(row, "due_at"),
    ...(typeof reason === "string" && { reason })
  }
}

/** How far a notifier has come, and since when nothing arrives there. */
export const readCursor = (row: Row): Pick<Standing, "reached" | "failingSince"> => {
  const { failing_since: since } = present(row)
  const reached = readReached(row["reached"])
  return {
    ...(reached !== undefined && { reached }),
    ...(since !== undefined && { failingSince: whole(row, "failing_since") })
  }
}

/** The sequences that a notifier has reached, shard by shard. */
const readReached = (written: unknown): ReadonlyArray<number> | undefined => {
  if (typeof written !== "string") return undefined
  const reached: unknown = JSON.parse(written)
  return Array.isArray(reached) ? reached.map(Number) : undefined
}
