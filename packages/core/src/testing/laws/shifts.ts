/**
 * Laws of shifts: what a drawer should hold is told again from the operations alone, and a day's report is a day's postings.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { isOfShifts } from "../../account/Shift.ts"
import { addToDay, type DayRows } from "../../books/dayReport.ts"
import type { Receipt } from "../../command/Receipt.ts"
import type { Operation } from "../../journal/Operation.ts"
import type { OperationId } from "../../values/Ids.ts"
import type { Document } from "../arbitraries/configurations.ts"
import type { Sent, Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

const outlets = ["KTV1", "KTV2", "FR1"] as const
const operators = ["amy", "bob"] as const

/** Shifts are required at an outlet of head office and at one of a franchise, and counted at the other. */
const document: Document = {
  tenant: "law",
  zone: "Asia/Shanghai",
  owners: [
    { id: "hq", kind: "headOffice" },
    { id: "fr1", kind: "franchise" }
  ],
  outlets: [
    { id: "KTV1", owner: "hq", shifts: "required", businessDayEndsAt: "04:00" },
    { id: "KTV2", owner: "hq", shifts: "counted" },
    { id: "FR1", owner: "fr1", shifts: "required" }
  ],
  operators: operators.map((id) => ({ id, role: "manager" })),
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "CNY", exponent: 2 },
      subWallets: [
        { id: "gift", priority: 10, funding: "promotional" },
        { id: "main", priority: 90, funding: "paid" }
      ],
      offers: [{ id: "100+30", pay: 100, bonus: { subWallet: "gift", amount: 30 } }],
      limits: [{ id: "day", scope: "account", verb: "Redeem", amount: 100_000, per: "day" }],
      reversal: { days: 30 },
      capabilities: { cashOut: true }
    }
  ]
}

const amount = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 200 }))
const place = {
  outlet: fc.constantFrom(...outlets, "KTV1" as const),
  operator: fc.constantFrom(...operators),
  /** Which of the shifts so far, or none. */
  shift: fc.option(fc.nat(7), { freq: 8, nil: undefined }),
  amount,
  tender: fc.constantFrom("cash" as const, "cash" as const, "bankCard" as const),
  pick: fc.nat(9),
  /** Whether it is done where and by whom the shift is; else anywhere by anybody. */
  isThere: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) })
}
const step = fc.record({
  ...place,
  do: fc.constantFrom(
    "open" as const,
    "open" as const,
    "takeOver" as const,
    "close" as const,
    "close" as const,
    "remit" as const,
    "receive" as const,
    "wait" as const,
    ...(["load", "load", "load", "offer", "redeem", "cashOut", "reverse", "reversePart"] as const)
  )
})
type Step = (typeof step extends fc.Arbitrary<infer One> ? One : never) & object

/** A shift, and where and whose it is. */
interface Opened {
  readonly shift: string
  readonly outlet: Step["outlet"]
  readonly operator: Step["operator"]
}

/** What was approved so far, by the keys that steps pick from. */
interface Story {
  readonly shifts: Array<Opened>
  readonly operations: Array<string>
  readonly remittances: Array<string>
}

const pickOf = <A>(all: ReadonlyArray<A>, n: number | undefined): A | undefined =>
  n === undefined || all.length === 0 ? undefined : all[all.length - 1 - (n % all.length)]

const card = "9860 1"
const currency = "CNY"

const commandOf = (story: Story, one: Step, key: string): Sent | undefined => {
  const picked = pickOf(story.shifts, one.shift)
  const shift = picked?.shift
  const where = one.isThere && picked !== undefined && one.do !== "open" ? picked : one
  const operator = one.do === "takeOver" ? one.operator : where.operator
  const at = { key, outlet: where.outlet, operator }
  const done = { ...at, ...(shift !== undefined && { shift }) }
  const originalKey = pickOf(story.operations, one.pick) ?? "never"
  const named = shift ?? "never"
  switch (one.do) {
    case "open":
      return { type: "OpenShift", ...at, shift: key, float: { amount: one.amount, currency } }
    case "takeOver":
      return {
        type: "OpenShift",
        ...at,
        shift: key,
        float: { amount: one.amount, currency },
        takesOverFrom: named
      }
    case "close": {
      const counted = [
        { tender: "cash", amount: one.amount, currency },
        ...(one.pick % 2 === 0 ? [{ tender: "bankCard", amount: one.amount, currency }] : [])
      ]
      const leaves = one.pick % 3 === 0 ? { leaves: Math.min(one.amount, one.pick) } : {}
      return { type: "CloseShift", ...at, shift: named, counted, ...leaves }
    }
    case "remit":
      return { type: "Remit", ...at, shift: named, amount: (one.amount % 60) + 1, currency, reference: "bag" }
    case "receive": {
      const sent = pickOf(story.remittances, one.pick) ?? "never"
      return { type: "ReceiveRemittance", key, originalKey: sent, amount: one.amount, currency }
    }
    case "load":
      return { type: "Load", ...done, card, amount: one.amount + 1, currency, tender: { kind: one.tender } }
    case "offer":
      return {
        type: "Load",
        ...done,
        card,
        amount: 100,
        currency,
        offer: "100+30",
        tender: { kind: one.tender }
      }
    case "redeem":
      return { type: "Redeem", ...done, card, amount: one.amount + 1, currency }
    case "cashOut":
      return { type: "CashOut", ...done, card, amount: one.amount + 1, currency, tender: { kind: "cash" } }
    case "reverse":
      return { type: "Reverse", ...done, originalKey, reason: "malfunction" }
    case "reversePart":
      return { type: "Reverse", ...done, originalKey, amount: 1, currency, reason: "malfunction" }
    case "wait":
      return undefined
  }
}

const outletOf = ({ outlet }: Sent): Step["outlet"] => outlets.find((one) => one === outlet) ?? "KTV1"
const operatorOf = ({ operator }: Sent): Step["operator"] =>
  operators.find((one) => one === operator) ?? "amy"

const playShifts = async (till: Till, steps: ReadonlyArray<Step>): Promise<void> => {
  const story: Story = { shifts: [], operations: [], remittances: [] }
  await till.submit({ type: "Issue", key: "issue", program: "member", card })
  for (const [n, one] of steps.entries()) {
    const key = `k${n}`
    const sent = commandOf(story, one, key)
    till.now += one.do === "wait" ? 5 * 3_600_000 : 60_000
    if (sent === undefined) continue
    const outcome = await till.submit(sent)
    if (outcome.outcome !== "approved") continue
    if (sent["type"] === "OpenShift")
      story.shifts.push({ shift: key, outlet: outletOf(sent), operator: operatorOf(sent) })
    else if (sent["type"] === "Remit") story.remittances.push(key)
    else if (!isOfShifts(String(sent["type"]))) story.operations.push(key)
  }
}

const stories = fc.array(step, { minLength: 5, maxLength: 40 })

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

const shiftIn = ({ outcome }: Operation): Said => JSON.parse(outcome).shift

const checkClose = (kept: Kept, operation: Operation): void => {
  const counts = shiftIn(operation)?.counts ?? []
  assert.ok(!kept.isClosed, "closed twice")
  for (const { expected, tender } of counts) {
    const sum = kept.operations.reduce((total, one) => total + taken(one, tender), 0n)
    assert.equal(BigInt(expected), tender === "cash" ? kept.float + sum : sum, tender)
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
  stories,
  (open, steps) =>
    onLedger(open, document, async (till) => {
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
            float: BigInt(shiftIn(operation)?.float ?? 0),
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
  stories,
  (open, steps) =>
    onLedger(open, document, async (till) => {
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
  "The rows of a trading day over all outlets, terminals and operators come to the postings of the day, to the last unit, with or without the members.",
  stories,
  (open, steps) =>
    onLedger(open, document, async (till) => {
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
          const name = `${operation.businessDate} ${account.kind === "promotionExpense" ? "bonus" : tender}`
          posted.set(name, (posted.get(name) ?? 0n) + sign * part)
        }
      }
      for (const some of [rows, byMember]) {
        const summed = new Map<string, bigint>()
        for (const { amount: part, day, tender = "", what } of some.values()) {
          const name = `${day} ${what === "bonus" ? "bonus" : tender}`
          summed.set(name, (summed.get(name) ?? 0n) + part)
        }
        assert.deepEqual([...summed].toSorted(), [...posted].toSorted(), `${seen.size} operations`)
      }
    })
)
