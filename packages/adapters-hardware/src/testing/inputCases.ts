/**
 * What every swipe reader, scanner and PIN pad must do.
 *
 * @module
 */
import { deepEqual, equal, ok } from "node:assert/strict"
import { inspect } from "node:util"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { BarcodeScanner } from "../ports/BarcodeScanner.ts"
import { Magstripe } from "../ports/Magstripe.ts"
import { PinPad, type PinWish } from "../ports/PinPad.ts"
import { type Case, PinHand, ScanHand, SwipeHand } from "./Case.ts"

interface Socket {
  readonly plugIn: Effect.Effect<void>
  readonly pull: Effect.Effect<void>
}

type Step = readonly [what: Effect.Effect<void>, heard: number]

/** What is heard while a story is played; each step waits until so many events are there. */
const heardOf = <A>(stream: Stream.Stream<A>, steps: ReadonlyArray<Step>) =>
  Effect.gen(function* () {
    const events: Array<A> = []
    const listening = yield* Effect.forkChild(
      Stream.runForEach(stream, (event) => Effect.sync(() => void events.push(event))),
      { startImmediately: true }
    )
    for (const [what, heard] of steps) {
      yield* what
      while (events.length < heard) yield* Effect.sleep(1)
    }
    yield* Fiber.interrupt(listening)
    return events
  })

const plugged = ({ plugIn }: Socket): Step => [plugIn, 1]

const swipes = Effect.all({ hand: SwipeHand, port: Magstripe })
const numberIn = (event: { readonly _tag: string; readonly track?: { readonly number: string } }): string =>
  event.track?.number ?? event._tag

/** Of a reader whose operator has cards that begin with 9860. */
export const magstripeCases: ReadonlyArray<Case<Magstripe | SwipeHand>> = [
  {
    name: "hears cards in their order",
    run: Effect.gen(function* () {
      const { hand, port } = yield* swipes
      const events = yield* heardOf(port.swipes, [
        plugged(hand),
        [hand.swipe(";9860001=2912?"), 2],
        [hand.swipe(";9860002=2912?"), 3]
      ])
      deepEqual(events.map(numberIn), ["Attached", "9860001", "9860002"])
    })
  },
  {
    name: "has nothing of a card that is none of the operator's, nor of a swipe that was none",
    run: Effect.gen(function* () {
      const { hand, port } = yield* swipes
      const events = yield* heardOf(port.swipes, [
        plugged(hand),
        [hand.swipe(";4111111111111111=2912?"), 2],
        [hand.swipe(""), 3],
        [hand.swipe(";9860001=2912?"), 4]
      ])
      deepEqual(events.map(numberIn), ["Attached", "Unusable", "Unusable", "9860001"])
      ok(!JSON.stringify(events).includes("4111"))
    })
  },
  {
    name: "hears a card of bare digits, whose end is missing",
    run: Effect.gen(function* () {
      const { hand, port } = yield* swipes
      const events = yield* heardOf(port.swipes, [
        plugged(hand),
        [hand.swipe(";9860001"), 2],
        [hand.swipe(";9860002=2912101?"), 3]
      ])
      deepEqual(events.map(numberIn), ["Attached", "9860001", "9860002"])
    })
  },
  {
    name: "goes on when it was pulled out and is back",
    run: Effect.gen(function* () {
      const { hand, port } = yield* swipes
      const events = yield* heardOf(port.swipes, [
        plugged(hand),
        [hand.pull, 2],
        [hand.plugIn, 3],
        [hand.swipe(";9860001=2912?"), 4]
      ])
      deepEqual(events.map(numberIn), ["Attached", "Detached", "Attached", "9860001"])
    })
  }
]

const scans = Effect.all({ hand: ScanHand, port: BarcodeScanner })
const textIn = (event: { readonly _tag: string; readonly scan?: { readonly text: string } }): string =>
  event.scan?.text ?? event._tag

export const scannerCases: ReadonlyArray<Case<BarcodeScanner | ScanHand>> = [
  {
    name: "hears codes whole and in their order, of one report or of many",
    run: Effect.gen(function* () {
      const { hand, port } = yield* scans
      const long = "SV1:".padEnd(300, "7")
      const events = yield* heardOf(port.scans, [
        plugged(hand),
        [hand.scan("SV1:1234"), 2],
        [hand.scan(long), 3],
        [hand.scan("5"), 4]
      ])
      deepEqual(events.map(textIn), ["Attached", "SV1:1234", long, "5"])
    })
  },
  {
    name: "drops a code that is longer than any, and hears the next",
    run: Effect.gen(function* () {
      const { hand, port } = yield* scans
      const events = yield* heardOf(port.scans, [
        plugged(hand),
        [hand.scan("x".repeat(6_000)), 2],
        [Effect.sleep(300), 2],
        [hand.scan("SV1:1234"), 3]
      ])
      deepEqual(
        [textIn(events[1] ?? { _tag: "none" }), textIn(events.at(-1) ?? { _tag: "none" })],
        ["Dropped", "SV1:1234"]
      )
    })
  },
  {
    name: "goes on when it was pulled out and is back",
    run: Effect.gen(function* () {
      const { hand, port } = yield* scans
      const events = yield* heardOf(port.scans, [
        plugged(hand),
        [hand.pull, 2],
        [hand.plugIn, 3],
        [hand.scan("SV1:1234"), 4]
      ])
      deepEqual(events.map(textIn), ["Attached", "Detached", "Attached", "SV1:1234"])
    })
  }
]

const pinOf = (keys: ReadonlyArray<string>, wish: PinWish = {}) =>
  Effect.gen(function* () {
    const { hand, pad } = yield* Effect.all({ hand: PinHand, pad: PinPad })
    yield* hand.press(keys)
    return yield* Effect.match(pad.requestPin(wish), {
      onFailure: ({ _tag }) => _tag as string,
      onSuccess: (pin) => {
        // However it is written down, it is not there.
        ok(!`${inspect(pin)}${JSON.stringify(pin)}`.includes(Redacted.value(pin)))
        return Redacted.value(pin)
      }
    })
  })

export const pinPadCases: ReadonlyArray<Case<PinPad | PinHand>> = [
  {
    name: "takes the digits that were typed, less those that were taken back",
    run: Effect.gen(function* () {
      equal(yield* pinOf(["1", "2", "9", "Backspace", "3", "4", "Enter"]), "1234")
      equal(yield* pinOf(["0", "0", "0", "7", "Enter"]), "0007")
    })
  },
  {
    name: "ends for too few digits not at all, and takes none for too many",
    run: Effect.gen(function* () {
      equal(yield* pinOf(["1", "2", "3", "Enter", "4", "Enter"]), "1234")
      equal(yield* pinOf(["1", "2", "3", "4", "5", "6", "7", "Enter"], { digits: [4, 6] }), "123456")
    })
  },
  {
    name: "gives up where somebody wants to, and where nobody types",
    run: Effect.gen(function* () {
      equal(yield* pinOf(["1", "2", "Escape"]), "PinCancelled")
      equal(yield* pinOf(["1", "2"], { patience: 20 }), "PinTimeout")
      // What was typed before is forgotten.
      equal(yield* pinOf(["5", "6", "7", "8", "Enter"]), "5678")
    })
  },
  {
    name: "says how many digits there are, and not which",
    run: Effect.gen(function* () {
      const shown: Array<number> = []
      yield* pinOf(["1", "2", "Backspace", "3", "4", "5", "Enter"], {
        typed: (digits) => void shown.push(digits)
      })
      deepEqual(shown.slice(0, 6), [1, 2, 1, 2, 3, 4])
    })
  }
]
