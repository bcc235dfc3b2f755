/** Lists that are counted, answers with what they name, and corrections that count on a balance. */
import * as Redacted from "effect/Redacted"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { StaticKeys } from "../src/index.ts"
import { Ids } from "@tessera/core"
import { client } from "../src/api/index.ts"
import { cursorOf } from "../src/pages.ts"
import { giftCard, keyOf, openShop, sale, type Shop } from "./shop.ts"

let shop: Shop
let account = ""
const sales = 7

/** Reads operations, and nothing else. */
const auditor = {
  kind: "server",
  client: Ids.ClientId.make("auditor"),
  tenant: "demo",
  scopes: new Set(["operations:read"]),
  rows: {},
  mode: "test",
  details: true
} as const

/** The same, of one outlet that has sold nothing; and with balances. */
const narrow = { ...auditor, scopes: new Set(["operations:read", "network:read", "balances:read"]) }

beforeAll(async () => {
  const keys = Object.entries({
    erp: { ...auditor, client: Ids.ClientId.make("erp"), scopes: "all" as const },
    auditor,
    fr1: { ...narrow, client: Ids.ClientId.make("fr1"), rows: { owners: ["fr1"] } },
    ktv: { ...narrow, client: Ids.ClientId.make("ktv"), rows: { outlets: ["KTV1"] } }
  }).map(([name, caller]) => ({ hash: StaticKeys.hash(Redacted.make(keyOf(name))), caller }))
  shop = await openShop({ access: StaticKeys.layer(keys), webhooks: { inBackground: false } })
  const issued = await shop.ask("/v1/cards", { key: "i2", body: { ...giftCard, card: "4000-5555" } })
  account = issued.body.account
  for (let n = 0; n < sales; n++)
    await shop.ask("/v1/redemptions", {
      key: `s${n}`,
      body: sale(n + 1, { card: "4000-5555", terminal: "T1" })
    })
})
afterAll(() => shop[Symbol.asyncDispose]())

describe("a list that is counted", () => {
  it("says how many there are in all, on every page, and nothing where nobody asks", async () => {
    const first = await shop.ask(`/v1/operations?account=${account}&limit=3&count=exact`)
    expect(first.body.count).toBe(sales + 1)
    const next = await shop.ask(
      `/v1/operations?account=${account}&limit=3&count=exact&after=${first.body.nextCursor}`
    )
    expect([next.body.count, next.body.data.length]).toEqual([sales + 1, 3])
    expect((await shop.ask("/v1/operations?type=Redeem&count=exact")).body.count).toBe(sales)
    expect((await shop.ask("/v1/operations?type=Hold&count=exact")).body).toEqual({
      data: [],
      hasMore: false,
      count: 0
    })
    expect((await shop.ask("/v1/operations")).body).not.toHaveProperty("count")
  })

  it("is read on from a mark of a ledger with as many shards as there may be", async () => {
    const shards = Array.from({ length: 99 }, (_, shard) => shard)
    const after = {
      operations: cursorOf(shards.map((shard) => ({ shard, sequence: Number.MAX_SAFE_INTEGER }))),
      events: cursorOf(shards.map(() => Number.MAX_SAFE_INTEGER))
    }
    for (const [list, mark] of Object.entries(after)) {
      const { body, status } = await shop.ask(`/v1/${list}?limit=1&after=${mark}`)
      expect([list, status, body.errors]).toEqual([list, 200, undefined])
    }
  })

  it("is counted as far as the caller sees it", async () => {
    const outlets = await shop.ask("/v1/outlets?count=exact&limit=1", { as: "ktv" })
    expect([outlets.body.count, outlets.body.data.length, outlets.body.hasMore]).toEqual([1, 1, false])
    const all = await shop.ask("/v1/outlets?count=exact&limit=1")
    const { configuration } = (await shop.ask("/v1/network")).body
    expect([all.body.count, all.body.data.length]).toEqual([configuration.outlets.length, 1])
    expect((await shop.ask("/v1/operations?count=exact", { as: "fr1" })).body.count).toBe(0)
    expect((await shop.ask("/v1/operations?count=exact", { as: "ktv" })).body.count).toBe(sales + 2)
    expect((await shop.ask("/v1/changes?count=exact")).body.count).toBe(0)
  })

  it("is counted exactly, or not at all", async () => {
    expect((await shop.ask("/v1/operations?count=about")).body.code).toBe("invalid")
  })
})

it("what became of a key is told to its client: of a decline too, which is in nobody's account", async () => {
  const callers = {
    erp: { ...auditor, scopes: "all" as const },
    holder: {
      ...auditor,
      client: Ids.ClientId.make("h"),
      scopes: "all" as const,
      rows: { accounts: [account] }
    }
  }
  const keys = Object.entries(callers).map(([name, caller]) => ({
    hash: StaticKeys.hash(Redacted.make(keyOf(name))),
    caller
  }))
  await using other = await openShop({ access: StaticKeys.layer(keys) })
  const reported = { body: { reason: "lost" }, key: "lost-1", as: "holder" }
  const declined = await other.ask("/v1/loss-reports", reported)
  expect([declined.status, declined.body.declined]).toEqual([422, true])
  const { body, status } = await other.ask("/v1/operations/by-key/lost-1", { as: "holder" })
  expect([status, body.id, body.outcome?.outcome]).toEqual([200, declined.body.operation, "declined"])
  expect((await other.ask("/v1/operations/by-key/lost-1")).status).toBe(404)
})

describe("an answer is sent with what it names", () => {
  it("of one thing and of all of a page, each once, two steps away too", async () => {
    const { body } = await shop.ask(
      `/v1/operations?account=${account}&limit=4&expand=outlet.owner,terminal,account`
    )
    expect(body.data.map(({ outlet }: { outlet: string }) => outlet)).toEqual(Array(4).fill("KTV1"))
    const owner = body.expanded.outlet.KTV1.owner
    expect(Object.keys(body.expanded)).toEqual(["outlet", "owner", "terminal", "account"])
    expect(body.expanded.outlet).toEqual({ KTV1: (await shop.ask("/v1/outlets/KTV1")).body })
    expect(body.expanded.owner).toEqual({ [owner]: (await shop.ask(`/v1/owners/${owner}`)).body })
    expect(body.expanded.terminal).toEqual({ T1: (await shop.ask("/v1/terminals/T1")).body })
    const balance = await shop.ask(`/v1/accounts/${account}/balance`)
    expect(body.expanded.account).toEqual({ [account]: balance.body })

    const { body: one } = await shop.ask(`/v1/operations/${body.data[0].id}?expand=outlet`)
    expect(one).toEqual({ ...body.data[0], expanded: { outlet: body.expanded.outlet } })
  })

  it("and with nothing that the caller may not ask for", async () => {
    const { body } = await shop.ask("/v1/operations?type=Redeem&limit=2&expand=outlet,account", {
      as: "auditor"
    })
    expect([body.data.length, body.expanded]).toEqual([2, { outlet: {}, account: {} }])
    const refunded = await shop.ask("/v1/refunds", {
      key: "r1",
      body: { card: "4000-5555", outlet: "FR1", amount: 1, currency: "CNY", originalKey: "s6" }
    })
    expect(refunded.body).toMatchObject({ outcome: "approved" })
    const path = "/v1/operations?type=Refund&expand=original,outlet.owner"
    const { body: all } = await shop.ask(path)
    expect(Object.values(all.expanded.operation)).toMatchObject([{ type: "Redeem", outlet: "KTV1" }])
    // The refund is theirs; the sale that it undoes is another owner's.
    const { body: own } = await shop.ask(path, { as: "fr1" })
    expect([own.data.length, own.expanded.operation]).toEqual([1, {}])
    expect(Object.keys(own.expanded.outlet)).toEqual(["FR1"])
  })

  it("and refuses what nothing is called", async () => {
    const wrong = await shop.ask("/v1/operations?expand=card")
    expect([wrong.status, wrong.body.code, wrong.body.errors[0].path]).toEqual([
      400,
      "invalid",
      ["expand", 0]
    ])
    expect((await shop.ask("/v1/operations?expand=outlet.owner.outlet")).status).toBe(400)
    expect((await shop.ask("/v1/programs?expand=outlet")).status).toBe(400)
  })

  it("whatever version of it the caller has seen", async () => {
    const headers = { "if-none-match": '"v1"' }
    expect((await shop.ask("/v1/terminals/T1", { headers })).status).toBe(304)
    const { body } = await shop.ask("/v1/operations?type=Redeem&limit=1&expand=terminal.outlet", { headers })
    expect(Object.keys(body.expanded.outlet)).toEqual(["KTV1"])
    const { body: terminal, status } = await shop.ask("/v1/terminals/T1?expand=outlet", { headers })
    expect([status, terminal.expanded?.outlet.KTV1.id]).toEqual([200, "KTV1"])
  })

  it("of at most so many things", async () => {
    const expand = "account"
    const commands = Array.from({ length: 201 }, (_, n) => ({
      ...giftCard,
      type: "Issue",
      key: `m${n}`,
      card: `4100-${1000 + n}`
    }))
    await shop.ask("/v1/commands:batch", { body: { commands } })
    const page = await shop.ask(`/v1/operations?type=Issue&limit=200&expand=${expand}`)
    expect([page.status, Object.keys(page.body.expanded.account).length]).toEqual([200, 200])
    const more = await shop.ask(`/v1/operations?type=Issue&limit=200&expand=${expand},outlet`)
    expect([more.status, more.body.errors?.[0].path]).toEqual([400, ["expand"]])
  })

  it("and the typed client knows of it", async () => {
    const tessera = client({ baseUrl: shop.url, key: Redacted.make(keyOf("erp")) })
    const asked = { type: "Redeem", limit: 1, count: "exact", expand: ["outlet"] } as const
    const answer = await tessera.ask.operations(asked)
    if (answer.outcome !== "answered") throw new Error(answer.problem.detail)
    expect([answer.found.count, answer.found.expanded?.outlet?.["KTV1"]?.["id"]]).toEqual([sales, "KTV1"])
  })
})

describe("a correction that counts on a balance", () => {
  it("is declined where another one is found, and done where it is as it was seen", async () => {
    const corrected = (key: string, expectedBalance: number) =>
      shop.ask("/v1/adjustments", {
        key,
        body: {
          card: "4000-1234",
          outlet: "KTV1",
          subWallet: "main",
          amount: -100,
          currency: "CNY",
          reason: "counted again",
          expectedBalance
        }
      })
    const stale = await corrected("a1", 4_999)
    expect([stale.status, stale.body]).toMatchObject([
      409,
      { code: "balance_changed", declined: true, ledger: 5_000, retry: "newKey" }
    ])
    expect((await corrected("a2", 5_000)).status).toBe(201)
  })
})
