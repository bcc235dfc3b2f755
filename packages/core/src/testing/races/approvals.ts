/**
 * Races for what only so many may do: a quota, and a code that is good once.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import { crowd, issue, load, oneOf, type Race, racersOf, tallyOf } from "./Race.ts"

const cardsOf = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, n) => `C${n}`)

export const approvals: ReadonlyArray<Race> = [
  {
    name: "64 callers load eight cards at an outlet whose quota is enough for 40 of them, and 40 do",
    cards: cardsOf(8),
    before: ({ card, key }) => [
      ...cardsOf(8).map((name) => issue(key(name), card(name))),
      { type: "GrantQuota", key: key("q"), ofOutlet: "S2", amount: 40, currency: "CNY" }
    ],
    racers: (course) =>
      racersOf(crowd, course, (key, n) => ({ ...load(key, course.card(`C${n % 8}`), 1), outlet: "S2" })),
    judge: ({ outcomes }) => {
      assert.equal(tallyOf(outcomes), "approved 40, QuotaExceeded 24")
      return 40n
    }
  },
  {
    name: "64 callers use one authorization code, and exactly one may",
    cards: ["A"],
    before: ({ card, key }) => [
      issue(key("i"), card("A")),
      {
        type: "GrantAuthorization",
        key: key("g"),
        operator: "max",
        wanted: { type: "Load", operator: "amy", outlet: "S1", card: card("A"), amount: 101, currency: "CNY" }
      }
    ],
    racers: ({ card, key, receipts }) =>
      racersOf(crowd, { key }, (key) => ({
        ...load(key, card("A"), 101),
        operator: "amy",
        authorizationCode: receipts[1]?.authorizationCode
      })),
    judge: ({ outcomes }) => {
      oneOf(outcomes, "AuthorizationCodeInvalid")
      return 101n
    }
  },
  {
    name: "64 callers guess at one authorization code, and after three wrong ones it is void",
    cards: ["A"],
    before: ({ card, key }) => [
      issue(key("i"), card("A")),
      {
        type: "GrantAuthorization",
        key: key("g"),
        operator: "max",
        wanted: { type: "Load", operator: "amy", outlet: "S1", card: card("A"), amount: 101, currency: "CNY" }
      }
    ],
    racers: ({ card, key, receipts }) => {
      const right = Number(receipts[1]?.authorizationCode)
      return racersOf(crowd, { key }, (key, n) => ({
        ...load(key, card("A"), 101),
        operator: "amy",
        authorizationCode: String((right + 1 + n) % 1_000_000).padStart(6, "0")
      }))
    },
    judge: ({ outcomes }) => {
      const whys = outcomes.map((one) =>
        one.outcome === "declined" && one.decline._tag === "AuthorizationCodeInvalid" ? one.decline.why : ""
      )
      assert.equal(whys.filter((why) => why === "wrong").length, 3)
      assert.equal(whys.filter((why) => why === "revoked").length, crowd - 3)
      return 0n
    }
  }
]
