/**
 * Races with a change of the network: what counts is the order in which the ledger took them.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import {
  approvalIn,
  type Course,
  crowd,
  isApproved,
  issue,
  oneOf,
  type Race,
  type Racer,
  racersOf,
  redeem,
  tallyOf
} from "./Race.ts"
import { periodEnd } from "../../network/periodEnd.ts"
import { dateText, plusMonths } from "../../values/Zone.ts"
import type { Sent } from "../Till.ts"

const change = (type: "ChangeOperator" | "ChangeOutlet", key: string, version: number, to: object): Sent => ({
  type,
  key,
  to,
  version,
  reason: "a race"
})

const cashier = ({ key }: Pick<Course, "key">) => ({ id: key("op"), role: "cashier" })

/** Everybody else comes a moment before: what the ledger takes after the dismissal has at least its time. */
const dismissal = (course: Course): Racer => ({
  client: "till-0",
  sent: change("ChangeOperator", course.key("r0"), 1, { ...cashier(course), active: false }),
  after: 1
})

/** A month for each round, long ago. */
const monthOf = ({ key }: Pick<Course, "key">): string => {
  const round = Number(/-(\d+)-/.exec(key(""))?.[1])
  return periodEnd("month", dateText(plusMonths({ year: 2000, month: 1, day: 1 }, round)))
}

export const changing: ReadonlyArray<Race> = [
  {
    name: "an operator is dismissed while 63 of their sales are under way, and none is taken after it",
    cards: ["A", "B"],
    before: (course) => [
      issue(course.key("iA"), course.card("A"), crowd),
      issue(course.key("iB"), course.card("B"), crowd),
      change("ChangeOperator", course.key("hire"), 0, cashier(course))
    ],
    racers: (course) =>
      racersOf(crowd, course, (key, n) => ({
        ...redeem(key, course.card(n % 2 === 0 ? "A" : "B"), 1),
        operator: cashier(course).id
      })).with(0, dismissal(course)),
    judge: ({ histories, outcomes }) => {
      const [dismissed, ...sales] = outcomes
      const at = approvalIn(dismissed).receipt.recordedAt
      const taken = histories.flat().filter(({ verb }) => verb === "Redeem")
      assert.deepEqual(
        taken.filter(({ recordedAt }) => recordedAt >= at).map(({ key }) => key),
        []
      )
      assert.equal(sales.filter(isApproved).length, taken.length)
      assert.ok(
        sales.every((one) => isApproved(one) || one.decline._tag === "NotPermitted"),
        tallyOf(sales)
      )
      return BigInt(2 * crowd - taken.length)
    }
  },
  {
    name: "64 callers change the outlet that they saw, and exactly one does",
    cards: [],
    before: ({ key }) => [change("ChangeOutlet", key("open"), 0, { id: key("O"), owner: "hq" })],
    racers: (course) =>
      racersOf(crowd, course, (key, n) =>
        change("ChangeOutlet", key, 1, { id: course.key("O"), owner: "hq", region: `region ${n}` })
      ),
    judge: ({ outcomes }) => {
      oneOf(outcomes, "StaleVersion")
      return 0n
    }
  },
  {
    name: "an outlet is opened while others already sell there, and each sale is as the network was",
    cards: ["A"],
    before: (course) => [issue(course.key("i"), course.card("A"), crowd)],
    racers: (course) =>
      racersOf(crowd, course, (key, n) =>
        n === 0
          ? change("ChangeOutlet", key, 0, { id: course.key("O"), owner: "hq" })
          : { ...redeem(key, course.card("A"), 1), outlet: course.key("O") }
      ),
    judge: ({ outcomes: [opened, ...sales] }) => {
      approvalIn(opened)
      const sold = sales.filter(isApproved).length
      assert.ok(
        sales.every((one) => isApproved(one) || one.decline._tag === "OutletUnknown"),
        tallyOf(sales)
      )
      return BigInt(crowd - sold)
    }
  },
  {
    name: "four cut off the same clearing period, and exactly one does",
    cards: [],
    before: () => [],
    racers: (course) =>
      racersOf(4, course, (key) => ({ type: "CutOff", key, cycle: "monthly", through: monthOf(course) })),
    judge: ({ outcomes }) => {
      assert.equal(outcomes.filter(isApproved).length, 1, tallyOf(outcomes))
      assert.ok(
        outcomes.every(
          (one) => isApproved(one) || ["PeriodSettled", "StaleVersion"].includes(one.decline._tag)
        ),
        tallyOf(outcomes)
      )
      return 0n
    }
  }
]
