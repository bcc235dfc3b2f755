/**
 * The hand-over of a shift as a receipt: the ledger's own page, line by line.
 *
 * @module
 */
import type { Part, ReceiptDocument } from "./ReceiptDocument.ts"

/** `page`: the text that the ledger gives, made for the same number of columns as the paper has. */
export const handOverPage = (page: string, copyMark: string): ReceiptDocument => ({
  copyMark,
  parts: [
    ...page
      .trimEnd()
      .split("\n")
      .map((text, n): Part => {
        if (/^-+$/.test(text)) return { kind: "rule" }
        return text === "" ? { kind: "space" } : { kind: "text", text, isStrong: n === 0 }
      }),
    { kind: "cut" }
  ]
})
