/** Callers whom the network knows, over HTTP: what they are told of limits, what strangers hear, and what nobody keeps on the way. */
import { MemoryStore } from "@tessera/core/memory"
import { Store, StoreUnavailable } from "@tessera/core/ports"
import { demoConfiguration } from "@tessera/core/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { afterEach, expect, it } from "vitest"
import { networkAccess } from "../src/auth/index.ts"
import { apiKeyHash, makeApiKey } from "../src/auth/apiKey.ts"
import { openHttp, type OpenOptions } from "../src/index.ts"
import { type LimitRule, lookUps } from "../src/rate/limits.ts"
import { asking, giftCard, options } from "./shop.ts"

const closing: Array<() => Promise<unknown>> = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const key = makeApiKey("test")
const configuration = {
  ...demoConfiguration,
  clients: [{ id: "web", scopes: ["all"], keys: [{ id: "first", sha256: apiKeyHash(key) }] }]
}

const opened = async (limits: ReadonlyArray<LimitRule>, more: Partial<OpenOptions> = {}) => {
  const access = networkAccess({ mode: "test", origin: "https://pos.example", limits })
  const service = await openHttp(options({ configuration, access, ...more }))
  const { url } = await service.serve()
  closing.push(service.close)
  const headers = { authorization: `Bearer ${Redacted.value(key)}` }
  const ask = asking(url)
  return {
    ask,
    known: (path: string, body?: object, key?: string) =>
      ask(path, { headers, ...(body && { body }), ...(key && { key }) })
  }
}

const limit: LimitRule = { name: "calls", by: "client", quota: 3, window: 60_000, burst: 2 }

it("every answer says what is left of a limit, and the one that is refused when to ask again", async () => {
  const { known } = await opened([limit])
  const first = await known("/v1/outlets")
  expect(first.status).toBe(200)
  expect(first.headers.get("ratelimit-policy")).toBe('"calls";q=3;w=60')
  expect(first.headers.get("ratelimit")).toMatch(/^"calls";r=1;t=\d+$/)
  expect((await known("/v1/nothing-like-this")).headers.get("ratelimit")).toBeNull()
  const declined = await known(
    "/v1/redemptions",
    { card: "4000-9999", outlet: "KTV1", amount: 1, currency: "CNY" },
    "k1"
  )
  expect([declined.status, declined.headers.get("ratelimit")?.slice(0, 11)]).toEqual([422, '"calls";r=0'])
  const refused = await known("/v1/outlets")
  expect([refused.status, refused.body]).toMatchObject([429, { code: "rate_limited", limit: "calls" }])
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0)
  expect(refused.headers.get("ratelimit")).toMatch(/^"calls";r=0;t=\d+$/)
})

it("what is refused says what is left too, and what it says of itself stays", async () => {
  const { known } = await opened([{ ...limit, quota: 20, burst: 10 }])
  const answers = [
    await known("/v1/redemptions", { card: 1 }, "k1"),
    await known("/v1/redemptions", {}),
    await known("/v1/outlets/nowhere"),
    await known("/v1/commands:batch", { commands: 1 })
  ]
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 404, 400])
  expect(answers.map(({ headers }) => headers.get("ratelimit")?.slice(0, 11))).toEqual([
    '"calls";r=9',
    '"calls";r=8',
    '"calls";r=7',
    '"calls";r=6'
  ])
  for (const { headers } of answers) expect(headers.get("content-type")).toBe("application/problem+json")
})

it("a look-up that is one of many counts like one of its own", async () => {
  const byCard: LimitRule = { ...limit, name: "card", by: "card", routes: lookUps }
  const { ask, known } = await opened([byCard])
  const look = (key: string, card = "4000-1234") => ({ type: "IdentifyHolder", key, card, pin: "1234" })
  const codes = (outcomes: ReadonlyArray<{ code?: string; retry?: string; outcome: string }>) =>
    outcomes.map(({ code, outcome, retry }) => [outcome, code, retry])
  const refused = ["notDone", "rate_limited", "later"]
  const declined = ["declined", undefined, undefined]
  const { body } = await known("/v1/commands:batch", {
    commands: [look("a"), look("b", "4000 1234"), look("c"), look("d", "4000-9999")]
  })
  expect(codes(body.outcomes)).toEqual([declined, declined, refused, declined])
  const { text } = await ask("/v1/commands:batch", {
    headers: { authorization: `Bearer ${Redacted.value(key)}`, "content-type": "application/x-ndjson" },
    body: `${JSON.stringify(look("e"))}\n`
  })
  expect(codes([JSON.parse(text)])).toEqual([refused])
  expect((await known("/v1/balances", { card: "4000-1234" })).status).toBe(429)
})

it("an account is one, however its address is written", async () => {
  const byCard: LimitRule = { ...limit, name: "card", by: "card", routes: lookUps }
  const { known } = await opened([byCard])
  const { body } = await known("/v1/cards", giftCard, "issue")
  const account = String(body.account)
  const written = [account, `%61${account.slice(1)}`, account.replace("_", "%5F")]
  const said = []
  for (const one of written) said.push((await known(`/v1/accounts/${one}/balance`)).status)
  expect(said).toEqual([200, 200, 429])
})

it("a card is one, however much is sent with it", async () => {
  const byCard: LimitRule = { ...limit, name: "card", by: "card", routes: lookUps }
  const { ask } = await opened([byCard])
  const headers = { authorization: `Bearer ${Redacted.value(key)}`, "content-type": "application/json" }
  const sent = JSON.stringify({ card: "4000-1234" })
  const written = [`\uFEFF${sent}`, " ".repeat(70_000) + sent, sent]
  const said = []
  for (const body of written) said.push((await ask("/v1/balances", { headers, body })).status)
  expect(said).toEqual([422, 422, 429])
})

it("who is not known is asked for a key, whatever was wrong with it", async () => {
  const { ask } = await opened([])
  const wrong = [
    {},
    { authorization: "Basic dTpw" },
    { authorization: `Bearer ${Redacted.value(makeApiKey("test"))}` }
  ]
  for (const headers of wrong) {
    const {
      body,
      headers: said,
      status
    } = await ask("/v1/outlets", { headers: { authorization: "", ...headers } })
    expect([status, said.get("www-authenticate"), body.code]).toEqual([401, "Bearer", "unauthenticated"])
  }
})

it("nothing that has to do with money is kept on the way", async () => {
  const { known } = await opened([])
  const answers = [
    await known("/v1/cards", giftCard, "i1"),
    await known("/v1/balances", { card: "4000-1234" }),
    await known("/v1/operations"),
    await known(
      "/v1/redemptions",
      { card: "4000-1234", outlet: "KTV1", amount: 900_000, currency: "CNY" },
      "r1"
    ),
    await known("/v1/exports/entries"),
    await known("/v1/nothing")
  ]
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 422, 200, 404])
  expect(answers.map(({ headers }) => headers.get("cache-control"))).toEqual(answers.map(() => "no-store"))
})

it("a key of which it is not known whether it was made is said to be in doubt", async () => {
  const { known } = await opened([], { sandbox: {} })
  await known("/v1/test/faults", { kind: "inDoubt" })
  const { body, headers, status } = await known("/v1/clients/shop/keys", { reason: "new", scopes: [] })
  expect([status, body.code, body.outcome]).toEqual([503, "in_doubt", "inDoubt"])
  expect(headers.get("retry-after")).toBe("1")
})

it("a server whose ledger cannot be read is there, and not ready", async () => {
  let isGone = false
  const store = Layer.effect(
    Store,
    Effect.map(Effect.service(Store), (store) =>
      Store.of({
        ...store,
        books: () => (isGone ? gone : store.books()),
        read: (references) => (isGone ? gone : store.read(references)),
        audit: { ...store.audit, shards: () => (isGone ? gone : store.audit.shards()) }
      })
    )
  ).pipe(Layer.provideMerge(MemoryStore.layer))
  const { ask } = await opened([], { store })
  expect([(await ask("/livez")).status, (await ask("/readyz")).status]).toEqual([200, 200])
  isGone = true
  const notReady = await ask("/readyz")
  expect([(await ask("/livez")).status, notReady.status, notReady.text]).toEqual([
    200,
    503,
    expect.not.stringContaining("database")
  ])
  expect([notReady.headers.get("content-type"), notReady.headers.get("retry-after")]).toEqual([
    "application/problem+json",
    "1"
  ])
  expect(notReady.body.code).toBe("unavailable")
})

const gone = Effect.fail(new StoreUnavailable({ cause: new Error("the database is gone") }))
