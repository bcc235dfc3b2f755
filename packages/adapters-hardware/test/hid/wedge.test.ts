/** Readers that type: the published cases on every keyboard, keyboards that are set otherwise, persons in between, and keys that are lost. */
import { deepEqual, equal } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { evdevKeyboard } from "../../src/hid/evdevKeyboard.ts"
import type { Keyboard } from "../../src/hid/Keyboard.ts"
import { type KeyLayout, keyOfCode, pressedOn } from "../../src/hid/keyLayouts.ts"
import { keyPinPad } from "../../src/hid/keyPinPad.ts"
import { terminalKeyboard } from "../../src/hid/terminalKeyboard.ts"
import { wedgeMagstripe } from "../../src/hid/wedgeMagstripe.ts"
import { wedgeScanner } from "../../src/hid/wedgeScanner.ts"
import { Wedge } from "../../src/identify/Wedge.ts"
import { BarcodeScanner } from "../../src/ports/BarcodeScanner.ts"
import { PinPad } from "../../src/ports/PinPad.ts"
import { Magstripe } from "../../src/ports/Magstripe.ts"
import { SimulatedKeyboard } from "../../src/simulator/SimulatedKeyboard.ts"
import { PinHand, ScanHand, SwipeHand } from "../../src/testing/Case.ts"
import { magstripeCases, pinPadCases, scannerCases } from "../../src/testing/inputCases.ts"
import { inputEvent, KeyFile, PlayedTerminal, typedEvents } from "./keyboards.ts"

const own = { prefixes: ["9860"] }

/** A keyboard, and how a reader works it. */
interface Desk {
  readonly keyboard: Keyboard
  readonly plugIn: () => void
  readonly pull: () => void
  readonly type: (text: string) => void
}

const inMemory = (): Desk => {
  const keyboard = new SimulatedKeyboard()
  return {
    keyboard,
    plugIn: () => keyboard.plugIn(),
    pull: () => keyboard.pull(),
    type: (text) => keyboard.type(text)
  }
}

const inFile = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "tessera-keys-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
  ),
  (folder): Desk => {
    const path = join(folder, "event-kbd")
    const file = new KeyFile(path)
    return {
      keyboard: evdevKeyboard({ path, lookEvery: 2 }),
      plugIn: () => file.plugIn(),
      pull: () => file.pull(),
      type: (text) => file.type(text)
    }
  }
)

const desks = { "in memory": Effect.sync(inMemory), "of Linux": inFile }

describe.each(Object.entries(desks))("a keyboard %s", (_, opened) => {
  it.live.each(magstripeCases)("that a swipe reader types on: $name", ({ run }) =>
    Effect.gen(function* () {
      const desk = yield* opened
      const hand = Layer.succeed(SwipeHand, {
        plugIn: Effect.sync(desk.plugIn),
        pull: Effect.sync(desk.pull),
        swipe: (track2) => Effect.sync(() => desk.type(track2))
      })
      yield* Effect.provide(run, Layer.merge(hand, wedgeMagstripe(desk.keyboard, own)))
    })
  )

  it.live.each(scannerCases)("that a scanner types on: $name", ({ run }) =>
    Effect.gen(function* () {
      const desk = yield* opened
      const hand = Layer.succeed(ScanHand, {
        plugIn: Effect.sync(desk.plugIn),
        pull: Effect.sync(desk.pull),
        scan: (text) => Effect.sync(() => desk.type(text))
      })
      yield* Effect.provide(run, Layer.merge(hand, wedgeScanner(desk.keyboard)))
    })
  )
})

/** What the port says of what was done, in order, less that it was plugged in. */
const saidOf = Effect.fnUntraced(function* (
  keyboard: Keyboard,
  act: () => void,
  wanted: number,
  person?: (key: string) => void
) {
  const layer = wedgeMagstripe(keyboard, { ...own, ...(person && { person }) })
  const { swipes } = Context.get(yield* Layer.build(layer), Magstripe)
  const said: Array<string> = []
  const listening = yield* Effect.forkChild(
    Stream.runForEach(swipes, (event) =>
      Effect.sync(() => {
        if (event._tag === "Swipe") said.push(event.track.number)
        if (event._tag === "Unusable")
          said.push(event.why._tag === "BadSwipe" ? event.why.why : event.why._tag)
      })
    ),
    { startImmediately: true }
  )
  act()
  while (said.length < wanted) yield* Effect.sleep(1)
  yield* Effect.sleep(5)
  yield* Fiber.interrupt(listening)
  return said
})

describe("a keyboard of a reader's own", () => {
  it.live.each([
    ["bare digits, without any sentinel", "9860001", 1, ["9860001"]],
    ["track 2 without sentinels", "9860001=2912101", 1, ["9860001"]],
    ["letters by a reader that heeds Caps Lock", "%b9860001^doe/amy^2912101?", 1, ["9860001"]],
    ["track 3 alone", "+019860001=12?", 1, ["9860001"]],
    ["a bank's card without sentinels", "4111111111111111=2912", 1, ["ForeignCard"]],
    ["nothing but Enter", "", 1, ["empty"]],
    ["what the head could not read", "%E?;E?", 1, ["unreadable"]],
    ["more than a stripe holds", "9".repeat(600), 1, ["tooLong"]],
    ["a reader that hangs between two keys", "9860001", 60, ["unreadable"]]
  ] as const)("%s", ([, text, every, said]) =>
    Effect.gen(function* () {
      const keyboard = new SimulatedKeyboard()
      keyboard.plugIn()
      const heard = yield* saidOf(keyboard, () => keyboard.type(text, { every }), said.length)
      deepEqual(heard, said)
    })
  )

  it.live("of which keys were lost reads no rest of a number, and the next card again", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const folder = yield* Effect.acquireRelease(
          Effect.sync(() => mkdtempSync(join(tmpdir(), "tessera-keys-"))),
          (made) => Effect.sync(() => rmSync(made, { recursive: true }))
        )
        const file = new KeyFile(join(folder, "event-kbd"))
        file.plugIn()
        const keyboard = evdevKeyboard({ path: file.path, lookEvery: 2 })
        const events = typedEvents("9860001")
        const half = events.subarray(0, 3 * 24 * 3)
        const said = yield* saidOf(
          keyboard,
          () => {
            file.write(Buffer.concat([half, inputEvent(0, 3, 0, 3), typedEvents("9860002", 4)]))
            // A part of an event, and the rest of it later: the kernel hands on whole ones, a cable in between may not.
            const next = typedEvents(";9860003?", 5_000)
            file.write(next.subarray(0, 30))
            file.write(next.subarray(30))
          },
          2
        )
        file.pull()
        deepEqual(said, ["unreadable", "9860003"])
      })
    )
  )
})

describe("a PIN pad that is a keyboard of Linux", () => {
  const padded = Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => {
        const file = new KeyFile(join(mkdtempSync(join(tmpdir(), "tessera-keys-")), "event-kbd"))
        file.plugIn()
        return file
      }),
      (file) =>
        Effect.sync(() => {
          file.pull()
          rmSync(dirname(file.path), { recursive: true })
        })
    ),
    (file) => ({ file, pad: keyPinPad(evdevKeyboard({ path: file.path, lookEvery: 2 })) })
  )

  it.live.each(pinPadCases)("$name", ({ run }) =>
    Effect.scoped(
      Effect.flatMap(padded, ({ file, pad }) =>
        Effect.provide(
          run,
          Layer.merge(pad, Layer.succeed(PinHand, { press: (keys) => Effect.sync(() => file.press(keys)) }))
        )
      )
    )
  )

  it.live("is gone where it is pulled out in the middle of a PIN", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { file, pad } = yield* padded
        const { requestPin } = Context.get(yield* Layer.build(pad), PinPad)
        file.press(["1", "2"])
        const asked = yield* Effect.forkChild(
          Effect.flip(requestPin({ typed: (digits) => void (digits === 2 && file.pull()) }))
        )
        equal((yield* Fiber.join(asked))._tag, "PinPadGone")
      })
    )
  )
})

describe("a terminal that a person and a reader type at", () => {
  const typedAt = (layout: KeyLayout, chunks: ReadonlyArray<string>, wanted: number) =>
    Effect.gen(function* () {
      const terminal = new PlayedTerminal()
      const persons: Array<string> = []
      const said = yield* saidOf(
        terminalKeyboard(terminal, { layout }),
        () => {
          for (const chunk of chunks) terminal.write(chunk)
        },
        wanted,
        (key) => void persons.push(key)
      )
      return { said, persons: persons.join(" "), isRaw: terminal.isRaw }
    })

  it.live.each([
    ["us", ";9860001=2912101?\r"],
    ["us", "%B9860001^DOE/AMY^2912101?\r"],
    ["us", "%b9860001^doe/amy^2912101?\r"],
    ["de", "ö9860001´2912101_\r"],
    ["de", "%B9860001&DOE-AMZ&2912101_\r"],
    ["fr", "mç_-àààé&-à_&à&§\r"],
    ["fr", "mç_-ààà&=éç&é&à&§\r"],
    ["bg", "м9860001.2912101Б\r"],
    ["bg", "%Ф9860001=АТИ=2912101Б\r"],
    ["bg-phonetic", ";9860001=2912101?\r"],
    ["bg-phonetic", "%Б9860001€ДОЕ€2912101?\r"]
  ] as const)("that is set to %s: %s", ([layout, typed]) =>
    Effect.gen(function* () {
      const { said } = yield* typedAt(layout, [typed], 1)
      equal(said.length, 1)
      equal(/^9860\d+$/.test(said[0] ?? ""), true, said[0])
    })
  )

  it.live("keeps a swipe from the person, and what the person types from the swipe", () =>
    Effect.gen(function* () {
      const { isRaw, persons, said } = yield* typedAt(
        "us",
        ["12", "\u007f", "\u001b[A", "\r", ";9860001=29", "12101?\r", "x"],
        1
      )
      deepEqual(said, ["9860001"])
      equal(persons, "1 2 Backspace \u001b[A Enter x")
      // It is left as it was found.
      equal(isRaw, false)
    })
  )
})

describe("a scanner that types", () => {
  it.live("says which symbology it was where it is set to, and that the rest of a code is none", () =>
    Effect.gen(function* () {
      const keyboard = new SimulatedKeyboard()
      keyboard.plugIn()
      const { scans } = Context.get(yield* Layer.build(wedgeScanner(keyboard)), BarcodeScanner)
      const heard: Array<string> = []
      const listening = yield* Effect.forkChild(
        Stream.runForEach(scans, (event) =>
          Effect.sync(
            () => void heard.push(event._tag === "Scan" ? `${event.scan.aim} ${event.scan.text}` : event._tag)
          )
        ),
        { startImmediately: true }
      )
      keyboard.type("]Q1SV1:1234")
      keyboard.type("5901234123457")
      keyboard.type("SV1:1234", { every: 60 })
      while (heard.length < 4) yield* Effect.sleep(1)
      yield* Effect.sleep(5)
      yield* Fiber.interrupt(listening)
      deepEqual(heard, ["Attached", "]Q1 SV1:1234", " 5901234123457", "Dropped"])
    })
  )
})

describe("the keys of a reader", () => {
  it("are found on every layout, and each is another one", () => {
    const all = [2, 16, 30, 43].flatMap((first) => Array.from({ length: 12 }, (_, at) => first + at))
    const keys = all.flatMap((code) => [keyOfCode(code, false), keyOfCode(code, true)])
    equal(new Set(keys.filter((key) => key?.length === 1)).size, 94)
    for (const layout of ["us", "de", "fr", "bg", "bg-phonetic"] as const) {
      const pressed = pressedOn(layout)
      const printed = Array.from({ length: 0x2_200 - 33 }, (_, at) => String.fromCodePoint(33 + at))
      const reached = new Set(printed.map(pressed).filter((key) => /^[!-~]$/.test(key)))
      equal(reached.size, 94, layout)
    }
  })

  it.each([
    ["forgets a swipe that is longer than any, and its rest", `;${"1".repeat(600)}`, ";98600"],
    ["forgets what has a key in it that is none of a card", ";9860", "\u001b"]
  ])("a wedge %s", (_, begun, rest) => {
    const wedge = new Wedge()
    let at = 0
    const tags = [...Array.from(begun + rest), "F1", "Enter"].map((key) => wedge.take(key, (at += 1))._tag)
    equal(tags.filter((tag) => tag === "Forgotten").length, 1)
    equal(tags.includes("Read"), false)
    equal(tags.at(-1), "Kept")
    equal(wedge.take("7", at + 10)._tag, "Person")
  })
})
