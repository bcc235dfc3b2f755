/** Sales that happened offline as a report: what to look at, by place and day, and what of it is still owed. */
import { reportCsv, reportText } from "@tessera/core"
import { expect, it } from "vitest"
import { loaded, opened } from "./shop.ts"

const currency = "EUR"
const card = "9902 0000 0001"

/** When something was last recorded: what is older is so by the clock. */
const lastAt = async ({ books }: Awaited<ReturnType<typeof opened>>): Promise<number> => {
  let last = 0
  const found = await books.entries()
  if (found.outcome === "answered")
    for await (const { recordedAt } of found.entries) last = Math.max(last, recordedAt)
  return last
}

it("the sales that somebody should look at, with what is still owed as of any instant", async () => {
  await using pos = await opened()
  await loaded(pos, 5000)
  const advice = async (
    key: string,
    amount: number,
    rest: object = {},
    at: object = { outlet: "SHOP1", terminal: "T1" }
  ) => {
    const told = await pos.advice({ key, card, amount, currency, ...at, ...rest })
    if (told.outcome !== "approved") throw new Error(JSON.stringify(told))
    return told.receipt.operation
  }
  await advice("fine", 1000)
  const over = await advice("over", 6000)
  await pos.block({ key: "block", card, reason: "lost at the bar" })
  const both = await advice("both", 700, { listAsOf: "2020-01-01T00:00:00Z" })
  const elsewhere = await advice("there", 300, {}, { outlet: "SHOP2" })
  const asked = async (question: object = {}) => {
    const found = await pos.shifts.offline(question)
    if (found.outcome !== "answered") throw new Error(JSON.stringify(found))
    return found.report
  }
  const open = ({ rows }: Awaited<ReturnType<typeof asked>>) =>
    rows.map(({ exceptions, operation, open, owed }) => [operation, exceptions, owed, open])
  const before = await asked()
  expect(open(before)).toEqual([
    [over, "overdrawn_offline", 2000n, 2000n],
    [both, "card_blocked_at_time overdrawn_offline", 700n, 700n],
    [elsewhere, "card_blocked_at_time overdrawn_offline", 300n, 300n]
  ])
  expect(before.totals).toEqual([{ asset: "EUR", amounts: { amount: 7000n, owed: 3000n, open: 3000n } }])
  const time = before.rows[0]?.day
  expect(before.series).toEqual([
    { time, category: "overdrawn_offline", value: 7000n, asset: "EUR" },
    { time, category: "card_blocked_at_time", value: 1000n, asset: "EUR" }
  ])
  expect(before.rows[1]?.listAge).toBeGreaterThan(86_400)
  expect(reportText(before)).toMatch(
    /SHOP1 +T1 +card_blocked_at_time overdrawn_offline +EUR +7\.00 +7\.00 +7\.00/
  )
  expect(reportCsv(before).split("\n")[1]).toMatch(
    new RegExp(`^${time},.*,${over},hq,SHOP1,T1,,acc_\\w+,overdrawn_offline,,EUR,60.00,20.00,20.00\\r?$`)
  )

  // What is recorded in the same millisecond was by then, too.
  await expect.poll(() => Date.now()).toBeGreaterThan(before.asOf)
  // A refund pays the debt first; reversed, it is owed again; a reversal of the sale takes all of it back.
  await pos.refund({ key: "back", originalKey: "over", outlet: "SHOP1", amount: 2500, currency })
  expect(open(await asked({ outlet: "SHOP1" }))).toEqual([
    [over, "overdrawn_offline", 2000n, 0n],
    [both, "card_blocked_at_time overdrawn_offline", 700n, 700n]
  ])
  await pos.reverse({ key: "again", originalKey: "back", outlet: "SHOP1", reason: "malfunction" })
  await pos.reverse({ key: "undone", originalKey: "both", outlet: "SHOP1", reason: "malfunction" })
  expect(open(await asked({ terminal: "T1" }))).toEqual([
    [over, "overdrawn_offline", 2000n, 2000n],
    [both, "card_blocked_at_time overdrawn_offline", 700n, 0n]
  ])
  expect(open(await asked({ exception: "card_blocked_at_time", owner: "fr1" }))).toEqual([
    [elsewhere, "card_blocked_at_time overdrawn_offline", 300n, 300n]
  ])
  for (const none of [
    { to: "2020-01-01" },
    { from: "2999-01-01" },
    { operator: "amy" },
    { exception: "over_limit" }
  ])
    expect((await asked(none)).rows).toEqual([])

  // What is loaded pays the oldest first, and what is returned after that comes back as value.
  await pos.unblock({ key: "unblock", card, reason: "found" })
  const credit = { card, currency, outlet: "SHOP1" }
  const load = await pos.load({ key: "paid", ...credit, amount: 1500, tender: { kind: "cash" } })
  expect(load).toMatchObject({ receipt: { lots: [], paidOff: 1500n } })
  expect(open(await asked({ exception: "overdrawn_offline" }))).toEqual([
    [over, "overdrawn_offline", 2000n, 500n],
    [both, "card_blocked_at_time overdrawn_offline", 700n, 0n],
    [elsewhere, "card_blocked_at_time overdrawn_offline", 300n, 300n]
  ])
  await pos.refund({ key: "all", originalKey: "over", outlet: "SHOP1", amount: 2000, currency })
  expect(open(await asked())).toEqual([
    [over, "overdrawn_offline", 2000n, 0n],
    [both, "card_blocked_at_time overdrawn_offline", 700n, 0n],
    [elsewhere, "card_blocked_at_time overdrawn_offline", 300n, 0n]
  ])

  // Asked again as of then, it is what it was.
  const then = new Date(before.asOf).toISOString()
  expect(await asked({ asOf: then })).toEqual(before)
  expect(await pos.shifts.offline({ from: "yesterday" })).toMatchObject({ outcome: "invalid" })
})

it("what a sale still owes does not depend on which others are asked for, nor on what else came to be owed", async () => {
  await using pos = await opened()
  await loaded(pos, 5000)
  const place = { card, currency, outlet: "SHOP1" }
  await pos.advice({ key: "first", ...place, amount: 6000 })
  await expect.poll(() => Date.now()).toBeGreaterThan(await lastAt(pos))
  await pos.advice({ key: "second", ...place, amount: 700, outlet: "SHOP2" })
  await pos.load({ key: "paid", ...place, amount: 1200, tender: { kind: "cash" } })
  const opens = async (question: object) => {
    const found = await pos.shifts.offline(question)
    return found.outcome === "answered" ? found.report.rows.map(({ open }) => open) : found
  }
  expect(await opens({})).toEqual([0n, 500n])
  expect(await opens({ outlet: "SHOP1" })).toEqual([0n])
  expect(await opens({ outlet: "SHOP2" })).toEqual([500n])

  // What is taken back of a load that was spent is the newest debt: what is paid then pays the sale first.
  await pos.load({ key: "bounced", ...place, amount: 900, tender: { kind: "bankCard" } })
  await pos.redeem({ key: "spent", ...place, amount: 400 })
  await expect.poll(() => Date.now()).toBeGreaterThan(await lastAt(pos))
  await pos.advice({ key: "third", ...place, amount: 300 })
  await expect.poll(() => Date.now()).toBeGreaterThan(await lastAt(pos))
  await pos.clawback({ key: "back", originalKey: "bounced", outlet: "SHOP1", reason: "bounced" })
  expect(await opens({})).toEqual([0n, 500n, 300n])
  await pos.load({ key: "again", ...place, amount: 600, tender: { kind: "cash" } })
  expect(await opens({})).toEqual([0n, 0n, 200n])
})
