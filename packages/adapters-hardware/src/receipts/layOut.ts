/**
 * Laying a receipt out for a paper: lines that fit, whatever the texts are, and amounts that are never cut.
 *
 * @module
 */
import { cellsOf, printable, type Script, scriptOf, wrapped } from "./cells.ts"
import type { Part, ReceiptDocument } from "./ReceiptDocument.ts"

/** A line of the paper. */
export type PaperLine =
  | {
      readonly kind: "text"
      /** With the spaces before it. Large ones take twice their cells. */
      readonly text: string
      readonly isStrong: boolean
      readonly isLarge: boolean
    }
  | { readonly kind: "qr" | "barcode"; readonly data: string }
  | { readonly kind: "cut" }

/** A receipt on paper of a certain width. */
export interface LaidOut {
  readonly script: Script
  /** Cells of a line: 32 on paper of 58 mm, 42 or 48 on 80 mm. */
  readonly columns: number
  readonly lines: ReadonlyArray<PaperLine>
}

const textsOf = (part: Part): ReadonlyArray<string> => {
  if (part.kind === "text") return [part.text]
  return part.kind === "pair" ? [part.left, part.right] : []
}

const line = (text: string, isStrong = false, isLarge = false): PaperLine => ({
  kind: "text",
  text,
  isStrong,
  isLarge
})

const before = { left: 0, centre: 0.5, right: 1 } as const

const textLines = (
  part: Extract<Part, { readonly kind: "text" }>,
  columns: number,
  script: Script
): ReadonlyArray<PaperLine> => {
  const text = printable(part.text)
  const isLarge = part.isLarge === true && cellsOf(text, script) * 2 <= columns
  const room = isLarge ? Math.floor(columns / 2) : columns
  return wrapped(text, room, script).map((one) => {
    const spaces = Math.floor((room - cellsOf(one, script)) * before[part.align ?? "left"])
    return line(" ".repeat(spaces) + one, part.isStrong, isLarge)
  })
}

const pairLines = (
  part: Extract<Part, { readonly kind: "pair" }>,
  columns: number,
  script: Script
): ReadonlyArray<PaperLine> => {
  const [left, right] = [printable(part.left).trimEnd(), printable(part.right).trim()]
  const space = columns - cellsOf(left, script) - cellsOf(right, script)
  if (space > 0) return [line(left + " ".repeat(space) + right, part.isStrong)]
  return [
    ...wrapped(left, columns, script).map((one) => line(one, part.isStrong)),
    ...textLines({ ...part, kind: "text", text: right, align: "right" }, columns, script)
  ]
}

const linesOf = (part: Part, columns: number, script: Script): ReadonlyArray<PaperLine> => {
  switch (part.kind) {
    case "text":
      return textLines(part, columns, script)
    case "pair":
      return pairLines(part, columns, script)
    case "rule":
      return [line("-".repeat(columns))]
    case "space":
      return [line("")]
    case "qr":
    case "barcode":
      return [{ kind: part.kind, data: part.data }]
    case "cut":
      return [{ kind: "cut" }]
  }
}

/** The lines of a receipt. `columns`: at least 32. Less is a defect. */
export const layOut = ({ parts }: ReceiptDocument, columns: number): LaidOut => {
  if (!Number.isInteger(columns) || columns < 32)
    throw new RangeError("columns: Expected a whole number from 32")
  const script = scriptOf(parts.flatMap(textsOf))
  // A section with nothing in it has one rule, and not two.
  const shown = parts.filter(({ kind }, n) => kind !== "rule" || parts[n - 1]?.kind !== "rule")
  return { script, columns, lines: shown.flatMap((part) => linesOf(part, columns, script)) }
}

/** The receipt as plain text: for a screen, a log of a demonstration, or a message. */
export const plainReceipt = (document: ReceiptDocument, columns: number): string => {
  const { lines, script } = layOut(document, columns)
  return lines
    .flatMap((one): ReadonlyArray<string> => {
      if (one.kind === "cut") return []
      if (one.kind !== "text") return wrapped(`[${one.data}]`, columns, script)
      // Large characters stand where they would, as far as characters of one size can show it.
      const spaces = one.text.length - one.text.trimStart().length
      return [
        one.isLarge
          ? " ".repeat(spaces * 2 + Math.floor(cellsOf(one.text.trim(), script) / 2)) + one.text.trim()
          : one.text
      ]
    })
    .join("\n")
}
