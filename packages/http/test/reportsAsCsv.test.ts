/** Reports for a spreadsheet: who prefers CSV gets it, with nothing in it that is calculated. */
import { expect, it } from "vitest"
import { questions } from "../src/api/questions.ts"
import { prefersCsv } from "../src/prefersCsv.ts"
import { openShop, sale } from "./shop.ts"

it.each([
  [undefined, false],
  ["", false],
  ["*/*", false],
  ["application/json", false],
  ["text/csv", true],
  ["TEXT/CSV; charset=utf-8", true],
  ["text/csv, */*;q=0.1", true],
  ["text/*", true],
  ["application/json;q=0.5, text/csv", true],
  ["application/json, text/csv;q=0.9", false],
  ["text/csv;q=0", false],
  ["application/json, text/csv", false]
])("Accept: %s", (accept, expected) => {
  expect(prefersCsv(accept)).toBe(expected)
})

it("every report comes as CSV with the names of its columns, and as JSON to whoever says nothing", async () => {
  await using shop = await openShop()
  await shop.ask("/v1/redemptions", { key: "a", body: sale(1250) })
  const reports = Object.values(questions).filter(
    ({ answers, method }) => method === "GET" && (answers === "report" || answers === "table")
  )
  expect(reports.length).toBeGreaterThan(10)
  for (const { path } of reports) {
    const where = path.replace("{cycle}", "monthly")
    const csv = await shop.ask(where, { headers: { accept: "text/csv" } })
    const json = await shop.ask(where)
    const { columns, rows } = json.body.report ?? json.body
    expect([where, csv.status, csv.headers.get("content-type")]).toEqual([
      where,
      200,
      "text/csv; charset=utf-8"
    ])
    const [head, ...lines] = csv.text.split("\r\n").slice(0, -1)
    expect(head).toBe(columns.map(({ name }: { name: string }) => name).join(","))
    expect(lines.length).toBe(rows.length)
  }
  const balance = await shop.ask("/v1/reports/trial-balance", { headers: { accept: "text/csv" } })
  expect(balance.text).toContain(",12.50")
  expect(balance.text).not.toContain("1250")
})

it("what a spreadsheet would calculate is text, in the differences of a file too", async () => {
  await using shop = await openShop()
  const asked = {
    by: "reference",
    account: { kind: "merchantPayable" },
    columns: { reference: "Receipt", amount: "Amount" },
    currency: "CNY",
    file: 'Receipt,Amount\n"=HYPERLINK(""http://x"")",1.00\n'
  }
  const headers = { accept: "text/csv" }
  const csv = await shop.ask("/v1/reports/reconciliations", { body: asked, headers })
  expect(csv.text).toContain(`"'=HYPERLINK(""http://x"")"`)
  expect((await shop.ask("/v1/reports/reconciliations", { body: asked })).body).toMatchObject({
    differences: { rows: [{ match: "missingInJournal" }] }
  })
})
