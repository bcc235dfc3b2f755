/**
 * The service that tells notifiers what happened: webhooks, messages to holders, whatever wants to know.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import { CurrentNetwork } from "./currentNetwork.ts"
import type { Configuration } from "./network/Configuration.ts"
import { networkOf } from "./network/Network.ts"
import { type DeadQuery, Deliveries, type Letter } from "./ports/Deliveries.ts"
import type { Notifier } from "./ports/Notifier.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import { letGo, type Round, round, type Teller, type TellingOptions, termsOf } from "./telling.ts"

/** Who is told, and how. */
export interface NoticesOptions extends TellingOptions {
  readonly notifiers: ReadonlyArray<Notifier>
  /** Absent: true. With false nobody is told until `tellAll` is called, as a job does. */
  readonly inBackground?: boolean
}

interface Shape {
  /** Tells all notifiers what there is to tell now, but for what waits for another try or is told by another process. */
  readonly tellAll: () => Effect.Effect<void, StoreUnavailable>
  /** What could not be delivered and is not tried any more, oldest first. */
  readonly dead: (query: DeadQuery) => Effect.Effect<ReadonlyArray<Letter>, StoreUnavailable>
  /**
   * Lets dead letters be tried again: those of these numbers, or all. They come after what was delivered since. Answers
   * how many.
   */
  readonly redrive: (
    notifier: string,
    numbers: ReadonlyArray<number> | "all"
  ) => Effect.Effect<number, StoreUnavailable>
}

export class Notices extends Context.Service<Notices, Shape>()("@tessera/core/Notices") {
  /** The service for one tenant, on a store and its deliveries, for the life of the scope. */
  static readonly layer = (configuration: Configuration, options: NoticesOptions) =>
    Layer.effect(this, makeNotices(configuration, options))
}

const letters = "0123456789abcdef"

/** A name for this process that nobody else has. */
const newCarrier = Effect.map(
  Effect.forEach(Array.from({ length: 32 }), () => Random.nextIntBetween(0, letters.length)),
  (places) => places.map((place) => letters[place] ?? "0").join("")
)

const assertNames = (notifiers: ReadonlyArray<Notifier>): void => {
  const names = notifiers.map(({ name }) => name)
  const wrong = names.find((name, n) => name === "" || names.indexOf(name) < n)
  if (wrong !== undefined)
    throw new TypeError(`notifiers: Expected a name for each that no other has; "${wrong}" is none`)
}

const makeNotices = Effect.fnUntraced(function* (
  configuration: Configuration,
  { inBackground = true, notifiers, ...options }: NoticesOptions
) {
  assertNames(notifiers)
  const store = yield* Store
  const services = Context.make(Store, store).pipe(Context.add(Deliveries, yield* Deliveries))
  const current = new CurrentNetwork(store, networkOf(configuration))
  const deliveries = Context.get(services, Deliveries)
  const closing = Deferred.makeUnsafe<void>()
  const [carrier, terms] = [yield* newCarrier, termsOf(options)]
  const tellers = notifiers.map((notifier): Teller => ({
    notifier,
    get network() {
      return current.network
    },
    catchUp: current.catchUp,
    terms,
    carrier,
    isClosing: () => Deferred.isDoneUnsafe(closing)
  }))
  const once = (teller: Teller) => Effect.provideContext(round(teller), services)
  const untilClosed = (teller: Teller) =>
    Effect.andThen(untilClosing(teller, once, closing), Effect.provideContext(letGo(teller), services))
  if (inBackground) yield* inTheBackground(tellers.map(untilClosed), closing)
  return Notices.of({
    tellAll: () => Effect.forEach(tellers, (teller) => untilIdle(once(teller)), { discard: true }),
    dead: (query) => deliveries.dead(query),
    redrive: (notifier, numbers) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => deliveries.redrive(notifier, numbers, now))
  })
})

type Once = (teller: Teller) => Effect.Effect<Round, StoreUnavailable>

const untilIdle = (once: Effect.Effect<Round, StoreUnavailable>): Effect.Effect<void, StoreUnavailable> =>
  Effect.repeat(once, { while: (how) => how === "moved" })

/** Round after round. After one that failed, or lost the baton, another process has the time to go on. */
const untilClosing = (teller: Teller, once: Once, closing: Deferred.Deferred<void>): Effect.Effect<void> => {
  const { lapse, poll } = teller.terms
  const pauses: Readonly<Record<Round, number>> = { moved: 0, idle: poll, elsewhere: poll, lost: lapse }
  const step = once(teller).pipe(
    Effect.map((how) => pauses[how]),
    Effect.catchCause((cause) =>
      Effect.as(Effect.logError(`${teller.notifier.name} cannot be told`, cause), 2 * lapse)
    ),
    Effect.flatMap((pause) =>
      pause === 0 ? Effect.void : Effect.raceFirst(Effect.sleep(pause), Deferred.await(closing))
    )
  )
  return Effect.repeat(step, { until: () => teller.isClosing() })
}

/** When the scope closes, what is being delivered is waited for, and what is not begun becomes letters for the next start. */
const inTheBackground = (all: ReadonlyArray<Effect.Effect<void>>, closing: Deferred.Deferred<void>) =>
  Effect.acquireRelease(
    Effect.forEach(all, (one) => Effect.forkDetach(one)),
    (fibers) => Effect.andThen(Deferred.done(closing, Exit.void), Fiber.awaitAll(fibers))
  )
