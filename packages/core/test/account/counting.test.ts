/** The account of a counter, as it is opened and as it grows. */
import { expect, it } from "vitest"
import { withWallet } from "../../src/account/counting.ts"

const a1 = { scope: "outlet", id: "A1" } as const
const money = withWallet(undefined, a1, "CNY", 7)

it("is opened with the wallet of what is first counted, and has no cards", () => {
  expect(money).toEqual({
    id: expect.stringContaining("A1"),
    program: "counters",
    status: "open",
    openedAt: 7,
    wallets: [{ asset: "CNY", wallet: expect.stringMatching(/A1.*CNY/) }],
    cards: []
  })
})

it("has a wallet more for what is counted next, and is as old as before", () => {
  const both = withWallet(money, a1, "PTS", 9)
  expect(both).toEqual({
    ...money,
    wallets: [...money.wallets, { asset: "PTS", wallet: expect.stringMatching(/A1.*PTS/) }]
  })
})
