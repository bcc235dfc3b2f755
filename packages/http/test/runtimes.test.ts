/** The web handler in the real Deno and the real Bun, where they are installed: it sells, replays, declines, streams and closes. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { bundle } from "../../../scripts/bundle.ts"
import { asking, giftCard, keyOf, sale } from "./shop.ts"

/** How each runs a program. */
const runtimes: Readonly<Record<string, ReadonlyArray<string>>> = {
  deno: ["run", "--allow-all"],
  bun: ["run"]
}

const isInstalled = (program: string): boolean => spawnSync(program, ["--version"]).status === 0

const installed = Object.keys(runtimes).filter((program) => isInstalled(program))
const missing = Object.keys(runtimes).filter((program) => !installed.includes(program))

describe.each(installed)("in %s", (program) => {
  let [child, url]: [ChildProcess | undefined, string] = [undefined, ""]
  const ask = (...asked: Parameters<ReturnType<typeof asking>>) => asking(url)(...asked)

  beforeAll(async () => {
    const file = await bundle(fileURLToPath(new URL("runtime.ts", import.meta.url)))
    child = spawn(program, [...(runtimes[program] ?? []), file], { stdio: ["ignore", "pipe", "inherit"] })
    url = await new Promise<string>((resolve, reject) => {
      child?.stdout?.on("data", (piece: Buffer) => resolve(piece.toString().trim()))
      child?.once("exit", (code) => reject(new Error(`it ended with ${code}`)))
    })
    await ask("/v1/cards", { key: "issue", body: giftCard })
  })
  afterAll(() => void child?.kill("SIGKILL"))

  it("sells once under a key, and declines", async () => {
    const [sold, again, declined] = [
      await ask("/v1/redemptions", { key: "a", body: sale(100) }),
      await ask("/v1/redemptions", { key: "a", body: sale(100) }),
      await ask("/v1/redemptions", { key: "b", body: sale(100_000) })
    ]
    expect([sold.status, sold.body.replayed, again.status, again.body.replayed]).toEqual([
      201,
      false,
      201,
      true
    ])
    expect(again.headers.get("idempotent-replayed")).toBe("true")
    expect([declined.status, declined.body.code]).toEqual([422, "insufficient_funds"])
    expect(declined.headers.get("content-type")).toBe("application/problem+json")
  })

  it("refuses what is too large, and answers HEAD without a body", async () => {
    const long = await ask("/v1/redemptions", { key: "c", body: `"${"x".repeat(2_000_000)}"` })
    expect([long.status, long.body.code]).toEqual([413, "too_large"])
    const head = await fetch(`${url}/livez`, { method: "HEAD" })
    expect([head.status, await head.text()]).toEqual([200, ""])
  })

  it("reads lines as they come, and answers them so", async () => {
    const encoder = new TextEncoder()
    const command = (key: string) => `${JSON.stringify({ type: "Redeem", key, ...sale(1) })}\n`
    let send: (text: string) => void = () => undefined
    let end: () => void = () => undefined
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        send = (text) => controller.enqueue(encoder.encode(text))
        end = () => controller.close()
      }
    })
    const asked = fetch(`${url}/v1/commands:batch`, {
      method: "POST",
      headers: { authorization: `Bearer ${keyOf("erp")}`, "content-type": "application/x-ndjson" },
      body,
      duplex: "half"
    })
    send(command("line-1"))
    const answer = await asked
    const lines = (answer.body ?? new ReadableStream<Uint8Array>())
      .pipeThrough(new TextDecoderStream())
      .getReader()
    const first = await lines.read()
    send(command("line-2"))
    const second = await lines.read()
    end()
    const outcomes = [first.value, second.value].map((line) => JSON.parse(line ?? "{}"))
    expect(outcomes).toMatchObject([
      { key: "line-1", outcome: "approved" },
      { key: "line-2", outcome: "approved" }
    ])
    expect((await lines.read()).done).toBe(true)
  })

  it("closes when it is told to, and nothing is left of it", async () => {
    if (child === undefined) throw new Error("it was not started")
    const ended = once(child, "exit")
    child.kill("SIGTERM")
    expect(await ended).toEqual([0, null])
  })
})

it.each(missing)("%s is not installed: the web handler was not mounted in it", (program) =>
  expect(isInstalled(program)).toBe(false)
)
