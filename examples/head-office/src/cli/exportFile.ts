/**
 * `tessera export`: operations, entries and the books, to a file that is whole or not there, or to standard output.
 *
 * @module
 */
import { open, rename, rm } from "node:fs/promises"
import type { ExportAnswer, NoAnswer } from "@tessera/http/api"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { found, pageAfter, show } from "./ask.ts"
import { type Ended, notKnown, refused, unusable } from "./Ended.ts"
import { counted, progress } from "./Progress.ts"
import { session } from "./Session.ts"

const out = Flag.String("out").pipe(
  Flag.withAlias("o"),
  Flag.withDescription("Instead of standard output, and of what it holds"),
  Flag.withMetavar("FILE"),
  Flag.optional
)

const instant = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.withMetavar("INSTANT"), Flag.optional)

const date = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.withMetavar("DATE"), Flag.optional)

const asOf = instant("as-of", "As recorded by then: the same file for ever")

/** What was said, as far as it was. */
const said = <Fields extends Readonly<Record<string, Option.Option<string>>>>(fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (Option.isSome(value) ? [[name, value.value]] : []))
  ) as { readonly [Name in keyof Fields]?: string }

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

const save = Effect.fnUntraced(function* <R>(file: Option.Option<string>, pieces: Pieces<R>) {
  if (Option.isNone(file)) return yield* Stream.runForEach(pieces, written)
  const bytes = yield* toFile(file.value, pieces)
  yield* show({ file: file.value, bytes }, `${file.value}: ${counted(bytes)} bytes`)
})

const brokenOff = () => notKnown("The export broke off, and is not whole. Say the same again.")

/** The pieces of an export as they come. */
const piecesOf = (answer: Effect.Effect<ExportAnswer, NoAnswer>) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { url } = yield* session
      const begun = yield* Effect.mapError(answer, () => notKnown(`No answer from ${url}.`))
      if (begun.outcome === "refused") return yield* refused(begun.problem)
      return Stream.fromReadableStream({ evaluate: () => begun.body, onError: brokenOff })
    })
  )

const operations = Command.make(
  "operations",
  {
    out,
    outlet: Flag.String("outlet").pipe(
      Flag.withDescription("Of this outlet alone"),
      Flag.withMetavar("OUTLET"),
      Flag.optional
    ),
    type: Flag.String("type").pipe(
      Flag.withDescription("Of this verb alone, such as Redeem"),
      Flag.withMetavar("VERB"),
      Flag.optional
    ),
    from: instant("from", "Recorded at this instant or later"),
    to: instant("to", "Recorded before this instant")
  },
  ({ out, ...fields }) =>
    Effect.gen(function* () {
      const { client } = yield* session
      const first: string | undefined = undefined
      const pages = Stream.paginate(first, (after: string | undefined) =>
        Effect.map(
          found(client.ask.operations({ ...said(fields), ...pageAfter(after) })),
          ({ data, nextCursor }) =>
            [data.map((one) => `${JSON.stringify(one)}\n`), Option.fromUndefinedOr(nextCursor)] as const
        )
      )
      yield* save(out, pages)
    })
).pipe(Command.withDescription("Operations, one a line as JSON, newest first"))

const period = {
  outlet: Flag.String("outlet").pipe(
    Flag.withDescription("Of this outlet alone"),
    Flag.withMetavar("OUTLET"),
    Flag.optional
  ),
  from: date("from", "The first trading day"),
  to: date("to", "The last trading day, which is included"),
  asOf
}

const entries = Command.make("entries", { out, ...period }, ({ out, ...fields }) =>
  Effect.gen(function* () {
    const { client } = yield* session
    yield* save(out, piecesOf(client.exports.entries(said(fields))))
  })
).pipe(Command.withDescription("The journal's entries, one a line as JSON, oldest first"))

const journal = Command.make(
  "journal",
  {
    format: Flag.Literals("format", ["csv", "hledger", "beancount"]).pipe(
      Flag.withDescription("What reads it"),
      Flag.withDefault("csv")
    ),
    out,
    ...period
  },
  ({ format, out, ...fields }) =>
    Effect.gen(function* () {
      const { client } = yield* session
      yield* save(out, piecesOf(client.exports.journal({ format, ...said(fields) })))
    })
).pipe(
  Command.withDescription("The books, for another program"),
  Command.withExamples([
    { command: "tessera export journal --out books.csv" },
    {
      command: "tessera export journal --format hledger --from 2026-11-01 -o books.journal"
    }
  ])
)

export const exportCommand = Command.make("export").pipe(
  Command.withDescription("Exports: operations, entries, and the books"),
  Command.withShortDescription("Exports: operations, entries, journal"),
  Command.withSubcommands([operations, entries, journal])
)
