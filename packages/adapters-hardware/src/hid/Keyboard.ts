/**
 * A keyboard that a swipe reader, a scanner or a person with a PIN types on.
 *
 * @module
 */
import type * as Stream from "effect/Stream"

export type KeyEvent =
  | { readonly _tag: "Attached" | "Detached" }
  /**
   * `key`: one character as it stands on a keyboard of the United States, `Enter`, `Backspace`, `Escape`, or the name of another key. `at`:
   * milliseconds, of a clock that only goes forward.
   */
  | { readonly _tag: "Key"; readonly key: string; readonly at: number }

export interface Keyboard {
  /** Nobody types on it but the reader: whatever it types was read. */
  readonly isOwn: boolean
  /** Never fails. */
  readonly keys: Stream.Stream<KeyEvent>
}
