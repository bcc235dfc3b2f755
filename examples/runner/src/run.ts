/**
 * One run: opens the ledger, performs the file, shows every answer, and closes with the books.
 *
 * @module
 */
import { createReadStream } from "node:fs"
import { type AccountSum, type Configuration, StoredValue } from "@tessera/core"
import { Store } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Answered, answeredText } from "./Answered.ts"
import { checkBooks } from "./checkBooks.ts"
import type { Options } from "./commandLine.ts"
import { type BooksFile, exportBooks } from "./exportBooks.ts"
import { FileUnreadable, sentenceIn } from "./FileUnreadable.ts"
import { lineClock } from "./lineClock.ts"
import type { OutputClosed } from "./Output.ts"
import { type Performance, perform } from "./perform.ts"
import { type Line, readLines } from "./readLines.ts"
import { count, emptyTally, summaryText, type Tally } from "./Tally.ts"

/** A commit whose answer never came: what follows may depend on it, so the run ends here. */
class LeftInDoubt extends Schema.TaggedError<LeftInDoubt>()("LeftInDoubt", {}) {}

/** How answers are shown: each as it comes, and all together at the end. */
export interface Showing {
  readonly answered: (answered: Answered) => string
  readonly closing: (tally: Tally, books: ReadonlyArray<AccountSum>) => string
  /** A file of the books was written. */
  readonly exported: (file: BooksFile) => string
  /** The books were read by programs that know how, none of which refused them. */
  readonly checked: (said: string) => string
}

/** One JSON text a line. */
export const showingJson = (configuration: Configuration): Showing => ({
  answered: (answered) => `${answeredText(answered)}\n`,
  closing: (tally, books) => `${summaryText(tally, books, configuration)}\n`,
  exported: () => "",
  checked: () => ""
})

/** Where a run reads and writes. */
export interface Surroundings {
  readonly write: (text: string) => Effect.Effect<void, OutputClosed>
  /** Told how far the file has been read, in bytes. */
  readonly progress: (bytes: number) => void
}

const unreadable = (cause: unknown) => new FileUnreadable({ message: sentenceIn(cause) })

/** Large enough that full batches form, small enough that the file's length does not matter. */
const pieceBytes = 256 * 1024

const openLines = (file: string) =>
  Effect.acquireRelease(
    Effect.sync(() => (file === "-" ? process.stdin : createReadStream(file, { highWaterMark: pieceBytes }))),
    (stream) => Effect.sync(() => stream.destroy())
  )

const performFile = Effect.fnUntraced(function* (
  file: string,
  performance: Performance,
  tally: Tally,
  progress: (bytes: number) => void
) {
  const stream = yield* openLines(file)
  const pieces = readLines(stream)
  const next = Effect.tryPromise({ try: () => pieces.next(), catch: unreadable })
  for (let read = yield* next; read.done !== true; read = yield* next) {
    const lines: ReadonlyArray<Line> = read.value
    yield* perform(performance, lines)
    if (tally.inDoubt > 0) return yield* new LeftInDoubt()
    if ("bytesRead" in stream) progress(stream.bytesRead)
  }
})

/** Performs the file of the options on the ledger that is provided. */
export const run = Effect.fnUntraced(function* (
  options: Options,
  showing: Showing,
  { progress, write }: Surroundings
) {
  const service = yield* StoredValue
  const store = yield* Store
  const { recordedAt } = yield* store.read({ cards: [], accounts: [], operations: [], keys: [] })
  const tally = emptyTally()
  const answer = (all: ReadonlyArray<Answered>) => {
    for (const answered of all) count(tally, answered)
    return write(all.map(showing.answered).join(""))
  }
  const clock = options.wallClock
    ? undefined
    : lineClock(options.longestGapDays, recordedAt === 0 ? undefined : recordedAt)
  yield* performFile(options.operations, { service, clock, answer, told: new Map() }, tally, progress)
  yield* write(showing.closing(tally, yield* service.books()))
  for (const file of options.exports) {
    yield* exportBooks(file)
    yield* write(showing.exported(file))
  }
  if (options.checkBooks) yield* write(showing.checked(yield* checkBooks))
}, Effect.scoped)
