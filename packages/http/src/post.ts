/**
 * Posting to a receiver: one request, no redirects, and by default to nobody's own network.
 *
 * @module
 */
import { lookup, type LookupAddress, type LookupAllOptions } from "node:dns"
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
  /** Whether the beginning of what a receiver says is part of the reason why it was not delivered. Absent: false. */
  readonly quotes?: boolean
}

/** What a name means, as `dns.lookup` tells. */
export type Resolve = (
  name: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, found: ReadonlyArray<LookupAddress>) => void
) => void

/**
 * The address is checked when it is connected to: the very one that was found is connected to, so that a name cannot mean
 * another one by then.
 */
export const guardedLookup =
  (resolve: Resolve = lookup, isAllowed: (address: string) => boolean = isPublic): LookupFunction =>
  (name, options, done) =>
    resolve(name, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, "", 0)
      const [first] = found
      if (first === undefined || !found.every(({ address }) => isAllowed(address)))
        return done(new PrivateAddress(), "", 0)
      return options.all === true ? done(null, [...found]) : done(null, first.address, first.family)
    })

class PrivateAddress extends Error {
  readonly code = "private address"
}

/** A receiver that is told often need not be greeted each time; nobody waits for an idle connection. */
const kept = { keepAlive: true, maxFreeSockets: 8, timeout: 30_000 }
const agents = {
  "http:": new PlainAgent(kept),
  "https:": new Agent(kept),
  guarded: new Agent({ ...kept, lookup: guardedLookup() })
}

/** The name of a URL's host as an address, where it is one. */
const addressIn = ({ hostname }: URL): string | undefined => {
  const bare = hostname.replace(/^\[|\]$/g, "")
  return isIP(bare) === 0 ? undefined : bare
}

/** Where nobody but a receiver of webhooks listens: what is below is other services' own. */
const isOwnPort = ({ port }: URL): boolean => port === "" || port === "443" || Number(port) >= 1_024

/** Why nothing is sent to a URL, if so. */
export const refusalOf = (url: URL, allowPrivate = false): string | undefined => {
  const address = addressIn(url)
  if (url.username !== "" || url.password !== "") return "Expected a URL without a password"
  if (allowPrivate) return /^https?:$/.test(url.protocol) ? undefined : "Expected a URL of http: or https:"
  if (url.protocol !== "https:") return "Expected a URL of https:"
  if (!isOwnPort(url)) return "Expected port 443, or one from 1024 on"
  return address === undefined || isPublic(address) ? undefined : "Expected a public address"
}

/** Bytes of an answer that are listened to, and characters of it that are quoted. */
const [most, mostQuoted] = [65_536, 200]

/**
 * Listens to an answer, but not to one that does not stop; `heard` is called once, with how it begins, as soon as that is there
 * or no more comes.
 */
const listen = (answer: IncomingMessage, heard: (beginning: string) => void): void => {
  let [length, beginning] = [0, ""]
  const decoder = new TextDecoder()
  const enough = () => heard(beginning.slice(0, mostQuoted))
  answer.on("error", () => answer.destroy())
  answer.on("close", enough)
  answer.on("end", enough)
  answer.on("data", (chunk: Uint8Array) => {
    length += chunk.length
    if (beginning.length < mostQuoted) beginning += decoder.decode(chunk, { stream: true })
    if (beginning.length >= mostQuoted) enough()
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

/** What a receiver answered. */
export interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
  /** How it begins, where it is quoted. */
  readonly said: string
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300

/** Milliseconds that are waited for the words of an answer whose status is known. */
const patience = 1_000

/** Asks a receiver, whatever it answers; fails where it cannot be reached, or may not be asked. */
export const answerTo = (posted: Posted): Effect.Effect<Answer, NotDelivered> =>
  Effect.callback<Answer, NotDelivered>((resume) => {
    const refused = refusalOf(posted.url, posted.allowPrivate)
    if (refused !== undefined) {
      resume(Effect.fail(new NotDelivered({ reason: refused, permanent: true })))
      return
    }
    const request = begin(posted)
    request.on("response", (answer) => {
      const status = answer.statusCode ?? 0
      const answered = (said: string) =>
        resume(Effect.succeed({ status, retryAfter: answer.headers["retry-after"], said }))
      listen(answer, answered)
      if (posted.quotes !== true || isSuccess(status)) answered("")
      else setTimeout(() => answered(""), patience).unref()
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

/** The answers by which a receiver says that it has too much to do, with whatever it is asked. */
const busy: ReadonlyArray<number> = [429, 502, 503, 504]

/** What a receiver answered, and why that is no delivery. Absent: it is one. */
export interface Ended {
  readonly status: number
  readonly failure: NotDelivered | undefined
}

/** Posts to a receiver, and says how that ended; fails where nothing was answered. */
export const posted = Effect.fnUntraced(function* (sent: Posted): Effect.fn.Return<Ended, NotDelivered> {
  const { retryAfter, said, status } = yield* answerTo(sent)
  if (isSuccess(status)) return { status, failure: undefined }
  const pause = pauseOf(retryAfter, yield* Clock.currentTimeMillis)
  const failure = new NotDelivered({
    reason: `the receiver answered ${status}${said === "" ? "" : `: ${said}`}`,
    ...((sent.permanent ?? [410]).includes(status) && { permanent: true }),
    ...(pause !== undefined && { retryAfter: pause }),
    ...(busy.includes(status) && { pausesAll: true })
  })
  return { status, failure }
})

/** Posts to a receiver. It is delivered when the answer is 2xx, and only then; a redirect is not followed. */
export const post = (sent: Posted): Effect.Effect<void, NotDelivered> =>
  Effect.flatMap(posted(sent), ({ failure }) => (failure === undefined ? Effect.void : Effect.fail(failure)))
