/**
 * A file that cannot be opened, read or used; the message says which and why.
 *
 * @module
 */
import * as Schema from "effect/Schema"

export class FileUnreadable extends Schema.TaggedError<FileUnreadable>()("FileUnreadable", {
  message: Schema.String
}) {}

/** What an error says, with the reason that it wraps: the outer message of a storage failure is empty. */
export const sentenceIn = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { cause, message } = error
  return cause === undefined || cause === null ? message || error.name : sentenceIn(cause)
}
