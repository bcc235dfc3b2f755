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
import { atMost, breakable } from "./breakable.ts"
import { withoutPrefix } from "./withoutPrefix.ts"
import { onDefaultRuntime, type Running } from "./node.ts"

/** Where the mount is. */
export interface WebMountOptions {
  /** Cut off the path. Absent: nothing. */
  readonly prefix?: string
  /** The caller's address, which a `Request` does not know. Absent: unknown. */
  readonly source?: (request: Request) => string | undefined
  /** How many streams without an end may be listened to; more are refused. Absent: 1,024. */
  readonly mostListening?: number
  /** Milliseconds that are waited for streams that are under way when it is stopped. Absent: 20,000. */
  readonly grace?: number
  /** Absent: on the default runtime. */
  readonly run?: Running
}

/** A handler, and how it is stopped. */
export interface WebMount {
  readonly handler: (request: Request) => Promise<Response>
  /** Takes no more requests (503), and resolves when those that were taken are answered, streams to their end. */
  readonly drain: () => Promise<void>
}

const nothing = new Uint8Array()
const soon = { headers: { "retry-after": "1" } }

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

/** Pieces as a body; `over` is called once no more of it comes, or nobody reads it. */
const streamOf = (pieces: AsyncIterable<string>, over: () => unknown): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await iterator.next().catch((error: unknown) => {
        over()
        throw error
      })
      if (done !== true) return controller.enqueue(encoder.encode(value))
      over()
      controller.close()
    },
    cancel: async () => {
      over()
      await iterator.return?.()
    }
  })
}

/** Answers as responses, and what of them is still being sent. */
const sending = () => {
  const underWay = new Set<Promise<unknown>>()
  const breaks = new Set<() => void>()
  /** Answers that would not end by themselves. */
  const endless = new Set<Answer>()
  const follow = (running: Promise<unknown>): void => {
    const end = () => underWay.delete(running)
    underWay.add(running)
    running.then(end, end)
  }
  const bodyOf = (answer: Answer): string | ReadableStream<Uint8Array> => {
    const { body, isEndless } = answer
    if (typeof body === "string") return body
    if (isEndless === true) {
      endless.add(answer)
      return streamOf(breakable(body, breaks), () => endless.delete(answer))
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    follow(promise)
    return streamOf(body, resolve)
  }
  return {
    follow,
    listeners: () => endless.size,
    responseOf: (answer: Answer, isHead: boolean): Response => {
      const { headers, status } = answer
      const isEmpty = isHead || status === 304 || status === 204
      return new Response(isEmpty ? null : bodyOf(answer), { status, headers })
    },
    /** Breaks off what would not end, and waits for all else. */
    ended: async () => {
      for (const breakOff of breaks) breakOff()
      while (underWay.size > 0) await Promise.allSettled(underWay)
    }
  }
}

/** A fiber that cannot fail, as a promise. */
const answered = (fiber: Fiber.Fiber<Answer>): Promise<Answer> => Effect.runPromise(Fiber.join(fiber))

/** The handler. */
export const webMount = (http: Http["Service"], options: WebMountOptions = {}): WebMount => {
  const { grace = 20_000, mostListening = 1_024, prefix = "", run = onDefaultRuntime } = options
  const { source = () => undefined } = options
  const { ended, follow, listeners, responseOf } = sending()
  let isDraining = false

  const answer = async (request: Request): Promise<Response> => {
    const { method, url } = request
    const { host, pathname, search } = new URL(url)
    const path = withoutPrefix(pathname, prefix) + search
    const headers = Object.fromEntries(request.headers)
    const isHead = method === "HEAD"
    if (isDraining) return responseOf(http.refuse(problem("closing", soon), headers), isHead)
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
    const said = await answered(run(http.handle(asked)))
    if (said.isEndless !== true || (!isDraining && listeners() < mostListening))
      return responseOf(said, isHead)
    const refused = problem(isDraining ? "closing" : "overloaded", soon)
    return responseOf(http.refuse(refused, headers), isHead)
  }

  return {
    handler: (request) => {
      const running = answer(request)
      follow(running)
      return running
    },
    drain: async () => {
      isDraining = true
      await atMost(grace, ended())
    }
  }
}
