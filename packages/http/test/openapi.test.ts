/** The OpenAPI document: committed, lint-free, and good enough for a client that somebody else's program makes of it. */
import { execFile } from "node:child_process"
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { readCommand, type Verb, verbs } from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { accessRoutes } from "../src/api/accessRoutes.ts"
import { groupOf } from "../src/api/groups.ts"
import { jobRoutes, openApi, questions, type Scope } from "../src/api/index.ts"
import { commandRoutes } from "../src/api/routes.ts"
import { webhookRoutes } from "../src/api/webhookRoutes.ts"
import { signInRoutes } from "../src/auth/signInRoutes.ts"
import { staffRoutesOn } from "../src/auth/staff/staffRoutes.ts"
import { auditOn } from "../src/handlers/audit.ts"
import { holdersOn } from "../src/handlers/holders.ts"
import { metricsOn } from "../src/observe/metricsRoute.ts"
import { jobsOn } from "../src/handlers/jobs.ts"
import { routesOn } from "../src/routes.ts"
import { sandboxHandlers } from "../src/sandbox/sandboxHandlers.ts"
import { keyOf, openShop, type Shop } from "./shop.ts"

const here = dirname(fileURLToPath(import.meta.url))
const bin = (name: string): string => join(here, "../node_modules/.bin", name)
const committed = resolve(here, "../../../api/openapi.json")
const run = promisify(execFile)

let shop: Shop
let folder = ""
beforeAll(async () => {
  shop = await openShop()
  folder = mkdtempSync(join(here, "generated-"))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await shop[Symbol.asyncDispose]()
})

type Loose = ReturnType<typeof JSON.parse>

const program = `
import createClient from "openapi-fetch"
import type { paths } from "./schema.d.ts"

const [baseUrl = "", key = ""] = process.argv.slice(2)
const client = createClient<paths>({ baseUrl, headers: { authorization: \`Bearer \${key}\` } })
const header = (key: string) => ({ "Idempotency-Key": key })
const body = { card: "4000-1234", outlet: "KTV1", amount: 150, currency: "CNY" }

const sold = await client.POST("/v1/redemptions", { params: { header: header("g1") }, body })
const said: string | undefined = sold.data?.approvalCode
// @ts-expect-error -- an amount is no text
await client.POST("/v1/redemptions", { params: { header: header("g2") }, body: { ...body, amount: "150" } })
const declined = await client.POST("/v1/redemptions", { params: { header: header("g3") }, body: { ...body, amount: 9_000_000 } })
const balance = await client.POST("/v1/balances", { body: { card: "4000-1234" } })
const outlet = await client.GET("/v1/outlets/{id}", { params: { path: { id: "KTV1" } } })
const list = await client.GET("/v1/operations", { params: { query: { limit: 1 } } })
console.log(
  JSON.stringify([
    said?.length,
    declined.error?.code,
    balance.data?.wallets[0]?.subWallets[0]?.available,
    outlet.data?.owner,
    list.data?.data[0]?.type
  ])
)
`

describe("the OpenAPI document", () => {
  it("is committed as it is given out", async () => {
    const { text } = await shop.ask("/openapi.json", { as: "nobody" })
    expect(text === readFileSync(committed, "utf8")).toBe(true)
  })

  it("has every verb and every question", () => {
    const { paths } = openApi() as Loose
    for (const verb of Object.keys(verbs) as Array<Verb>)
      for (const path of commandRoutes[verb].paths)
        expect(paths[path][commandRoutes[verb].method.toLowerCase()].summary).toMatch(/./)
    for (const { method, path } of Object.values(questions))
      expect(paths[path]).toHaveProperty(method.toLowerCase())
    const ids = Object.values<object>(paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId)
    )
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("has what is served, and nothing else", () => {
    const nothing = {} as never
    const inSandbox = sandboxHandlers({ reset: Effect.void } as never)
    const served = [
      ...routesOn(nothing, nothing),
      ...jobsOn(nothing),
      ...signInRoutes(nothing),
      ...staffRoutesOn(nothing),
      metricsOn(nothing),
      ...holdersOn(nothing),
      ...auditOn(nothing),
      ...inSandbox
    ]
    const { paths } = openApi() as Loose
    const described = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
    )
    expect(described.toSorted()).toEqual(served.map(({ method, path }) => `${method} ${path}`).toSorted())
    const forTests = Object.entries<Loose>(paths).flatMap(([path, methods]) =>
      Object.values<Loose>(methods).some((one) => one["x-test-only"] === true) ? [path] : []
    )
    expect(forTests).toEqual([...new Set(inSandbox.map(({ path }) => path))])
  })

  it("says what callers show: nothing where anybody may ask, and else something that it describes", () => {
    const { components, paths, security } = openApi() as Loose
    const open = [
      ...routesOn({} as never, {} as never),
      ...signInRoutes({} as never),
      ...staffRoutesOn({} as never)
    ]
      .filter(({ name, needs }) => needs === undefined && name !== "pair")
      .map(({ path }) => path)
    for (const [path, methods] of Object.entries<Loose>(paths))
      for (const operation of Object.values<Loose>(methods)) {
        const ways: ReadonlyArray<object> = operation.security ?? security
        expect([path, ways.length === 0]).toEqual([path, open.includes(path)])
        for (const name of ways.flatMap((way) => Object.keys(way)))
          expect(components.securitySchemes).toHaveProperty(name)
      }
  })

  it("says which versions are told, who is not sent one again, and where the first one is put", async () => {
    const { components, paths } = openApi() as Loose
    const headerIn = (operation: Loose, name: string): boolean =>
      operation.parameters.some(({ $ref = "" }: { readonly $ref?: string }) => {
        const [, known = ""] = /^#\/components\/parameters\/(.+)$/.exec($ref) ?? []
        return components.parameters[known]?.name === name
      })
    await using telling = await openShop({
      webhooks: { allowPrivate: true, inBackground: false },
      holders: true
    })
    const client = { to: { id: "c9", scopes: [] }, reason: "new" }
    const fresh = { "if-none-match": "*" }
    await telling.ask("/v1/clients/c9", { method: "PUT", key: "c9", body: client, headers: fresh })
    await telling.ask("/v1/operators/o9", {
      method: "PUT",
      key: "o9",
      body: { to: { id: "o9", role: "cashier" }, reason: "new" },
      headers: fresh
    })
    const { body: made } = await telling.ask("/v1/webhook-endpoints", {
      body: { url: "http://127.0.0.1:9/" }
    })
    const kept = await telling.ask("/v1/holders/h1", { method: "PUT", body: {}, headers: fresh })
    expect([kept.status, headerIn(paths["/v1/holders/{id}"].put, "If-None-Match")]).toEqual([200, true])
    const ids = { owners: "hq", outlets: "KTV1", terminals: "T1", operators: "o9", clients: "c9" }
    const things = Object.entries({ ...ids, programs: "giftCard", holders: "h1" })
    const addresses = [
      ...things.map(([kind, id]) => [`/v1/${kind}/{id}`, `/v1/${kind}/${id}`] as const),
      ["/v1/tenant", "/v1/tenant"] as const,
      ["/v1/network", "/v1/network"] as const,
      ["/v1/webhook-endpoints/{endpoint}", `/v1/webhook-endpoints/${made.id}`] as const
    ]
    for (const [path, address] of addresses) {
      const operation = paths[path].get
      const first = await telling.ask(address)
      const etag = first.headers.get("etag") ?? ""
      expect([path, first.status, etag !== ""]).toEqual([
        path,
        200,
        "ETag" in operation.responses["200"].headers
      ])
      const { status } = await telling.ask(address, { headers: { "if-none-match": etag } })
      const isTold = "304" in operation.responses && headerIn(operation, "If-None-Match")
      expect([path, status]).toEqual([path, isTold ? 304 : 200])
    }
  })

  it("has every scope in a group, or does not compile", () => {
    // @ts-expect-error -- nobody has said which group these routes are in
    const unknown: Scope = "pets:read"
    expect(groupOf(unknown)).toBeUndefined()
  })

  it("describes amounts as they are read", () => {
    const { paths } = openApi() as Loose
    const { amount } = paths["/v1/redemptions"].post.requestBody.content["application/json"].schema.properties
    const isRead = (value: unknown): boolean =>
      Result.isSuccess(
        readCommand({
          type: "Redeem",
          key: "k",
          card: "4000-1234",
          outlet: "KTV1",
          currency: "CNY",
          amount: value
        })
      )
    expect(amount.type).toBe("integer")
    for (const bound of [amount.minimum, amount.maximum]) expect(isRead(bound)).toBe(true)
    for (const beyond of [amount.minimum - 1, amount.maximum + 1]) expect(isRead(beyond)).toBe(false)
  })

  it("passes a public linter without a warning", async () => {
    const quiet = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" }
    const { stderr, stdout } = await run(bin("redocly"), ["lint", committed], { cwd: folder, env: quiet })
    expect(`${stdout}${stderr}`).toMatch(/Your API description is valid/)
    expect(`${stdout}${stderr}`).not.toMatch(/warning/i)
  })

  it("makes a client that is typed, and that works", async () => {
    await run(bin("openapi-typescript"), [committed, "-o", join(folder, "schema.d.ts")])
    const file = join(folder, "program.ts")
    writeFileSync(file, program)
    const settings = [
      "--ignoreConfig",
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2024",
      "--allowImportingTsExtensions"
    ]
    await run(resolve(here, "../../../node_modules/.bin/tsc"), [
      ...settings,
      "--skipLibCheck",
      "--types",
      "node",
      file
    ])
    const { stdout } = await run(process.execPath, [file, shop.url, keyOf("erp")])
    expect(JSON.parse(stdout)).toEqual([6, "insufficient_funds", 4850, "hq", "Redeem"])
  })
})

describe("the reference page", () => {
  it("has every operation, and needs nothing from anywhere else", async () => {
    const { headers, text: page } = await shop.ask("/docs", { as: "nobody" })
    const text = page.replaceAll("<wbr>", "")
    expect(headers.get("content-security-policy")).toContain("default-src 'none'")
    for (const { path } of Object.values(questions)) expect(text).toContain(`<code>${path}</code>`)
    for (const { path } of [
      ...Object.values(webhookRoutes),
      ...Object.values(jobRoutes),
      ...Object.values(accessRoutes)
    ])
      expect(text).toContain(`<code>${path}</code>`)
    for (const { paths } of Object.values(commandRoutes)) expect(text).toContain(`<code>${paths[0]}</code>`)
    expect(text).not.toMatch(/src=|https?:\/\/|@import|url\(/)
  })
})

describe("the contract", () => {
  it("runs in a browser: it imports nothing of Node.js and nothing of the server", () => {
    const files = globSync(join(here, "../src/api/*.ts"))
    expect(files.length).toBeGreaterThan(10)
    for (const file of files)
      expect(readFileSync(file, "utf8").match(/from "(node:[^"]*|\.\.\/[^"]*)"/g) ?? []).toEqual([])
  })
})
