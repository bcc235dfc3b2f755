import { readdirSync, statSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { manyOperations } from "./manyOperations.ts"
import { type Ended, folder, lastOf, programsFile, read, runToEnd, start, withoutEnvelope } from "./runner.ts"

const day = (text: string) => `2026-03-01T${text}:00Z`
const issue = { type: "Issue", key: "i", program: "member", card: "CARD1", at: day("08:00") }
const load = {
  type: "Load",
  key: "l",
  card: "CARD1",
  outlet: "S1",
  amount: 5000,
  currency: "EUR",
  tender: { kind: "cash" },
  at: day("08:01")
}
const sale = {
  type: "Redeem",
  key: "s",
  card: "CARD1",
  outlet: "S1",
  amount: 100,
  currency: "EUR",
  at: day("08:02")
}

const lines = (...operations: ReadonlyArray<object | string>): string =>
  operations.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join("\n")

/** Runs these lines, as JSON, and gives the answers without the summary. */
const answersTo = async (content: string | Buffer, ...more: ReadonlyArray<string>) => {
  using files = folder()
  const ended = await runToEnd(
    "run",
    files.file("o.ndjson", content),
    "--config",
    programsFile,
    "--json",
    ...more
  )
  expect(ended.code).toBe(0)
  return ended.lines.map((line) => JSON.parse(line))
}

const summary = (ended: Ended) => Object(lastOf(ended.lines)).summary

describe("a line that cannot be used", () => {
  const redeem = (changes: object) => ({ ...sale, key: "bad", ...changes })
  const longText = "x".repeat(1_000_000)
  const cases: ReadonlyArray<[string, object | string, ReadonlyArray<string | number>, RegExp]> = [
    ["that is not JSON", "{", [], /one JSON object/],
    ["that is a number", "7", [], /Expected a command/],
    ["of an unknown type", { type: "Steal", key: "bad" }, ["type"], /Expected one of Issue/],
    ["with an unknown field", redeem({ tip: 1 }), ["tip"], /./],
    [
      "with a field of the prototype",
      JSON.stringify(redeem({ a: 1 })).replace('"a"', '"__proto__"'),
      ["__proto__"],
      /./
    ],
    ["with a fraction", redeem({ amount: 12.5 }), ["amount"], /positive integer/],
    [
      "with a fraction that a float hides",
      JSON.stringify(redeem({})).replace(":100,", ":100.0000000000000000001,"),
      ["amount"],
      /positive integer/
    ],
    ["with a negative amount", redeem({ amount: -1 }), ["amount"], /positive integer/],
    ["with an amount of 2^53", redeem({ amount: 2 ** 53 }), ["amount"], /positive integer/],
    ["with an amount as text", redeem({ amount: "100" }), ["amount"], /positive integer/],
    ["with a NUL byte", redeem({ reference: "a\u0000b" }), ["reference"], /control characters/],
    [
      "with a megabyte of metadata",
      redeem({ metadata: { note: longText } }),
      ["metadata", "note"],
      /500 characters/
    ],
    ["with a day that does not exist", redeem({ at: "2026-02-30T08:00:00Z" }), ["at"], /RFC 3339/],
    ["from years ahead", redeem({ at: "2031-01-01T08:00:00Z" }), ["at"], /nearer to 2026-03-01T08:02/],
    ["that is longer than a megabyte", redeem({ reference: longText.repeat(3) }), [], /1048576 bytes/]
  ]
  const bad = cases.map(([, line]) => line)
  const running = answersTo(lines(issue, load, sale, ...bad, { ...sale, key: "s2" }))

  it.each(cases.map(([name, , path, message], n) => ({ name, path, message, line: n + 4 })))(
    "$name is named",
    async ({ line, message, path }) => {
      const answer = (await running)[line - 1]
      expect(answer).toMatchObject({ outcome: "invalid", line })
      expect(answer.errors[0]).toMatchObject({ path, message: expect.stringMatching(message) })
    }
  )

  it("changes nothing, and the run goes on", async () => {
    const [last, summary] = (await running).slice(-2)
    expect(last).toMatchObject({ outcome: "approved", balances: [{}, { ledger: 4800 }, {}] })
    const counts = {
      operations: cases.length + 4,
      approved: 4,
      declined: 0,
      invalid: cases.length,
      replayed: 0
    }
    expect(summary.summary).toMatchObject({ ...counts, trialBalance: { EUR: 0 }, outstanding: { EUR: 4800 } })
  })

  it("that is not UTF-8 is named and changes nothing", async () => {
    const text = lines(issue, load)
    const answers = await answersTo(
      Buffer.concat([Buffer.from(`${text}\n"`), Buffer.from([0xff, 0xfe]), Buffer.from(`"\n${lines(sale)}`)])
    )
    expect(answers[2]).toMatchObject({
      outcome: "invalid",
      line: 3,
      errors: [{ message: "Expected text in UTF-8" }]
    })
    expect(answers[3]).toMatchObject({ outcome: "approved", key: "s" })
  })

  it("in another currency is declined with the one that the card has", async () => {
    const answers = await answersTo(lines(issue, load, { ...sale, currency: "USD" }))
    expect(answers[2]).toMatchObject({
      outcome: "declined",
      decline: { code: "currency_mismatch", expected: "EUR" }
    })
  })
})

it("shows of a number that was refused no more than a receipt would", async () => {
  using files = folder()
  const refused = ["4711", "47 11-08", "990247110815"].map((card, n) =>
    JSON.stringify({ ...sale, key: `r${n}`, card })
  )
  const file = files.file("operations.ndjson", refused.join("\n"))
  const { lines: shown } = await runToEnd("run", file, "--config", programsFile)
  const numbers = shown.flatMap((line) => /Redeem +([*0-9]+) /.exec(line)?.[1] ?? [])
  expect(numbers).toEqual(["****11", "****108", "****0815"])
})

it("accepts a byte order mark, Windows line ends, blank lines and a last line without an end", async () => {
  const answers = await answersTo(
    `\uFEFF${JSON.stringify(issue)}\r\n\r\n  \n${JSON.stringify(load)}\r\nnonsense\n${JSON.stringify(sale)}`
  )
  expect(answers.map(({ key, line, outcome }) => ({ key, line, outcome })).slice(0, 4)).toStrictEqual([
    { key: "i", line: undefined, outcome: "approved" },
    { key: "l", line: undefined, outcome: "approved" },
    { key: undefined, line: 5, outcome: "invalid" },
    { key: "s", line: undefined, outcome: "approved" }
  ])
})

it("answers every line of an empty file", async () => {
  expect(await answersTo("")).toStrictEqual([
    {
      summary: {
        operations: 0,
        approved: 0,
        declined: 0,
        invalid: 0,
        replayed: 0,
        trialBalance: { EUR: 0 },
        outstanding: { EUR: 0 }
      }
    }
  ])
})

it("answers questions in place, after everything before them is committed", async () => {
  const balance = { type: "Balance", card: "CARD1", at: day("09:00") }
  const quote = {
    type: "Quote",
    card: "CARD1",
    outlet: "S1",
    amount: 6000,
    currency: "EUR",
    at: day("09:00")
  }
  const statement = { type: "Statement", key: "q", card: "CARD1", at: day("09:00") }
  const answers = await answersTo(
    lines(issue, load, balance, sale, quote, statement, { ...balance, card: "CARD9" })
  )
  expect(answers[2]).toMatchObject({
    outcome: "answered",
    wallets: [{ subWallets: [{}, { subWallet: "main", ledger: 5000 }, {}] }]
  })
  expect(answers[4]).toMatchObject({
    outcome: "answered",
    approvable: 4900,
    plan: [{ subWallet: "main", amount: 4900 }]
  })
  expect(answers[5]).toMatchObject({
    key: "q",
    lines: [{ balance: 0 }, { balance: 5000 }, { amount: -100, balance: 4900 }]
  })
  expect(answers[6]).toMatchObject({ outcome: "declined", decline: { code: "card_unknown", retry: "never" } })
  expect(answers[7].summary).toMatchObject({ operations: 3, declined: 0 })
})

it("keeps the keys of each terminal apart", async () => {
  const till = (terminal: string) => ({ ...sale, terminal, outlet: undefined })
  const answers = await answersTo(lines(issue, load, till("T1"), till("T2"), till("T1"), sale))
  const ends = answers.slice(2, 6).map(({ outcome, replayed }) => `${outcome} ${replayed}`)
  expect(ends).toStrictEqual(["approved false", "approved false", "approved true", "approved false"])
})

describe("ledger time", () => {
  const at = (time: string, key: string) => ({ ...sale, key, at: time })
  const file = lines(
    { ...issue, at: "2020-01-01T08:00:00Z" },
    { ...load, at: "2020-01-02T08:00:00Z" },
    at("2021-06-01T08:00:00Z", "leap"),
    at("2020-12-01T08:00:00Z", "near"),
    at("2020-06-01T08:00:00Z", "back"),
    at("2021-11-30T08:00:00Z", "later"),
    { ...sale, key: "silent", at: undefined }
  )

  it("follows the lines, does not go back, refuses a leap, and says the same when the file is run again", async () => {
    using files = folder()
    const words = [
      "run",
      files.file("o.ndjson", file),
      "--config",
      programsFile,
      "--json",
      "--db",
      files.file("l.db")
    ]
    const [first, second] = [await runToEnd(...words), await runToEnd(...words)]
    const times = first.lines
      .slice(2, 7)
      .map((line) => JSON.parse(line))
      .map(({ outcome, recordedAt }) => recordedAt ?? outcome)
    expect(times).toStrictEqual([
      "invalid",
      "2020-12-01T08:00:00.000Z",
      "2020-12-01T08:00:00.000Z",
      "2021-11-30T08:00:00.000Z",
      "2021-11-30T08:00:00.000Z"
    ])
    expect(second.lines.slice(0, 7).map(withoutEnvelope)).toStrictEqual(
      first.lines.slice(0, 7).map(withoutEnvelope)
    )
    expect(summary(second)).toStrictEqual({ ...summary(first), replayed: 6 })
  })

  it("takes a longer leap when it is told to", async () => {
    const answers = await answersTo(file, "--max-gap", "600")
    expect(answers[2]).toMatchObject({ outcome: "approved", recordedAt: "2021-06-01T08:00:00.000Z" })
  })

  it("is measured from the ledger for the first line of the next file", async () => {
    using files = folder()
    const words = (name: string, text: string) => [
      "run",
      files.file(name, text),
      "--config",
      programsFile,
      "--json",
      "--db",
      files.file("l.db")
    ]
    await runToEnd(...words("a.ndjson", lines(issue, load)))
    const { lines: answers } = await runToEnd(
      ...words("b.ndjson", lines({ ...sale, at: "2028-01-01T00:00:00Z" }, { ...sale, key: "s3" }))
    )
    expect(answers.slice(0, 2).map((line) => JSON.parse(line).outcome)).toStrictEqual(["invalid", "approved"])
  })

  it("is the clock on the wall when it is told to", async () => {
    const begun = new Date().toISOString()
    const answers = await answersTo(lines(issue, { ...load, at: "2060-01-01T00:00:00Z" }), "--clock", "now")
    expect(answers[1].recordedAt >= begun).toBe(true)
    expect(answers[1].recordedAt < "2060").toBe(true)
  })
})

describe("what cannot be run ends with exit code 2", () => {
  const changed = (change: (programs: ReturnType<typeof JSON.parse>) => void): string => {
    const document = JSON.parse(read(programsFile))
    change(document)
    return JSON.stringify(document)
  }
  const wrongOutlet = changed((document) => {
    document.outlets[1].owner = "nobody"
  })
  const wrongFunding = changed((document) => {
    document.programs[0].subWallets[1].funding = "gold"
  })

  it.each<[string, string, RegExp]>([
    [
      "an unknown owner",
      wrongOutlet,
      /^.*p\.json: outlets\[1\]\.owner: Expected the id of an owner: hq, fr1\n$/
    ],
    ["an unknown funding class", wrongFunding, /p\.json: programs\[0\]\.subWallets\[1\]\.funding: Expected/],
    ["no JSON", "{", /p\.json: .*JSON/]
  ])("a configuration with %s, and the first wrong path is named", async (_, programs, message) => {
    using files = folder()
    const ended = await runToEnd(
      "run",
      files.file("o.ndjson", ""),
      "--config",
      files.file("p.json", programs),
      "--json"
    )
    expect(ended).toMatchObject({ code: 2, lines: [], errors: expect.stringMatching(message) })
  })

  it("a program that was changed in place", async () => {
    using files = folder()
    const [operations, db] = [files.file("o.ndjson", lines(issue, load)), files.file("l.db")]
    await runToEnd("run", operations, "--config", programsFile, "--db", db)
    const programs = files.file(
      "p.json",
      changed((document) => {
        document.programs[0].holds.expireAfter.days = 4
      })
    )
    const ended = await runToEnd("run", operations, "--config", programs, "--db", db)
    expect(ended).toMatchObject({
      code: 2,
      lines: [],
      errors: expect.stringMatching(/program member version 1/)
    })
  })

  it("a key file that has gone, or another secret", async () => {
    using files = folder()
    const words = [
      "run",
      files.file("o.ndjson", lines(issue)),
      "--config",
      programsFile,
      "--db",
      files.file("l.db")
    ]
    await runToEnd(...words)
    expect(statSync(files.file("l.db.key")).mode & 0o777).toBe(0o600)
    files.file("l.db.key", "another secret of more than 32 characters")
    expect(await runToEnd(...words)).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/secret is not the one/)
    })
    files.remove("l.db.key")
    expect(await runToEnd(...words)).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/l\.db\.key is missing/)
    })
  })

  it.each<[ReadonlyArray<string>, RegExp]>([
    [["run", "/nowhere/o.ndjson", "--config", programsFile], /ENOENT.*\/nowhere\/o\.ndjson/],
    [["run", "-", "--config", "/nowhere/p.json"], /\/nowhere\/p\.json/],
    [["run", "-", "--config", programsFile, "--db", "/nowhere/l.db"], /\/nowhere\/l\.db/],
    [["run"], /run needs the file of operations/],
    [["run", "-"], /run needs --config/],
    [["walk"], /Expected "run", "tell", "checkpoint" or "verify", not "walk"/],
    [
      ["verify", "--config", programsFile, "--db", "/nowhere/l.db"],
      /verify needs --db with the file of a ledger/
    ],
    [["checkpoint", "--config", programsFile, "--db", programsFile], /checkpoint needs the file/],
    [["tell"], /tell takes one folder/],
    [["tell", "a", "b"], /tell takes one folder/],
    [["run", "-", "--config", programsFile, "--fast"], /--fast/],
    [["tell", "a", "--export", "books.pdf"], /--export takes a file that ends in .*not books\.pdf/]
  ])("%j", async (words, message) => {
    expect(await runToEnd(...words)).toMatchObject({
      code: 2,
      lines: [],
      errors: expect.stringMatching(message)
    })
  })
})

it("says which file of the books cannot be written, after every answer", async () => {
  using files = folder()
  const words = ["run", files.file("o.ndjson", lines(issue)), "--config", programsFile, "--json"]
  const ended = await runToEnd(...words, "--export", "/nowhere/books.csv")
  expect(ended).toMatchObject({ code: 2, errors: expect.stringMatching(/^\/nowhere\/books\.csv: ENOENT/) })
  expect(summary(ended)).toMatchObject({ approved: 1 })
})

it("answers a line that asks for the page of a shift that is not there", async () => {
  const [page] = await answersTo(lines({ type: "HandOver", shift: "S1-1" }))
  expect(page).toMatchObject({ outcome: "answered", report: { shift: "S1-1" } })
  const [wrong] = await answersTo(lines({ type: "HandOver", shift: "S1-1", language: "fr" }))
  expect(wrong).toMatchObject({ outcome: "invalid", errors: [{ path: ["language"] }] })
})

it("answers with the page of a shift, and its checkpoint, as they were", async () => {
  const mine = { outlet: "S2", operator: "amy", shift: "S2-1" }
  const open = { type: "OpenShift", key: "open", ...mine, float: { amount: 1000, currency: "EUR" } }
  const page = { type: "HandOver", shift: "S2-1" }
  const first = [{ ...open, at: day("07:59") }, issue, { ...load, ...mine }]
  const later = [{ ...sale, ...mine }, { ...page, asOf: load.at }, page]
  const [, , , then, , again, now] = await answersTo(lines(...first, page, ...later))
  expect(then.report.text).toContain("60.00")
  expect(again.report).toEqual(then.report)
  expect(now.report.text).not.toBe(then.report.text)
})

it("answers a line that asks for what happened offline", async () => {
  const [issued, sold, report] = await answersTo(
    lines(issue, { ...sale, type: "Advice", key: "late" }, { type: "OfflineReport", key: "look" })
  )
  expect([issued?.["outcome"], sold?.["outcome"]]).toEqual(["approved", "approved"])
  expect(report).toMatchObject({
    outcome: "answered",
    report: { rows: [{ exceptions: "overdrawn_offline", asset: "EUR" }], series: [{}] }
  })
})

it("answers a line on standard input before the next one comes", async () => {
  const given = [issue, load, sale]
  const runner = start(["run", "-", "--config", programsFile, "--json"], ({ count, stdin }) => {
    const next = given[count()]
    if (next === undefined) stdin.end()
    else stdin.write(`${JSON.stringify(next)}\n`)
  })
  runner.stdin.write(`${JSON.stringify(issue)}\n`)
  expect(summary(await runner.ended)).toMatchObject({ operations: 3, approved: 3 })
})

it("ends quietly when the reader has seen enough, as head does", async () => {
  using files = folder()
  const operations = files.file("o.ndjson", manyOperations(5000, 3))
  const runner = start(["run", operations, "--config", programsFile, "--json"], ({ hangUp }) => hangUp())
  expect(await runner.ended).toMatchObject({ code: 0, errors: "" })
})

it("removes its temporary ledger at the end, and when it is interrupted", async () => {
  using files = folder()
  const [operations, temporary] = [files.file("o.ndjson", manyOperations(5000, 4)), files.subfolder("tmp")]
  const ledgers = () => readdirSync(temporary).filter((name) => name.startsWith("tessera-"))
  const words = ["run", operations, "--config", programsFile, "--json"]
  let during: ReadonlyArray<string> = []
  const runner = start(
    words,
    ({ count, kill }) => {
      if (during.length === 0 && count() > 0) {
        during = ledgers()
        kill("SIGINT")
      }
    },
    { TMPDIR: temporary }
  )
  expect(await runner.ended).toMatchObject({ code: 130 })
  expect(during).toHaveLength(1)
  expect(ledgers()).toStrictEqual([])
})

describe("a configuration that was edited", () => {
  const document = JSON.parse(read(programsFile))
  const inRegion = (region: string) =>
    JSON.stringify({
      ...document,
      outlets: [{ ...document.outlets[0], region }, ...document.outlets.slice(1)]
    })
  const close = {
    type: "ChangeOutlet",
    key: "c",
    to: { id: "S1", owner: "hq", active: false },
    version: 2,
    reason: "a leak",
    at: day("08:03")
  }
  const closedAt = "2026-03-01T08:03:00.000Z"
  const late = { ...sale, key: "late", at: day("08:04") }

  it("is a change in the file's time, and is refused where it would undo what was changed by operation", async () => {
    using files = folder()
    const database = files.file("ledger.db")
    const begins = files.file("begins.ndjson", lines(issue, load, sale))
    const ends = files.file("ends.ndjson", lines(issue, load, sale, close, late))
    const [north, south] = [
      files.file("north.json", inRegion("north")),
      files.file("south.json", inRegion("south"))
    ]
    const start = (operations: string, config: string, ...more: ReadonlyArray<string>) =>
      runToEnd("run", operations, "--config", config, "--db", database, ...more)

    await start(begins, programsFile)
    const first = await start(ends, north, "--json")
    const [, , , closed, declined] = first.lines.map((line) => JSON.parse(line))
    expect(closed).toMatchObject({ outcome: "approved", version: 3, recordedAt: closedAt })
    expect(declined).toMatchObject({ outcome: "declined", decline: { code: "outlet_inactive", id: "S1" } })
    expect((await start(ends, north, "--json")).lines.map(withoutEnvelope).slice(0, 5)).toEqual(
      first.lines.map(withoutEnvelope).slice(0, 5)
    )
    expect(await start(ends, south)).toMatchObject({
      code: 2,
      errors: `outlets[0]: Expected outlet S1 as the ledger holds it: version 3, made by file on ${closedAt} (a leak). Write it so, or open with overrule\n`
    })
    expect(await start(ends, south, "--overrule")).toMatchObject({ code: 0 })
  })
})
