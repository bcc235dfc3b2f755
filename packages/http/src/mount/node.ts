/**
 * The service as a plain `(request, response)` handler: for `node:http`, and for any framework that hands these two over.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { problem } from "../api/Problem.ts"
import type { Answer, Asked } from "../Exchange.ts"
import type { Http } from "../Http.ts"

/** A handler, and how it is stopped. */
export interface NodeMount {
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void
  /** Takes no more requests (503), and resolves when those that were taken are answered. */
  readonly drain: () => Promise<void>
}

const nothing = new Uint8Array()

const sendStream = async (response: ServerResponse, pieces: AsyncIterable<string>): Promise<void> => {
  for await (const piece of pieces) {
    if (response.destroyed || response.writableEnded) return
    if (!response.write(piece)) await new Promise((free) => response.once("drain", free).once("close", free))
  }
  response.end()
}

const send = (response: ServerResponse, { body, headers, status }: Answer, isHead: boolean): void => {
  if (typeof body !== "string") {
    response.writeHead(status, headers)
    sendStream(response, body).catch(() => response.destroy())
    return
  }
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) })
  response.end(isHead ? undefined : body)
}

/** The body, or nothing where it is longer than it may be. */
const bodyOf = (
  request: IncomingMessage,
  longest: number,
  done: (body: Uint8Array | undefined) => void
): void => {
  const length = Number(request.headers["content-length"] ?? 0)
  if (length > longest) return done(undefined)
  if (length === 0 && request.headers["transfer-encoding"] === undefined) return done(nothing)
  const chunks: Array<Uint8Array> = []
  let size = 0
  request.on("data", (chunk: Uint8Array) => {
    size += chunk.length
    if (size > longest) {
      request.removeAllListeners("data").removeAllListeners("end").resume()
      done(undefined)
    } else chunks.push(chunk)
  })
  request.on("end", () => done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))
}

/** Where the mount is: what a framework has cut off is not part of the path. */
export interface NodeMountOptions {
  /** Cut off the path, for frameworks that do not do it themselves. Absent: nothing. */
  readonly prefix?: string
  /** The caller's address. Absent: that of the connection; behind a proxy it is the proxy's. */
  readonly source?: (request: IncomingMessage) => string | undefined
}

const pathOf = ({ url = "/" }: IncomingMessage, prefix: string): string =>
  prefix !== "" && url.startsWith(prefix) ? url.slice(prefix.length) || "/" : url

/** The handler. */
export const nodeMount = (http: Http["Service"], options: NodeMountOptions = {}): NodeMount => {
  const { prefix = "", source = ({ socket }) => socket.remoteAddress } = options
  let isDraining = false
  let underWay = 0
  let drained: (() => void) | undefined
  /** Answers that would not end by themselves. */
  const endless = new Set<ServerResponse>()

  const ended = (): void => {
    underWay -= 1
    if (underWay === 0) drained?.()
  }

  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    const { headers, method = "GET" } = request
    const path = pathOf(request, prefix)
    const isHead = method === "HEAD"
    if (isDraining) {
      const { body, headers: said, status } = http.refuse(closing, headers)
      return send(response, { status, headers: { ...said, connection: "close" }, body }, isHead)
    }
    underWay += 1
    response.once("close", ended)
    const asked = (body: Uint8Array, stream?: IncomingMessage): Asked => ({
      method,
      path,
      host: headers.host ?? "",
      headers,
      body,
      source: source(request),
      ...(stream !== undefined && { stream })
    })
    const answer = (one: Asked): void => {
      const running = Effect.runFork(http.handle(one))
      running.addObserver((exit) => {
        if (exit._tag !== "Success" || response.destroyed) return
        if (exit.value.isEndless === true) {
          endless.add(response)
          response.once("close", () => endless.delete(response))
        }
        send(response, exit.value, isHead)
      })
      response.once("close", () => {
        if (!response.writableFinished) Effect.runFork(Fiber.interrupt(running))
      })
    }
    if (http.streams({ headers, method, path })) return answer(asked(nothing, request))
    bodyOf(request, http.longestBody, (body) => {
      if (body !== undefined) return answer(asked(body))
      const { body: text, headers: said, status } = http.refuse(problem("too_large"), headers)
      send(response, { status, headers: { ...said, connection: "close" }, body: text }, isHead)
    })
  }

  const drain = (): Promise<void> => {
    isDraining = true
    for (const response of endless) response.end()
    return underWay === 0 ? Promise.resolve() : new Promise((resolve) => (drained = resolve))
  }

  return { handler, drain }
}

const closing = problem("closing", { headers: { "retry-after": "1" } })
