/**
 * Races for what only so many may do: a quota, a code that is good once, a number that is one card's.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { approveOffline } from "../../approveOffline.ts"
import { codeRequested } from "../../command/oneTimeCodeOf.ts"
import { OfflineApproval } from "../../command/OfflineApproval.ts"
import { networkOf } from "../../network/Network.ts"
import type { OperationId } from "../../values/Ids.ts"
import { InstantText } from "../../values/Instant.ts"
import { conformanceConfiguration } from "../conformance/StoreCase.ts"
import { hashes } from "../secrets.ts"
import {
  crowd,
  type Finish,
  isApproved,
  issue,
  load,
  oneOf,
  type Race,
  racersOf,
  redeem,
  tallyOf
} from "./Race.ts"

const preparation = { ...hashes, network: networkOf(conformanceConfiguration) }
const offlineApproval = Schema.decodeUnknownSync(OfflineApproval)

/** The code that max's device says for amy's load at the terminal T1, at the start of a race. */
const offlineCodeFor = (card: string, amount: number, start: string): string => {
  const wanted = { type: "Load", operator: "amy", terminal: "T1", card, amount, currency: "CNY" }
  const approval = offlineApproval({ type: "OfflineApproval", operator: "max", wanted })
  const approved = approveOffline(preparation, approval, Result.getOrThrow(readInstant(start)))
  assert.ok("code" in approved)
  return approved.code
}
const readInstant = Schema.decodeUnknownResult(InstantText)

/** Why codes were not taken, and how often. */
const whysOf = (outcomes: Finish["outcomes"]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const one of outcomes)
    if (one.outcome === "declined" && one.decline._tag === "AuthorizationCodeInvalid")
      counts[one.decline.why] = (counts[one.decline.why] ?? 0) + 1
  return counts
}

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
      assert.deepEqual(whysOf(outcomes), { wrong: 3, revoked: crowd - 3 })
      return 0n
    }
  },
  {
    name: "64 callers use one offline code, and exactly one may",
    cards: ["A"],
    before: ({ card, key }) => [issue(key("i"), card("A"))],
    racers: ({ card, key, start }) =>
      racersOf(crowd, { key }, (key) => ({
        ...load(key, card("A"), 101),
        operator: "amy",
        terminal: "T1",
        at: start,
        authorizationCode: offlineCodeFor(card("A"), 101, start)
      })),
    judge: ({ outcomes }) => {
      oneOf(outcomes, "AuthorizationCodeInvalid")
      assert.deepEqual(whysOf(outcomes), { consumed: crowd - 1 })
      return 101n
    }
  },
  {
    name: "64 callers use one one-time code, and no two of them may",
    cards: ["A"],
    before: ({ card, key }) => [
      issue(key("i"), card("A"), 1_000),
      { type: "RequestOneTimeCode", key: key("q"), card: card("A") }
    ],
    racers: ({ card, key, receipts }) =>
      racersOf(crowd, { key }, (key) => ({
        ...redeem(key, card("A"), 300),
        channel: "app",
        oneTimeCode: codeRequested(preparation, receipts[1]?.operation as OperationId, 6)
      })),
    judge: ({ outcomes }) => {
      const approved = outcomes.filter(isApproved).length
      // One whose command is sent to two processes may be locked out at one before it is found right at the other.
      assert.ok(approved <= 1)
      return approved === 1 ? 700n : 1_000n
    }
  },
  {
    name: "64 callers guess at one one-time code, and at most three are compared",
    cards: ["A"],
    before: ({ card, key }) => [
      issue(key("i"), card("A"), 1_000),
      { type: "RequestOneTimeCode", key: key("q"), card: card("A") }
    ],
    racers: ({ card, key, receipts }) => {
      const right = Number(codeRequested(preparation, receipts[1]?.operation as OperationId, 6))
      return racersOf(crowd, { key }, (key, n) => ({
        ...redeem(key, card("A"), 300),
        channel: "backoffice",
        oneTimeCode: String((right + 1 + n) % 1_000_000).padStart(6, "0")
      }))
    },
    judge: ({ outcomes }) => {
      const failed = outcomes.filter(
        (one) => one.outcome === "declined" && one.decline._tag === "VerificationFailed"
      )
      assert.ok(failed.length <= 3)
      assert.ok(!outcomes.some(isApproved))
      return 1_000n
    }
  },
  {
    name: "64 callers take three card numbers each, and no number is taken twice",
    cards: ["A"],
    before: ({ card, key }) => [issue(key("i"), card("A"), 1)],
    racers: ({ key }) =>
      racersOf(crowd, { key }, (key) => ({ type: "AllotNumbers", key, program: "member", count: 3 })),
    judge: ({ outcomes }) => {
      const places = outcomes.filter(isApproved).map(({ receipt }) => receipt.numbers?.from ?? -1)
      const first = Math.min(...places)
      assert.deepEqual(
        places.toSorted((a, b) => a - b),
        Array.from({ length: crowd }, (_, n) => first + 3 * n)
      )
      return 1n
    }
  }
]
