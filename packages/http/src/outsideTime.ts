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

/** Milliseconds of the epoch, as everybody else reads them. */
export const outsideMillis: Effect.Effect<number> = Effect.flatMap(OutsideClock, (outside) =>
  outside === undefined ? Clock.currentTimeMillis : outside.currentTimeMillis
)

/** One moment by the ledger's clock, and by everybody else's. */
export interface Moment {
  readonly at: number
  readonly outside: number
}

export const moment: Effect.Effect<Moment> = Effect.map(
  Effect.all([Clock.currentTimeMillis, outsideMillis]),
  ([at, outside]) => ({ at, outside })
)
