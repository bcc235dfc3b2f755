/**
 * How much room a text takes on the paper: a receipt printer has cells, and a Chinese character takes two of them.
 *
 * @module
 */

/**
 * Which letters a printer is switched to for a receipt. `narrow`: code pages of Latin and Cyrillic letters, one cell for each
 * character. `wide`: GB 18030, where everything but ASCII takes two cells.
 */
export type Script = "narrow" | "wide"

const wideSign = /[\u1100-\u115f\u2e80-\u{3ffff}]/u

/** One Chinese, Japanese or Korean character anywhere, and the whole receipt is printed in GB 18030. */
export const scriptOf = (texts: Iterable<string>): Script => {
  for (const text of texts) if (wideSign.test(text)) return "wide"
  return "narrow"
}

/** As it can be printed: composed letters, one kind of space, nothing that steers a printer. */
export const printable = (text: string): string =>
  text.normalize().replaceAll(/\s/g, " ").replaceAll(/\p{C}/gu, "")

/** The cells of a text. */
export const cellsOf = (text: string, script: Script): number => {
  let cells = 0
  for (const character of text) cells += script === "wide" && character > "\u007f" ? 2 : 1
  return cells
}

/** Spaces, one wide character, or a word. */
const piece = / +|[\u1100-\u115f\u2e80-\u{3ffff}]|[^ \u1100-\u115f\u2e80-\u{3ffff}]+/gu

/** Broken between words where it can be, within a word where it must be. At least one line, of at most so many cells. */
export const wrapped = (text: string, columns: number, script: Script): ReadonlyArray<string> => {
  if (cellsOf(text, script) <= columns) return [text.trimEnd()]
  const lines: Array<string> = []
  let line = ""
  const add = (part: string): void => {
    if (cellsOf(line + part, script) > columns) {
      lines.push(line.trimEnd())
      line = ""
    }
    // A line that goes on does not begin with the space it was broken at.
    if (line !== "" || part.trim() !== "") line += part
  }
  for (const [part] of text.matchAll(piece)) {
    if (cellsOf(part, script) <= columns) add(part)
    else for (const character of part) add(character)
  }
  return [...lines, line.trimEnd()].filter((one) => one !== "")
}
