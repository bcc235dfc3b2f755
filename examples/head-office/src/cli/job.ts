/**
 * `tessera job`: imports and exports that the server goes on with by itself, and how far they are.
 *
 * @module
 */
import type { ExportJob, ImportJob } from "@tessera/http/api"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { done, doneNamed, show } from "./ask.ts"
import { unusable } from "./Ended.ts"
import { counted } from "./Progress.ts"
import { out, piecesOf, save } from "./saving.ts"
import { session } from "./Session.ts"
import { sheet, table } from "./Table.ts"

type Job = ImportJob | ExportJob

const look = "ask again."

const isImport = (job: Job): job is ImportJob => "lines" in job

const farText = (job: Job): string =>
  isImport(job) ? `${counted(job.performed)} of ${counted(job.lines)} lines` : `${counted(job.bytes)} bytes`

const columns = [
  { title: "ID", isWhole: true, of: ({ id }: Job) => id },
  { title: "STATE", of: ({ state }: Job) => state },
  { title: "HOW FAR", of: farText },
  { title: "BEGUN (UTC)", of: ({ createdAt }: Job) => createdAt.slice(0, 16).replace("T", " ") }
]

const list = Command.make("list", {}, () =>
  Effect.gen(function* () {
    const { jobs } = (yield* session).client
    const [imports, exports] = yield* Effect.all([
      done(jobs.importJobs({ limit: 50 }), look),
      done(jobs.exportJobs({ limit: 50 }), look)
    ])
    const all: ReadonlyArray<Job> = [...imports.data, ...exports.data]
    yield* show(all, table(all, columns, "There are no jobs."))
  })
).pipe(Command.withDescription("The newest jobs of this key's client"))

const id = Argument.String("job").pipe(Argument.withDescription("Its id, imp_… or exp_…"))

/** How an import stands, for a person. */
export const importText = (job: ImportJob): string =>
  sheet([
    ["import", job.id],
    ["state", job.state],
    ["why", job.why],
    ["how far", farText(job)],
    ["approved", counted(job.approved)],
    ["declined", counted(job.declined)],
    ["invalid", counted(job.invalid)],
    ["replayed", counted(job.replayed)]
  ])

/** How an export stands, for a person. */
export const exportText = (job: ExportJob): string =>
  sheet([
    ["export", job.id],
    ["of", job.format === undefined ? job.of : `${job.of}, ${job.format}`],
    ["state", job.state],
    ["why", job.why],
    ["how far", farText(job)],
    ["sha-256", job.sha256]
  ])

const shown = Command.make("show", { id }, ({ id }) =>
  Effect.gen(function* () {
    const { jobs } = (yield* session).client
    if (id.startsWith("exp_")) {
      const job = yield* doneNamed(`job ${id}`, jobs.exportJob({ export: id }), look)
      return yield* show(job, exportText(job))
    }
    const job = yield* doneNamed(`job ${id}`, jobs.importJob({ import: id }), look)
    yield* show(job, importText(job))
  })
).pipe(Command.withDescription("A job, and how far it is"))

const ofImport = (id: string) =>
  id.startsWith("imp_") ? Effect.void : Effect.fail(unusable(`${id}: Expected an import, imp_…`))

const outcomes = Command.make("outcomes", { id }, ({ id }) =>
  Effect.gen(function* () {
    yield* ofImport(id)
    const { jobs } = (yield* session).client
    const text = yield* doneNamed(`job ${id}`, jobs.importOutcomes({ import: id }), look)
    if (text !== "") yield* Console.log(text.trimEnd())
  })
).pipe(Command.withDescription("What became of each command of an import, as JSON"))

const goOn = Command.make("continue", { id }, ({ id }) =>
  Effect.gen(function* () {
    yield* ofImport(id)
    const { jobs } = (yield* session).client
    const job = yield* doneNamed(
      `job ${id}`,
      jobs.continueImport({ import: id }),
      `look at tessera job show ${id}`
    )
    yield* show(job, importText(job))
  })
).pipe(Command.withDescription("Goes on with an import that was stopped"))

const fetched = Command.make("fetch", { id, out }, ({ id, out }) =>
  Effect.gen(function* () {
    if (!id.startsWith("exp_")) return yield* unusable(`${id}: Expected an export, exp_…`)
    const { client } = yield* session
    yield* save(out, piecesOf(client.exports.file({ export: id })))
  })
).pipe(
  Command.withDescription("What an export has written, once it is done"),
  Command.withExamples([{ command: "tessera job fetch exp_… --out books.csv" }])
)

export const job = Command.make("job").pipe(
  Command.withDescription("Imports and exports that the server goes on with by itself"),
  Command.withShortDescription("What the server goes on with: list, show, fetch"),
  Command.withSubcommands([list, shown, outcomes, goOn, fetched])
)
