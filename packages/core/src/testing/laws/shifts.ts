/**
 * Laws of shifts: what a drawer should hold is told again from the operations alone, and a day's report is a day's postings.
 *
 * @module
 */
import assert from "node:assert/strict"
import { isOfClearing } from "../../account/ClearingPeriod.ts"
import { addToDay, type DayRows } from "../../books/dayReport.ts"
import * as Effect from "effect/Effect"
import { readStored } from "../../command/Outcome.ts"
import type { Receipt } from "../../command/Receipt.ts"
import type { Operation } from "../../journal/Operation.ts"
import type { OperationId } from "../../values/Ids.ts"
import type { Instant } from "../../values/Instant.ts"
import { shiftsOn } from "../../Shifts.ts"
import { shiftsThen } from "../reportsThen.ts"
import { canonicalText } from "../../values/canonical.ts"
import type { Till } from "../Till.ts"
import { playShifts, shiftDocument, shiftStories } from "../arbitraries/shiftStory.ts"
import { law, onLedger } from "./Law.ts"

/** What an operation took of a tender. */
const taken = ({ entry }: Operation, tender: string): bigint =>
  entry.postings.reduce(
    (sum, { account, amount: part }) =>
      account.kind === "cashClearing" && account.tender === tender ? sum + part : sum,
    0n
  )

/** A shift, kept by hand. */
interface Kept {
  readonly float: bigint
  readonly operations: Array<Operation>
  isClosed: boolean
}

type Said = Receipt["shift"]

const shiftIn = ({ outcome }: Operation): Said => {
  const stored = readStored(outcome, { replayed: false })
  return stored.outcome === "approved" ? stored.receipt.shift : undefined
}

const checkClose = (kept: Kept, operation: Operation): void => {
  const counts = shiftIn(operation)?.counts ?? []
  assert.ok(!kept.isClosed, "closed twice")
  for (const { expected, tender } of counts) {
    const sum = kept.operations.reduce((total, one) => total + taken(one, tender), 0n)
    assert.equal(expected, tender === "cash" ? kept.float + sum : sum, tender)
  }
  // What was taken of a tender is among the counts, or nothing was.
  for (const tender of ["cash", "bankCard"])
    if (!counts.some((count) => count.tender === tender))
      assert.ok(kept.operations.every((one) => taken(one, tender) === 0n))
  assert.ok(
    operation.entry.movements.every(({ kind }) => kind === "account" || kind === "use"),
    "a close moves no value"
  )
}

export const shiftsAreTheirOperations = law(
  "shifts",
  "What a closed shift should have had of a tender is its float and the postings of what was done in it; nothing is done in it afterwards, closing it changes nothing of what was, and no two shifts of one person at an outlet are open at once.",
  shiftStories,
  (open, steps) =>
    onLedger(open, shiftDocument, async (till) => {
      await playShifts(till, steps)
      const shifts = new Map<string, Kept>()
      const drawers = new Map<string, string>()
      for (const { operation } of await till.journal()) {
        if (!operation.approved || operation.asked === "") continue
        const { shift } = JSON.parse(operation.asked)
        if (typeof shift !== "string") continue
        const { outlet, verb } = operation
        const who = `${outlet} ${operation.operator}`
        if (verb === "OpenShift") {
          assert.ok(!shifts.has(shift), "a name is used once")
          assert.ok(!drawers.has(who), `${who} has two drawers`)
          drawers.set(who, shift)
          shifts.set(shift, {
            float: shiftIn(operation)?.float ?? 0n,
            operations: [],
            isClosed: false
          })
          continue
        }
        const kept = shifts.get(shift)
        assert.ok(kept !== undefined, `${verb} in a shift that nobody opened`)
        if (verb === "CloseShift") {
          checkClose(kept, operation)
          kept.isClosed = true
          for (const [name, one] of drawers) if (one === shift) drawers.delete(name)
        } else if (verb !== "Remit" || !kept.isClosed) {
          assert.ok(!kept.isClosed, `${verb} in a closed shift`)
          kept.operations.push(operation)
        }
      }
    }),
  3
)

/** What a wallet of a shift says, by name. */
const usesOf = (uses: ReadonlyArray<{ limit: string; consumed: bigint }>, name: string): bigint =>
  uses.find(({ limit }) => limit === name)?.consumed ?? 0n

export const cashIsSomewhere = law(
  "cash of shifts",
  "What shifts have to remit is what the books say that their owner took in cash: counted drawers, what is missing, sent and arrived included; and what is under way is what the books say that is.",
  shiftStories,
  (open, steps) =>
    onLedger(open, shiftDocument, async (till) => {
      await playShifts(till, steps)
      const journal = (await till.journal()).map(({ operation }) => operation)
      const closed = new Set(
        journal
          .filter(({ approved, verb }) => approved && verb === "CloseShift")
          .map(({ asked }) => String(JSON.parse(asked).shift))
      )
      const wallets = await till.wallets()
      let [due, underWay] = [0n, 0n]
      for (const { id, uses } of wallets)
        if (id.startsWith("wal_shift:")) {
          due += usesOf(uses, "due")
          if (!closed.has(id.slice("wal_shift:".length, id.lastIndexOf("="))))
            due += usesOf(uses, "in cash") - usesOf(uses, "out cash") - usesOf(uses, "remitted")
        } else if (id.startsWith("wal_cash:")) underWay += usesOf(uses, "under way")
      // What was done in no shift, and what did not arrive from another owner, is in no drawer.
      const elsewhere = journal
        .filter(
          ({ approved, asked, verb }) =>
            approved &&
            asked !== "" &&
            (JSON.parse(asked).shift === undefined || verb === "ReceiveRemittance")
        )
        .reduce((sum, operation) => sum + taken(operation, "cash"), 0n)
      const books = await till.books()
      const of = (kind: string) =>
        books.reduce(
          (sum, { account, amount: part }) =>
            account.kind === kind && (kind !== "cashClearing" || account.tender === "cash")
              ? sum + part
              : sum,
          0n
        )
      assert.equal(due + elsewhere, of("cashClearing"), "cash to be remitted")
      assert.equal(underWay, of("remittance"), "cash under way")
    }),
  3
)

/** The report's own accounts, and their sign. */
const signs: Readonly<Record<string, bigint>> = {
  cashClearing: 1n,
  promotionExpense: 1n,
  merchantPayable: -1n
}

export const daysAreTheirPostings = law(
  "day reports",
  "The rows of a trading day over all outlets, terminals and operators come to the postings of the day, to the last unit, with or without the members; what owners settled with each other is told from what was traded.",
  shiftStories,
  (open, steps) =>
    onLedger(open, shiftDocument, async (till) => {
      await playShifts(till, steps)
      const [rows, byMember]: [DayRows, DayRows] = [new Map(), new Map()]
      const posted = new Map<string, bigint>()
      const seen = new Set<OperationId>()
      for (const { operation } of await till.journal()) {
        addToDay(rows, {}, operation)
        addToDay(byMember, { by: "member" }, operation)
        seen.add(operation.id)
        for (const { account, amount: part } of operation.entry.postings) {
          const sign = signs[account.kind]
          if (sign === undefined) continue
          const tender = account.kind === "cashClearing" ? account.tender : ""
          const share = isOfClearing(operation.verb) ? "bonusShare" : "bonus"
          const settled = isOfClearing(operation.verb) ? `settlement ${tender}` : tender
          const name = `${operation.businessDate} ${account.kind === "promotionExpense" ? share : settled}`
          posted.set(name, (posted.get(name) ?? 0n) + sign * part)
        }
      }
      for (const some of [rows, byMember]) {
        const summed = new Map<string, bigint>()
        for (const { amount: part, day, tender = "", what } of some.values()) {
          const settled = what === "settlement" ? `settlement ${tender}` : tender
          const name = `${day} ${what === "bonus" || what === "bonusShare" ? what : settled}`
          summed.set(name, (summed.get(name) ?? 0n) + part)
        }
        assert.deepEqual(summed.size, posted.size, `${seen.size} operations`)
        for (const [name, sum] of posted) assert.equal(summed.get(name), sum, name)
      }
    })
)

/** All that can be asked about shifts, as of now or as of an instant. */
const allOf = (till: Till, asOf?: Instant): Promise<string> =>
  till.report((desk) =>
    Effect.map(
      Effect.all(
        shiftsThen(shiftsOn({ ...desk, network: till.network }), asOf === undefined ? {} : { asOf })
      ),
      ({ day, offline, ...rest }) => {
        const reports = [day, offline].map(({ asOf: _, ...report }) => report)
        return canonicalText([rest, reports])
      }
    )
  )

export const shiftsAsOf = law(
  "shifts as of an instant",
  "Shifts, what is open of them, remittances, hand-overs, day and offline reports as of a recorded instant are what they were then, byte for byte, whatever came later.",
  shiftStories,
  (open, steps) =>
    onLedger(open, shiftDocument, async (till) => {
      const seen = new Map<Instant, string>()
      await playShifts(till, steps, async (step) => {
        const last = (await till.journal()).at(-1)?.operation.recordedAt
        if (last !== undefined && step % 4 === 0) seen.set(last, await allOf(till))
      })
      for (const [asOf, then] of seen) assert.equal(await allOf(till, asOf), then)
    })
)
