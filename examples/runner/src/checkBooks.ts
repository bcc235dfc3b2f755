/**
 * Whether the programs of accountants accept the books: hledger and beancount read them, where they are installed.
 *
 * @module
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { JournalExport } from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { exportBooks } from "./exportBooks.ts"

interface Reader {
  readonly format: JournalExport["format"]
  readonly program: string
  /** How it reads a file as strictly as it can: what is not declared or does not add up is refused. */
  readonly words: (file: string) => ReadonlyArray<string>
}

const readers: ReadonlyArray<Reader> = [
  { format: "hledger", program: "hledger", words: (file) => ["-f", file, "check", "--strict"] },
  { format: "beancount", program: "bean-check", words: (file) => [file] }
]

/** A program that reads books does not accept these. */
class BooksRefused extends Schema.TaggedError<BooksRefused>()("BooksRefused", {
  message: Schema.String
}) {}

/** What a program made of a file: whether it is here, and its complaint, where it has one. */
const readBy = (
  { program, words }: Reader,
  file: string
): { readonly isHere: boolean; readonly complaint?: string } => {
  // The books may hold any letter.
  const env = { ...process.env, LC_ALL: "C.UTF-8" }
  const { error, status, stderr, stdout } = spawnSync(program, [...words(file)], { encoding: "utf8", env })
  if (error !== undefined && "code" in error && error.code === "ENOENT") return { isHere: false }
  return { isHere: true, ...(status !== 0 && { complaint: `${error?.message ?? ""}${stderr}${stdout}` }) }
}

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "tessera-books-"))),
  (made) => Effect.sync(() => rmSync(made, { recursive: true }))
)

/** Has the books read by every program that is here, and answers a sentence for each; fails where one refuses them. */
export const checkBooks = Effect.gen(function* () {
  const files = yield* folder
  const said: Array<string> = []
  for (const reader of readers) {
    const file = join(files, reader.format)
    yield* exportBooks({ file, format: reader.format })
    const { complaint, isHere } = readBy(reader, file)
    if (complaint !== undefined)
      return yield* new BooksRefused({ message: `${reader.program} refuses the books: ${complaint}` })
    said.push(
      isHere
        ? `${reader.program} has read the books: accepted\n`
        : `${reader.program} is not installed here: the books were not read by it\n`
    )
  }
  return said.join("")
}).pipe(Effect.scoped)
