/**
 * The folder of jobs: what was sent, what is answered, and how far each job is, in files that only their owner reads.
 *
 * @module
 */
import { mkdirSync } from "node:fs"
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Ids } from "@tessera/core"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ExportJob, ImportJob } from "../api/jobRoutes.ts"

const common = {
  /** Whose it is. */
  client: Ids.ClientId
}

/** A job as it is kept. */
const Kept = Schema.Union([
  Schema.Struct({
    ...common,
    kind: Schema.Literal("import"),
    job: ImportJob,
    /** How long the file of outcomes is, as far as it was counted. */
    outcomeBytes: Schema.Int
  }),
  Schema.Struct({ ...common, kind: Schema.Literal("export"), job: ExportJob })
])
export type Kept = typeof Kept.Type
export type KeptImport = Extract<Kept, { readonly kind: "import" }>
export type KeptExport = Extract<Kept, { readonly kind: "export" }>

const codec = Schema.fromJsonString(Kept)
const decode = Schema.decodeUnknownOption(codec)
const encode = Schema.encodeSync(codec)

const ending = ".job.json"

export interface JobFolder {
  /** Nothing: there is none of that id, or it cannot be read. */
  readonly read: (id: string) => Promise<Kept | undefined>
  /** Whole, or as it was. */
  readonly write: (kept: Kept) => Promise<void>
  /** All of them, newest first. */
  readonly list: () => Promise<ReadonlyArray<Kept>>
  /** Forgets what was sent: it may have PINs in it. */
  readonly forgetSent: (id: string) => Promise<void>
  readonly remove: (id: string) => Promise<void>
  /** Forgets files that no job names: a server was killed while they were sent or written. Nothing may be under way. */
  readonly forgetUnnamed: () => Promise<void>
  /** Where what was sent is. */
  readonly sent: (id: string) => string
  /** Where what is answered is. */
  readonly told: (id: string) => string
}

const newestFirst = ({ job: a }: Kept, { job: b }: Kept): number =>
  b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id)

/** A folder, which comes to be. Ids are looked at by whoever was sent them. */
export const jobFolder = (folder: string): JobFolder => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const [sent, told] = [".sent", ".told"].map((end) => (id: string) => join(folder, id + end)) as [
    JobFolder["sent"],
    JobFolder["told"]
  ]
  const stateOf = (id: string) => join(folder, id + ending)
  const read: JobFolder["read"] = async (id) => {
    const text = await readFile(stateOf(id), "utf8").catch(() => undefined)
    return Option.getOrUndefined(decode(text))
  }
  const forget = (file: string) => rm(file, { force: true })
  return {
    read,
    sent,
    told,
    write: async (kept) => {
      const draft = `${stateOf(kept.job.id)}.new`
      await writeFile(draft, encode(kept), { mode: 0o600, flush: true })
      await rename(draft, stateOf(kept.job.id))
    },
    list: async () => {
      const names = (await readdir(folder)).filter((name) => name.endsWith(ending))
      const all = await Promise.all(names.map((name) => read(name.slice(0, -ending.length))))
      return all.flatMap((one) => one ?? []).toSorted(newestFirst)
    },
    forgetSent: (id) => forget(sent(id)),
    forgetUnnamed: async () => {
      const names = await readdir(folder)
      const named = new Set(names.filter((name) => name.endsWith(ending)))
      const isUnnamed = (name: string): boolean =>
        [".sent", ".told", `${ending}.new`].some(
          (end) => name.endsWith(end) && !named.has(name.slice(0, -end.length) + ending)
        )
      await Promise.all(names.filter(isUnnamed).map((name) => forget(join(folder, name))))
    },
    // Its state last: who is stopped here finds a job that can be removed again.
    remove: (id) =>
      forget(sent(id))
        .then(() => forget(told(id)))
        .then(() => forget(stateOf(id)))
  }
}
