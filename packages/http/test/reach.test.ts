/**
 * Every route of the contract, each kind of caller that is kept to some rows, and every id that is not theirs: what is answered is
 * what is answered to an id that there is not, letter by letter, over a real socket.
 */
import { Ids, type Verb, verbs } from "@tessera/core"
import { demoConfiguration } from "@tessera/core/testing"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { accessRoutes } from "../src/api/accessRoutes.ts"
import { auditRoutes } from "../src/api/auditRoutes.ts"
import { holderRoutes } from "../src/api/holderRoutes.ts"
import { questions } from "../src/api/questions.ts"
import { commandRoutes, fieldsInPath } from "../src/api/routes.ts"
import { webhookRoutes } from "../src/api/webhookRoutes.ts"
import { networkAccess } from "../src/auth/accessLayer.ts"
import { type Caller, type Rows, StaticKeys } from "../src/index.ts"
import { giftCard, keyOf, openShop, type Shop } from "./shop.ts"

const callerOf = (name: string, rows: Rows): Caller => ({
  kind: "server",
  client: Ids.ClientId.make(name),
  tenant: "demo",
  scopes: "all",
  rows,
  mode: "test",
  details: true
})

const own = "acc_0000000000000000000000own1"

/** Callers of fr1; everything else in the shop is somebody else's. */
const rowsOf: Readonly<Record<string, Rows>> = {
  erp: {},
  owner: { owners: ["fr1"] },
  outlet: { outlets: ["FR1"] },
  terminal: { outlets: ["FR1"], terminals: ["TF"] },
  device: { terminals: ["TF"] },
  holder: { accounts: [own] }
}
const limited = Object.keys(rowsOf).filter((name) => name !== "erp")

const configuration = {
  ...demoConfiguration,
  terminals: [
    { id: "TA", outlet: "KTV1", kind: "till" },
    { id: "TF", outlet: "FR1", kind: "till" }
  ],
  operators: [
    { id: "ann", role: "manager", outlet: "KTV1" },
    { id: "fay", role: "manager", outlet: "FR1" }
  ],
  clients: [
    { id: "web", scopes: ["balances:read"], owner: "hq", keys: [{ id: "k1", sha256: "0".repeat(64) }] }
  ]
}

let shop: Shop
let ids: Readonly<Record<string, readonly [foreign: string, unknown: string]>> = {}
let asked = 0

const holdOf = (operation: string): string => operation.replace("op_", "hold_")

const change = (id: string): string => `${id.slice(0, -4)}${id.endsWith("0000") ? "1111" : "0000"}`

beforeAll(async () => {
  const keys = Object.entries(rowsOf).map(([name, rows]) => ({
    hash: StaticKeys.hash(Redacted.make(keyOf(name))),
    caller: callerOf(name, rows)
  }))
  const access = Layer.merge(
    networkAccess({ mode: "test", origin: "https://pos.example", limits: [] }),
    StaticKeys.layer(keys)
  )
  shop = await openShop({ access, configuration, webhooks: { allowPrivate: true }, holders: true, audit: {} })
  const told = async (path: string, body: object) => {
    asked += 1
    const said = await shop.ask(path, { key: `made-${asked}`, body })
    if (said.status >= 300) throw new Error(`${path}: ${said.text}`)
    return said.body
  }
  const here = { card: giftCard.card, outlet: "KTV1", currency: "CNY" }
  await shop.ask("/v1/holders/m-1", {
    method: "PUT",
    headers: { "if-none-match": "*" },
    body: { name: "Ana", phones: ["+359888123456"] }
  })
  const member = { program: "member", card: "4000-7777", outlet: "KTV1", currency: "CNY", holder: "m-1" }
  await told("/v1/cards", member)
  const sold = await told("/v1/redemptions", { ...here, amount: 500 })
  const held = await told("/v1/holds", { ...here, amount: 100 })
  const endpoint = await told("/v1/webhook-endpoints", { url: "http://127.0.0.1:9/" })
  const events = await shop.ask("/v1/events")
  const wanted = {
    type: "Adjust",
    operator: "ann",
    outlet: "KTV1",
    card: giftCard.card,
    amount: 5,
    currency: "CNY"
  }
  const request = await told("/v1/authorization-requests", { outlet: "KTV1", operator: "ann", wanted })
  const account: string = (await shop.ask(`/v1/operations/${sold.operation}`)).body.account
  const event: string = events.body.data[0].id
  ids = {
    owner: ["hq", "nope"],
    outlet: ["KTV1", "NOPE"],
    terminal: ["TA", "NO"],
    operator: ["ann", "nil"],
    client: ["web", "nil"],
    account: [account, change(account)],
    operation: [sold.operation, change(sold.operation)],
    hold: [holdOf(held.operation), change(holdOf(held.operation))],
    request: [request.operation, change(request.operation)],
    event: [event, event.replace(/^(evt_.{5}).{4}/, "$10000")],
    endpoint: [endpoint.id, change(endpoint.id)],
    holder: ["m-1", "m-2"],
    key: ["made-1", "no-such-key"]
  }
})
afterAll(() => shop[Symbol.asyncDispose]())

/** What a field of a command or a question names; absent: nothing that belongs to somebody. */
const kindOf: Readonly<Record<string, string>> = {
  outlet: "outlet",
  terminal: "terminal",
  operator: "operator",
  account: "account",
  original: "operation",
  originalKey: "key",
  hold: "hold",
  holdKey: "key",
  request: "request",
  ofOutlet: "outlet",
  ofTerminal: "terminal",
  from: "account",
  to: "account",
  referrer: "account",
  handsOverTo: "operator",
  grantedTo: "operator",
  owedBy: "owner",
  owedTo: "owner",
  operation: "operation",
  owner: "owner",
  endpoint: "endpoint",
  event: "event",
  key: "key"
}

/** What the ledger itself lets a place reach: a refund where the value is accepted, whoever took it (decision 67). */
const beyond = new Set(["Refund original"])

const wantedBy = (fields: object): object => ({
  type: "Adjust",
  operator: "fay",
  outlet: "FR1",
  amount: 5,
  currency: "CNY",
  ...fields
})

/** Something for every field that has to be there. */
const usual: Readonly<Record<string, unknown>> = {
  amount: 5,
  currency: "CNY",
  program: "giftCard",
  tender: { kind: "cash" },
  reason: "test",
  card: giftCard.card,
  newCard: "4000-9999",
  newPin: "4711",
  newProgram: "giftCard",
  holder: "hld_1",
  verb: "Redeem",
  wanted: wantedBy({ card: giftCard.card }),
  voucher: "voucher",
  jurisdiction: "XX",
  side: "both",
  subWallet: "main",
  cycle: "month",
  through: "2026-10-31",
  on: "2026-10-31",
  from: giftCard.card,
  to: "4000-9999",
  shift: "s1",
  float: [],
  counted: [],
  version: 1,
  result: "paid",
  count: 1,
  about: "expiry",
  lot: "lot_1",
  expiresAt: "2030-01-01T00:00:00Z",
  operator: "fay",
  owedBy: "fr1",
  owedTo: "fr1",
  outlet: "FR1"
}

type Fields = Readonly<Record<string, Schema.Top>>

const isOptional = (field: Schema.Top | undefined): boolean => field?.ast.context?.isOptional === true

const body = (fields: Fields, more: object, elsewhere: ReadonlyArray<string>): Record<string, unknown> => {
  const needed = Object.keys(fields).filter((name) => !isOptional(fields[name]) && !elsewhere.includes(name))
  return { ...Object.fromEntries(needed.map((name) => [name, usual[name]])), ...more }
}

/** One thing that may be asked with an id in it. */
interface Probe {
  readonly name: string
  readonly kind: string
  readonly send: (id: string) => {
    path: string
    method: string
    body?: object
    version?: string
    key?: string
  }
}

const at = (path: string, fields: Readonly<Record<string, string>>): string =>
  path.replaceAll(/\{([A-Za-z]+)\}/g, (_, name: string) =>
    encodeURIComponent(fields[name] ?? (typeof usual[name] === "string" ? usual[name] : "x"))
  )

const parts: Readonly<Record<string, (id: string) => object>> = {
  owner: (id) => ({ id, kind: "franchise" }),
  outlet: (id) => ({ id, owner: "fr1" }),
  terminal: (id) => ({ id, outlet: "FR1", kind: "till" }),
  operator: (id) => ({ id, role: "cashier", outlet: "FR1" }),
  client: (id) => ({ id, scopes: [], owner: "fr1" })
}

const changeProbe = (verb: Verb, path: string): ReadonlyArray<Probe> => {
  const kind = verb.slice("Change".length).toLowerCase()
  const part = parts[kind]
  if (part === undefined) return []
  const send = (id: string) => ({
    path: at(path, { id }),
    method: "PUT",
    body: { to: part(id), reason: "x" },
    version: '"v1"',
    key: ""
  })
  return [{ name: verb, kind, send }]
}

const commandProbes = (verb: Verb): ReadonlyArray<Probe> =>
  commandRoutes[verb].paths.flatMap((path) => {
    const { method } = commandRoutes[verb]
    if (method === "PUT") return changeProbe(verb, path)
    const fields: Fields = verbs[verb].fields
    const inPath = fieldsInPath(path)
    const elsewhere = ["type", "key", ...inPath]
    const named = Object.keys(fields).filter((name) => name in kindOf && name !== "key")
    const ofField = named
      // One of two names for the same thing: that of this path.
      .filter((name) => !/^(hold|original)(Key)?$/.test(name) || inPath.length === 0 || inPath.includes(name))
      .map((name): Probe => {
        const more = (id: string): object => ({
          outlet: "FR1",
          ...(name !== "account" && { card: giftCard.card }),
          ...(/^(original|hold|request|from|to)/.test(name) && { card: undefined }),
          [name]: id
        })
        const send = (id: string) => {
          const sent = body(fields, more(id), [...elsewhere, ...(name === "account" ? ["card"] : [])])
          for (const one of inPath) delete sent[one]
          return { path: at(path, { [name]: id }), method, body: sent, key: "" }
        }
        return { name: `${verb} ${name}`, kind: kindOf[name] ?? "", send }
      })
    const ofWanted = "wanted" in fields ? ["account", "original", "operator", "outlet", "terminal"] : []
    return [
      ...ofField,
      ...ofWanted.map((name): Probe => ({
        name: `${verb} wanted.${name}`,
        kind: kindOf[name] ?? "",
        send: (id) => ({
          path: at(path, {}),
          method,
          key: "",
          body: { outlet: "FR1", operator: "fay", wanted: wantedBy({ [name]: id }) }
        })
      }))
    ]
  })

interface Asking {
  readonly method: string
  readonly path: string
  readonly asks: { readonly fields: Fields }
}

const byId: Readonly<Record<string, string>> = {
  owner: "owner",
  outlet: "outlet",
  terminal: "terminal",
  operator: "operator",
  ...Object.fromEntries(Object.keys(holderRoutes).map((name) => [name, "holder"]))
}

const questionProbes = ([name, { asks, method, path }]: readonly [string, Asking]): ReadonlyArray<Probe> =>
  Object.keys(asks.fields)
    .map((field) => [field, field === "id" ? byId[name] : kindOf[field]] as const)
    .filter(([field, kind]) => kind !== undefined && !(field === "from" || field === "to"))
    .map(([field, kind = ""]): Probe => ({
      name: `${name} ${field}`,
      kind,
      send: (id) => {
        const inPath = fieldsInPath(path)
        const sent = body(asks.fields, inPath.includes(field) ? {} : { [field]: id }, inPath)
        if (field === "account") delete sent["card"]
        const address = at(path, { [field]: id })
        if (method !== "GET") return { path: address, method, body: sent, version: '"v1"' }
        const query = new URLSearchParams(
          Object.entries(sent).map(([one, value]): [string, string] => [one, String(value)])
        )
        return { path: `${address}?${query.toString()}`, method }
      }
    }))

const accessProbes: ReadonlyArray<Probe> = Object.entries(accessRoutes)
  .filter(([, { path }]) => path.includes("{id}"))
  .map(([name, { path, sends }]): Probe => ({
    name,
    kind: path.split("/")[2]?.slice(0, -1) ?? "",
    send: (id) => ({
      path: at(path, { id, key: "k1" }),
      method: "POST",
      body: body(sends.fields, { ...("pin" in sends.fields && { pin: "4711" }) }, [])
    })
  }))

const probes = (): ReadonlyArray<Probe> => [
  ...(Object.keys(verbs) as ReadonlyArray<Verb>).flatMap((verb) => commandProbes(verb)),
  ...Object.entries<Asking>(questions).flatMap((one) => questionProbes(one)),
  ...Object.entries<Asking>(webhookRoutes).flatMap((one) => questionProbes(one)),
  ...Object.entries<Asking>(holderRoutes).flatMap((one) => questionProbes(one)),
  ...Object.entries<Asking>(auditRoutes).flatMap((one) => questionProbes(one)),
  ...accessProbes
]

/** An answer with what has to differ taken out: the id itself, and ids that are made anew. */
const answered = async (probe: Probe, as: string, id: string): Promise<string> => {
  const { body: sent, key, method, path, version } = probe.send(id)
  asked += 1
  const said = await shop.ask(path, {
    as,
    method,
    ...(key !== undefined && { key: `asked-${asked}` }),
    ...(sent !== undefined && { body: sent }),
    ...(version !== undefined && { headers: { "if-match": version } })
  })
  const text = `${said.status} ${said.headers.get("etag")} ${said.text}`
  return text
    .replaceAll(id, "(id)")
    .replaceAll(/op_[0-9A-Za-z]+/g, "(op)")
    .replaceAll(/asked-\d+/g, "(key)")
    .replaceAll(/\d{4}-\d\d-\d\dT[0-9:.]+Z/g, "(at)")
}

describe("what is not theirs, asked for by who is kept to", () => {
  for (const as of limited)
    it(as, async () => {
      const told: Array<string> = []
      let read = 0
      for (const probe of probes()) {
        const [foreign = "", unknown = ""] = ids[probe.kind] ?? []
        expect([probe.name, foreign === ""]).toEqual([probe.name, false])
        if (beyond.has(probe.name)) continue
        const [a, b] = [await answered(probe, as, foreign), await answered(probe, as, unknown)]
        if (a !== b) told.push(`${probe.name}\n  foreign: ${a}\n  unknown: ${b}`)
        if (a.startsWith("201")) told.push(`${probe.name} was done: ${a}`)
        if (!a.includes('"code":"invalid"')) read += 1
      }
      expect(told.join("\n")).toBe("")
      expect(read).toBeGreaterThan(300)
    })
})
