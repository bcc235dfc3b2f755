/**
 * The races that every store has to stand: the last unit, one hold, crossing transfers, one key, one number, one refund.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import { ledger } from "../../account/Wallet.ts"
import { approvals } from "./approvals.ts"
import {
  approvalIn,
  approvedOf,
  capture,
  crowd,
  type Finish,
  hold,
  isApproved,
  issue,
  load,
  merge,
  oneOf,
  type Race,
  racersOf,
  redeem,
  release,
  stop,
  sweep,
  tallyOf,
  transfer
} from "./Race.ts"
import { changing } from "./changing.ts"
import { closing } from "./closing.ts"
import { undoing } from "./undoing.ts"
import { waiting } from "./waiting.ts"

/** In no wallet was anything of these verbs done after this one. */
const nothingAfter = ({ histories }: Finish, last: string, verb: string): void => {
  for (const history of histories) {
    const verbs = history.map((operation) => operation.verb)
    assert.ok(verbs.indexOf(last) > verbs.lastIndexOf(verb) || !verbs.includes(last), `${verb} after ${last}`)
  }
}

const spending: ReadonlyArray<Race> = [
  {
    name: "64 callers redeem the last unit, and exactly one gets it",
    cards: ["A"],
    before: ({ card, key }) => [issue(key("i"), card("A"), 1)],
    racers: (course) => racersOf(crowd, course, (key) => redeem(key, course.card("A"), 1)),
    judge: ({ outcomes }) => {
      oneOf(outcomes, "InsufficientFunds")
      return 0n
    }
  },
  {
    name: "64 callers redeem or hold what is enough for 40 of them, and 40 get it",
    cards: ["A"],
    before: ({ card, key }) => [issue(key("i"), card("A"), 40)],
    racers: (course) =>
      racersOf(crowd, course, (key, n) => (n % 2 === 0 ? hold : redeem)(key, course.card("A"), 1)),
    judge: ({ outcomes }) => {
      assert.equal(tallyOf(outcomes), "approved 40, InsufficientFunds 24")
      return 40n - BigInt(approvedOf(outcomes.filter((_, n) => n % 2 === 1)))
    }
  },
  ...(["Block", "ReportLost"] as const).map((verb): Race => ({
    name: `a card is redeemed while ${verb} stops it, and never after`,
    cards: ["A"],
    before: ({ card, key }) => [issue(key("i"), card("A"), 100)],
    racers: (course) =>
      racersOf(16, course, (key, n) =>
        n === 8 ? stop(verb, key, course.card("A")) : redeem(key, course.card("A"), 1)
      ),
    judge: (finish) => {
      assert.ok(isApproved(finish.outcomes[8]))
      nothingAfter(finish, verb, "Redeem")
      const reasons = new Set(tallyOf(finish.outcomes).match(/[A-Z]\w+/g))
      reasons.delete(verb === "Block" ? "Blocked" : "Hotlisted")
      assert.equal(reasons.size, 0)
      return 101n - BigInt(approvedOf(finish.outcomes))
    }
  })),
  {
    name: "a card is loaded while its account is closed, and never after",
    cards: ["A"],
    before: ({ card, key }) => [issue(key("i"), card("A"))],
    racers: (course) =>
      racersOf(9, course, (key, n) =>
        n === 4 ? stop("Close", key, course.card("A")) : load(key, course.card("A"), 10)
      ),
    judge: (finish) => {
      const closed = approvalIn(finish.outcomes[4])
      nothingAfter(finish, "Close", "Load")
      const loads = approvedOf(finish.outcomes) - 1
      assert.equal(closed.receipt.status, loads === 0 ? "closed" : "closing")
      if (loads < 8)
        assert.equal(tallyOf(finish.outcomes), `approved ${loads + 1}, AccountClosed ${8 - loads}`)
      return BigInt(loads * 10)
    }
  }
]

const holds: ReadonlyArray<Race> = [
  {
    name: "a hold is captured and released at once, and ends in one of the two ways",
    cards: ["A"],
    before: ({ card, key }) => [issue(key("i"), card("A"), 100), hold(key("h"), card("A"), 70)],
    racers: ({ key, receipts }) => [
      { client: "a", sent: capture(key("c"), receipts[1]?.hold, 60) },
      { client: "b", sent: release(key("v"), receipts[1]?.hold) }
    ],
    judge: ({ outcomes }) => {
      const isCaptured = isApproved(outcomes[0])
      oneOf(outcomes, isCaptured ? "AlreadyCaptured" : "AlreadyReleased")
      return isCaptured ? 40n : 100n
    }
  },
  {
    name: "a hold is captured finally by several, and once",
    cards: ["A"],
    before: ({ card, key }) => [issue(key("i"), card("A"), 100), hold(key("h"), card("A"), 70)],
    racers: ({ key, receipts }) => racersOf(6, { key }, (key, n) => capture(key, receipts[1]?.hold, 60 + n)),
    judge: ({ outcomes }) => {
      oneOf(outcomes, "AlreadyCaptured")
      return 40n - BigInt(outcomes.findIndex(isApproved))
    }
  }
]

const dues: ReadonlyArray<Race> = [
  {
    name: "a hold falls due while two sweep and many ask for what it held, and it ends once",
    cards: ["A"],
    before: ({ card, key, start }) => [issue(key("i"), card("A"), 100), hold(key("h"), card("A"), 70, start)],
    racers: (course) =>
      racersOf(10, course, (key, n) => (n < 2 ? sweep(key) : redeem(key, course.card("A"), 25))),
    judge: ({ histories, outcomes }) => {
      assert.equal(tallyOf(outcomes), "approved 6, InsufficientFunds 4")
      const ended = histories.flat().filter(({ verb }) => verb === "ExpireHold")
      assert.equal(ended.length, 1)
      const swept = outcomes.slice(0, 2).map((one) => approvalIn(one).receipt.swept?.holdsExpired ?? 0)
      assert.ok(swept.reduce((sum, count) => sum + count, 0) <= 1, `swept ${swept.join(" and ")}`)
      return 0n
    }
  }
]

const moves: ReadonlyArray<Race> = [
  {
    name: "value is transferred to and fro between two cards at once, and none is lost or made",
    cards: ["A", "B"],
    before: ({ card, key }) => [issue(key("i"), card("A"), 100), issue(key("j"), card("B"), 100)],
    racers: (course) =>
      racersOf(24, course, (key, n) =>
        n % 2 === 0
          ? transfer(key, course.card("A"), course.card("B"), 3)
          : transfer(key, course.card("B"), course.card("A"), 2)
      ),
    judge: ({ outcomes, wallets: [a] }) => {
      assert.equal(tallyOf(outcomes), "approved 24")
      assert.equal(a && ledger(a), 100n - 36n + 24n)
      return 200n
    }
  },
  {
    name: "value goes round three cards at once while it is spent, and none is lost or made",
    cards: ["A", "B", "C"],
    before: ({ card, key }) => ["A", "B", "C"].map((name) => issue(key(name), card(name), 20)),
    racers: (course) => {
      const [a, b, c] = [course.card("A"), course.card("B"), course.card("C")]
      const ways = [
        [a, b],
        [b, c],
        [c, a],
        [b, a],
        [c, b],
        [a, c]
      ] as const
      return racersOf(30, course, (key, n) => {
        const [from, to] = ways[n % ways.length] ?? [a, b]
        return n % 5 === 0 ? redeem(key, from, 4) : transfer(key, from, to, 7)
      })
    },
    judge: ({ outcomes }) => {
      const spent = approvedOf(outcomes.filter((_, n) => n % 5 === 0))
      assert.equal(
        tallyOf(outcomes.filter((one) => !isApproved(one))).replace(/^InsufficientFunds \d+$/, ""),
        ""
      )
      return 60n - BigInt(spent * 4)
    }
  },
  {
    name: "two accounts are merged into each other at once, and one of them stays open",
    cards: ["A", "B"],
    before: ({ card, key }) => [issue(key("i"), card("A"), 30), issue(key("j"), card("B"), 50)],
    racers: ({ card, key }) => [
      { client: "a", sent: merge(key("m"), card("A"), card("B")) },
      { client: "b", sent: merge(key("n"), card("B"), card("A")) }
    ],
    judge: ({ outcomes }) => {
      oneOf(outcomes, "AccountClosed")
      return 80n
    }
  }
]

const keys: ReadonlyArray<Race> = [
  {
    name: "one key comes from many sides at once, is performed once, and everybody is answered the same",
    cards: ["A"],
    before: ({ card, key }) => [issue(key("i"), card("A"), 100)],
    racers: ({ card, key }) =>
      Array.from({ length: 24 }, () => ({ client: "a", sent: redeem(key("r"), card("A"), 7) })),
    judge: ({ outcomes }) => {
      assert.equal(tallyOf(outcomes), "approved 24")
      assert.equal(new Set(outcomes.map((one) => isApproved(one) && one.receipt.operation)).size, 1)
      return 93n
    }
  },
  {
    name: "one card number is issued by many at once, and once",
    cards: ["A"],
    before: () => [],
    racers: (course) => racersOf(12, course, (key, n) => issue(key, course.card("A"), 10 + n)),
    judge: ({ outcomes }) => {
      oneOf(outcomes, "DuplicateCredential")
      return BigInt(10 + outcomes.findIndex(isApproved))
    }
  },
  {
    name: "a card is issued while others already ask for it, and nobody spends more than there is",
    cards: ["A"],
    before: () => [],
    racers: (course) =>
      racersOf(12, course, (key, n) =>
        n === 0 ? issue(key, course.card("A"), 5) : redeem(key, course.card("A"), 1)
      ),
    judge: ({ outcomes }) => {
      approvalIn(outcomes[0])
      const tags = new Set(outcomes.flatMap((one) => (isApproved(one) ? [] : [one.decline._tag])))
      assert.ok([...tags].every((tag) => tag === "CardUnknown" || tag === "InsufficientFunds"))
      return 6n - BigInt(approvedOf(outcomes))
    }
  }
]

export const races: ReadonlyArray<Race> = [
  ...approvals,
  ...spending,
  ...holds,
  ...dues,
  ...moves,
  ...keys,
  ...undoing,
  ...closing,
  ...changing,
  ...waiting
]
