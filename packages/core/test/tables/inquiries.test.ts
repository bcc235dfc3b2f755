/**
 * Inquiries: what a quote promises a redemption keeps, and a balance says what may be used where.
 *
 * @module
 */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { prepareQuery } from "../../src/command/prepare.ts"
import { type Query, readQuery } from "../../src/command/Query.ts"
import { balance, quote, walletsOf } from "../../src/decide/inquire.ts"
import { isDecline, placeOf, type Situation } from "../../src/decide/Situation.ts"
import { readConfiguration } from "../../src/network/Configuration.ts"
import { networkOf } from "../../src/network/Network.ts"
import type { OperationId } from "../../src/values/Ids.ts"
import { type Counter, counter, mac, sha256 } from "./counter.ts"
import { member, shop } from "./shop.ts"

const asking = (till: Counter, sent: object, now: string, document: unknown = shop()) => {
  const asked: { readonly type?: unknown; readonly card?: string } = { card: "ANNA", ...sent }
  const read = readQuery(asked)
  const configuration = readConfiguration(document)
  if (Result.isFailure(read) || Result.isFailure(configuration)) throw new Error(JSON.stringify(read))
  const query = read.success
  const network = networkOf(configuration.success)
  const at = Date.parse(now)
  const situation: Situation<Query> = {
    network,
    view: till.ledger,
    request: prepareQuery({ network, mac }, query, at),
    place: placeOf(network, query, at),
    at,
    effectiveAt: at,
    operation: "op_0" as OperationId,
    sha256
  }
  return {
    query,
    situation,
    place: placeOf(network, { ...query, ...("context" in query ? query.context : {}) }, at)
  }
}
const morning = "2026-11-21T10:00:00+08:00"

const quoted = (till: Counter, sent: object, now = morning, document?: unknown) => {
  const { query, situation } = asking(
    till,
    { type: "Quote", outlet: "A1", currency: "CNY", ...sent },
    now,
    document
  )
  if (query.type !== "Quote") throw new Error("no quote")
  const answer = quote(situation, query)
  return answer
}
const plan = (till: Counter, sent: object, now = morning, document?: unknown) => {
  const answer = quoted(till, sent, now, document)
  return isDecline(answer)
    ? answer._tag
    : [
        answer.plan.map(({ amount, line, subWallet }) => `${subWallet} ${amount} for ${line}`).join(", "),
        answer.skipped.map(({ reason, subWallet }) => `${subWallet} ${reason}`).join(", "),
        String(answer.approvable)
      ]
}

describe("a quote", () => {
  it.each([
    // before, what is asked, plan, what is passed over and why, how much would be approved
    ["Load 50", { amount: 20 }, "main 20 for 0", "", "20"],
    ["Load 50", { amount: 60 }, "main 50 for 0", "", "50"],
    ["", { amount: 60 }, "", "", "0"],
    [
      "Load 50; Load 30 subWallet=a1only",
      { amount: 60, outlet: "A2" },
      "main 50 for 0",
      "a1only outlets",
      "50"
    ],
    ["Load 50; Load 30 subWallet=a1only", { amount: 60 }, "a1only 30 for 0, main 30 for 0", "", "60"],
    ["Load 50; Hold 50", { amount: 10 }, "", "main held", "0"],
    ["Load 50; Hold 20", { amount: 40 }, "main 30 for 0", "", "30"],
    [
      "Load 30 subWallet=room",
      { amount: 10, lines: [{ category: "food", amount: 10 }] },
      "",
      "room categories",
      "0"
    ],
    [
      "Load 30 subWallet=room; Load 5",
      {
        amount: 20,
        lines: [
          { category: "food", amount: 10 },
          { category: "room", amount: 10 }
        ]
      },
      "room 10 for 1, main 5 for 0",
      "room categories",
      "15"
    ],
    [
      "Load 100 offer=100+50",
      { amount: 20 },
      "gift 10 for 0, main 10 for 0",
      "gift scheduled, gift scheduled, gift scheduled, gift scheduled",
      "20"
    ],
    ["Freeze", { amount: 1 }, "AccountFrozen"],
    ["Load 50; Freeze quarantine=true; Unfreeze side=debit", { amount: 1 }, "AccountFrozen"],
    ["Block", { amount: 1 }, "Blocked"],
    ["", { amount: 1, currency: "USD" }, "CurrencyMismatch"],
    ["", { amount: 1, card: "NONE" }, "CardUnknown"]
  ])("%s; %j: %s", (before, sent, ...expected) => {
    const till = counter()
    till.tell(before)
    const answer = plan(till, sent)
    expect(answer).toEqual(expected.length === 1 ? expected[0] : expected)
  })
  it("settles in thought what is due, and posts nothing", () => {
    const till = counter()
    till.tell("Load 100 offer=100+50; Hold 5")
    const before = till.recorded.length
    expect(plan(till, { amount: 25 }, "2026-12-21T10:00:00+08:00")).toEqual([
      "gift 10 for 0, gift 10 for 0, main 5 for 0",
      "gift scheduled, gift scheduled, gift scheduled",
      "25"
    ])
    expect(till.recorded.length).toBe(before)
    expect(till.balances()).toBe("gift:10[5]+40 main:100")
    expect(plan(till, { amount: 45 }, "2027-02-21T10:00:00+08:00")).toEqual([
      "gift 10 for 0, gift 10 for 0, gift 10 for 0, gift 10 for 0, main 5 for 0",
      "gift scheduled",
      "45"
    ])
  })
  it("is by the type that a card falls to, once its review is due", () => {
    const document = shop({
      offers: [],
      cardTypes: [{ id: "gold" }],
      tiers: { per: "month", levels: [{ cardType: "gold", from: 100 }] },
      discounts: [{ id: "gold", percent: 20, cardTypes: ["gold"] }]
    })
    const till = counter(document)
    till.tell("Load 900; Redeem 100")
    const asked = { amount: 100, prices: "list" }
    expect(quoted(till, asked, "2026-12-31T23:59:59+08:00", document)).toMatchObject({ due: 80n })
    till.set("2027-01-01T00:00:00+08:00")
    const answer = quoted(till, asked, "2027-01-01T00:00:00+08:00", document)
    if (isDecline(answer)) throw new Error("declined")
    expect(answer.due).toBe(100n)
    expect(till.say(`Redeem 100 prices=list quote=${answer.quote}`)).toBe("approved main 100 type ->gold")
  })
  it("says which cap leaves value unused, and stays below limits", () => {
    const document = shop({
      subWallets: member.subWallets.map((rule) =>
        rule.id === "gift"
          ? { ...rule, rule: { maximumShare: 50 } }
          : rule.id === "a1only"
            ? { ...rule, rule: { maximumPerOperation: 7 } }
            : rule
      ),
      limits: [{ id: "day", scope: "account", verb: "Redeem", amount: 60, per: "day" }]
    })
    const till = counter(document)
    till.tell("Load 100 subWallet=gift; Load 20 subWallet=a1only; Load 100")
    expect(plan(till, { amount: 40 }, morning, document)).toEqual([
      "a1only 7 for 0, gift 20 for 0, main 13 for 0",
      "a1only maximumPerOperation, gift maximumShare",
      "40"
    ])
    expect(plan(till, { amount: 80 }, morning, document)[2]).toBe("60")
  })
  it("is kept by the redemption that names it, and refused once another plan would be drawn", () => {
    const till = counter()
    till.tell("Load 50; Load 30 subWallet=gift")
    const answer = quoted(till, { amount: 40 })
    if (isDecline(answer)) throw new Error("declined")
    expect(answer.quote).toMatch(/^[0-9a-f]{32}$/)
    expect(till.say(`Hold 40 quote=${answer.quote} key=h`)).toBe("approved gift 30 main 10")
    till.tell("Release holdKey=h")
    expect(till.say(`Redeem 39 quote=${answer.quote}`)).toBe("declined stale_quote")
    expect(till.say(`Redeem 40 quote=${answer.quote}`)).toBe("approved gift 30 main 10")
    till.tell("Load 30 subWallet=gift")
    expect(till.say(`Redeem 40 quote=${answer.quote}`)).toBe("declined stale_quote")
    expect(till.say(`Redeem 400 quote=${answer.quote}`)).toMatch(/^declined insufficient_funds/)
  })
})

describe("a balance", () => {
  const sleepy = shop({ dormancy: { after: { months: 12 }, fee: { amount: 2, every: "month" } } })
  it.each([
    ["on the last day of the year", "2027-11-21T23:59:59.999+08:00", false, 50n],
    [
      "from the day after on, when a fee is due that nobody has posted",
      "2027-11-22T00:00:00+08:00",
      true,
      48n
    ],
    ["and on", "2028-01-22T00:00:00+08:00", true, 44n]
  ])("says since when a card is dormant: %s", (_, now, isDormant, available) => {
    const till = counter(sleepy)
    till.tell("Load 50")
    const { place, query, situation } = asking(till, { type: "Balance" }, now, sleepy)
    const answer = query.type === "Balance" ? balance(situation, { place, query }) : []
    const [money] = isDecline(answer) ? [] : answer
    const since = isDormant ? Date.parse("2027-11-22T00:00:00+08:00") : undefined
    expect(money?.dormantSince).toBe(since)
    expect(money?.subWallets.find(({ subWallet }) => subWallet === "main")).toMatchObject({
      available,
      ledger: 50n
    })
  })
  it("is as it was when somebody used it", () => {
    const till = counter(sleepy)
    till.tell("Load 50; clock 2027-11-22T00:00:00+08:00; Redeem 1")
    const { place, query, situation } = asking(till, { type: "Balance" }, "2027-11-22T00:00:00+08:00", sleepy)
    const answer = query.type === "Balance" ? balance(situation, { place, query }) : []
    expect(isDecline(answer) || answer[0]?.dormantSince).toBe(undefined)
  })
  const shown = (till: Counter, sent: object = {}, now = morning) => {
    const { place, query, situation } = asking(till, { type: "Balance", ...sent }, now)
    if (query.type !== "Balance") throw new Error("no balance")
    const answer = balance(situation, { place, query })
    if (isDecline(answer)) return answer._tag
    return answer.map(({ currency, receivable, subWallets }) =>
      [
        currency,
        ...subWallets
          .filter(
            ({ available, expiredUnposted, ledger, scheduled }) =>
              ledger + available + scheduled + expiredUnposted > 0n
          )
          .map(
            (one) =>
              `${one.subWallet} ledger ${one.ledger} held ${one.held} available ${one.available} scheduled ${one.scheduled} expired ${one.expiredUnposted}`
          ),
        `owes ${receivable}`
      ].join(", ")
    )[0]
  }
  it.each([
    ["Load 50; Hold 20", {}, "CNY, main ledger 50 held 20 available 30 scheduled 0 expired 0, owes 0"],
    [
      "Load 50 subWallet=a1only",
      {},
      "CNY, a1only ledger 50 held 0 available 50 scheduled 0 expired 0, owes 0"
    ],
    [
      "Load 50 subWallet=a1only",
      { context: { outlet: "A2" } },
      "CNY, a1only ledger 50 held 0 available 0 scheduled 0 expired 0, owes 0"
    ],
    [
      "Load 50 subWallet=a1only",
      { context: { outlet: "A1" } },
      "CNY, a1only ledger 50 held 0 available 50 scheduled 0 expired 0, owes 0"
    ],
    [
      "Load 50 subWallet=a1only",
      { context: { terminal: "T1" } },
      "CNY, a1only ledger 50 held 0 available 50 scheduled 0 expired 0, owes 0"
    ],
    [
      "Load 50 subWallet=room",
      { context: { lines: [{ category: "food", amount: 1 }] } },
      "CNY, room ledger 50 held 0 available 0 scheduled 0 expired 0, owes 0"
    ],
    [
      "Load 50 subWallet=room",
      {
        context: {
          lines: [
            { category: "food", amount: 1 },
            { category: "room", amount: 1 }
          ]
        }
      },
      "CNY, room ledger 50 held 0 available 50 scheduled 0 expired 0, owes 0"
    ],
    [
      "Load 100 offer=100+50",
      {},
      "CNY, gift ledger 10 held 0 available 10 scheduled 40 expired 0, main ledger 100 held 0 available 100 scheduled 0 expired 0, owes 0"
    ],
    ["Load 100 key=l; Redeem 30; Clawback originalKey=l", {}, "CNY, owes 30"],
    ["Load 50; Block", {}, "CNY, main ledger 50 held 0 available 50 scheduled 0 expired 0, owes 0"],
    ["Load 50; Redeem 50; Close", {}, "CNY, owes 0"],
    ["Load 50; Close", {}, "CNY, main ledger 50 held 0 available 50 scheduled 0 expired 0, owes 0"],
    ["Load 50", { currency: "CNY" }, "CNY, main ledger 50 held 0 available 50 scheduled 0 expired 0, owes 0"],
    ["", { currency: "USD" }, undefined],
    ["", { card: "NONE" }, "CardUnknown"]
  ])("%s; asked %j: %s", (before, sent, expected) => {
    const till = counter()
    till.tell(before)
    expect(shown(till, sent)).toBe(expected)
  })
  it("what has ended and is not posted yet is not available", () => {
    const till = counter()
    till.tell("Load 10 subWallet=gift; Load 50; Hold 5")
    expect(shown(till, {}, "2027-05-22T00:00:00+08:00")).toBe(
      "CNY, gift ledger 10 held 5 available 0 scheduled 0 expired 5, main ledger 50 held 0 available 50 scheduled 0 expired 0, owes 0"
    )
  })
  it("shows what is in a sub-wallet that the program no longer has", () => {
    const till = counter()
    till.tell("Load 10 subWallet=gift; Load 50; Hold 5")
    const { subWallets } = member
    const later = shop({ offers: [], subWallets: subWallets.filter(({ id }) => id !== "gift") })
    const { place, query, situation } = asking(till, { type: "Balance" }, morning, later)
    const answer = query.type === "Balance" ? balance(situation, { place, query }) : []
    expect(!isDecline(answer) && answer[0]?.subWallets.at(-1)).toEqual({
      subWallet: "gift",
      ledger: 10n,
      held: 5n,
      available: 5n,
      scheduled: 0n,
      expiredUnposted: 0n,
      usable: "Usable everywhere."
    })
  })
  it("lists the lots when asked, and reads every rule aloud", () => {
    const till = counter()
    till.tell("Load 10 subWallet=gift; Hold 4")
    const { place, query, situation } = asking(till, { type: "Balance", lots: true }, morning)
    const answer = query.type === "Balance" ? balance(situation, { place, query }) : []
    if (isDecline(answer)) throw new Error("declined")
    expect(answer[0]?.lots).toEqual([
      {
        lot: "lot_000003_0",
        subWallet: "gift",
        remaining: 10n,
        held: 4n,
        promised: 0n,
        activeFrom: Date.parse(morning),
        expiresAt: Date.parse("2027-05-22T00:00:00+08:00")
      }
    ])
    expect(answer[0]?.subWallets.map(({ usable }) => usable)).toEqual([
      "Usable for room.",
      "Usable at A1.",
      "Usable everywhere.",
      "Usable everywhere.",
      "Usable everywhere."
    ])
    const unlisted = asking(till, { type: "Balance" }, morning)
    const plainAnswer =
      unlisted.query.type === "Balance" ? balance(unlisted.situation, { place, query: unlisted.query }) : []
    expect(!isDecline(plainAnswer) && plainAnswer[0]?.lots).toBe(undefined)
  })
  it.each(["", "Load 5; Close", "Close", "Block", "Freeze"])(
    "after %s a statement finds the account's wallets",
    (before) => {
      const till = counter()
      till.tell(before)
      const { situation } = asking(till, { type: "Statement" }, morning)
      const wallets = walletsOf(situation)
      expect(!isDecline(wallets) && wallets.map(({ id }) => id)).toEqual(["wal_000001_0"])
    }
  )
  it("a statement of a card nobody knows finds nothing", () => {
    const till = counter()
    const unknown = asking(till, { type: "Statement", card: "NONE" }, morning)
    expect(walletsOf(unknown.situation)).toEqual({ _tag: "CardUnknown" })
  })
})
