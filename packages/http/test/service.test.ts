/** The service over a real socket: outcomes, keys, problems, lists, versions and many commands at once. */
import { connect } from "node:net"
import { readFileSync } from "node:fs"
import { codeOf, declines, type DeclineTag, verbs, type Verb } from "@tessera/core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { declineRows, faults } from "../src/api/Problem.ts"
import { commandRoutes } from "../src/api/routes.ts"
import { giftCard, keyOf, openShop, sale, type Shop } from "./shop.ts"

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

let made = 0
const newKey = (): string => `k-${(made += 1)}`

it.each([
  // Api-Version    answered
  [undefined, 201, undefined],
  ["2026-11-01", 201, undefined],
  ["2026-11-02", 400, [{ path: ["Api-Version"], message: "Expected 2026-11-01" }]],
  ["", 400, [{ path: ["Api-Version"], message: "Expected 2026-11-01" }]]
])("a caller that names the version %s of the contract: %i", async (version, status, errors) => {
  await using own = await openShop()
  const sold = await own.ask("/v1/redemptions", {
    key: "version",
    body: sale(100),
    headers: version === undefined ? {} : { "api-version": version }
  })
  expect([sold.status, sold.body.errors]).toEqual([status, errors])
})

describe("a command over HTTP", () => {
  it("is answered with its outcome and where it is found", async () => {
    const { body, headers, status } = await shop.ask("/v1/redemptions", { key: newKey(), body: sale(100) })
    expect(status).toBe(201)
    expect(body).toMatchObject({ outcome: "approved", currency: "CNY", replayed: false })
    expect(headers.get("cache-control")).toBe("no-store")
    const found = new URL(headers.get("location") ?? "", `${shop.url}/v1/redemptions`)
    expect(found.pathname).toBe(`/v1/operations/${body["operation"]}`)
    const operation = await shop.ask(found.pathname)
    expect(operation.body).toMatchObject({ id: body["operation"], type: "Redeem", client: "erp" })
  })

  it("that has happened already is booked, with what somebody should look at", async () => {
    const body = { ...sale(100), amount: 10_000_000 }
    const key = newKey()
    const told = await shop.ask("/v1/advices", { key, body })
    expect(told.status).toBe(201)
    const { approved, drawn = [], exceptions, receivable } = told.body
    const paid = drawn.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0)
    expect([approved, paid + receivable]).toEqual([10_000_000, 10_000_000])
    expect(exceptions).toContain("overdrawn_offline")
    const undone = await shop.ask("/v1/reversals", {
      key: newKey(),
      body: { originalKey: key, outlet: "KTV1", reason: "malfunction" }
    })
    expect(undone.body).toMatchObject({ outcome: "approved", reversed: 10_000_000, paidOff: receivable })
    const refused = await shop.ask("/v1/advices", { as: "kiosk", key: newKey(), body })
    expect(refused.status).toBe(403)
  })

  it("is done once under its key, bare or in quotation marks", async () => {
    const key = newKey()
    const first = await shop.ask("/v1/redemptions", { key, body: sale(100) })
    const again = await shop.ask("/v1/redemptions", { key: `"${key}"`, body: sale(100) })
    expect(first.headers.get("idempotent-replayed")).toBeNull()
    expect(again.headers.get("idempotent-replayed")).toBe("true")
    expect(again.status).toBe(first.status)
    expect(again.text).toBe(first.text.replace(`"replayed":false`, `"replayed":true`))
  })

  it("with a used key and another body changes nothing", async () => {
    const key = newKey()
    await shop.ask("/v1/redemptions", { key, body: sale(100) })
    const { body, status } = await shop.ask("/v1/redemptions", { key, body: sale(200) })
    expect([status, body["code"], body["field"]]).toEqual([422, "idempotency_conflict", "amount"])
  })

  it("has keys of its own for every client", async () => {
    const key = newKey()
    await shop.ask("/v1/redemptions", { key, body: sale(100) })
    const { body, status } = await shop.ask("/v1/redemptions", { as: "web", key, body: sale(100) })
    expect([status, body["replayed"]]).toEqual([201, false])
    expect((await shop.ask(`/v1/operations/by-key/${key}`, { as: "fr1" })).status).toBe(404)
  })

  it("without a key is not done", async () => {
    const { body, status } = await shop.ask("/v1/redemptions", { body: sale(100) })
    expect([status, body["code"]]).toEqual([400, "idempotency_key_missing"])
    const bad = await shop.ask("/v1/redemptions", { key: "a b", body: sale(100) })
    expect([bad.status, bad.body["errors"][0].path]).toEqual([400, ["Idempotency-Key"]])
  })

  it("that is declined says so in the caller's language, and so again", async () => {
    const key = newKey()
    const asked = { key, body: sale(1_000_000), headers: { "accept-language": "fr, zh;q=0.8, bg;q=0.5" } }
    const first = await shop.ask("/v1/redemptions", asked)
    expect(first.status).toBe(422)
    expect(first.headers.get("content-type")).toBe("application/problem+json")
    expect(first.headers.get("content-language")).toBe("zh")
    expect(first.body).toMatchObject({
      type: "urn:tessera:problem:insufficient-funds",
      title: "Not enough spendable value",
      status: 422,
      code: "insufficient_funds",
      declined: true,
      retry: "newKey"
    })
    expect(first.body["detail"]).toMatch(/\p{Script=Han}/u)
    const again = await shop.ask("/v1/redemptions", asked)
    expect(again.body).toEqual({ ...first.body, replayed: true })
    const bulgarian = await shop.ask("/v1/redemptions", { ...asked, headers: { "accept-language": "bg" } })
    expect(bulgarian.body["detail"]).toMatch(/\p{Script=Cyrillic}/u)
  })

  it("that came too late is found reversed", async () => {
    const key = newKey()
    const reversal = { originalKey: key, reason: "malfunction" }
    const tombstone = await shop.ask("/v1/reversals", { key: newKey(), body: reversal })
    expect([tombstone.status, tombstone.body["tombstone"]]).toEqual([201, true])
    expect((await shop.ask(`/v1/operations/by-key/${key}`)).body).toEqual({
      key,
      tombstone: true,
      reversedBy: tombstone.body["operation"]
    })
    const late = await shop.ask("/v1/redemptions", { key, body: sale(100) })
    expect([late.status, late.body["code"]]).toEqual([409, "original_reversed"])
  })

  it("names a hold in its path, by id or by the caller's own key", async () => {
    const [first, second] = [newKey(), newKey()]
    const held = await shop.ask("/v1/holds", { key: first, body: sale(300) })
    const part = { amount: 100, currency: "CNY", outlet: "KTV1", final: false }
    const captured = await shop.ask(`/v1/holds/${held.body["hold"]}/captures`, { key: second, body: part })
    expect(captured.status).toBe(201)
    const released = await shop.ask(`/v1/holds/by-key/${first}/releases`, {
      key: newKey(),
      body: { outlet: "KTV1" }
    })
    expect(released.body).toMatchObject({ outcome: "approved", released: 200 })
    const twice = await shop.ask(`/v1/holds/${held.body["hold"]}/captures`, {
      key: newKey(),
      body: { ...part, hold: held.body["hold"] }
    })
    expect([twice.status, twice.body["errors"][0].path]).toEqual([400, ["hold"]])
  })
})

describe("what is wrong with a request", () => {
  const refused = async (path: string, asked: Parameters<Shop["ask"]>[1], status: number, code: string) => {
    const answer = await shop.ask(path, asked)
    expect([answer.status, answer.body["code"]]).toEqual([status, code])
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
    expect(answer.body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) })
    return answer
  }

  const texts: ReadonlyArray<readonly [name: string, body: string]> = [
    ["no JSON", "{"],
    ["nothing", " "],
    ["a list", "[]"],
    ["a name twice", `{"amount":100,"amount":1,"currency":"CNY"}`],
    ["a name twice, once escaped", `{"amount":100,"\\u0061mount":1,"currency":"CNY"}`],
    ["the prototype's name", `{"__proto__":{"amount":1},"amount":100}`],
    ["a nest", `{"metadata":${"[".repeat(40)}${"]".repeat(40)}}`],
    ["an amount with decimals", `{"amount":100.00000000000000000001,"currency":"CNY"}`],
    ["half a character", `{"reference":"\ud800"}`]
  ]

  it.each(texts)("is told of %s", async (name, body) => {
    const code = name === "half a character" ? "invalid" : "malformed"
    await refused("/v1/redemptions", { key: newKey(), body }, 400, code)
  })

  it("is told of bytes that are no text", async () => {
    const answer = await fetch(`${shop.url}/v1/redemptions`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${keyOf("erp")}`,
        "content-type": "application/json",
        "idempotency-key": newKey()
      },
      body: new Uint8Array([0x22, 0xff, 0x22])
    })
    expect([answer.status, Reflect.get(Object(await answer.json()), "code")]).toEqual([400, "malformed"])
  })

  it("is told of every field that is wrong, and never of what stood there", async () => {
    const { body, text } = await refused(
      "/v1/redemptions",
      {
        key: newKey(),
        body: {
          card: "4000-1234-5678-secret!",
          pin: "12",
          amount: 0,
          currency: "CNY",
          outlet: "KTV1",
          tip: 1
        }
      },
      400,
      "invalid"
    )
    const paths = body["errors"].map(({ path }: { path: ReadonlyArray<string> }) => path.join("."))
    expect(paths.toSorted()).toEqual(["amount", "card", "pin", "tip"])
    expect(text).not.toMatch(/secret|"12"/)
    const strangers = await refused(
      "/v1/redemptions",
      { as: "stranger", key: newKey(), body: {} },
      400,
      "invalid"
    )
    expect(strangers.body).not.toHaveProperty("errors")
  })

  it("is told what stands in another place", async () => {
    for (const field of ["type", "key"]) {
      const { body } = await refused(
        "/v1/redemptions",
        { key: newKey(), body: { ...sale(1), [field]: "x" } },
        400,
        "invalid"
      )
      expect(body["errors"][0].path).toEqual([field])
    }
  })

  it.each([
    ["/v1/nothing", {}, 404, "not_found"],
    ["/", {}, 404, "not_found"],
    ["/v1/redemptions/", {}, 404, "not_found"],
    ["/v1/redemptions", {}, 405, "method_not_allowed"],
    ["/v1/operations", { method: "DELETE" }, 405, "method_not_allowed"],
    ["/v1/operations/op_unknown", {}, 404, "not_found"],
    ["/v1/operations/nonsense", {}, 404, "not_found"],
    ["/v1/operations/%ff", {}, 400, "malformed"],
    [`/v1/operations?${"a".repeat(9_000)}`, {}, 414, "uri_too_long"],
    ["/v1/operations?limit=0", {}, 400, "invalid"],
    ["/v1/operations?limit=1&limit=2", {}, 400, "invalid"],
    ["/v1/operations?colour=red", {}, 400, "invalid"],
    ["/v1/operations?after=nonsense", {}, 400, "invalid"],
    ["/v1/operations", { as: "nobody" }, 401, "unauthenticated"],
    ["/v1/operations", { as: "kiosk" }, 403, "forbidden"],
    [
      "/v1/redemptions",
      { body: {}, headers: { "content-type": "text/plain" } },
      415,
      "unsupported_media_type"
    ],
    ["/v1/redemptions", { body: {}, headers: { "content-encoding": "gzip" } }, 415, "unsupported_media_type"],
    ["/v1/operations", { headers: { accept: "image/png" } }, 406, "not_acceptable"],
    ["/v1/redemptions", { body: `"${"x".repeat(1_100_000)}"` }, 413, "too_large"]
  ] as const)("is told at %s (%j)", async (path, asked, status, code) => {
    await refused(path, asked, status, code)
  })

  it("hears which methods there are, and how to show who it is", async () => {
    expect((await shop.ask("/v1/redemptions")).headers.get("allow")).toBe("POST")
    expect((await shop.ask("/v1/outlets/KTV1", { method: "DELETE" })).headers.get("allow")).toBe(
      "PUT, GET, HEAD"
    )
    expect((await shop.ask("/v1/outlets", { as: "nobody" })).headers.get("www-authenticate")).toBe("Bearer")
  })

  it("that is longer than it said is not read to its end", async () => {
    const { hostname, port } = new URL(shop.url)
    const socket = connect(Number(port), hostname)
    const heard = new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(chunk.toString())))
    socket.write(
      `POST /v1/redemptions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`
    )
    const chunk = "x".repeat(65_536)
    for (let n = 0; n < 20; n++) socket.write(`10000\r\n${chunk}\r\n`)
    expect(await heard).toMatch(/^HTTP\/1\.1 413 /)
    socket.destroy()
  })
})

describe("rows", () => {
  it("fill in where the caller stands, and refuse where it does not", async () => {
    const { outlet: _, ...body } = sale(100) as Record<string, unknown>
    const here = await shop.ask("/v1/redemptions", { as: "till", key: newKey(), body })
    expect(here.status).toBe(201)
    const [foreign, unknown] = await Promise.all(
      ["FR1", "FR9"].map((outlet) =>
        shop.ask("/v1/redemptions", { as: "till", key: newKey(), body: { ...body, outlet } })
      )
    )
    expect([foreign?.status, foreign?.body["code"]]).toEqual([403, "outlet_unknown"])
    expect(foreign?.text.replaceAll("FR1", "FR9")).toBe(unknown?.text)
  })

  it("hide what is not theirs", async () => {
    const { body } = await shop.ask("/v1/redemptions", { key: newKey(), body: sale(100) })
    expect((await shop.ask(`/v1/operations/${body["operation"]}`, { as: "fr1" })).status).toBe(404)
    expect(
      (await shop.ask("/v1/outlets", { as: "fr1" })).body["data"].map(({ id }: { id: string }) => id)
    ).toEqual(["FR1"])
    expect((await shop.ask("/v1/outlets/KTV1", { as: "fr1" })).status).toBe(404)
    expect((await shop.ask("/v1/reports/trial-balance", { as: "fr1" })).status).toBe(403)
    expect((await shop.ask("/v1/operations", { as: "fr1" })).body["data"]).toEqual([])
  })
})

describe("lists", () => {
  it("go from page to page, newest first, with nothing left out and nothing twice", async () => {
    const seen: Array<string> = []
    let address = "/v1/operations?limit=3"
    for (;;) {
      const { body, headers } = await shop.ask(address)
      seen.push(...body["data"].map(({ id }: { id: string }) => id))
      if (body["hasMore"] !== true) break
      const [, next = ""] = /^<(.*)>; rel="next"$/.exec(headers.get("link") ?? "") ?? []
      expect(new URLSearchParams(next).get("after")).toBe(body["nextCursor"])
      address = `/v1/operations${next}`
    }
    const all = (await shop.ask("/v1/operations?limit=200")).body["data"].map(({ id }: { id: string }) => id)
    expect(seen).toEqual(all)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThan(10)
  })

  it("of an account have what moved its value", async () => {
    const issued = await shop.ask("/v1/cards", { key: newKey(), body: { ...giftCard, card: "4000-7777" } })
    const { account } = issued.body
    for (const amount of [1, 2, 3])
      await shop.ask("/v1/redemptions", { key: newKey(), body: sale(amount, { card: "4000-7777" }) })
    const { body } = await shop.ask(`/v1/operations?account=${account}&limit=2`)
    const rest = await shop.ask(`/v1/operations?account=${account}&limit=2&after=${body["nextCursor"]}`)
    const types = [...body["data"], ...rest.body["data"]].map(({ type }: { type: string }) => type)
    expect(types).toEqual(["Redeem", "Redeem", "Redeem", "Issue"])
    const declined = await shop.ask(`/v1/operations?type=Redeem&outcome=declined&limit=200`)
    expect(
      declined.body["data"].every(
        ({ outcome }: { outcome: { outcome: string } }) => outcome.outcome === "declined"
      )
    ).toBe(true)
  })
})

describe("questions", () => {
  it("are answered with amounts as numbers and instants as RFC 3339", async () => {
    const quoted = await shop.ask("/v1/quotes", { body: sale(100) })
    expect([quoted.status, quoted.body["approvable"]]).toEqual([200, 100])
    const { body } = await shop.ask("/v1/balances", { body: { card: "4000-1234", lots: true } })
    expect(body["wallets"][0].lots[0]).toMatchObject({
      remaining: expect.any(Number),
      activeFrom: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/)
    })
    const statement = await shop.ask("/v1/statements", { body: { card: "4000-1234" } })
    expect(statement.body["lines"][0]).toMatchObject({
      verb: "Issue",
      amount: 5_000,
      at: expect.stringContaining("T")
    })
    const unknown = await shop.ask("/v1/balances", { body: { card: "4000-0000" } })
    expect([unknown.status, unknown.body["code"]]).toEqual([422, "card_unknown"])
  })

  it.each([
    "/v1/network",
    "/v1/changes",
    "/v1/tenant",
    "/v1/owners",
    "/v1/owners/hq",
    "/v1/outlets/KTV1",
    "/v1/terminals",
    "/v1/terminals/T1",
    "/v1/operators",
    "/v1/operators/cashier",
    "/v1/clients",
    "/v1/programs",
    "/v1/programs/member",
    "/v1/shifts",
    "/v1/remittances",
    "/v1/clearing/cycles/daily/periods",
    "/v1/clearing/statement",
    "/v1/clearing/entries",
    "/v1/reports/day?from=2026-01-01",
    "/v1/reports/offline?exception=overdrawn_offline",
    "/v1/reports/trial-balance",
    "/v1/reports/roll-forward",
    "/v1/reports/promotions",
    "/v1/reports/breakage",
    "/v1/reports/vat",
    "/v1/reports/unclaimed",
    "/v1/reports/deposits"
  ])("%s is there, with no instant as a bare number", async (path) => {
    const { status, text } = await shop.ask(path)
    expect(status).toBe(200)
    expect(text).not.toMatch(/:1[5-9]\d{11}\b/)
  })

  it("export the journal in lines and as text", async () => {
    const entries = await shop.ask("/v1/exports/entries")
    const lines = entries.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
    expect(entries.headers.get("content-type")).toBe("application/x-ndjson")
    expect(lines[0]).toMatchObject({ verb: "Issue", recordedAt: expect.stringContaining("Z") })
    const csv = await shop.ask("/v1/exports/journal?format=csv")
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8")
    expect(csv.text.split("\n").length).toBeGreaterThan(lines.length)
  })
})

describe("what is configured", () => {
  it("is changed under the version that was seen, and under no other", async () => {
    const { body: document, headers } = await shop.ask("/v1/outlets/KTV2")
    const etag = headers.get("etag") ?? ""
    expect(etag).toBe(`"v1"`)
    const to = { ...document, region: "north" }
    const change = (more: Record<string, string>, key = newKey()) =>
      shop.ask("/v1/outlets/KTV2", { method: "PUT", key, body: { to, reason: "moved" }, headers: more })
    const without = await change({})
    expect([without.status, without.body["code"]]).toEqual([428, "version_missing"])
    const changed = await change({ "if-match": etag })
    expect([changed.status, changed.headers.get("etag")]).toEqual([201, `"v2"`])
    const stale = await change({ "if-match": etag })
    expect([stale.status, stale.body["code"], stale.body["version"]]).toEqual([412, "stale_version", 2])
    expect((await shop.ask("/v1/outlets/KTV2")).body["region"]).toBe("north")
    expect((await shop.ask("/v1/outlets/KTV2", { headers: { "if-none-match": `"v2"` } })).status).toBe(304)
    const other = await shop.ask("/v1/outlets/KTV1", {
      method: "PUT",
      key: newKey(),
      body: { to, reason: "x" },
      headers: { "if-match": etag }
    })
    expect([other.status, other.body["errors"][0].path]).toEqual([400, ["to", "id"]])
    const added = await shop.ask("/v1/outlets/KTV3", {
      method: "PUT",
      key: newKey(),
      body: { to: { id: "KTV3", owner: "hq" }, reason: "opened" },
      headers: { "if-none-match": "*" }
    })
    expect([added.status, added.headers.get("etag")]).toEqual([201, `"v1"`])
  })
})

describe("many commands at once", () => {
  const commands = (n: number) =>
    Array.from({ length: n }, () => ({ type: "Redeem", key: newKey(), ...sale(1) }))

  it("have an outcome each, in their order", async () => {
    const [first, second] = commands(2)
    const sent = [
      first,
      { ...second, amount: "1" },
      second,
      { ...second, key: newKey(), amount: 9_000_000 },
      7
    ]
    const { body, status } = await shop.ask("/v1/commands:batch", { body: { commands: sent } })
    expect(status).toBe(200)
    expect(body["outcomes"].map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      "approved",
      "invalid",
      "approved",
      "declined",
      "invalid"
    ])
    const again = await shop.ask("/v1/commands:batch", { body: { commands: [first] } })
    expect(again.body["outcomes"][0]).toMatchObject({ outcome: "approved", replayed: true })
  })

  it("are performed only as far as the caller may", async () => {
    const [redeem] = commands(1)
    const load = { type: "Load", key: newKey(), ...sale(100), tender: { kind: "cash" } }
    const { body } = await shop.ask("/v1/commands:batch", { as: "kiosk", body: { commands: [redeem, load] } })
    expect(body["outcomes"]).toMatchObject([
      { outcome: "approved" },
      { outcome: "notDone", code: "forbidden", needs: "loads:create" }
    ])
  })

  it("stream in and out as lines, also when a line is cut in two or is no JSON", async () => {
    const sent = commands(600).map((one) => JSON.stringify(one))
    const text = [...sent, "nonsense", `{"type":"Redeem","type":"Load"}`].join("\n")
    const pieces = text.match(/[^]{1,1000}/g) ?? []
    const answer = await fetch(`${shop.url}/v1/commands:batch`, {
      method: "POST",
      duplex: "half",
      headers: { authorization: `Bearer ${keyOf("erp")}`, "content-type": "application/x-ndjson" },
      body: ReadableStream.from(pieces.map((piece) => new TextEncoder().encode(piece)))
    })
    const outcomes = (await answer.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
    expect(outcomes.map(({ key }) => key).slice(0, 600)).toEqual(sent.map((line) => JSON.parse(line).key))
    expect(outcomes.map(({ outcome }) => outcome).slice(-3)).toEqual(["approved", "invalid", "invalid"])
  })
})

describe("the tables", () => {
  it("say of every decline what the contract says", () => {
    const page = readFileSync(new URL("../../../docs/declines.md", import.meta.url), "utf8")
    for (const tag of Object.keys(declines) as Array<DeclineTag>) {
      expect(declineRows[tag][0]).toBeGreaterThanOrEqual(400)
      expect(page).toContain(codeOf(tag))
    }
    const titles = [
      ...Object.values(declineRows).map(([, title]) => title),
      ...Object.values(faults).map(({ title }) => title)
    ]
    expect(new Set(titles).size).toBe(titles.length)
  })

  it("have a place of its own for every verb", () => {
    const places = (Object.keys(verbs) as Array<Verb>).flatMap((verb) =>
      commandRoutes[verb].paths.map((path: string) => `${commandRoutes[verb].method} ${path}`)
    )
    expect(new Set(places).size).toBe(places.length)
  })
})
