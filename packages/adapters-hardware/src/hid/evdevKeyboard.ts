/**
 * The keyboard that a reader is to Linux, read key by key from the kernel (evdev): how the till's own keyboard is set does not
 * matter, and nobody else types on it.
 *
 * @module
 */
import { constants } from "node:fs"
import { type FileHandle, open } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { Keyboard, KeyEvent } from "./Keyboard.ts"
import { keyOfCode } from "./keyLayouts.ts"

export interface EvdevKeyboardOptions {
  /** The reader's own file, that has the same name in every socket: `/dev/input/by-id/usb-…-event-kbd`. */
  readonly path: string
  /** Milliseconds between two looks for it, while it is not there. Absent: 1,000. */
  readonly lookEvery?: number
}

/** `struct input_event` where time has 64 bits. */
const eventLength = 24
const [synchronized, key] = [0, 1]
const dropped = 3
const [leftShift, rightShift] = [42, 54]
/** Milliseconds between two looks for keys. Each has the kernel's time, so that looking seldom slows no reader down. */
const listenEvery = 20

/** What was read of the file; nothing yet, or it is gone. */
const readOf = async (file: FileHandle, into: Buffer): Promise<number | "gone"> => {
  try {
    const { bytesRead } = await file.read(into, 0, into.length, null)
    return bytesRead === 0 ? "gone" : bytesRead
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "EAGAIN" ? 0 : "gone"
  }
}

/** Makes keys of the kernel's events, one after the other. */
class Decoder {
  #rest = Buffer.alloc(0)
  readonly #held = new Set<number>()

  take(read: Buffer): ReadonlyArray<KeyEvent> {
    const pressed: Array<KeyEvent> = []
    const all = Buffer.concat([this.#rest, read])
    const whole = all.length - (all.length % eventLength)
    this.#rest = all.subarray(whole)
    for (let from = 0; from < whole; from += eventLength) {
      const at = Number(all.readBigInt64LE(from)) * 1_000 + Number(all.readBigInt64LE(from + 8)) / 1_000
      const [type, code] = [all.readUInt16LE(from + 16), all.readUInt16LE(from + 18)]
      const name = this.#nameOf(type, code, all.readInt32LE(from + 20))
      if (name !== undefined) pressed.push({ _tag: "Key", key: name, at })
    }
    all.fill(0, 0, whole)
    return pressed
  }

  #nameOf(type: number, code: number, value: number): string | undefined {
    // Keys were lost: what is left would be read as another number.
    if (type === synchronized && code === dropped) return "Dropped"
    if (type !== key) return undefined
    if (code === leftShift || code === rightShift) {
      if (value === 0) this.#held.delete(code)
      else this.#held.add(code)
      return undefined
    }
    return value === 1 ? keyOfCode(code, this.#held.size > 0) : undefined
  }
}

const opened = (path: string) =>
  Effect.promise(() => open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined))

export const evdevKeyboard = ({ lookEvery = 1_000, path }: EvdevKeyboardOptions): Keyboard => {
  const heard = (queue: Queue.Enqueue<KeyEvent>, file: FileHandle) =>
    Effect.gen(function* () {
      Queue.offerUnsafe(queue, { _tag: "Attached" })
      const [decoder, into] = [new Decoder(), Buffer.alloc(64 * eventLength)]
      for (;;) {
        const read = yield* Effect.promise(() => readOf(file, into))
        if (read === "gone") break
        if (read === 0) yield* Effect.sleep(listenEvery)
        else for (const event of decoder.take(into.subarray(0, read))) Queue.offerUnsafe(queue, event)
      }
      into.fill(0)
      Queue.offerUnsafe(queue, { _tag: "Detached" })
    })
  const keys = Stream.callback<KeyEvent>((queue) =>
    Effect.forever(
      Effect.andThen(
        Effect.acquireUseRelease(
          opened(path),
          (file) => (file === undefined ? Effect.void : heard(queue, file)),
          (file) => Effect.promise(async () => file?.close().catch(() => undefined))
        ),
        Effect.sleep(lookEvery)
      )
    )
  )
  return { isOwn: true, keys }
}
