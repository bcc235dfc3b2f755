/**
 * The law of the roll-forward: what was owed, what came and went and what is owed now add up, whenever one looks.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { type CohortMoved, type CostMoved, rollForward } from "../../books/rollForward.ts"
import { costColumns, liabilityColumns } from "../../books/liabilityColumns.ts"
import type { Period } from "../../books/Period.ts"
import type { Operation } from "../../journal/Operation.ts"
import { trialBalance } from "../../journal/trialBalance.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { histories } from "../arbitraries/steps.ts"
import type { Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

/** Days in place of months, so that a short history has many cohorts. */
const cohortOf = (instant: number): string => String(Math.floor(instant / 86_400_000))

const rolled = (operations: ReadonlyArray<Operation>, period: Period) => {
  const fold = rollForward(period, cohortOf)
  for (const operation of operations) fold.add(operation)
  return { cohorts: fold.cohorts(), costs: fold.costs() }
}

const valueOf = (row: object, name: string): bigint => Reflect.get(row, name) as bigint

/** opening + … − … = closing, column by column. */
const addsUp = (row: CohortMoved | CostMoved, columns: Readonly<Record<string, bigint>>): void => {
  const sum = Object.entries(columns).reduce(
    (total, [name, sign]) => total + sign * valueOf(row, name),
    row.opening
  )
  assert.equal(
    sum,
    row.closing,
    JSON.stringify(row, (_, value) => (typeof value === "bigint" ? `${value}` : value))
  )
}

const summed = (entries: Iterable<readonly [string, bigint]>): ReadonlyMap<string, bigint> => {
  const sums = new Map<string, bigint>()
  for (const [name, amount] of entries) sums.set(name, (sums.get(name) ?? 0n) + amount)
  return new Map([...sums].filter(([, sum]) => sum !== 0n).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The closing of each account of the books as they were after these operations. */
const tiesToBooks = (
  operations: ReadonlyArray<Operation>,
  { cohorts, costs }: ReturnType<typeof rolled>
): void => {
  const books = trialBalance(operations.flatMap(({ entry }) => entry.postings))
  const owed = books.filter(({ account }) => account.kind === "liability")
  assert.deepEqual(
    summed(
      cohorts.map((row) => [[row.asset, row.program, row.subWallet, row.funding].join(" "), row.closing])
    ),
    summed(
      owed.map(({ account, amount, asset }) => [
        [asset, account.program, account.subWallet, account.funding].join(" "),
        -amount
      ])
    ),
    "liabilities"
  )
  assert.deepEqual(
    summed(costs.map(({ asset, closing, program }) => [`${asset} ${program}`, closing])),
    summed(
      books
        .filter(({ account }) => account.kind === "promotionExpense")
        .map(({ account, amount, asset }) => [`${asset} ${account.program}`, amount])
    ),
    "what promotions cost"
  )
}

/** What of each cohort is in wallets. */
const tiesToLots = async (till: Till, cohorts: ReadonlyArray<CohortMoved>): Promise<void> => {
  const wallets = await till.wallets()
  assert.deepEqual(
    summed(
      cohorts.map((row) => [[row.asset, row.subWallet, row.funding, row.cohort].join(" "), row.closing])
    ),
    summed(
      wallets.flatMap(({ asset, lots }) =>
        lots.map(
          ({ funding, fundedAt, remaining, subWallet }) =>
            [[asset, subWallet, funding, cohortOf(fundedAt)].join(" "), remaining] as const
        )
      )
    ),
    "cohorts"
  )
}

/** How the same account stands at the end of one period and at the beginning of the next. */
const standing = (rows: ReadonlyArray<CohortMoved>, at: "opening" | "closing") =>
  summed(
    rows.map((row) => [[row.asset, row.program, row.subWallet, row.funding, row.cohort].join(" "), row[at]])
  )

export const liabilityRollsForward = law(
  "roll-forward",
  "In every period and for every cohort, opening and columns add up to closing; closing is what the books owe and what is in the lots; what one period closes with the next one opens with, in whatever order the journal is read.",
  fc.record({
    configuration: configurations().map((document) => ({
      ...document,
      programs: document.programs.map((program) => ({
        ...program,
        escheat: { after: { days: 1 }, from: "issue" as const }
      }))
    })),
    steps: histories({
      longest: 24,
      of: [
        "wait",
        "load",
        "offer",
        "redeem",
        "redeem",
        "hold",
        "capture",
        "refund",
        "undo",
        "reverse",
        "reverse",
        "clawback",
        "chargeback",
        "escheat",
        "adjust",
        "merchandise",
        "cashOut",
        "transfer",
        "prolong",
        "reinstate",
        "burn",
        "await",
        "confirm",
        "sweep"
      ]
    }),
    cut: fc.nat(30)
  }),
  (open, { configuration, cut, steps }) =>
    onLedger(open, configuration, async (till) => {
      await playAll(till, steps)
      const operations = (await till.journal()).map(({ operation }) => operation)
      const at = operations[Math.min(cut, operations.length - 1)]
      if (at === undefined) return
      const until = { asOf: at.recordedAt }
      const earlier = operations.filter(({ recordedAt }) => recordedAt <= at.recordedAt)
      const first = rolled(operations, until)
      const second = rolled(operations, { after: at.recordedAt })
      for (const { cohorts, costs } of [first, second]) {
        for (const row of cohorts) addsUp(row, liabilityColumns)
        for (const row of costs) addsUp(row, costColumns)
      }
      tiesToBooks(earlier, first)
      tiesToBooks(operations, second)
      await tiesToLots(till, second.cohorts)
      assert.deepEqual(standing(second.cohorts, "opening"), standing(first.cohorts, "closing"))
      assert.deepEqual(rolled(operations.toReversed(), until), first)
      const day = at.businessDate
      const dated = rolled(operations, { from: day, to: day })
      for (const row of dated.cohorts) addsUp(row, liabilityColumns)
      tiesToBooks(
        operations.filter(({ businessDate }) => businessDate <= day),
        dated
      )
    })
)
