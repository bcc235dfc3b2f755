/**
 * When strangers are answered: whatever was wrong with a card, a refusal on a public channel comes at the same moment, however long
 * each of them took to decide.
 */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Scheduler from "effect/Scheduler"
import { TestClock } from "effect/testing"
import { readCommand, type ServiceOptions, StoredValue } from "../src/index.ts"
import { MemoryStore } from "../src/memory/index.ts"
import { PinHasher, Store } from "../src/ports/index.ts"
import { Strangers } from "../src/Strangers.ts"
import { configurationOf, servicesFor } from "../src/testing/secrets.ts"
import { firstInstant } from "../src/testing/Till.ts"
import type { ClientId } from "../src/values/Ids.ts"
import { commandOf, outcomeText } from "./tables/notation.ts"
import { shop } from "./tables/shop.ts"

const verification = { pinAbove: "always", tries: 3, oneTimeCode: {} }
const numbering = { prefix: "9902", length: 16, secret: { digits: 4, channels: ["app"] } }

/** A store that tells everything by its time: 7 ms for a commit, 11 for each operation, 90 for each entry that moves something. */
const talkative = Layer.effect(
  Store,
  Effect.map(Store, (store) =>
    Store.of({
      ...store,
      read: (references) => Effect.delay(store.read(references), 5),
      commit: (shard, tasks, decide) =>
        Effect.tap(store.commit(shard, tasks, decide), ({ recorded }) =>
          Effect.sleep(
            7 +
              recorded.reduce(
                (sum, { operation }) => sum + 11 + (operation.entry.movements.length > 0 ? 90 : 0),
                0
              )
          )
        )
    })
  )
).pipe(Layer.provide(MemoryStore.layer))

/** PINs in clear, compared in a quarter of a second of the test's clock. */
const hasher = Layer.succeed(
  PinHasher,
  PinHasher.of({
    hash: (pin) => Effect.succeed(Redacted.value(pin)),
    compare: (pin, text) => Effect.delay(Effect.succeed(Redacted.value(pin) === text), 250)
  })
)

const serviceWith = (options?: ServiceOptions) =>
  StoredValue.layer(configurationOf(shop({ verification, numbering })), options).pipe(
    Layer.provide([hasher, talkative, servicesFor(1)])
  )

/** Milliseconds of the test's clock until a program has ended, and what it gave. */
const timed = Effect.fnUntraced(function* <A, E, R>(program: Effect.Effect<A, E, R>) {
  const running = yield* Effect.forkChild(program, { startImmediately: true })
  let passed = 0
  while (running.pollUnsafe() === undefined && passed < 10_000) {
    yield* TestClock.adjust(1)
    passed += 1
  }
  return { passed, given: yield* Fiber.join(running) }
})

let keys = 0
const read = (text: string) => Result.getOrThrow(readCommand(commandOf(text, `k${(keys += 1)}`)))
const submitted = (text: string) => StoredValue.use(({ submit }) => submit("till" as ClientId, read(text)))

/** A card after a story, and one that is not there; then what is asked of it. */
const asked = <A, E>(story: string, question: Effect.Effect<A, E, StoredValue>, options?: ServiceOptions) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(firstInstant)
    for (const text of ["Issue card=ANNA", "Load 900", "SetPin newPin=4711", ...story.split(";")])
      if (text.trim() !== "") yield* timed(submitted(text.trim()))
    return yield* question
  }).pipe(Effect.provide(serviceWith(options)), Effect.scoped)

const wrong = "Redeem 5 pin=0000"
const stories: Readonly<Record<string, string>> = {
  "a card that is there": "",
  "a blocked one": "Block",
  "a lost one": "ReportLost",
  "one that is not active": "Deactivate",
  "a PIN that is locked": `${wrong}; ${wrong}; ${wrong}`,
  "a closed account": "Close",
  "a code that is there": "RequestOneTimeCode",
  "another person's": "Issue card=BELA"
}

const uniform = "declined card_not_accepted"

const refused: Readonly<Record<string, readonly [text: string, answer: string]>> = {
  "without anything": ["Redeem 5 channel=web", uniform],
  "with a wrong PIN": ["Redeem 5 channel=web pin=0000", uniform],
  "with a wrong code": ["Redeem 5 channel=kiosk oneTimeCode=000000", uniform],
  "with wrong digits": ["Redeem 5 channel=app cardSecret=0000", uniform],
  "with wrong digits and a PIN": ["Redeem 5 channel=app cardSecret=0000 pin=4711", uniform],
  "setting a PIN": ["SetPin newPin=0815 channel=web", uniform],
  "signing in with a wrong PIN": ["IdentifyHolder channel=web pin=0000", uniform],
  "signing in with a wrong code": ["IdentifyHolder channel=app oneTimeCode=000000", uniform],
  "signing in without anything": ["IdentifyHolder channel=web", uniform],
  "asking for a code": ["RequestOneTimeCode channel=web", "approved status code requested"],
  "where there is no such place": ["Redeem 5 channel=web outlet=NONE", "declined outlet_unknown id NONE"],
  "with a wrong PIN where there is no such place": [
    "Redeem 5 channel=web outlet=NONE pin=0000",
    "declined outlet_unknown id NONE"
  ]
}

describe("a refusal on a public channel", () => {
  for (const [how, [text, answer]] of Object.entries(refused))
    it.effect.each([...Object.entries(stories), ["a card that is not there", "none"] as const])(
      `${how} comes after a second: %s`,
      ([, story]) =>
        Effect.gen(function* () {
          const isThere = story !== "none"
          const question = timed(submitted(isThere ? text : `${text} card=NONE`))
          const { given, passed } = yield* asked(isThere ? story : "", question)
          expect([outcomeText(given), passed]).toEqual([answer, 1000])
        })
    )

  it.effect("tells cards apart where strangers do not wait: the table above can fail", () =>
    Effect.gen(function* () {
      const times = yield* Effect.forEach(["", `${wrong}; ${wrong}; ${wrong}`], (story) =>
        asked(story, timed(submitted("Redeem 5 channel=web pin=0000")), { strangersWait: 0 })
      )
      expect(times.map(({ passed }) => passed)).toEqual([376, 286])
    })
  )

  it.effect.each([
    [100, 400],
    [376, 752],
    [377, 377],
    [5000, 5000]
  ] as const)(
    "comes at a multiple of %i ms where deciding takes longer: after %i",
    ([strangersWait, after]) =>
      Effect.gen(function* () {
        const { passed } = yield* asked("", timed(submitted("Redeem 5 channel=web pin=0000")), {
          strangersWait
        })
        expect(passed).toBe(after)
      })
  )
})

describe("who does not wait", () => {
  const soon: Readonly<Record<string, string>> = {
    "who is approved": "Redeem 5 channel=web pin=4711",
    "a cashier": "Redeem 5 pin=0000",
    "the office": "Redeem 5 channel=backoffice pin=0000",
    "who names no channel": "Redeem 5 card=NONE"
  }
  it.effect.each(Object.entries(soon))("%s", ([, text]) =>
    Effect.gen(function* () {
      const { passed } = yield* asked("", timed(submitted(text)))
      expect(passed).toBeLessThan(600)
    })
  )

  it.effect("what replays a recorded file", () =>
    Effect.gen(function* () {
      const replayed = StoredValue.use(({ submit }) =>
        submit("till" as ClientId, read("Redeem 5 channel=web card=NONE"), 5)
      )
      expect((yield* asked("", timed(replayed))).passed).toBeLessThan(100)
    })
  )
})

describe("the same answer again", () => {
  it.effect("comes as late", () =>
    Effect.gen(function* () {
      const command = read("Redeem 5 channel=web pin=0000")
      const twice = StoredValue.use(({ submit }) =>
        Effect.all([timed(submit("till" as ClientId, command)), timed(submit("till" as ClientId, command))])
      )
      const given = yield* asked("", twice)
      expect(given.map(({ passed }) => passed)).toEqual([1000, 1000])
    })
  )
})

describe("in two steps", () => {
  it.effect("the second ends when strangers are answered, counted from the first", () =>
    Effect.gen(function* () {
      const both = StoredValue.use(({ offer }) =>
        Effect.gen(function* () {
          const first = yield* timed(offer("till" as ClientId, read("Redeem 5 channel=web pin=0000")))
          const second = yield* timed(first.given)
          return [first.passed, first.passed + second.passed]
        })
      )
      expect(yield* asked("", both)).toEqual([358, 1000])
    })
  )
})

describe("many at once", () => {
  const many = (...texts: ReadonlyArray<string>) =>
    StoredValue.use(({ submitMany }) =>
      submitMany(texts.map((text) => ({ client: "till" as ClientId, command: read(text) })))
    )

  it.effect("are answered together, after a second in all", () =>
    Effect.gen(function* () {
      const one = "Redeem 5 channel=web card=NONE"
      const { given, passed } = yield* asked(
        "",
        timed(many("Redeem 5 card=NONE", one, one, `${one} pin=0000`))
      )
      expect([given.length, passed]).toEqual([4, 1000])
    })
  )

  it.effect("at once where no stranger is refused", () =>
    Effect.gen(function* () {
      const { passed } = yield* asked("", timed(many("Redeem 5 card=NONE", "Redeem 5 channel=web pin=4711")))
      expect(passed).toBeLessThan(600)
    })
  )
})

describe("questions", () => {
  const asks = (card: string, channel: "web" | "pos", at?: number) =>
    StoredValue.use(({ balance }) => balance({ type: "Balance", card: Redacted.make(card), channel }, at))

  it.effect.each([
    ["of a card that is not there, on the web", "NONE", "web", undefined, 1000],
    ["of a number that is none, on the web", "9902000000000001", "web", undefined, 1000],
    ["at the counter", "NONE", "pos", undefined, 5],
    ["as of a time that is given", "NONE", "web", firstInstant, 5],
    ["of a card that is there", "ANNA", "web", undefined, 5]
  ] as const)("%s", ([, card, channel, at, after]) =>
    Effect.gen(function* () {
      expect((yield* asked("", timed(asks(card, channel, at)))).passed).toBe(after)
    })
  )
})

describe("a flood of strangers", () => {
  const flood = 40
  const capacity = 16

  it.effect("is turned away at the door once the room is full, and comes in again when it is empty", () =>
    Effect.gen(function* () {
      const one = Effect.map(Effect.result(submitted("Redeem 5 channel=web card=NONE")), (ended) =>
        Result.isSuccess(ended) ? outcomeText(ended.success) : ended.failure._tag
      )
      const wave = Effect.gen(function* () {
        const answered: Array<string> = []
        for (let n = 0; n < flood; n++) {
          yield* Effect.forkChild(
            Effect.map(one, (text) => void answered.push(text)),
            { startImmediately: true }
          )
          yield* TestClock.adjust(20)
        }
        const turnedAway = [...answered]
        yield* TestClock.adjust(1000)
        return { turnedAway, answered }
      })
      const given = yield* asked(
        "",
        Effect.gen(function* () {
          const first = yield* wave
          const counter = yield* timed(submitted("Redeem 5 pin=4711"))
          return { first, counter, second: yield* wave }
        }),
        { capacity }
      )
      for (const { answered, turnedAway } of [given.first, given.second]) {
        expect(turnedAway).toEqual(Array.from({ length: flood - capacity }, () => "Overloaded"))
        expect(answered.slice(turnedAway.length)).toEqual(
          Array.from({ length: capacity }, () => "declined card_not_accepted")
        )
      }
      expect(outcomeText(given.counter.given)).toBe("approved main 5")
    })
  )

  it.effect("who hangs up leaves the room", () =>
    Effect.gen(function* () {
      const one = submitted("Redeem 5 channel=web card=NONE")
      const given = yield* asked(
        "",
        Effect.gen(function* () {
          for (let n = 0; n < flood; n++) {
            const waiting = yield* Effect.forkChild(one, { startImmediately: true })
            yield* TestClock.adjust(50)
            yield* Fiber.interrupt(waiting)
          }
          return yield* timed(one)
        }),
        { capacity }
      )
      expect(given.passed).toBe(1000)
    })
  )
})

describe("a wait that is none", () => {
  it.live.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("%d is refused", (strangersWait) =>
    Effect.gen(function* () {
      const opened = yield* Effect.exit(
        Effect.provide(StoredValue, serviceWith({ strangersWait })).pipe(Effect.scoped)
      )
      expect(String(opened)).toContain("strangersWait: Expected a whole number of milliseconds, from 0 on")
    })
  )
})

describe("a stranger who goes away", () => {
  it.live("leaves the room, whenever that is", () =>
    Effect.gen(function* () {
      const strangers = new Strangers({ room: 1 })
      for (const ops of [2, 3, 4, 5, 6, 7])
        for (let steps = 0; steps < 20; steps++) {
          const slowly = Effect.provideService(strangers.leave(0n), Scheduler.MaxOpsBeforeYield, ops)
          const leaving = yield* Effect.forkChild(slowly)
          for (let step = 0; step < steps; step++) yield* Effect.yieldNow
          yield* Fiber.interrupt(leaving)
          expect(yield* Effect.result(strangers.arrive)).toMatchObject({ _tag: "Success" })
        }
    })
  )
})
