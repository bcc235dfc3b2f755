/**
 * The last receipt as a picture: SVG, or PNG where the package that draws it is installed.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import { receiptEncoder } from "@tessera/adapters-hardware/receipts"
import * as Effect from "effect/Effect"
import { columns } from "./Printing.ts"
import type { TillBook } from "./TillBook.ts"

/** A font whose letters are all as wide, as each system has one. */
const fonts: Partial<Record<NodeJS.Platform, string>> = { darwin: "Menlo", win32: "Consolas" }

/** Drawn with the fonts of this machine, twice as large, on white. */
const drawn = Effect.fnUntraced(function* (svg: string) {
  const { Resvg } = yield* Effect.tryPromise(() => import("@resvg/resvg-js"))
  const monospace = fonts[process.platform] ?? "DejaVu Sans Mono"
  const font = { loadSystemFonts: true, monospaceFamily: monospace, defaultFontFamily: monospace }
  return new Resvg(svg, { font, background: "#fff", fitTo: { mode: "zoom", value: 2 } }).render().asPng()
})

/** Answers what a cashier is told. */
export const picture = Effect.fnUntraced(function* (book: TillBook, file: string) {
  const newest = book.newest()
  if (newest === undefined) return "Nothing was printed yet."
  const encoder = yield* receiptEncoder
  const svg = encoder.svg(newest.document, columns)
  const content = file.endsWith(".svg") ? svg : yield* Effect.orElseSucceed(drawn(svg), () => undefined)
  if (content === undefined) return "What draws PNG is not installed: npm install @resvg/resvg-js"
  writeFileSync(file, content)
  return `Receipt ${newest.number} is in ${file}`
})
