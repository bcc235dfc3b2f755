/**
 * Routes of jobs: imports and exports that the server goes on with while nobody waits for them.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { page, questions } from "./questions.ts"
import type { Scope } from "./groups.ts"

type Shape = Schema.Struct<Readonly<Record<string, Schema.Decoder<unknown>>>>

/** Where something is asked. What stands in braces is a field of it; the rest stands in the query, or in the body. */
export interface JobRoute<Asked extends Shape = Shape> {
  readonly method: "GET" | "POST" | "DELETE"
  readonly path: string
  /** What an import does needs the scopes of its verbs as well. */
  readonly scope: Scope
  /** `lines`: a stream of commands, one a line. */
  readonly takes: "nothing" | "json" | "lines"
  readonly asks: Asked
  /** The status of what was done, and its document; a name of what is sent piece by piece; or nothing. */
  readonly answers: readonly [status: number, told: Schema.Top | "lines" | "text" | undefined]
  /** What a person reads of it. */
  readonly title: string
}

const maybe = Schema.optionalKey
const count = Schema.Int
const instant = Schema.String.annotate({ description: "RFC 3339 in UTC" })

const common = {
  id: Schema.String,
  /** `stopped`: it did not come to its end, and `why` says why. */
  state: Schema.Literals(["waiting", "running", "done", "stopped"]),
  why: maybe(Schema.String),
  createdAt: instant,
  endedAt: maybe(instant),
  /** Of what was sent, or written so far. */
  bytes: count,
  /** SHA-256 of all of that, in hexadecimal. */
  sha256: maybe(Schema.String)
}

/** An import: how far it is, and what became of its commands. */
export const ImportJob = Schema.Struct({
  ...common,
  /** Lines that are not blank. */
  lines: count,
  performed: count,
  approved: count,
  declined: count,
  invalid: count,
  /** What was answered before; it counts under its outcome as well. */
  replayed: count
})
export type ImportJob = typeof ImportJob.Type

/** An export: of what, and how far it is. */
export const ExportJob = Schema.Struct({
  ...common,
  of: Schema.Literals(["entries", "journal"]),
  format: maybe(Schema.String)
})
export type ExportJob = typeof ExportJob.Type

const listOf = <A extends Schema.Top>(one: A) =>
  Schema.Struct({ data: Schema.Array(one), hasMore: Schema.Boolean, nextCursor: maybe(Schema.String) })

const id = (prefix: string) => Schema.String.check(Schema.isPattern(new RegExp(`^${prefix}_[0-9a-f]{24}$`)))
const [ofImport, ofExport] = [Schema.Struct({ import: id("imp") }), Schema.Struct({ export: id("exp") })]
const ofPage = Schema.Struct(page)

/** Of which of the exports, and all that the export itself is asked with. */
const exportAsked = Schema.Struct({
  of: Schema.Literals(["entries", "journal"]),
  ...questions.journal.asks.mapFields(Struct.omit(["format"])).fields,
  /** Of the journal. */
  format: maybe(questions.journal.asks.fields.format)
})

const [root, one] = ["/v1/imports", "/v1/imports/{import}"]
const [exported, oneExport] = ["/v1/exports", "/v1/exports/{export}"]
const nothing = Schema.Struct({})

const route = <Asked extends Shape, const Answers extends JobRoute["answers"]>(
  method: JobRoute["method"],
  path: string,
  takes: JobRoute["takes"],
  asks: Asked,
  answers: Answers,
  title: string
) => ({
  method,
  scope: path.startsWith(exported) ? ("reports:read" as const) : ("imports:create" as const),
  path,
  takes,
  asks,
  answers,
  title
})

/** By name, in the order in which the reference shows them. */
export const jobRoutes = {
  createImport: route(
    "POST",
    root,
    "lines",
    nothing,
    [202, ImportJob],
    "Takes commands, and performs them by itself"
  ),
  importJobs: route(
    "GET",
    root,
    "nothing",
    ofPage,
    [200, listOf(ImportJob)],
    "The caller's own imports, newest first"
  ),
  importJob: route("GET", one, "nothing", ofImport, [200, ImportJob], "An import, and how far it is"),
  importOutcomes: route(
    "GET",
    `${one}/outcomes`,
    "nothing",
    ofImport,
    [200, "lines"],
    "What became of each command so far, in their order"
  ),
  continueImport: route(
    "POST",
    `${one}/continuations`,
    "json",
    ofImport,
    [202, ImportJob],
    "Goes on with an import that was stopped, in the name of who asks now"
  ),
  removeImport: route(
    "DELETE",
    one,
    "nothing",
    ofImport,
    [204, undefined],
    "Forgets an import that is not under way"
  ),
  createExport: route("POST", exported, "json", exportAsked, [202, ExportJob], "Writes an export by itself"),
  exportJobs: route(
    "GET",
    exported,
    "nothing",
    ofPage,
    [200, listOf(ExportJob)],
    "The caller's own exports, newest first"
  ),
  exportJob: route("GET", oneExport, "nothing", ofExport, [200, ExportJob], "An export, and how far it is"),
  exportFile: route(
    "GET",
    `${oneExport}/file`,
    "nothing",
    ofExport,
    [200, "text"],
    "What it has written, once it is done"
  ),
  removeExport: route(
    "DELETE",
    oneExport,
    "nothing",
    ofExport,
    [204, undefined],
    "Forgets an export that is not under way"
  )
} as const satisfies Readonly<Record<string, JobRoute>>

export type JobRouteName = keyof typeof jobRoutes
/** The fields of a route, read. */
export type JobAsked<Name extends JobRouteName> = (typeof jobRoutes)[Name]["asks"]["Type"]
