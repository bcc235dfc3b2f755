/**
 * A PIN pad that is a keyboard: digits, a key that ends, one that takes the last back and one that gives up.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import type { Keyboard } from "./Keyboard.ts"
import { PinCancelled, PinPad, PinPadGone, PinTimeout, type PinWish } from "../ports/PinPad.ts"

const usual = { digits: [4, 12], patience: 30_000 } as const

/** The next state of what is typed: how it goes on, or how it ended. */
const typedOn = (typed: string, key: string, [fewest, most]: readonly [number, number]) => {
  if (key === "Escape") return { typed: "", end: "cancelled" } as const
  if (key === "Backspace") return { typed: typed.slice(0, -1) } as const
  if (key === "Enter") return typed.length < fewest ? ({ typed } as const) : ({ typed, end: "done" } as const)
  return { typed: /^\d$/.test(key) && typed.length < most ? typed + key : typed }
}

/** What is typed on a keyboard until it is pulled out. */
const typedOnKeyboard = ({ keys }: Keyboard): Stream.Stream<string> =>
  keys.pipe(
    Stream.takeWhile(({ _tag }) => _tag !== "Detached"),
    Stream.flatMap((event) => (event._tag === "Key" ? Stream.succeed(event.key) : Stream.empty))
  )

/**
 * `from`: a keyboard, or its keys as browsers name them: `0` to `9`, `Enter`, `Backspace`, `Escape`. The end of those, and a keyboard
 * that is pulled out, are the pad's.
 */
export const keyPinPad = (from: Keyboard | Stream.Stream<string>): Layer.Layer<PinPad> => {
  const keys = "isOwn" in from ? typedOnKeyboard(from) : from
  return Layer.succeed(PinPad, {
    requestPin: Effect.fnUntraced(function* (wish: PinWish) {
      const { digits, patience, typed: show } = { ...usual, ...wish }
      let typed = ""
      let end: string | undefined
      const heard = keys.pipe(
        Stream.takeUntil((key) => {
          const next = typedOn(typed, key, digits)
          typed = next.typed
          end = "end" in next ? next.end : undefined
          show?.(typed.length)
          return end !== undefined
        }),
        Stream.timeoutOrElse({
          duration: patience,
          orElse: () => Stream.fail(new PinTimeout({ millis: patience }))
        }),
        Stream.runDrain
      )
      yield* heard
      if (end === "cancelled") return yield* new PinCancelled()
      return end === "done" ? Redacted.make(typed) : yield* new PinPadGone()
    })
  })
}
