/** A shop over HTTP: the service in memory behind a real socket, and callers of several kinds. */
import { createServer, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { Ids } from "@tessera/core"
import { MemoryStore } from "@tessera/core/memory"
import { demoConfiguration } from "@tessera/core/testing"
import * as Redacted from "effect/Redacted"
import {
  type Caller,
  openHttp,
  type Opened,
  type OpenOptions,
  type StaticKey,
  StaticKeys
} from "../src/index.ts"

/** The key of a caller: its name, and enough of something that is hard to guess. */
export const keyOf = (name: string): string => `test_${name}_0123456789abcdef`

const caller = (name: string, more: Partial<Caller> = {}): Caller => ({
  kind: "server",
  client: Ids.ClientId.make(name),
  tenant: "demo",
  scopes: "all",
  rows: {},
  mode: "test",
  details: true,
  ...more
})

/** Who calls: `erp` may do all, `till` stands at KTV1, `fr1` is a franchise, `kiosk` redeems,
 * `offline` sends files of sales, `stranger` is told little, `mira` acts in her own name, and `unnamed` in none. */
const callers = {
  erp: caller("erp"),
  web: caller("web"),
  till: caller("till", { kind: "terminal", rows: { outlets: ["KTV1"], terminals: ["T1"] } }),
  fr1: caller("fr1", { rows: { owners: ["fr1"], outlets: ["FR1"] } }),
  kiosk: caller("kiosk", { scopes: new Set(["redemptions:create", "balances:read"]), channel: "kiosk" }),
  offline: caller("offline", { scopes: new Set(["redemptions:create", "imports:create"]) }),
  stranger: caller("stranger", { details: false }),
  mira: caller("mira", { operator: "mira" }),
  unnamed: caller("unnamed", { operator: null })
} as const satisfies Readonly<Record<string, Caller>>

const keys: ReadonlyArray<StaticKey> = Object.entries(callers).map(([name, one]) => ({
  hash: StaticKeys.hash(Redacted.make(keyOf(name))),
  caller: one
}))

export const options = (more: Partial<OpenOptions> = {}): OpenOptions => ({
  configuration: demoConfiguration,
  store: MemoryStore.layer,
  secret: "at least 32 characters, kept outside of the database",
  access: StaticKeys.layer(keys),
  service: { strangersWait: 0 },
  ...more
})

/** A server at a port of its own. */
export const listening = async (
  handler: RequestListener
): Promise<{ readonly server: Server; readonly url: string }> => {
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** What was answered. */
export interface Heard {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: ReturnType<typeof JSON.parse>
}

export interface Asking {
  readonly as?: string
  readonly method?: string
  readonly key?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** Asks a server something. */
export const asking =
  (url: string) =>
  async (path: string, { as = "erp", body, headers = {}, key, method }: Asking = {}): Promise<Heard> => {
    const answer = await fetch(`${url}${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        authorization: `Bearer ${keyOf(as)}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(key !== undefined && { "idempotency-key": key }),
        ...headers
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) })
    })
    const text = await answer.text()
    const isJson = /[/+]json$/.test(answer.headers.get("content-type") ?? "")
    return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : {} }
  }

export interface Shop extends AsyncDisposable {
  readonly opened: Opened
  readonly url: string
  readonly ask: ReturnType<typeof asking>
}

/** Opens the shop; a gift card 4000-1234 has 50.00 CNY on it. */
export const openShop = async (more: Partial<OpenOptions> = {}): Promise<Shop> => {
  const opened = await openHttp(options(more))
  const { server, url } = await listening(opened.node())
  const ask = asking(url)
  const issued = await ask("/v1/cards", { key: "issue-1", body: giftCard })
  if (issued.status !== 201) throw new Error(issued.text)
  return {
    opened,
    url,
    ask,
    [Symbol.asyncDispose]: async () => {
      await opened.close()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    }
  }
}

const card = "4000-1234"

export const giftCard = {
  card,
  program: "giftCard",
  outlet: "KTV1",
  amount: 5_000,
  currency: "CNY",
  tender: { kind: "cash" as const }
}

/** A sale with the gift card. */
export const sale = (amount: number, more: object = {}): object => ({
  card,
  outlet: "KTV1",
  amount,
  currency: "CNY",
  ...more
})
