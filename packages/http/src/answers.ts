/**
 * Answers: outcomes, declines and problems with their status, headers and body.
 *
 * @module
 */
import {
  type Approved,
  type Decline,
  type Fault,
  type Network,
  type Outcome,
  outcomeText,
  sentenceOf
} from "@tessera/core"
import type { Language } from "./api/languages.ts"
import { problem, type Problem } from "./api/Problem.ts"
import { declineDocument, problemDocument } from "./api/problemText.ts"
import type { Answer } from "./Exchange.ts"

export const json = "application/json"
export const lines = "application/x-ndjson"
const problemJson = "application/problem+json"

/** An answer of one document; nothing that has to do with money is kept on the way. */
export const documentAnswer = (
  body: string,
  { headers, status = 200 }: { readonly headers?: Answer["headers"]; readonly status?: number } = {}
): Answer => ({
  status,
  headers: { "content-type": json, "cache-control": "no-store", ...headers },
  body
})

const problemHeaders = (language: Language) => ({
  "content-type": problemJson,
  "content-language": language,
  "cache-control": "no-store"
})

/** What a problem is answered with. */
export const problemAnswer = (found: Problem, language: Language, types?: string): Answer => {
  const document = problemDocument(found, language, types)
  return {
    status: document.status,
    headers: { ...problemHeaders(language), ...found.headers },
    body: JSON.stringify(document)
  }
}

/** Where a decline was met: what its numbers are shown in. */
export interface Met {
  readonly network: Network
  readonly language: Language
  readonly currency?: string | undefined
  readonly outlet?: string | undefined
  readonly types?: string | undefined
}

/** The network's places and assets by any name: what a caller sent need not be known. */
const byName = <A>(all: ReadonlyMap<string, A>, name: string | undefined): A | undefined =>
  name === undefined ? undefined : all.get(name)

const shownIn = ({ currency, network, outlet }: Met) => {
  const programs = [...network.programs.values()]
  const program = programs.find(({ asset }) => asset.code === currency) ?? programs[0]
  return {
    asset: program?.asset ?? { code: currency ?? "", exponent: 0 },
    zone: byName(network.outlets, outlet)?.zone ?? network.zone
  }
}

/** What a decline says besides itself. */
interface Around {
  readonly operation?: string | undefined
  readonly replayed?: boolean
  readonly headers?: Answer["headers"]
}

/** What a decline is answered with, whether a command or a question met it. */
export const declineAnswer = (decline: Decline, met: Met, { headers, ...around }: Around = {}): Answer => {
  const document = declineDocument(decline, {
    detail: sentenceOf(decline, shownIn(met), met.language),
    types: met.types,
    ...around
  })
  return {
    status: document.status,
    headers: {
      ...problemHeaders(met.language),
      ...(decline._tag === "InProgress" && { "retry-after": "1" }),
      ...headers
    },
    body: JSON.stringify(document)
  }
}

/** Nothing is known: the same key, asked again, finds out; where there is none, whoever cares looks. */
export const inDoubt = (key?: string): Problem =>
  problem("in_doubt", {
    headers: { "retry-after": "1" },
    members: { outcome: "inDoubt", ...(key !== undefined && { key }) }
  })

/** From a path of the version on, the way to the operations: a mount may be anywhere. */
const operationsFrom = (path: string): string => `${"../".repeat(path.split("/").length - 3)}operations/`

const replayedHeader = { "idempotent-replayed": "true" }

/** How outcomes of one route are answered. */
export const outcomeAnswers = (path: string) => {
  const operations = operationsFrom(path)
  const created = { "content-type": json, "cache-control": "no-store" }
  const approved = (outcome: Approved): Answer => ({
    status: 201,
    headers: {
      ...created,
      location: `${operations}${outcome.receipt.operation}`,
      ...(outcome.replayed && replayedHeader),
      ...(outcome.receipt.version !== undefined && { etag: `"v${outcome.receipt.version}"` })
    },
    body: outcomeText(outcome)
  })
  return (outcome: Outcome, met: () => Met): Answer => {
    if (outcome.outcome === "approved") return approved(outcome)
    const now = met()
    if (outcome.outcome === "inDoubt") return problemAnswer(inDoubt(outcome.key), now.language, now.types)
    const { decline, operation, replayed } = outcome
    return declineAnswer(decline, now, { operation, replayed, ...(replayed && { headers: replayedHeader }) })
  }
}

/** What was sent is not what is expected: who may know is told where, and what was expected there. */
export const notAsExpected = (errors: ReadonlyArray<Fault>, details: boolean): Problem =>
  problem("invalid", { members: details ? { errors } : {} })
