/**
 * Lines: bytes as they come, cut where a line of JSON ends and nowhere else.
 *
 * @module
 */
import * as Result from "effect/Result"
import { textOf } from "./readJson.ts"

const newline = 0x0a
const nothing: Uint8Array = new Uint8Array()

/** Bytes of UTF-8 that are one character of JavaScript, at most. */
const widest = 3

const lenient = new TextDecoder()

/** What no JSON is: a line that is no text is one that is not read, and not one with other letters. */
const noText = "\uFFFD"

/** A line as text; one that is too long is too long as text too. */
const lineOf = (bytes: Uint8Array, longest: number): string => {
  if (bytes.length > longest * widest) return lenient.decode(bytes)
  const text = textOf(bytes)
  return Result.isSuccess(text) ? text.success : noText
}

/** A line that goes on, as many bytes of it as tell that it is too long. */
const longer = (rest: Uint8Array, piece: Uint8Array, most: number): Uint8Array => {
  if (rest.length >= most) return rest
  return rest.length === 0 && piece.length <= most ? piece : Buffer.concat([rest, piece]).subarray(0, most)
}

/**
 * The lines of a body or a file as it comes, those together that come together. One that is longer than so many characters is cut
 * off, and still longer than that.
 */
export async function* linesIn(
  stream: AsyncIterable<Uint8Array>,
  longest: number
): AsyncGenerator<ReadonlyArray<string>, void> {
  const most = (longest + 1) * widest
  let rest = nothing
  for await (const piece of stream) {
    const found: Array<string> = []
    let from = 0
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, from)) {
      found.push(lineOf(longer(rest, piece.subarray(from, end), most), longest))
      rest = nothing
      from = end + 1
    }
    rest = longer(rest, piece.subarray(from), most)
    yield found
  }
  if (rest.length > 0) yield [lineOf(rest, longest)]
}
