/** A head office on PostgreSQL as it is told: under a role with the least that it needs, with its shards, beside a standby. */
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import * as PgClient from "@effect/sql-pg/PgClient"
import { AccessRecords, sqlRecords } from "@tessera/http/access"
import { DeliveryLog, sqlLog } from "@tessera/http/deliveries"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { expect, inject, it } from "vitest"
import { folder, type Office, start } from "./office.ts"

const clientOf = (url: string, schema: string) =>
  PgClient.layer({
    url: Redacted.make(url),
    maxConnections: 1,
    startupParameters: { search_path: schema }
  })

/** Runs statements as somebody; gives what the last one answered. */
const run = (url: string, schema: string, statements: ReadonlyArray<string>) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const answers = yield* Effect.forEach(statements, (statement) =>
        sql.unsafe<Record<string, unknown>>(statement)
      )
      return answers.at(-1)
    }).pipe(Effect.provide(clientOf(url, schema)))
  )

/** The script of the roles, for a schema and roles that no other test has. */
const rolesOf = (schema: string): ReadonlyArray<string> =>
  readFileSync(
    fileURLToPath(new URL("../../../packages/adapters-sql/sql/roles.sql", import.meta.url)),
    "utf8"
  )
    .replaceAll(/tessera_(service|reports)/g, `${schema}_$1`)
    .replaceAll("tessera.", `${schema}.`)
    .replaceAll("schema tessera", `schema ${schema}`)
    .replaceAll(/--.*$/gm, "")
    .split(/;\s*\n\s*(?=do|revoke|grant|$)/)
    .filter((text) => text.trim() !== "")

const asked = async (office: Office, method: string, path: string, body?: object) => {
  const answer = await fetch(`${office.told("address")}/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${office.told("key")}`,
      "content-type": "application/json",
      ...(method === "PUT" && { "if-none-match": "*" }),
      ...(method === "DELETE" && { "if-match": '"v1"' })
    },
    ...(body && { body: JSON.stringify(body) })
  })
  const text = await answer.text()
  return { status: answer.status, ...(text !== "" && { body: JSON.parse(text) }) }
}

const stopped = async (office: Office) => {
  office.kill("SIGTERM")
  return (await office.ended).code
}

/** What is kept beside the ledger, done in every way in which it is done. */
const beside = Effect.gen(function* () {
  const [records, log] = [yield* AccessRecords, yield* DeliveryLog]
  const seen: Array<string | undefined> = []
  const keep = (text: string) =>
    records.change("a try", 1, (before) => {
      seen.push(before)
      return { answer: undefined, keep: text === "gone" ? text : { text, until: 2 } }
    })
  for (const text of ["added", "changed", "gone", "ended"]) yield* keep(text)
  const tried = { endpoint: "whe_1", event: "evt_1", kind: "cardIssued", at: 1, milliseconds: 1 }
  yield* log.add({ ...tried, isDelivered: true })
  const listed = yield* log.list({ endpoint: "whe_1", limit: 1 })
  yield* log.forget("whe_1")
  yield* log.sweep(1)
  return { seen, swept: yield* records.sweep(3), listed: listed.length }
})

it("a role with the least that it needs serves everything, and makes and undoes nothing", async () => {
  using place = folder()
  const url = inject("database")
  const schema = "least_rights"
  const asOwner = { DATABASE_URL: `${url}#${schema}` }
  const owner = await start(place.path, [], asOwner)
  expect(await stopped(owner)).toBe(0)
  await run(url, schema, rolesOf(schema))
  const service = url.replace("postgres@", `${schema}_service@`)

  const asService = { DATABASE_URL: `${service}#${schema}`, TESSERA_MIGRATE: "false" }
  const office = await start(place.path, [], asService)
  const receiver = createServer((_, response) => response.writeHead(202).end())
  await new Promise<void>((ready) => receiver.listen(0, "127.0.0.1", ready))
  const { port } = receiver.address() as AddressInfo
  const types = ["cardIssued"]
  const made = await asked(office, "POST", "/webhook-endpoints", { url: `http://127.0.0.1:${port}/`, types })
  const endpoint = `/webhook-endpoints/${made.body.id}`
  const outcomes = (await office.paste()).map((one) => JSON.parse(one).outcome)
  expect(outcomes.slice(0, 2)).toEqual(["approved", "approved"])
  await expect
    .poll(async () => (await asked(office, "GET", `${endpoint}/posts`)).body.data, { timeout: 10_000 })
    .toMatchObject([{ delivered: true, status: 202 }])
  const statuses = [
    await asked(office, "POST", "/operators/mira/invitations", {}),
    await asked(office, "POST", "/terminals/C1/pairing-codes", {}),
    await asked(office, "PUT", "/holders/m-1", { name: "Ana" }),
    await asked(office, "DELETE", endpoint),
    await asked(office, "GET", "/audit/key")
  ].map(({ status }) => status)
  expect(statuses.filter((status) => status >= 300)).toEqual([])
  receiver.closeAllConnections()
  receiver.close()
  expect(await stopped(office)).toBe(0)

  const layers = Layer.mergeAll(sqlRecords({ create: false }), sqlLog({ create: false }))
  const done = Effect.provide(beside, Layer.provide(layers, clientOf(service, schema)))
  expect(await Effect.runPromise(done)).toEqual({
    seen: [undefined, "added", "changed", undefined],
    swept: 1,
    listed: 1
  })
  for (const statement of [
    "delete from operation",
    "update posting set amount = 0",
    "truncate access_record",
    "create table spare (n int)",
    "drop table webhook_post"
  ])
    await expect(run(service, schema, [statement])).rejects.toThrow()
  // Under it nothing is made: without being told so, it does not start.
  const { code, errors } = await (await start(place.path, [], { DATABASE_URL: `${service}#${schema}` })).ended
  expect([code, errors]).toEqual([1, expect.stringContaining("permission denied")])
})

it("the journal has as many shards as it is told", async () => {
  using place = folder()
  const url = inject("database")
  const office = await start(place.path, [], { DATABASE_URL: `${url}#sharded`, TESSERA_SHARDS: "3" })
  expect(await stopped(office)).toBe(0)
  expect(await run(url, "sharded", ["select count(*)::int as shards from ledger"])).toEqual([{ shards: 3 }])
})

it.each([
  ["without a standby", { TESSERA_DURABILITY: "replicated" }, "synchronous_standby_names"],
  ["without tables", { TESSERA_MIGRATE: "false" }, "schema nothing_here is not there"]
])("%s it does not start where it was told %o", async (_, environment, message) => {
  using place = folder()
  const database = { DATABASE_URL: `${inject("database")}#nothing_here` }
  const { code, errors } = await (await start(place.path, [], { ...database, ...environment })).ended
  expect([code, errors]).toEqual([1, expect.stringContaining(message)])
})
