/**
 * A receipt as data: what stands on the paper from top to bottom, before anybody knows how wide the paper is.
 *
 * @module
 */

/** Something that stands on a receipt. */
export type Part =
  | {
      readonly kind: "text"
      readonly text: string
      /** Absent: `left`. */
      readonly align?: "left" | "centre" | "right"
      readonly isStrong?: boolean
      /** Twice as wide and high, where there is room for it. */
      readonly isLarge?: boolean
    }
  /** A word and what it says: on one line where both fit, else the second on a line of its own. */
  | { readonly kind: "pair"; readonly left: string; readonly right: string; readonly isStrong?: boolean }
  | { readonly kind: "rule" }
  | { readonly kind: "space" }
  /** A code to be scanned: at most 300 characters. A bar code is Code 128, for ASCII. */
  | { readonly kind: "qr" | "barcode"; readonly data: string }
  | { readonly kind: "cut" }

/** The copy that says so stands there from the beginning, and is shown when a job is printed again. */
export interface ReceiptDocument {
  /** What is shown above and below when it is not the first print. */
  readonly copyMark: string
  readonly parts: ReadonlyArray<Part>
}

/** The same receipt, marked as printed before. */
export const copyOf = (document: ReceiptDocument): ReceiptDocument => {
  const mark: Part = { kind: "text", text: `*** ${document.copyMark} ***`, align: "centre", isStrong: true }
  const isCut = document.parts.at(-1)?.kind === "cut"
  const body = isCut ? document.parts.slice(0, -1) : document.parts
  return { ...document, parts: [mark, ...body, mark, ...(isCut ? [{ kind: "cut" } as const] : [])] }
}
