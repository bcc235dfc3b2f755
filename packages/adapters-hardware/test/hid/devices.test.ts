/** Swipe readers, scanners and PIN pads: what they send, what is dropped, and what a till hears when one is pulled out. */
import { deepEqual, equal, ok } from "node:assert/strict"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import type { HidBus, HidFound } from "../../src/hid/HidBus.ts"
import { hidMagstripe } from "../../src/hid/hidMagstripe.ts"
import { hidScanner } from "../../src/hid/hidScanner.ts"
import { keyPinPad } from "../../src/hid/keyPinPad.ts"
import { nodeHid } from "../../src/hid/nodeHid.ts"
import { Wedge } from "../../src/identify/Wedge.ts"
import { BarcodeScanner } from "../../src/ports/BarcodeScanner.ts"
import { Magstripe } from "../../src/ports/Magstripe.ts"
import { PinPad, type PinWish } from "../../src/ports/PinPad.ts"

const swipeReader: HidFound = { path: "swipe", vendorId: 0x0801, productId: 2, usagePage: 0xff00, usage: 1 }
const scanner: HidFound = { path: "scan", vendorId: 0x0db5, productId: 1, usagePage: 0x8c, usage: 2 }
const keyboard: HidFound = { path: "keys", vendorId: 0x0801, productId: 2, usagePage: 1, usage: 6 }

/** Devices that a test plugs in, speaks for, and pulls out. */
class Desk {
  readonly there = new Set<HidFound>([keyboard])
  readonly #heard = new Map<string, { report: (bytes: Uint8Array) => void; gone: () => void }>()
  opened: Array<string> = []
  readonly bus: HidBus = {
    list: async () => [...this.there],
    open: async (path) => {
      this.opened.push(path)
      return {
        listen: (report, gone) => void this.#heard.set(path, { report, gone }),
        setFeature: async () => undefined,
        getFeature: async () => new Uint8Array(8),
        close: async () => void this.#heard.delete(path)
      }
    }
  }

  say({ path }: HidFound, bytes: Uint8Array): void {
    const heard = this.#heard.get(path)
    ok(heard !== undefined, `Nobody listens to ${path}`)
    heard.report(bytes)
  }

  pull(device: HidFound): void {
    this.there.delete(device)
    this.#heard.get(device.path)?.gone()
  }
}

const swipe = (track2: string): Uint8Array => {
  const report = new Uint8Array(337)
  report[4] = track2.length
  report.set(new TextEncoder().encode(track2), 117)
  return report
}

const scan = (text: string, isMore = false): Uint8Array => {
  const report = new Uint8Array(64)
  report.set([2, text.length, ...new TextEncoder().encode(`]Q1${text}`)])
  if (isMore) report[63] = 1
  return report
}

/** Plays a story on a stream and answers what was heard. Between two steps everything that can happen has. */
const story = Effect.fnUntraced(function* <A>(stream: Stream.Stream<A>, steps: ReadonlyArray<() => void>) {
  const heard: Array<A> = []
  const fiber = yield* Effect.forkChild(
    Stream.runForEach(stream, (event) => Effect.sync(() => void heard.push(event)))
  )
  for (const step of [() => undefined, ...steps, () => undefined]) {
    step()
    yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
    yield* TestClock.adjust(1_000)
    yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
  }
  yield* Fiber.interrupt(fiber)
  return heard
})

const own = { prefixes: ["9860"] }

describe("a swipe reader", () => {
  it.effect("is found by its usage, heard, pulled out and found again; a bank's card leaves nothing", () =>
    Effect.gen(function* () {
      const desk = new Desk()
      const swiped = swipe(";9860123=2912?")
      const { swipes } = Context.get(yield* Layer.build(hidMagstripe(desk.bus, own)), Magstripe)
      const heard = yield* story(swipes, [
        () => desk.there.add(swipeReader),
        () => desk.say(swipeReader, swiped),
        () => desk.say(swipeReader, swipe(";4111111111111111=2912?")),
        () => desk.say(swipeReader, swipe("")),
        () => desk.pull(swipeReader),
        () => desk.there.add(swipeReader),
        () => desk.say(swipeReader, swipe(";9860456=2912?"))
      ])
      deepEqual(
        heard.map((event) => (event._tag === "Swipe" ? event.track.number : event._tag)),
        ["Attached", "9860123", "Unusable", "Unusable", "Detached", "Attached", "9860456"]
      )
      deepEqual(heard[2], { _tag: "Unusable", why: { _tag: "ForeignCard" } })
      equal(
        swiped.every((byte) => byte === 0),
        true
      )
      deepEqual(desk.opened, ["swipe", "swipe"])
    })
  )
})

describe("a scanner", () => {
  it.effect("gives whole scans, and forgets the first part of one when it is pulled out", () =>
    Effect.gen(function* () {
      const desk = new Desk()
      desk.there.add(scanner)
      const { scans } = Context.get(yield* Layer.build(hidScanner(desk.bus)), BarcodeScanner)
      const heard = yield* story(scans, [
        () => desk.say(scanner, scan("SV1:1234")),
        () => {
          desk.say(scanner, scan("SV1:", true))
          desk.say(scanner, scan("5678"))
        },
        () => desk.say(scanner, scan("lost", true)),
        () => desk.pull(scanner),
        () => desk.there.add(scanner),
        () => desk.say(scanner, scan("new")),
        () => desk.say(scanner, new Uint8Array(8))
      ])
      deepEqual(
        heard.map((event) => (event._tag === "Scan" ? event.scan.text : event._tag)),
        ["Attached", "SV1:1234", "SV1:5678", "Detached", "Attached", "new", "Dropped"]
      )
    })
  )

  it.effect("needs a package that is not there: DriverUnavailable with the line that installs it", () =>
    Effect.gen(function* () {
      const tried = yield* Effect.result(nodeHid(join(tmpdir(), "nothing", "package.json")))
      ok(tried._tag === "Failure")
      deepEqual(
        { driver: tried.failure.driver, install: tried.failure.install },
        { driver: "node-hid", install: "npm install node-hid" }
      )
    })
  )
})

describe("a PIN pad of keys", () => {
  const askedOn = (keys: Stream.Stream<string>, wish: PinWish = {}) =>
    Effect.gen(function* () {
      const { requestPin } = Context.get(yield* Layer.build(keyPinPad(keys)), PinPad)
      return yield* Effect.match(requestPin(wish), {
        onFailure: ({ _tag }) => _tag,
        onSuccess: (pin) => Redacted.value(pin)
      })
    })

  it.effect.each([
    { keys: "1 2 3 4 Enter", pin: "1234" },
    { keys: "1 2 3 Enter 4 Enter", pin: "1234" },
    { keys: "1 2 9 Backspace 3 4 Enter", pin: "1234" },
    { keys: "1 a F1 2 3 4 Enter", pin: "1234" },
    { keys: "1 2 3 4 5 6 7 Enter", pin: "123456", digits: [4, 6] as const },
    { keys: "1 2 Escape", pin: "PinCancelled" },
    { keys: "1 2 3 4", pin: "PinPadGone" }
  ])("$keys: $pin", ({ digits, keys, pin }) =>
    Effect.gen(function* () {
      const wish = digits === undefined ? {} : { digits }
      equal(yield* askedOn(Stream.fromIterable(keys.split(" ")), wish), pin)
    })
  )

  it.effect("nobody types: PinTimeout, and what was typed shows in no error", () =>
    Effect.gen(function* () {
      const shown: Array<number> = []
      const fiber = yield* Effect.forkChild(
        askedOn(Stream.concat(Stream.make("1", "2"), Stream.never), {
          typed: (digits) => void shown.push(digits)
        })
      )
      // Typed, and waiting for the third.
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)))
      yield* TestClock.adjust(60_000)
      equal(yield* Fiber.join(fiber), "PinTimeout")
      deepEqual(shown, [1, 2])
    })
  )
})

describe("a reader that types", () => {
  const typed = (text: ReadonlyArray<string>, every: number, wedge = new Wedge(), from = 1_000) =>
    text.map((key, index) => wedge.take(key, from + index * every))
  const keysOf = (text: string) => [...text.split(""), "Enter"]

  it.effect.each([
    { text: ";9860123=2912?", every: 10, end: { _tag: "Read", as: "tracks", text: ";9860123=2912?" } },
    { text: "SV1:1234", every: 10, end: { _tag: "Read", as: "code", text: "SV1:1234" } },
    { text: "%B1^A/B^?", every: 60, end: { _tag: "Person" } },
    { text: "hello", every: 10, end: { _tag: "Person" } },
    { text: `;${"1".repeat(600)}`, every: 1, end: { _tag: "Kept" } }
  ])("$text, a key every $every ms: $end", ({ end, every, text }) =>
    Effect.sync(() => deepEqual(typed(keysOf(text), every).at(-1), end))
  )

  it.effect("the same within 300 ms is the same, and later it is another", () =>
    Effect.sync(() => {
      const wedge = new Wedge()
      const ends = [1_000, 1_150, 2_000].map((from) => typed(keysOf("SV1:12"), 1, wedge, from).at(-1)?._tag)
      deepEqual(ends, ["Read", "Twice", "Read"])
    })
  )
})
