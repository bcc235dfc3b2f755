/**
 * Reading a file of lines as they come: never more than a piece of the file and one line in memory.
 *
 * @module
 */
import { isUtf8 } from "node:buffer"
import type { Readable } from "node:stream"

/** One line that is not blank: its number from 1 and its text, or why it cannot be read. */
export type Line = { readonly number: number; readonly text: string } | Unreadable
interface Unreadable {
  readonly number: number
  readonly fault: string
}

/** The longest line that is read, in bytes. */
const longestLine = 1024 * 1024

const newline = 0x0a
const tooLong = `Expected at most ${longestLine} bytes in a line`
const notUtf8 = "Expected text in UTF-8"

const lineOf = (number: number, bytes: Buffer): Line | undefined => {
  if (bytes.length > longestLine) return { number, fault: tooLong }
  if (!isUtf8(bytes)) return { number, fault: notUtf8 }
  const text = bytes.toString("utf8")
  const unmarked = number === 1 && text.startsWith("\uFEFF") ? text.slice(1) : text
  return unmarked.trim() === "" ? undefined : { number, text: unmarked }
}

/**
 * The lines of a stream, in one list for each piece that arrives, so that whoever types gets an answer to every line.
 * Accepts a byte order mark and Windows line ends. A line that is too long is dropped while it is read.
 */
export async function* readLines(pieces: Readable): AsyncGenerator<ReadonlyArray<Line>, void> {
  let number = 1
  let [begun, begunBytes]: [Array<Buffer>, number] = [[], 0]
  const keep = (part: Buffer) => {
    begunBytes += part.length
    if (begunBytes <= longestLine) begun.push(part)
    else begun = []
  }
  const finish = (): Line | undefined => {
    const line =
      begunBytes > longestLine ? { number, fault: tooLong } : lineOf(number, Buffer.concat(begun, begunBytes))
    begun = []
    begunBytes = 0
    number += 1
    return line
  }
  for await (const piece of pieces as AsyncIterable<Buffer>) {
    const lines: Array<Line> = []
    let from = 0
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, from)) {
      const rest = piece.subarray(from, end)
      if (begunBytes > 0) keep(rest)
      const line = begunBytes > 0 ? finish() : lineOf(number++, rest)
      if (line !== undefined) lines.push(line)
      from = end + 1
    }
    if (from < piece.length) keep(Buffer.from(piece.subarray(from)))
    if (lines.length > 0) yield lines
  }
  const last = begunBytes > 0 ? finish() : undefined
  if (last !== undefined) yield [last]
}
