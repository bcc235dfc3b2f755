/**
 * CSV as RFC 4180 has it: written so that no spreadsheet takes a text for a formula, and read with the numbers of its lines.
 *
 * @module
 */
import * as Result from "effect/Result"

/** The mark at the beginning by which Excel knows UTF-8. */
export const byteOrderMark = "\uFEFF"

/**
 * Where a formula would begin, full-width signs included: at the beginning, and after what other spreadsheets split at. One whose
 * cells end at semicolons or tabs knows nothing of the quotes in the middle of such a cell; at commas it does.
 */
const begins = /^(?=[\t\r\n])|(?=[=+\-@＝＋－＠])(?<=(?:^|[;\t\r\n])"*)/gu
const marked = /^'(?=[\t\r\n])|'(?=[=+\-@＝＋－＠])(?<=(?:^|[;\t\r\n])"*')/gu
const plainNumber = /^-?\d+(\.\d+)?$/

/** A text that no spreadsheet calculates: what begins like a formula gets an apostrophe; plain numbers stay as they are. */
export const guarded = (text: string): string =>
  plainNumber.test(text) ? text : text.replaceAll(begins, "'")

/** The text before it was guarded. */
export const unguarded = (text: string): string => text.replaceAll(marked, "")

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text

/** One record with its line's end. */
export const csvLine = (cells: ReadonlyArray<string>): string =>
  `${cells.map((cell) => quoted(guarded(cell))).join(",")}\r\n`

/** One record that was read: the line of the file on which it begins, counted from 1, and its cells. */
export interface CsvRecord {
  readonly line: number
  readonly cells: ReadonlyArray<string>
}

/** A text that is no CSV: where, and what was expected. */
export interface CsvFault {
  readonly line: number
  readonly message: string
}

const unquotedCell = (separator: string) =>
  new RegExp(`[^${separator === "\t" ? "\\t" : separator}\r\n"]*`, "y")
const quotedCell = /"([^"]*(?:""[^"]*)*)"/y
const lineEnd = /\r\n|\n|\r/y

const linesIn = (text: string): number => text.split(/\r\n|\n|\r/).length - 1

/** What a sticky pattern finds at a place. */
const at = (pattern: RegExp, text: string, place: number): RegExpExecArray | null => {
  pattern.lastIndex = place
  return pattern.exec(text)
}

/**
 * Reads CSV: comma, semicolon or tab between cells; lines end in LF, CRLF or CR; a mark at the beginning and empty lines are
 * passed over. Cells are as they were written, without their quotes.
 */
export const readCsv = (
  file: string,
  separator: "," | ";" | "\t" = ","
): Result.Result<ReadonlyArray<CsvRecord>, CsvFault> => {
  const text = file.startsWith(byteOrderMark) ? file.slice(1) : file
  const plain = unquotedCell(separator)
  const records: Array<CsvRecord> = []
  let [place, line] = [0, 1]
  while (place < text.length) {
    const began = line
    const cells: Array<string> = []
    for (let isMore = true; isMore;) {
      const found = at(quotedCell, text, place) ?? at(plain, text, place)
      const [whole = "", inside] = found ?? []
      cells.push(inside?.replaceAll('""', '"') ?? whole)
      line += inside === undefined ? 0 : linesIn(inside)
      place += whole.length
      isMore = text[place] === separator
      if (isMore) place += 1
    }
    const [end] = at(lineEnd, text, place) ?? []
    if (end === undefined && place < text.length)
      return Result.fail({
        line,
        message: `Expected the end of the cell, found ${JSON.stringify(text[place])}`
      })
    place += end?.length ?? 0
    line += 1
    if (cells.length > 1 || cells[0] !== "") records.push({ line: began, cells })
  }
  return Result.succeed(records)
}
