/**
 * The lines of a file of commands: cut where a line of JSON ends and nowhere else, and never read as what they do not say.
 *
 * @module
 */
import type { Line } from "./Imported.ts"

const newline = 0x0a
const decoder = new TextDecoder("utf-8", { fatal: true })

/** A line that is no text is sent as one that nobody reads, and not with other letters. */
const textOf = (bytes: Uint8Array): string => {
  try {
    return decoder.decode(bytes)
  } catch {
    return "\uFFFD"
  }
}

/** The lines in which there is something, each with its number and with how far into the file it reaches. */
export async function* linesOf(file: AsyncIterable<Uint8Array>): AsyncGenerator<Line, void> {
  let rest: ReadonlyArray<Uint8Array> = []
  let [number, end] = [0, 0]
  const taken = (last: Uint8Array): Line => {
    const text = textOf(Buffer.concat([...rest, last]))
    rest = []
    number += 1
    return { number, text, end }
  }
  for await (const piece of file) {
    let from = 0
    for (let cut = piece.indexOf(newline); cut >= 0; cut = piece.indexOf(newline, from)) {
      end += cut + 1 - from
      const line = taken(piece.subarray(from, cut))
      if (line.text.trim() !== "") yield line
      from = cut + 1
    }
    end += piece.length - from
    rest = [...rest, piece.subarray(from)]
  }
  const last = taken(new Uint8Array())
  if (last.text.trim() !== "") yield last
}
