/**
 * What a kind of HID device says, whichever of them is plugged in: it is looked for until it is there, and again when it went.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { Bytes } from "../crypto/bytes.ts"
import { type HidBus, type HidWanted, isWanted } from "./HidBus.ts"

export type HidEvent =
  | { readonly _tag: "Attached" | "Detached" }
  /** `at`: milliseconds, of a clock that only goes forward. */
  | { readonly _tag: "Report"; readonly bytes: Bytes; readonly at: number }

const opened = (bus: HidBus, wanted: HidWanted) =>
  Effect.promise(async () => {
    try {
      const found = (await bus.list()).find((one) => isWanted(wanted, one))
      return found === undefined ? undefined : await bus.open(found.path)
    } catch {
      // It went between looking and opening, or another program holds it: looked for again.
      return undefined
    }
  })

/** `lookEvery`: milliseconds between two looks, as there is no word of a device that was plugged in. */
export const reportsOf = (bus: HidBus, wanted: HidWanted, lookEvery = 1_000): Stream.Stream<HidEvent> =>
  Stream.callback<HidEvent>((queue) => {
    const heard = Effect.acquireUseRelease(
      opened(bus, wanted),
      (handle) =>
        handle === undefined
          ? Effect.void
          : Effect.callback<void>((resume) => {
              Queue.offerUnsafe(queue, { _tag: "Attached" })
              handle.listen(
                (bytes) => Queue.offerUnsafe(queue, { _tag: "Report", bytes, at: performance.now() }),
                () => {
                  Queue.offerUnsafe(queue, { _tag: "Detached" })
                  resume(Effect.void)
                }
              )
            }),
      (handle) => Effect.promise(async () => handle?.close())
    )
    return Effect.forever(Effect.andThen(heard, Effect.sleep(lookEvery)))
  })
