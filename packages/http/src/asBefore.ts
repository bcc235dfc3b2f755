/**
 * As before: a command that is sent again under its key is answered as it was, whoever works there now and wherever the device stands.
 * Who asks and where is not the sender's to say, and no part of what was asked.
 *
 * @module
 */
import type { Command, Operations, Outcome, Overloaded, StoredValue } from "@tessera/core"
import type { StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import type { Caller } from "./Caller.ts"

interface Ground {
  readonly ledger: StoredValue["Service"]
  readonly operations: Operations["Service"]
}

const kinds = [
  ["outlet", "outlets"],
  ["terminal", "terminals"],
  ["shift", "shifts"]
] as const

/** The fields of a command that say who asks and where, and of which this caller has no choice. */
const fixedFor = ({ channel, operator, rows }: Caller): ReadonlyArray<string> => [
  ...(channel === undefined ? [] : ["channel"]),
  // With nobody signed in, or in no shift, there is none; before and afterwards there may be.
  ...(operator === undefined ? [] : ["operator", "shift"]),
  ...kinds.flatMap(([field, all]) => (rows[all]?.length === 1 ? [field] : []))
]

/** The outcome of a command, or, where its key was used for the same by somebody else or elsewhere, the one that it had. */
export const asBefore = (
  { ledger, operations }: Ground,
  caller: Caller,
  command: Command,
  outcome: Outcome
): Effect.Effect<Outcome, Overloaded | StoreUnavailable> => {
  if (outcome.outcome !== "declined" || outcome.decline._tag !== "IdempotencyConflict")
    return Effect.succeed(outcome)
  const fixed = fixedFor(caller)
  if (!fixed.includes(outcome.decline.field)) return Effect.succeed(outcome)
  return Effect.flatMap(operations.byKey(caller.client, command.key), (found) => {
    if (found === undefined || "tombstone" in found) return Effect.succeed(outcome)
    // The ledger has written it. The key is known: nothing is done under it any more, and what else differs is a conflict.
    const before: Readonly<Record<string, unknown>> = JSON.parse(found.operation.asked)
    const same = { ...command, ...Object.fromEntries(fixed.map((field) => [field, before[field]])) }
    return ledger.submit(caller.client, same)
  })
}
