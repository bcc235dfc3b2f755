import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, it } from "vitest"
import { runner } from "../../runner/test/runner.ts"

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "shop-day-"))
afterAll(() => rmSync(folder, { recursive: true }))

const run = (...words: ReadonlyArray<string>) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [runner, ...words], { encoding: "utf8" })
  return { status, stderr, lines: stdout.split("\n").slice(0, -1) }
}

const operations = readFileSync(beside("../operations.ndjson"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))
const withoutEnvelope = (line: string): string =>
  line.replace(/,"replayed":(true|false)(,"reversedBy":"[^"]*")?\}$/, "}")

describe("the day as JSON, on a ledger that is kept", () => {
  const words = ["--json", "--db", join(folder, "ledger.db")]
  const [first, again] = [run(...words), run(...words)]
  const answers = first.lines.map((line) => JSON.parse(line))
  const answerTo = (key: string) => answers.filter((answer) => answer.key === key)

  it("answers every line, and the books come to zero", () => {
    expect(first).toMatchObject({ status: 0, stderr: "" })
    expect(answers).toHaveLength(operations.length + 1)
    expect(answers.slice(0, -1).map(({ key }) => key)).toStrictEqual(operations.map(({ key }) => key))
    const counts = { operations: 52, approved: 39, declined: 12, invalid: 1, replayed: 1 }
    expect(answers.at(-1).summary).toStrictEqual({
      ...counts,
      trialBalance: { EUR: 0, STARS: 0 },
      outstanding: { EUR: 34_150, STARS: 81 }
    })
  })

  it("answers the same when it is run again, moves nothing, and says so", () => {
    const isQuestion = (key: string) => key.startsWith("ask-")
    const remembered = (lines: ReadonlyArray<string>) =>
      lines
        .slice(0, -1)
        .filter((line) => !isQuestion(JSON.parse(line).key) && !line.includes("authorization_code_required"))
        .map(withoutEnvelope)
    expect(again.status).toBe(0)
    // What lacked a code was not remembered: asked again, it is judged by what the card is then.
    const isUncoded = (line: string) => line.startsWith('{"key":"h1-020"')
    expect(remembered(again.lines).filter((line) => !isUncoded(line))).toStrictEqual(remembered(first.lines))
    const { outstanding, replayed, trialBalance } = JSON.parse(again.lines.at(-1) ?? "").summary
    // All but the line that cannot be read, the key that was reused for another amount, and the load that lacks a code.
    expect({ outstanding, replayed, trialBalance }).toStrictEqual({
      outstanding: { EUR: 34_150, STARS: 81 },
      replayed: 49,
      trialBalance: { EUR: 0, STARS: 0 }
    })
  })

  it.each([
    [
      "h1-005",
      {
        drawn: [
          { subWallet: "gift", amount: 400, line: 0 },
          { subWallet: "main", amount: 1600, line: 0 },
          { subWallet: "main", amount: 1600, line: 1 }
        ]
      }
    ],
    ["m1-002", { decline: { code: "insufficient_funds", approvable: 4000 } }],
    ["h1-006", { approved: 2500, remainingDue: 500 }],
    ["a1-001", { decline: { code: "not_accepted" } }],
    ["office-5", { quota: { currency: "EUR", granted: 5000, left: 5000 } }],
    ["a1-011", { decline: { code: "quota_exceeded", left: 2000 } }],
    ["h1-020", { decline: { code: "authorization_code_required", retry: "newKey" } }],
    ["h1-022", { outcome: "approved", lots: [{ subWallet: "main", amount: 20_000 }] }],
    ["m1-003", { approved: 700, remainingDue: 700 }],
    ["h1-010", { released: 700 }],
    ["m1-008", { tombstone: true }],
    ["m1-009", { decline: { code: "original_reversed" } }],
    ["h1-012", { decline: { code: "exceeds_refundable", left: 3000 } }],
    ["m1-011", { decline: { code: "blocked" } }],
    ["h1-013", { decline: { code: "hotlisted" } }],
    ["h1-016", { decline: { code: "capability_off", capability: "cashOut" } }],
    ["m1-017", { decline: { code: "cash_out_not_due", threshold: 500 } }],
    ["m1-019", { paidOut: 320 }],
    ["m1-020", { errors: [{ path: ["amount"] }] }],
    ["office-3", { swept: { lotsVested: 1, totals: [{ vested: 400 }] } }],
    ["office-4", { swept: { lotsExpired: 1, totals: [{ breakage: 300 }] } }]
  ])("%s answers %j", (key, answer) => {
    expect(answerTo(key)).toMatchObject([answer])
  })

  it("tells the code to the manager who granted it, again when asked again", () => {
    const grant = answerTo("h1-021")[0]
    expect(grant.authorizationCode).toMatch(/^\d{6}$/)
    expect(grant.request).toBe(answerTo("h1-020")[0].decline.request)
    const repeated = again.lines.map((line) => JSON.parse(line)).find(({ key }) => key === "h1-021")
    expect(repeated).toStrictEqual({ ...grant, replayed: true })
  })

  it("takes nothing twice when a till asks again, and refuses the key for another amount", () => {
    expect(answerTo("m1-007")).toMatchObject([
      { replayed: false, approved: 780 },
      { replayed: true, approved: 780 },
      { outcome: "declined", decline: { code: "idempotency_conflict", field: "amount" } }
    ])
  })
})

describe("the day for people", () => {
  const { lines, status, stderr } = run()
  const text = lines.join("\n")
  const headings: ReadonlyArray<{ title: string }> = JSON.parse(
    readFileSync(beside("../chapters.json"), "utf8")
  )

  it("has every heading once, fits a screen's width, and takes a few screens", () => {
    expect({ status, stderr }).toStrictEqual({ status: 0, stderr: "" })
    for (const { title } of headings) expect(text.split(title)).toHaveLength(2)
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100)
    expect(lines.length).toBeLessThanOrEqual(220)
  })

  it.each([
    "paid 4.00 gift for room + 16.00 main for room + 16.00 main for food",
    "declined: Only 40.00 EUR can be used here now.",
    "STILL TO PAY 5.00 EUR",
    "later 16.00 gift in 4 parts from 2026-12-21 to 2027-03-21",
    "This card was reported lost or replaced on 2026-11-21 20:00.",
    "invalid line 51",
    "32 STARS earned",
    "6 STARS taken back",
    "A manager has to approve this with a code.",
    "This outlet may load 20.00 EUR more.",
    "skyline    Airport        EUR     -30.00      0.00          0.00      8.20   -21.80      4",
    "52 operations: 39 approved, 12 declined, 1 invalid, 1 answered before"
  ])("says: %s", (sentence) => {
    expect(text).toContain(sentence)
  })

  it("shows the trial balance with its zero", () => {
    expect(text).toMatch(/Trial balance.*\n(.+\n)+ {2}total +0\.00 {2}EUR\n/)
  })

  it("shows no card number in full but the one that was minted, and no colours where there is no terminal", () => {
    expect(text.match(/[0-9]{16}/g)).toHaveLength(1)
    expect(text).not.toContain("\u001B")
  })
})
