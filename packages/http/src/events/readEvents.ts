/**
 * Events as pages and as a stream: for those who ask for what happened, because nobody can post to them.
 *
 * @module
 */
import type { Events, EventsPage, EventsQuery } from "@tessera/core"
import type { Event, StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { payloadOf } from "../webhooks/payload.ts"

/** An event as it is read: what a webhook says, and its id. */
export const shownEvent = (event: Event) => ({ id: event.id, ...payloadOf(event) })

type Seeing = (event: Event) => boolean

/** What somebody may see of what happened, and where they go on. */
export interface Reading extends Omit<EventsQuery, "isSeen" | "limit"> {
  /** Looked at before each page. Nothing: they may see nothing any more, and the stream ends. */
  readonly sees: Effect.Effect<Seeing | undefined>
  /** The mark from which to read on. */
  readonly cursorOf: (reached: ReadonlyArray<number>) => string
}

/** How events are streamed. */
export interface StreamOptions {
  /** Milliseconds between two looks at a journal in which nothing new was. Absent: 1,000. */
  readonly poll?: number
  /** Milliseconds of silence after which a comment is sent, so that nobody in between hangs up. Absent: 15,000. */
  readonly heartbeat?: number
}

/** How many operations are read at once for a stream. */
const pageSize = 100

/** How long a browser waits until it comes back, in milliseconds. */
const comeBack = 2_000

const line = (name: string, value: string): string => `${name}: ${value}\n`

/**
 * The events of a page in the format of `text/event-stream`. Only an event after which to read on has an id: who hangs up
 * within an operation gets that operation again.
 */
const textOf = ({ events }: EventsPage, { cursorOf }: Reading): string =>
  events
    .map(({ event, reached }, n) => {
      const isLast = events[n + 1]?.event.operation !== event.operation
      const mark = isLast ? line("id", cursorOf(reached)) : ""
      return `${mark}${line("event", event.kind)}${line("data", JSON.stringify(shownEvent(event)))}\n`
    })
    .join("")

/**
 * Everything from a cursor on, and what comes, for as long as somebody listens. The next page is read when the one before was
 * taken: who listens slowly is told slowly, and nothing is kept for them.
 */
export const eventStream = (
  events: Events["Service"],
  reading: Reading,
  { heartbeat = 15_000, poll = 1_000 }: StreamOptions = {}
): Stream.Stream<string, StoreUnavailable> => {
  const { after = [], cursorOf, kinds } = reading
  /** In silence too it is said how far it was read, where that is further: what is not theirs is not read again. */
  const silence = (from: ReadonlyArray<number>, at: ReadonlyArray<number>): string =>
    `${cursorOf(at) === cursorOf(from) ? "" : line("id", cursorOf(at))}: nothing new\n\n`
  const next = Effect.fnUntraced(function* (from: ReadonlyArray<number>) {
    let [at, silent] = [from, 0]
    for (;;) {
      const isSeen = yield* reading.sees
      if (isSeen === undefined) return undefined
      const query = { after: at, limit: pageSize, isSeen, ...(kinds !== undefined && { kinds }) }
      const page = yield* events.page(query)
      at = page.reached
      if (page.events.length > 0) return [textOf(page, reading), at] as const
      if (!page.isEnd) continue
      if (silent >= heartbeat) return [silence(from, at), at] as const
      yield* Effect.sleep(poll)
      silent += poll
    }
  })
  return Stream.concat(Stream.make(`retry: ${comeBack}\n\n`), Stream.unfold(after, next))
}
