/** When the ledger, the network between or the server fails: what a caller is told, and what it may do next. */
import { connect } from "node:net"
import { Ids } from "@tessera/core"
import { MemoryStore } from "@tessera/core/memory"
import { CommitUnknown, type Endpoint, EndpointStore, Store, StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it, vi } from "vitest"
import { Access, type Caller, openHttp } from "../src/index.ts"
import { asking, giftCard, keyOf, listening, openShop, options, sale } from "./shop.ts"

type Failing = Effect.Effect<void, StoreUnavailable | CommitUnknown>

/** A store whose next commits fail as they are told, before or after they are done. */
const faulty = () => {
  const faults: Array<{ readonly when: "before" | "after"; readonly failing: Failing }> = []
  const store = Layer.effect(
    Store,
    Effect.map(Store, (store) => ({
      ...store,
      commit: (...given: Parameters<typeof store.commit>) =>
        Effect.suspend(() => {
          const fault = faults.shift()
          if (fault === undefined) return store.commit(...given)
          return fault.when === "before"
            ? Effect.andThen(fault.failing, store.commit(...given))
            : Effect.tap(store.commit(...given), () => fault.failing)
        })
    }))
  ).pipe(Layer.provideMerge(MemoryStore.layer))
  return { faults, store }
}

const unavailable = Effect.fail(new StoreUnavailable({ cause: new Error("gone"), isOutage: true }))
const unknown = Effect.fail(new CommitUnknown({ cause: new Error("the answer is lost") }))

describe("a failure", () => {
  it("that nobody expected is logged where nobody wants to hear of it, and not told outside", async () => {
    let isBroken = false
    const store = Layer.effect(
      Store,
      Effect.map(Store, (inner) => ({
        ...inner,
        journal: (query: Parameters<typeof inner.journal>[0]) =>
          isBroken ? Effect.die(new Error("the page is torn")) : inner.journal(query)
      }))
    ).pipe(Layer.provideMerge(MemoryStore.layer))
    await using shop = await openShop({ store })
    isBroken = true
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined)
    const { status, text } = await shop.ask("/v1/operations")
    const lines = logged.mock.calls.map(([line]): string => String(line))
    logged.mockRestore()
    expect([status, text.includes("torn")]).toEqual([500, false])
    expect(lines).toEqual([expect.stringContaining("the page is torn")])
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "ERROR" })
  })

  it("of the store means that nothing was done", async () => {
    const { faults, store } = faulty()
    await using shop = await openShop({ store })
    faults.push({ when: "before", failing: unavailable })
    const asked = { key: "f1", body: sale(100) }
    const first = await shop.ask("/v1/redemptions", asked)
    expect([first.status, first.body.code, first.body.retry]).toEqual([503, "unavailable", "sameKey"])
    expect(first.headers.get("retry-after")).toBe("1")
    expect((await shop.ask("/v1/operations/by-key/f1")).status).toBe(404)
    expect((await shop.ask("/v1/redemptions", asked)).body).toMatchObject({
      outcome: "approved",
      replayed: false
    })
  })

  it("of a store of endpoints means that nothing is known", async () => {
    const failing = new Set<string>()
    const store = Layer.effect(
      EndpointStore,
      Effect.map(EndpointStore, (endpoints) => ({
        ...endpoints,
        write: (endpoint: Endpoint) =>
          failing.has("write")
            ? Effect.andThen(endpoints.write(endpoint), unavailable)
            : endpoints.write(endpoint),
        find: (id: string) => (failing.has("find") ? unavailable : endpoints.find(id))
      }))
    ).pipe(Layer.provideMerge(MemoryStore.layer))
    await using shop = await openShop({ store, webhooks: { allowPrivate: true } })
    const url = "http://127.0.0.1:9/"
    const { body } = await shop.ask("/v1/webhook-endpoints", { body: { url } })
    const path = `/v1/webhook-endpoints/${body.id}`
    const changing = { method: "PUT", body: { url: `${url}new` }, headers: { "if-match": '"v1"' } }
    failing.add("write")
    const first = await shop.ask(path, changing)
    expect([first.status, first.body.code, first.body.outcome]).toEqual([503, "in_doubt", "inDoubt"])
    failing.clear()
    const second = await shop.ask(path, changing)
    expect([second.status, second.headers.get("etag")]).toEqual([412, '"v2"'])
    failing.add("find")
    const third = await shop.ask(path)
    expect([third.status, third.body.code]).toEqual([503, "unavailable"])
  })

  it("of the answer means that nothing is known, and the same key finds out", async () => {
    const { faults, store } = faulty()
    await using shop = await openShop({ store })
    faults.push({ when: "after", failing: unknown })
    const asked = { key: "f2", body: sale(100) }
    const first = await shop.ask("/v1/redemptions", asked)
    expect(first.status).toBe(503)
    expect(first.headers.get("retry-after")).toBe("1")
    expect(first.headers.get("content-type")).toBe("application/problem+json")
    expect(first.body).toMatchObject({ code: "in_doubt", outcome: "inDoubt", key: "f2", retry: "sameKey" })
    expect((await shop.ask("/v1/redemptions", asked)).body).toMatchObject({
      outcome: "approved",
      replayed: true
    })
    const balance = await shop.ask("/v1/balances", { body: { card: "4000-1234" } })
    expect(balance.body.wallets[0].subWallets[0].ledger).toBe(4_900)
  })

  it("of the program itself is a problem document that says nothing of it", async () => {
    const broken = Layer.succeed(
      Access,
      Access.of({ admit: () => Effect.die(new Error("secret of the program")) })
    )
    const opened = await openHttp(options({ access: broken }))
    const { server, url } = await listening(opened.node())
    const ask = asking(url)
    const question = await ask("/v1/outlets")
    expect([question.status, question.body.code]).toEqual([500, "defect"])
    const command = await ask("/v1/redemptions", { key: "f3", body: sale(1) })
    expect([command.status, command.body.code]).toEqual([503, "in_doubt"])
    expect(question.text + command.text).not.toContain("secret")
    server.closeAllConnections()
    server.close()
    await opened.close()
  })

  it("that cannot be sent is not known, and nobody waits for it", async () => {
    const caller: Caller = {
      kind: "server",
      client: Ids.ClientId.make("erp"),
      tenant: "demo",
      scopes: "all",
      rows: {},
      mode: "test",
      details: true
    }
    const headers = { "x-broken": "two\nlines" }
    const access = Layer.succeed(Access, Access.of({ admit: () => Effect.succeed({ caller, headers }) }))
    const opened = await openHttp(options({ access }))
    const { server, url } = await listening(opened.node())
    const answer = await asking(url)("/v1/outlets")
    expect([answer.status, answer.body.code, answer.body.outcome]).toEqual([503, "in_doubt", "inDoubt"])
    server.closeAllConnections()
    server.close()
    await opened.close()
  })

  it("is seen in a batch command by command", async () => {
    const { faults, store } = faulty()
    await using shop = await openShop({ store })
    faults.push({ when: "before", failing: unavailable })
    const command = { type: "Redeem", key: "f4", ...sale(100) }
    const first = await shop.ask("/v1/commands:batch", { body: { commands: [command] } })
    expect(first.body.outcomes).toEqual([
      { key: "f4", outcome: "notDone", code: "unavailable", retry: "sameKey" }
    ])
    const again = await shop.ask("/v1/commands:batch", { body: { commands: [command] } })
    expect(again.body.outcomes[0]).toMatchObject({ outcome: "approved", replayed: false })
  })
})

describe("too much at once", () => {
  it("is refused by the ledger when its queue is full, and nothing was done", async () => {
    const { faults, store } = faulty()
    await using shop = await openShop({ store, service: { capacity: 1, batch: 1, strangersWait: 0 } })
    let release: (() => void) | undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    faults.push({ when: "before", failing: Effect.promise(() => held) })
    const all = Array.from({ length: 20 }, (_, n) =>
      shop.ask("/v1/redemptions", { key: `o${n}`, body: sale(1) })
    )
    const first = await Promise.any(
      all.map(async (one) => ((await one).status === 429 ? one : Promise.reject(new Error())))
    )
    expect(first.body).toMatchObject({ code: "overloaded", retry: "sameKey" })
    expect(first.headers.get("retry-after")).toBe("1")
    release?.()
    const statuses = (await Promise.all(all)).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([201, 429]))
  })

  it("is refused by the server before it is read", async () => {
    const opened = await openHttp(options())
    const { server, url } = await listening(opened.node({ mostUnderWay: 1 }))
    const { port } = new URL(url)
    const slow = connect(Number(port), "127.0.0.1")
    slow.write(
      `POST /v1/cards HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\ncontent-type: application/json\r\n\r\n{`
    )
    await new Promise((resolve) => server.once("request", resolve))
    const refused = await asking(url)("/v1/cards", { key: "x", body: giftCard })
    expect([refused.status, refused.body.code]).toEqual([429, "overloaded"])
    expect(refused.headers.get("connection")).toBe("close")
    slow.destroy()
    server.closeAllConnections()
    server.close()
    await opened.close()
  })
})

describe("hostile requests", () => {
  const raw = (port: number, text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1")
      let heard = ""
      socket.on("data", (chunk) => (heard += chunk.toString()))
      socket.on("close", () => resolve(heard))
      socket.on("error", () => socket.destroy())
      socket.setTimeout(2_000, () => socket.destroy())
      socket.end(text)
    })

  it.each([
    ["two lengths", "POST /v1/cards HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}"],
    [
      "a length and chunks",
      "POST /v1/cards HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
    ],
    ["no request", "hello\r\n\r\n"],
    ["a flood of headers", `GET /v1/cards HTTP/1.1\r\nhost: x\r\n${"x: y\r\n".repeat(5_000)}\r\n`],
    ["a long header", `GET /v1/cards HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(100_000)}\r\n\r\n`],
    [
      "an end of line in a path",
      "GET /v1/cards%0d%0aset-cookie:x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    ],
    ["an absolute path", "GET http://evil/v1/cards HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"],
    ["a path upwards", "GET /v1/../../etc/passwd HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"]
  ])("with %s are refused and change nothing", async (_name, text) => {
    await using shop = await openShop()
    const heard = await raw(Number(new URL(shop.url).port), text)
    expect(heard).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(heard).not.toMatch(/set-cookie/i)
    expect((await shop.ask("/v1/operations")).body.data.length).toBe(1)
  })

  it("of any shape are never a fault of the server, and echo no secret", async () => {
    await using shop = await openShop()
    const secret = "4000-9876-5432-1098"
    const named = { [secret]: secret }
    const values = [null, 0, -1, 1e300, "", secret, [], {}, [secret], named, true, "\u0000", "💥".repeat(100)]
    const paths = [
      "/v1/redemptions",
      "/v1/balances",
      "/v1/authorizations",
      "/v1/commands:batch",
      "/v1/holds/%00/captures",
      "/v1/reports/reconciliations"
    ]
    const fields = [
      "card",
      "amount",
      "currency",
      "outlet",
      "lines",
      "metadata",
      "wanted",
      "commands",
      "to",
      "pin"
    ]
    for (const path of paths)
      for (const field of fields)
        for (const value of values) {
          const answer = await shop.ask(path, {
            key: "same-key",
            body: { ...sale(1), card: "4000-0000", [field]: value }
          })
          expect(answer.status).toBeLessThan(500)
          // Ids of places and names of fields are told, so that they can be put right; what stands in fields is not.
          if (field !== "outlet" && value !== named) expect(answer.text).not.toContain(secret)
        }
    expect((await shop.ask("/v1/operations?outcome=approved")).body.data.length).toBe(1)
  })
})

it("a key that is kept out of the answer is kept out of problems too", async () => {
  await using shop = await openShop()
  const { text } = await shop.ask("/v1/outlets", { as: "nobody" })
  expect(text).not.toContain(keyOf("nobody"))
})
