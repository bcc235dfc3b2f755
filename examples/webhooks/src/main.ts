/**
 * A shop tells the program that keeps its books of everything, while the process that tells is killed again and again.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Webhooks } from "@tessera/http"
import { Effect, Redacted } from "effect"
import { type Books, booksIn } from "./books.ts"
import { open, sell } from "./shop.ts"

const folder = mkdtempSync(join(tmpdir(), "tearoom-"))
const [where = join(folder, "ledger.db")] = process.argv.slice(2)
const file = join(folder, "books")
writeFileSync(file, "")

/** So that the next process starts sooner. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "tearoom-modules") }

const running = new Set<ChildProcess>()
const start = (program: string, ...words: ReadonlyArray<string>): ChildProcess => {
  const path = join(import.meta.dirname, program)
  const child = spawn(process.execPath, ["--conditions=@tessera/source", path, ...words], {
    env,
    stdio: ["ignore", "pipe", "inherit"]
  })
  running.add(child)
  child.once("exit", () => running.delete(child))
  return child
}

const ended = (child: ChildProcess): Promise<void> => new Promise((done) => child.once("exit", () => done()))

/** Waits until the books of the other program are as somebody wants them. */
const until = async (isSo: (books: Books) => boolean): Promise<Books> => {
  for (;;) {
    const books = booksIn(file)
    if (isSo(books)) return books
    await new Promise((later) => setTimeout(later, 5))
  }
}

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((done) => child.stdout?.once("data", (said: Buffer) => done(String(said).trim())))

/** Sets the endpoint up before its receiver has an address: it is told nothing until then. */
const setUp = Effect.gen(function* () {
  const { create, update } = yield* Webhooks
  const { endpoint, secret } = yield* create({ url: "http://127.0.0.1:9/", enabled: false })
  const receiver = start("receiver.ts", Redacted.value(secret), file)
  const url = yield* Effect.promise(() => firstLine(receiver))
  yield* update(endpoint.id, endpoint.version, { url })
  const happened = yield* sell
  console.log(`${happened} things happened in the shop, and nobody was told yet`)
  return happened
})

try {
  const happened = await Effect.runPromise(Effect.provide(setUp, open(where, { inBackground: false })))
  for (const deliveries of [8, 40]) {
    const teller = start("teller.ts", where)
    await until(({ heard }) => heard >= deliveries)
    teller.kill("SIGKILL")
    await ended(teller)
    console.log("a process that told was killed")
  }
  const last = start("teller.ts", where)
  const books = await until(({ events }) => events === happened)
  last.kill("SIGTERM")
  await ended(last)
  console.log(`the other program has ${books.events} events in its books`)
  console.log(`${books.disorders} of them came before one that had happened earlier on the same card`)
  console.log(books.heard > books.events ? "some came twice, and were counted once" : "each came once")
} finally {
  for (const child of running) child.kill("SIGKILL")
  rmSync(folder, { recursive: true })
}
