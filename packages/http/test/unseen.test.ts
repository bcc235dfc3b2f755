/** What is not the caller's leaves no trace in a list: no page that is empty and has more after it, and no mark in a stream. */
import { afterAll, beforeAll, expect, it } from "vitest"
import { keyOf, giftCard, openShop, type Shop } from "./shop.ts"

let shop: Shop
let account = ""
const sales = 5

beforeAll(async () => {
  shop = await openShop({ webhooks: { inBackground: false } })
  const issued = await shop.ask("/v1/cards", { key: "i", body: { ...giftCard, card: "4000-7777" } })
  account = issued.body.account
  for (let n = 0; n < sales; n += 1)
    await shop.ask("/v1/redemptions", {
      key: `s${n}`,
      body: { card: "4000-7777", outlet: "KTV1", amount: 1, currency: "CNY" }
    })
})
afterAll(() => shop[Symbol.asyncDispose]())

const pageOf = async (path: string) => (await shop.ask(path, { as: "fr1" })).body

it("operations of another owner look like those that there are not, however short the page", async () => {
  const unknown = "acc_0000000000000000000000none"
  expect(await pageOf(`/v1/operations?limit=1&account=${account}`)).toEqual(
    await pageOf(`/v1/operations?limit=1&account=${unknown}`)
  )
  expect(await pageOf("/v1/operations?limit=1&outlet=KTV1&type=Redeem")).toEqual(
    await pageOf("/v1/operations?limit=1&outlet=KTV9&type=Redeem")
  )
  expect(await pageOf("/v1/operations?limit=1")).toEqual({ data: [], hasMore: false })
})

it("nor can their sales be counted in the list of events", async () => {
  const one = await pageOf("/v1/events?limit=1&types=valueRedeemed")
  expect([one.data, one.hasMore]).toEqual([[], false])
})

it("nor heard in a stream as they happen", async () => {
  const headers = { accept: "text/event-stream", authorization: `Bearer ${keyOf("fr1")}` }
  const listening = new AbortController()
  const since = "2020-01-01T00:00:00Z"
  const { body } = await fetch(`${shop.url}/v1/events?since=${since}`, { headers, signal: listening.signal })
  if (body === null) throw new Error("nothing to read")
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ""
  const reading = (async () => {
    for (;;) {
      const { done, value = "" } = await reader.read()
      if (done) return
      text += value
    }
  })().catch(() => undefined)
  await new Promise((later) => setTimeout(later, 300))
  listening.abort()
  await reading
  expect(text).toBe("retry: 2000\n\n")
})
