/**
 * The books as a file that another program reads: hledger, beancount, or a spreadsheet.
 *
 * @module
 */
import { appendFileSync, closeSync, openSync } from "node:fs"
import { extname } from "node:path"
import { Books, type JournalExport } from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { FileUnreadable, sentenceIn } from "./FileUnreadable.ts"

/** A file of the books that was asked for. */
export interface BooksFile {
  readonly file: string
  readonly format: JournalExport["format"]
}

interface Format {
  readonly format: JournalExport["format"]
  /** How the file is read. */
  readonly readBy: (file: string) => string
}

const formats: Readonly<Record<string, Format>> = {
  ".journal": { format: "hledger", readBy: (file) => `hledger -f ${file} check --strict` },
  ".beancount": { format: "beancount", readBy: (file) => `bean-check ${file}` },
  ".csv": { format: "csv", readBy: () => "any spreadsheet" }
}

/** What the name of a file can end in. */
export const booksEndings = Object.keys(formats).join(", ")

/** The file with the format that its name ends in; nothing if there is none of that ending. */
export const booksFile = (file: string): BooksFile | undefined => {
  const found = formats[extname(file)]
  return found && { file, format: found.format }
}

/** What is said of a file that was written. */
export const writtenText = ({ file }: BooksFile): string => {
  const readBy = formats[extname(file)]?.readBy(file) ?? ""
  return `The books are in ${file}, for ${readBy}\n`
}

const unwritable = (file: string) => (cause: unknown) =>
  new FileUnreadable({ message: `${file}: ${sentenceIn(cause)}` })

/** Writes the whole journal of the ledger into a file, a page at a time; what was there before is gone. */
export const exportBooks = Effect.fnUntraced(function* ({ file, format }: BooksFile) {
  const books = yield* Books
  const attempt = <A>(done: () => A) => Effect.try({ try: done, catch: unwritable(file) })
  const handle = yield* Effect.acquireRelease(
    attempt(() => openSync(file, "w")),
    (opened) => Effect.sync(() => closeSync(opened))
  )
  yield* Stream.runForEach(books.export({ format }), (piece) => attempt(() => appendFileSync(handle, piece)))
}, Effect.scoped)
