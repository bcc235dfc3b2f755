/**
 * Races for what is given back: refunds and reversals of one redemption.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import {
  approvalIn,
  isApproved,
  issue,
  oneOf,
  type Race,
  racersOf,
  redeem,
  refund,
  reverse,
  tallyOf
} from "./Race.ts"

export const undoing: ReadonlyArray<Race> = [
  {
    name: "a reversal by key races its redemption: it takes it back, or the late one is refused",
    cards: ["A"],
    before: ({ card, key }) => [issue(key("i"), card("A"), 100)],
    racers: ({ card, key }) => [
      { client: "a", sent: redeem(key("r"), card("A"), 60) },
      { client: "a", sent: reverse(key("v"), { originalKey: key("r") }) }
    ],
    judge: ({ outcomes: [redeemed, reversal] }) => {
      const { receipt } = approvalIn(reversal)
      if (isApproved(redeemed)) assert.equal(receipt.reversed, 60n)
      else {
        assert.equal(redeemed?.decline._tag, "OriginalReversed")
        assert.equal(receipt.tombstone, true)
      }
      return 100n
    }
  },
  {
    name: "a reversal by key races the issue of a card: it takes it back, or there is no card",
    cards: [],
    before: () => [],
    racers: ({ card, key }) => [
      { client: "a", sent: issue(key("i"), card("A"), 60) },
      { client: "a", sent: reverse(key("v"), { originalKey: key("i") }) }
    ],
    judge: ({ outcomes: [issued, reversal] }) => {
      assert.equal(approvalIn(reversal).receipt.tombstone ?? false, !isApproved(issued))
      return 0n
    }
  },
  {
    name: "a redemption is refunded whole by several, and once",
    cards: ["A"],
    before: ({ card, key }) => [issue(key("i"), card("A"), 100), redeem(key("r"), card("A"), 80)],
    racers: ({ key, receipts }) => racersOf(8, { key }, (key) => refund(key, receipts[1]?.operation)),
    judge: ({ outcomes }) => {
      oneOf(outcomes, "ExceedsRefundable")
      return 100n
    }
  },
  {
    name: "a redemption is refunded in parts by several, and no more than it was",
    cards: ["A"],
    before: ({ card, key }) => [issue(key("i"), card("A"), 100), redeem(key("r"), card("A"), 80)],
    racers: ({ key, receipts }) => racersOf(8, { key }, (key) => refund(key, receipts[1]?.operation, 30)),
    judge: ({ outcomes }) => {
      assert.equal(tallyOf(outcomes), "approved 2, ExceedsRefundable 6")
      return 80n
    }
  },
  {
    name: "a redemption is reversed and refunded at once, and goes back one way",
    cards: ["A"],
    before: ({ card, key }) => [issue(key("i"), card("A"), 100), redeem(key("r"), card("A"), 80)],
    racers: ({ key, receipts }) => [
      { client: "a", sent: reverse(key("v"), { original: receipts[1]?.operation }) },
      { client: "b", sent: refund(key("b"), receipts[1]?.operation) }
    ],
    judge: ({ outcomes }) => {
      oneOf(outcomes, isApproved(outcomes[0]) ? "OriginalReversed" : "FurtherActivityPreventsReversal")
      return 100n
    }
  }
]
