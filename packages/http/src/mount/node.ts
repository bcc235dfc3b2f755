/**
 * The service as a plain `(request, response)` handler: for `node:http`, and for any framework that hands these two over.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import { inDoubt } from "../answers.ts"
import { problem, type Problem } from "../api/Problem.ts"
import type { Answer, Asked } from "../Exchange.ts"
import type { Http } from "../Http.ts"
import { Bodies, type Patience } from "./patience.ts"
import { withoutPrefix } from "./withoutPrefix.ts"

/** How effects are run: with which services, such as a logger. */
export type Running = (effect: Effect.Effect<Answer>) => Fiber.Fiber<Answer>

/** A handler, and how it is stopped. */
export interface NodeMount {
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void
  /** Takes no more requests (503), and resolves when those that were taken are answered. */
  readonly drain: () => Promise<void>
}

export const onDefaultRuntime: Running = (effect) => Effect.runFork(effect)

const nothing = new Uint8Array()

/** Resolves when more can be written, or nobody is there any more. */
const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const free = () => {
      response.off("drain", free).off("close", free)
      resolve()
    }
    response.on("drain", free).on("close", free)
  })

const sendStream = async (response: ServerResponse, pieces: AsyncIterable<string>): Promise<void> => {
  const iterator = pieces[Symbol.asyncIterator]()
  // Nothing is read for who has hung up, also where nothing is there to be said.
  response.once("close", () => void iterator.return?.().catch(() => undefined))
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    if (response.destroyed || response.writableEnded) return
    if (!response.write(next.value)) await drained(response)
  }
  response.end()
}

const send = (response: ServerResponse, { body, headers, status }: Answer, isHead: boolean): void => {
  if (typeof body !== "string") {
    response.writeHead(status, headers)
    // What nobody is sent is not begun: a stream of events would not end either.
    if (isHead) response.end()
    else sendStream(response, body).catch(() => response.destroy())
    return
  }
  const length = Buffer.byteLength(body)
  response.writeHead(status, { ...headers, "content-length": length })
  if (isHead) response.end()
  // Text of ASCII alone is sent as it lies in memory; anything else is encoded first, at twice the cost.
  else response.end(body, length === body.length ? "latin1" : "utf8")
}

/** Nobody waits for an answer that cannot be sent: what became of the request is then not known to who asked. */
const sendOr = (response: ServerResponse, answer: Answer, isHead: boolean, otherwise: () => void): void => {
  try {
    send(response, answer, isHead)
  } catch {
    if (response.headersSent) response.destroy()
    else otherwise()
  }
}

/** Nobody reads what is still to come of a body. */
const unread = (request: IncomingMessage): void => {
  request.removeAllListeners("data").removeAllListeners("end").resume()
}

/** Whether somebody before has read the body: it does not come again. */
const isRead = ({ headers, readableEnded }: IncomingMessage): boolean =>
  readableEnded && (Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined)

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
      unread(request)
      done(undefined)
    } else chunks.push(chunk)
  })
  request.on("end", () => done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))
}

/**
 * What came in one turn of the event loop is begun together, so that one commit can carry it. One after the other, each would
 * be alone in its commit: a redemption costs a third more then.
 */
const together = (): ((begin: () => void) => void) => {
  let waiting: Array<() => void> = []
  return (begin) => {
    waiting.push(begin)
    if (waiting.length > 1) return
    setImmediate(() => {
      const all = waiting
      waiting = []
      for (const one of all) one()
    })
  }
}

/** Where the mount is: what a framework has cut off is not part of the path. */
export interface NodeMountOptions {
  /** Cut off the path, for frameworks that do not do it themselves. Absent: nothing. */
  readonly prefix?: string
  /** The caller's address. Absent: that of the connection; behind a proxy it is the proxy's. */
  readonly source?: (request: IncomingMessage) => string | undefined
  /** How many requests may be under way at once; more are refused before anything of them is read. Absent: 4,096. */
  readonly mostUnderWay?: number
  /** How many streams without an end may be listened to besides; more are refused, and take no sale's place. Absent: 1,024. */
  readonly mostListening?: number
  /** How long bodies are waited for. Absent: as long as the server in which it is mounted waits. */
  readonly bodies?: Patience
  /** Absent: on the default runtime. */
  readonly run?: Running
}

/** What is done with who sends too slowly: nothing of it is performed from then on. */
const tooLate =
  (request: IncomingMessage, response: ServerResponse, refuse: (found: Problem) => void) => (): void => {
    if (response.headersSent) request.destroy()
    else {
      unread(request)
      refuse(tooSlow)
    }
  }

/** A request as the service hears it. */
const askedOf = (
  { headers, method = "GET" }: IncomingMessage,
  received: Pick<Asked, "body" | "path" | "source" | "stream">
): Asked => ({ method, host: headers.host ?? "", headers, ...received })

/** The handler. */
export const nodeMount = (http: Http["Service"], options: NodeMountOptions = {}): NodeMount => {
  const {
    bodies: patience,
    mostListening = 1_024,
    mostUnderWay = 4_096,
    prefix = "",
    run = Effect.runFork,
    source = ({ socket }) => socket.remoteAddress
  } = options
  const begin = together()
  const bodies = patience && new Bodies(patience)
  let isDraining = false
  let underWay = 0
  let drained: (() => void) | undefined
  let resting: Promise<void> | undefined
  /** Answers that would not end by themselves. */
  const endless = new Set<ServerResponse>()

  const ended = (): void => {
    underWay -= 1
    if (underWay === 0) drained?.()
  }

  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    const { headers, method = "GET" } = request
    const path = withoutPrefix(request.url ?? "/", prefix)
    const isHead = method === "HEAD"
    const refuse = (found: Problem): void => {
      const { body, headers: said, status } = http.refuse(found, headers)
      // What is still to come of the request is not read.
      send(response, { status, headers: { ...said, connection: "close" }, body }, isHead)
    }
    if (headers.host === undefined && request.httpVersion === "1.1") return refuse(nobodyAsked)
    if (isDraining) return refuse(closing)
    if (underWay >= mostUnderWay) return refuse(overloaded)
    if (isRead(request)) return refuse(readBefore)
    underWay += 1
    let running: Fiber.Fiber<Answer> | undefined
    // Who hangs up is not answered; a command that was offered is performed all the same.
    response.once("close", () => {
      if (!endless.delete(response)) ended()
      bodies?.forget(request)
      if (!response.writableFinished) running?.interruptUnsafe()
    })
    const answer = (body: Uint8Array, stream?: IncomingMessage): void =>
      begin(() => {
        const received = { path, body, source: source(request), ...(stream !== undefined && { stream }) }
        running = run(http.handle(askedOf(request, received)))
        running.addObserver((exit) => {
          if (exit._tag !== "Success" || response.destroyed) return
          if (exit.value.isEndless === true) {
            if (isDraining || endless.size >= mostListening) return refuse(isDraining ? closing : overloaded)
            endless.add(response)
            ended()
          }
          sendOr(response, exit.value, isHead, () => refuse(unsent))
        })
      })
    const isStream = http.streams({ headers, method, path })
    bodies?.await(request, isStream, tooLate(request, response, refuse))
    const isThere = () => bodies?.forget(request)
    if (isStream) return answer(nothing, request.once("end", isThere))
    bodyOf(request, http.longestBody, (body) => {
      isThere()
      if (body === undefined) refuse(problem("too_large"))
      else answer(body)
    })
  }

  const drain = (): Promise<void> => {
    isDraining = true
    for (const response of endless) response.end()
    return (resting ??= underWay === 0 ? Promise.resolve() : new Promise((resolve) => (drained = resolve)))
  }

  return { handler, drain }
}

const soon = { headers: { "retry-after": "1" } }
const tooSlow = problem("too_slow")
/** A fault of the host: a parser stands before the mount. Nobody waits for it. */
const readBefore = problem("defect")
const nobodyAsked = problem("malformed", {
  members: { errors: [{ path: ["Host"], message: "Expected it" }] }
})
const closing = problem("closing", soon)
const overloaded = problem("overloaded", soon)
const unsent = inDoubt()
