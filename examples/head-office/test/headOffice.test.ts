/** The head office starts with one command, its lines work when they are pasted, and a second start goes on. */
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createServer, request } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { describe, expect, inject, it } from "vitest"
import { folder, type Office, start } from "./office.ts"

const said = async (office: Office) => (await office.paste()).map((one) => JSON.parse(one))

const stopped = async (office: Office) => {
  office.kill("SIGTERM")
  const { code, errors } = await office.ended
  return { code, errors, last: office.lines().at(-2) }
}

const asked = async (office: Office, path: string, body?: object) => {
  const answer = await fetch(`${office.told("address")}/v1/webhook-endpoints${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${office.told("key")}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) })
  })
  return JSON.parse(await answer.text())
}

/** Sets up an endpoint that is told of cards. */
const told = async (office: Office, url: string): Promise<string> =>
  (await asked(office, "", { url, types: ["cardIssued"] })).id

const posts = async (office: Office, endpoint: string): Promise<ReadonlyArray<object>> =>
  (await asked(office, `/${endpoint}/posts`)).data

const left = (balance: { wallets: ReadonlyArray<{ subWallets: ReadonlyArray<{ ledger: number }> }> }) =>
  balance.wallets[0]?.subWallets[0]?.ledger

const gently = { code: 0, errors: "", last: "stopped" }

describe.each([
  ["a file", () => ({})],
  ["PostgreSQL", () => ({ DATABASE_URL: `${inject("database")}#linden` })]
])("on %s", (_, environment: () => Record<string, string>) => {
  it("the lines that it prints sell a card, pay with it and say what is left; a second start goes on", async () => {
    using place = folder()
    const receiver = createServer((_, response) => response.writeHead(202).end())
    await new Promise<void>((ready) => receiver.listen(0, "127.0.0.1", ready))
    const { port } = receiver.address() as AddressInfo
    const first = await start(place.path, [], environment())
    const endpoint = await told(first, `http://127.0.0.1:${port}/`)
    const [sold, paid, balance] = await said(first)
    expect([sold.outcome, sold.replayed, paid.outcome, left(balance)]).toEqual([
      "approved",
      false,
      "approved",
      3_750
    ])
    expect((await fetch(first.told("docs"))).status).toBe(200)
    const asOffice = { authorization: `Bearer ${first.told("key")}`, "content-type": "application/json" }
    const record = await fetch(`${first.told("address")}/v1/holders/m-1`, {
      method: "PUT",
      headers: { ...asOffice, "if-none-match": "*" },
      body: '{"name":"Ana"}'
    })
    expect(record.status).toBe(200)
    const key = await fetch(`${first.told("address")}/v1/audit/key`, { headers: asOffice })
    expect(await key.json()).toHaveProperty("publicKey")
    const posted = [{ event: { type: "cardIssued" }, delivered: true, status: 202 }]
    await expect.poll(() => posts(first, endpoint), { timeout: 10_000 }).toMatchObject(posted)
    expect(statSync(first.told("secrets")).mode & 0o777).toBe(0o600)
    expect(await stopped(first)).toEqual(gently)

    const second = await start(place.path, [], environment())
    expect(second.told("key")).toBe(first.told("key"))
    const [again, paidAgain, after] = await said(second)
    expect([again.replayed, paidAgain.replayed, left(after)]).toEqual([true, true, 3_750])
    expect(await posts(second, endpoint)).toMatchObject(posted)
    receiver.closeAllConnections()
    receiver.close()
    expect(await stopped(second)).toEqual(gently)
  })
})

it("a reset in the sandbox begins anew on the same file, with the same key", async () => {
  using place = folder()
  const office = await start(place.path)
  await office.paste()
  const reset = await fetch(`${office.told("address")}/v1/test/resets`, {
    method: "POST",
    headers: { authorization: `Bearer ${office.told("key")}`, "content-type": "application/json" },
    body: "{}"
  })
  expect(reset.status).toBe(204)
  const [sold] = await said(office)
  expect([sold.outcome, sold.replayed]).toEqual(["approved", false])
  expect(await stopped(office)).toEqual(gently)
})

it("what is counted and traced is there when it is asked for", async () => {
  using place = folder()
  const posted = Promise.withResolvers<string>()
  const receiver = createServer((request, response) => {
    void text(request).then((body) => posted.resolve(`${request.url} ${body}`))
    response.end("{}")
  })
  await new Promise<void>((ready) => receiver.listen(0, "127.0.0.1", ready))
  const { port } = receiver.address() as AddressInfo
  const watched = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }
  const office = await start(place.path, ["--metrics"], watched)
  await office.paste()
  const page = await fetch(`${office.told("address")}/metrics`, {
    headers: { authorization: `Bearer ${office.told("key")}` }
  })
  expect(await page.text()).toContain('tessera_commands_total{verb="Redeem",outcome="approved"')
  expect(await stopped(office)).toEqual(gently)
  expect(await posted.promise).toMatch(/^\/v1\/traces .*"submit Redeem"/)
  receiver.closeAllConnections()
  receiver.close()
})

const shop = JSON.stringify({
  tenant: "oak",
  zone: "Europe/Sofia",
  owners: [{ id: "oak", kind: "headOffice" }],
  outlets: [{ id: "Oak", owner: "oak" }],
  programs: [
    {
      id: "gift",
      version: 1,
      kind: "bearer",
      asset: { code: "EUR", exponent: 2 },
      subWallets: [{ id: "value", funding: "paid" }]
    }
  ]
})

const live = {
  TESSERA_MODE: "live",
  TESSERA_SECRET: "kept where secrets are kept, 32 characters",
  TESSERA_KEY: `live_${"k".repeat(43)}`,
  TESSERA_ORIGIN: "https://cards.example"
}

describe("live", () => {
  it("takes the chain's own configuration and secrets, writes none of them and prints no key", async () => {
    using place = folder()
    writeFileSync(join(place.path, "oak.json"), shop)
    const office = await start(place.path, ["--shop", "oak.json", "--db", "oak.db"], live)
    expect([office.told("mode"), office.told("secrets"), office.told("key")]).toEqual([
      "live",
      "of the environment",
      ""
    ])
    const ask = async (path: string, key = live.TESSERA_KEY) =>
      (await fetch(`${office.told("address")}${path}`, { headers: { authorization: `Bearer ${key}` } }))
        .status
    expect(await ask("/v1/outlets")).toBe(200)
    expect(await ask("/v1/outlets", `test_${"k".repeat(43)}`)).toBe(401)
    expect(await ask("/v1/test")).toBe(404)
    expect(await stopped(office)).toEqual(gently)
    expect(office.lines().join("\n")).not.toContain("live_")
    expect(existsSync(join(place.path, "oak.db.secrets.json"))).toBe(false)
  })

  it.each([
    [[], "of the connections: behind a proxy all requests come from one, so say --proxy"],
    [["--proxy"], ""]
  ])("with %j it is said of sources: %j", async (words, said) => {
    using place = folder()
    writeFileSync(join(place.path, "oak.json"), shop)
    const office = await start(place.path, ["--shop", "oak.json", ...words], live)
    await stopped(office)
    expect(office.told("sources")).toBe(said)
  })
})

it("a ledger whose secrets are gone is not opened with others", async () => {
  using place = folder()
  const first = await start(place.path)
  await stopped(first)
  rmSync(first.told("secrets"))
  const { code, errors } = await (await start(place.path)).ended
  expect([code, errors]).toEqual([1, expect.stringContaining("secrets.json is missing: without the secret")])
})

it("what it writes is its owner's alone, in whichever folder", async () => {
  using place = folder()
  const office = await start(place.path, ["--db", "oak.db"])
  const open = readdirSync(place.path).filter((name) => (statSync(join(place.path, name)).mode & 0o077) > 0)
  await stopped(office)
  expect(open).toEqual([])
})

it("secrets that cannot be read are not shown", async () => {
  using place = folder()
  writeFileSync(join(place.path, "oak.db.secrets.json"), `test_${"k".repeat(43)}`)
  const { code, errors } = await (await start(place.path, ["--db", "oak.db"])).ended
  expect([code, errors]).toEqual([1, expect.stringContaining("oak.db.secrets.json: Expected { ")])
  expect(errors).not.toContain("test_")
})

/** Ports that nobody listens on. */
const freePorts = (count: number): Promise<ReadonlyArray<string>> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
      return server
    })
  ).then((servers) =>
    servers.map((server) => {
      const { port } = server.address() as AddressInfo
      server.close()
      return String(port)
    })
  )

it("a server that is started beside another one in the same folder leaves what that is being sent", async () => {
  using place = folder()
  const [one = "", other = ""] = await freePorts(2)
  const shared = { DATABASE_URL: `${inject("database")}#beside` }
  const first = await start(place.path, ["--port", one], shared)
  const line = { type: "Redeem", card: "4000-1234", outlet: "Centre", amount: 1, currency: "EUR" }
  const answer = new Promise<string>((resolve, reject) => {
    const headers = { authorization: `Bearer ${first.told("key")}`, "content-type": "application/x-ndjson" }
    const sending = request({ port: one, path: "/v1/imports", method: "POST", headers }, (got) =>
      text(got).then(resolve, reject)
    )
    sending.on("error", reject)
    sending.write(`${JSON.stringify({ ...line, key: "a" })}\n`)
    void start(place.path, ["--port", other], shared).then(async (second) => {
      sending.end(`${JSON.stringify({ ...line, key: "b" })}\n`)
      await stopped(second)
    }, reject)
  })
  const { id } = JSON.parse(await answer)
  const asked = { headers: { authorization: `Bearer ${first.told("key")}` } }
  const state = async () =>
    JSON.parse(await (await fetch(`${first.told("address")}/v1/imports/${id}`, asked)).text())
  await expect.poll(state, { timeout: 10_000 }).toMatchObject({ state: "done", lines: 2, performed: 2 })
  await stopped(first)
})

describe("the office's key", () => {
  const taken = async (office: Office, key: string, method = "GET", path = "/v1/outlets", body?: object) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" }
    const url = `${office.told("address")}${path}`
    return fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  }

  it("that was taken out is followed by another one where that is meant, and else it is said how", async () => {
    using place = folder()
    const first = await start(place.path)
    const key = first.told("key")
    const reason = "others know it"
    const made = await taken(first, key, "POST", "/v1/clients/office/keys", { reason })
    const { key: second } = JSON.parse(await made.text())
    await taken(first, second, "POST", "/v1/clients/office/keys/first/revocations", { reason })
    expect((await taken(first, key)).status).toBe(401)
    await stopped(first)
    const again = await start(place.path)
    expect([again.told("key"), again.lines().filter((line) => line.startsWith("curl"))]).toEqual([
      expect.stringContaining("taken out since it was made"),
      []
    ])
    await stopped(again)

    const another = { TESSERA_KEY: `test_${"n".repeat(43)}` }
    const refused = await (await start(place.path, [], another)).ended
    expect([refused.code, refused.errors]).toEqual([
      1,
      expect.stringMatching(/^TESSERA_KEY: The keys of the office were changed .* say --overrule/)
    ])
    const overruled = await start(place.path, ["--overrule"], another)
    expect((await taken(overruled, another.TESSERA_KEY)).status).toBe(200)
    expect((await taken(overruled, second)).status).toBe(401)
    await stopped(overruled)
  })
})

it.each([
  ["null", "shop.json: Expected one JSON document"],
  ['{"clients":{}}', "shop.json: clients: Expected a list"],
  ['{"tenant":"oak","zone":"Mars"}', "shop.json: zone: Expected an IANA time zone"],
  ["{", "shop.json: Expected property name"]
])("of a chain that is %s it is said what is wrong, and where", async (text, said) => {
  using place = folder()
  writeFileSync(join(place.path, "shop.json"), text)
  const { code, errors } = await (await start(place.path, ["--shop", "shop.json"])).ended
  expect([code, errors]).toEqual([1, expect.stringContaining(said)])
})
