/**
 * Posting to a receiver: one request, no redirects, and by default to nobody's own network.
 *
 * @module
 */
import { lookup } from "node:dns"
import { Agent as PlainAgent, type ClientRequest, type IncomingMessage, request as plainly } from "node:http"
import { Agent, request as securely } from "node:https"
import { isIP, type LookupFunction } from "node:net"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { NotDelivered } from "@tessera/core/ports"
import { isPublic } from "./isPublic.ts"

/** One request. */
export interface Posted {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Whether the receiver may be on a private network, and without TLS. Absent: false. */
  readonly allowPrivate?: boolean
  /** The answers after which to try again is of no use. Absent: 410. */
  readonly permanent?: ReadonlyArray<number>
}

/** The address is checked when it is connected to, so that a name cannot mean another one by then. */
const guardedLookup: LookupFunction = (name, options, done) => {
  lookup(name, { ...options, all: true }, (error, found) => {
    if (error !== null) return done(error, "", 0)
    const [first] = found
    if (first === undefined || !found.every(({ address }) => isPublic(address)))
      return done(new PrivateAddress(), "", 0)
    return options.all === true ? done(null, found) : done(null, first.address, first.family)
  })
}

class PrivateAddress extends Error {
  readonly code = "private address"
}

/** A receiver that is told often need not be greeted each time; nobody waits for an idle connection. */
const kept = { keepAlive: true, maxFreeSockets: 8, timeout: 30_000 }
const agents = {
  "http:": new PlainAgent(kept),
  "https:": new Agent(kept),
  guarded: new Agent({ ...kept, lookup: guardedLookup })
}

/** The name of a URL's host as an address, where it is one. */
const addressIn = ({ hostname }: URL): string | undefined => {
  const bare = hostname.replace(/^\[|\]$/g, "")
  return isIP(bare) === 0 ? undefined : bare
}

/** Why nothing is sent to a URL, if so. */
export const refusalOf = (url: URL, allowPrivate = false): string | undefined => {
  const address = addressIn(url)
  if (url.username !== "" || url.password !== "") return "Expected a URL without a password"
  if (allowPrivate) return /^https?:$/.test(url.protocol) ? undefined : "Expected a URL of http: or https:"
  if (url.protocol !== "https:") return "Expected a URL of https:"
  return address === undefined || isPublic(address) ? undefined : "Expected a public address"
}

const most = 65_536

/** Nothing that a receiver says in its answer is used, and one that does not stop is not listened to. */
const drain = (answer: IncomingMessage): void => {
  let length = 0
  answer.on("error", () => answer.destroy())
  answer.on("data", (chunk: Uint8Array) => {
    length += chunk.length
    if (length > most) answer.destroy()
  })
}

const begin = ({ allowPrivate = false, body, headers, url }: Posted): ClientRequest => {
  const length = String(new TextEncoder().encode(body).length)
  const options = { method: "POST", headers: { ...headers, "content-length": length } }
  if (url.protocol === "http:") return plainly(url, { ...options, agent: agents["http:"] })
  return securely(url, { ...options, agent: allowPrivate ? agents["https:"] : agents.guarded })
}

const codeOf = (error: Error): string => {
  const code: unknown = Reflect.get(error, "code")
  return typeof code === "string" ? code : "no connection"
}

interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
}

const answerTo = (posted: Posted): Effect.Effect<Answer, NotDelivered> =>
  Effect.callback<Answer, NotDelivered>((resume) => {
    const request = begin(posted)
    request.on("response", (answer) => {
      drain(answer)
      resume(Effect.succeed({ status: answer.statusCode ?? 0, retryAfter: answer.headers["retry-after"] }))
    })
    request.on("timeout", () => request.destroy())
    request.on("error", (error) =>
      resume(Effect.fail(new NotDelivered({ reason: `the receiver cannot be reached: ${codeOf(error)}` })))
    )
    request.end(posted.body)
    return Effect.sync(() => request.destroy())
  })

/** Milliseconds that a receiver wants to be left alone: `Retry-After` has seconds, or a date in GMT. */
export const pauseOf = (retryAfter: string | undefined, now: number): number | undefined => {
  if (retryAfter === undefined) return undefined
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1_000
  const until = retryAfter.endsWith(" GMT") ? Date.parse(retryAfter) : Number.NaN
  return Number.isNaN(until) ? undefined : Math.max(0, until - now)
}

/** Posts to a receiver. It is delivered when the answer is 2xx, and only then; a redirect is not followed. */
export const post = Effect.fnUntraced(function* (posted: Posted): Effect.fn.Return<void, NotDelivered> {
  const refused = refusalOf(posted.url, posted.allowPrivate)
  if (refused !== undefined) return yield* Effect.fail(new NotDelivered({ reason: refused, permanent: true }))
  const { retryAfter, status } = yield* answerTo(posted)
  if (status >= 200 && status < 300) return
  const pause = pauseOf(retryAfter, yield* Clock.currentTimeMillis)
  return yield* Effect.fail(
    new NotDelivered({
      reason: `the receiver answered ${status}`,
      ...((posted.permanent ?? [410]).includes(status) && { permanent: true }),
      ...(pause !== undefined && { retryAfter: pause })
    })
  )
})
