/**
 * Receipts as bytes for a printer and as a picture: the public package receiptline writes both, and this hands it lines that fit.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Bytes } from "../crypto/bytes.ts"
import { DriverUnavailable } from "../ports/faults.ts"
import { layOut, type PaperLine } from "./layOut.ts"
import type { ReceiptDocument } from "./ReceiptDocument.ts"

/**
 * Which dialect of ESC/POS a printer speaks. `generic`: commands that nearly all of them know; `escpos`: Epson's and those that
 * follow it; `impact`: dot matrix printers with two colours of ribbon.
 */
export type Dialect = "generic" | "escpos" | "impact"

export interface ReceiptEncoder {
  /**
   * ESC/POS. Latin and Cyrillic letters in the code pages 437, 852, 858, 866 and 1252, whichever has the letter, and a question
   * mark where none has; a receipt with Chinese characters in GB 18030. At the end the printer is asked to answer.
   */
  readonly escpos: (document: ReceiptDocument, columns: number, dialect?: Dialect) => Bytes
  /** SVG, 12 units for each column and a margin. The font is the reader's own; nothing is fetched. */
  readonly svg: (document: ReceiptDocument, columns: number) => string
}

/** Signs that receiptline takes for its own markup, by their number; spaces at the ends too, which it would take away. */
const spelled = (text: string): string => {
  const number = (sign: string): string => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`
  return text
    .replaceAll(/[\\|{}~_"`^;:]/g, number)
    .replaceAll(/^ +| +$|^[-=]/g, (signs) => Array.from(signs, number).join(""))
}

const markup = (line: PaperLine): string => {
  switch (line.kind) {
    case "cut":
      return "="
    case "qr":
      return `{code:${spelled(line.data)};option:qrcode,5,m}`
    case "barcode":
      return `{code:${spelled(line.data)};option:code128,2,72,hri}`
    case "text": {
      const { isLarge, isStrong, text } = line
      if (text === "") return ""
      return `|${isStrong ? '"' : ""}${isLarge ? "^^^" : ""}${spelled(text)} |`
    }
  }
}

const margin = 24

/** With a margin, as paper has one; without the font and the filter that nobody here needs: the first would be fetched. */
const framed = (svg: string): string =>
  svg
    .replace(/(?:<style[\s\S]*?<\/style>)?<defs>[\s\S]*?<\/defs>/, "")
    .replace(/ width="(\d+)px" height="(\d+)px" viewBox="[^"]*"/, (_, width, height) => {
      const [wide, high] = [Number(width) + 2 * margin, Number(height) + 2 * margin]
      return ` width="${wide}px" height="${high}px" viewBox="${-margin} ${-margin} ${wide} ${high}"`
    })

const start = "{border:none;width:*;text:nowrap;align:left}"

type Receiptline = typeof import("receiptline")

const encoderWith = ({ transform }: Receiptline): ReceiptEncoder => {
  const written = (document: ReceiptDocument, columns: number, command: Dialect | "svg"): string => {
    const { lines, script } = layOut(document, columns)
    return transform(
      [start, ...lines.map((line) => markup(line).replace(/^\{code/, "{align:center}\n{code"))].join("\n"),
      {
        cpl: columns,
        encoding: script === "wide" ? "gb18030" : "multilingual",
        command,
        spacing: true,
        cutting: false
      }
    )
  }
  return {
    escpos: (document, columns, dialect = "generic") =>
      Uint8Array.from(Buffer.from(written(document, columns, dialect), "latin1")),
    svg: (document, columns) => framed(written(document, columns, "svg"))
  }
}

/** Loads the package. Where it is missing, nothing is printed and everything else works. */
export const receiptEncoder: Effect.Effect<ReceiptEncoder, DriverUnavailable> = Effect.tryPromise({
  try: async () => {
    // A package in CommonJS: what it exports is its default.
    const loaded: Receiptline & { readonly default?: Receiptline } = await import("receiptline")
    return encoderWith(loaded.default ?? loaded)
  },
  catch: () => new DriverUnavailable({ driver: "receiptline", install: "npm install receiptline" })
})
