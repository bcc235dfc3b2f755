/**
 * The service that tells notifiers what happened: webhooks, messages to holders, whatever wants to know.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import { CurrentNetwork } from "./currentNetwork.ts"
import { type Desk, Desks, type DeskTerms } from "./Desks.ts"
import type { Configuration } from "./network/Configuration.ts"
import { networkOf } from "./network/Network.ts"
import type { Event } from "./notice/Event.ts"
import { Deliveries, type Letter, type LetterQuery, type Tally } from "./ports/Deliveries.ts"
import type { Notifier } from "./ports/Notifier.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import { ends } from "./readOn.ts"
import { forget, putCursor, resend, revive, type Steering } from "./steering.ts"
import { letGo, type Round, round, type Teller, type TellingOptions, termsOf } from "./telling.ts"

/** Who is told, and how. */
export interface NoticesOptions extends TellingOptions {
  readonly notifiers: ReadonlyArray<Notifier>
  /** Notifiers that come, change and go while it runs: all there are at the moment. Absent: none. */
  readonly changing?: Effect.Effect<ReadonlyArray<Notifier>, StoreUnavailable>
  /** Milliseconds between two looks at which there are. Absent: 5,000. */
  readonly look?: number
  /** Absent: true. With false nobody is told until `tellAll` is called, as a job does. */
  readonly inBackground?: boolean
}

/** Dead letters of a notifier: those after a number, at most so many. */
export type DeadQuery = Omit<LetterQuery, "state">

interface Shape {
  /** Tells all notifiers what there is to tell now, but for what waits for another try or is told by another process. */
  readonly tellAll: () => Effect.Effect<void, StoreUnavailable>
  /** Looks at once which notifiers there are, and no longer are. */
  readonly look: () => Effect.Effect<void, StoreUnavailable>
  /** What could not be delivered and is not tried any more, oldest first. */
  readonly dead: (query: DeadQuery) => Effect.Effect<ReadonlyArray<Letter>, StoreUnavailable>
  /** What waits for another try, and what waits behind it. */
  readonly waiting: (query: DeadQuery) => Effect.Effect<ReadonlyArray<Letter>, StoreUnavailable>
  /** How far a notifier has come, and how much of it could not be delivered. */
  readonly tally: (notifier: string) => Effect.Effect<Tally, StoreUnavailable>
  /**
   * Lets dead letters be tried again: those of these numbers, or all. They come after what was delivered since. Answers
   * how many.
   */
  readonly redrive: (
    notifier: string,
    numbers: ReadonlyArray<number> | "all"
  ) => Effect.Effect<number, StoreUnavailable>
  /**
   * Puts the cursor of a notifier, back or forwards: what comes after it is told, also what was told before. Who delivers at
   * the moment begins anew, so that some of it may come twice.
   */
  readonly putCursor: (
    notifier: string,
    reached: ReadonlyArray<number>
  ) => Effect.Effect<void, StoreUnavailable>
  /** Lets one event be told again, after what waits for the same account. */
  readonly resend: (notifier: string, event: Event) => Effect.Effect<void, StoreUnavailable>
  /** Lets everything that waits be tried at once, with all tries before it. */
  readonly revive: (notifier: string) => Effect.Effect<void, StoreUnavailable>
  /** Forgets what waits for a notifier that is no more, and what could not be delivered. */
  readonly forget: (notifier: string) => Effect.Effect<void, StoreUnavailable>
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

/** What a process tells, in the background or when it is asked to. */
const desksOf = (
  terms: DeskTerms,
  inBackground: boolean,
  services: Context.Context<Store | Deliveries>
): Desks => {
  const work = ({ closing, teller }: Desk) =>
    Effect.andThen(
      untilClosing(teller, onceOn(services), closing),
      Effect.provideContext(letGo(teller), services)
    )
  return new Desks(terms, inBackground ? work : undefined)
}

const onceOn =
  (services: Context.Context<Store | Deliveries>): Once =>
  (teller) =>
    Effect.provideContext(round(teller), services)

const makeNotices = Effect.fnUntraced(function* (
  configuration: Configuration,
  { changing, inBackground = true, look = 5_000, notifiers, ...options }: NoticesOptions
) {
  const store = yield* Store
  const services = Context.make(Store, store).pipe(Context.add(Deliveries, yield* Deliveries))
  const deliveries = Context.get(services, Deliveries)
  const current = new CurrentNetwork(store, networkOf(configuration))
  const desks = desksOf(
    {
      get network() {
        return current.network
      },
      catchUp: current.catchUp,
      terms: termsOf(options),
      carrier: yield* newCarrier
    },
    inBackground,
    services
  )
  // When the scope closes, what is being delivered is waited for, and what is not begun becomes letters for the next start.
  yield* Effect.acquireRelease(desks.set(notifiers), () => desks.close)
  const lookNow =
    changing === undefined
      ? Effect.void
      : Effect.flatMap(changing, (more) => desks.set([...notifiers, ...more]))
  if (inBackground && changing !== undefined) yield* Effect.forkScoped(looking(lookNow, look))
  const steering: Steering = { deliveries, carrier: yield* newCarrier }
  const here = ends(store)
  return Notices.of({
    tellAll: Effect.fnUntraced(function* () {
      yield* lookNow
      for (const { teller } of desks.desks) yield* untilIdle(onceOn(services)(teller))
    }),
    look: () => lookNow,
    dead: (query) => deliveries.letters({ ...query, state: "dead" }),
    waiting: (query) => deliveries.letters({ ...query, state: "waiting" }),
    tally: (notifier) => deliveries.look(notifier),
    redrive: (notifier, numbers) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => deliveries.redrive(notifier, numbers, now)),
    putCursor: (notifier, reached) => putCursor(steering, notifier, reached),
    resend: (notifier, event) => Effect.flatMap(here, (now) => resend(steering, notifier, event, now)),
    revive: (notifier) => Effect.flatMap(here, (now) => revive(steering, notifier, now)),
    forget: (notifier) => forget(steering, notifier)
  })
})

/** Looks for notifiers that have come, changed or gone, now and then. */
const looking = (look: Effect.Effect<void, StoreUnavailable>, pause: number): Effect.Effect<never> =>
  Effect.forever(
    Effect.andThen(
      Effect.catchCause(look, (cause) => Effect.logError("notifiers cannot be looked up", cause)),
      Effect.sleep(pause)
    )
  )

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
