/**
 * A keyboard that a reader types on, which is plugged in, typed on and pulled out by whoever holds this.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { Keyboard, KeyEvent } from "../hid/Keyboard.ts"

export class SimulatedKeyboard implements Keyboard {
  readonly isOwn: boolean
  #isPlugged = false
  readonly #listening = new Set<Queue.Enqueue<KeyEvent>>()

  /** `isOwn`: nobody types on it but the reader. Absent: so it is. */
  constructor({ isOwn = true }: { readonly isOwn?: boolean } = {}) {
    this.isOwn = isOwn
  }

  get keys(): Stream.Stream<KeyEvent> {
    return Stream.callback<KeyEvent>((queue) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          this.#listening.add(queue)
          if (this.#isPlugged) Queue.offerUnsafe(queue, { _tag: "Attached" })
        }),
        () => Effect.sync(() => this.#listening.delete(queue))
      )
    )
  }

  #tell(event: KeyEvent): void {
    for (const queue of this.#listening) Queue.offerUnsafe(queue, event)
  }

  plugIn(): void {
    this.#isPlugged = true
    this.#tell({ _tag: "Attached" })
  }

  pull(): void {
    this.#isPlugged = false
    this.#tell({ _tag: "Detached" })
  }

  /** One key after the other, then Enter. `every`: milliseconds from key to key; a reader takes few. Nobody hears it who does not listen yet. */
  type(text: string, { every = 1 }: { readonly every?: number } = {}): void {
    if (!this.#isPlugged) return
    const from = performance.now()
    for (const [at, key] of [...Array.from(text), "Enter"].entries())
      this.#tell({ _tag: "Key", key, at: from + at * every })
  }
}
