/**
 * One round of telling in a test: at an instant of its own, with chance from a seed, and broken off where the test says so.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { Network } from "../network/Network.ts"
import { Deliveries } from "../ports/Deliveries.ts"
import type { Notifier } from "../ports/Notifier.ts"
import { Store, StoreUnavailable } from "../ports/Store.ts"
import { type Round, round, type TellingOptions, termsOf } from "../telling.ts"
import type { Instant } from "../values/Instant.ts"

/** Who tells whom, and how. */
export interface Telling extends TellingOptions {
  readonly notifier: Notifier
  /** The process that tells. Absent: `A`. */
  readonly carrier?: string
  /** It is killed between the deliveries and their commit. */
  readonly isKilled?: boolean
}

const killed = new StoreUnavailable({ cause: new Error("the process was killed") })

const withoutRecord = (deliveries: Deliveries["Service"]): Deliveries["Service"] =>
  Deliveries.of({
    ...deliveries,
    record: (baton, progress) =>
      progress === undefined || progress.reached.length === 0
        ? deliveries.record(baton, progress)
        : Effect.fail(killed)
  })

/** A round at an instant; `killed` where it was. */
export const tellOnce = Effect.fnUntraced(function* (
  { deliveries, store }: { readonly store: Store["Service"]; readonly deliveries: Deliveries["Service"] },
  network: Network,
  now: Instant,
  { carrier = "A", isKilled = false, notifier, ...options }: Telling
): Effect.fn.Return<Round | "killed"> {
  const clock = yield* Clock.Clock
  const stopped = Clock.Clock.of({
    currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe(),
    currentTimeNanos: clock.currentTimeNanos,
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: clock.monotonicTimeNanos,
    sleep: (duration) => clock.sleep(duration),
    currentTimeMillisUnsafe: () => now,
    currentTimeMillis: Effect.succeed(now)
  })
  const services = Context.make(Store, store).pipe(
    Context.add(Deliveries, isKilled ? withoutRecord(deliveries) : deliveries),
    Context.add(Clock.Clock, stopped)
  )
  const teller = {
    notifier,
    network,
    catchUp: Effect.void,
    terms: termsOf(options),
    carrier,
    isClosing: () => false,
    rest: { until: 0 }
  }
  return yield* round(teller).pipe(
    Effect.provideContext(services),
    Random.withSeed(now),
    Effect.catchTag("StoreUnavailable", (failure) =>
      failure === killed ? Effect.succeed("killed" as const) : Effect.die(failure)
    )
  )
})
