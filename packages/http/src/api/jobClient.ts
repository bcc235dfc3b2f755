/**
 * Methods of the typed client for jobs: imports and exports that the server goes on with by itself.
 *
 * @module
 */
import type * as Effect from "effect/Effect"
import { type DoneAnswer, doneBy } from "./furtherClient.ts"
import { type JobRoute, type JobRouteName, jobRoutes } from "./jobRoutes.ts"
import { type Heard, jsonText, type NoAnswer, placed, queryOf, type Sent, type Wire } from "./wire.ts"

type Way = "effect" | "promise"
type Told<Answer> = Answer extends { readonly Encoded: infer Document }
  ? Document
  : Answer extends "lines" | "text"
    ? string
    : undefined

/** What is sent: of an import the commands, one a line; those of a file are read as they are sent. */
type SentTo<Name extends JobRouteName> = Name extends "createImport"
  ? { readonly lines: string | Blob }
  : (typeof jobRoutes)[Name]["asks"]["Encoded"]

/** The methods, with Effect or with promises. What begins or forgets a job is sent once: without an answer, look. */
export interface JobsOf<Kind extends Way> {
  readonly jobs: {
    readonly [Name in JobRouteName]: (
      asked: SentTo<Name>
    ) => Kind extends "effect"
      ? Effect.Effect<DoneAnswer<Told<(typeof jobRoutes)[Name]["answers"][1]>>, NoAnswer>
      : Promise<DoneAnswer<Told<(typeof jobRoutes)[Name]["answers"][1]>>>
  }
}

const jobWire = ({ method, path, takes }: JobRoute, asked: Sent): Wire => {
  if (takes === "lines")
    return {
      method,
      path,
      headers: { "content-type": "application/x-ndjson" },
      body: asked["lines"] instanceof Blob ? asked["lines"] : String(asked["lines"]),
      isOnce: true
    }
  const [address, rest] = placed(path, asked)
  if (method === "GET") return { method, path: address + queryOf(rest), headers: {} }
  return {
    method,
    path: address,
    isOnce: true,
    headers: takes === "json" ? { "content-type": "application/json" } : {},
    ...(takes === "json" && { body: jsonText(rest) })
  }
}

/** One method for every row of the table. */
export const jobs = (send: (wire: Wire) => Effect.Effect<Heard, NoAnswer>): JobsOf<"effect"> => {
  const done = doneBy(send)
  const methods = Object.entries<JobRoute>(jobRoutes).map(([name, row]) => [
    name,
    (asked: Sent) => done(jobWire(row, asked))
  ])
  return { jobs: Object.fromEntries(methods) }
}
