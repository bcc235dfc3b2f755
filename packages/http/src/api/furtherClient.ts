/**
 * Methods of the typed client for what is neither a command nor a question: webhooks, holders, the audit, access, the sandbox.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import { type AccessRoute, type AccessRouteName, accessRoutes } from "./accessRoutes.ts"
import { type AuditRouteName, auditRoutes } from "./auditRoutes.ts"
import { type HolderRouteName, holderRoutes } from "./holderRoutes.ts"
import type { ProblemDocument } from "./problemText.ts"
import { fieldsInPath } from "./routes.ts"
import { type SandboxRoute, type SandboxRouteName, sandboxRoutes } from "./sandboxRoutes.ts"
import type { webhookAnswers } from "./webhookAnswers.ts"
import { type WebhookRoute, type WebhookRouteName, webhookRoutes } from "./webhookRoutes.ts"
import { type Heard, jsonText, NoAnswer, placed, problemIn, queryOf, type Sent, type Wire } from "./wire.ts"

type Told<Answer> = Answer extends { readonly Encoded: infer Document } ? Document : undefined

/** How it ends. `etag`: the version of what was answered. */
export type DoneAnswer<Found> =
  | { readonly outcome: "done"; readonly found: Found; readonly etag?: string }
  | { readonly outcome: "refused"; readonly problem: ProblemDocument }

/** The version that is changed or forgotten. */
interface Seen {
  /** The `etag` of an answer. */
  readonly ifMatch?: string
}

/** That there is none yet. */
interface Unseen {
  readonly ifNoneMatch?: "*"
}

type Way = "effect" | "promise"
type Ended<Kind extends Way, A> = Kind extends "effect" ? Effect.Effect<A, NoAnswer> : Promise<A>

type InPath<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Readonly<Record<Name, string>> & InPath<Rest>
  : unknown

/** The methods, with Effect or with promises. */
export interface FurtherOf<Kind extends Way> {
  readonly webhooks: {
    readonly [Name in WebhookRouteName]: (
      asked: (typeof webhookRoutes)[Name]["asks"]["Encoded"],
      seen?: Seen
    ) => Ended<Kind, DoneAnswer<Told<(typeof webhookAnswers)[Name][1]>>>
  }
  /** There where records of holders are kept. */
  readonly holders: {
    readonly [Name in HolderRouteName]: (
      asked: (typeof holderRoutes)[Name]["asks"]["Encoded"],
      seen?: Seen & Unseen
    ) => Ended<Kind, DoneAnswer<Told<(typeof holderRoutes)[Name]["answers"][1]>>>
  }
  /** There where there is an audit. */
  readonly audit: {
    readonly [Name in AuditRouteName]: (
      asked: (typeof auditRoutes)[Name]["asks"]["Encoded"]
    ) => Ended<Kind, DoneAnswer<Told<(typeof auditRoutes)[Name]["answers"][1]>>>
  }
  readonly access: {
    readonly [Name in AccessRouteName]: (
      sent: (typeof accessRoutes)[Name]["sends"]["Encoded"] & InPath<(typeof accessRoutes)[Name]["path"]>
    ) => Ended<Kind, DoneAnswer<Told<(typeof accessRoutes)[Name]["answers"]>>>
  }
  /** There in a sandbox alone. */
  readonly sandbox: {
    readonly [Name in SandboxRouteName]: (
      sent: (typeof sandboxRoutes)[Name]["sends"]["Encoded"]
    ) => Ended<Kind, DoneAnswer<Told<(typeof sandboxRoutes)[Name]["answers"]>>>
  }
}
export type Further = FurtherOf<"effect">

const json = { "content-type": "application/json" }

const routeWire = (
  { asks, method, path }: WebhookRoute,
  asked: Sent,
  { ifMatch, ifNoneMatch }: Seen & Unseen
): Wire => {
  const [address, rest] = placed(path, asked)
  const seen: Readonly<Record<string, string>> = {
    ...(ifMatch !== undefined && { "if-match": ifMatch }),
    ...(ifNoneMatch !== undefined && { "if-none-match": ifNoneMatch })
  }
  if (method === "GET") return { method, path: address + queryOf(rest), headers: {} }
  const hasBody = Object.keys(asks.fields).some((name) => !fieldsInPath(path).includes(name))
  return {
    method,
    path: address,
    isOnce: true,
    headers: { ...seen, ...(hasBody && json) },
    ...(hasBody && { body: jsonText(rest) })
  }
}

const accessWire = ({ method, path }: AccessRoute, sent: Sent): Wire => {
  const [address, rest] = placed(path, sent)
  return { method, path: address, headers: json, body: jsonText(rest), isOnce: true }
}

const sandboxWire = ({ method, path }: SandboxRoute, sent: Sent): Wire =>
  method === "GET"
    ? { method, path, headers: {} }
    : { method, path, headers: json, body: jsonText(sent), isOnce: true }

const answerOf = (heard: Heard): DoneAnswer<unknown> | undefined => {
  const { document, etag, isJson, status, text } = heard
  if (status >= 200 && status < 300)
    return {
      outcome: "done",
      found: status === 204 ? undefined : isJson ? document : text,
      ...(etag !== null && { etag })
    }
  const problem = problemIn(heard)
  return problem === undefined ? undefined : { outcome: "refused", problem }
}

/** What a request ended with, as a method answers it. */
export const doneBy =
  (send: (wire: Wire) => Effect.Effect<Heard, NoAnswer>) =>
  (wire: Wire): Effect.Effect<DoneAnswer<unknown>, NoAnswer> =>
    Effect.flatMap(send(wire), (heard) => {
      const answer = answerOf(heard)
      return answer === undefined ? Effect.fail(new NoAnswer()) : Effect.succeed(answer)
    })

/** One method for every row of the tables. What changes something is sent once: without an answer, look. */
export const further = (send: (wire: Wire) => Effect.Effect<Heard, NoAnswer>): Further => {
  const done = doneBy(send)
  const byTable = (table: Readonly<Record<string, WebhookRoute>>) =>
    Object.entries(table).map(([name, row]) => [
      name,
      (asked: Sent, seen: Seen & Unseen = {}) => done(routeWire(row, asked, seen))
    ])
  const access = Object.entries<AccessRoute>(accessRoutes).map(([name, row]) => [
    name,
    (sent: Sent) => done(accessWire(row, sent))
  ])
  const sandbox = Object.entries<SandboxRoute>(sandboxRoutes).map(([name, row]) => [
    name,
    (sent: Sent) => done(sandboxWire(row, sent))
  ])
  return {
    webhooks: Object.fromEntries(byTable(webhookRoutes)),
    holders: Object.fromEntries(byTable(holderRoutes)),
    audit: Object.fromEntries(byTable(auditRoutes)),
    access: Object.fromEntries(access),
    sandbox: Object.fromEntries(sandbox)
  }
}
