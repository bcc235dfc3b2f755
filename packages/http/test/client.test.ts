/** The typed client against the service: what it sends, what it sends again, and what it makes of no answer. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { client, effectClient } from "../src/api/index.ts"
import { giftCard, keyOf, openShop, type Shop } from "./shop.ts"

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

const sale = { card: "4000-1234", outlet: "KTV1", amount: 100, currency: "CNY" }
const here = (as = "erp") =>
  client({ baseUrl: `${shop.url}/`, key: Redacted.make(keyOf(as)), language: "bg" })

describe("the client", () => {
  it("performs verbs, with amounts as bigint too", async () => {
    const sold = await here().redeem({ ...sale, amount: 100n }, { idempotencyKey: "c1" })
    expect(sold).toMatchObject({ outcome: "approved", key: "c1", replayed: false, currency: "CNY" })
    const again = await here().redeem(sale, { idempotencyKey: "c1" })
    expect(again).toEqual({ ...sold, replayed: true })
  })

  it("tells declines and refusals apart, in the caller's language", async () => {
    const declined = await here().redeem({ ...sale, amount: 9_000_000 })
    expect(declined).toMatchObject({ outcome: "declined", problem: { code: "insufficient_funds" } })
    expect(declined.outcome === "declined" && declined.problem.detail).toMatch(/\p{Script=Cyrillic}/u)
    const refused = await here("kiosk").load({ ...sale, tender: { kind: "cash" } })
    expect(refused).toMatchObject({ outcome: "refused", problem: { code: "forbidden", status: 403 } })
  })

  it("finds the path by the fields that it is given", async () => {
    const held = await here().hold(sale, { idempotencyKey: "hold-1" })
    const hold = held.outcome === "approved" ? (held.hold ?? "") : ""
    const part = { amount: 40, currency: "CNY", outlet: "KTV1", final: false }
    expect(await here().capture({ hold, ...part })).toMatchObject({ outcome: "approved" })
    expect(await here().release({ holdKey: "hold-1", outlet: "KTV1" })).toMatchObject({ released: 60 })
  })

  it("changes what is configured under the version that it was told", async () => {
    const to = { id: "KTV2", owner: "hq", region: "west" }
    expect(await here().changeOutlet({ to, version: 1, reason: "moved" })).toMatchObject({ version: 2 })
    expect(await here().changeOutlet({ to, version: 1, reason: "again" })).toMatchObject({
      outcome: "declined",
      problem: { code: "stale_version", status: 412 }
    })
    const added = await here().changeTerminal({ to: { id: "T9", outlet: "KTV2" }, version: 0, reason: "new" })
    expect(added).toMatchObject({ version: 1 })
  })

  it("asks", async () => {
    const balance = await here().ask.balance({ card: "4000-1234" })
    expect(balance.outcome === "answered" && balance.found.wallets[0]?.currency).toBe("CNY")
    const page = await here().ask.operations({ limit: 2, type: "Redeem" })
    expect(page.outcome === "answered" && page.found.data.map(({ type }) => type)).toEqual([
      "Redeem",
      "Redeem"
    ])
    const text = await here().ask.journal({ format: "csv" })
    expect(text.outcome === "answered" && text.found.split("\n").length).toBeGreaterThan(3)
    expect(await here().ask.operation({ operation: "op_none" })).toMatchObject({
      outcome: "refused",
      problem: { status: 404 }
    })
  })

  it("with Effect sends a command again under the same key until it knows, and does it once", async () => {
    const keys: Array<string | null> = []
    let failures = 2
    const flaky: typeof fetch = async (address, init) => {
      keys.push(new Headers(init?.headers).get("idempotency-key"))
      const answer = await fetch(address, init)
      // The command was done; the answer is lost.
      if (failures-- > 0) throw new TypeError("the line is cut")
      return answer
    }
    const { issue } = effectClient({ baseUrl: shop.url, key: keyOf("erp"), fetch: flaky })
    const issued = await Effect.runPromise(issue({ ...giftCard, card: "4000-9999" }))
    expect(issued).toMatchObject({ outcome: "approved", replayed: true })
    expect(keys.length).toBe(3)
    expect(new Set(keys).size).toBe(1)
  })

  it("without an answer says that it is in doubt, and keeps the key", async () => {
    const deaf = createServer((request) => request.socket.destroy())
    await new Promise<void>((resolve) => deaf.listen(0, "127.0.0.1", resolve))
    const baseUrl = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`
    const lost = client({ baseUrl, key: "test_key", retries: 1 })
    expect(await lost.redeem(sale, { idempotencyKey: "c9" })).toEqual({ outcome: "inDoubt", key: "c9" })
    await expect(lost.ask.balance({ card: "4000-1234" })).rejects.toMatchObject({ _tag: "NoAnswer" })
    deaf.close()
  })
})
