/**
 * Texts that people write: of bounded length, and without what a database or a printer would trip over.
 *
 * @module
 */
import * as Schema from "effect/Schema"

/** A text of at most so many characters, without control characters (a database would refuse NUL). */
export const Text = (longest: number) =>
  Schema.String.check(
    Schema.makeFilter(
      (text: string) => text.length <= longest && !/[\u0000-\u001f\u007f]/.test(text) && text.isWellFormed(),
      {
        expected: `at most ${longest} characters without control characters`
      }
    )
  )
