/**
 * The typed client, for browsers and servers: one method per verb, one per question, each request sent until it is known
 * what became of it.
 *
 * @module
 */
import { type Receipt, type Verb, verbs } from "@tessera/core"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { answerSchemas } from "./answerSchemas.ts"
import type { Expanded } from "./expansions.ts"
import type { ProblemDocument } from "./problemText.ts"
import { type Question, type QuestionInput, type QuestionName, questions } from "./questions.ts"
import { type Further, further, type FurtherOf } from "./furtherClient.ts"
import { jobs, type JobsOf } from "./jobClient.ts"
import { many, type ManyOf } from "./manyClient.ts"
import { type CommandRoute, commandRoutes, fieldsInPath } from "./routes.ts"
import {
  type ClientOptions,
  type Heard,
  jsonText,
  NoAnswer,
  opening,
  placed,
  problemIn,
  queryOf,
  type Sent,
  sending,
  type Wire
} from "./wire.ts"

/** What may be said about one command. */
export interface CommandOptions {
  /** Absent: made anew, and the same for all times that the client sends it by itself. */
  readonly idempotencyKey?: string
}

/** The fields of a verb as sent; the key is said apart. */
export type FieldsOf<V extends Verb> = Omit<(typeof verbs)[V]["Encoded"], "type" | "key">

/** How a command ends. `inDoubt`: keep the key, and send it again until it is known. */
export type CommandAnswer =
  | ({
      readonly outcome: "approved"
      readonly key: string
      readonly replayed: boolean
      readonly reversedBy?: string
    } & typeof Receipt.Encoded)
  | { readonly outcome: "declined"; readonly key: string; readonly problem: ProblemDocument }
  | { readonly outcome: "refused"; readonly key: string; readonly problem: ProblemDocument }
  | { readonly outcome: "inDoubt"; readonly key: string; readonly problem?: ProblemDocument }

type AnswerOf<Name extends QuestionName> = Name extends keyof typeof answerSchemas
  ? (typeof answerSchemas)[Name]["Encoded"]
  : (typeof questions)[Name]["answers"] extends "text"
    ? string
    : Readonly<Record<string, Schema.Json>>

interface ListPage<A> {
  readonly data: ReadonlyArray<A>
  readonly hasMore: boolean
  readonly nextCursor?: string
  /** Where `count` was asked for. */
  readonly count?: number
}

/** Where `expand` was asked for. */
interface WithExpanded {
  readonly expanded?: Expanded
}

/** What a question is answered with. */
export type Found<Name extends QuestionName> = ((typeof questions)[Name]["answers"] extends "list"
  ? ListPage<AnswerOf<Name>>
  : (typeof questions)[Name]["answers"] extends "lines"
    ? string
    : AnswerOf<Name>) &
  ("expand" extends keyof (typeof questions)[Name]["asks"]["fields"] ? WithExpanded : unknown)

/** How a question ends. */
export type QuestionAnswer<Name extends QuestionName> =
  | { readonly outcome: "answered"; readonly found: Found<Name> }
  | { readonly outcome: "refused"; readonly problem: ProblemDocument }

type MethodOf<V extends Verb> = V extends "Close" ? "closeAccount" : Uncapitalize<V>

/** The client with Effect. */
export type EffectClient = {
  readonly [V in Verb as MethodOf<V>]: (
    fields: FieldsOf<V>,
    options?: CommandOptions
  ) => Effect.Effect<CommandAnswer>
} & {
  readonly ask: {
    readonly [Name in QuestionName]: (
      asked: QuestionInput<Name>
    ) => Effect.Effect<QuestionAnswer<Name>, NoAnswer>
  }
} & ManyOf<"effect"> &
  JobsOf<"effect"> &
  Further

/** The client with promises. */
export type Client = {
  readonly [V in Verb as MethodOf<V>]: (
    fields: FieldsOf<V>,
    options?: CommandOptions
  ) => Promise<CommandAnswer>
} & {
  readonly ask: {
    readonly [Name in QuestionName]: (asked: QuestionInput<Name>) => Promise<QuestionAnswer<Name>>
  }
} & ManyOf<"promise"> &
  JobsOf<"promise"> &
  FurtherOf<"promise">

/** The first path of which all fields are there. */
const pathFor = (paths: CommandRoute["paths"], fields: Sent): string =>
  paths.find((path) => fieldsInPath(path).every((name) => fields[name] !== undefined)) ?? paths[0]

const ofDocument = ({ to }: Sent): Sent => {
  const id: unknown = typeof to === "object" && to !== null ? Reflect.get(to, "id") : undefined
  return id === undefined ? {} : { id }
}

const commandWire = (verb: Verb, key: string, fields: Sent): Wire => {
  const { method, paths } = commandRoutes[verb]
  const { version, ...said } = fields
  const isChange = method === "PUT"
  const [path, rest] = placed(pathFor(paths, fields), isChange ? { ...said, ...ofDocument(said) } : fields)
  const seen: Readonly<Record<string, string>> =
    version === 0 ? { "if-none-match": "*" } : { "if-match": `"v${String(version)}"` }
  return {
    method,
    path,
    headers: { "content-type": "application/json", "idempotency-key": key, ...(isChange && seen) },
    body: jsonText(rest)
  }
}

const commandAnswer = (key: string, heard: Heard): CommandAnswer => {
  const document: object = heard.document
  // What the service calls approved has the shape that its schema says; what somebody else answers for it says nothing.
  if (heard.status === 201 && Reflect.get(document, "outcome") === "approved")
    return document as CommandAnswer
  const problem = problemIn(heard)
  const isDeclined = problem?.["declined"] === true
  // What the ledger declines under a key was not done under it. Who refuses without asking the ledger knows of this time alone.
  if (
    problem === undefined ||
    (problem.status >= 500 && problem.code !== "unavailable") ||
    (heard.isAfterDoubt === true && !isDeclined)
  )
    return { outcome: "inDoubt", key, ...(problem !== undefined && { problem }) }
  return { outcome: isDeclined ? "declined" : "refused", key, problem }
}

const questionWire = ({ method, path }: Question, fields: Sent): Wire => {
  const [address, rest] = placed(path, fields)
  return method === "GET"
    ? { method, path: address + queryOf(rest), headers: {} }
    : { method, path: address, headers: { "content-type": "application/json" }, body: jsonText(rest) }
}

const methodName = (verb: string): string =>
  verb === "Close" ? "closeAccount" : `${verb.charAt(0).toLowerCase()}${verb.slice(1)}`

const answerTo = (name: QuestionName, heard: Heard): Effect.Effect<unknown, NoAnswer> => {
  const problem = problemIn(heard)
  if (heard.status !== 200)
    return problem === undefined
      ? Effect.fail(new NoAnswer())
      : Effect.succeed({ outcome: "refused", problem })
  const { answers } = questions[name]
  const isText = answers === "text" || answers === "lines"
  if (!isText && !heard.isJson) return Effect.fail(new NoAnswer())
  return Effect.succeed({ outcome: "answered", found: isText ? heard.text : heard.document })
}

/** A client with Effect. A command never fails: without an answer its outcome is `inDoubt`. */
export const effectClient = (options: ClientOptions): EffectClient => {
  const send = sending(options)
  const commands = (Object.keys(verbs) as ReadonlyArray<Verb>).map((verb) => [
    methodName(verb),
    (fields: Sent, { idempotencyKey }: CommandOptions = {}) =>
      Effect.suspend(() => {
        const key = idempotencyKey ?? crypto.randomUUID()
        const heard = send(commandWire(verb, key, fields))
        return Effect.match(heard, {
          onSuccess: (one) => commandAnswer(key, one),
          onFailure: (): CommandAnswer => ({ outcome: "inDoubt", key })
        })
      })
  ])
  const asked = (Object.keys(questions) as ReadonlyArray<QuestionName>).map((name) => [
    name,
    (fields: Sent) =>
      Effect.flatMap(send(questionWire(questions[name], fields)), (heard) => answerTo(name, heard))
  ])
  // One method for every row of all tables.
  return {
    ...Object.fromEntries(commands),
    ask: Object.fromEntries(asked),
    ...many(send, opening(options)),
    ...jobs(send),
    ...further(send)
  } as EffectClient
}

type Method = (...given: ReadonlyArray<unknown>) => Effect.Effect<unknown, unknown>

/** The same methods with promises, as deep as they stand. */
type Promised<A> = A extends (...given: infer Given) => Effect.Effect<infer B, infer _>
  ? (...given: Given) => Promise<B>
  : { readonly [Name in keyof A]: Promised<A[Name]> }

const promised = <A extends object>(methods: A): Promised<A> =>
  Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      typeof method === "function"
        ? (...given: ReadonlyArray<unknown>) => Effect.runPromise((method as Method)(...given))
        : promised(method as object)
    ])
  ) as Promised<A>

/** A client with promises. */
export const client = (options: ClientOptions): Client => promised(effectClient(options))
