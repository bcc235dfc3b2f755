/** An auditor at the runner: what was altered is named and set apart, and the rest goes on. */
import { existsSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { expect, it } from "vitest"
import { folder, programsFile, runToEnd } from "./runner.ts"

const at = { outlet: "S1", currency: "EUR" }
const issue = (card: string) => ({
  type: "Issue",
  key: `i-${card}`,
  program: "member",
  card,
  ...at,
  amount: 5000,
  tender: { kind: "cash" }
})
const sale = (key: string, card: string) => ({ type: "Redeem", key, card, ...at, amount: 100 })
const lines = (...all: ReadonlyArray<object>): string => all.map((one) => JSON.stringify(one)).join("\n")

it("verifies against a checkpoint, names the first bad row, sets its card apart, and sells on", async () => {
  using files = folder()
  const ledger = ["--config", programsFile, "--db", files.file("l.db")]
  const day = files.file("day.ndjson", lines(issue("CARD1"), issue("CARD2"), sale("s1", "CARD1")))
  expect(await runToEnd("run", day, ...ledger)).toMatchObject({ code: 0 })
  const kept = files.file("kept.json")
  const taken = await runToEnd("checkpoint", kept, ...ledger)
  expect(taken).toMatchObject({ code: 0, lines: [expect.stringMatching(/^(\w{4}-){4}\w, kept in /)] })
  expect(await runToEnd("checkpoint", kept, ...ledger)).toMatchObject({ code: 2 })
  files.file("late.json.trail", "")
  const late = files.file("late.json")
  expect(await runToEnd("checkpoint", late, ...ledger)).toMatchObject({ code: 2 })
  expect(existsSync(late)).toBe(false)
  const clean = await runToEnd("verify", kept, ...ledger)
  expect(clean).toMatchObject({ code: 0, lines: [expect.any(String), "Nothing is bad."] })

  const database = new DatabaseSync(files.file("l.db"))
  database.exec("drop trigger operation_keeps_words")
  database.exec("update operation set outlet = 'S2' where key = 's1'")
  database.close()
  const found = await runToEnd("verify", kept, ...ledger, "--quarantine")
  expect(found.code).toBe(3)
  expect(found.lines[1]).toMatch(/^The first bad row: operation \w+: it was altered/)
  expect(found.lines.at(-1)).toMatch(/^acc_\w+ is set apart\.$/)
  const more = files.file("more.ndjson", lines(sale("s2", "CARD1"), sale("s3", "CARD2")))
  const after = await runToEnd("run", more, ...ledger, "--json")
  expect(after.lines.slice(0, 2).map((line) => Object(JSON.parse(line)).outcome)).toEqual([
    "declined",
    "approved"
  ])
  const told = await runToEnd("verify", ...ledger, "--json")
  expect(JSON.parse(told.lines.join(""))).toMatchObject({ failing: [{}], quarantined: [] })
})
