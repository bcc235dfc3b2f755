/**
 * Performing an import: its lines in groups, in their order, each with its outcome written down before the next.
 *
 * @module
 */
import { createReadStream } from "node:fs"
import { open, type FileHandle } from "node:fs/promises"
import * as Effect from "effect/Effect"
import { linesIn } from "../linesIn.ts"
import type { JobFolder, KeptImport } from "./JobFolder.ts"
import { nowText } from "./nowText.ts"
import { longestLine } from "./received.ts"

/** Answers lines, in their order; each answer is one line of JSON. */
export type Performing = (lines: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<string>>

const group = 256

/** How often what is not known is asked for again before the job stops: in all, about half a minute. */
const patience = 7

interface Outcome {
  readonly outcome: string
  readonly retry?: string
  readonly replayed?: boolean
}

const outcomeIn = (text: string): Outcome => JSON.parse(text)

const isKnown = (text: string): boolean => {
  const { outcome, retry } = outcomeIn(text)
  return outcome !== "inDoubt" && !(outcome === "notDone" && retry === "sameKey")
}

/** The answers to all lines once all are known, as they were first told; nothing where patience ends. */
const known = Effect.fnUntraced(function* (perform: Performing, lines: ReadonlyArray<string>) {
  const told: Array<string | undefined> = lines.map(() => undefined)
  for (let time = 0; time <= patience; time++) {
    if (time > 0) yield* Effect.sleep(100 * 2 ** time)
    for (const [n, text] of (yield* perform(lines)).entries())
      if (told[n] === undefined && isKnown(text)) told[n] = text
    const all = told.flatMap((text) => text ?? [])
    if (all.length === lines.length) return all
  }
  return undefined
})

/** Groups of the lines of a file that are not blank, after so many of them. */
async function* groupsOf(file: string, after: number): AsyncGenerator<ReadonlyArray<string>, void> {
  let [some, number]: [Array<string>, number] = [[], 0]
  for await (const lines of linesIn(createReadStream(file), longestLine))
    for (const line of lines) {
      if (line.trim() === "") continue
      number += 1
      if (number <= after) continue
      some.push(line)
      if (some.length < group) continue
      yield some
      some = []
    }
  if (some.length > 0) yield some
}

const countedIn = (kept: KeptImport, texts: ReadonlyArray<string>): KeptImport => {
  const job = { ...kept.job, performed: kept.job.performed + texts.length }
  for (const { outcome, replayed } of texts.map(outcomeIn)) {
    if (outcome === "approved" || outcome === "declined") job[outcome] += 1
    else job.invalid += 1
    if (replayed === true) job.replayed += 1
  }
  return { ...kept, job }
}

/** What was written and not counted any more, as the power failed between, is written again. */
const openedAt = (folder: JobFolder, { job, outcomeBytes }: KeptImport) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const handle = await open(folder.told(job.id), "a", 0o600)
      await handle.truncate(outcomeBytes)
      return handle
    }),
    (handle) => Effect.promise(() => handle.close())
  )

const performAll = Effect.fnUntraced(function* (
  folder: JobFolder,
  begun: KeptImport,
  perform: Performing,
  keep: (kept: KeptImport) => Effect.Effect<void>
) {
  let kept: KeptImport = { ...begun, job: { ...begun.job, state: "running" } }
  yield* keep(kept)
  const handle: FileHandle = yield* openedAt(folder, kept)
  const groups = yield* Effect.acquireRelease(
    Effect.sync(() => groupsOf(folder.sent(begun.job.id), begun.job.performed)),
    (all) => Effect.promise(() => all.return())
  )
  const next = Effect.promise(() => groups.next())
  for (let some = yield* next; some.done !== true; some = yield* next) {
    const texts = yield* known(perform, some.value)
    if (texts === undefined) {
      const why = "The ledger could not be reached: ask for it to go on."
      return yield* keep({ ...kept, job: { ...kept.job, state: "stopped", why, endedAt: yield* nowText } })
    }
    const written = texts.map((text) => `${text}\n`).join("")
    kept = { ...countedIn(kept, texts), outcomeBytes: kept.outcomeBytes + Buffer.byteLength(written) }
    // A server that is stopped here has both or none.
    yield* Effect.uninterruptible(
      Effect.andThen(
        Effect.promise(() => handle.appendFile(written).then(() => handle.datasync())),
        keep(kept)
      )
    )
  }
  const { performed: lines } = kept.job
  yield* keep({ ...kept, job: { ...kept.job, lines, state: "done", endedAt: yield* nowText } })
  yield* Effect.promise(() => folder.forgetSent(kept.job.id))
}, Effect.scoped)

/** Performs what is left of an import. */
export const performImport = (
  folder: JobFolder,
  begun: KeptImport,
  perform: Performing
): Effect.Effect<void> => {
  const { why: _, endedAt: __, ...job } = begun.job
  return performAll(folder, { ...begun, job }, perform, (kept) =>
    Effect.uninterruptible(Effect.promise(() => folder.write(kept)))
  )
}
