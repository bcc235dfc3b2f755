/** Mounted beside other routes in the real frameworks, and stopped without losing what is under way. */
import { request } from "node:http"
import { connect } from "node:net"
import { setTimeout as pause } from "node:timers/promises"
import type { AddressInfo } from "node:net"
import { serve as serveHono } from "@hono/node-server"
import { MemoryStore } from "@tessera/core/memory"
import { Store } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import express from "express"
import { fastify } from "fastify"
import { Hono } from "hono"
import { afterEach, describe, expect, it } from "vitest"
import { openHttp, type Opened } from "../src/index.ts"
import { asking, giftCard, keyOf, listening, options, sale } from "./shop.ts"

const closing: Array<() => unknown> = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const openedShop = async (): Promise<Opened> => {
  const opened = await openHttp(options())
  closing.push(() => opened.close())
  return opened
}

/** All that a server says to somebody who sends these pieces, one after the other, until it hangs up. */
const saidTo = async (port: number, pieces: ReadonlyArray<string>, between = 0): Promise<string> => {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8")
  let said = ""
  socket.on("data", (piece: string) => (said += piece))
  socket.on("error", () => undefined)
  const closed = new Promise((resolve) => socket.once("close", resolve))
  for (const [n, piece] of pieces.entries()) {
    if (n > 0) await pause(between)
    socket.write(piece)
  }
  await closed
  return said
}

/** The same through every mount: a command, a decline, a problem, a stream, and the host's own route beside them. */
const works = async (url: string, mount: string): Promise<void> => {
  const ask = asking(`${url}${mount}`)
  const issued = await ask("/v1/cards", { key: "m1", body: giftCard })
  expect([issued.status, issued.body.outcome]).toEqual([201, "approved"])
  const location = new URL(issued.headers.get("location") ?? "", `${url}${mount}/v1/cards`)
  expect(location.pathname).toBe(`${mount}/v1/operations/${issued.body.operation}`)
  const declined = await ask("/v1/redemptions", { key: "m2", body: sale(9_000_000) })
  expect([declined.status, declined.body.code]).toEqual([422, "insufficient_funds"])
  expect((await ask("/v1/nothing")).body.code).toBe("not_found")
  expect((await ask("/v1/redemptions")).status).toBe(405)
  expect((await ask("/v1/operations?limit=1")).body.data.length).toBe(1)
  expect((await ask("/v1/cards", { key: "m3", body: `"${"x".repeat(1_100_000)}"` })).status).toBe(413)
  expect((await ask("/v1/exports/entries")).text).toContain('"verb":"Issue"')
  const lines = await ask("/v1/commands:batch", {
    body: `${JSON.stringify({ type: "Redeem", key: "m4", ...sale(1) })}\n`,
    headers: { "content-type": "application/x-ndjson" }
  })
  expect(JSON.parse(lines.text)).toMatchObject({ key: "m4", outcome: "approved" })
  const head = await fetch(`${url}${mount}/livez`, { method: "HEAD" })
  expect([head.status, await head.text()]).toEqual([200, ""])
  const beside = await fetch(`${url}/hello`, {
    method: "POST",
    body: '{"name":"Ana"}',
    headers: { "content-type": "application/json" }
  })
  expect(await beside.text()).toBe("hello Ana")
}

describe("the service is mounted", () => {
  it("in Express, before its body parsers", async () => {
    const opened = await openedShop()
    const app = express()
    app.use("/pay", opened.node())
    app.use(express.json())
    app.post("/hello", (request, response) => void response.send(`hello ${request.body.name}`))
    const { server, url } = await listening(app)
    closing.push(() => server.close())
    await works(url, "/pay")
  })

  it("in Express behind a parser that has read the body: it says so at once, and does nothing", async () => {
    const opened = await openedShop()
    const app = express()
    app.use(express.text({ type: "*/*" }))
    app.use("/pay", opened.node())
    const { server, url } = await listening(app)
    closing.push(() => server.close())
    const ask = asking(`${url}/pay`)
    const line = JSON.stringify({ type: "Issue", key: "m1", ...giftCard })
    const ndjson = { "content-type": "application/x-ndjson" }
    for (const [path, more] of [
      ["/v1/cards", { key: "m1", body: giftCard }],
      ["/v1/commands:batch", { body: line, headers: ndjson }]
    ] as const) {
      const { body, status } = await ask(path, more)
      expect([path, status, body.code]).toEqual([path, 500, "defect"])
    }
    expect((await ask("/v1/operations/by-key/m1")).status).toBe(404)
  })

  it("in Fastify, with a scope of its own", async () => {
    const opened = await openedShop()
    const handler = opened.node({ prefix: "/pay" })
    const app = fastify()
    closing.push(() => app.close())
    app.post<{ Body: { name: string } }>("/hello", async ({ body }) => `hello ${body.name}`)
    await app.register(async (pay) => {
      pay.removeAllContentTypeParsers()
      pay.addContentTypeParser("*", (_request, _payload, done) => done(null))
      pay.all("/pay/*", (request, reply) => {
        reply.hijack()
        handler(request.raw, reply.raw)
      })
    })
    await app.listen({ port: 0, host: "127.0.0.1" })
    await works(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, "/pay")
  })

  it("in Hono, as a handler of requests", async () => {
    const opened = await openedShop()
    const app = new Hono()
    const handler = opened.web({ prefix: "/pay" })
    app.post("/hello", async (context) => context.text(`hello ${(await context.req.json()).name}`))
    app.all("/pay/*", (context) => handler(context.req.raw))
    const server = serveHono({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" })
    closing.push(() => server.close())
    if (!server.listening) await new Promise((resolve) => server.once("listening", resolve))
    await works(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, "/pay")
  })
})

describe("a handler of requests that is stopped", () => {
  const headers = { authorization: `Bearer ${keyOf("erp")}` }
  interface Sent extends Omit<RequestInit, "headers"> {
    readonly headers?: Readonly<Record<string, string>>
    readonly duplex?: "half"
  }
  const at = (path: string, more: Sent = {}) =>
    new Request(`http://shop${path}`, { ...more, headers: { ...headers, ...more.headers } })
  const texts = ({ body }: Response) => {
    if (body === null) throw new Error("nothing to read")
    return body.pipeThrough(new TextDecoderStream()).getReader()
  }

  it("performs the lines that still come, and then closes the store; who only listens is broken off", async () => {
    const opened = await openHttp(options({ webhooks: { inBackground: false } }))
    closing.push(() => opened.close())
    const handler = opened.web()
    const issue = { "content-type": "application/json", "idempotency-key": "w0" }
    await handler(at("/v1/cards", { method: "POST", headers: issue, body: JSON.stringify(giftCard) }))
    const listener = texts(await handler(at("/v1/events", { headers: { accept: "text/event-stream" } })))
    await listener.read()
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const ndjson = { "content-type": "application/x-ndjson" }
    const sent = { method: "POST", headers: ndjson, body: readable, duplex: "half" } as const
    const lines = texts(await handler(at("/v1/commands:batch", sent)))
    const writer = writable.getWriter()
    const send = async (key: string) => {
      await writer.write(new TextEncoder().encode(`${JSON.stringify({ type: "Redeem", key, ...sale(1) })}\n`))
      return JSON.parse((await lines.read()).value ?? "")
    }
    expect(await send("w1")).toMatchObject({ outcome: "approved" })
    const closed = opened.close()
    expect((await handler(at("/livez"))).status).toBe(503)
    expect((await listener.read()).done).toBe(true)
    expect(await send("w2")).toMatchObject({ outcome: "approved" })
    await writer.close()
    expect((await lines.read()).done).toBe(true)
    await closed
  })
})

it("a handler of requests has no more listeners than there may be, and a place again when one has gone", async () => {
  const opened = await openHttp(options({ webhooks: { inBackground: false } }))
  closing.push(() => opened.close())
  const handler = opened.web({ mostListening: 2 })
  const headers = { authorization: `Bearer ${keyOf("erp")}`, accept: "text/event-stream" }
  const listen = () => handler(new Request("http://shop/v1/events", { headers }))
  const [one, two, more] = [await listen(), await listen(), await listen()]
  expect([one, two, more].map(({ status }) => status)).toEqual([200, 200, 429])
  expect(await more.json()).toMatchObject({ code: "overloaded" })
  await one.body?.cancel()
  expect((await listen()).status).toBe(200)
  expect((await listen()).status).toBe(429)
})

describe("a server of its own", () => {
  it("answers what is under way when it is stopped, and refuses what comes later", async () => {
    let release: (() => void) | undefined
    let isSlow = false
    const waiting = new Promise<void>((resolve) => (release = resolve))
    let reached: (() => void) | undefined
    const isReached = new Promise<void>((resolve) => (reached = resolve))
    /** A store that commits when it is let. */
    const slow = Layer.effect(
      Store,
      Effect.map(Store, (store) => ({
        ...store,
        commit: (...given: Parameters<typeof store.commit>) =>
          Effect.andThen(
            Effect.promise(async () => {
              if (!isSlow) return
              reached?.()
              await waiting
            }),
            store.commit(...given)
          )
      }))
    ).pipe(Layer.provideMerge(MemoryStore.layer))
    const opened = await openHttp(options({ store: slow }))
    const { url } = await opened.serve()
    const ask = asking(url)
    expect((await ask("/readyz")).body.status).toBe("ready")
    await ask("/v1/cards", { key: "s1", body: giftCard })
    isSlow = true
    const underWay = ask("/v1/redemptions", { key: "s2", body: sale(100) })
    await isReached
    const closed = opened.close()
    await expect(ask("/livez")).rejects.toThrow("fetch failed")
    release?.()
    expect((await underWay).body).toMatchObject({ outcome: "approved" })
    await closed
  })

  it("waits neither for a head nor for a body that does not come", async () => {
    const opened = await openedShop()
    const { port } = await opened.serve({ patience: { head: 50, whole: 100 } })
    const head = `POST /v1/cards HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${keyOf("erp")}\r\nIdempotency-Key: slow\r\nContent-Type: application/json\r\n`
    expect(await saidTo(port, [head])).toMatch(/^HTTP\/1.1 408 [^]*"code":"too_slow"/)
    const slow = await saidTo(port, [`${head}Content-Length: 90\r\n\r\n{"amount"`])
    expect(slow).toMatch(/^HTTP\/1.1 408 [^]*connection: close[^]*"code":"too_slow"/)
    const status = await new Promise((resolve) => {
      const one = request(
        {
          port,
          host: "127.0.0.1",
          path: "/v1/operations",
          headers: { authorization: `Bearer ${keyOf("erp")}` }
        },
        (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        }
      )
      one.end()
    })
    expect(status).toBe(200)
  })

  it.each([
    ["no request", "hello\r\n\r\n", 400, "malformed"],
    [
      "a head of 20,000 characters",
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(20_000)}\r\n\r\n`,
      431,
      "head_too_large"
    ],
    ["no host", "GET /livez HTTP/1.1\r\n\r\n", 400, "malformed"],
    [
      "two lengths",
      "POST /v1/cards HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
      400,
      "malformed"
    ],
    [
      "a length and chunks",
      "POST /v1/cards HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
      "malformed"
    ]
  ])("answers %s with a problem, and hangs up", async (_, sent, status, code) => {
    const opened = await openedShop()
    const { port } = await opened.serve()
    const said = await saidTo(port, [sent])
    const [head = "", body = ""] = said.split("\r\n\r\n")
    expect(head).toMatch(
      new RegExp(`^HTTP/1.1 ${status} [^]*content-type: application/problem\\+json[^]*connection: close`)
    )
    expect(JSON.parse(body)).toMatchObject({ status, code })
  })

  it("waits for a stream as long as something comes, and does nothing twice of one that falls silent", async () => {
    const opened = await openedShop()
    const { port, url } = await opened.serve({ patience: { head: 50, whole: 100, silence: 200 } })
    const head = `POST /v1/commands:batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${keyOf("erp")}\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`
    const line = (key: string): string => {
      const text = `${JSON.stringify({ type: "Issue", key, ...giftCard, card: `4000-${key}` })}\n`
      return `${text.length.toString(16)}\r\n${text}\r\n`
    }
    const lines = Array.from({ length: 6 }, (_, n) => line(`1${n}00`))
    const whole = await saidTo(port, [head, ...lines, "0\r\n\r\n"], 80)
    expect(whole.match(/"outcome":"approved"/g)).toHaveLength(6)
    const silent = await saidTo(port, [head, line("2000")])
    expect(silent.match(/"outcome":"approved"/g)).toHaveLength(1)
    expect(silent).not.toContain("\r\n0\r\n\r\n")
    const found = await asking(url)("/v1/operations/by-key/2000")
    expect(found.body).toMatchObject({ type: "Issue" })
  })
})
