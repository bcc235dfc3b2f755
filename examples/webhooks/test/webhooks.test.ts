/** The example runs: whoever tells is killed, and the other program hears everything, in order; of many tellers, once. */
import { spawn, spawnSync } from "node:child_process"
import { createHmac } from "node:crypto"
import { request } from "node:http"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Webhooks } from "@tessera/http"
import { Effect, Redacted } from "effect"
import { expect, inject, it } from "vitest"
import { booksIn } from "../src/books.ts"
import { open, sell } from "../src/shop.ts"

const program = (name: string): string => fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url))
const database = inject("database")

const told = [
  "65 things happened in the shop, and nobody was told yet",
  "a process that told was killed",
  "a process that told was killed",
  "the other program has 65 events in its books",
  "0 of them came before one that had happened earlier on the same card"
]
/** Where the kills hit is chance: between a post and its note, or not. */
const counts = ["some came twice, and were counted once", "each came once"]

it("nothing is lost and nothing is out of order, though whoever tells is killed", () => {
  const words = ["--conditions=@tessera/source", program("main")]
  const { stderr, stdout } = spawnSync(process.execPath, words, { encoding: "utf8", timeout: 240_000 })
  const said = stdout.trim().split("\n")
  expect([said.slice(0, -1), stderr]).toEqual([told, ""])
  expect(counts).toContain(said.at(-1))
}, 240_000)

it("an event that comes in two pieces, in the middle of a letter, is believed as well", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tearoom-"))
  const key = Buffer.from("the key of the endpoint")
  const words = [`whsec_${key.toString("base64")}`, join(folder, "books")]
  const receiver = spawn(process.execPath, ["--conditions=@tessera/source", program("receiver"), ...words])
  try {
    const url = await new Promise<string>((listening) =>
      receiver.stdout.once("data", (said) => listening(String(said).trim()))
    )
    const data = {
      id: "evt_1",
      kind: "cardIssued",
      account: "acc_1",
      balances: [{ ledger: 0 }],
      outlet: "Чайна"
    }
    const body = Buffer.from(JSON.stringify({ data }))
    const seconds = Math.floor(Date.now() / 1_000)
    const signature = createHmac("sha256", key).update(`evt_1.${seconds}.`).update(body).digest("base64")
    const headers = {
      "webhook-id": "evt_1",
      "webhook-timestamp": String(seconds),
      "webhook-signature": `v1,${signature}`
    }
    const status = await new Promise((answered, failed) => {
      const sent = request(url, { method: "POST", headers }, ({ statusCode }) => answered(statusCode))
      sent.on("error", failed)
      const middle = body.indexOf("Ч") + 1
      sent.write(body.subarray(0, middle))
      setTimeout(() => sent.end(body.subarray(middle)), 100)
    })
    expect(status).toBe(204)
  } finally {
    receiver.kill("SIGKILL")
    rmSync(folder, { recursive: true })
  }
})

it("of several processes that tell one endpoint each event comes from one of them, once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tearoom-"))
  const [file, where] = [join(folder, "books"), `${database}#told_by_many`]
  writeFileSync(file, "")
  const children: Array<ReturnType<typeof spawn>> = []
  const start = (name: string, ...words: ReadonlyArray<string>) => {
    const args = ["--conditions=@tessera/source", program(name), ...words]
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
    children.push(child)
    return child
  }
  const setUp = Effect.gen(function* () {
    const { create, update } = yield* Webhooks
    const { endpoint, secret } = yield* create({ url: "http://127.0.0.1:9/", enabled: false })
    const { stdout } = start("receiver", Redacted.value(secret), file)
    const url = yield* Effect.promise(
      () => new Promise<string>((listening) => stdout?.once("data", (said) => listening(String(said).trim())))
    )
    yield* update(endpoint.id, endpoint.version, { url })
    for (let n = 0; n < 3; n += 1) start("teller", where)
    return yield* sell
  })
  try {
    const happened = await Effect.runPromise(Effect.provide(setUp, open(where, { inBackground: false })))
    while (booksIn(file).events < happened) await new Promise((later) => setTimeout(later, 10))
    expect(booksIn(file)).toEqual({ heard: happened, events: happened, disorders: 0 })
  } finally {
    for (const child of children) child.kill("SIGKILL")
    rmSync(folder, { recursive: true })
  }
}, 240_000)
