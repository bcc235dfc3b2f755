/**
 * Events with promises: reading what happened, from where somebody stopped.
 *
 * @module
 */
import type * as Effect from "effect/Effect"
import type { EventsPage, EventsQuery, Events } from "../Events.ts"
import type { Event } from "../notice/Event.ts"
import type { StoreUnavailable } from "../ports/Store.ts"

/** For those who ask for what happened, instead of being told. */
export interface EventReader {
  /** The next events; read on `after` what the page has `reached`. */
  readonly page: (query: EventsQuery) => Promise<EventsPage>
  /** Where the journal ends by now. */
  readonly now: () => Promise<ReadonlyArray<number>>
  /** Where what was recorded at an instant (milliseconds since 1970) or later begins. */
  readonly since: (instant: number) => Promise<ReadonlyArray<number>>
  /** The event of an id, if there is one. */
  readonly find: (id: string) => Promise<Event | undefined>
}

/** Runs what is asked of the store. */
type Asking = <A>(asked: Effect.Effect<A, StoreUnavailable>) => Promise<A>

export const eventsOn = ({ find, now, page, since }: Events["Service"], ask: Asking): EventReader => ({
  page: (query) => ask(page(query)),
  now: () => ask(now()),
  since: (instant) => ask(since(instant)),
  find: (id) => ask(find(id))
})
