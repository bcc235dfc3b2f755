/** Statements: every wallet of the account, with what others sent to it and what it earned. */
import { expect, it } from "vitest"
import { loaded, opened, shop } from "./shop.ts"

const [program] = shop.programs
const withPoints = {
  ...shop,
  programs: [
    {
      ...program,
      points: {
        asset: { code: "PTS", exponent: 0 },
        subWallet: { id: "stars", funding: "promotional" },
        earn: [{ points: 1, per: 10 }]
      }
    }
  ]
}
const here = { outlet: "SHOP1", currency: "EUR" }

/** What comes later is so by the clock. */
const tick = (): Promise<void> => new Promise((later) => setTimeout(later, 3))

it("YK-31 shows what arrived from another card, and what a sale earned, oldest first whichever wallet it was", async () => {
  await using service = await opened({ configuration: withPoints })
  const [from, to] = ["9902 0000 0001", "9902 0000 0002"]
  await loaded(service, 900, from)
  await loaded(service, 100, to)
  await tick()
  await service.transfer({ ...here, key: "t", from, to, amount: 250 })
  await tick()
  await service.redeem({ ...here, key: "r", card: to, amount: 120 })
  await tick()
  await service.earn({ key: "e", card: to, outlet: "SHOP1", currency: "PTS", amount: 3, reason: "luck" })
  await tick()
  await service.redeem({ ...here, key: "s", card: to, amount: 5 })
  const lines = await service.statement({ card: to })
  if (!("lines" in lines)) throw new Error("no statement")
  expect(lines.lines.map(({ amount, balance, currency, verb }) => [verb, currency, amount, balance])).toEqual(
    [
      ["Issue", "EUR", 100n, 100n],
      ["Issue", "PTS", 0n, 0n],
      ["Transfer", "EUR", 250n, 350n],
      ["Redeem", "EUR", -120n, 230n],
      ["Redeem", "PTS", 12n, 12n],
      ["Earn", "PTS", 3n, 15n],
      ["Redeem", "EUR", -5n, 225n]
    ]
  )
})
