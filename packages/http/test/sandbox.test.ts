/** The sandbox: every decline has its card, time is put forward, commits fail when they are told to, a ledger begins anew. */
import { codeOf, declines, type DeclineTag, Ids } from "@tessera/core"
import { demoConfiguration } from "@tessera/core/testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { describe, expect, it } from "vitest"
import { apiKeyHash, makeApiKey } from "../src/auth/apiKey.ts"
import { networkAccess } from "../src/auth/index.ts"
import { Access, openHttp, StaticKeys, verifyWebhook } from "../src/index.ts"
import { device, origin, signed } from "./auth/house.ts"
import { receiver } from "./receiver.ts"
import { asking, giftCard, keyOf, listening, openShop, options, sale } from "./shop.ts"

const sandbox = { clear: () => undefined }
const tags = Object.keys(declines) as ReadonlyArray<DeclineTag>

describe("magic cards", () => {
  it("there is one for every decline, and a sale with it declines so, changes nothing and leaves its key free", async () => {
    await using shop = await openShop({ sandbox })
    const { body: listed } = await shop.ask("/v1/test/cards")
    const codes = listed.data.map(({ code }: { code: string }) => code)
    expect(codes).toEqual(tags.map(codeOf))
    for (const { card, code } of listed.data) {
      const { body, status } = await shop.ask("/v1/redemptions", { key: "magic", body: sale(100, { card }) })
      expect([body.code, body.declined, status >= 400 && status < 500]).toEqual([code, true, true])
    }
    const closed = await shop.ask("/v1/redemptions", {
      key: "magic",
      body: sale(100, { card: "decline-account-closed" })
    })
    expect(closed.body).toMatchObject({ status: 422, accountStatus: "closed" })
    const working = await shop.ask("/v1/redemptions", {
      key: "magic",
      body: sale(100, { card: "decline-in-progress" })
    })
    expect([working.status, working.headers.get("retry-after")]).toEqual([409, "1"])
    const sold = await shop.ask("/v1/redemptions", { key: "magic", body: sale(100) })
    expect([sold.status, sold.body.replayed]).toEqual([201, false])
  })

  it("one of many commands declines, and the others are done in their order", async () => {
    await using shop = await openShop({ sandbox })
    const command = (key: string, more: object = {}) => ({ type: "Redeem", key, ...sale(100, more) })
    const commands = [command("a"), command("b", { card: "decline-hotlisted" }), command("c")]
    const { body } = await shop.ask("/v1/commands:batch", { body: { commands } })
    const ends = body.outcomes.map(({ key, outcome }: { key: string; outcome: string }) => [key, outcome])
    expect(ends).toEqual([
      ["a", "approved"],
      ["b", "declined"],
      ["c", "approved"]
    ])
  })

  it("are unknown where there is no sandbox", async () => {
    await using shop = await openShop()
    const body = sale(100, { card: "decline-hotlisted" })
    const { body: answer } = await shop.ask("/v1/redemptions", { key: "m", body })
    expect(answer.code).toBe("card_unknown")
    expect((await shop.ask("/v1/test")).status).toBe(404)
  })
})

it("time is put forward, and a hold lapses that nobody waited for", async () => {
  await using shop = await openShop({ sandbox })
  const before = Date.parse((await shop.ask("/v1/test")).body.now)
  const held = await shop.ask("/v1/holds", {
    key: "hold",
    body: { ...sale(4_000), expiresAt: new Date(before + 3_600_000).toISOString() }
  })
  expect(held.status).toBe(201)
  const spent = () => shop.ask("/v1/redemptions", { key: crypto.randomUUID(), body: sale(4_500) })
  expect((await spent()).body.code).toBe("insufficient_funds")
  const { body } = await shop.ask("/v1/test/clock-advances", { body: { days: 2, hours: 1 } })
  const ahead = Date.parse(body.now) - before
  expect(ahead).toBeGreaterThanOrEqual(49 * 3_600_000)
  expect((await spent()).body.outcome).toBe("approved")
})

it("who is told of something believes it, whatever time it is there", async () => {
  const scope = Effect.runSync(Scope.make())
  const { received, url } = await Effect.runPromise(Scope.provide(receiver(), scope))
  await using shop = await openShop({ sandbox, webhooks: { allowPrivate: true, poll: 10, look: 50 } })
  const { body: made } = await shop.ask("/v1/webhook-endpoints", { body: { url } })
  await shop.ask("/v1/test/clock-advances", { body: { days: 2 } })
  await shop.ask(`/v1/webhook-endpoints/${made.id}/pings`, { method: "POST" })
  await shop.ask("/v1/redemptions", { key: "told", body: sale(100) })
  await expect.poll(() => received.length).toBe(2)
  for (const { body, headers } of received)
    expect(verifyWebhook({ body, headers, secrets: [made.secret] })).toHaveProperty("type")
  await Effect.runPromise(Scope.close(scope, Exit.void))
})

it("a device that signs is known, whatever time it is there, and once for each signature", async () => {
  const till = device()
  const operator = makeApiKey("test")
  const configuration = {
    ...demoConfiguration,
    terminals: [
      { id: "T1", outlet: "KTV1", kind: "till" as const, keys: [{ id: "k1", publicKey: till.publicKey }] }
    ],
    clients: [{ id: "tests", scopes: ["all"], keys: [{ id: "1", sha256: apiKeyHash(operator) }] }]
  }
  const access = networkAccess({ mode: "test", origin, limits: [] })
  await using service = await openHttp({ ...options(), configuration, sandbox, access })
  const ask = service.web()
  const put = (path: string, headers: object, body: string): Promise<Response> =>
    ask(new Request(`http://x${path}`, { method: "POST", headers: headers as Record<string, string>, body }))
  const json = { "content-type": "application/json" }
  const body = '{"card":"4000-1234"}'
  const { headers } = signed(
    till,
    { path: "/v1/balances", body: Buffer.from(body), headers: json },
    { created: Math.floor(Date.now() / 1_000) }
  )
  const bearer = { authorization: `Bearer ${Redacted.value(operator)}` }
  await put("/v1/test/clock-advances", { ...json, ...bearer }, '{"days":1}')
  const statuses = []
  for (let n = 0; n < 2; n += 1) statuses.push((await put("/v1/balances", headers, body)).status)
  expect(statuses).toEqual([422, 401])
})

describe("faults", () => {
  const sell = async (shop: Awaited<ReturnType<typeof openShop>>) => {
    const { body, status } = await shop.ask("/v1/redemptions", { key: "f", body: sale(100) })
    return [status, body.code ?? body.outcome, body.replayed]
  }
  it.each([
    ["inDoubt", [503, "in_doubt", undefined], [201, "approved", true]],
    ["unavailable", [503, "unavailable", undefined], [201, "approved", false]],
    ["slow", [201, "approved", false], [201, "approved", true]]
  ])("%s: a sale is answered %o, and then %o", async (kind, first, then) => {
    await using shop = await openShop({ sandbox })
    await shop.ask("/v1/test/faults", { body: { kind, milliseconds: 1 } })
    expect(await sell(shop)).toEqual(first)
    expect((await shop.ask("/v1/test")).body.faults).toEqual([])
    expect(await sell(shop)).toEqual(then)
  })

  it("are met as often as was said, until they are cleared", async () => {
    await using shop = await openShop({ sandbox })
    await shop.ask("/v1/test/faults", { body: { kind: "unavailable", times: 3 } })
    expect((await sell(shop))[1]).toBe("unavailable")
    expect((await shop.ask("/v1/test")).body.faults).toEqual([
      { kind: "unavailable", times: 2, milliseconds: 1_000 }
    ])
    expect((await shop.ask("/v1/test/faults/clearings", { body: {} })).status).toBe(204)
    expect((await sell(shop))[1]).toBe("approved")
  })
})

describe("a reset", () => {
  const remembered = async (shop: Awaited<ReturnType<typeof openShop>>) =>
    (await shop.ask("/v1/cards", { key: "issue-1", body: giftCard })).body.replayed

  it("begins an empty ledger at the time of now; who asks meanwhile is answered by it", async () => {
    await using shop = await openShop({ sandbox })
    await shop.ask("/v1/test/clock-advances", { body: { days: 30 } })
    await shop.ask("/v1/test/faults", { body: { kind: "unavailable" } })
    const reset = () => shop.ask("/v1/test/resets", { body: {} })
    const [one, two, meanwhile] = await Promise.all([reset(), reset(), shop.ask("/v1/outlets")])
    expect([one.status, two.status, meanwhile.status]).toEqual([204, 204, 200])
    const { body } = await shop.ask("/v1/test")
    expect(Date.parse(body.now)).toBeLessThanOrEqual(Date.now())
    expect(body.faults).toEqual([])
    expect(await remembered(shop)).toBe(false)
  })

  it("breaks off who listens to the ledger that was, and who begins again hears of the one that is", async () => {
    await using shop = await openShop({ sandbox, webhooks: { inBackground: false } })
    const listen = async () => {
      const headers = { accept: "text/event-stream", authorization: `Bearer ${keyOf("erp")}` }
      const { body } = await fetch(`${shop.url}/v1/events`, { headers })
      if (body === null) throw new Error("nothing to read")
      const reader = body.pipeThrough(new TextDecoderStream()).getReader()
      await reader.read()
      return reader
    }
    const before = await listen()
    await shop.ask("/v1/test/resets", { body: {} })
    expect((await before.read()).done).toBe(true)
    const after = await listen()
    await shop.ask("/v1/cards", { key: "issue-2", body: giftCard })
    expect((await after.read()).value).toContain("event: cardIssued")
    await after.cancel()
  })

  it("takes away what a store keeps, between one ledger and the next", async () => {
    const done: Array<string> = []
    await using shop = await openShop({ sandbox: { clear: () => void done.push("cleared") } })
    await shop.ask("/v1/test/resets", { body: {} })
    expect(done).toEqual(["cleared"])
  })

  it("that cannot be done leaves no ledger, and says so", async () => {
    const clear = () => Promise.reject(new Error("somebody else has the file"))
    const onFault = () => undefined
    await using shop = await openShop({ sandbox: { clear }, onFault })
    expect((await shop.ask("/v1/test/resets", { body: {} })).body.code).toBe("defect")
    const { body, status } = await shop.ask("/v1/outlets")
    expect([status, body.code]).toEqual([503, "unavailable"])
  })

  it("is not there where nobody says how", async () => {
    await using shop = await openShop({ sandbox: {} })
    expect((await shop.ask("/v1/test/resets", { body: {} })).status).toBe(404)
    expect(await remembered(shop)).toBe(true)
  })
})

const liveCaller = {
  kind: "server",
  client: Ids.ClientId.make("erp"),
  tenant: "demo",
  scopes: "all",
  rows: {},
  mode: "live",
  details: true
} as const

describe("live", () => {
  const key = Redacted.make(keyOf("live"))
  it.each([
    ["keys of live callers", StaticKeys.layer([{ hash: StaticKeys.hash(key), caller: liveCaller }])],
    ["access of a live network", networkAccess({ mode: "live", origin: "https://pos.example" })]
  ])("%s: no sandbox is opened", async (_, access) => {
    await expect(openHttp({ ...options({ sandbox }), access })).rejects.toThrow(
      "sandbox: Expected access in test"
    )
  })

  it("a live caller of an access that does not say so is refused", async () => {
    const access = Layer.succeed(Access, Access.of({ admit: () => Effect.succeed({ caller: liveCaller }) }))
    await using opened = await openHttp({ ...options({ sandbox }), access })
    const { server, url } = await listening(opened.node())
    expect((await asking(url)("/v1/test")).status).toBe(403)
    expect((await asking(url)("/v1/outlets")).status).toBe(403)
    server.close()
  })

  it("who has not the scope does nothing with it", async () => {
    await using shop = await openShop({ sandbox, configuration: demoConfiguration })
    expect((await shop.ask("/v1/test/faults", { as: "kiosk", body: { kind: "slow" } })).status).toBe(403)
  })
})
