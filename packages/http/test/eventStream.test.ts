/** Streams of events: pulled by who listens, with comments in silence, and marks where somebody may go on. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect, it } from "@effect/vitest"
import { Events, type EventsPage } from "@tessera/core"
import type { Event } from "@tessera/core/ports"
import { eventStream } from "../src/events/readEvents.ts"
import { sale } from "./events.ts"

const nothing = (reached: ReadonlyArray<number>): EventsPage => ({ events: [], reached, isEnd: true })
const eventOf = (operation: string): Event => ({ ...sale(), operation: `op_${operation}` }) as Event

/** Events that give one page after the other, and count how often they are asked. */
const paged = (...pages: ReadonlyArray<EventsPage>) => {
  let asked = 0
  const events = Events.of({
    page: ({ after = [], isSeen = () => true }) =>
      Effect.sync(() => {
        const { events: all, ...rest } = pages[asked++] ?? nothing(after)
        return { events: all.filter(({ event }) => isSeen(event)), ...rest }
      }),
    now: () => Effect.succeed([0]),
    since: () => Effect.succeed([0]),
    find: () => Effect.succeed(undefined)
  })
  return { events, asked: () => asked }
}

const reading = {
  after: [0],
  sees: Effect.succeed(() => true),
  cursorOf: (reached: ReadonlyArray<number>) => `at-${reached.join(".")}`
}
const page = (n: number, ...operations: ReadonlyArray<string>): EventsPage => ({
  events: operations.map((operation, place) => ({
    event: eventOf(operation),
    reached: operations[place + 1] === operation ? [n - 1] : [n]
  })),
  reached: [n],
  isEnd: false
})
const marksIn = (text: string): ReadonlyArray<string> => text.match(/^(id|event): .*$/gm) ?? []

describe("a stream", () => {
  it.effect("reads the next page when the one before was taken, and not sooner", () =>
    Effect.gen(function* () {
      const { asked, events } = paged(page(1, "a"), page(2, "b"), page(3, "c"), page(4, "d"))
      const listener = Stream.toAsyncIterable(eventStream(events, reading))[Symbol.asyncIterator]()
      const next = Effect.promise(() => listener.next())
      yield* next
      expect(asked()).toBeLessThanOrEqual(1)
      for (let n = 1; n <= 3; n += 1) {
        yield* next
        for (let turns = 0; turns < 20; turns += 1) yield* Effect.yieldNow
        expect(asked()).toBe(n)
      }
      yield* Effect.promise(async () => void (await listener.return?.()))
    })
  )

  it.effect(
    "marks where somebody may go on: after the last event of an operation, and says nothing of what is not theirs",
    () =>
      Effect.gen(function* () {
        const { events } = paged(page(1, "a", "a"), page(2, "b"), page(3, "c"))
        const texts = yield* Stream.runCollect(
          Stream.take(
            eventStream(events, {
              ...reading,
              sees: Effect.succeed(({ operation }: Event) => operation !== "op_b")
            }),
            3
          )
        )
        expect(texts.map((text) => marksIn(text))).toEqual([
          [],
          ["event: valueRedeemed", "id: at-1", "event: valueRedeemed"],
          ["id: at-3", "event: valueRedeemed"]
        ])
        for (const text of texts) expect(text.endsWith("\n\n")).toBe(true)
      })
  )

  it.effect("says something in silence, so that nobody in between hangs up", () =>
    Effect.gen(function* () {
      const { events } = paged()
      const listening = yield* Effect.forkChild(
        Stream.runCollect(Stream.take(eventStream(events, reading), 3))
      )
      yield* TestClock.adjust("14 seconds")
      expect(listening.pollUnsafe()).toBeUndefined()
      yield* TestClock.adjust("20 seconds")
      expect(yield* Fiber.join(listening)).toEqual([
        "retry: 2000\n\n",
        ": nothing new\n\n",
        ": nothing new\n\n"
      ])
    })
  )

  it.effect("says in silence how far it was read, where something was that is not theirs", () =>
    Effect.gen(function* () {
      const { events } = paged(page(1, "a"), page(2, "b"))
      const listening = yield* Effect.forkChild(
        Stream.runCollect(
          Stream.take(eventStream(events, { ...reading, sees: Effect.succeed(() => false) }), 3)
        )
      )
      yield* TestClock.adjust("34 seconds")
      expect(yield* Fiber.join(listening)).toEqual([
        "retry: 2000\n\n",
        "id: at-2\n: nothing new\n\n",
        ": nothing new\n\n"
      ])
    })
  )
})
