/**
 * A PIN pad whose keys are pressed by whoever holds this.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { keyPinPad } from "../hid/keyPinPad.ts"
import type { PinPad } from "../ports/PinPad.ts"

export class SimulatedPinPad {
  readonly #keys = Effect.runSync(Queue.unbounded<string>())

  /** Keys as browsers name them: `0` to `9`, `Enter`, `Backspace`, `Escape`. They wait until a PIN is asked for. */
  press(...keys: ReadonlyArray<string>): void {
    for (const key of keys) Queue.offerUnsafe(this.#keys, key)
  }

  get layer(): Layer.Layer<PinPad> {
    return keyPinPad(Stream.fromQueue(this.#keys))
  }
}
