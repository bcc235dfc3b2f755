/**
 * Steering a notifier by hand: where it stands in the journal and what waits for it, whoever tells it at the moment.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Event } from "./notice/Event.ts"
import type { Deliveries, Letter, Progress, Standing } from "./ports/Deliveries.ts"
import type { StoreUnavailable } from "./ports/Store.ts"
import type { Instant } from "./values/Instant.ts"

/** Whose deliveries, and under which name of this process's own: not the one under which it tells. */
export interface Steering {
  readonly deliveries: Deliveries["Service"]
  readonly carrier: string
}

type Steered<A = void> = Effect.Effect<A, StoreUnavailable>

/** At this instant every baton has lapsed. */
const endOfTime: Instant = Number.MAX_SAFE_INTEGER
const turn = 30_000

/** Somebody else may take the baton in between: then it is taken anew, and decided on what is true then. */
const steered = (
  { carrier, deliveries }: Steering,
  notifier: string,
  decide: (standing: Standing, now: Instant) => Steered<Progress>
): Steered =>
  Effect.gen(function* () {
    for (let isDone = false; !isDone;) {
      const now = yield* Clock.currentTimeMillis
      const taken = yield* deliveries.take({ notifier, carrier, until: now + turn }, endOfTime)
      if (Option.isSome(taken)) {
        const progress = yield* decide(taken.value, now)
        isDone = yield* deliveries.record({ notifier, carrier, until: 0 }, progress)
      }
    }
  })

const pageSize = 500

/** All dead letters. */
const deadOf = Effect.fnUntraced(function* ({ deliveries }: Steering, notifier: string) {
  const found: Array<Letter> = []
  for (let isMore = true; isMore;) {
    const after = found.at(-1)?.number ?? 0
    const page = yield* deliveries.letters({ notifier, state: "dead", after, limit: pageSize })
    found.push(...page)
    isMore = page.length === pageSize
  }
  return found
})

const numbersOf = (letters: ReadonlyArray<Letter>) => letters.map(({ number }) => number)

/**
 * Puts the cursor of a notifier, forwards or back. What comes after it is told, also what was told before; letters of that are
 * given up, because it comes from the journal.
 */
export const putCursor = (
  steering: Steering,
  notifier: string,
  reached: ReadonlyArray<number>
): Effect.Effect<void, StoreUnavailable> =>
  steered(
    steering,
    notifier,
    Effect.fnUntraced(function* ({ next, waiting }) {
      const letters = [...waiting, ...(yield* deadOf(steering, notifier))]
      const isTold = ({ event: { sequence, shard } }: Letter) => sequence > (reached[shard] ?? 0)
      return { reached, next, kept: [], ended: numbersOf(letters.filter(isTold)) }
    })
  )

const letterOf = (event: Event, number: number, dueAt: Instant): Letter => ({
  number,
  event,
  state: "waiting",
  tries: 0,
  dueAt
})

/** Lets an event be told again, after what waits for the same account. One that waits already is due at once. */
export const resend = (
  steering: Steering,
  notifier: string,
  event: Event,
  now: ReadonlyArray<number>
): Effect.Effect<void, StoreUnavailable> =>
  steered(steering, notifier, ({ next, waiting, ...standing }, at) => {
    const there = waiting.find((letter) => letter.event.id === event.id)
    const kept = there === undefined ? letterOf(event, next, at) : { ...there, dueAt: at }
    const { reached = now } = standing
    return Effect.succeed({
      ...standing,
      reached,
      next: there === undefined ? next + 1 : next,
      kept: [kept],
      ended: []
    })
  })

/** Lets everything that waits be tried at once, with all tries before it; and nothing has failed so far. */
export const revive = (
  steering: Steering,
  notifier: string,
  now: ReadonlyArray<number>
): Effect.Effect<void, StoreUnavailable> =>
  steered(steering, notifier, ({ next, reached = now, waiting }, dueAt) =>
    Effect.succeed({
      reached,
      next,
      kept: waiting.map((letter) => ({ ...letter, tries: 0, dueAt })),
      ended: []
    })
  )

/** Forgets what waits for a notifier, and what could not be delivered. */
export const forget = (steering: Steering, notifier: string): Effect.Effect<void, StoreUnavailable> =>
  steered(
    steering,
    notifier,
    Effect.fnUntraced(function* ({ next, reached = [], waiting }) {
      const ended = numbersOf([...waiting, ...(yield* deadOf(steering, notifier))])
      return { reached, next, kept: [], ended }
    })
  )
