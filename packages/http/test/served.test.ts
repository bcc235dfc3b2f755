/** Accounts by their ids, for who is kept to an owner: theirs are those that they have served, and those that nobody has. */
import { afterAll, beforeAll, expect, it } from "vitest"
import { asking, giftCard, openShop, sale, type Shop } from "./shop.ts"

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

const issued = async (card: string, more: object = {}): Promise<string> => {
  const { body, text } = await shop.ask("/v1/cards", { key: card, body: { ...giftCard, card, ...more } })
  if (body.outcome !== "approved") throw new Error(text)
  return body.account
}

const balanceFor = async (as: string, account: string): Promise<number> =>
  (await asking(shop.url)(`/v1/accounts/${account}/balance`, { as })).status

it("an account is another owner's until it was served, and from then on for ever", async () => {
  const account = await issued("4000-2001")
  expect(await balanceFor("fr1", account)).toBe(404)
  const tooMuch = sale(1_000_000, { card: "4000-2001", outlet: "FR1" })
  expect((await shop.ask("/v1/redemptions", { key: "d1", body: tooMuch })).status).toBe(422)
  expect(await balanceFor("fr1", account)).toBe(404)
  const served = sale(1, { card: "4000-2001", outlet: "FR1" })
  expect((await shop.ask("/v1/redemptions", { key: "s1", body: served })).status).toBe(201)
  for (let n = 0; n < 3; n++)
    await shop.ask("/v1/redemptions", { key: `k${n}`, body: sale(1, { card: "4000-2001" }) })
  expect(await balanceFor("fr1", account)).toBe(200)
})

it("an account that was opened at no place is everybody's", async () => {
  const account = await issued("4000-2002", { outlet: undefined, amount: undefined, tender: undefined })
  expect(await balanceFor("fr1", account)).toBe(200)
})
