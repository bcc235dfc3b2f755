/** Webhooks, against a receiver that checks signatures with the public library, and against receivers that misbehave. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import { Webhook as Verifier } from "standardwebhooks"
import { describe, expect, it } from "@effect/vitest"
import { NotDelivered } from "@tessera/core/ports"
import { Webhook, type WebhookOptions } from "../src/index.ts"
import { pauseOf } from "../src/post.ts"
import { sale } from "./events.ts"
import { type Answering, receiver } from "./receiver.ts"

const secretOf = (letter: string): string => `whsec_${Buffer.from(letter.repeat(32)).toString("base64")}`
const [secret, newer] = [secretOf("a"), secretOf("b")]
const to = (url: string, more: Partial<WebhookOptions> = {}) =>
  Webhook.make({ name: "shop", url, secrets: [Redacted.make(secret)], allowPrivate: true, ...more })

const signedOf = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [name, String(headers[name])])
  )

const event = sale()

/** What a delivery to a receiver that answers so comes to. */
const answered = (answer: Answering) =>
  Effect.scoped(Effect.flatMap(receiver(answer), ({ url }) => Effect.flip(to(url).deliver(event))))

describe("a webhook", () => {
  it.live("brings the event, signed so that the public library takes it", () =>
    Effect.gen(function* () {
      const { received, url } = yield* receiver()
      yield* to(`${url}/events?of=cards`).deliver(event)
      const [{ body, headers, path } = { body: "", headers: {}, path: "" }] = received
      expect(path).toBe("/events?of=cards")
      expect(headers["content-type"]).toBe("application/json")
      expect(headers["webhook-id"]).toBe(event.id)
      expect(new Verifier(secret).verify(body, signedOf(headers))).toEqual(JSON.parse(body))
      expect(JSON.parse(body)).toMatchObject({
        type: "valueRedeemed",
        timestamp: "2026-11-21T02:00:00.000Z",
        data: {
          id: event.id,
          kind: "valueRedeemed",
          card: "****0001",
          currency: "CNY",
          amount: 1200,
          balances: [{ subWallet: "main", ledger: 3800, held: 0, available: 3800 }]
        }
      })
    })
  )

  it.live("that was changed in any byte is not taken", () =>
    Effect.gen(function* () {
      const { received, url } = yield* receiver()
      yield* to(url).deliver(event)
      const [{ body, headers } = { body: "", headers: {} }] = received
      const verifier = new Verifier(secret)
      const isTaken = (text: string, signed: Record<string, string>): boolean => {
        try {
          verifier.verify(text, signed)
          return true
        } catch {
          return false
        }
      }
      const changed = (text: string, n: number): string =>
        text.slice(0, n) + String.fromCharCode(text.charCodeAt(n) ^ 1) + text.slice(n + 1)
      const signed = signedOf(headers)
      expect(isTaken(body, signed)).toBe(true)
      for (let n = 0; n < body.length; n += 1) expect(isTaken(changed(body, n), signed)).toBe(false)
      const id = signed["webhook-id"] ?? ""
      for (let n = 0; n < id.length; n += 1)
        expect(isTaken(body, { ...signed, "webhook-id": changed(id, n) })).toBe(false)
      const earlier = String(Number(signed["webhook-timestamp"]) - 301)
      expect(isTaken(body, { ...signed, "webhook-timestamp": earlier })).toBe(false)
    })
  )

  it.live("is signed with both secrets while they are exchanged", () =>
    Effect.gen(function* () {
      const { received, url } = yield* receiver()
      yield* to(url, { secrets: [Redacted.make(newer), Redacted.make(secret)] }).deliver(event)
      const [{ body, headers } = { body: "", headers: {} }] = received
      for (const one of [secret, newer]) new Verifier(one).verify(body, signedOf(headers))
      expect(() => new Verifier(secretOf("c")).verify(body, signedOf(headers))).toThrow(
        "No matching signature"
      )
    })
  )

  it.live("is the same when it comes again, but for the time of the try", () =>
    Effect.gen(function* () {
      const { received, url } = yield* receiver()
      const webhook = to(url)
      yield* Effect.all([webhook.deliver(event), webhook.deliver(event)])
      expect(received.length).toBe(2)
      expect(received[0]?.body).toBe(received[1]?.body)
      expect(received[0]?.headers["webhook-id"]).toBe(received[1]?.headers["webhook-id"])
    })
  )
})

describe("an answer", () => {
  it.live.each([200, 201, 202, 204, 299])("%i is success", (status) =>
    Effect.gen(function* () {
      const { url } = yield* receiver((response) => response.writeHead(status).end("thanks"))
      yield* to(url).deliver(event)
    })
  )

  it.live.each([301, 302, 307, 308])("%i is failure, and is not followed", (status) =>
    Effect.gen(function* () {
      const elsewhere = yield* receiver()
      const failure = yield* answered((response) =>
        response.writeHead(status, { location: elsewhere.url }).end()
      )
      expect(failure).toEqual(new NotDelivered({ reason: `the receiver answered ${status}` }))
      expect(elsewhere.received).toEqual([])
    })
  )

  it.live.each([400, 401, 404, 409, 500])("%i is tried again", (status) =>
    Effect.gen(function* () {
      const failure = yield* answered((response) => response.writeHead(status).end("no"))
      expect(failure).toEqual(new NotDelivered({ reason: `the receiver answered ${status}: no` }))
    })
  )

  it.live.each([429, 502, 503, 504])("%i is tried again, and everything else waits too", (status) =>
    Effect.gen(function* () {
      const failure = yield* answered((response) => response.writeHead(status).end())
      const reason = `the receiver answered ${status}`
      expect(failure).toEqual(new NotDelivered({ reason, pausesAll: true }))
    })
  )

  it.live("that says much is quoted as far as 200 characters; of one that comes slowly nothing is", () =>
    Effect.gen(function* () {
      const long = yield* answered((response) => response.writeHead(400).end("é".repeat(50_000)))
      expect(long.reason).toBe(`the receiver answered 400: ${"é".repeat(200)}`)
      const slow = yield* answered((response) => void response.writeHead(400).write("n"))
      expect(slow.reason).toBe("the receiver answered 400")
    })
  )

  it.live("410 is not tried again", () =>
    Effect.gen(function* () {
      expect(yield* answered((response) => response.writeHead(410).end())).toEqual(
        new NotDelivered({ reason: "the receiver answered 410", permanent: true })
      )
    })
  )

  it.live("may say when to come again", () =>
    Effect.gen(function* () {
      expect(yield* answered((response) => response.writeHead(429, { "retry-after": "120" }).end())).toEqual(
        new NotDelivered({ reason: "the receiver answered 429", retryAfter: 120_000, pausesAll: true })
      )
    })
  )

  it.each<readonly [string | undefined, number | undefined]>([
    [undefined, undefined],
    ["0", 0],
    ["90", 90_000],
    ["Thu, 01 Jan 2026 00:01:00 GMT", 60_000],
    ["Thu, 01 Jan 2025 00:00:00 GMT", 0],
    ["soon", undefined],
    ["-5", undefined]
  ])("Retry-After %s is %s ms", (said, expected) => {
    expect(pauseOf(said, Date.UTC(2026, 0, 1))).toBe(expected)
  })

  it.live("that never comes ends with who waits for it, and its connection too", () =>
    Effect.gen(function* () {
      let isClosed = false
      const { url, received } = yield* receiver(
        (response) => void response.on("close", () => (isClosed = true))
      )
      const waiting = yield* Effect.forkChild(to(url).deliver(event))
      yield* until(() => received.length === 1)
      yield* Fiber.interrupt(waiting)
      yield* until(() => isClosed)
    })
  )

  it.live("that does not stop is not listened to", () =>
    Effect.gen(function* () {
      let isClosed = false
      const { url } = yield* receiver((response) => {
        response.writeHead(200)
        response.on("close", () => (isClosed = true))
        const more = (): void => void (!isClosed && response.write("x".repeat(8_192), more))
        more()
      })
      yield* to(url).deliver(event)
      yield* until(() => isClosed)
    })
  )

  it.live("of nobody says so, and where", () =>
    Effect.gen(function* () {
      const { url } = yield* Effect.scoped(receiver())
      expect(yield* Effect.flip(to(url).deliver(event))).toEqual(
        new NotDelivered({ reason: "the receiver cannot be reached: ECONNREFUSED" })
      )
    })
  )
})

/** Waits for something that happens in another program. */
const until = (isSo: () => boolean) =>
  Effect.repeat(
    Effect.suspend(() => Effect.as(Effect.sleep(5), isSo())),
    { until: (now) => now }
  )

describe("what is refused", () => {
  it.each<readonly [string, Partial<WebhookOptions>, string]>([
    ["no URL", { url: "shop" }, "url: Expected a URL"],
    ["no TLS", { url: "http://example.org/" }, "url: Expected a URL of https:"],
    [
      "another protocol",
      { url: "ftp://example.org/", allowPrivate: true },
      "url: Expected a URL of http: or https:"
    ],
    ["a password", { url: "https://me:secret@example.org/" }, "url: Expected a URL without a password"],
    ["a private address", { url: "https://10.1.2.3/" }, "url: Expected a public address"],
    ["this machine", { url: "https://[::1]:8080/" }, "url: Expected a public address"],
    ["this machine, in another way", { url: "https://2130706433/" }, "url: Expected a public address"],
    [
      "the addresses of a cloud's machines",
      { url: "https://169.254.169.254/" },
      "url: Expected a public address"
    ],
    ["no secret", { secrets: [] }, "secrets: Expected at least one"],
    [
      "a short secret",
      { secrets: [Redacted.make("whsec_c2hvcnQ=")] },
      "secrets[0]: Expected whsec_ and 24 to 64 bytes"
    ],
    [
      "something else",
      { secrets: [Redacted.make("hunter2")] },
      "secrets[0]: Expected whsec_ and 24 to 64 bytes"
    ]
  ])("%s", (_, options, expected) => {
    const [url, allowPrivate] = [options.url ?? "https://example.org/", options.allowPrivate ?? false]
    expect(() => to(url, { ...options, allowPrivate })).toThrow(expected)
  })

  it.live("a name that means this machine is found out when it is connected to", () =>
    Effect.gen(function* () {
      const { received, url } = yield* receiver()
      const webhook = to(`https://localhost:${new URL(url).port}/`, { allowPrivate: false })
      expect(yield* Effect.flip(webhook.deliver(event))).toEqual(
        new NotDelivered({ reason: "the receiver cannot be reached: private address" })
      )
      expect(received).toEqual([])
    })
  )
})
