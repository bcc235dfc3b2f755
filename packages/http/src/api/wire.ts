/**
 * The wire of the client: one request after the other, sent again for as long as it is not known what became of it.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type { Language } from "./languages.ts"
import type { ProblemDocument } from "./problemText.ts"
import { fieldsInPath } from "./routes.ts"

/** Where the service is, and who calls. */
export interface ClientOptions {
  /** The address of the mount: what comes before `/v1`. */
  readonly baseUrl: string
  /** A key, or the token of who has signed in. Absent: whoever calls is nobody, or signs. */
  readonly key?: Redacted.Redacted | string
  /** Headers that a terminal signs a request with. It is asked each time that something is sent. */
  readonly sign?: (request: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string | undefined
  }) => Promise<Readonly<Record<string, string>>>
  /** The language of `detail`. Absent: English. */
  readonly language?: Language
  /** How often what is not known to be done is sent again, after 100 ms and twice as long each time. Absent: 3. */
  readonly retries?: number
  /** Milliseconds until an answer is not waited for any more. Absent: 15,000. */
  readonly timeout?: number
  /** Absent: the platform's own. */
  readonly fetch?: typeof fetch
}

/** The service gave no answer that could be read: to ask again is safe. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer"
  readonly _tag = "NoAnswer"
}

export type Sent = Readonly<Record<string, unknown>>

/** One request as `fetch` takes it. */
export interface Wire {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** A text, or a file: it is read as it is sent. */
  readonly body?: string | Blob
  /** Whether a second one would do it twice: it is not sent again. Absent: false. */
  readonly isOnce?: boolean
}

export interface Heard {
  readonly status: number
  readonly document: Sent
  readonly text: string
  /** Whether the text is the document. */
  readonly isJson: boolean
  /** The version of what was answered. */
  readonly etag: string | null
  /** It was sent before, and what became of it then is not known: what is refused now may have been done. */
  readonly isAfterDoubt?: boolean
}

export const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) => (typeof field === "bigint" ? Number(field) : field))

/** A field of an address: lists are written with commas. */
const textOf = (value: unknown): string =>
  typeof value === "string" ? value : jsonText(value).replaceAll(/[[\]"]/g, "")

/** What this service answers is an object; what else is JSON is somebody else's. */
const parsed = (text: string): Sent | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null ? (value as Sent) : undefined
  } catch {
    return undefined
  }
}

/** What may be gone by the next time: the server, or its ledger, for a moment. */
const isPassing = ({ status }: Heard): boolean => status === 429 || status >= 500

/** Whether a server, or somebody before it, may have done it all the same. */
const isUnknown = (heard: Heard): boolean => {
  const code = problemIn(heard)?.code
  return heard.status >= 500 && code !== "unavailable" && code !== "closing"
}

/** With this Node.js does not keep what of a file was sent, for a redirect that nobody follows: it would be in memory whole. */
const sentOnce = { redirect: "error", window: null } as const

/** Sends one request as the options say, and answers when its answer begins. */
const requesting = (options: ClientOptions) => {
  const { fetch: send = fetch, key, language, sign } = options
  const base = options.baseUrl.replace(/\/+$/, "")
  const common = {
    ...(key !== undefined && {
      authorization: `Bearer ${typeof key === "string" ? key : Redacted.value(key)}`
    }),
    ...(language !== undefined && { "accept-language": language })
  }
  return async ({ body, headers, method, path }: Wire, signal: AbortSignal): Promise<Response> => {
    const [url, own] = [`${base}${path}`, { ...common, ...headers }]
    // What is signed is signed whole.
    const text = sign !== undefined && body instanceof Blob ? await body.text() : body
    const signed =
      typeof text === "object" ? undefined : await sign?.({ method, url, headers: own, body: text })
    return send(url, {
      method,
      headers: { ...own, ...signed },
      signal,
      ...(body !== undefined && { body }),
      ...(body instanceof Blob && sentOnce)
    })
  }
}

const usualTimeout = 15_000

/** Bytes of a file that are sent in a millisecond at least: for as long as that takes its answer is waited for besides. */
const slowest = 100

const patienceFor = ({ body }: Wire, timeout: number): number =>
  timeout + (body instanceof Blob ? Math.ceil(body.size / slowest) : 0)

/** Opens an answer that may be of any length: `timeout` counts until it begins, and it is asked for once. */
export const opening = (options: ClientOptions) => {
  const request = requesting(options)
  const { timeout = usualTimeout } = options
  return (wire: Wire): Effect.Effect<Response, NoAnswer> =>
    Effect.tryPromise({
      try: async (signal) => {
        const late = new AbortController()
        const timer = setTimeout(() => late.abort(), timeout)
        return request(wire, AbortSignal.any([signal, late.signal])).finally(() => clearTimeout(timer))
      },
      catch: () => new NoAnswer()
    })
}

/** The whole of an answer. */
export const heardIn = async (answer: Response): Promise<Heard> => {
  const text = await answer.text()
  const document = /[/+]json/.test(answer.headers.get("content-type") ?? "") ? parsed(text) : undefined
  return {
    status: answer.status,
    etag: answer.headers.get("etag"),
    text,
    isJson: document !== undefined,
    document: document ?? {}
  }
}

export const sending = (options: ClientOptions) => {
  const request = requesting(options)
  const { retries = 3, timeout = usualTimeout } = options
  const once = (wire: Wire): Effect.Effect<Heard, NoAnswer> =>
    Effect.tryPromise({
      try: async (signal) => {
        const answer = await request(
          wire,
          AbortSignal.any([signal, AbortSignal.timeout(patienceFor(wire, timeout))])
        )
        return heardIn(answer)
      },
      catch: () => new NoAnswer()
    })
  return (wire: Wire): Effect.Effect<Heard, NoAnswer> =>
    Effect.suspend(() => {
      let doubts = 0
      const doubted = Effect.sync(() => void (doubts += 1))
      const known = once(wire).pipe(
        Effect.tapError(() => doubted),
        Effect.flatMap((heard) => {
          const told = doubts === 0 ? heard : { ...heard, isAfterDoubt: true }
          if (!isPassing(told)) return Effect.succeed(told)
          return Effect.andThen(isUnknown(told) ? doubted : Effect.void, Effect.fail(told))
        })
      )
      const again = Effect.retry(known, {
        times: wire.isOnce === true ? 0 : retries,
        schedule: Schedule.exponential("100 millis")
      })
      return Effect.catch(again, (failure) =>
        failure instanceof NoAnswer ? Effect.fail(failure) : Effect.succeed(failure)
      )
    })
}

/** A path with its fields, and the fields that are left. */
export const placed = (path: string, fields: Sent): readonly [path: string, rest: Sent] => {
  const names = fieldsInPath(path)
  const rest = Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
  const filled = names.reduce(
    (text, name) => text.replace(`{${name}}`, encodeURIComponent(textOf(fields[name] ?? ""))),
    path
  )
  return [filled, rest]
}

export const queryOf = (fields: Sent): string => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, textOf(value))
  return query.size === 0 ? "" : `?${query.toString()}`
}

/** A document with a code is a problem, whatever it is about. */
const isProblem = (document: object): document is ProblemDocument =>
  "code" in document && typeof document.code === "string"

export const problemIn = ({ document }: { readonly document: object }): ProblemDocument | undefined =>
  isProblem(document) ? document : undefined
