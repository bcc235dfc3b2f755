/** The typed client against the service: what it sends, what it sends again, and what it makes of no answer. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { demoConfiguration } from "@tessera/core/testing"
import { client, effectClient } from "../src/api/index.ts"
import { networkAccess } from "../src/auth/accessLayer.ts"
import { apiKeyHash, makeApiKey } from "../src/auth/apiKey.ts"
import { openHttp } from "../src/index.ts"
import { giftCard, keyOf, openShop, options, type Shop } from "./shop.ts"

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

const sale = { card: "4000-1234", outlet: "KTV1", amount: 100, currency: "CNY" }
const here = (as = "erp") =>
  client({ baseUrl: `${shop.url}/`, key: Redacted.make(keyOf(as)), language: "bg" })

describe("the client", () => {
  it("performs verbs, with amounts as bigint too", async () => {
    const sold = await here().redeem({ ...sale, amount: 100n }, { idempotencyKey: "c1" })
    expect(sold).toMatchObject({ outcome: "approved", key: "c1", replayed: false, currency: "CNY" })
    const again = await here().redeem(sale, { idempotencyKey: "c1" })
    expect(again).toEqual({ ...sold, replayed: true })
  })

  it("tells declines and refusals apart, in the caller's language", async () => {
    const declined = await here().redeem({ ...sale, amount: 9_000_000 })
    expect(declined).toMatchObject({ outcome: "declined", problem: { code: "insufficient_funds" } })
    expect(declined.outcome === "declined" && declined.problem.detail).toMatch(/\p{Script=Cyrillic}/u)
    const refused = await here("kiosk").load({ ...sale, tender: { kind: "cash" } })
    expect(refused).toMatchObject({ outcome: "refused", problem: { code: "forbidden", status: 403 } })
  })

  it("finds the path by the fields that it is given", async () => {
    const held = await here().hold(sale, { idempotencyKey: "hold-1" })
    const hold = held.outcome === "approved" ? (held.hold ?? "") : ""
    const part = { amount: 40, currency: "CNY", outlet: "KTV1", final: false }
    expect(await here().capture({ hold, ...part })).toMatchObject({ outcome: "approved" })
    expect(await here().release({ holdKey: "hold-1", outlet: "KTV1" })).toMatchObject({ released: 60 })
  })

  it("changes what is configured under the version that it was told", async () => {
    const to = { id: "KTV2", owner: "hq", region: "west" }
    expect(await here().changeOutlet({ to, version: 1, reason: "moved" })).toMatchObject({ version: 2 })
    expect(await here().changeOutlet({ to, version: 1, reason: "again" })).toMatchObject({
      outcome: "declined",
      problem: { code: "stale_version", status: 412 }
    })
    const added = await here().changeTerminal({ to: { id: "T9", outlet: "KTV2" }, version: 0, reason: "new" })
    expect(added).toMatchObject({ version: 1 })
    const to9 = { id: "web-9", scopes: ["balances:read"] }
    await here().changeClient({ to: to9, version: 0, reason: "new" })
    const client9 = await here().ask.client({ id: "web-9" })
    expect(client9.outcome === "answered" && client9.found).toEqual(to9)
  })

  it("asks", async () => {
    const balance = await here().ask.balance({ card: "4000-1234" })
    expect(balance.outcome === "answered" && balance.found.wallets[0]?.currency).toBe("CNY")
    const page = await here().ask.operations({ limit: 2, type: "Redeem" })
    expect(page.outcome === "answered" && page.found.data.map(({ type }) => type)).toEqual([
      "Redeem",
      "Redeem"
    ])
    const text = await here().ask.journal({ format: "csv" })
    expect(text.outcome === "answered" && text.found.split("\n").length).toBeGreaterThan(3)
    expect(await here().ask.operation({ operation: "op_none" })).toMatchObject({
      outcome: "refused",
      problem: { status: 404 }
    })
  })

  it("with Effect sends a command again under the same key until it knows, and does it once", async () => {
    const keys: Array<string | null> = []
    let failures = 2
    const flaky: typeof fetch = async (address, init) => {
      keys.push(new Headers(init?.headers).get("idempotency-key"))
      const answer = await fetch(address, init)
      // The command was done; the answer is lost.
      if (failures-- > 0) throw new TypeError("the line is cut")
      return answer
    }
    const { issue } = effectClient({ baseUrl: shop.url, key: keyOf("erp"), fetch: flaky })
    const issued = await Effect.runPromise(issue({ ...giftCard, card: "4000-9999" }))
    expect(issued).toMatchObject({ outcome: "approved", replayed: true })
    expect(keys.length).toBe(3)
    expect(new Set(keys).size).toBe(1)
  })

  describe("that was sent before, and is refused without being looked at", () => {
    const document = (code: string, status: number) =>
      new Response(JSON.stringify({ type: code, title: code, detail: code, status, code }), {
        status,
        headers: { "content-type": "application/problem+json" }
      })
    const cut = () => Promise.reject(new TypeError("the line is cut"))
    const lost = () => Promise.resolve(new Response("<html>", { status: 502 }))
    const says = (code: string, status: number) => () => Promise.resolve(document(code, status))
    const declined = () =>
      Promise.resolve(
        new Response(JSON.stringify({ code: "insufficient_funds", status: 422, declined: true }), {
          status: 422,
          headers: { "content-type": "application/problem+json" }
        })
      )

    it.each([
      // what is answered, one after the other                             how it ends
      ["cut, and too many calls", [cut, says("rate_limited", 429)], "inDoubt"],
      ["lost, and not known who calls", [lost, says("unauthenticated", 401)], "inDoubt"],
      ["in doubt, and not to be reached", [says("in_doubt", 503), says("unavailable", 503)], "inDoubt"],
      ["cut, and declined", [cut, declined], "declined"],
      [
        "too many calls, and not known who calls",
        [says("rate_limited", 429), says("unauthenticated", 401)],
        "refused"
      ],
      ["not to be reached", [says("unavailable", 503)], "refused"],
      ["being stopped, and too many calls", [says("closing", 503), says("rate_limited", 429)], "refused"]
    ] as ReadonlyArray<readonly [string, ReadonlyArray<() => Promise<Response>>, string]>)(
      "%s",
      async (_, answers, outcome) => {
        let sent = 0
        const line: typeof fetch = () => (answers[sent++] ?? answers.at(-1) ?? cut)()
        const { batch, redeem } = client({ baseUrl: shop.url, fetch: line, retries: answers.length - 1 })
        expect((await redeem(sale, { idempotencyKey: "d" })).outcome).toBe(outcome)
        sent = 0
        const many = await batch([{ type: "Redeem", key: "d", ...sale }])
        if (outcome === "inDoubt") expect(many.outcome).toBe("inDoubt")
      }
    )
  })

  it("performs many in their order, and sends all of them again while it is not known what became of them", async () => {
    let failures = 1
    const flaky: typeof fetch = async (address, init) => {
      const answer = await fetch(address, init)
      if (failures-- > 0) throw new TypeError("the line is cut")
      return answer
    }
    const { batch } = client({ baseUrl: shop.url, key: keyOf("erp"), fetch: flaky })
    const redeem = { type: "Redeem", outlet: "KTV1", currency: "CNY", card: "4000-1234" }
    const lines = [{ ...redeem, key: "m1", amount: 1n }, "{", { ...redeem, key: "m2", amount: 9_000_000 }]
    const answer = await batch(lines)
    expect(answer.outcome === "answered" && answer.outcomes).toMatchObject([
      { key: "m1", outcome: "approved", replayed: true },
      { outcome: "invalid" },
      { key: "m2", outcome: "declined", replayed: true }
    ])
    const nobody = client({ baseUrl: shop.url, key: "test_nobody" })
    expect(await nobody.batch(lines)).toMatchObject({ outcome: "refused", problem: { status: 401 } })
    const nowhere = client({ baseUrl: "http://127.0.0.1:9", retries: 0 })
    expect(await nowhere.batch(lines)).toEqual({ outcome: "inDoubt" })
  })

  it("exports piece by piece, and is told why not", async () => {
    const { ask, exports } = here()
    const opened = await exports.journal({ format: "hledger" })
    const asked = await ask.journal({ format: "hledger" })
    if (opened.outcome !== "answered" || asked.outcome !== "answered") throw new Error("refused")
    expect(await new Response(opened.body).text()).toBe(asked.found)
    expect(await here("kiosk").exports.entries({})).toMatchObject({
      outcome: "refused",
      problem: { code: "forbidden" }
    })
  })

  it("takes nobody else's answer for the service's", async () => {
    const body = "<html>Sign in to the network</html>"
    const portal: typeof fetch = async (_, init) =>
      new Response(body, { status: init?.method === "POST" ? 201 : 200 })
    const { ask, redeem } = client({ baseUrl: "http://there", key: "test_key", fetch: portal, retries: 0 })
    expect(await redeem(sale, { idempotencyKey: "c8" })).toEqual({ outcome: "inDoubt", key: "c8" })
    await expect(ask.tenant({})).rejects.toMatchObject({ _tag: "NoAnswer" })
    const { batch } = client({ baseUrl: "http://there", fetch: async () => new Response(body), retries: 0 })
    expect(await batch(["{}"])).toEqual({ outcome: "inDoubt" })
    const json = { "content-type": "application/json" }
    const gateway: typeof fetch = async () => new Response('"bad gateway"', { status: 502, headers: json })
    const behind = client({ baseUrl: "http://there", fetch: gateway, retries: 0 })
    expect(await behind.redeem(sale, { idempotencyKey: "c7" })).toEqual({ outcome: "inDoubt", key: "c7" })
  })

  it("without an answer says that it is in doubt, and keeps the key", async () => {
    const deaf = createServer((request) => request.socket.destroy())
    await new Promise<void>((resolve) => deaf.listen(0, "127.0.0.1", resolve))
    const baseUrl = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`
    const lost = client({ baseUrl, key: "test_key", retries: 1 })
    expect(await lost.redeem(sale, { idempotencyKey: "c9" })).toEqual({ outcome: "inDoubt", key: "c9" })
    await expect(lost.ask.balance({ card: "4000-1234" })).rejects.toMatchObject({ _tag: "NoAnswer" })
    deaf.close()
  })
})

it("the client of a sandbox puts its time forward", async () => {
  await using trying = await openShop({ sandbox: {} })
  const { sandbox } = client({ baseUrl: trying.url, key: keyOf("erp") })
  const before = await sandbox.sandbox({})
  const after = await sandbox.advanceClock({ days: 2 })
  if (before.outcome !== "done" || after.outcome !== "done") throw new Error("refused")
  expect(Date.parse(after.found.now) - Date.parse(before.found.now)).toBeGreaterThanOrEqual(172_800_000)
  expect(await sandbox.clearFaults({})).toEqual({ outcome: "done", found: undefined })
})

describe("the client of webhooks and of access", () => {
  it("sets an endpoint up, changes it under its version, and forgets it", async () => {
    await using telling = await openShop({ webhooks: { allowPrivate: true } })
    const { webhooks } = client({ baseUrl: telling.url, key: keyOf("erp") })
    const made = await webhooks.createWebhookEndpoint({ url: "http://127.0.0.1:9/" })
    if (made.outcome !== "done") throw new Error(JSON.stringify(made))
    expect([made.found.secret?.startsWith("whsec_"), made.etag]).toEqual([true, '"v1"'])
    const endpoint = made.found.id
    const url = "http://127.0.0.1:9/other"
    const unseen = await webhooks.updateWebhookEndpoint({ endpoint, url })
    expect(unseen.outcome === "refused" && unseen.problem.code).toBe("version_missing")
    const changed = await webhooks.updateWebhookEndpoint({ endpoint, url }, { ifMatch: '"v1"' })
    expect(changed.outcome === "done" && changed.found.url).toBe(url)
    const happened = await webhooks.events({ limit: 10, types: ["cardIssued", "valueLoaded"] })
    expect(happened.outcome === "done" && happened.found.data[0]?.type).toBe("cardIssued")
    const gone = await webhooks.removeWebhookEndpoint({ endpoint }, { ifMatch: '"v2"' })
    expect(gone).toEqual({ outcome: "done", found: undefined })
    const left = await webhooks.webhookEndpoints({})
    expect(left.outcome === "done" && left.found.data).toEqual([])
  })

  it("makes a key, which is sent once, and signs what a terminal asks", async () => {
    const access = networkAccess({ mode: "test", origin: "https://pos.example", limits: [] })
    const root = makeApiKey("test")
    const clients = [{ id: "setup", scopes: ["all"], keys: [{ id: "1", sha256: apiKeyHash(root) }] }]
    await using service = await openHttp({
      ...options(),
      access,
      configuration: { ...demoConfiguration, clients }
    })
    await using serving = await service.serve()
    const office = client({ baseUrl: serving.url, key: root })
    const made = await office.access.makeKey({ id: "shop", reason: "new", scopes: ["balances:read"] })
    if (made.outcome !== "done") throw new Error(JSON.stringify(made))
    const shop = client({ baseUrl: serving.url, key: made.found.key })
    const refused = await shop.redeem(sale)
    expect(refused.outcome === "refused" && refused.problem.code).toBe("forbidden")
    const asked: Array<string> = []
    const till = client({
      baseUrl: serving.url,
      sign: ({ body = "", headers, method, url }) => {
        asked.push(`${method} ${url.slice(serving.url.length)} ${body} ${"authorization" in headers}`)
        return Promise.resolve({ "signature-input": "sig=()", signature: "sig=:AA==:" })
      }
    })
    const nobody = await till.access.signInAtTill({ operator: "amy", pin: "1234" })
    expect(nobody.outcome === "refused" && nobody.problem.code).toBe("unauthenticated")
    expect(asked).toEqual(['POST /v1/sessions {"operator":"amy","pin":"1234"} false'])
  })
})
