/**
 * The law of clearing reports: what they show of any network ties to the journal and to each other, to the last unit.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import { clearingOn } from "../../Clearing.ts"
import { type EntryRow, entryStatuses } from "../../clearing/entries.ts"
import type { PeriodRow } from "../../clearing/periods.ts"
import { placeKinds } from "../../clearing/statement.ts"
import { readStored } from "../../command/Outcome.ts"
import type { Operation } from "../../journal/Operation.ts"
import { cycleOf, cyclesOf } from "../../network/ClearingTerms.ts"
import type { OwnerId } from "../../values/Ids.ts"
import { cases, issuerIn, issuersIn, Story } from "../arbitraries/clearingStory.ts"
import type { Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"
import { changeTerms } from "./pastReports.ts"

/** Sums by name, without those that come to nothing, in the order of their names. */
class Sums {
  private readonly sums = new Map<string, bigint>()

  add(name: string, amount: bigint): void {
    this.sums.set(name, (this.sums.get(name) ?? 0n) + amount)
  }

  told(): ReadonlyArray<string> {
    return [...this.sums].flatMap(([name, sum]) => (sum === 0n ? [] : [`${name} ${sum}`])).toSorted()
  }
}

const summed = <Row>(
  rows: ReadonlyArray<Row>,
  nameOf: (row: Row) => string | undefined,
  amountOf: (row: Row) => bigint
): ReadonlyArray<string> => {
  const sums = new Sums()
  for (const row of rows) {
    const name = nameOf(row)
    if (name !== undefined) sums.add(name, amountOf(row))
  }
  return sums.told()
}

interface Due {
  readonly owner: string
  readonly asset: string
  readonly due: bigint
}

const byOwner = (rows: ReadonlyArray<Due>): ReadonlyArray<string> =>
  summed(
    rows,
    ({ asset, owner }) => `${owner} ${asset}`,
    ({ due }) => due
  )

const toNothing = (rows: ReadonlyArray<Due>): ReadonlyArray<string> =>
  summed(
    rows,
    ({ asset }) => asset,
    ({ due }) => due
  )

/** Entries as a statement has them: what is due to an owner, its issuer owes. */
const bothSides = (rows: ReadonlyArray<EntryRow>): ReadonlyArray<Due> =>
  rows.flatMap(({ asset, due, issuer, owner }) => [
    { owner, asset, due },
    { owner: issuer, asset, due: -due }
  ])

/** What of the journal was traded at the outlets of others than the issuer, told from postings alone. */
const tradedIn = (operations: ReadonlyArray<Operation>, till: Till): ReadonlyArray<string> => {
  const sums = new Sums()
  for (const { entry, outlet = "", verb } of operations)
    for (const { account, amount, asset } of entry.postings) {
      if (verb === "CutOff" || verb === "PayPeriod" || verb === "CorrectClearing") continue
      if (account.kind === "cashClearing" && account.owner !== issuerIn(till, asset))
        sums.add(`${account.owner} ${outlet} ${account.tender} ${asset}`, amount)
      if (account.kind === "merchantPayable" && account.owner !== issuerIn(till, asset))
        sums.add(`${account.owner} ${outlet} accepted ${asset}`, -amount)
    }
  return sums.told()
}

const tradedBy = (rows: ReadonlyArray<EntryRow>): ReadonlyArray<string> =>
  summed(
    rows,
    ({ asset, kind, outlet = "", owner, tender }) => {
      if (kind === "acceptance") return `${owner} ${outlet} accepted ${asset}`
      return kind === "load" || kind === "payout" ? `${owner} ${outlet} ${tender} ${asset}` : undefined
    },
    ({ base }) => base
  )

const asked = (till: Till) =>
  till.report((desk) =>
    Effect.gen(function* () {
      const clearing = clearingOn(desk)
      const cycles = cyclesOf(till.network().configuration.clearing).map(({ id }) => id)
      const periods = (yield* Effect.forEach(cycles, (cycle) => clearing.periods({ cycle }))).flatMap(
        ({ rows }) => rows
      )
      const named = new Map(periods.map((row) => [`${row.cycle} ${row.through}`, row]))
      return {
        periods,
        ofPeriods: yield* Effect.forEach(named.values(), ({ cycle, through }) =>
          Effect.all({
            positions: Effect.succeed(
              periods.filter((one) => one.cycle === cycle && one.through === through)
            ),
            entries: clearing.entries({ cycle, through }),
            statements: Effect.forEach(placeKinds, (by) => clearing.statement({ cycle, through, by }))
          })
        ),
        all: (yield* clearing.entries({})).rows,
        byStatus: yield* Effect.forEach(entryStatuses, (status) =>
          Effect.map(clearing.entries({ status }), ({ rows }) => rows)
        ),
        statements: yield* Effect.forEach(placeKinds, (by) => clearing.statement({ by }))
      }
    })
  )

const statusTold: Readonly<Record<string, string>> = { cutOff: "netted", failed: "netted", paid: "settled" }

/** How far what each owner is due of what was cut off is: its positions, and its entries, say the same. */
const farAsPositions = (
  till: Till,
  periods: ReadonlyArray<PeriodRow>,
  all: ReadonlyArray<EntryRow>
): void => {
  // Who is owed by others has their positions turned round in its own.
  const issuers = issuersIn(till)
  const positions = summed(
    periods,
    ({ asset, owner, status, through }) =>
      issuers.has(owner) ? undefined : `${owner} ${asset} ${through} ${statusTold[status] ?? status}`,
    ({ due }) => due
  )
  const entries = summed(
    all,
    ({ asset, owner, status, through }) =>
      through === undefined || issuers.has(owner) ? undefined : `${owner} ${asset} ${through} ${status}`,
    ({ due }) => due
  )
  assert.deepEqual(entries, positions)
}

/** What was recorded after the cut-off of the period of its date says which that is, and nothing else is late. */
const lateAsRecorded = (
  till: Till,
  operations: ReadonlyArray<Operation>,
  all: ReadonlyArray<EntryRow>
): void => {
  const terms = till.network().configuration.clearing
  const ended = new Map<string, Array<string>>()
  const late = new Map<string, ReadonlyMap<string, string | undefined>>()
  for (const { approved, businessDate, id, outcome, verb } of operations) {
    const ofCycles = [...ended].map(
      ([cycle, dates]) => [cycle, dates.find((through) => businessDate <= through)] as const
    )
    late.set(id, new Map(ofCycles))
    if (verb !== "CutOff" || !approved) continue
    const read = readStored(outcome, { replayed: false })
    const period = read.outcome === "approved" ? read.receipt.period : undefined
    if (period !== undefined) ended.set(period.cycle, [...(ended.get(period.cycle) ?? []), period.through])
  }
  for (const { lateFor, operation, owner } of all) {
    if (operation === undefined) continue
    const cycle = cycleOf(terms, owner as OwnerId)?.id ?? ""
    assert.equal(lateFor, late.get(operation)?.get(cycle), `${operation} of ${owner}`)
  }
}

export const clearingReportsTie = law(
  "clearing reports tie",
  "Of every period and of all days, statements by owner, outlet, terminal and operator, their entries and the positions come to the same for every owner, and to nothing with the issuer; entries come to the postings of their outlets, each is in one state, and says for which period it came too late.",
  cases,
  (open, { document, steps }) =>
    onLedger(open, document, async (till) => {
      const story = new Story(till)
      await story.begin()
      for (const [n, step] of steps.entries()) {
        await story.take(step)
        if (n % 9 === 8) await changeTerms(till, story, n - (n % 2))
      }
      await changeTerms(till, story, 1_000)
      const { all, byStatus, ofPeriods, periods, statements } = await asked(till)
      for (const { entries, positions, statements } of ofPeriods) {
        assert.deepEqual(toNothing(positions), [])
        assert.deepEqual(byOwner(bothSides(entries.rows)), byOwner(positions))
        for (const { rows } of statements) assert.deepEqual(byOwner(rows), byOwner(positions))
      }
      for (const { rows } of statements) {
        assert.deepEqual(byOwner(rows), byOwner(bothSides(all)))
        assert.deepEqual(toNothing(rows), [])
      }
      const operations = (await till.journal()).map(({ operation }) => operation)
      assert.deepEqual(tradedBy(all), tradedIn(operations, till))
      assert.equal(byStatus.flat().length, all.length)
      farAsPositions(till, periods, all)
      lateAsRecorded(till, operations, all)
    }),
  0.5
)
