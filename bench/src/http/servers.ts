/**
 * The servers that are compared: bare `node:http`, Fastify with the same `submit` behind it, and the library's own.
 *
 * @module
 */
import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { PostgresStore } from "@tessera/adapters-sql/postgres"
import { Ids, outcomeText, readCommand, StoredValue } from "@tessera/core"
import { MemoryStore } from "@tessera/core/memory"
import { type Caller, Http, ledgerLayer, nodeMount, StaticKeys } from "@tessera/http"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { fastify } from "fastify"
import { cardNumber, configuration, outlets } from "../shop.ts"

export const cards = 1_000
export const apiKey = "test_0123456789abcdef0123456789abcdef"
const client = Ids.ClientId.make("bench")

export const caller: Caller = {
  kind: "server",
  client,
  tenant: "bench",
  scopes: new Set(["redemptions:create"]),
  rows: {},
  mode: "test",
  details: true
}

const listening = (handler: RequestListener): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer(handler)
    server.keepAliveTimeout = 60_000
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port))
  })

/** What a redemption answers: as much text as a real one. */
const receipt = {
  outcome: "approved",
  operation: "op_0123456789abcdefghijklmn",
  approvalCode: "7K2P9Q",
  shard: 0,
  sequence: 7,
  card: "************0007",
  approved: 100,
  drawn: [{ subWallet: "main", lot: "lot_0123456789abcdefghijklmn_0", amount: 100 }],
  currency: "CNY",
  balances: [
    { subWallet: "topup", ledger: 0, held: 0, available: 0 },
    { subWallet: "main", ledger: 9_999_999, held: 0, available: 9_999_999 }
  ],
  before: [
    { subWallet: "topup", ledger: 0, held: 0, available: 0 },
    { subWallet: "main", ledger: 9_999_999, held: 0, available: 9_999_999 }
  ],
  expiring: [],
  businessDate: "2026-11-22",
  recordedAt: "2026-11-22T02:00:00.000Z",
  hash: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  replayed: false
}

/** Parses JSON and writes JSON; checks nothing, keeps nothing. */
const bare: RequestListener = (request, response) => {
  const chunks: Array<Uint8Array> = []
  request.on("data", (chunk: Uint8Array) => chunks.push(chunk))
  request.on("end", () => {
    const sent: unknown = JSON.parse(Buffer.concat(chunks).toString())
    const text = JSON.stringify({ key: request.headers["idempotency-key"], sent: sent !== null, ...receipt })
    response.writeHead(201, { "content-type": "application/json", "content-length": Buffer.byteLength(text) })
    response.end(text)
  })
}

const storeOf = (url: string | undefined) =>
  url === undefined ? MemoryStore.layer : PostgresStore.layer({ url: Redacted.make(url), configuration })

export const secret = "a secret of at least thirty-two characters"

/** Every server's cards, with enough on each. */
export const issueCards = Effect.gen(function* () {
  const { submitMany } = yield* StoredValue
  const all = Array.from({ length: cards }, (_, n) => ({
    client,
    command: Result.getOrThrow(
      readCommand({
        type: "Issue",
        key: `i${n}`,
        program: "member",
        card: cardNumber(n),
        outlet: outlets[0],
        amount: 1_000_000_000_000,
        currency: "CNY",
        tender: { kind: "cash" }
      })
    )
  }))
  yield* submitMany(all)
})

const opened = async (url: string | undefined) => {
  const ledger = ledgerLayer(configuration, storeOf(url), secret)
  const http = Http.layer().pipe(
    Layer.provide(StaticKeys.layer([{ hash: StaticKeys.hash(Redacted.make(apiKey)), caller }]))
  )
  const context = await Effect.runPromise(
    Layer.buildWithScope(Layer.provideMerge(http, ledger), Scope.makeUnsafe())
  )
  const run = Effect.runPromiseWith(context)
  await run(issueCards)
  return run(Effect.all({ http: Effect.service(Http), ledger: Effect.service(StoredValue) }))
}

const name = { type: "string", minLength: 1, maxLength: 64 } as const

/** What Fastify checks of a redemption; it makes the command of it by hand. */
const body = {
  type: "object",
  required: ["card", "outlet", "amount", "currency"],
  additionalProperties: false,
  properties: {
    card: { type: "string", pattern: "^[0-9A-Za-z -]{4,64}$" },
    outlet: { ...name, pattern: "^[A-Za-z0-9][A-Za-z0-9 ._:+%/-]{0,63}$" },
    amount: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    currency: { type: "string", pattern: "^[A-Z0-9]{3,12}$" },
    reference: { type: "string", maxLength: 128 }
  }
} as const

interface Redemption {
  readonly card: string
  readonly outlet: string
  readonly amount: number
  readonly currency: string
}

const onFastify = async (url: string | undefined): Promise<number> => {
  const { ledger } = await opened(url)
  const app = fastify()
  const keyed = {
    type: "object",
    required: ["idempotency-key"],
    properties: { "idempotency-key": name }
  } as const
  app.post<{ Body: Redemption; Headers: { "idempotency-key": string } }>(
    "/v1/redemptions",
    { schema: { body, headers: keyed } },
    async ({ body: { amount, card, currency, outlet }, headers }, reply) => {
      const command = {
        type: "Redeem",
        key: headers["idempotency-key"],
        card: Redacted.make(card),
        outlet,
        amount: BigInt(amount),
        currency
      } as never
      const outcome = await Effect.runPromise(ledger.submit(client, command))
      return reply
        .code(outcome.outcome === "approved" ? 201 : 422)
        .type("application/json")
        .send(outcomeText(outcome))
    }
  )
  await app.listen({ port: 0, host: "127.0.0.1" })
  return (app.server.address() as AddressInfo).port
}

/** Starts one of the servers. */
export const serve = async (kind: string, url?: string): Promise<{ readonly port: number }> => {
  if (kind === "bare") return { port: await listening(bare) }
  if (kind === "fastify") return { port: await onFastify(url) }
  if (kind === "tessera") return { port: await listening(nodeMount((await opened(url)).http).handler) }
  throw new Error(`no such server: ${kind}`)
}
