/**
 * Saving what comes piece by piece: to a file that is whole or not there, or to standard output.
 *
 * @module
 */
import { open, rename, rm } from "node:fs/promises"
import type { ExportAnswer, NoAnswer } from "@tessera/http/api"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { show } from "./ask.ts"
import { type Ended, notKnown, refused, unusable } from "./Ended.ts"
import { counted, progress } from "./Progress.ts"
import { session } from "./Session.ts"

/** Where it is saved. */
export const out = Flag.String("out").pipe(
  Flag.withAlias("o"),
  Flag.withDescription("Instead of standard output, and of what it holds"),
  Flag.withMetavar("FILE"),
  Flag.optional
)

type Pieces<R> = Stream.Stream<string | Uint8Array, Ended, R>

const written = (piece: string | Uint8Array) =>
  Effect.callback<void>((resume) => {
    process.stdout.write(piece, () => resume(Effect.void))
  })

const atFile = <A>(work: () => Promise<A>): Effect.Effect<A, Ended> =>
  Effect.tryPromise({
    try: work,
    catch: (cause) => unusable(`--out: ${cause instanceof Error ? cause.message : String(cause)}`)
  })

/** Written under another name first, which is forgotten where it does not come to its end: what is there is whole. */
const toFile = Effect.fnUntraced(function* <R>(file: string, pieces: Pieces<R>) {
  const [draft, bar] = [`${file}.part`, progress()]
  const handle = yield* Effect.acquireRelease(
    atFile(() => open(draft, "w", 0o600)),
    (one) => Effect.promise(() => one.close().then(() => rm(draft, { force: true })))
  )
  yield* Effect.addFinalizer(() => Effect.sync(bar.clear))
  let bytes = 0
  yield* Stream.runForEach(pieces, (piece) => {
    bytes += Buffer.byteLength(piece)
    bar.reached(`${counted(Math.ceil(bytes / 1024))} KiB`)
    return atFile(() => handle.appendFile(piece))
  })
  yield* atFile(() => handle.sync().then(() => rename(draft, file)))
  return bytes
}, Effect.scoped)

/** Saves pieces, and says how many bytes they were where that is a file. */
export const save = Effect.fnUntraced(function* <R>(file: Option.Option<string>, pieces: Pieces<R>) {
  if (Option.isNone(file)) return yield* Stream.runForEach(pieces, written)
  const bytes = yield* toFile(file.value, pieces)
  yield* show({ file: file.value, bytes }, `${file.value}: ${counted(bytes)} bytes`)
})

const brokenOff = () => notKnown("The export broke off, and is not whole. Say the same again.")

/** The pieces of an export as they come. */
export const piecesOf = (answer: Effect.Effect<ExportAnswer, NoAnswer>) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { url } = yield* session
      const begun = yield* Effect.mapError(answer, () => notKnown(`No answer from ${url}.`))
      if (begun.outcome === "refused") return yield* refused(begun.problem)
      return Stream.fromReadableStream({ evaluate: () => begun.body, onError: brokenOff })
    })
  )
