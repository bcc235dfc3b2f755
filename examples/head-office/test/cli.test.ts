/** The CLI against a head office: what each command prints and ends with, and an import that is stopped and said again. */
import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { folder, type Office, start } from "./office.ts"
import { saying } from "./saying.ts"
import { type Ran, shellIn } from "./tessera.ts"

const place = folder()
let office: Office
let shell: ReturnType<typeof shellIn>
let ran: (line: string, more?: Readonly<Record<string, string>>) => Promise<Ran>
beforeAll(async () => {
  office = await start(place.path)
  shell = shellIn(place.path, { TESSERA_URL: office.told("address"), TESSERA_KEY: office.told("key") })
  ran = shell.run
})
afterAll(async () => {
  office.kill("SIGTERM")
  await office.ended
  place[Symbol.dispose]()
})

/** The same without a process, which is quicker; by the office's key, unless the words say another. */
const asked = (words: string): Promise<Ran> =>
  saying([
    ...words.split(" "),
    ...(words.includes("--url") ? [] : ["--url", office.told("address")]),
    ...(words.includes("--key-file") ? [] : ["--key-file", office.told("secrets")])
  ])

/** Asks the office without the CLI. */
const say = async (path: string, body: object) => {
  const answer = await fetch(`${office.told("address")}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${office.told("key")}`,
      "content-type": "application/json",
      ...(path.startsWith("/v1/test") ? {} : { "idempotency-key": path.replaceAll("/", ".") })
    },
    body: JSON.stringify(body)
  })
  const text = await answer.text()
  return { status: answer.status, body: JSON.parse(text || "{}") as Record<string, unknown> }
}

const sandbox = async (what: string, body: object) => {
  const { status } = await say(`/v1/test/${what}`, body)
  if (status >= 300) throw new Error(`${what}: ${status}`)
}

const inPlace = (name: string) => join(place.path, name)

/** Lines of a page that are typed, and what the page shows below each. */
const sessionIn = (page: string): ReadonlyArray<readonly [line: string, shown: string]> => {
  const [, session = ""] = /^```console\n([^]*?)^```$/m.exec(page) ?? []
  return session
    .split(/^\$ /m)
    .filter((one) => one.trim() !== "")
    .map((one) => [one.slice(0, one.indexOf("\n")), one.slice(one.indexOf("\n") + 1).trimEnd()] as const)
}

/** Without what is another each time, codes, ids and instants, and without the way of an import, which is a bar for people. */
const alike = (text: string): string =>
  text
    .replaceAll(/^\d+ %, .*\n/gm, "")
    .replaceAll(/\b[0-9A-Z]{4}-[0-9A-Z]{4}$/gm, "CODE")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "INSTANT")
    .replaceAll(/\bkey_[\w-]+/g, "KEY")
    .replaceAll(/^\d{4}-\d\d-\d\d \d\d:\d\d/gm, "0000-00-00 00:00")

it("the first session of the page is what comes of its lines", async () => {
  cpSync(fileURLToPath(new URL("../offline.ndjson", import.meta.url)), inPlace("offline.ndjson"))
  const session = sessionIn(readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8"))
  expect(session.length).toBeGreaterThan(5)
  for (const [line, shown] of session) {
    const { printed } = await ran(`${line} 2>&1`)
    expect(alike(`$ ${line}\n${printed}`.trimEnd())).toBe(alike(`$ ${line}\n${shown}`))
  }
})

describe("what is refused says why, with a number for scripts", () => {
  it.each([
    // words                                                  code  on standard error
    ["program show nix", 1, "There is no program nix."],
    ["outlet create Centre --owner linden", 1, "Outlet Centre is there already: nothing was changed."],
    ["outlet create Nowhere --owner nobody", 1, "There is no owner nobody."],
    ["outlet create X --owner linden --zone Mars", 1, "\n  zone: Expected"],
    ["key create Centre --scope everything", 1, "resource:verb, such as redemptions:create"],
    ["key revoke office none", 1, "There is no key none of office."],
    ["key create office --scope balances:read", 1, "scopes: Expected none, or the client's own"],
    ["terminal pair Z9", 1, "There is no terminal Z9."],
    ["job show imp_1", 1, "There is no job imp_1."],
    ["card show 9", 1, "  card: Expected a card number or token"],
    ["card issue 4444-0001 --program gift --outlet Centre --amount 5.001", 2, "at most 2 decimals"],
    ["card issue 4444-0001 --program gift --outlet Centre --amount 900", 1, "leaves room for 500.00 EUR"],
    ["day close Centre 2999-01-01", 1, "Not closed: at Centre it is "],
    ["day close Centre tomorrow", 2, "Expected: a date, such as 2026-11-01"],
    ["day report Nowhere 2026-11-01", 1, "There is no outlet Nowhere."],
    ["day offline Nowhere 2026-11-01", 1, "There is no outlet Nowhere."],
    ["outlet create", 2, "Which id? Say it, or name a document with --file"],
    ["outlet create --file none.json", 2, "none.json: ENOENT"],
    ["outlet create --file /dev/null", 2, "/dev/null: Unexpected end of JSON"],
    ["import none.ndjson", 2, "none.ndjson: ENOENT"],
    ["export journal --out none/books.csv", 2, "--out: ENOENT"],
    ["export journal --from today", 1, "  from: Expected a calendar date"],
    ["fly", 2, 'Unknown subcommand "fly"'],
    ["card show", 2, "Missing required argument: card"],
    ["outlet list --key-file /dev/null", 2, "--key-file: Expected a key in /dev/null"],
    ["outlet list --url office", 2, "--url: Expected http://… or https://…, not office"],
    [
      "outlet list --url http://me:word@127.0.0.1:9",
      2,
      "--url: Expected http://… or https://…, without a user\n"
    ],
    ["outlet list --url http://127.0.0.1:9/?a=1", 2, "--url: Expected http://… or https://…, not http"],
    ["outlet list --url http://127.0.0.1:9", 3, "No answer from http://127.0.0.1:9."]
  ])("tessera %s", async (words, code, said) => {
    const { code: ended, errors, printed } = await asked(words)
    expect([ended, errors, printed]).toEqual([code, expect.stringContaining(said), ""])
  })

  it("a key that nobody has, and none", async () => {
    const stranger = `test_${"x".repeat(43)}`
    const refused = await ran("tessera outlet list --json", { TESSERA_KEY: stranger })
    expect([refused.code, JSON.parse(refused.printed)]).toMatchObject([
      1,
      { outcome: "refused", problem: { code: "unauthenticated", status: 401 } }
    ])
    expect(refused.errors + refused.printed).not.toContain("xxx")
    expect(await ran("tessera outlet list", { TESSERA_KEY: "" })).toEqual({
      code: 2,
      printed: "",
      errors: "Whose key? Set TESSERA_KEY, or say --key-file FILE\n"
    })
  })
})

it("what has no answer is said to be unknown, with the key that finds out", async () => {
  const deaf = createServer((request) => request.socket.destroy())
  await new Promise<void>((resolve) => deaf.listen(0, "127.0.0.1", resolve))
  const url = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`
  const { code, errors } = await ran(`tessera outlet create Harbour --owner linden --url ${url}`)
  deaf.close()
  expect(code).toBe(3)
  expect(errors).toContain("Whether it was done is not known.")
  const [, key = ""] = /--idempotency-key (\S+) finds out/.exec(errors) ?? []
  const words = "outlet create Kiosk --owner linden --idempotency-key"
  const answers = [await asked(`${words} ${key} --json`), await asked(`${words} ${key} --json`)]
  expect(answers.map(({ printed }) => JSON.parse(printed).replayed)).toEqual([false, true])
})

it("a key is made into a file of its owner's, calls, and is taken out", async () => {
  const made = await ran("tessera key create auditor --scope network:read --out auditor.key --json")
  expect(JSON.parse(made.printed)).toEqual({
    client: "auditor",
    id: expect.stringMatching(/^key_/),
    file: "auditor.key"
  })
  expect(statSync(inPlace("auditor.key")).mode & 0o777).toBe(0o600)
  const again = await asked(`key create auditor --out ${inPlace("auditor.key")}`)
  expect([again.code, again.errors]).toEqual([2, expect.stringContaining("--out: EEXIST")])
  const words = `--key-file ${inPlace("auditor.key")}`
  expect((await asked(`terminal list ${words}`)).code).toBe(0)
  const forbidden = await asked(`outlet create Y --owner linden ${words}`)
  expect([forbidden.code, forbidden.errors]).toEqual([
    1,
    expect.stringContaining("the key needs network:write")
  ])
  const { id } = JSON.parse(made.printed)
  expect((await asked(`key revoke auditor ${id}`)).printed).toBe(`Key ${id} of auditor is taken out.\n`)
  expect((await asked(`terminal list ${words}`)).code).toBe(1)
})

it("a file for a key is gone where it is stopped before there is one", async () => {
  const deaf = createServer(() => undefined)
  await new Promise<void>((resolve) => deaf.listen(0, "127.0.0.1", resolve))
  const asked = new Promise<void>((resolve) => deaf.once("request", () => resolve()))
  const url = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`
  const running = shell.start(
    `exec tessera key create shop --scope balances:read --out shop.key --url ${url}`
  )
  await asked
  expect(existsSync(inPlace("shop.key"))).toBe(true)
  running.kill("SIGINT")
  expect((await running.ended).code).toBe(130)
  deaf.closeAllConnections()
  deaf.close()
  expect(existsSync(inPlace("shop.key"))).toBe(false)
})

const issue = (n: number) =>
  JSON.stringify({
    type: "Issue",
    key: `bulk-${n}`,
    program: "gift",
    card: `7000-${String(n).padStart(6, "0")}`,
    outlet: "Station",
    amount: 1_000,
    currency: "EUR",
    tender: { kind: "cash" }
  })

describe("an import", () => {
  it("that is killed half way is said again, and nothing happens twice", async () => {
    const count = 2_000
    writeFileSync(inPlace("bulk.ndjson"), Array.from({ length: count }, (_, n) => `${issue(n)}\n`).join(""))
    // A few commits pass and then none does: it is half way for as long as it lives.
    await sandbox("faults", { kind: "slow", times: 6, milliseconds: 1 })
    await sandbox("faults", { kind: "unavailable", times: 1_000 })
    const first = shell.start("exec tessera import bulk.ndjson")
    await first.said(/ %, /)
    first.kill("SIGKILL")
    expect((await first.ended).printed).toBe("")
    await sandbox("faults/clearings", {})
    const { code, printed } = await ran("tessera import bulk.ndjson --json")
    expect(code).toBe(0)
    const result = JSON.parse(printed)
    expect(result).toMatchObject({ operations: count, approved: count, declined: 0, invalid: 0 })
    expect(result.replayed).toBeGreaterThan(0)
    expect(result.replayed).toBeLessThan(count)
    await ran("tessera export operations --outlet Station --out all.ndjson")
    const operations = readFileSync(inPlace("all.ndjson"), "utf8").trimEnd().split("\n")
    const keys = operations.map((line): unknown => JSON.parse(line).key)
    expect([keys.length, new Set(keys).size]).toEqual([count, count])
  })

  it("goes on where the ledger could not be reached for a while", async () => {
    writeFileSync(inPlace("late.ndjson"), `\uFEFF${issue(9_001)}\r\n\r\n${issue(9_002)}`)
    await sandbox("faults", { kind: "inDoubt", times: 2 })
    const { code, printed } = await ran("tessera import late.ndjson")
    expect([code, printed]).toEqual([0, expect.stringMatching(/^2 operations: 2 approved, /)])
  })

  it("stops only what is wrong, and writes down why, for its owner alone", async () => {
    const forged = { ...JSON.parse(issue(9_004)), pin: 1234 }
    const lines = [
      issue(9_003),
      "{",
      JSON.stringify(forged),
      "x".repeat(70_000),
      issue(9_003).replace("1000", "5")
    ]
    writeFileSync(inPlace("mixed.ndjson"), lines.join("\n"))
    const { code, errors, printed } = await ran("tessera import mixed.ndjson --refused wrong.ndjson")
    expect([code, printed.split("\n")[0]]).toEqual([
      1,
      "5 operations: 1 approved, 1 declined, 3 invalid, 0 replayed"
    ])
    expect(errors).toContain("line 5: declined: idempotency_conflict")
    const wrong = readFileSync(inPlace("wrong.ndjson"), "utf8").trimEnd().split("\n")
    expect(wrong.map((line): unknown => JSON.parse(line).line)).toEqual([2, 3, 4, 5])
    expect(statSync(inPlace("wrong.ndjson")).mode & 0o777).toBe(0o600)
  })

  it("whose refused lines cannot be written down says so, and how it goes on", async () => {
    writeFileSync(inPlace("readonly.ndjson"), `${issue(9_020)}\n{\n`)
    const { code, errors, printed } = await ran(
      "tessera import readonly.ndjson --refused nowhere/wrong.ndjson"
    )
    expect([code, printed]).toEqual([1, ""])
    expect(errors).toMatch(
      /^nowhere\/wrong\.ndjson: ENOENT.*\nWhat was refused cannot be written down\. .*\n$/
    )
    const again = await ran("tessera import readonly.ndjson --refused wrong.again.ndjson")
    expect(again.printed).toMatch(/^2 operations: 1 approved, 0 declined, 1 invalid, 1 replayed$/m)
  })

  it("is handed over to the server, which goes on by itself and says how far it is", async () => {
    writeFileSync(inPlace("later.ndjson"), `\uFEFF${issue(9_010)}\n{\n`)
    expect(await ran("tessera import nowhere.ndjson --detach")).toMatchObject({
      code: 2,
      errors: expect.stringContaining("nowhere.ndjson: ")
    })
    const begun = JSON.parse((await ran("tessera import later.ndjson --detach --json")).printed)
    await expect
      .poll(async () => (await asked(`job show ${begun.id}`)).printed, { timeout: 25_000 })
      .toMatch(/^state {5}done\nhow far {3}2 of 2 lines\napproved {2}1\ndeclined {2}0\ninvalid {3}1$/m)
    expect((await asked("job list")).printed).toMatch(new RegExp(`^${begun.id} {2}done`, "m"))
    const outcomes = (await asked(`job outcomes ${begun.id}`)).printed.trimEnd().split("\n")
    expect(outcomes.map((line): unknown => JSON.parse(line).outcome)).toEqual(["approved", "invalid"])
    expect((await asked(`job continue ${begun.id}`)).errors).toContain("cannot be done as things are")
  })

  it("that may not be done says so at once", async () => {
    await asked(`key create till --scope balances:read --out ${inPlace("till.key")}`)
    writeFileSync(inPlace("one.ndjson"), issue(9_009))
    const { code, errors } = await ran("tessera import one.ndjson --key-file till.key")
    expect([code, errors]).toEqual([
      1,
      expect.stringContaining("not done: forbidden, the key needs cards:create")
    ])
  })
})

it("an export is handed over to the server, and what it has written is the same", async () => {
  const begun = JSON.parse((await asked("export journal --detach --json")).printed)
  expect(begun).toMatchObject({ of: "journal", format: "csv" })
  await expect
    .poll(async () => (await asked(`job show ${begun.id}`)).printed, { timeout: 25_000 })
    .toMatch(/^state {4}done$/m)
  const written = await asked(`job fetch ${begun.id} --out ${inPlace("later.csv")}`)
  expect(written).toMatchObject({ code: 0, printed: expect.stringContaining("later.csv: ") })
  const { createdAt } = JSON.parse((await asked(`job show ${begun.id} --json`)).printed)
  const again = await ran(`tessera export journal --as-of ${createdAt}`)
  expect(readFileSync(inPlace("later.csv"), "utf8")).toBe(again.printed)
  expect(await asked("export entries --detach --out nowhere.ndjson")).toMatchObject({ code: 2 })
  expect(await asked("job fetch imp_000000000000000000000000")).toMatchObject({ code: 2 })
  expect((await asked(`job fetch exp_${"0".repeat(24)}`)).errors).toContain("There is nothing")
})

it("exports are what the service says, whole in a file or not there", async () => {
  const journal = await ran("tessera export journal --format hledger")
  const response = await fetch(`${office.told("address")}/v1/exports/journal?format=hledger`, {
    headers: { authorization: `Bearer ${office.told("key")}` }
  })
  expect(journal.printed).toBe(await response.text())
  const { printed } = await asked(`export journal --format hledger --out ${inPlace("books.journal")} --json`)
  expect(readFileSync(inPlace("books.journal"), "utf8")).toBe(journal.printed)
  expect(JSON.parse(printed)).toMatchObject({ bytes: Buffer.byteLength(journal.printed) })
})

it("what happened offline and wants a look is listed for the day, with what is still owed", async () => {
  const sold = { outlet: "Paper", amount: 2_500, currency: "EUR" }
  const lines = [
    { ...JSON.parse(issue(9_500)), outlet: "Paper" },
    { ...sold, type: "Advice", key: "paper-1", card: "7000-009500" },
    { ...sold, type: "Advice", key: "paper-2", card: "7000-009500", amount: 700 }
  ]
  await asked("outlet create Paper --owner coast")
  writeFileSync(inPlace("paper.ndjson"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""))
  expect((await ran("tessera import paper.ndjson")).printed).toMatch(/^3 operations: 3 approved, /)
  await ran("tessera export operations --outlet Paper --out sold.ndjson")
  const first = JSON.parse(readFileSync(inPlace("sold.ndjson"), "utf8").split("\n", 1)[0] ?? "")
  const { printed } = await asked(`day offline Paper ${first.businessDate}`)
  const [title, , heads, ...rows] = printed.trimEnd().split("\n")
  expect([title, heads?.trim().split(/ {2,}/)]).toEqual([
    `Paper, ${first.businessDate}`,
    ["OPERATION", "TERMINAL", "TO LOOK AT", "AMOUNT", "STILL OWED", "CURRENCY"]
  ])
  expect(rows.map((line) => line.trim().split(/ {2,}/).slice(1))).toEqual([
    ["overdrawn_offline", "25.00", "15.00", "EUR"],
    ["overdrawn_offline", "7.00", "7.00", "EUR"]
  ])
  expect((await asked("day offline Paper 2020-01-01")).printed).toContain("Nothing to look at.")
})

it("a day with an open shift is not closed, and is when it is counted", async () => {
  const shift = { outlet: "Counted", operator: "elena" }
  await ran(
    'echo \'{"shifts":"counted"}\' > counted.json && tessera outlet create Counted --owner coast --file counted.json'
  )
  const opened = await say("/v1/shifts", { ...shift, shift: "S-1", float: { amount: 0, currency: "EUR" } })
  expect(opened).toMatchObject({ status: 201 })
  const day = String(opened.body["businessDate"])
  await sandbox("clock-advances", { days: 2 })
  const open = await asked(`day close Counted ${day}`)
  expect([open.code, open.errors]).toEqual([1, expect.stringContaining(`  S-1, elena, since ${day}`)])
  const counted = [{ tender: "cash", amount: 0, currency: "EUR" }]
  expect((await say("/v1/shifts/S-1/closings", { ...shift, counted })).status).toBe(201)
  const closed = await asked(`day close Counted ${day} --books`)
  expect([closed.code, closed.printed]).toEqual([
    0,
    expect.stringContaining(`The books of the chain are closed through ${day}.`)
  ])
})
