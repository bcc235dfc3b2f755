/**
 * Races for loads that wait for their payment: how each ends, and how many there may be.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import {
  approvalIn,
  crowd,
  isApproved,
  issue,
  load,
  oneOf,
  type Race,
  racersOf,
  reverse,
  tallyOf
} from "./Race.ts"
import type { Sent } from "../Till.ts"

const confirm = (key: string, original: string | undefined): Sent => ({
  type: "ConfirmLoad",
  key,
  outlet: "S1",
  original
})
const fail = (key: string, original: string | undefined): Sent => ({ type: "FailLoad", key, original })

export const waiting: ReadonlyArray<Race> = [
  {
    name: "a load that waits is confirmed and fails at once, and ends in one of the two ways",
    cards: ["A"],
    before: ({ card, key }) => [
      issue(key("i"), card("A")),
      { ...load(key("p"), card("A"), 70), pending: true }
    ],
    racers: ({ key, receipts }) => [
      { client: "a", sent: confirm(key("c"), receipts[1]?.operation) },
      { client: "b", sent: fail(key("f"), receipts[1]?.operation) }
    ],
    judge: ({ outcomes }) => {
      const isConfirmed = isApproved(outcomes[0])
      oneOf(outcomes, isConfirmed ? "FurtherActivityPreventsReversal" : "OriginalReversed")
      return isConfirmed ? 70n : 0n
    }
  },
  {
    name: "a load that waits is confirmed by several, and once",
    cards: ["A"],
    before: ({ card, key }) => [
      issue(key("i"), card("A")),
      { ...load(key("p"), card("A"), 70), pending: true }
    ],
    racers: ({ key, receipts }) => racersOf(8, { key }, (key) => confirm(key, receipts[1]?.operation)),
    judge: ({ outcomes }) => {
      oneOf(outcomes, "AlreadyConfirmed")
      return 70n
    }
  },
  {
    name: "a load that waits is confirmed while it is reversed, and what is confirmed is taken back",
    cards: ["A"],
    before: ({ card, key }) => [
      issue(key("i"), card("A")),
      { ...load(key("p"), card("A"), 70), pending: true }
    ],
    racers: ({ key, receipts }) => [
      { client: "a", sent: confirm(key("c"), receipts[1]?.operation) },
      { client: "b", sent: reverse(key("v"), { original: receipts[1]?.operation }) }
    ],
    judge: ({ outcomes: [confirmed, reversal] }) => {
      const { receipt } = approvalIn(reversal)
      assert.equal(receipt.reversed, isApproved(confirmed) ? 70n : 0n)
      if (!isApproved(confirmed)) assert.equal(confirmed?.decline._tag, "OriginalReversed")
      return 0n
    }
  },
  {
    name: "64 callers ask for loads that wait at an outlet whose quota is enough for 40 of them, and 40 may",
    cards: ["A"],
    before: ({ card, key }) => [
      issue(key("i"), card("A")),
      { type: "GrantQuota", key: key("q"), ofOutlet: "S2", amount: 40, currency: "CNY" }
    ],
    racers: (course) =>
      racersOf(crowd, course, (key) => ({ ...load(key, course.card("A"), 1), outlet: "S2", pending: true })),
    judge: ({ outcomes }) => {
      assert.equal(tallyOf(outcomes), "approved 40, QuotaExceeded 24")
      return 0n
    }
  }
]
