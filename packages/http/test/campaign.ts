/** A campaign of hostile requests against a server of its own, over real sockets, and what came of it. */
import { createHash } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Ids } from "@tessera/core"
import { networkAccess } from "../src/auth/accessLayer.ts"
import { openHttp, StaticKeys } from "../src/index.ts"
import { metrics } from "../src/observe/index.ts"
import { corpus, drawing, type Hostile, hush, ofContract } from "./fuzzing.ts"
import { asking, giftCard, keyOf, options } from "./shop.ts"

export interface Came {
  /** How many answers of each status; 0: it hung up. */
  readonly statuses: Readonly<Record<string, number>>
  /** What must not have happened, with the request that it happened to. */
  readonly wrong: ReadonlyArray<string>
}

const erp = {
  kind: "server",
  client: Ids.ClientId.make("erp"),
  tenant: "demo",
  scopes: "all",
  rows: {},
  mode: "test",
  details: true
} as const

/** The status of an answer that is there whole, and how long it is. */
const answerIn = (heard: Buffer): { readonly status: number; readonly length: number } | undefined => {
  const end = heard.indexOf("\r\n\r\n")
  if (end < 0) return undefined
  const head = heard.subarray(0, end).toString("latin1")
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1])
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length !== undefined)
    return heard.length >= end + 4 + Number(length) ? { status, length: end + 4 + Number(length) } : undefined
  if (status === 204 || status === 304) return { status, length: end + 4 }
  const last = heard.indexOf("0\r\n\r\n", end + 4)
  return last < 0 ? undefined : { status, length: last + 5 }
}

/** A connection that is kept for as long as the server keeps it. */
class Line {
  private socket: Socket | undefined
  private readonly port: number

  constructor(port: number) {
    this.port = port
  }

  /** What is answered within `patience` milliseconds; status 0 where the server hangs up without a word. */
  ask(bytes: Buffer, patience: number): Promise<{ readonly status: number; readonly text: string }> {
    const socket = (this.socket ??= connect(this.port, "127.0.0.1"))
    return new Promise((resolve) => {
      let heard = Buffer.alloc(0)
      const done = (status: number): void => {
        clearTimeout(timer)
        socket.removeAllListeners()
        // What hangs up late is no fault of anybody's.
        socket.on("error", () => undefined)
        if (status === 0 || socket.destroyed || /\r\nconnection: close/i.test(heard.toString("latin1")))
          this.close()
        resolve({ status, text: heard.toString("latin1") })
      }
      const timer = setTimeout(() => done(0), patience)
      socket.on("data", (chunk: Buffer) => {
        heard = Buffer.concat([heard, chunk])
        const answer = answerIn(heard)
        if (answer !== undefined) done(answer.status)
      })
      socket.once("error", () => done(0))
      socket.once("close", () => done(answerIn(heard)?.status ?? 0))
      socket.write(bytes)
    })
  }

  close(): void {
    this.socket?.destroy()
    this.socket = undefined
  }
}

/** All that can be seen of the ledger: its journal, its network, what is told of it. */
const stateOf = async (ask: ReturnType<typeof asking>): Promise<string> => {
  const hash = createHash("sha256")
  const seen = [
    "/v1/exports/entries",
    "/v1/operations?limit=200",
    "/v1/network",
    "/v1/changes",
    "/v1/webhook-endpoints",
    "/v1/events?limit=200"
  ]
  for (const path of seen) {
    const { status, text } = await ask(path)
    if (status !== 200) throw new Error(`${path}: ${text}`)
    hash.update(text)
  }
  return hash.digest("hex")
}

/** Sends so many of the contract's requests, broken, and all of the corpus. */
export const campaign = async (requests: number, seed: number, lines = 16): Promise<Came> => {
  const wrong: Array<string> = []
  const statuses: Record<string, number> = {}
  const rejected = (reason: unknown): void => void wrong.push(`unhandled: ${String(reason)}`)
  process.on("unhandledRejection", rejected)
  const key = keyOf("erp")
  const access = Layer.merge(
    networkAccess({ mode: "test", origin: "https://pos.example", limits: [] }),
    StaticKeys.layer([{ hash: StaticKeys.hash(Redacted.make(key)), caller: erp }])
  )
  const folder = mkdtempSync(join(tmpdir(), "tessera-hostile-"))
  const opened = await openHttp({
    ...options({
      access,
      webhooks: { allowPrivate: true },
      holders: true,
      audit: {},
      metrics: metrics(),
      jobs: { folder }
    }),
    onFault: (fault, at) => wrong.push(`a fault at ${at}: ${String(fault)}`)
  })
  const { port, url } = await opened.serve({ patience: { head: 500, whole: 1_000 } })
  const ask = asking(url)
  await ask("/v1/cards", { key: "issue-1", body: giftCard })
  const before = await stateOf(ask)

  const judge = ({ bytes, name }: Hostile, { status, text }: { status: number; text: string }): void => {
    statuses[status] = (statuses[status] ?? 0) + 1
    const sent = (): string => bytes.subarray(0, 600).toString("latin1")
    if (status >= 500) wrong.push(`${name}\n${sent()}\n${text}`)
    if (text.includes(hush) || text.includes(key)) wrong.push(`${name} told a secret\n${sent()}\n${text}`)
  }
  const make = ofContract(key)
  const draw = drawing(seed)
  let left = requests
  const sender = async (): Promise<void> => {
    const line = new Line(port)
    while (left > 0) {
      left -= 1
      const hostile = make(draw)
      judge(hostile, await line.ask(hostile.bytes, 5_000))
    }
    line.close()
  }
  await Promise.all(Array.from({ length: lines }, sender))

  const raw = async (hostile: Hostile): Promise<void> => {
    const line = new Line(port)
    judge(hostile, await line.ask(hostile.bytes, 2_500))
    line.close()
  }
  await Promise.all(corpus(key).map(raw))
  const slow = `POST /v1/redemptions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nContent-Length: 64\r\n`
  await Promise.all(
    [slow, `${slow}\r\n`, `${slow}\r\n{"card":`].map((bytes, n) =>
      raw({ name: `slow ${n}`, bytes: Buffer.from(bytes) })
    )
  )

  if ((await stateOf(ask)) !== before) wrong.push("the ledger is another one than before")
  await opened.close()
  rmSync(folder, { recursive: true, force: true })
  process.off("unhandledRejection", rejected)
  return { statuses, wrong }
}
