/** Webhooks and events over a real socket: endpoints as resources, deliveries, replays, pages of events and streams of them. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { verifyWebhook } from "../src/index.ts"
import { type Answering, receiver } from "./receiver.ts"
import { asking, giftCard, keyOf, listening as serving, openShop, sale, type Shop } from "./shop.ts"

const root = "/v1/webhook-endpoints"

let shop: Shop
let scope: Scope.Closeable
beforeEach(async () => {
  scope = Effect.runSync(Scope.make())
  shop = await openShop({ webhooks: { allowPrivate: true, poll: 10, look: 50, retries: { delays: [20] } } })
})
afterEach(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  await shop[Symbol.asyncDispose]()
})

const receiving = (answer?: Answering) => Effect.runPromise(Scope.provide(receiver(answer), scope))
const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((later) => setTimeout(later, 5))
}
let made = 0
const sell = async (amount = 100, more: object = {}) => {
  const { status, text } = await shop.ask("/v1/redemptions", {
    key: `w-${(made += 1)}`,
    body: sale(amount, more)
  })
  if (status !== 201) throw new Error(text)
}
const issue = (card: string, more: object = {}) =>
  shop.ask("/v1/cards", { key: `w-${(made += 1)}`, body: { ...giftCard, card, ...more } })

describe("posts to an endpoint", () => {
  it("are listed with what came of each, those that arrived and those that did not", async () => {
    let answers = [500, 204]
    const { url } = await receiving((response) => response.writeHead(answers.shift() ?? 200).end("not now"))
    const { body: made } = await shop.ask(root, { body: { url, types: ["valueRedeemed"] } })
    const posts = async (query = "") => (await shop.ask(`${root}/${made.id}/posts${query}`)).body
    await sell()
    await until(async () => (await posts()).data.length === 2)
    answers = []
    const { data } = await posts()
    const event = { id: data[0].event.id, type: "valueRedeemed" }
    expect(data).toMatchObject([
      { event, delivered: true, status: 204 },
      { event, delivered: false, status: 500, reason: "the receiver answered 500: not now" }
    ])
    expect(data[0]).not.toHaveProperty("reason")
    const first = await posts("?limit=1")
    expect([first.data, first.hasMore]).toEqual([[data[0]], true])
    const next = await posts(`?limit=1&after=${first.nextCursor}`)
    expect(next).toEqual({ data: [data[1]], hasMore: false })
    expect((await posts("?delivered=false")).data).toEqual([data[1]])
    expect((await posts("?event=evt_none")).data).toEqual([])
    expect((await shop.ask(`${root}/${made.id}/posts?after=1.x`)).status).toBe(400)
    expect((await shop.ask(`${root}/whe_none/posts`)).status).toBe(404)
  })
})

describe("endpoints", () => {
  it("are set up, told, changed under the version that was seen, and removed", async () => {
    const { received, url } = await receiving()
    const made = await shop.ask(root, { body: { url, description: "ERP", types: ["valueRedeemed"] } })
    expect([made.status, made.headers.get("etag"), made.headers.get("cache-control")]).toEqual([
      201,
      '"v1"',
      "no-store"
    ])
    const { id, secret } = made.body as { id: string; secret: string }
    const path = `${root}/${id}`
    expect(new URL(made.headers.get("location") ?? "", shop.url + root).pathname).toBe(path)
    expect(made.body).toMatchObject({
      url,
      description: "ERP",
      types: ["valueRedeemed"],
      enabled: true,
      scheme: "v1"
    })

    await sell()
    await until(() => received.length === 1)
    const [{ body, headers } = { body: "", headers: {} }] = received
    expect(verifyWebhook({ body, headers, secrets: [secret] })).toMatchObject({ type: "valueRedeemed" })

    const read = await shop.ask(path)
    expect([read.status, read.headers.get("etag")]).toEqual([200, '"v1"'])
    expect(read.body["deliveries"]).toEqual({ waiting: 0, dead: 0 })
    expect(read.text).not.toContain(secret.slice(6))
    expect((await shop.ask(path, { headers: { "if-none-match": '"v1"' } })).status).toBe(304)
    expect((await shop.ask(root)).body["data"]).toMatchObject([{ id }])

    const put = (headers: Record<string, string>, more: object = {}) =>
      shop.ask(path, { method: "PUT", headers, body: { url, enabled: false, ...more } })
    expect((await put({})).body).toMatchObject({ status: 428, code: "version_missing" })
    expect((await put({ "if-match": '"v7"' })).body).toMatchObject({ status: 412, code: "version_mismatch" })
    const ofScheme = await put({ "if-match": '"v1"' }, { scheme: "v1a" })
    expect([ofScheme.status, ofScheme.body["errors"]]).toMatchObject([400, [{ path: ["scheme"] }]])
    const changed = await put({ "if-match": '"v1"' })
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"v2"'])
    expect(changed.body).toMatchObject({ enabled: false, disabled: { because: "asked" } })

    const remove = (version: string) => shop.ask(path, { method: "DELETE", headers: { "if-match": version } })
    expect((await remove('"v1"')).status).toBe(412)
    expect((await remove('"v2"')).status).toBe(204)
    expect((await shop.ask(path)).status).toBe(404)
  })

  it("say what is wrong with what was sent, and where", async () => {
    const reasons: ReadonlyArray<readonly [object, string]> = [
      [{}, "url"],
      [{ url: "shop" }, "url"],
      [{ url: "https://me:hunter2@example.org" }, "url"],
      [{ url: "https://example.org", types: ["cardEaten"] }, "types"],
      [{ url: "https://example.org", secret: "mine" }, "secret"]
    ]
    for (const [body, field] of reasons) {
      const { body: said, status, text } = await shop.ask(root, { body })
      expect([status, said["code"], said["errors"][0].path[0]]).toEqual([400, "invalid", field])
      expect(text).not.toContain("hunter2")
    }
    expect((await shop.ask(`${root}/whe_none`)).body["code"]).toBe("not_found")
    expect((await shop.ask(`${root}/none`)).body["code"]).toBe("not_found")
  })

  it("are for those who may see everything", async () => {
    for (const as of ["till", "fr1"]) expect((await shop.ask(root, { as })).status).toBe(403)
    expect((await shop.ask(root, { as: "kiosk" })).body).toMatchObject({
      code: "forbidden",
      needs: ["webhooks:read"]
    })
  })

  it("have a public key where they are signed with Ed25519, new secrets, and answer a ping", async () => {
    const { received, url } = await receiving()
    const { body: one } = await shop.ask(root, { body: { url, scheme: "v1a" } })
    expect(one["publicKey"]).toMatch(/^whpk_/)
    expect(one["secret"]).toBeUndefined()
    const rotated = await shop.ask(`${root}/${one["id"]}/secret-rotations`, { body: { keepSeconds: 3_600 } })
    expect([rotated.status, rotated.headers.get("etag")]).toEqual([201, '"v2"'])
    expect(rotated.body["olderSecretUntil"]).toMatch(/Z$/)
    const ping = await shop.ask(`${root}/${one["id"]}/pings`, { method: "POST" })
    expect(ping.body).toMatchObject({ delivered: true, status: 204 })
    const [{ body, headers } = { body: "", headers: {} }] = received
    for (const key of [one["publicKey"], rotated.body["publicKey"]])
      expect(verifyWebhook({ body, headers, secrets: [key] }).type).toBe("ping")
  })
})

describe("deliveries", () => {
  it("that failed are listed page by page, and replayed", async () => {
    let status = 500
    const { received, url } = await receiving((response) => response.writeHead(status).end("no"))
    const { body } = await shop.ask(root, { body: { url } })
    const path = `${root}/${body["id"]}`
    for (const card of ["4000-2001", "4000-2002", "4000-2003"]) await issue(card)
    const dead = async () => (await shop.ask(`${path}/deliveries?state=dead`)).body["data"]
    await until(async () => (await dead()).length === 3)
    const page = await shop.ask(`${path}/deliveries?limit=2`)
    expect(page.body).toMatchObject({ hasMore: true, data: [{ number: 1, tries: 2, state: "dead" }, {}] })
    expect(page.body["data"][0].reason).toBe("the receiver answered 500: no")
    const rest = await shop.ask(`${path}/deliveries?limit=2&after=${page.body["nextCursor"]}`)
    expect(rest.body).toMatchObject({ hasMore: false, data: [{ number: 3, event: { type: "cardIssued" } }] })
    expect((await shop.ask(`${path}/deliveries?after=nonsense`)).body["errors"][0].path).toEqual(["after"])

    status = 204
    const before = received.length
    const replay = (asked: object) => shop.ask(`${path}/replays`, { body: asked })
    expect((await replay({ dead: [1] })).body).toEqual({ replayed: 1 })
    await until(() => received.length === before + 1)
    expect((await replay({ event: page.body["data"][0].event.id })).status).toBe(202)
    await until(() => received.length === before + 2)
    expect((await replay({ dead: "all" })).body).toEqual({ replayed: 2 })
    await until(() => received.length === before + 4)
    expect((await replay({ since: new Date(Date.now() - 60_000).toISOString() })).status).toBe(202)
    await until(() => received.length === before + 8)
    const ids = received.slice(before).map(({ headers }) => headers["webhook-id"])
    expect(new Set(ids).size).toBe(4)
    expect((await replay({})).body["errors"][0].message).toBe("Expected one of event, since and dead")
    expect((await replay({ event: "evt_none_cardIssued" })).status).toBe(404)
  })
})

/** A stream of events as it comes. */
const listening = async (path: string, headers: Record<string, string> = {}, as = "erp", url = shop.url) => {
  const answer = await fetch(`${url}${path}`, {
    headers: { accept: "text/event-stream", authorization: `Bearer ${keyOf(as)}`, ...headers }
  })
  const reader = (answer.body ?? new ReadableStream<Uint8Array>())
    .pipeThrough(new TextDecoderStream())
    .getReader()
  let text = ""
  const read = async (): Promise<boolean> => {
    const { done, value = "" } = await reader.read()
    text += value
    return done
  }
  const blocks = () => text.split("\n\n").slice(0, -1)
  const field = (block: string, name: string) =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2)
  return {
    answer,
    read,
    hangUp: () => reader.cancel(),
    /** Reads until so many events came; answers their types. */
    types: async (count: number) => {
      const types = () => blocks().flatMap((block) => field(block, "event") ?? [])
      while (types().length < count) await read()
      return types()
    },
    lastId: () =>
      blocks()
        .flatMap((block) => field(block, "id") ?? [])
        .at(-1) ?? "",
    text: () => text
  }
}

describe("events", () => {
  it("are read page by page from the beginning, and from where somebody stopped", async () => {
    for (let n = 0; n < 4; n += 1) await sell()
    const first = await shop.ask("/v1/events?limit=2")
    expect(first.body).toMatchObject({
      hasMore: true,
      data: [{ type: "cardIssued" }, { type: "valueRedeemed" }]
    })
    const rest = await shop.ask(`/v1/events?after=${first.body["nextCursor"]}`)
    expect(rest.body["data"].map(({ type }: { type: string }) => type)).toEqual(
      Array(3).fill("valueRedeemed")
    )
    expect(rest.body["hasMore"]).toBe(false)
    const nothing = await shop.ask(`/v1/events?after=${rest.body["nextCursor"]}`)
    expect(nothing.body).toMatchObject({ data: [], hasMore: false })
    await sell()
    const [one] = (await shop.ask(`/v1/events?after=${nothing.body["nextCursor"]}`)).body["data"]
    expect(one).toMatchObject({ type: "valueRedeemed", apiVersion: "2026-11-01", data: { id: one.id } })
    expect((await shop.ask(`/v1/events/${one.id}`)).body).toEqual(one)
    expect((await shop.ask("/v1/events/evt_none_cardIssued")).status).toBe(404)
    const issued = await shop.ask("/v1/events?types=cardIssued,cardBlocked")
    expect(issued.body["data"].length).toBe(1)
    const since = await shop.ask(`/v1/events?since=${new Date(Date.now() + 60_000).toISOString()}`)
    expect(since.body["data"]).toEqual([])
    for (const wrong of ["after=nonsense", "limit=0", "types=cardEaten", "since=yesterday", "before=1"])
      expect((await shop.ask(`/v1/events?${wrong}`)).status).toBe(400)
  })

  it("of places that are not the caller's are not there", async () => {
    await issue("4000-3001", { outlet: "KTV2" })
    const outlets = async (as: string) =>
      (await shop.ask("/v1/events", { as })).body["data"].map(
        ({ data }: { data: { outlet: string } }) => data.outlet
      )
    expect(await outlets("erp")).toEqual(["KTV1", "KTV2"])
    expect(await outlets("fr1")).toEqual([])
    expect((await shop.ask("/v1/events", { as: "kiosk" })).status).toBe(403)
  })

  it("are streamed as they happen, and from where a listener stopped", async () => {
    await sell()
    const one = await listening("/v1/events")
    expect(one.answer.headers.get("content-type")).toBe("text/event-stream")
    await sell()
    await issue("4000-4001")
    expect(await one.types(2)).toEqual(["valueRedeemed", "cardIssued"])
    await one.hangUp()
    await sell()
    const again = await listening("/v1/events", { "last-event-id": one.lastId() })
    expect(await again.types(1)).toEqual(["valueRedeemed"])
    await again.hangUp()
    const all = await listening("/v1/events?since=2020-01-01T00:00:00Z&types=cardIssued")
    expect(await all.types(2)).toEqual(["cardIssued", "cardIssued"])
    expect(all.text().startsWith("retry: 2000\n\n")).toBe(true)
    await all.hangUp()
  })

  it("are streamed on to a browser that comes back to the address with which it began", async () => {
    await sell()
    await issue("4000-4002")
    const began = (await shop.ask("/v1/events?limit=1")).body["nextCursor"]
    for (const path of [`/v1/events?after=${began}`, "/v1/events?since=2020-01-01T00:00:00Z"]) {
      const one = await listening(path)
      await one.types(path.includes("after") ? 2 : 3)
      await one.hangUp()
      await sell()
      const again = await listening(path, { "last-event-id": one.lastId() })
      expect(again.answer.status).toBe(200)
      expect(await again.types(1)).toEqual(["valueRedeemed"])
      await again.hangUp()
    }
  })

  it("take no place of who sells, and are themselves not more than there may be", async () => {
    const { server, url } = await serving(shop.opened.node({ mostUnderWay: 1, mostListening: 2 }))
    const one = await listening("/v1/events", {}, "erp", url)
    const two = await listening("/v1/events", {}, "erp", url)
    const more = await listening("/v1/events", {}, "erp", url)
    expect([one, two, more].map(({ answer }) => answer.status)).toEqual([200, 200, 429])
    expect((await asking(url)("/v1/outlets")).status).toBe(200)
    await one.hangUp()
    await expect
      .poll(async () => {
        const again = await listening("/v1/events", {}, "erp", url)
        await again.hangUp()
        return again.answer.status
      })
      .toBe(200)
    await two.hangUp()
    server.closeAllConnections()
    server.close()
  })

  it("are not begun for who asks for the head alone", async () => {
    for (const path of ["/v1/events", "/v1/exports/entries"]) {
      const headers = { accept: "*/*, text/event-stream", authorization: `Bearer ${keyOf("erp")}` }
      const answer = await fetch(`${shop.url}${path}`, { method: "HEAD", headers })
      expect([answer.status, await answer.text()]).toEqual([200, ""])
      expect(answer.headers.get("content-type")).toMatch(/event-stream|ndjson/)
    }
  })

  it("end with the service, which waits for nobody who only listens", async () => {
    const one = await listening("/v1/events")
    await one.read()
    const closing = shop.opened.close()
    while (!(await one.read()));
    await closing
  })
})

it("without webhooks has no such routes", async () => {
  await using plain = await openShop()
  expect((await plain.ask(root)).status).toBe(404)
  expect((await plain.ask("/v1/events")).status).toBe(404)
})
