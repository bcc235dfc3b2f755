/** The books with promises: the trial balance, the journal in pieces, a file that is compared with it. */
import { reportCsv, StoreUnavailable } from "@tessera/core/promise"
import { describe, expect, it } from "vitest"
import { atShop, loaded, opened } from "./shop.ts"

const textOf = async (answer: { readonly outcome: string; readonly text?: AsyncIterable<string> }) => {
  let text = ""
  for await (const piece of answer.text ?? []) text += piece
  return text
}

const soldAt = async () => {
  const pos = await opened()
  const card = await loaded(pos, 10_000)
  await pos.redeem({ key: "sale", card, ...atShop, amount: 2_500, reference: "R-1" })
  return { pos }
}

describe("the books", () => {
  it("are called for the trial balance as plain sums, or asked for it as a report", async () => {
    const { pos } = await soldAt()
    expect((await pos.books()).map(({ account, amount }) => [account.kind, amount])).toEqual([
      ["cashClearing", 10_000n],
      ["liability", -7_500n],
      ["merchantPayable", -2_500n]
    ])
    const answer = await pos.books.trialBalance()
    expect(answer.outcome === "answered" && reportCsv(answer.report).split("\r\n")).toEqual([
      "name,account,asset,debit,credit",
      "Assets:Clearing:Cash:Hq,Cash clearing hq cash,EUR,100.00,",
      "Liabilities:StoredValue:Gift:Main:Paid,Liability gift main paid,EUR,,75.00",
      "Liabilities:Merchants:Hq,Merchant payable hq,EUR,,25.00",
      ""
    ])
    expect(answer.outcome === "answered" && answer.report.totals).toEqual([
      { asset: "EUR", amounts: { debit: 10_000n, credit: 10_000n } }
    ])
    const points = answer.outcome === "answered" ? answer.report.series : []
    expect(points.map(({ category, value }) => `${category} ${value}`)).toEqual([
      "Assets:Clearing:Cash:Hq 10000",
      "Liabilities:StoredValue:Gift:Main:Paid -7500",
      "Liabilities:Merchants:Hq -2500"
    ])
    await pos.close()
  })

  it("of a past instant are what was recorded by then", async () => {
    const { pos } = await soldAt()
    const answer = await pos.books.trialBalance({ asOf: "2020-01-01T00:00:00Z" })
    expect(answer).toMatchObject({ outcome: "answered", report: { asOf: Date.UTC(2020, 0, 1), rows: [] } })
    const text = await textOf(await pos.books.export({ format: "csv", asOf: "2020-01-01T00:00:00Z" }))
    expect(text.split("\r\n")).toHaveLength(2)
    await pos.close()
  })

  it("give their entries one by one", async () => {
    const { pos } = await soldAt()
    const answer = await pos.books.entries({ outlet: "SHOP1" })
    const entries: Array<unknown> = []
    if (answer.outcome === "answered")
      for await (const { lines, reference, verb } of answer.entries)
        entries.push([verb, reference, lines.length])
    expect(entries).toEqual([
      ["Issue", undefined, 2],
      ["Redeem", "R-1", 2]
    ])
    await pos.close()
  })

  it("are compared with a file", async () => {
    const { pos } = await soldAt()
    const asked = {
      by: "reference",
      account: { kind: "merchantPayable" },
      columns: { reference: "Receipt", amount: "Amount" },
      currency: "EUR"
    } as const
    const answer = await pos.books.reconcile({ ...asked, file: "Receipt,Amount\nR-1,25.00\nR-2,1.00\n" })
    expect(answer.outcome === "answered" && answer.differences.rows).toMatchObject([
      { match: "missingInJournal", reference: "R-2", file: 100n }
    ])
    expect(await pos.books.reconcile({ ...asked, file: "Receipt,Amount\nR-1,25.001\n" })).toEqual({
      outcome: "invalid",
      errors: [
        {
          path: ["file", "line 2", "Amount"],
          message: 'Expected an amount in digits, at most 2 of them after "."'
        }
      ]
    })
    await pos.close()
  })

  it("say by its path what is wrong with a question", async () => {
    const { pos } = await soldAt()
    for (const [asked, path] of [
      [{ format: "xml" }, ["format"]],
      [{ format: "csv", asOf: "yesterday" }, ["asOf"]],
      [{ format: "csv", until: "2026-11-21T00:00:00Z" }, ["until"]],
      [{ format: "csv", chart: [{ kind: "bank", name: "Bank" }] }, ["chart", 0, "name"]]
    ] as const)
      expect(await pos.books.export(asked as never)).toMatchObject({ outcome: "invalid", errors: [{ path }] })
    await pos.close()
  })

  it("are there no more once the service is closed, also in the middle of an export", async () => {
    const { pos } = await soldAt()
    const answer = await pos.books.export({ format: "csv" })
    const reading = answer.outcome === "answered" ? answer.text[Symbol.asyncIterator]() : undefined
    expect((await reading?.next())?.value).toContain("date,")
    await pos.close()
    await expect(reading?.next()).rejects.toThrow(StoreUnavailable)
    await expect(pos.books()).rejects.toThrow(StoreUnavailable)
  })
})
