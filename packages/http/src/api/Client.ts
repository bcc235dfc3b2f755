/**
 * The typed client, for browsers and servers: one method per verb, one per question, each request sent until it is known
 * what became of it.
 *
 * @module
 */
import { type Receipt, type Verb, verbs } from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Schema from "effect/Schema"
import type { answerSchemas } from "./answerSchemas.ts"
import type { Language } from "./languages.ts"
import type { ProblemDocument } from "./problemText.ts"
import { type Question, type QuestionInput, type QuestionName, questions } from "./questions.ts"
import { type CommandRoute, commandRoutes, fieldsInPath } from "./routes.ts"

/** Where the service is, and who calls. */
export interface ClientOptions {
  /** The address of the mount: what comes before `/v1`. */
  readonly baseUrl: string
  readonly key: Redacted.Redacted | string
  /** The language of `detail`. Absent: English. */
  readonly language?: Language
  /** How often what is not known to be done is sent again, after 100 ms and twice as long each time. Absent: 3. */
  readonly retries?: number
  /** Milliseconds until an answer is not waited for any more. Absent: 15,000. */
  readonly timeout?: number
  /** Absent: the platform's own. */
  readonly fetch?: typeof fetch
}

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
}

/** What a question is answered with. */
export type Found<Name extends QuestionName> = (typeof questions)[Name]["answers"] extends "list"
  ? ListPage<AnswerOf<Name>>
  : (typeof questions)[Name]["answers"] extends "lines"
    ? string
    : AnswerOf<Name>

/** How a question ends. */
export type QuestionAnswer<Name extends QuestionName> =
  | { readonly outcome: "answered"; readonly found: Found<Name> }
  | { readonly outcome: "refused"; readonly problem: ProblemDocument }

/** The service gave no answer that could be read: to ask again is safe. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer"
  readonly _tag = "NoAnswer"
}

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
}

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
}

type Sent = Readonly<Record<string, unknown>>

/** One request as `fetch` takes it. */
interface Wire {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

interface Heard {
  readonly status: number
  readonly document: Sent
  readonly text: string
}

const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) => (typeof field === "bigint" ? Number(field) : field))

const parsed = (text: string, type: string): Sent => {
  if (!/[/+]json/.test(type)) return {}
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** What may be gone by the next time: the server, or its ledger, for a moment. */
const isPassing = ({ status }: Heard): boolean => status === 429 || status >= 500

const sending = (options: ClientOptions) => {
  const { fetch: send = fetch, key, language, retries = 3, timeout = 15_000 } = options
  const base = options.baseUrl.replace(/\/+$/, "")
  const common = {
    authorization: `Bearer ${typeof key === "string" ? key : Redacted.value(key)}`,
    ...(language !== undefined && { "accept-language": language })
  }
  const once = ({ body, headers, method, path }: Wire): Effect.Effect<Heard, NoAnswer> =>
    Effect.tryPromise({
      try: async (signal) => {
        const answer = await send(`${base}${path}`, {
          method,
          headers: { ...common, ...headers },
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
          ...(body !== undefined && { body })
        })
        const text = await answer.text()
        return {
          status: answer.status,
          text,
          document: parsed(text, answer.headers.get("content-type") ?? "")
        }
      },
      catch: () => new NoAnswer()
    })
  return (wire: Wire): Effect.Effect<Heard, NoAnswer> => {
    const known = Effect.flatMap(once(wire), (heard) =>
      isPassing(heard) ? Effect.fail(heard) : Effect.succeed(heard)
    )
    const again = Effect.retry(known, { times: retries, schedule: Schedule.exponential("100 millis") })
    return Effect.catch(again, (failure) =>
      failure instanceof NoAnswer ? Effect.fail(failure) : Effect.succeed(failure)
    )
  }
}

/** The first path of which all fields are there. */
const pathFor = (paths: CommandRoute["paths"], fields: Sent): string =>
  paths.find((path) => fieldsInPath(path).every((name) => fields[name] !== undefined)) ?? paths[0]

/** A path with its fields, and the fields that are left. */
const placed = (path: string, fields: Sent): readonly [path: string, rest: Sent] => {
  const names = fieldsInPath(path)
  const rest = Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
  const filled = names.reduce(
    (text, name) => text.replace(`{${name}}`, encodeURIComponent(String(fields[name] ?? ""))),
    path
  )
  return [filled, rest]
}

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

const problemIn = ({ document }: Heard): ProblemDocument | undefined =>
  typeof document["code"] === "string" ? (document as unknown as ProblemDocument) : undefined

const commandAnswer = (key: string, heard: Heard): CommandAnswer => {
  // What the service calls approved has the shape that its schema says.
  if (heard.status === 201) return heard.document as unknown as CommandAnswer
  const problem = problemIn(heard)
  if (problem === undefined || (problem.status >= 500 && problem.code !== "unavailable"))
    return { outcome: "inDoubt", key, ...(problem !== undefined && { problem }) }
  return { outcome: problem["declined"] === true ? "declined" : "refused", key, problem }
}

const queryOf = (fields: Sent): string => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, String(value))
  return query.size === 0 ? "" : `?${query.toString()}`
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
  return Effect.succeed({
    outcome: "answered",
    found: answers === "text" || answers === "lines" ? heard.text : heard.document
  })
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
  // One method for every row of both tables.
  return { ...Object.fromEntries(commands), ask: Object.fromEntries(asked) } as EffectClient
}

type Method = (...given: ReadonlyArray<unknown>) => Effect.Effect<unknown, unknown>

const promised = (methods: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      typeof method === "function"
        ? (...given: ReadonlyArray<unknown>) => Effect.runPromise((method as Method)(...given))
        : promised(method as object)
    ])
  )

/** A client with promises. */
export const client = (options: ClientOptions): Client => promised(effectClient(options)) as Client
