/** Every line of a file that the journal does not bear out is found, and called what it is. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { csvLine } from "../../src/books/Csv.ts"
import { comparable, type FileLine } from "../../src/books/ExternalFile.ts"
import { type JournalItem, type Pairing, reconcile } from "../../src/books/reconcile.ts"
import type { Reconciled, Reconciliation } from "../../src/books/Reconciliation.ts"
import { itemsOf } from "../../src/books/Reconciliation.ts"
import { reconcileJournal } from "../../src/reconcileJournal.ts"
import {
  configurations,
  demoConfiguration,
  histories,
  type InProcessTill,
  playAll,
  till as tillOf
} from "../../src/testing/index.ts"
import { inUnits } from "../../src/values/Asset.ts"
import { OperationId } from "../../src/values/Ids.ts"
import { chain } from "./chain.ts"

/** `A:10 B:-2.5` are lines or operations with their references; `:10` has none. */
const sides = (text: string) =>
  text
    .split(" ")
    .filter((one) => one !== "")
    .map((one, n) => {
      const [reference = "", units = ""] = one.split(":")
      return { n, amount: BigInt(units), asset: "EUR", ...(reference !== "" && { reference }) }
    })

const linesOf = (text: string): ReadonlyArray<FileLine> =>
  sides(text).map(({ n, ...side }) => ({ ...side, line: n + 2 }))

const itemsIn = (text: string): ReadonlyArray<JournalItem> =>
  sides(text).map(({ n, ...side }) => ({
    ...side,
    operation: OperationId.make(`op_${n + 1}`),
    date: "2026-11-21"
  }))

const shown = ({ file, journal, lines, match, operations, reference = "-" }: Pairing): string =>
  [
    reference,
    match,
    ...(file === undefined ? [] : [`file ${file}`]),
    ...(journal === undefined ? [] : [`journal ${journal}`]),
    ...lines.map((line) => `line ${line}`),
    ...operations
  ].join(" ")

describe("a file against the journal", () => {
  it.each([
    // file, journal, what is found
    ["A:10", "A:10", ["A matched file 10 journal 10 line 2 op_1"]],
    ["A:10", "A:12", ["A different file 10 journal 12 line 2 op_1"]],
    ["A:10", "", ["A missingInJournal file 10 line 2"]],
    ["", "A:10", ["A missingInFile journal 10 op_1"]],
    ["A:10 A:10", "A:10", ["A matched file 10 journal 10 line 2 op_1", "A duplicateInFile file 10 line 3"]],
    [
      "A:10",
      "A:10 A:10",
      ["A matched file 10 journal 10 line 2 op_1", "A duplicateInJournal journal 10 op_2"]
    ],
    ["A:9 A:10", "A:10", ["A matched file 10 journal 10 line 3 op_1", "A duplicateInFile file 9 line 2"]],
    ["A:10", "A:9 A:10", ["A matched file 10 journal 10 line 2 op_2", "A duplicateInJournal journal 9 op_1"]],
    ["A:1 A:2", "", ["A missingInJournal file 1 line 2", "A duplicateInFile file 2 line 3"]],
    [
      "A:5 A:7",
      "A:7 A:9",
      [
        "A matched file 7 journal 7 line 3 op_1",
        "A duplicateInFile file 5 line 2",
        "A duplicateInJournal journal 9 op_2"
      ]
    ],
    [":5 :5", "", ["- missingInJournal file 5 line 2", "- missingInJournal file 5 line 3"]],
    [":5", ":5", ["- missingInJournal file 5 line 2", "- missingInFile journal 5 op_1"]],
    [
      "B:1 A:2",
      "C:3 A:2",
      [
        "B missingInJournal file 1 line 2",
        "A matched file 2 journal 2 line 3 op_2",
        "C missingInFile journal 3 op_1"
      ]
    ]
  ])("%j with %j", (file, journal, found) => {
    const options = {
      isSummed: false,
      referenceOf: ({ reference }: { readonly reference?: string }) => reference
    }
    expect(reconcile(linesOf(file), itemsIn(journal), options).map(shown)).toEqual(found)
  })

  it("lists what the file does not have in the order of its operations, however they are read", () => {
    const options = { isSummed: false, referenceOf: () => undefined }
    const found = reconcile([], itemsIn(":1 :2 :3").toReversed(), options)
    expect(found.flatMap(({ operations }) => operations)).toEqual(["op_1", "op_2", "op_3"])
  })

  it.each([
    ["A:4 A:6", "A:10", ["A matched file 10 journal 10 line 2 line 3 op_1"]],
    ["A:10", "A:12 A:-2", ["A matched file 10 journal 10 line 2 op_1 op_2"]],
    ["A:4 A:6", "A:9", ["A different file 10 journal 9 line 2 line 3 op_1"]],
    ["A:4 A:6", "", ["A missingInJournal file 10 line 2 line 3"]],
    // A sale that was given back on the same day stands in no file of totals.
    ["", "A:10 A:-10", ["A matched journal 0 op_1 op_2"]],
    ["A:3 A:-3", "", ["A matched file 0 line 2 line 3"]]
  ])("%j with %j, added up", (file, journal, found) => {
    const options = {
      isSummed: true,
      referenceOf: ({ reference }: { readonly reference?: string }) => reference
    }
    expect(reconcile(linesOf(file), itemsIn(journal), options).map(shown)).toEqual(found)
  })
})

const shop = (): InProcessTill => {
  const till = tillOf(demoConfiguration, { at: Date.UTC(2026, 10, 21, 2) })
  const send = (sent: Readonly<Record<string, unknown>>) =>
    expect(till.submit({ key: `k${till.journal().length}`, currency: "CNY", ...sent })).toMatchObject({
      outcome: "approved"
    })
  const cash = { tender: { kind: "cash" } }
  send({
    type: "Issue",
    program: "giftCard",
    card: "9902 0001",
    outlet: "KTV1",
    amount: 10_000,
    ...cash,
    reference: "L1"
  })
  send({ type: "Redeem", card: "9902 0001", outlet: "FR1", amount: 2_550, reference: "S1" })
  send({ type: "Redeem", card: "9902 0001", outlet: "KTV1", amount: 1_000, reference: "-S2" })
  send({ type: "Refund", originalKey: "k2", outlet: "KTV1", amount: 400, reference: "-S2" })
  till.now += 86_400_000
  send({ type: "Redeem", card: "9902 0001", outlet: "FR1", amount: 50 })
  return till
}

const sales = { by: "reference", account: { kind: "merchantPayable" } } as const
const columns = { reference: "Receipt", amount: "Amount" }

const found = async (
  asked: Partial<Reconciliation> & Pick<Reconciliation, "file">,
  till = shop()
): Promise<Reconciled | ReadonlyArray<string>> => {
  const result = await till.report((desk) =>
    Effect.result(
      Effect.catchTag(
        reconcileJournal(desk, { ...sales, columns, currency: "CNY", ...asked }),
        "StoreUnavailable",
        (outage) => Effect.die(outage)
      )
    )
  )
  return Result.isSuccess(result)
    ? result.success
    : result.failure.faults.map(({ message, path }) => `${path.join(", ")}: ${message}`)
}

const rowsOf = (reconciled: Reconciled | ReadonlyArray<string>): ReadonlyArray<string> =>
  "differences" in reconciled
    ? reconciled.differences.rows.map(({ difference, lines, match, reference = "" }) =>
        `${match} ${reference} ${difference} ${lines}`.trim()
      )
    : reconciled

describe("a POS's sales", () => {
  it.each<readonly [string, string, Partial<Reconciliation>, ReadonlyArray<string>]>([
    [
      "one by one",
      "Receipt,Amount\nS1,25.50\n-S2,10.00\n",
      {},
      ["matched S1 0 2", "matched -S2 0 3", "duplicateInJournal -S2 400", "missingInFile  -50"]
    ],
    [
      "added up, guarded against formulas, with a semicolon and a comma",
      "Receipt;Amount\nS1;25,5\n'-S2;6\n",
      { isSummed: true, separator: ";", decimal: "," },
      ["matched S1 0 2", "matched -S2 0 3", "missingInFile  -50"]
    ],
    [
      "of one outlet",
      "Receipt,Amount\nS1,25.51\n",
      { outlet: "FR1" as never, to: "2026-11-21" },
      ["different S1 1 2"]
    ],
    [
      "by outlet and day",
      "Shop,Day,Sum\nFR1,2026-11-21,25.50\nKTV1,2026-11-21,7.00\nFR1,2026-11-22,0.50\n",
      { by: "outletAndDay", columns: { outlet: "Shop", date: "Day", amount: "Sum" } },
      ["matched FR1 2026-11-21 0 2", "different KTV1 2026-11-21 100 3", "matched FR1 2026-11-22 0 4"]
    ],
    [
      "by key",
      "Key,Amount\nk1,25.50\nk9,1.00\n",
      {
        by: "key",
        columns: { reference: "Key", amount: "Amount" },
        to: "2026-11-21",
        outlet: "FR1" as never
      },
      ["matched k1 0 2", "missingInJournal k9 100 3"]
    ],
    [
      "what was taken in cash",
      "Receipt,Amount\nL1,100\n",
      { account: { kind: "cashClearing", tender: "cash" } },
      ["matched L1 0 2"]
    ],
    [
      "of one currency, which says nothing of the others",
      "Receipt,Amount\nS1,7\n",
      { currency: "JPY" },
      ["missingInJournal S1 7 2"]
    ],
    [
      "in a currency that a column says",
      "Receipt,Amount,Cur\nS1,2550,JPY\nS1,25.50,CNY\n",
      { columns: { ...columns, currency: "Cur" }, outlet: "FR1" as never, to: "2026-11-21" },
      ["missingInJournal S1 2550 2", "matched S1 0 3"]
    ],
    ["as of an instant before", "Receipt,Amount\n", { asOf: Date.UTC(2026, 10, 20) }, []]
  ])("%s", async (_, file, asked, rows) => {
    expect(rowsOf(await found({ file, withMatched: true, ...asked }))).toEqual(rows)
  })

  const byDay = { by: "outletAndDay", columns: { outlet: "Receipt", date: "Day", amount: "Amount" } } as const
  it.each<readonly [string, string, Partial<Reconciliation>, ReadonlyArray<string>]>([
    ["a POS knows of sales", "Receipt,Amount\nS1,1.20\n", {}, ["matched S1 0 2"]],
    [
      "an outlet of its days",
      "Receipt,Day,Amount\nB1,2026-11-21,1.20\n",
      byDay,
      ["matched B1 2026-11-21 0 2"]
    ],
    [
      "an acquirer of what was paid by card and taken back",
      "Receipt,Amount\nL2,0.50\nCB1,-0.20\n",
      { account: { kind: "cashClearing", tender: "bankCard" } },
      ["matched L2 0 2", "matched CB1 0 3"]
    ],
    [
      "whoever gives bonuses of bonuses",
      "Receipt,Amount\nL1,0.30\n",
      { account: { kind: "promotionExpense" } },
      ["matched L1 0 2"]
    ],
    [
      "who settles of what was settled",
      "Receipt,Amount\n",
      { account: { kind: "ownerSettlement" } },
      ["missingInFile  82"]
    ]
  ])("leaves what owners settle to those who settle: %s", async (_, file, asked, rows) => {
    expect(rowsOf(await found({ file, withMatched: true, ...asked }, chain()))).toEqual(rows)
  })

  it("is summed up in rows that come to the whole file and the whole journal", async () => {
    const reconciled = await found({ file: "Receipt,Amount\nS1,25.51\nX,1.00\n" })
    expect("summary" in reconciled && reconciled.summary.rows).toEqual([
      { match: "different", asset: "CNY", count: 1, file: 2_551n, journal: 2_550n, difference: 1n },
      { match: "missingInJournal", asset: "CNY", count: 1, file: 100n, journal: 0n, difference: 100n },
      { match: "missingInFile", asset: "CNY", count: 2, file: 0n, journal: 1_050n, difference: -1_050n },
      { match: "duplicateInJournal", asset: "CNY", count: 1, file: 0n, journal: -400n, difference: 400n }
    ])
    expect("summary" in reconciled && reconciled.summary.totals).toEqual([
      { asset: "CNY", amounts: { file: 2_651n, journal: 3_200n, difference: -549n } }
    ])
  })

  it.each<readonly [string, Partial<Reconciliation>, ReadonlyArray<string>]>([
    [
      "Receipt,Amount\nS1,25.505\nS2,1e3\nS3,\nS4,1,000\nS5,1.00\n",
      {},
      [
        'file, line 2, Amount: Expected an amount in digits, at most 2 of them after "."',
        'file, line 3, Amount: Expected an amount in digits, at most 2 of them after "."',
        'file, line 4, Amount: Expected an amount in digits, at most 2 of them after "."',
        "file, line 5: Expected 2 cells, as the headings are, and found 3"
      ]
    ],
    [
      'Receipt,Amount,Cur\nS1,"1\n2",EUR\nS2,1,CNY\n',
      { columns: { ...columns, currency: "Cur" } },
      [
        "file, line 2, Cur: Expected one of CNY, JPY, KWD",
        "file, line 2, Amount: Expected an amount in digits"
      ]
    ],
    [
      "Receipt,Amount,Day\nS1,1,21.11.2026\n\nS2,1,2026-02-30\n",
      { columns: { ...columns, date: "Day" } },
      [
        "file, line 2, Day: Expected a date such as 2026-11-21",
        "file, line 4, Day: Expected a date such as 2026-11-21"
      ]
    ],
    ["Bon,Amount\n", {}, ["columns, reference: Expected the heading of one column, of: Bon, Amount"]],
    [
      "Receipt,Amount,Amount\n",
      {},
      ["columns, amount: Expected the heading of one column, of: Receipt, Amount, Amount"]
    ],
    [
      "Receipt,Amount\n",
      { by: "outletAndDay" },
      ["columns, outlet: Expected the heading of a column", "columns, date: Expected the heading of a column"]
    ],
    ["", {}, ["file, line 1: Expected the headings of the columns"]],
    ['Receipt,Amount\n"S1,1\n', {}, ['file, line 2: Expected the end of the cell, found "\\""']]
  ])("names what is wrong with %j", async (file, asked, faults) => {
    expect(await found({ file, ...asked })).toEqual(faults)
  })
})

/** A till whose commands all have a reference, some of them odd. */
const referring = (till: InProcessTill): InProcessTill => {
  let count = 0
  const odd = ["", "=", "-", "+", "@", ' "', ",", "'="]
  const submit = till.submit.bind(till)
  return Object.assign(till, {
    submit: (sent: Readonly<Record<string, unknown>>, client?: string) => {
      count += 1
      return submit({ ...sent, reference: `${odd[count % odd.length]}R${count}` }, client)
    }
  })
}

const mutations = ["none", "dropped", "added", "changed", "doubled"] as const

describe("a file that was made from the journal", () => {
  it("agrees wholly, and every single change of it is found as what it is", async () => {
    const cases = fc.record({
      configuration: configurations(),
      steps: histories(),
      by: fc.constantFrom("reference" as const, "operation" as const, "key" as const),
      kind: fc.constantFrom("merchantPayable" as const, "cashClearing" as const, "promotionExpense" as const),
      mutation: fc.constantFrom(...mutations),
      place: fc.nat(),
      by_how_much: fc.constantFrom(1n, -1n, 100n)
    })
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(cases, async ({ by, by_how_much, configuration, kind, mutation, place, steps }) => {
        const till = referring(tillOf(configuration))
        await playAll(till, steps)
        const account = { kind }
        // What the ledger did by itself has a key and an id, but no reference.
        const items = till.journal().flatMap(({ operation }) => itemsOf(operation, { account, by }))
        const withOne = items.filter(({ reference }) => reference !== undefined)
        const alone = items.length - withOne.length
        const rows = withOne.map(({ amount, asset, reference = "" }) => ({ amount, asset, reference }))
        const at = rows.length === 0 ? 0 : place % rows.length
        const target = rows[at]
        if (target === undefined && mutation !== "added" && mutation !== "none") return
        const added = { amount: 1n, asset: target?.asset ?? "CNY", reference: "not there" }
        const changed: Record<typeof mutation, ReadonlyArray<typeof added>> = {
          none: rows,
          dropped: rows.toSpliced(at, 1),
          added: rows.toSpliced(at, 0, added),
          changed: target ? rows.with(at, { ...target, amount: target.amount + by_how_much }) : rows,
          doubled: target ? rows.toSpliced(at, 0, target) : rows
        }
        const file = [["ref", "amount", "currency"]]
          .concat(
            changed[mutation].map(({ amount, asset, reference }) => [
              reference,
              inUnits(amount, asset === "PTS" ? 0 : 2),
              asset
            ])
          )
          .map(csvLine)
          .join("")
        const reconciled = await found(
          { by, account, file, columns: { reference: "ref", amount: "amount", currency: "currency" } },
          till
        )
        if (!("differences" in reconciled)) throw new Error(reconciled.join("\n"))
        const expected = {
          none: undefined,
          dropped: "missingInFile",
          added: "missingInJournal",
          changed: "different",
          doubled: "duplicateInFile"
        }[mutation]
        const differences = reconciled.differences.rows.filter(
          ({ match, reference }) => match !== "missingInFile" || reference !== undefined
        )
        expect(reconciled.differences.rows.length - differences.length).toBe(alone)
        expect(differences.map(({ match, reference }) => [match, reference])).toEqual(
          expected === undefined
            ? []
            : [[expected, mutation === "added" ? "not there" : comparable(target?.reference ?? "")]]
        )
        seen.add(mutation)
      }),
      { numRuns: 250, seed: 20_261_121 }
    )
    expect([...seen].toSorted()).toEqual([...mutations].toSorted())
  })
})
