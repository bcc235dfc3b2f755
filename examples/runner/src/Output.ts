/**
 * Standard output: written in whole lines, waited for, and closed without complaint when the reader has seen enough.
 *
 * @module
 */
import type { Writable } from "node:stream"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** Whoever read the output has gone away, as `head` does. */
export class OutputClosed extends Schema.TaggedError<OutputClosed>()("OutputClosed", {}) {}

/** Writes to a stream; the effect ends when the text has left the process. */
export const outputTo = (stream: Writable): ((text: string) => Effect.Effect<void, OutputClosed>) => {
  // Without a listener a closed pipe would end the process with a stack trace.
  stream.on("error", () => undefined)
  return (text) =>
    Effect.callback<void, OutputClosed>((resume) => {
      stream.write(text, (error) => resume(error ? Effect.fail(new OutputClosed()) : Effect.void))
    })
}
