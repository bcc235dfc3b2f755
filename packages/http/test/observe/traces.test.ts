/** A receiver of OTLP sees each request below the span of its caller, and each command below its request. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import * as Redacted from "effect/Redacted"
import { describe, expect, it } from "vitest"
import { traces, type TracesOptions } from "../../src/observe/index.ts"
import { openShop, sale, type Shop } from "../shop.ts"

interface Span {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly status: { readonly code: number; readonly message?: string }
  readonly attributes: ReadonlyArray<{ readonly key: string; readonly value: object }>
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
}

/** A receiver, and what was posted to it. */
const receiver = async () => {
  const posts: Array<{ readonly path: string; readonly headers: object; readonly body: string }> = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      posts.push({ path: request.url ?? "", headers: request.headers, body })
      response.end("{}")
    })
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    spans: (): ReadonlyArray<Span> =>
      posts.flatMap(({ body }) =>
        JSON.parse(body).resourceSpans.flatMap((one: { scopeSpans: ReadonlyArray<{ spans: [] }> }) =>
          one.scopeSpans.flatMap(({ spans }) => spans)
        )
      ),
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections()
      return new Promise<void>((closed) => server.close(() => closed()))
    }
  }
}

/** What the receiver sees of what is asked; it is sent at the latest when the service is closed. */
const seen = async (asked: (shop: Shop) => Promise<unknown>, options: Partial<TracesOptions> = {}) => {
  await using office = await receiver()
  {
    await using shop = await openShop({
      sandbox: {},
      traces: traces({ endpoint: `${office.url}/`, service: "cards", ...options })
    })
    await asked(shop)
  }
  return { posts: office.posts, spans: office.spans() }
}

const valuesOf = ({ attributes }: Span) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

const [trace, parent] = ["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"]
const below = { traceparent: `00-${trace}-${parent}-01` }

describe("traces", () => {
  it("have a request below its caller's span and the command below the request", async () => {
    const { posts, spans } = await seen(
      ({ ask }) => ask("/v1/redemptions", { key: "a", body: sale(100_000), headers: below }),
      { headers: { "x-receiver-key": Redacted.make("of the receiver") } }
    )
    const request = spans.find(({ parentSpanId }) => parentSpanId === parent)
    const command = spans.find(({ parentSpanId }) => parentSpanId === request?.spanId)
    if (request === undefined || command === undefined) throw new Error(JSON.stringify(spans))
    expect([request.traceId, command.traceId]).toEqual([trace, trace])
    expect([request.name, request.kind, request.status]).toEqual(["POST /v1/redemptions", 2, { code: 1 }])
    expect(valuesOf(request)).toEqual({
      "http.request.method": "POST",
      "http.route": "/v1/redemptions",
      "http.response.status_code": 422
    })
    expect([command.name, valuesOf(command)]).toEqual([
      "submit Redeem",
      {
        "tessera.verb": "Redeem",
        "tessera.outcome": "declined",
        "tessera.reason": "insufficient_funds",
        "tessera.replayed": false
      }
    ])
    expect(BigInt(command.startTimeUnixNano) >= BigInt(request.startTimeUnixNano)).toBe(true)
    expect(BigInt(command.endTimeUnixNano) <= BigInt(request.endTimeUnixNano)).toBe(true)
    expect(posts[0]).toMatchObject({ path: "/v1/traces", headers: { "x-receiver-key": "of the receiver" } })
    expect(posts[0]?.body).toContain('{"key":"service.name","value":{"stringValue":"cards"}}')
  })

  it("say of a fault only that there was one", async () => {
    const { posts, spans } = await seen(async ({ ask }) => {
      await ask("/v1/test/faults", { body: { kind: "inDoubt" } })
      await ask("/v1/redemptions", { key: "key-of-mine", body: sale(100), headers: below })
    })
    const failed = spans.filter(({ traceId }) => traceId === trace)
    expect(failed.map(({ name, status }) => [name, status])).toEqual([
      ["submit Redeem", { code: 2, message: "inDoubt" }],
      ["POST /v1/redemptions", { code: 2, message: "503" }]
    ])
    const sent = posts.map(({ body }) => body).join("")
    for (const hidden of ["4000-1234", "key-of-mine", "the sandbox asked", "test_erp"])
      expect(sent).not.toContain(hidden)
  })

  it.each([
    // what the caller says                        where its request stands
    [{}, "a trace of its own"],
    [{ traceparent: "nonsense" }, "a trace of its own"],
    [{ traceparent: `00-${"0".repeat(32)}-${parent}-01` }, "a trace of its own"],
    [{ traceparent: `ff-${trace}-${parent}-01` }, "a trace of its own"],
    [below, "below the caller"],
    [{ traceparent: `00-${trace}-${parent}-00` }, "nowhere"]
  ])("%o: %s", async (headers: Record<string, string>, where) => {
    const { spans } = await seen(({ ask }) => ask("/v1/outlets", { headers }))
    const span = spans.find(({ name }) => name === "GET /v1/outlets")
    const stands =
      span === undefined
        ? "nowhere"
        : span.parentSpanId === undefined
          ? "a trace of its own"
          : "below the caller"
    expect(stands).toBe(where)
  })

  it("are of no request whose caller does not say, where no share of them is wanted", async () => {
    const { spans } = await seen(
      async ({ ask }) => {
        await ask("/v1/outlets")
        await ask("/v1/outlets", { headers: below })
      },
      { share: 0 }
    )
    expect(spans.map(({ traceId }) => traceId)).toEqual([trace])
  })

  it("hold nothing up when nobody receives them", async () => {
    const traced = traces({ endpoint: "http://127.0.0.1:9", every: 10, grace: 50 })
    await using shop = await openShop({ traces: traced })
    for (const key of ["a", "b", "c"])
      expect((await shop.ask("/v1/redemptions", { key, body: sale(100) })).status).toBe(201)
  })
})
