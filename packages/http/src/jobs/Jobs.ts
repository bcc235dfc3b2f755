/**
 * Jobs: what the server goes on with while nobody waits. They are under way in this process alone, and their files are in a folder of
 * its own; what was under way when it was stopped says so, and is continued by whoever asks for it.
 *
 * @module
 */
import { randomBytes } from "node:crypto"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import { problem, type Problem } from "../api/Problem.ts"
import { type JobFolder, jobFolder, type Kept } from "./JobFolder.ts"

export interface JobsOptions {
  /** Where jobs and their files are kept. Each server has its own. */
  readonly folder: string
  /** How many days a job is kept once it has ended. Absent: 30. */
  readonly keepDays?: number
  /** The longest import, in bytes. Absent: 1 GiB. */
  readonly longestImport?: number
  /** Hears of what stopped a job and nobody expected, such as a disk that is full. Absent: nobody does. */
  readonly onFault?: ((fault: unknown, at: string) => void) | undefined
}

/** How many are under way together, and how many there may be with those that wait. */
const [together, most] = [2, 20]
const aDay = 86_400_000

interface Shape {
  readonly folder: JobFolder
  readonly longestImport: number
  /** A new id: of `imp` or `exp`. */
  readonly newId: (prefix: string) => string
  /** Takes a place for a job while it is received; refuses where too many have one. Once it has begun its place is its own. */
  readonly enter: <A>(id: string, beginning: Effect.Effect<A, Problem>) => Effect.Effect<A, Problem>
  /** Begins, and does not wait for the end. What the work does not expect stops the job. */
  readonly begin: (kept: Kept, work: Effect.Effect<void>) => Effect.Effect<void>
  /** A job as it is: one that nobody is at was stopped. Nothing: there is none of that id. */
  readonly read: (id: string) => Effect.Effect<Kept | undefined>
  /** All of them, newest first. */
  readonly list: Effect.Effect<ReadonlyArray<Kept>>
  readonly isUnderWay: (id: string) => boolean
}

const stopped = "The server was stopped while it was under way."

/** What has no end, because the server was stopped, counts from when it came. */
const isOver = ({ job: { createdAt, endedAt } }: Kept, before: number): boolean =>
  Date.parse(endedAt ?? createdAt) < before

/** A job that nobody was at, neither before it was read nor after: it ends between the two. */
const asItIs = (kept: Kept, isUnderWay: boolean): Kept => {
  const isOpen = kept.job.state === "running" || kept.job.state === "waiting"
  if (!isOpen || isUnderWay) return kept
  // The compiler asks which of the two it is.
  return kept.kind === "import"
    ? { ...kept, job: { ...kept.job, state: "stopped", why: stopped } }
    : { ...kept, job: { ...kept.job, state: "stopped", why: stopped } }
}

/** Forgets jobs that nobody has been at for long. */
const swept = Effect.fnUntraced(function* (
  folder: JobFolder,
  keepDays: number,
  underWay: ReadonlySet<string>
) {
  const before = (yield* Clock.currentTimeMillis) - keepDays * aDay
  const all = yield* Effect.promise(() => folder.list())
  for (const kept of all)
    if (!underWay.has(kept.job.id) && isOver(kept, before))
      yield* Effect.promise(() => folder.remove(kept.job.id))
})

export class Jobs extends Context.Service<Jobs, Shape>()("@tessera/http/Jobs") {
  static readonly layer = ({ folder: path, keepDays = 30, longestImport = 2 ** 30, onFault }: JobsOptions) =>
    Layer.effect(
      this,
      Effect.gen(function* () {
        const folder = jobFolder(path)
        const turns = yield* Semaphore.make(together)
        const scope = yield* Effect.scope
        const [entering, underWay] = [new Set<string>(), new Set<string>()]
        const seen = (read: () => Promise<ReadonlyArray<Kept>>) => {
          const before = new Set(underWay)
          return Effect.map(Effect.promise(read), (all) =>
            all.map((kept) => asItIs(kept, before.has(kept.job.id) || underWay.has(kept.job.id)))
          )
        }
        yield* Effect.promise(() => folder.forgetUnnamed())
        yield* swept(folder, keepDays, underWay)
        return Jobs.of({
          folder,
          longestImport,
          newId: (prefix) => `${prefix}_${randomBytes(12).toString("hex")}`,
          enter: (id, beginning) =>
            Effect.suspend(() => {
              if (entering.size + underWay.size >= most)
                return Effect.fail(problem("overloaded", { headers: { "retry-after": "60" } }))
              entering.add(id)
              return Effect.ensuring(
                beginning,
                Effect.sync(() => entering.delete(id))
              )
            }),
          begin: (kept, work) => {
            const { id } = kept.job
            const over = Effect.sync(() => underWay.delete(id))
            const told = (cause: Cause.Cause<never>) =>
              Effect.sync(() => Cause.hasInterruptsOnly(cause) || onFault?.(Cause.squash(cause), `job ${id}`))
            const going = Semaphore.withPermits(turns, 1)(work)
            const written = Effect.gen(function* () {
              underWay.add(id)
              entering.delete(id)
              yield* Effect.promise(() => folder.write(kept))
              yield* swept(folder, keepDays, underWay)
            })
            return Effect.uninterruptible(
              Effect.onError(written, () => over).pipe(
                Effect.andThen(
                  Effect.forkIn(
                    Effect.interruptible(going).pipe(Effect.onError(told), Effect.ensuring(over)),
                    scope
                  )
                ),
                Effect.asVoid
              )
            )
          },
          read: (id) =>
            Effect.suspend(() =>
              seen(() => folder.read(id).then((kept) => (kept === undefined ? [] : [kept])))
            ).pipe(Effect.map(([one]) => one)),
          list: Effect.suspend(() => seen(folder.list)),
          isUnderWay: (id) => underWay.has(id)
        })
      })
    )
}
