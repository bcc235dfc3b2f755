/**
 * `tessera import`: the commands of a file, one a line, performed in their order. Killed half way it is said again: what was done
 * is answered as it was, and nothing happens twice.
 *
 * @module
 */
import { openAsBlob } from "node:fs"
import { type FileHandle, open } from "node:fs/promises"
import type { BatchOutcome } from "@tessera/http/api"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { done, show } from "./ask.ts"
import { Ended, notKnown, refused, unusable } from "./Ended.ts"
import {
  type ImportTally,
  emptyTally,
  endOf,
  type Line,
  type Performed,
  tallied,
  tallyText,
  whyText
} from "./Imported.ts"
import { importText } from "./job.ts"
import { linesOf } from "./lines.ts"
import { counted, type Progress, progress } from "./Progress.ts"
import { session } from "./Session.ts"
import { textOf } from "./writing.ts"

/** How much is sent at once, in lines and in characters: little enough that a bar moves, and that little is sent again. */
const [mostLines, mostCharacters] = [250, 400_000]

/** How often what is not known is asked for again before it is given up, besides what the client does by itself. */
const patience = 5

/** How many refused lines are told one by one; all of them are in the file. */
const mostTold = 10

async function* groupsOf(handle: FileHandle): AsyncGenerator<ReadonlyArray<Line>, void> {
  let [group, characters]: [Array<Line>, number] = [[], 0]
  for await (const line of linesOf(handle.createReadStream({ autoClose: false }))) {
    group.push(line)
    characters += line.text.length
    if (group.length < mostLines && characters < mostCharacters) continue
    yield group
    ;[group, characters] = [[], 0]
  }
  if (group.length > 0) yield group
}

const isKnown = ({ outcome, ...rest }: BatchOutcome): boolean =>
  outcome !== "inDoubt" && !(outcome === "notDone" && rest["retry"] === "sameKey")

/** Performs lines until all of their outcomes are known; what was known before stays as it was first told. */
const perform = Effect.fnUntraced(function* (lines: ReadonlyArray<Line>) {
  const { client, url } = yield* session
  const from = lines[0]?.number ?? 0
  const known: Array<BatchOutcome | undefined> = lines.map(() => undefined)
  const unknown =
    `No answer from ${url} for line ${from} and what follows: whether they were done is not known. ` +
    "Say the same again: it finds out, and does nothing twice."
  let isInDoubt = false
  for (let time = 0; time <= patience; time++) {
    if (time > 0) yield* Effect.sleep(200 * 2 ** time)
    const answer = yield* client.batch(lines.map(({ text }) => text))
    if (answer.outcome === "refused")
      return yield* isInDoubt ? notKnown(unknown, answer.problem) : refused(answer.problem)
    isInDoubt ||= answer.outcome === "inDoubt"
    if (answer.outcome === "inDoubt") continue
    for (const [n, outcome] of answer.outcomes.entries()) {
      if (known[n] === undefined && isKnown(outcome)) known[n] = outcome
      isInDoubt ||= outcome.outcome === "inDoubt"
    }
    const performed = lines.flatMap((line, n): ReadonlyArray<Performed> => {
      const outcome = known[n]
      return outcome === undefined ? [] : [{ line, outcome }]
    })
    if (performed.length === lines.length) return performed
  }
  return yield* notKnown(unknown)
})

const opened = (file: string) =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: () => open(file, "r"),
      catch: (cause) => unusable(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`)
    }),
    (handle) => Effect.promise(() => handle.close())
  )

/** Some of it was done by then, and the rest was not sent. */
const unwritten = (file: string, cause: unknown): Ended =>
  new Ended({
    how: "refused",
    message:
      `${file}: ${cause instanceof Error ? cause.message : String(cause)}\n` +
      "What was refused cannot be written down. Say the same again with --refused FILE: it goes on where it was, and does nothing twice."
  })

/** Where refused lines are written to, of which there may be none: the file comes to be with the first. */
const refusals = (file: string) => {
  let handle: Promise<FileHandle> | undefined
  const lastly = Effect.promise(async () => (await handle?.catch(() => undefined))?.close())
  return Effect.acquireRelease(
    Effect.succeed({
      write: (all: ReadonlyArray<Performed>) =>
        all.length === 0
          ? Effect.void
          : Effect.tryPromise({
              try: async () => {
                // What is sent may have PINs in it: the file is its owner's alone.
                handle ??= open(file, "w", 0o600)
                await (await handle).appendFile(all.map((one) => endOf(one)).join(""))
              },
              catch: (cause) => unwritten(file, cause)
            }),
      isThere: () => handle !== undefined
    }),
    () => lastly
  )
}

const performFile = Effect.fnUntraced(function* (file: string, refusedFile: string, bar: Progress) {
  const handle = yield* opened(file)
  const kept = yield* refusals(refusedFile)
  const { size } = yield* Effect.promise(() => handle.stat())
  const tally = emptyTally()
  const groups = groupsOf(handle)
  const next = Effect.tryPromise({
    try: () => groups.next(),
    catch: (cause) => unusable(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`)
  })
  for (let group = yield* next; group.done !== true; group = yield* next) {
    const performed = yield* perform(group.value)
    const wrong = performed.filter(({ outcome }) => outcome.outcome !== "approved")
    yield* kept.write(wrong)
    const room = Math.max(0, mostTold - tally.declined - tally.invalid)
    if (room > 0 && wrong.length > 0) {
      bar.clear()
      for (const one of wrong.slice(0, room)) yield* Console.error(whyText(one))
    }
    for (const one of performed) tallied(tally, one)
    const end = group.value.at(-1)?.end ?? 0
    bar.reached(`${counted(tally.operations)} operations`, size > 0 ? Math.min(1, end / size) : undefined)
  }
  return { tally, isRefused: kept.isThere() }
}, Effect.scoped)

/** What is printed at the end; with something refused the exit code says so too. */
const concluded = Effect.fnUntraced(function* (
  file: string,
  { isRefused, tally }: { readonly tally: ImportTally; readonly isRefused: boolean },
  refusedFile: string
) {
  const more = isRefused ? `\nWhat was refused, line by line and why: ${refusedFile}` : ""
  yield* show({ file, ...tally, ...(isRefused && { refused: refusedFile }) }, `${tallyText(tally)}${more}`)
  const wrong = tally.declined + tally.invalid
  if (wrong > 0)
    return yield* new Ended({
      how: "refused",
      isTold: true,
      message: `${counted(wrong)} of ${counted(tally.operations)} were not done.`
    })
})

/** What some editors put before a text. */
const byteOrderMark = "\uFEFF"

/** The lines of a file, which are read as they are sent. */
const sentOf = (file: string): Effect.Effect<string | Blob, Ended> =>
  file === "-"
    ? textOf(file)
    : Effect.tryPromise({
        try: async () => {
          const all = await openAsBlob(file)
          const begin = new Uint8Array(await all.slice(0, 3).arrayBuffer())
          const isMarked = new TextDecoder("utf-8", { ignoreBOM: true }).decode(begin) === byteOrderMark
          return isMarked ? all.slice(3) : all
        },
        catch: (cause) => unusable(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`)
      })

/** The file is sent whole, and nobody waits for what becomes of it. */
const handedOver = Effect.fnUntraced(function* (file: string) {
  const { client } = yield* session
  const lines = yield* sentOf(file)
  const job = yield* done(client.jobs.createImport({ lines }), "look at tessera job list")
  yield* show(job, `${importText(job)}\n\nHow far it is: tessera job show ${job.id}`)
})

const stopped = "\nStopped. Say the same again: it goes on where it was, and does nothing twice."

export const importFile = Command.make(
  "import",
  {
    file: Argument.String("file").pipe(
      Argument.withDescription("NDJSON: a command a line, with `type` and `key`")
    ),
    detach: Flag.Boolean("detach").pipe(
      Flag.withDescription("Send it, and let the server go on by itself: a job"),
      Flag.withDefault(false)
    ),
    refused: Flag.String("refused").pipe(
      Flag.withDescription("For refused lines. Absent: FILE.refused.ndjson"),
      Flag.withMetavar("FILE"),
      Flag.optional
    )
  },
  ({ detach, file, refused }) =>
    Effect.gen(function* () {
      if (detach) return yield* handedOver(file)
      const refusedFile = Option.getOrElse(refused, () => `${file.replace(/\.ndjson$/, "")}.refused.ndjson`)
      const bar = progress()
      const ended = yield* performFile(file, refusedFile, bar).pipe(
        Effect.onInterrupt(() => Console.error(stopped)),
        Effect.ensuring(Effect.sync(bar.clear))
      )
      yield* concluded(file, ended, refusedFile)
    })
).pipe(
  Command.withDescription(
    [
      "Performs a file of commands: what a till did while it was offline, or a",
      "migration. Said again after it was stopped, each command is done once."
    ].join("\n  ")
  ),
  Command.withShortDescription("Performs a file of commands, each of them once"),
  Command.withExamples([
    { command: "tessera import offline.ndjson" },
    { command: "tessera import migration.ndjson --json > result.json" }
  ])
)
