/**
 * Jobs over HTTP: an import is taken whole and performed, an export written, and both are asked how far they are by whoever began
 * them. To all others they are not there.
 *
 * @module
 */
import { createReadStream } from "node:fs"
import { faultsOf } from "@tessera/core"
import type { StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { documentAnswer, lines as ndjson, notAsExpected } from "../answers.ts"
import { type JobAsked, type JobRoute, type JobRouteName, jobRoutes } from "../api/jobRoutes.ts"
import { problem, type Problem } from "../api/Problem.ts"
import { questions } from "../api/questions.ts"
import type { Answer, Hearing, Served } from "../Exchange.ts"
import type { KeptExport, KeptImport } from "../jobs/JobFolder.ts"
import type { Jobs } from "../jobs/Jobs.ts"
import { nowText } from "../jobs/nowText.ts"
import { performImport } from "../jobs/performImport.ts"
import { received } from "../jobs/received.ts"
import { writeExport } from "../jobs/writeExport.ts"
import { pageAfter, pageAnswer, type PageAsked } from "../pages.ts"
import { plainText } from "../plain.ts"
import { confine } from "../rows.ts"
import { performLines } from "./batch.ts"
import type { Ground } from "./Ground.ts"
import { fieldsSent, strict } from "./questions.ts"
import { serving } from "./serving.ts"

interface JobGround {
  readonly ground: Ground
  readonly jobs: Jobs["Service"]
}

/** Who asks, and on what it is answered. */
interface JobHearing extends JobGround {
  readonly hearing: Hearing
}

/** The same, with what is asked. */
interface JobInquiry<Name extends JobRouteName> extends JobHearing {
  readonly asked: JobAsked<Name>
}

type JobHandlers = {
  readonly [Name in JobRouteName]: (inquiry: JobInquiry<Name>) => Effect.Effect<Answer, Problem>
}

const notFound = Effect.fail(problem("not_found"))
const gone: Answer = { status: 204, headers: { "cache-control": "no-store" }, body: "" }
const document = (told: object, status = 200, headers: Answer["headers"] = {}): Answer =>
  documentAnswer(JSON.stringify(told), { status, headers })

/** The caller's own job of a kind. */
const own = <Kind extends "import" | "export">(kind: Kind, id: string, { hearing, jobs }: JobHearing) =>
  Effect.flatMap(jobs.read(id), (kept) =>
    kept === undefined || kept.kind !== kind || kept.client !== hearing.caller.client
      ? notFound
      : Effect.succeed(kept as Kind extends "import" ? KeptImport : KeptExport)
  )

const listed = (kind: "import" | "export", asked: PageAsked, { hearing, jobs }: JobHearing) =>
  Effect.gen(function* () {
    const all = yield* jobs.list
    const mine = all.filter((kept) => kept.kind === kind && kept.client === hearing.caller.client)
    const page = pageAfter(
      mine.map(({ job }) => job),
      asked,
      { markOf: ({ createdAt, id }) => [createdAt, id], isFalling: true }
    )
    return pageAnswer(yield* Effect.fromResult(page), hearing)
  })

const removed = (kind: "import" | "export", id: string, inquiry: JobHearing) =>
  Effect.gen(function* () {
    const { job } = yield* own(kind, id, inquiry)
    // Where its end is written nothing of it is changed any more.
    if (job.endedAt === undefined && inquiry.jobs.isUnderWay(id))
      return yield* Effect.fail(problem("conflict"))
    yield* Effect.promise(() => inquiry.jobs.folder.remove(id))
    return gone
  })

/** A file, opened when somebody reads it and not before: who has hung up leaves nothing open. */
async function* piecesIn(file: string, end: number): AsyncGenerator<string, void> {
  yield* createReadStream(file, { encoding: "utf8", end })
}

/** A file, piece by piece, as far as `end`. Absent: all of it. */
const fileAnswer = (
  file: string,
  type: string,
  {
    end = Number.POSITIVE_INFINITY,
    headers = {}
  }: { readonly end?: number; readonly headers?: Answer["headers"] }
): Answer => ({
  status: 200,
  headers: { "content-type": type, "cache-control": "no-store", ...headers },
  body: piecesIn(file, end)
})

/** The caller as it is now performs what is left: without the bytes and headers of the request. */
const going = (kept: KeptImport, location: string, { ground, hearing, jobs }: JobHearing) => {
  const { caller, counts, language } = hearing
  const asked = { ...hearing.asked, headers: {}, body: new Uint8Array() }
  const { stream: _, ...request } = asked
  const performer: Hearing = { caller, counts, language, asked: request, inPath: {}, query: "" }
  const work = performImport(jobs.folder, kept, (some) => performLines(ground, performer, some))
  return Effect.as(jobs.begin(kept, work), document(kept.job, 202, { location }))
}

const createImport = Effect.fnUntraced(function* (inquiry: JobInquiry<"createImport">) {
  const { hearing, jobs } = inquiry
  if (hearing.asked.stream === undefined)
    return yield* Effect.fail(problem("unsupported_media_type", { headers: { accept: ndjson } }))
  const { stream } = hearing.asked
  const id = jobs.newId("imp")
  return yield* jobs.enter(
    id,
    Effect.gen(function* () {
      const sent = yield* Effect.onError(received(jobs, id, stream), () =>
        Effect.promise(() => jobs.folder.forgetSent(id))
      )
      const none = { performed: 0, approved: 0, declined: 0, invalid: 0, replayed: 0 }
      const job = { id, state: "waiting" as const, createdAt: yield* nowText, ...sent, ...none }
      const kept = { kind: "import", client: hearing.caller.client, job, outcomeBytes: 0 } as const
      return yield* going(kept, `imports/${id}`, inquiry)
    })
  )
})

const continueImport = Effect.fnUntraced(function* (inquiry: JobInquiry<"continueImport">) {
  const kept = yield* own("import", inquiry.asked.import, inquiry)
  if (kept.job.state !== "stopped" || inquiry.jobs.isUnderWay(kept.job.id))
    return yield* Effect.fail(problem("conflict"))
  const { endedAt: _, why: __, ...job } = kept.job
  const again = { ...kept, job: { ...job, state: "waiting" as const } }
  // From the address of the continuations on.
  return yield* inquiry.jobs.enter(job.id, going(again, `../${job.id}`, inquiry))
})

const types = { entries: ndjson, csv: "text/csv; charset=utf-8", text: "text/plain; charset=utf-8" } as const

const typeOf = ({ format, of }: KeptExport["job"]): string =>
  of === "entries" ? types.entries : format === "csv" ? types.csv : types.text

/** What is asked of an export, read as the export itself reads it. */
const exportRead = (of: "entries" | "journal", fields: object, { caller }: Hearing) =>
  Result.mapError(Schema.decodeUnknownResult(questions[of].asks, strict)(fields), ({ issue }) =>
    notAsExpected(faultsOf(issue), caller.details)
  )

const piecesOf = (
  { books }: Ground,
  of: "entries" | "journal",
  asked: never
): Stream.Stream<string, StoreUnavailable> =>
  of === "journal"
    ? books.export(asked)
    : Stream.map(books.entries(asked), (entry) => `${plainText(entry)}\n`)

const createExport = Effect.fnUntraced(function* (inquiry: JobInquiry<"createExport">) {
  const { ground, hearing, jobs } = inquiry
  const sent = yield* Effect.fromResult(fieldsSent(jobRoutes.createExport.asks, true)(hearing))
  const { of, ...fields } = sent as { of: "entries" | "journal"; format?: string }
  if (!confine(questions[of].asks.fields, hearing.caller, fields))
    return yield* Effect.fail(problem("forbidden"))
  const asked = yield* Effect.fromResult(exportRead(of, fields, hearing))
  const id = jobs.newId("exp")
  const job = {
    id,
    state: "waiting" as const,
    createdAt: yield* nowText,
    bytes: 0,
    of,
    ...(fields.format !== undefined && { format: fields.format })
  }
  const kept: KeptExport = { kind: "export", client: hearing.caller.client, job }
  // The schema of this very export has read it.
  const work = writeExport(jobs.folder, kept, piecesOf(ground, of, asked as never))
  yield* jobs.enter(id, jobs.begin(kept, work))
  return document(job, 202, { location: `exports/${id}` })
})

const exportFile = Effect.fnUntraced(function* (inquiry: JobInquiry<"exportFile">) {
  const { job } = yield* own("export", inquiry.asked.export, inquiry)
  if (job.state !== "done" || job.sha256 === undefined) return yield* Effect.fail(problem("conflict"))
  const digest = `sha-256=:${Buffer.from(job.sha256, "hex").toString("base64")}:`
  return fileAnswer(inquiry.jobs.folder.told(job.id), typeOf(job), { headers: { "repr-digest": digest } })
})

const importOutcomes = Effect.fnUntraced(function* (inquiry: JobInquiry<"importOutcomes">) {
  const { job, outcomeBytes } = yield* own("import", inquiry.asked.import, inquiry)
  if (outcomeBytes === 0)
    return { status: 200, headers: { "content-type": ndjson, "cache-control": "no-store" }, body: "" }
  // As far as it was counted: a line that is being written is not half a line to whoever reads.
  return fileAnswer(inquiry.jobs.folder.told(job.id), ndjson, { end: outcomeBytes - 1 })
})

const handlers: JobHandlers = {
  createImport,
  importJobs: (inquiry) => listed("import", inquiry.asked, inquiry),
  importJob: (inquiry) =>
    Effect.map(own("import", inquiry.asked.import, inquiry), ({ job }) => document(job)),
  importOutcomes,
  continueImport,
  removeImport: (inquiry) => removed("import", inquiry.asked.import, inquiry),
  createExport,
  exportJobs: (inquiry) => listed("export", inquiry.asked, inquiry),
  exportJob: (inquiry) =>
    Effect.map(own("export", inquiry.asked.export, inquiry), ({ job }) => document(job)),
  exportFile,
  removeExport: (inquiry) => removed("export", inquiry.asked.export, inquiry)
}

const served = (name: JobRouteName, ground: JobGround): Served => {
  const route: JobRoute = jobRoutes[name]
  // The schema of this very route has read it.
  const handle = handlers[name] as (inquiry: JobInquiry<never>) => Effect.Effect<Answer, Problem>
  const takes = route.takes === "lines" ? "jsonOrLines" : route.takes
  return serving(name, { ...route, takes }, (asked, hearing) => handle({ ...ground, asked, hearing }))
}

const names = Object.keys(jobRoutes) as ReadonlyArray<JobRouteName>

/** The routes of jobs, with what is done at each. */
export const jobsOn = (ground: JobGround): ReadonlyArray<Served> => names.map((name) => served(name, ground))
