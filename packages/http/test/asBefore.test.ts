/** A till sends again what it does not know the end of, and somebody else works there by then: it is answered as it was. */
import { Ids } from "@tessera/core"
import { demoConfiguration } from "@tessera/core/testing"
import * as Redacted from "effect/Redacted"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type Caller, StaticKeys } from "../src/index.ts"
import { keyOf, openShop, type Shop } from "./shop.ts"

const at = (operator: string | null, shift?: string): Caller => ({
  kind: operator === null ? "terminal" : "operator",
  client: Ids.ClientId.make("terminal:T1"),
  tenant: "demo",
  scopes: "all",
  rows: { outlets: ["KTV1"], terminals: ["T1"], ...(shift !== undefined && { shifts: [shift] }) },
  mode: "test",
  operator,
  channel: "pos",
  details: true
})
const { channel: _, operator: __, ...office } = at(null)
const callers: Readonly<Record<string, Caller>> = {
  erp: { ...office, kind: "server", client: Ids.ClientId.make("erp"), rows: {} },
  alone: at(null),
  amy: at("amy"),
  bob: at("bob"),
  moved: { ...at("bob"), rows: { outlets: ["KTV2"], terminals: ["T1"] } }
}

let shop: Shop
beforeAll(async () => {
  const keys = Object.entries(callers).map(([name, caller]) => ({
    hash: StaticKeys.hash(Redacted.make(keyOf(name))),
    caller
  }))
  const operators = ["amy", "bob"].map((id) => ({ id, role: "cashier" as const }))
  const configuration = { ...demoConfiguration, operators }
  shop = await openShop({ access: StaticKeys.layer(keys), configuration })
})
afterAll(() => shop[Symbol.asyncDispose]())

const body = { card: "4000-1234", amount: 100, currency: "CNY" }
const left = async () => {
  const balance = await shop.ask("/v1/balances", { body: { card: "4000-1234" } })
  return balance.body.wallets[0].subWallets[0].ledger
}

it("one command, by whomever", async () => {
  const sold = await shop.ask("/v1/redemptions", { as: "amy", key: "k1", body })
  expect(sold.status).toBe(201)
  const before = await left()
  for (const as of ["bob", "alone"]) {
    const again = await shop.ask("/v1/redemptions", { as, key: "k1", body })
    expect([as, again.status, again.headers.get("idempotent-replayed")]).toEqual([as, 201, "true"])
    expect(again.body).toEqual({ ...sold.body, replayed: true })
  }
  expect(await left()).toBe(before)
})

it("many commands, and those that are others", async () => {
  const one = { type: "Redeem", ...body }
  const commands = [
    { ...one, key: "b1" },
    { ...one, key: "b2", amount: 9_000_000 }
  ]
  const asked = async (as: string, some: ReadonlyArray<object>) =>
    (await shop.ask("/v1/commands:batch", { as, body: { commands: some } })).body.outcomes
  const first = await asked("amy", commands)
  const before = await left()
  const again = await asked("bob", [...commands, { ...one, key: "b3" }])
  expect(again.slice(0, 2)).toEqual(first.map((outcome: object) => ({ ...outcome, replayed: true })))
  expect(again[2]).toMatchObject({ outcome: "approved", replayed: false })
  expect(await left()).toBe(before - 100)
})

it("what was asked otherwise is a conflict, as ever", async () => {
  await shop.ask("/v1/redemptions", { as: "amy", key: "k2", body })
  const other = await shop.ask("/v1/redemptions", { as: "bob", key: "k2", body: { ...body, reference: "r" } })
  expect([other.status, other.body.code, other.body.field]).toEqual([
    422,
    "idempotency_conflict",
    "reference"
  ])
  const free = await shop.ask("/v1/redemptions", { key: "k3", body: { ...body, outlet: "KTV1" } })
  expect(free.status).toBe(201)
  const elsewhere = await shop.ask("/v1/redemptions", { key: "k3", body: { ...body, outlet: "KTV2" } })
  expect([elsewhere.body.code, elsewhere.body.field]).toEqual(["idempotency_conflict", "outlet"])
})

it("and where the till stands elsewhere by now", async () => {
  const sold = await shop.ask("/v1/redemptions", { as: "amy", key: "k4", body })
  expect(sold.status).toBe(201)
  const { body: device, headers } = await shop.ask("/v1/terminals/T1")
  const moved = { to: { ...device, outlet: "KTV2" }, reason: "moved" }
  const seen = { "if-match": headers.get("etag") ?? "" }
  const put = await shop.ask("/v1/terminals/T1", { method: "PUT", key: "move", body: moved, headers: seen })
  expect(put.status).toBe(201)
  const again = await shop.ask("/v1/redemptions", { as: "moved", key: "k4", body })
  expect([again.status, again.body]).toEqual([201, { ...sold.body, replayed: true }])
})
