/**
 * Events over HTTP: as pages from a mark on, or as a stream for whoever accepts `text/event-stream`.
 *
 * @module
 */
import type { Events, Network } from "@tessera/core"
import type { Event } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { documentAnswer, notAsExpected } from "../answers.ts"
import type { WebhookAsked } from "../api/webhookRoutes.ts"
import type { Caller } from "../Caller.ts"
import { eventStream, shownEvent, type StreamOptions } from "../events/readEvents.ts"
import { type Answer, header, type Hearing } from "../Exchange.ts"
import { cursorOf, isCount, limitOf, readCursor } from "../pages.ts"
import { isSeen, ownerOf } from "../rows.ts"
import { stillHeard } from "../still.ts"
import { notFound } from "./questions.ts"
import type { WebhookHandlers } from "./webhooks.ts"

/** Whether an event is of the rows that a caller may see. */
const seenBy =
  (caller: Caller, network: Network) =>
  (event: Event): boolean => {
    const { account, operator, outlet } = event as { account?: string; operator?: string; outlet?: string }
    const owner = outlet === undefined ? undefined : ownerOf(network, outlet)
    return isSeen(caller, { account, operator, outlet, owner })
  }

const isReached = (value: unknown): value is ReadonlyArray<number> =>
  Array.isArray(value) && value.length <= 1_024 && value.every((one) => isCount(one))

const streams = "text/event-stream"

const isStreamed = ({ asked }: Hearing): boolean =>
  (header(asked, "accept") ?? "").split(",").some((one) => one.split(";", 1)[0]?.trim() === streams)

/**
 * Where to begin: at the mark that was sent, or at an instant; a stream without either begins now. Who comes back to a stream asks
 * with the address of the first time, and goes on where it was left.
 */
const beginning = Effect.fnUntraced(function* (
  events: Events["Service"],
  hearing: Hearing,
  { after, since }: WebhookAsked<"events">
) {
  if (after !== undefined && since !== undefined)
    return yield* Effect.fail(
      notAsExpected([{ path: ["since"], message: "Expected after or since, not both" }], true)
    )
  const left = isStreamed(hearing) ? header(hearing.asked, "last-event-id") : undefined
  const from = left === undefined || left === "" ? after : left
  if (from === undefined && since !== undefined) return yield* events.since(since)
  const mark = yield* Effect.fromResult(
    readCursor(from === undefined || from === "" ? {} : { after: from }, isReached)
  )
  return mark ?? (isStreamed(hearing) ? yield* events.now() : [])
})

/** The stream, for as long as somebody listens. */
const streamed = (pieces: AsyncIterable<string>): Answer => ({
  status: 200,
  headers: { "content-type": streams, "cache-control": "no-store", "x-accel-buffering": "no" },
  body: pieces,
  isEndless: true
})

export const eventHandlers = (options?: StreamOptions) =>
  ({
    events: Effect.fnUntraced(function* ({ asked, ground, hearing }) {
      const { events, ledger } = ground
      const { types: kinds } = asked
      const after = yield* beginning(events, hearing, asked)
      const wanted = { after, ...(kinds !== undefined && { kinds }) }
      if (isStreamed(hearing)) {
        // By the network as it is when something is told, and for as long as they would be let in anew.
        const sees = Effect.match(yield* stillHeard(hearing), {
          onSuccess: ({ caller }) => seenBy(caller, ledger.network),
          onFailure: () => undefined
        })
        return streamed(Stream.toAsyncIterable(eventStream(events, { ...wanted, sees, cursorOf }, options)))
      }
      const isSeen = seenBy(hearing.caller, ledger.network)
      const page = yield* events.page({ ...wanted, isSeen, limit: limitOf(asked) })
      const data = page.events.map(({ event }) => shownEvent(event))
      const nextCursor = cursorOf(page.reached)
      const next = new URLSearchParams(hearing.query)
      next.delete("since")
      next.set("after", nextCursor)
      return documentAnswer(JSON.stringify({ data, hasMore: !page.isEnd, nextCursor }), {
        headers: { link: `<?${next.toString()}>; rel="next"` }
      })
    }),
    event: Effect.fnUntraced(function* ({ asked, ground: { events, ledger }, hearing }) {
      const event = yield* events.find(asked.event)
      if (event === undefined || !seenBy(hearing.caller, ledger.network)(event)) return yield* notFound
      return documentAnswer(JSON.stringify(shownEvent(event)))
    })
  }) satisfies Partial<WebhookHandlers>
