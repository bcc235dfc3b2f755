/** The story of this folder, as `npm run example:franchise` tells it; its books are read by hledger and beancount. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { runner } from "../../runner/test/runner.ts"
import { testStory } from "../../runner/test/story.ts"

const folder = join(import.meta.dirname, "..")

testStory(folder, {
  says: [
    // Drawers.
    "cash 690.00 CNY counted of 700.00 CNY, 10.00 CNY MISSING, 200.00 CNY left in the drawer",
    "There should be                     700.00",
    "Difference                          -10.00",
    "Checkpoint",
    "nothing of BUND-1 is still to be sent",
    "from BUND-1, 5.00 CNY MISSING",
    "cash 380.00 CNY counted of 400.00 CNY, 20.00 CNY MISSING",
    // The cut-off, and the statements that come to the same.
    "weekly up to 2026-11-22: cut off, head owes north 175.70 CNY, river owes head 652.91 CNY",
    "not by outlet  CNY       0.00          0.00      0.00        6.59     -20.00   -13.41      8",
    "Total CNY      CNY    -750.00        -40.00    150.50        6.59     -20.00  -652.91",
    "Total CNY      CNY    -200.00    270.00  115.00       -9.30  175.70",
    "head       CNY     950.00         40.00   -420.50  -115.00        2.71      20.00   477.21     28",
    "Total CNY  CNY       0.00          0.00      0.00     0.00        0.00       0.00     0.00",
    // What is disputed, and two people.
    "a-4 is disputed: it was a table of four, not catering",
    "head owes north 5.25 CNY more: 3.5 percent of 150.00",
    "weekly up to 2026-11-22: signed by fang, one more has to",
    "Approved by 1 of the 2 people who have to.",
    "weekly up to 2026-11-22: approved by fang and gao",
    "weekly up to 2026-11-22: paid",
    "weekly up to 2026-11-29: cut off, head owes north 5.25 CNY",
    "Total CNY                              CNY       0.00",
    // The cash that is missing is head office's loss for its own drawer alone: ten, and five of the bag.
    "Cash over and short head            15.00  CNY",
    // The books of November, before and after they are closed.
    "paid 25.00 main, counts on 2026-11-28; left: main 195.00",
    "the books are closed up to 2026-11-30",
    "The books are closed up to 2026-11-30.",
    "33 operations: 31 approved, 2 declined, 0 invalid, 0 answered before"
  ],
  totals: ["0.00  CNY"]
})

/** The story once more, with its books in files. */
const told = () => {
  const files = mkdtempSync(join(tmpdir(), "tessera-franchise-"))
  afterAll(() => rmSync(files, { recursive: true }))
  const file = (ending: string) => join(files, `books.${ending}`)
  const endings = ["journal", "beancount", "csv"]
  const exporting = endings.flatMap((ending) => ["--export", file(ending)])
  const words = ["tell", folder, ...exporting, "--check-books"]
  const { status, stdout } = spawnSync(process.execPath, [runner, ...words], { encoding: "utf8" })
  expect(status).toBe(0)
  return { stdout, file }
}

/** What a program says, or how it failed; the books may hold any letter. */
const said = (program: string, ...args: ReadonlyArray<string>): string => {
  const env = { ...process.env, LC_ALL: "C.UTF-8" }
  const { status, stderr, stdout } = spawnSync(program, args, { encoding: "utf8", env })
  return status === 0 ? stdout : `failed: ${stderr}${stdout}`
}
const isInstalled = (program: string): boolean => spawnSync(program, ["--version"]).status === 0

/** What its trial balance says, without zeros: the account by the name that the other programs know it by, and the amount. */
const balances: ReadonlyArray<readonly [name: string, title: string]> = [
  ["Assets:Bank", "Bank"],
  ["Assets:FundsHeld:North", "Funds held north"],
  ["Assets:Settlement:North", "Owner settlement north"],
  ["Expenses:CashVariance:Head", "Cash over and short head"],
  ["Expenses:Promotion:Bowl", "Promotion expense bowl"],
  ["Income:Commission:Bowl", "Commission income bowl"],
  ["Liabilities:Merchants:Head", "Merchant payable head"],
  ["Liabilities:Merchants:River", "Merchant payable river"],
  ["Liabilities:StoredValue:Bowl:Main:Paid", "Liability bowl main paid"]
]

describe("the books in files", () => {
  const { file, stdout } = told()

  it("are said where they are, and how they are read", () => {
    expect(stdout).toContain(`The books are in ${file("journal")}, for hledger -f ${file("journal")} check`)
    expect(stdout).toContain(`The books are in ${file("beancount")}, for bean-check ${file("beancount")}`)
    expect(readFileSync(file("csv"), "utf8")).toMatch(/^date,.*CashVariance:Head,.*,10\.00,,CNY,/s)
  })

  it.each(["hledger", "bean-check"])(
    "are read at the end of the story by %s, or it says that they were not",
    (program) => {
      const read = isInstalled(program)
        ? `${program} has read the books: accepted`
        : `${program} is not installed here: the books were not read by it`
      expect(stdout.split("\n").filter((line) => line.startsWith(`${program} `))).toEqual([read])
    }
  )

  /** The end of the story where the only program is this script of hledger, or none. */
  const toldWith = (script?: string) => {
    const programs = mkdtempSync(join(tmpdir(), "tessera-programs-"))
    if (script !== undefined)
      writeFileSync(join(programs, "hledger"), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [runner, "tell", folder, "--check-books"],
      {
        encoding: "utf8",
        env: { ...process.env, PATH: programs }
      }
    )
    rmSync(programs, { recursive: true })
    return { status, stderr, end: stdout.split("\n").slice(-3) }
  }

  it("are read by nobody where nothing is installed", () => {
    const end = ["hledger", "bean-check"].map(
      (one) => `${one} is not installed here: the books were not read by it`
    )
    expect(toldWith()).toEqual({ status: 0, stderr: "", end: [...end, ""] })
  })

  it("that are refused end the story with what is wrong", () => {
    expect(toldWith("echo unbalanced >&2; exit 1")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("hledger refuses the books: unbalanced")
    })
  })

  const hledger = (...args: ReadonlyArray<string>) => said("hledger", "-f", file("journal"), ...args)
  const readers: ReadonlyArray<readonly [program: string, accepts: () => void]> = [
    [
      "hledger",
      () => {
        expect(hledger("check", "--strict")).toBe("")
        const theirs = hledger("balance", "--flat", "-O", "csv").trim().split("\n").slice(1)
        const ours = balances.map(([name, title]) => {
          const line = stdout.split("\n").find((one) => one.startsWith(`  ${title}  `))
          return `"${name}","${line
            ?.slice(title.length + 2)
            .trim()
            .replace(/ +/, " ")}"`
        })
        expect(theirs).toEqual([...ours, '"total","0"'])
      }
    ],
    ["bean-check", () => expect(said("bean-check", file("beancount"))).toBe("")]
  ]

  it.each(readers.filter(([program]) => isInstalled(program)))("are accepted by %s", (_, accepts) =>
    accepts()
  )

  it.each(readers.filter(([program]) => !isInstalled(program)))(
    "%s is not installed here: what is exported for it was not read by it",
    (program) => expect(isInstalled(program)).toBe(false)
  )
})
