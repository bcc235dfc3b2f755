/**
 * Races at the end of a shift: several close it while others are still taking cash in it.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import { crowd, isApproved, issue, load, oneOf, type Race, racersOf, tallyOf } from "./Race.ts"
import type { Sent } from "../Till.ts"

const cards = ["A", "B", "C", "D"] as const

const close = (key: string, shift: string): Sent => ({
  type: "CloseShift",
  key,
  outlet: "S3",
  shift,
  counted: [{ tender: "cash", amount: 500, currency: "CNY" }]
})

/** Whatever can be done in a shift goes by its name, which is used once for ever: a key is such a name. */
const shiftOf = ({ key }: { readonly key: (name: string) => string }): string => key("s")

const open = (course: { readonly key: (name: string) => string }): Sent => ({
  type: "OpenShift",
  key: course.key("o"),
  outlet: "S3",
  operator: "max",
  shift: shiftOf(course),
  float: { amount: 500, currency: "CNY" }
})

export const closing: ReadonlyArray<Race> = [
  {
    name: "several close a shift while 48 callers load in it: one closes it, with the cash of the loads before, and none comes after",
    cards,
    before: (course) => [...cards.map((card) => issue(course.key(card), course.card(card))), open(course)],
    racers: (course) =>
      racersOf(crowd, course, (key, n) =>
        n % 4 === 3
          ? close(key, shiftOf(course))
          : {
              ...load(key, course.card(cards[n % 4] ?? "A"), 10),
              outlet: "S3",
              operator: "max",
              shift: shiftOf(course)
            }
      ),
    judge: ({ outcomes }) => {
      const loads = outcomes.filter((_, n) => n % 4 !== 3)
      const closes = outcomes.filter((_, n) => n % 4 === 3)
      oneOf(closes, "ShiftNotOpen")
      assert.match(tallyOf(loads), /^(approved \d+(, )?)?(ShiftNotOpen \d+)?$/)
      const taken = 10n * BigInt(loads.filter(isApproved).length)
      const closed = closes.find(isApproved)?.receipt.shift?.counts?.[0]
      assert.equal(closed?.expected, 500n + taken)
      assert.equal(closed.variance, -taken)
      return taken
    }
  },
  {
    name: "eight callers send 60 of the 100 that a shift has taken, and one does",
    cards: ["A"],
    before: (course) => [
      issue(course.key("i"), course.card("A")),
      open(course),
      { ...load(course.key("l"), course.card("A"), 100), outlet: "S3", shift: shiftOf(course) },
      {
        ...close(course.key("c"), shiftOf(course)),
        counted: [{ tender: "cash", amount: 600, currency: "CNY" }]
      }
    ],
    racers: (course) =>
      racersOf(8, course, (key) => ({
        type: "Remit",
        key,
        outlet: "S3",
        shift: shiftOf(course),
        amount: 60,
        currency: "CNY",
        reference: "bag"
      })),
    judge: ({ outcomes }) => {
      oneOf(outcomes, "InsufficientFunds")
      return 100n
    }
  }
]
