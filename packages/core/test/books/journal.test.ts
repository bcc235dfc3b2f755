/** What an export says of each operation, in an order and a form that stay the same. */
import * as Stream from "effect/Stream"
import { describe, expect, it } from "vitest"
import type { JournalExport } from "../../src/books/JournalExport.ts"
import { exported } from "../../src/exportJournal.ts"
import { demoConfiguration, type InProcessTill, till as tillOf } from "../../src/testing/index.ts"

const shop = (): InProcessTill => {
  const till = tillOf(demoConfiguration, { at: Date.UTC(2026, 10, 21, 2) })
  const send = (sent: Readonly<Record<string, unknown>>, hours: number) => {
    till.now += hours * 3_600_000
    expect(till.submit({ key: `k${till.journal().length}`, ...sent })).toMatchObject({ outcome: "approved" })
  }
  const gift = { type: "Issue", program: "giftCard", currency: "CNY" }
  send(
    {
      ...gift,
      card: "9902 0001",
      outlet: "KTV1",
      amount: 10_000,
      tender: { kind: "cash" },
      reference: "T1-1"
    },
    0
  )
  send({ ...gift, card: "9902 0002", outlet: "KTV1", amount: 5_000, tender: { kind: "cash" } }, 1)
  send(
    { type: "Redeem", card: "9902 0001", outlet: "FR1", amount: 2_500, currency: "CNY", reference: "=T2" },
    1
  )
  send(
    { type: "Transfer", from: "9902 0001", to: "9902 0002", outlet: "KTV1", amount: 100, currency: "CNY" },
    1
  )
  send(
    {
      type: "Issue",
      program: "yen",
      card: "9902 0003",
      outlet: "FR1",
      amount: 700,
      currency: "JPY",
      tender: { kind: "bankCard" }
    },
    24
  )
  return till
}

const linesOf = async (asked: Partial<JournalExport>, till = shop()): Promise<ReadonlyArray<string>> => {
  const pieces = await till.report((desk) => Stream.runCollect(exported(desk, { format: "csv", ...asked })))
  const rows = pieces.join("").split("\r\n").slice(1, -1)
  // date, operations, verb, outlet, account, debit, credit, asset, reference
  return rows.map((row) => {
    const cells = row.split(",")
    return [0, 4, 5, 6, 8, 16, 17, 18, 19].map((place) => cells[place]).join(" ")
  })
}

const cash = "Assets:Clearing:Cash:Hq"
const owed = "Liabilities:StoredValue:GiftCard:Main:Paid"
const firstCard = [
  `2026-11-21 1 Issue KTV1 ${cash} 100.00  CNY T1-1`,
  `2026-11-21 1 Issue KTV1 ${owed}  100.00 CNY T1-1`
]
const secondCard = [
  `2026-11-21 1 Issue KTV1 ${cash} 50.00  CNY `,
  `2026-11-21 1 Issue KTV1 ${owed}  50.00 CNY `
]
const sale = [
  `2026-11-21 1 Redeem FR1 ${owed} 25.00  CNY '=T2`,
  "2026-11-21 1 Redeem FR1 Liabilities:Merchants:Fr1  25.00 CNY '=T2"
]
const transfer = [
  `2026-11-21 1 Transfer KTV1 ${owed} 1.00  CNY `,
  `2026-11-21 1 Transfer KTV1 ${owed}  1.00 CNY `
]
const yen = [
  "2026-11-22 1 Issue FR1 Assets:Clearing:BankCard:Fr1 700  JPY ",
  "2026-11-22 1 Issue FR1 Liabilities:StoredValue:Yen:Main:Paid  700 JPY "
]

describe("the journal as CSV", () => {
  it.each<readonly [string, Partial<JournalExport>, ReadonlyArray<string>]>([
    [
      "all of it, in the order in which it was recorded",
      {},
      [firstCard, secondCard, sale, transfer, yen].flat()
    ],
    ["a day", { from: "2026-11-21", to: "2026-11-21" }, [firstCard, secondCard, sale, transfer].flat()],
    ["from a day on", { from: "2026-11-22" }, yen],
    ["an outlet", { outlet: "KTV1" as never }, [firstCard, secondCard, transfer].flat()],
    ["an owner: its outlets, and what it is owed", { owner: "fr1" as never }, [sale, yen].flat()],
    ["a program", { program: "yen" as never }, yen],
    [
      "as of an instant, which is included",
      { asOf: Date.UTC(2026, 10, 21, 4) },
      [firstCard, secondCard, sale].flat()
    ],
    ["just before it", { asOf: Date.UTC(2026, 10, 21, 4) - 1 }, [firstCard, secondCard].flat()],
    [
      "what was effective by then",
      { effectiveUntil: Date.UTC(2026, 10, 21, 3) },
      [firstCard, secondCard].flat()
    ],
    [
      "a day, an outlet and a verb in one",
      { summary: "day" },
      [
        "2026-11-21 1 Redeem FR1 Liabilities:StoredValue:GiftCard:Main:Paid 25.00  CNY ",
        "2026-11-21 1 Redeem FR1 Liabilities:Merchants:Fr1  25.00 CNY ",
        `2026-11-21 2 Issue KTV1 ${cash} 150.00  CNY `,
        `2026-11-21 2 Issue KTV1 ${owed}  150.00 CNY `,
        ...transfer,
        ...yen
      ]
    ]
  ])("%s", async (_, asked, lines) => {
    expect(await linesOf(asked)).toEqual(lines)
  })

  it("has the retailer's own names and numbers, and the ids as they are", async () => {
    const chart = [{ kind: "cashClearing", tender: "cash", name: "Assets:Tills", number: "1000" } as const]
    const [piece] = (
      await shop().report((desk) =>
        Stream.runCollect(exported(desk, { format: "csv", chart, byteOrderMark: true }))
      )
    )
      .join("")
      .split("\r\n")
      .slice(1, 2)
    expect(piece).toContain(",Issue,KTV1,hq,Assets:Tills,1000,cashClearing,,,,hq,cash,100.00,,CNY,T1-1,,")
  })

  it("names no card, account or holder", async () => {
    for (const format of ["csv", "hledger", "beancount"] as const) {
      const till = shop()
      const all = (await till.report((desk) => Stream.runCollect(exported(desk, { format })))).join("")
      expect(all).not.toMatch(/9902|acc_|wal_|\*\*\*/)
    }
  })

  it.each(["csv", "hledger", "beancount"] as const)(
    "as of a past instant is the same %s after whatever was sold and changed later",
    async (format) => {
      const till = shop()
      const asOf = till.now
      const text = async () =>
        (await till.report((desk) => Stream.runCollect(exported(desk, { format, asOf })))).join("")
      const before = await text()
      till.now += 1
      const programs = demoConfiguration.programs.filter(({ id }) => id === "yen")
      for (const to of programs.map((program) => ({
        ...program,
        version: 2,
        points: {
          asset: { code: "NEW", exponent: 1 },
          subWallet: { id: "stars", funding: "promotional" },
          earn: []
        }
      })))
        expect(
          till.submit({
            type: "ChangeProgram",
            key: "terms",
            to,
            version: 1,
            reason: "x"
          })
        ).toMatchObject({ outcome: "approved" })
      till.submit({
        type: "Redeem",
        key: "later",
        card: "9902 0001",
        outlet: "KTV1",
        amount: 1,
        currency: "CNY"
      })
      expect(await text()).toBe(before)
    }
  )

  it("comes in pages, whatever the journal's length", async () => {
    const till = shop()
    for (let n = 0; n < 2_500; n++)
      till.submit({
        type: "Redeem",
        key: `r${n}`,
        card: "9902 0002",
        outlet: "KTV1",
        amount: 1,
        currency: "CNY"
      })
    const pieces = await till.report((desk) => Stream.runCollect(exported(desk, { format: "csv" })))
    expect(pieces.length).toBeGreaterThan(3)
    expect(await linesOf({}, till)).toHaveLength(10 + 5_000)
    expect(pieces.join("").split("\r\n")).toHaveLength(5_012)
  })
})
