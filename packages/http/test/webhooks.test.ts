/** Endpoints of a shop: set up, told, tried again, told no more, and told again; against receivers in this process. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { Webhook as Verifier } from "standardwebhooks"
import { describe, expect, it } from "@effect/vitest"
import type { Endpoint } from "@tessera/core/ports"
import { sandboxDelays, standardDelays } from "@tessera/core"
import { readEndpointInput, shownEndpoint, shownLetter, verifyWebhook } from "../src/index.ts"
import { type Answering, type Received, receiver } from "./receiver.ts"
import { shop } from "./tellingShop.ts"

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

const answering =
  (status: () => number, headers: Record<string, string> = {}): Answering =>
  (response) =>
    response.writeHead(status(), headers).end()

const typesIn = (received: ReadonlyArray<Received>): ReadonlyArray<string> =>
  received.map(({ body }) => (JSON.parse(body) as { readonly type: string }).type)
const idsIn = (received: ReadonlyArray<Received>): ReadonlyArray<string> =>
  received.map(({ headers }) => String(headers["webhook-id"]))
const signaturesOf = (one: Received | undefined): ReadonlyArray<string> =>
  String(one?.headers["webhook-signature"]).split(" ")
const last = (received: ReadonlyArray<Received>): Received => {
  const one = received.at(-1)
  if (one === undefined) throw new Error("nothing came")
  return one
}

/** Whether the public library takes a request as of the time at which it was sent. */
const isTaken = (secret: string, { body, headers }: Received): boolean => {
  const verifier = new Verifier(secret)
  const sent = new Date(Number(headers["webhook-timestamp"]) * 1_000)
  return signaturesOf({ body, headers, path: "" }).includes(
    verifier.sign(String(headers["webhook-id"]), sent, body)
  )
}

describe("an endpoint", () => {
  it.live("is told what happens after it was set up, of the kinds that it wants, under its own secret", () =>
    Effect.gen(function* () {
      const { at, issue, redeem, tell, webhooks } = yield* shop()
      const [all, sales] = [yield* receiver(), yield* receiver()]
      yield* issue("4000-0001")
      const one = yield* at(webhooks.create({ url: all.url }))
      const other = yield* at(webhooks.create({ url: sales.url, types: ["valueRedeemed"] }))
      yield* issue("4000-0002")
      yield* redeem("4000-0001")
      yield* tell
      expect(typesIn(all.received).toSorted()).toEqual(["cardIssued", "valueRedeemed"])
      expect(typesIn(sales.received)).toEqual(["valueRedeemed"])
      const [ours, theirs] = [Redacted.value(one.secret), Redacted.value(other.secret)]
      for (const request of all.received) {
        expect(isTaken(ours, request)).toBe(true)
        expect(isTaken(theirs, request)).toBe(false)
      }
      expect(isTaken(theirs, last(sales.received))).toBe(true)
    })
  )

  it.live("that is signed with Ed25519 is checked with the public key alone", () =>
    Effect.gen(function* () {
      const { at, issue, now, tell, webhooks } = yield* shop()
      const { received, url } = yield* receiver()
      const { secret } = yield* at(webhooks.create({ url, scheme: "v1a" }))
      const { secret: stranger } = yield* at(webhooks.create({ url, scheme: "v1a", enabled: false }))
      yield* issue("4000-0001")
      yield* tell
      const { body, headers } = last(received)
      expect(Redacted.value(secret)).toMatch(/^whpk_/)
      const arrived = { body, headers, secrets: [secret], now: now() }
      expect(verifyWebhook(arrived)).toEqual(JSON.parse(body))
      const reasons: ReadonlyArray<readonly [object, string]> = [
        [{ secrets: [stranger] }, "Expected a webhook-signature of a known secret"],
        [{ body: body.replace("10000", "10001") }, "Expected a webhook-signature of a known secret"],
        [{ now: now() + 301_000 }, "Expected a webhook-timestamp of the last 300 seconds"],
        [{ now: now() - 301_000 }, "Expected a webhook-timestamp of the last 300 seconds"],
        [{ headers: { ...headers, "webhook-id": "evt_other" } }, "of a known secret"],
        [
          { headers: { ...headers, "webhook-signature": undefined } },
          "Expected the header webhook-signature"
        ],
        [{ headers: { ...headers, "webhook-timestamp": "soon" } }, "Expected webhook-timestamp in seconds"]
      ]
      for (const [wrong, reason] of reasons)
        expect(() => verifyWebhook({ ...arrived, ...wrong })).toThrow(reason)
    })
  )

  it.live.each(["v1", "v1a"] as const)(
    "signs with both secrets while they are exchanged (%s), then with one",
    (scheme) =>
      Effect.gen(function* () {
        const { at, issue, now, tell, turnOn, webhooks } = yield* shop()
        const { received, url } = yield* receiver()
        const first = yield* at(webhooks.create({ url, scheme }))
        const second = yield* at(webhooks.rotate(first.endpoint.id, hour))
        const takenBy = ({ secret }: { readonly secret: Redacted.Redacted }) =>
          Result.isSuccess(
            Result.try(() => verifyWebhook({ ...last(received), secrets: [secret], now: now() }))
          )
        yield* issue("4000-0001")
        yield* tell
        expect([takenBy(first), takenBy(second), signaturesOf(last(received)).length]).toEqual([
          true,
          true,
          2
        ])
        turnOn(hour)
        yield* issue("4000-0002")
        yield* tell
        expect([takenBy(first), takenBy(second), signaturesOf(last(received)).length]).toEqual([
          false,
          true,
          1
        ])
        const third = yield* at(webhooks.rotate(first.endpoint.id, 0))
        yield* issue("4000-0003")
        yield* tell
        expect([takenBy(second), takenBy(third)]).toEqual([false, true])
      })
  )

  it.live("has no secret in what is kept or shown of it", () =>
    Effect.gen(function* () {
      const { at, webhooks } = yield* shop()
      const { endpoint, secret } = yield* at(webhooks.create({ url: "http://127.0.0.1:9/" }))
      const bytes = Redacted.value(secret).slice("whsec_".length)
      for (const shown of [endpoint, shownEndpoint(endpoint), yield* webhooks.list()])
        expect(JSON.stringify(shown)).not.toContain(bytes)
      expect(JSON.stringify({ secret })).not.toContain(bytes)
      expect(JSON.stringify(shownEndpoint(endpoint))).not.toContain("salt")
    })
  )

  it.live("is changed, and removed, in the place of the version that was seen", () =>
    Effect.gen(function* () {
      const { at, webhooks } = yield* shop({ most: 2 })
      const { endpoint } = yield* at(webhooks.create({ url: "http://127.0.0.1:9/a", description: "till" }))
      const { id } = endpoint
      const changed = yield* at(
        webhooks.update(id, 1, { url: "http://127.0.0.1:9/b", types: ["cardIssued"] })
      )
      expect(changed).toMatchObject({ id, version: 2, url: "http://127.0.0.1:9/b", kinds: ["cardIssued"] })
      expect(changed.description).toBeUndefined()
      expect(changed.secrets).toEqual(endpoint.secrets)
      const stale = { _tag: "EndpointChanged", id, version: 2 }
      expect(yield* Effect.flip(at(webhooks.update(id, 1, { url: "http://127.0.0.1:9/c" })))).toMatchObject(
        stale
      )
      expect(yield* Effect.flip(at(webhooks.remove(id, 1)))).toMatchObject(stale)
      yield* at(webhooks.create({ url: "http://127.0.0.1:9/" }))
      expect(yield* Effect.flip(at(webhooks.create({ url: "http://127.0.0.1:9/" })))).toMatchObject({
        _tag: "TooManyEndpoints",
        most: 2
      })
      yield* at(webhooks.remove(id, 2))
      for (const asked of [webhooks.read(id), webhooks.remove(id, 2), webhooks.ping(id), webhooks.tally(id)])
        expect(yield* Effect.flip(at(asked as Effect.Effect<unknown, unknown>))).toMatchObject({
          _tag: "EndpointUnknown"
        })
      expect((yield* webhooks.list()).length).toBe(1)
    })
  )

  it.live("that was disabled is told what it missed, once it is enabled again", () =>
    Effect.gen(function* () {
      const { at, issue, redeem, tell, webhooks } = yield* shop()
      const { received, url } = yield* receiver()
      const { endpoint } = yield* at(webhooks.create({ url, enabled: false }))
      yield* issue("4000-0001")
      yield* tell
      yield* redeem("4000-0001")
      expect(received).toEqual([])
      yield* at(webhooks.update(endpoint.id, 1, { url }))
      yield* tell
      expect(typesIn(received)).toEqual(["cardIssued", "valueRedeemed"])
    })
  )

  it.live("can be tried out, and says what was answered", () =>
    Effect.gen(function* () {
      const { at, now, webhooks } = yield* shop()
      let status = 200
      const { received, url } = yield* receiver((response) => response.writeHead(status).end("thanks"))
      const { endpoint, secret } = yield* at(webhooks.create({ url }))
      expect(yield* at(webhooks.ping(endpoint.id))).toMatchObject({ isDelivered: true, status: 200 })
      expect(verifyWebhook({ ...last(received), secrets: [secret], now: now() })).toMatchObject({
        type: "ping",
        data: { endpoint: endpoint.id }
      })
      status = 401
      expect(yield* at(webhooks.ping(endpoint.id))).toMatchObject({
        isDelivered: false,
        status: 401,
        said: "thanks"
      })
      yield* at(webhooks.update(endpoint.id, 1, { url: "http://127.0.0.1:9/" }))
      expect(yield* at(webhooks.ping(endpoint.id))).toMatchObject({
        isDelivered: false,
        said: "the receiver cannot be reached: ECONNREFUSED"
      })
    })
  )

  it.live("may be set up anew, and only as this says", () =>
    Effect.sync(() => {
      const reasons: ReadonlyArray<readonly [unknown, string]> = [
        [null, "Expected"],
        [{}, "url"],
        [{ url: 7 }, "url"],
        [{ url: "shop" }, "Expected a URL"],
        [{ url: "http://example.org/" }, "Expected a URL of https:"],
        [{ url: "https://10.0.0.1/" }, "Expected a public address"],
        [{ url: "https://example.org:22/" }, "Expected port 443, or one from 1024 on"],
        [{ url: "https://me:hunter2@example.org/" }, "Expected a URL without a password"],
        [{ url: "https://example.org/", types: [] }, "types"],
        [{ url: "https://example.org/", types: ["cardEaten"] }, "types"],
        [{ url: "https://example.org/", scheme: "v2" }, "scheme"],
        [{ url: "https://example.org/", description: "x".repeat(501) }, "description"],
        [{ url: "https://example.org/", secret: "whsec_x" }, "secret"]
      ]
      for (const [sent, expected] of reasons) {
        const faults = JSON.stringify(Result.merge(readEndpointInput(sent)))
        expect(faults).toContain(expected)
        expect(faults).not.toContain("hunter2")
      }
      const input = { url: "https://example.org:8443/hook?of=cards", types: ["cardIssued"], scheme: "v1a" }
      expect(readEndpointInput(input)).toEqual(Result.succeed(input))
    })
  )
})

describe("a receiver that fails", () => {
  it.live(
    "is tried again by the table, under the same id, each time signed anew; then the letter is dead",
    () =>
      Effect.gen(function* () {
        const { at, issue, now, tell, turnOn, webhooks } = yield* shop({
          retries: { jitter: 0 },
          disableAfter: 9 * day
        })
        const tries: Array<number> = []
        const { received, url } = yield* receiver((response) => {
          tries.push(now())
          response.writeHead(500).end("the till\nis on fire")
        })
        const { endpoint, secret } = yield* at(webhooks.create({ url }))
        yield* issue("4000-0001")
        for (const delay of [0, ...standardDelays]) {
          turnOn(delay - 1)
          yield* tell
          turnOn(1)
          yield* tell
          expect(isTaken(Redacted.value(secret), last(received))).toBe(true)
        }
        turnOn(30 * day)
        yield* tell
        expect(tries.map((instant, n) => instant - (tries[n - 1] ?? instant)).slice(1)).toEqual(
          standardDelays
        )
        expect(new Set(idsIn(received)).size).toBe(1)
        const stamps = received.map(({ headers }) => Number(headers["webhook-timestamp"]))
        expect(stamps).toEqual(tries.map((instant) => Math.floor(instant / 1_000)))
        expect(new Set(received.map(({ body }) => body)).size).toBe(1)
        const [letter, ...more] = yield* webhooks.letters(endpoint.id, { state: "dead", limit: 10 })
        expect(more).toEqual([])
        expect(letter && shownLetter(letter)).toMatchObject({
          number: 1,
          state: "dead",
          tries: 10,
          reason: "the receiver answered 500: the till is on fire",
          event: { id: idsIn(received)[0], type: "cardIssued", apiVersion: "2026-11-01" }
        })
        expect(yield* webhooks.tally(endpoint.id)).toMatchObject({ waiting: 0, dead: 1 })
      })
  )

  it.live("that says it has too much to do is left alone with everything, for as long as it says", () =>
    Effect.gen(function* () {
      const { at, issue, tell, turnOn, webhooks } = yield* shop({ retries: { jitter: 0 }, concurrency: 1 })
      let status = 429
      const { received, url } = yield* receiver(answering(() => status, { "retry-after": "120" }))
      yield* at(webhooks.create({ url }))
      for (const card of ["4000-0001", "4000-0002", "4000-0003"]) yield* issue(card)
      yield* tell
      expect(received.length).toBe(1)
      turnOn(2 * minute - 1)
      yield* tell
      expect(received.length).toBe(1)
      status = 200
      turnOn(1)
      yield* tell
      expect(idsIn(received).length).toBe(4)
      expect(new Set(idsIn(received)).size).toBe(3)
    })
  )

  it.live("does not delay another one", () =>
    Effect.gen(function* () {
      const { at, issue, redeem, webhooks } = yield* shop({ inBackground: true, poll: 20, timeout: 1_000 })
      const [silent, quick] = [yield* receiver(() => undefined), yield* receiver()]
      yield* at(webhooks.create({ url: silent.url }))
      yield* at(webhooks.create({ url: quick.url }))
      yield* issue("4000-0001")
      for (let n = 0; n < 5; n += 1) yield* redeem("4000-0001")
      yield* until(() => quick.received.length === 6)
      expect(silent.received.length).toBe(1)
    })
  )

  it.live("that is gone is told no more, loses nothing, and those who look after it are told", () =>
    Effect.gen(function* () {
      const told: Array<Endpoint> = []
      let hasFailed = false
      const whenDisabled = (endpoint: Endpoint) =>
        Effect.suspend(() => {
          if (!hasFailed) {
            hasFailed = true
            return Effect.fail("the mail server is away")
          }
          return Effect.sync(() => void told.push(endpoint))
        })
      const { at, issue, redeem, tell, webhooks } = yield* shop({ whenDisabled })
      let status = 410
      const { received, url } = yield* receiver(answering(() => status))
      const { endpoint } = yield* at(webhooks.create({ url }))
      yield* issue("4000-0001")
      yield* redeem("4000-0001")
      yield* tell
      yield* issue("4000-0002")
      yield* tell
      yield* tell
      yield* tell
      expect(received.length).toBe(1)
      expect(told.map(({ disabled, id }) => [id, disabled?.because])).toEqual([[endpoint.id, "gone"]])
      const { version, ...now } = yield* webhooks.read(endpoint.id)
      expect(now.disabled).toMatchObject({ because: "gone", told: true })
      status = 204
      yield* at(webhooks.update(endpoint.id, version, { url }))
      yield* tell
      expect(typesIn(received).slice(1).toSorted()).toEqual(["cardIssued", "cardIssued", "valueRedeemed"])
      expect(idsIn(received)[1]).toBe(idsIn(received)[0])
    })
  )

  it.live("for days is told no more, and is told everything when somebody has mended it", () =>
    Effect.gen(function* () {
      const { at, issue, tell, turnOn, webhooks } = yield* shop()
      let status = 500
      const { received, url } = yield* receiver(answering(() => status))
      const { endpoint } = yield* at(webhooks.create({ url }))
      yield* issue("4000-0001")
      let hours = 0
      const isDisabled = Effect.map(
        webhooks.read(endpoint.id),
        ({ disabled }) => disabled?.because === "failing"
      )
      for (; !(yield* isDisabled) && hours < 200; hours += 1) {
        yield* tell
        turnOn(hour)
      }
      expect(hours).toBeGreaterThan(72)
      expect(hours).toBeLessThan(72 + 30)
      const tries = received.length
      yield* issue("4000-0002")
      turnOn(30 * day)
      yield* tell
      expect(received.length).toBe(tries)
      status = 200
      const { version } = yield* webhooks.read(endpoint.id)
      yield* at(webhooks.update(endpoint.id, version, { url }))
      yield* tell
      const dead = yield* webhooks.letters(endpoint.id, { state: "dead", limit: 9 })
      expect(yield* webhooks.redrive(endpoint.id, "all")).toBe(dead.length)
      yield* tell
      expect(new Set(idsIn(received)).size).toBe(2)
      expect((yield* webhooks.tally(endpoint.id)).failingSince).toBeUndefined()
    })
  )

  it.live("once in a while is never disabled", () =>
    Effect.gen(function* () {
      const { at, issue, tell, turnOn, webhooks } = yield* shop()
      let requests = 0
      const { url } = yield* receiver(answering(() => ((requests += 1) % 3 === 0 ? 200 : 500)))
      const { endpoint } = yield* at(webhooks.create({ url }))
      for (let n = 0; n < 100; n += 1) {
        yield* issue(`4000-${1_000 + n}`)
        yield* tell
        turnOn(2 * hour)
      }
      expect((yield* webhooks.read(endpoint.id)).disabled).toBeUndefined()
    })
  )

  it("may be tried out with a short table", () => {
    expect(sandboxDelays.reduce((sum, delay) => sum + delay, 0)).toBeLessThan(10 * minute)
    expect(standardDelays.reduce((sum, delay) => sum + delay, 0)).toBe(((75 * 60 + 35) * 60 + 5) * 1_000)
  })
})

describe("what was told", () => {
  it.live("is told again: one event, or everything since an instant, in its order", () =>
    Effect.gen(function* () {
      const { at, issue, now, redeem, tell, turnOn, webhooks } = yield* shop()
      const { received, url } = yield* receiver()
      const { endpoint } = yield* at(webhooks.create({ url }))
      yield* issue("4000-0001")
      turnOn(hour)
      const since = now()
      for (let n = 0; n < 5; n += 1) {
        yield* redeem("4000-0001")
        turnOn(minute)
      }
      yield* tell
      const [first = "", ...later] = idsIn(received)
      expect(later.length).toBe(5)
      yield* at(webhooks.resend(endpoint.id, first))
      yield* tell
      expect(idsIn(received).slice(6)).toEqual([first])
      yield* at(webhooks.replay(endpoint.id, since))
      yield* tell
      expect(idsIn(received).slice(7)).toEqual(later)
      const unknown = yield* Effect.flip(at(webhooks.resend(endpoint.id, "evt_none_cardIssued")))
      expect(unknown).toMatchObject({ _tag: "EventUnknown", id: "evt_none_cardIssued" })
    })
  )

  it.live("a replay takes the place of letters that wait, so that nothing comes twice because of it", () =>
    Effect.gen(function* () {
      const { at, issue, now, redeem, tell, webhooks } = yield* shop()
      let status = 500
      const { received, url } = yield* receiver(answering(() => status))
      const { endpoint } = yield* at(webhooks.create({ url }))
      const since = now()
      yield* issue("4000-0001")
      yield* redeem("4000-0001")
      yield* tell
      expect(yield* webhooks.tally(endpoint.id)).toMatchObject({ waiting: 2 })
      status = 200
      yield* at(webhooks.replay(endpoint.id, since))
      yield* tell
      expect(typesIn(received)).toEqual(["cardIssued", "cardIssued", "valueRedeemed"])
      expect(yield* webhooks.tally(endpoint.id)).toMatchObject({ waiting: 0, dead: 0 })
    })
  )
})

/** Waits for something that happens in another program. */
const until = (isSo: () => boolean) =>
  Effect.repeat(
    Effect.suspend(() => Effect.as(Effect.sleep(5), isSo())),
    { until: (now) => now }
  )
