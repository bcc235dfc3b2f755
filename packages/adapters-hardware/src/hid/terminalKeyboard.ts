/**
 * The keyboard of a terminal (standard input), that a person and a reader type on.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { Keyboard, KeyEvent } from "./Keyboard.ts"
import { type KeyLayout, pressedOn } from "./keyLayouts.ts"

/** As `process.stdin` is. */
export interface TerminalInput {
  readonly setRawMode?: (isRaw: boolean) => unknown
  readonly on: (event: "data" | "end", listener: (chunk: Uint8Array) => void) => unknown
  readonly off: (event: "data" | "end", listener: (chunk: Uint8Array) => void) => unknown
  readonly resume: () => unknown
  readonly pause: () => unknown
}

export interface TerminalKeyboardOptions {
  /** How the keyboard is set. Absent: `us`. With another the reader's own `=` or `^` may be a dead key, and is lost there. */
  readonly layout?: KeyLayout
}

const named: Readonly<Record<string, string>> = {
  "\r": "Enter",
  "\n": "Enter",
  "\u007f": "Backspace",
  "\u001b": "Escape"
}
const interrupt = "\u0003"

/** While it is listened to, the terminal is raw; Ctrl-C is a signal all the same. Its end is `Detached`. */
export const terminalKeyboard = (
  input: TerminalInput,
  { layout = "us" }: TerminalKeyboardOptions = {}
): Keyboard => {
  const pressed = pressedOn(layout)
  const keys = Stream.callback<KeyEvent>((queue) => {
    const decoder = new TextDecoder()
    const hear = (chunk: Uint8Array): void => {
      const text = decoder.decode(chunk, { stream: true })
      const at = performance.now()
      // A key without a character comes as a whole sequence that begins with Escape.
      for (const key of text.startsWith("\u001b") ? [text] : text) {
        if (key === interrupt) process.kill(process.pid, "SIGINT")
        else Queue.offerUnsafe(queue, { _tag: "Key", key: named[key] ?? pressed(key), at })
      }
    }
    const end = (): void => void Queue.offerUnsafe(queue, { _tag: "Detached" })
    const listen = Effect.sync(() => {
      input.setRawMode?.(true)
      input.on("data", hear)
      input.on("end", end)
      input.resume()
      Queue.offerUnsafe(queue, { _tag: "Attached" })
    })
    const leave = Effect.sync(() => {
      input.off("data", hear)
      input.off("end", end)
      input.pause()
      input.setRawMode?.(false)
    })
    return Effect.acquireRelease(listen, () => leave)
  })
  return { isOwn: false, keys }
}
