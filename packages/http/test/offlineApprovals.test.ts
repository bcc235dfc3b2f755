/** Codes for tills without a connection, asked for over HTTP by whoever has signed in. */
import { Ids } from "@tessera/core"
import { demoConfiguration } from "@tessera/core/testing"
import * as Redacted from "effect/Redacted"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type Caller, StaticKeys } from "../src/index.ts"
import { keyOf, openShop, type Shop } from "./shop.ts"

const approver = (name: string, more: Partial<Caller> = {}): Caller => ({
  kind: "staff",
  client: Ids.ClientId.make(name),
  tenant: "demo",
  scopes: "all",
  rows: {},
  mode: "test",
  details: true,
  operator: "manager",
  channel: "backoffice",
  ...more
})

const callers = {
  erp: { ...approver("erp"), operator: undefined, channel: undefined },
  office: approver("office"),
  outlet: approver("outlet", { rows: { outlets: ["KTV1"] } }),
  other: approver("other", { rows: { outlets: ["KTV2"] } }),
  owner: approver("owner", { rows: { owners: ["hq"] } }),
  till: approver("till", {
    kind: "operator",
    channel: "pos",
    rows: { outlets: ["KTV1"], terminals: ["T1"], shifts: ["s1"] }
  })
}

const configuration = {
  ...demoConfiguration,
  authorizationCodes: { digits: 6, tries: 3, offline: { stepSeconds: 120 } }
}

let shop: Shop
beforeAll(async () => {
  const keys = Object.entries(callers).map(([name, { channel, operator, ...caller }]) => ({
    hash: StaticKeys.hash(Redacted.make(keyOf(name))),
    caller: { ...caller, ...(channel && { channel }), ...(operator && { operator }) }
  }))
  shop = await openShop({ access: StaticKeys.layer(keys), configuration })
})
afterAll(() => shop[Symbol.asyncDispose]())

const wanted = {
  type: "Refund",
  operator: "cashier",
  outlet: "KTV1",
  terminal: "T1",
  amount: 100,
  currency: "CNY"
}

it.each([
  ["office", {}, 200, undefined],
  ["outlet", {}, 200, undefined],
  ["owner", {}, 200, undefined],
  ["till", {}, 200, undefined],
  ["erp", { operator: "manager" }, 200, undefined],
  ["office", { operator: "cashier" }, 403, "operator_unknown"],
  ["other", {}, 403, "operator_unknown"],
  ["office", { outlet: "KTV1" }, 400, "invalid"]
])("%s, saying %j: %i %s", async (as, more, status, code) => {
  const answer = await shop.ask("/v1/offline-approvals", { as, body: { ...more, wanted } })
  expect([answer.status, answer.body.code]).toEqual([status, code ?? expect.stringMatching(/^\d+$/)])
})
