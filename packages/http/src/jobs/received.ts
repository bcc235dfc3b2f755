/**
 * Receiving an import: all of it in a file before anything of it is performed, so that what is cut off on its way does nothing.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { open } from "node:fs/promises"
import * as Effect from "effect/Effect"
import { problem, type Problem } from "../api/Problem.ts"
import type { Jobs } from "./Jobs.ts"

/** The longest line, in bytes: longer ones would be in memory as a whole. */
export const longestLine = 262_144

const [newline, blank] = [0x0a, 0x20]

/** Counts lines in which there is something, and how long the one is that has not ended. */
const lineCount = () => {
  let [lines, length, isBlank] = [0, 0, true]
  return {
    lines: () => lines,
    /** False: a line is too long. */
    take: (piece: Uint8Array): boolean => {
      for (const byte of piece) {
        length = byte === newline ? 0 : length + 1
        if (length > longestLine) return false
        if (byte === newline) isBlank = true
        else if (isBlank && byte > blank) {
          lines += 1
          isBlank = false
        }
      }
      return true
    }
  }
}

/** How long what was received is, how many lines it has, and its SHA-256. */
interface Received {
  readonly bytes: number
  readonly lines: number
  readonly sha256: string
}

const take = async (
  { folder, longestImport }: Jobs["Service"],
  id: string,
  stream: AsyncIterable<Uint8Array>
): Promise<Received | Problem> => {
  const handle = await open(folder.sent(id), "wx", 0o600)
  const [hash, count] = [createHash("sha256"), lineCount()]
  let bytes = 0
  const pieces = stream[Symbol.asyncIterator]()
  try {
    for (;;) {
      // Who sends it has hung up: no fault of the server, and nobody hears the answer.
      const next = await pieces.next().catch(() => undefined)
      if (next === undefined) return problem("malformed")
      if (next.done === true) break
      bytes += next.value.length
      if (bytes > longestImport || !count.take(next.value)) return problem("too_large")
      hash.update(next.value)
      await handle.appendFile(next.value)
    }
    await handle.sync()
    return { bytes, lines: count.lines(), sha256: hash.digest("hex") }
  } finally {
    await handle.close()
  }
}

/** What was sent, whole in its file; the file is for whoever asked to forget where it fails. */
export const received = (
  jobs: Jobs["Service"],
  id: string,
  stream: AsyncIterable<Uint8Array>
): Effect.Effect<Received, Problem> =>
  Effect.flatMap(
    Effect.promise(() => take(jobs, id, stream)),
    (got) => ("_tag" in got ? Effect.fail(got) : Effect.succeed(got))
  )
