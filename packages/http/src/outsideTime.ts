/**
 * Outside time: what clocks of others say. It is the ledger's, but for a sandbox: its time is put forward, and theirs is not.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** The clock of everybody else. Absent: the one that the ledger reads. */
export const OutsideClock = Context.Reference<Clock.Clock | undefined>("@tessera/http/OutsideClock", {
  defaultValue: () => undefined
})

/** Milliseconds of the epoch, as whoever is told something reads them. */
export const outsideMillis: Effect.Effect<number> = Effect.flatMap(OutsideClock, (outside) =>
  outside === undefined ? Clock.currentTimeMillis : outside.currentTimeMillis
)
