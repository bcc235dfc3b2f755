/** hledger and beancount accept what is exported for them, and come to the same balances, to the last unit. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { nameIn } from "../../src/books/AccountChart.ts"
import { readCsv } from "../../src/books/Csv.ts"
import type { JournalExport } from "../../src/books/JournalExport.ts"
import { exported } from "../../src/exportJournal.ts"
import {
  configurations,
  demoConfiguration,
  histories,
  type InProcessTill,
  playAll,
  till as tillOf
} from "../../src/testing/index.ts"
import { inUnits } from "../../src/values/Asset.ts"
import { isInstalled, run } from "./programs.ts"

const text = (till: InProcessTill, asked: JournalExport): Promise<string> =>
  till.report((desk) => Effect.map(Stream.runCollect(exported(desk, asked)), (pieces) => pieces.join("")))

const exponents = new Map([
  ["CNY", 2],
  ["EUR", 2],
  ["P4U", 0],
  ["KWD", 3],
  ["PTS", 0],
  ["POINTS", 0]
])
const exponentOf = (asset: string) => exponents.get(asset) ?? 0

/** What the trial balance comes to by the default names, without zeros: `name asset amount`. */
const ours = (till: InProcessTill): ReadonlyArray<string> => {
  const sums = new Map<string, bigint>()
  for (const { account, amount, asset } of till.books()) {
    const key = `${nameIn([])(account)} ${asset}`
    sums.set(key, (sums.get(key) ?? 0n) + amount)
  }
  return [...sums]
    .flatMap(([key, amount]) =>
      amount === 0n ? [] : [`${key} ${inUnits(amount, exponentOf(key.slice(key.lastIndexOf(" ") + 1)))}`]
    )
    .toSorted()
}

const cells = (csv: string): ReadonlyArray<ReadonlyArray<string>> =>
  Result.getOrThrow(readCsv(csv))
    .slice(1)
    .map((record) => record.cells)

/** hledger's balances: one line per account, amounts of several commodities between commas. */
const hledgerSays = (journal: string): ReadonlyArray<string> =>
  cells(run("hledger", journal, ["-f", "FILE", "balance", "--flat", "--no-total", "-O", "csv"]))
    .flatMap(([name = "", amounts = ""]) =>
      amounts.split(", ").map((amount) => {
        const [, number = "", asset = ""] = /^(\S+) "?([A-Z0-9]+)"?$/.exec(amount) ?? []
        return `${name} ${asset} ${number}`
      })
    )
    .toSorted()

/** beancount's balances: one line per account and currency. */
const beancountSays = (journal: string): ReadonlyArray<string> =>
  cells(
    run("bean-query", journal, [
      "-q",
      "-f",
      "csv",
      "FILE",
      // In millionths: it prints fractions to the digits that most amounts have.
      "select account, currency, sum(number * 1000000) as total group by account, currency"
    ])
  )
    .flatMap(([name = "", asset = "", total = ""]) => {
      const amount = BigInt(total.trim().replace(/\.0*$/, "")) / 10n ** BigInt(6 - exponentOf(asset.trim()))
      return amount === 0n
        ? []
        : [`${name.trim()} ${asset.trim()} ${inUnits(amount, exponentOf(asset.trim()))}`]
    })
    .toSorted()

interface Program {
  readonly format: "hledger" | "beancount"
  /** What it needs to be read strictly: every account and commodity declared, every balance right. */
  readonly check: (journal: string) => string
  readonly balances: (journal: string) => ReadonlyArray<string>
  /** The references that it finds in the text. */
  readonly references: (journal: string) => ReadonlyArray<string>
}

const programs: ReadonlyArray<Program> = [
  {
    format: "hledger",
    check: (journal) => run("hledger", journal, ["-f", "FILE", "check", "--strict"]),
    balances: hledgerSays,
    references: (journal) =>
      run("hledger", journal, ["-f", "FILE", "tags", "--values", "reference"])
        .split("\n")
        .filter((value) => value !== "")
        .map((value) => value.replaceAll("%2C", ",").replaceAll("%25", "%"))
  },
  {
    format: "beancount",
    check: (journal) => run("bean-check", journal, ["FILE"]),
    balances: beancountSays,
    references: (journal) =>
      cells(
        run("bean-query", journal, ["-q", "-f", "csv", "FILE", "select distinct entry_meta('reference')"])
      )
        .map(([value = ""]) => value.trim())
        .filter((value) => value !== "")
  }
]

const isThere = { hledger: isInstalled("hledger"), beancount: isInstalled("bean-check") }

/** Plays the operations of an example, at their times. */
const example = (name: string): InProcessTill => {
  const folder = join(import.meta.dirname, "../../../../examples", name)
  const till = tillOf(JSON.parse(readFileSync(join(folder, "PROGRAMS.json"), "utf8")))
  for (const line of readFileSync(join(folder, "operations.ndjson"), "utf8").split("\n")) {
    if (line.trim() === "") continue
    const sent: { readonly type: string; readonly at?: string; readonly terminal?: string } = JSON.parse(line)
    if (sent.at !== undefined) till.now = Math.max(till.now, Date.parse(sent.at))
    if (!["Quote", "Balance", "Statement"].includes(sent.type))
      till.submit({ ...sent }, sent.terminal ?? "pos")
  }
  return till
}

const references = [
  'a, "b"; c \\ date:2020-01-01 [2020-01-01] | % %2C',
  "=1+1",
  "Überweisung 现金 '",
  "; comment",
  "\\",
  '"'
]

/** A till at which every asset and odd reference comes up. */
const oddTill = (): InProcessTill => {
  const points = { code: "P4U", exponent: 0 }
  const programs = demoConfiguration.programs.map((program) =>
    program.id === "yen" ? { ...program, asset: points } : program
  )
  const till = tillOf({ ...demoConfiguration, programs })
  const issue = (program: string, currency: string, n: number, reference: string) =>
    till.submit({
      type: "Issue",
      key: `i${n}`,
      program,
      card: `9902 0000 000${n}`,
      outlet: n % 2 === 0 ? "KTV1" : "FR1",
      amount: 12_345,
      currency,
      tender: { kind: n % 3 === 0 ? "bankCard" : "cash" },
      reference
    })
  references.forEach((reference, n) => {
    const [program = "", currency = ""] =
      [
        ["giftCard", "CNY"],
        ["yen", "P4U"],
        ["dinar", "KWD"]
      ][n % 3] ?? []
    issue(program, currency, n, reference)
    till.now += 40_000_000
  })
  till.submit({ type: "Redeem", key: "r", card: "9902 0000 0000", outlet: "FR1", amount: 1, currency: "CNY" })
  return till
}

describe.each(programs.filter(({ format }) => isThere[format]))(
  "$format",
  ({ balances, check, format, references: found }) => {
    const agrees = async (till: InProcessTill, asked: Omit<JournalExport, "format"> = {}) => {
      const journal = await text(till, { ...asked, format })
      expect(check(journal)).toBe("")
      expect(balances(journal)).toEqual(ours(till))
    }

    it.each(["shop-day", "ktv", "membership"])("reads the day of %s", async (name) => {
      await agrees(example(name))
      await agrees(example(name), { summary: "day", balances: "end" })
    })

    it("reads every asset and whatever stands in a reference", async () => {
      const till = oddTill()
      expect(till.journal().length).toBeGreaterThan(6)
      await agrees(till)
      await agrees(till, { summary: "day" })
      expect(found(await text(till, { format })).toSorted()).toEqual(references.toSorted())
    })

    it("reads points that are called like a word of its own", async () => {
      const called = (code: string) => {
        const programs = demoConfiguration.programs.map((program) =>
          program.id === "yen" ? { ...program, asset: { code, exponent: 0 } } : program
        )
        const till = tillOf({ ...demoConfiguration, programs })
        const card = { program: "yen", card: "9860 0000 0001", outlet: "KTV1" }
        const sent = {
          type: "Issue",
          key: "i",
          ...card,
          amount: 12,
          currency: code,
          tender: { kind: "cash" }
        }
        expect(till.submit(sent).outcome).toBe("approved")
        return till
      }
      for (const code of ["TRUE", "FALSE", "NULL"])
        expect(check(await text(called(code), { format }))).toBe("")
    })

    it("reads an empty journal", async () => agrees(tillOf(demoConfiguration)))

    it("comes to the same balances whatever happens", async () => {
      const cases = fc.record({ configuration: configurations(), steps: histories() })
      await fc.assert(
        fc.asyncProperty(cases, async ({ configuration, steps }) => {
          const till = tillOf(configuration)
          await playAll(till, steps)
          await agrees(till)
        }),
        { numRuns: 12, seed: 20_261_121 }
      )
    }, 120_000)

    it.each([
      [
        "a unit too much",
        (journal: string) => journal.replace(/(Liabilities:Merchants:\w+ {2}-\d+)\.\d\d/, "$1.99")
      ],
      ["a balance that is wrong by a unit", (journal: string) => wrongBalance(format, journal)],
      [
        "an account that was not declared",
        (journal: string) => journal.replace(/^.*(account|open) Liabilities:Merchants:.*$/m, "")
      ]
    ])("refuses %s", async (_, wrong) => {
      const journal = await text(example("shop-day"), { format })
      expect(wrong(journal)).not.toBe(journal)
      expect(check(wrong(journal))).toContain("failed")
    })
  }
)

const wrongBalance = (format: "hledger" | "beancount", journal: string): string =>
  format === "hledger"
    ? journal.replace(
        /= (-?\d+\.\d)(\d) EUR/,
        (_, all: string, last: string) => `= ${all}${(Number(last) + 1) % 10} EUR`
      )
    : journal.replace(
        /(balance \S+ +-?\d+\.\d)(\d) ~ 0 EUR/,
        (_, all: string, last: string) => `${all}${(Number(last) + 1) % 10} ~ 0 EUR`
      )

it.each(programs.filter(({ format }) => !isThere[format]))(
  "$format is not installed here: what is exported for it was not read by it",
  ({ format }) => expect(isThere[format]).toBe(false)
)
