/**
 * The service as a `Request → Response` handler: for Hono, Deno, Bun, and whatever else speaks `fetch`.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { problem } from "../api/Problem.ts"
import type { Answer, Asked } from "../Exchange.ts"
import type { Http } from "../Http.ts"
import { withoutPrefix } from "./withoutPrefix.ts"
import { onDefaultRuntime, type Running } from "./node.ts"

/** Where the mount is. */
export interface WebMountOptions {
  /** Cut off the path. Absent: nothing. */
  readonly prefix?: string
  /** The caller's address, which a `Request` does not know. Absent: unknown. */
  readonly source?: (request: Request) => string | undefined
  /** Absent: on the default runtime. */
  readonly run?: Running
}

/** A handler, and how it is stopped. */
export interface WebMount {
  readonly handler: (request: Request) => Promise<Response>
  /** Takes no more requests (503), and resolves when those that were taken are answered. */
  readonly drain: () => Promise<void>
}

const nothing = new Uint8Array()

/** The body, or nothing where it is longer than it may be. */
const bodyOf = async (request: Request, longest: number): Promise<Uint8Array | undefined> => {
  if (Number(request.headers.get("content-length") ?? 0) > longest) return undefined
  if (request.body === null) return nothing
  const chunks: Array<Uint8Array> = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.length
    if (size > longest) return undefined
    chunks.push(chunk)
  }
  const body = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.length
  }
  return body
}

const streamOf = (pieces: AsyncIterable<string>): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await iterator.next()
      if (done === true) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: async () => void (await iterator.return?.())
  })
}

const responseOf = ({ body, headers, status }: Answer, isHead: boolean): Response => {
  const isEmpty = isHead || status === 304 || status === 204
  return new Response(isEmpty ? null : typeof body === "string" ? body : streamOf(body), { status, headers })
}

/** A fiber that cannot fail, as a promise. */
const answered = (fiber: Fiber.Fiber<Answer>): Promise<Answer> => Effect.runPromise(Fiber.join(fiber))

/** The handler. */
export const webMount = (http: Http["Service"], options: WebMountOptions = {}): WebMount => {
  const { prefix = "", run = onDefaultRuntime, source = () => undefined } = options
  let isDraining = false
  const underWay = new Set<Promise<Response>>()

  const answer = async (request: Request): Promise<Response> => {
    const { method, url } = request
    const { host, pathname, search } = new URL(url)
    const path = withoutPrefix(pathname, prefix) + search
    const headers = Object.fromEntries(request.headers)
    const isHead = method === "HEAD"
    if (isDraining)
      return responseOf(http.refuse(problem("closing", { headers: { "retry-after": "1" } }), headers), isHead)
    const streams = http.streams({ headers, method, path })
    const body = streams ? nothing : await bodyOf(request, http.longestBody)
    if (body === undefined) return responseOf(http.refuse(problem("too_large"), headers), isHead)
    const asked: Asked = {
      method,
      path,
      host,
      headers,
      body,
      source: source(request),
      ...(streams && { stream: request.body ?? new ReadableStream() })
    }
    return responseOf(await answered(run(http.handle(asked))), isHead)
  }

  return {
    handler: (request) => {
      const running = answer(request)
      const end = () => underWay.delete(running)
      underWay.add(running)
      running.then(end, end)
      return running
    },
    drain: async () => {
      isDraining = true
      await Promise.allSettled(underWay)
    }
  }
}
