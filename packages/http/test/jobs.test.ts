/** Jobs: an import that the server performs by itself, stopped and continued; an export that it writes; and whose they are. */
import { createHash } from "node:crypto"
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { MemoryStore } from "@tessera/core/memory"
import { client } from "../src/api/index.ts"
import { keyOf, openShop, type Shop } from "./shop.ts"

const folder = mkdtempSync(join(tmpdir(), "tessera-jobs-"))
const jobs = { folder, longestImport: 2_000_000 }
let shop: Shop
beforeAll(async () => {
  shop = await openShop({ jobs, sandbox: {} })
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(() => shop.ask("/v1/test/faults/clearings", { body: {} }))

/** How long something may take that is waited for. */
const patience = { timeout: 25_000 }

const redeem = (n: number, more: object = {}) =>
  JSON.stringify({
    type: "Redeem",
    key: `job-${n}`,
    card: "4000-1234",
    outlet: "KTV1",
    amount: 1,
    currency: "CNY",
    ...more
  })

const send = async (text: string, as = "erp", type = "application/x-ndjson", at = shop) => {
  const answer = await fetch(`${at.url}/v1/imports`, {
    method: "POST",
    headers: { authorization: `Bearer ${keyOf(as)}`, "content-type": type },
    body: text
  })
  return {
    status: answer.status,
    location: answer.headers.get("location"),
    body: (await answer.json()) as Job
  }
}

interface Job {
  readonly id: string
  readonly state: string
  readonly [member: string]: unknown
}

/** The job once it is no longer under way. */
const ended = async (path: string, at = shop): Promise<Job> => {
  for (;;) {
    const { body } = await at.ask(path)
    if (body.state !== "waiting" && body.state !== "running") return body
    await new Promise((again) => setTimeout(again, 10))
  }
}

describe("an import", () => {
  it("is taken whole, performed in its order, and tells what became of each line", async () => {
    const text = [
      "\uFEFF" + redeem(1),
      "",
      "{",
      `${redeem(2)}\r`,
      redeem(3, { amount: 9_000_000 }),
      redeem(1)
    ].join("\n")
    const sent = await send(text)
    expect([sent.status, sent.location]).toEqual([202, `imports/${sent.body.id}`])
    const job = await ended(`/v1/imports/${sent.body.id}`)
    expect(job).toMatchObject({
      state: "done",
      bytes: Buffer.byteLength(text),
      sha256: createHash("sha256").update(text).digest("hex"),
      lines: 5,
      performed: 5,
      approved: 3,
      declined: 1,
      invalid: 1,
      replayed: 1
    })
    const { text: outcomes } = await shop.ask(`/v1/imports/${job.id}/outcomes`)
    expect(
      outcomes
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line).outcome)
    ).toEqual(["approved", "invalid", "approved", "declined", "approved"])
    // What was sent may have PINs in it.
    expect(readdirSync(folder).filter((name) => name.endsWith(".sent"))).toEqual([])
    expect((await shop.ask(`/v1/imports/${job.id}/continuations`, { body: {} })).status).toBe(409)
  })

  it("is performed with the rights of whoever sends it", async () => {
    const { body } = await send(
      [redeem(20), redeem(21, { type: "Load", tender: { kind: "cash" } })].join("\n"),
      "offline"
    )
    expect((await shop.ask(`/v1/imports/${body.id}`)).status).toBe(404)
    const path = `/v1/imports/${body.id}`
    await expect
      .poll(async () => (await shop.ask(path, { as: "offline" })).body, patience)
      .toMatchObject({
        state: "done",
        approved: 1,
        invalid: 1
      })
    const outcomes = await shop.ask(`${path}/outcomes`, { as: "offline" })
    expect(outcomes.text).toContain('"code":"forbidden"')
  })

  it("goes on where the ledger could not be reached for a while, and does nothing twice", async () => {
    const before = await left()
    await shop.ask("/v1/test/faults", { body: { kind: "inDoubt", times: 3 } })
    const lines = Array.from({ length: 600 }, (_, n) => redeem(1_000 + n))
    const { body } = await send(lines.join("\n"))
    expect(await ended(`/v1/imports/${body.id}`)).toMatchObject({ state: "done", approved: 600, declined: 0 })
    expect(before - (await left())).toBe(600)
  })

  it("that is under way is not forgotten, and one that is done is", async () => {
    await shop.ask("/v1/test/faults", { body: { kind: "slow", milliseconds: 300 } })
    const { body } = await send(redeem(30))
    const path = `/v1/imports/${body.id}`
    expect((await shop.ask(path, { method: "DELETE" })).status).toBe(409)
    await ended(path)
    expect((await shop.ask(path, { method: "DELETE" })).status).toBe(204)
    expect((await shop.ask(path)).status).toBe(404)
    expect(readdirSync(folder).filter((name) => name.includes(body.id))).toEqual([])
  })

  it.each([
    ["{}", "application/json", "erp", 415],
    ["x".repeat(300_000), "application/x-ndjson", "erp", 413],
    ["\n".repeat(2_000_001), "application/x-ndjson", "erp", 413],
    ["", "application/x-ndjson", "nobody", 401],
    ["", "application/x-ndjson", "kiosk", 403]
  ])("%.9s as %s by %s is not taken", async (text, type, as, status) => {
    const before = readdirSync(folder).length
    expect((await send(text, as, type)).status).toBe(status)
    expect(readdirSync(folder).length).toBe(before)
  })
})

/** An import of which half has come. */
const halfSent = ({ url }: Shop, n: number): Socket => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const head = `POST /v1/imports HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${keyOf("erp")}\r\n`
  socket.write(`${head}content-type: application/x-ndjson\r\ncontent-length: 1000\r\n\r\n${redeem(n)}\n`)
  return socket
}
const sentIn = (at: string): number => readdirSync(at).filter((name) => name.endsWith(".sent")).length

it("what is cut off on its way does nothing, and leaves nothing", async () => {
  const faults: Array<unknown> = []
  await using heard = await openShop({ jobs, onFault: (fault) => void faults.push(fault) })
  const socket = halfSent(heard, 40)
  await expect.poll(() => sentIn(folder), patience).toBe(1)
  socket.destroy()
  await expect.poll(() => sentIn(folder), patience).toBe(0)
  expect((await heard.ask("/v1/operations/by-key/job-40")).status).toBe(404)
  expect(faults).toEqual([])
})

it("twenty at a time have a place, from the first byte of each on", async () => {
  const own = mkdtempSync(join(tmpdir(), "tessera-jobs-"))
  await using full = await openShop({ jobs: { folder: own } })
  const sockets = Array.from({ length: 20 }, (_, n) => halfSent(full, 50 + n))
  await expect.poll(() => sentIn(own), patience).toBe(20)
  const refused = await send(redeem(70), "erp", "application/x-ndjson", full)
  for (const socket of sockets) socket.destroy()
  expect(refused).toMatchObject({ status: 429, body: { code: "overloaded" } })
  await expect.poll(() => sentIn(own), patience).toBe(0)
  const taken = await send(redeem(70), "erp", "application/x-ndjson", full)
  expect(taken.status).toBe(202)
  await ended(`/v1/imports/${taken.body.id}`, full)
  rmSync(own, { recursive: true, force: true })
})

it("what a server left that was killed is gone: files that no job names, and jobs that nobody went on with", async () => {
  const own = mkdtempSync(join(tmpdir(), "tessera-jobs-"))
  const [lost, old, young] = ["a", "b", "c"].map((digit) => `imp_${digit.repeat(24)}`)
  const counts = { lines: 1, performed: 0, approved: 0, declined: 0, invalid: 0, replayed: 0, bytes: 9 }
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  for (const [id, days] of [
    [old, 31],
    [young, 29]
  ] as const) {
    const job = { id, state: "running", createdAt: daysAgo(days), ...counts }
    writeFileSync(
      join(own, `${id}.job.json`),
      JSON.stringify({ kind: "import", client: "erp", outcomeBytes: 0, job })
    )
  }
  for (const id of [lost, old, young])
    for (const end of [".sent", ".told"]) writeFileSync(join(own, `${id}${end}`), "{}")
  writeFileSync(join(own, `${lost}.job.json.new`), "{")
  await using other = await openShop({ jobs: { folder: own } })
  expect(readdirSync(own).toSorted()).toEqual([`${young}.job.json`, `${young}.sent`, `${young}.told`])
  expect((await other.ask(`/v1/imports/${young}`)).body.state).toBe("stopped")
  rmSync(own, { recursive: true, force: true })
})

it("are listed page by page, and none comes twice or is left out because of what came or went meanwhile", async () => {
  const own = mkdtempSync(join(tmpdir(), "tessera-jobs-"))
  await using other = await openShop({ jobs: { folder: own } })
  const made = async (n: number): Promise<string> => {
    const { body } = await send(redeem(n), "erp", "application/x-ndjson", other)
    await ended(`/v1/imports/${body.id}`, other)
    return body.id
  }
  const [first, second, third] = [await made(960), await made(961), await made(962)]
  const page = async (after = "") => {
    const { body } = await other.ask(`/v1/imports?limit=1${after && `&after=${after}`}`)
    const ids: ReadonlyArray<string> = body.data.map(({ id }: Job) => id)
    return { ids, after: body.nextCursor }
  }
  const newest = await page()
  await made(963)
  const next = await page(newest.after)
  await other.ask(`/v1/imports/${third}`, { method: "DELETE" })
  const last = await page(next.after)
  expect([newest.ids, next.ids, last.ids, last.after]).toEqual([[third], [second], [first], undefined])
  rmSync(own, { recursive: true, force: true })
})

it("a file that was fetched is closed again", async () => {
  const { body } = await send(redeem(80))
  const path = `/v1/imports/${body.id}`
  await ended(path)
  // The lowest number that is free: it grows with what is left open.
  const free = (): number => {
    const number = openSync(import.meta.filename, "r")
    closeSync(number)
    return number
  }
  const before = free()
  for (let time = 0; time < 40; time++) await shop.ask(`${path}/outcomes`)
  expect(free()).toBeLessThan(before + 20)
})

it("a line is what ends with a line's end, and is not read with other letters than were sent", async () => {
  const separated = redeem(901, { reference: "sold\u2028at the counter" })
  const latin = Buffer.from(redeem(902, { reference: "caf\xe9" }), "latin1")
  const file = Buffer.concat([Buffer.from(`${separated}\n`), latin, Buffer.from(`\n${redeem(903)}\n`)])
  const sent = (path: string) =>
    fetch(`${shop.url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${keyOf("erp")}`, "content-type": "application/x-ndjson" },
      body: file
    })
  const job = (await (await sent("/v1/imports")).json()) as Job
  expect(await ended(`/v1/imports/${job.id}`)).toMatchObject({
    lines: 3,
    performed: 3,
    approved: 2,
    invalid: 1
  })
  const told = async (text: Promise<string>) =>
    (await text)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
      .map(({ key, outcome }) => [key, outcome])
  const expected = [
    ["job-901", "approved"],
    [undefined, "invalid"],
    ["job-903", "approved"]
  ]
  const outcomes = shop.ask(`/v1/imports/${job.id}/outcomes`)
  expect(await told(outcomes.then(({ text }) => text))).toEqual(expected)
  expect(await told(sent("/v1/commands:batch").then((answer) => answer.text()))).toEqual(expected)
})

it("what nobody expected stops it, and somebody hears of it", async () => {
  const own = mkdtempSync(join(tmpdir(), "tessera-jobs-"))
  const id = `imp_${"a".repeat(24)}`
  const counts = { lines: 1, performed: 0, approved: 0, declined: 0, invalid: 0, replayed: 0, bytes: 9 }
  const job = { id, state: "running", createdAt: new Date().toISOString(), ...counts }
  // As a server left it that was killed, and a disk that has lost what was sent.
  const kept = { kind: "import", client: "erp", outcomeBytes: 0, job }
  writeFileSync(join(own, `${id}.job.json`), JSON.stringify(kept))
  const faults: Array<string> = []
  await using other = await openShop({ jobs: { folder: own }, onFault: (_, at) => void faults.push(at) })
  expect((await other.ask(`/v1/imports/${id}/continuations`, { body: {} })).status).toBe(202)
  await expect.poll(() => faults, patience).toEqual([`job ${id}`])
  await expect.poll(async () => (await other.ask(`/v1/imports/${id}`)).body.state, patience).toBe("stopped")
  rmSync(own, { recursive: true, force: true })
})

const left = async (): Promise<number> => {
  const { body } = await shop.ask("/v1/balances", { body: { card: "4000-1234" } })
  return body.wallets[0].subWallets[0].ledger
}

describe("a server that is stopped", () => {
  it("says so of what was under way, and whoever asks has it go on where it was", async () => {
    const own = mkdtempSync(join(tmpdir(), "tessera-jobs-"))
    const options = { jobs: { folder: own }, sandbox: {}, store: MemoryStore.layer }
    const first = await openShop(options)
    // Some commits pass, and then none does: it is not at its end when the server is stopped.
    const lines = Array.from({ length: 6_000 }, (_, n) => redeem(n))
    await first.ask("/v1/test/faults", { body: { kind: "slow", times: 10, milliseconds: 1 } })
    await first.ask("/v1/test/faults", { body: { kind: "unavailable", times: 1_000 } })
    const { body } = await send(lines.join("\n"), "erp", "application/x-ndjson", first)
    const path = `/v1/imports/${body.id}`
    await expect.poll(async () => (await first.ask(path)).body.performed, patience).toBeGreaterThan(0)
    expect((await first.ask(path)).body.state).toBe("running")
    await first[Symbol.asyncDispose]()

    await using second = await openShop(options)
    const { body: job } = await second.ask(path)
    expect(job).toMatchObject({ state: "stopped", why: expect.any(String) })
    expect(job.performed).toBeLessThan(6_000)
    expect((await second.ask(`${path}/continuations`, { as: "web", body: {} })).status).toBe(404)
    const going = await second.ask(`${path}/continuations`, { body: {} })
    const location = going.headers.get("location") ?? ""
    const { pathname } = new URL(location, `${second.url}${path}/continuations`)
    expect([going.status, pathname]).toEqual([202, path])
    expect(await ended(path, second)).toMatchObject({ state: "done", performed: 6_000, invalid: 0 })
    const { text } = await second.ask(`${path}/outcomes`)
    const keys = text
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line).key)
    expect(keys).toEqual(lines.map((line): unknown => JSON.parse(line).key))
    rmSync(own, { recursive: true, force: true })
  })
})

describe("an export", () => {
  it.each([
    [{ of: "journal", format: "hledger" }, "/v1/exports/journal?format=hledger", "text/plain"],
    [
      { of: "journal", format: "csv", from: "2020-01-01" },
      "/v1/exports/journal?format=csv&from=2020-01-01",
      "text/csv"
    ],
    [{ of: "entries", outlet: "KTV1" }, "/v1/exports/entries?outlet=KTV1", "application/x-ndjson"]
  ])("of %o is what is streamed at %s, with its digest", async (asked, path, type) => {
    const made = await shop.ask("/v1/exports", { body: asked })
    expect(made.status).toBe(202)
    const job = await ended(`/v1/exports/${made.body.id}`)
    const file = await shop.ask(`/v1/exports/${job.id}/file`)
    expect(file.text).toBe((await shop.ask(path)).text)
    expect(file.headers.get("content-type")).toContain(type)
    const digest = createHash("sha256").update(file.text)
    expect(job).toMatchObject({
      state: "done",
      bytes: Buffer.byteLength(file.text),
      sha256: digest.copy().digest("hex")
    })
    expect(file.headers.get("repr-digest")).toBe(`sha-256=:${digest.digest("base64")}:`)
  })

  it.each([
    [{ of: "journal" }, "erp", 400],
    [{ of: "entries", format: "csv" }, "erp", 400],
    [{ of: "secrets" }, "erp", 400],
    [{ of: "entries" }, "kiosk", 403],
    [{ of: "entries", outlet: "KTV1" }, "fr1", 403]
  ])("%o by %s is refused with %d", async (asked, as, status) => {
    expect((await shop.ask("/v1/exports", { as, body: asked })).status).toBe(status)
  })

  it("is kept to the rows of who asks, and is nobody else's", async () => {
    const made = await shop.ask("/v1/exports", { as: "fr1", body: { of: "entries" } })
    expect(made.status).toBe(202)
    const path = `/v1/exports/${made.body.id}`
    await expect.poll(async () => (await shop.ask(path, { as: "fr1" })).body.state, patience).toBe("done")
    const file = await shop.ask(`${path}/file`, { as: "fr1" })
    expect(file.text).toBe((await shop.ask("/v1/exports/entries", { as: "fr1" })).text)
    for (const address of [path, `${path}/file`]) expect((await shop.ask(address)).status).toBe(404)
    const mine = await shop.ask("/v1/exports?limit=1")
    expect(mine.body.hasMore).toBe(true)
    expect(mine.body.data[0].id).not.toBe(made.body.id)
  })
})

it("the typed client begins them, asks how far they are, and fetches what they have", async () => {
  const { jobs: mine } = client({ baseUrl: shop.url, key: keyOf("web") })
  const begun = await mine.createImport({ lines: `${redeem(90)}\n${redeem(91)}` })
  if (begun.outcome !== "done") throw new Error(JSON.stringify(begun))
  const { id } = begun.found
  await expect
    .poll(() => mine.importJob({ import: id }), patience)
    .toMatchObject({ outcome: "done", found: { state: "done", approved: 2 } })
  const outcomes = await mine.importOutcomes({ import: id })
  expect(outcomes.outcome === "done" && outcomes.found.split("\n").length).toBe(3)
  const written = await mine.createExport({ of: "journal", format: "csv" })
  const file = { export: written.outcome === "done" ? written.found.id : "" }
  await expect.poll(() => mine.exportJob(file), patience).toMatchObject({ found: { state: "done" } })
  expect(await mine.exportFile(file)).toMatchObject({ found: expect.stringContaining("date,effectiveAt") })
  expect(await mine.removeExport(file)).toEqual({ outcome: "done", found: undefined })
  expect(await mine.exportJob(file)).toMatchObject({ outcome: "refused", problem: { code: "not_found" } })
  const all = await mine.importJobs({ limit: 10 })
  expect(all.outcome === "done" && all.found.data.map((job) => job.id)).toEqual([id])
})

it("without a folder there are none", async () => {
  await using plain = await openShop()
  expect((await plain.ask("/v1/imports")).status).toBe(404)
  expect((await plain.ask("/v1/exports/journal?format=csv")).status).toBe(200)
})
