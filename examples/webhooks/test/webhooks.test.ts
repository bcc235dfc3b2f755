/** The example runs: whoever tells is killed, and the other program hears everything, in order; of many tellers, once. */
import { spawn, spawnSync } from "node:child_process"
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
