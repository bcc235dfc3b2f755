import { describe, expect, it } from "vitest"
import { codeOf, type Decline, declines, type DeclineTag, readDecline } from "../src/command/Decline.ts"
import { sentenceOf } from "../src/command/sentence.ts"

const euros = { asset: { code: "EUR", exponent: 2 }, zone: "Europe/Helsinki" }
const yen = { asset: { code: "JPY", exponent: 0 }, zone: "Asia/Tokyo" }
const at = Date.parse("2026-11-21T17:30:00Z")

const lot = (subWallet: string, reason: string) => ({ lot: "lot_1", subWallet, reason })

describe("the sentence of a decline", () => {
  it.each<[Decline, string]>([
    [{ _tag: "BalanceChanged", ledger: 4900n }, "The balance has changed since; it is 49.00 EUR now."],
    [{ _tag: "InsufficientFunds", approvable: 4000n }, "Only 40.00 EUR can be used here now."],
    [
      { _tag: "InsufficientFunds", approvable: 0n, held: 1050n, heldUntil: at },
      "Only 0.00 EUR can be used here now; 10.50 EUR is held until 2026-11-21 19:30."
    ],
    [
      {
        _tag: "NotAccepted",
        lots: [lot("gift", "categories"), lot("gift", "categories"), lot("voucher", "expired")]
      },
      "There is value on this card, but gift does not pay for these goods, voucher has expired."
    ],
    [{ _tag: "NotAccepted", lots: [] }, "There is value on this card, but nothing on it can be used."],
    [
      { _tag: "LimitExceeded", limit: "day", room: 5n, resetsAt: at },
      "The limit day leaves 0.05 EUR until 2026-11-21 19:30."
    ],
    [{ _tag: "LimitExceeded", limit: "once", room: 5n }, "The limit once leaves 0.05 EUR."],
    [{ _tag: "ExceedsHold", outstanding: 100n, tolerance: 0n }, "The hold has 1.00 EUR left."],
    [{ _tag: "AlreadyConfirmed", at }, "The load was confirmed on 2026-11-21 19:30."],
    [{ _tag: "HoldsOpen", holds: ["hold_1", "hold_2"] }, "2 holds are still open on this card."],
    [
      { _tag: "CapabilityOff", capability: "cashOut" },
      "Paying out in money is not possible here or with this card."
    ],
    [
      { _tag: "ProgramRuleViolation", rule: "close", sentence: "The holder still owes." },
      "The holder still owes."
    ]
  ])("%# says what the till must show", (decline, sentence) => {
    expect(sentenceOf(decline, euros)).toBe(sentence)
  })

  it("shows amounts with the digits of their asset and times on the wall of the place", () => {
    expect(sentenceOf({ _tag: "ExceedsRefundable", left: 500n }, yen)).toBe(
      "At most 500 JPY of it can still be refunded."
    )
    expect(sentenceOf({ _tag: "HoldExpired", at }, yen)).toBe("The hold expired on 2026-11-22 02:30.")
  })

  /** Everything that any decline carries, as the wire shows it, so that each finds its own fields. */
  const time = "2026-11-21T17:30:00.000Z"
  const everything = {
    retry: "never" as const,
    field: "amount",
    id: "X",
    right: "load",
    capability: "load",
    lockedThrough: "2026-01-01",
    side: "both",
    status: "closed",
    rule: "identity",
    kind: "pin",
    request: "r",
    why: "expired",
    reversal: "op_1",
    activity: "refunds",
    expected: "EUR",
    limit: "day",
    sentence: "It is so.",
    holds: ["hold_1"],
    since: time,
    until: time,
    closedAt: time,
    at: time,
    resetsAt: time,
    lots: [lot("gift", "outlets")],
    threshold: 1,
    triesLeft: 2,
    left: 1,
    outstanding: 1,
    tolerance: 1,
    room: 1,
    approvable: 1,
    ledger: 1,
    version: 2,
    through: "2026-10-31",
    approvals: 1,
    needed: 2,
    shift: "s1"
  }
  const tags = Object.keys(declines).filter((tag): tag is DeclineTag => tag in declines)

  it.each(tags)("%s is one whole sentence without gaps", (tag) => {
    const decline = readDecline({ ...everything, code: codeOf(tag) })
    expect(decline?._tag).toBe(tag)
    const sentence = decline && sentenceOf(decline, euros)
    expect(sentence).toMatch(/^[A-Z][^\n]*[a-zA-Z0-9)]\.$/)
    expect(sentence).not.toMatch(/undefined|NaN|\[object/)
  })

  const letters = { zh: /\p{Script=Han}/u, bg: /\p{Script=Cyrillic}/u } as const
  const numbersIn = (sentence: string): ReadonlyArray<string> =>
    (sentence.match(/\d[\d.:-]*\d|\d/g) ?? []).toSorted()

  it.each(tags.flatMap((tag) => (["zh", "bg"] as const).map((language) => [tag, language] as const)))(
    "%s has the same numbers in %s",
    (tag, language) => {
      const decline = readDecline({ ...everything, code: codeOf(tag) })
      if (decline === undefined) throw new Error(`no sample of ${tag}`)
      const [english, sentence] = [sentenceOf(decline, euros), sentenceOf(decline, euros, language)]
      expect(sentence).toMatch(letters[language])
      expect(sentence).not.toMatch(/undefined|NaN|\[object/)
      if (tag !== "HoldsOpen") expect(numbersIn(sentence)).toEqual(numbersIn(english))
    }
  )

  it("says words of the shop in every language", () => {
    const lots = [lot("gift", "outlets"), lot("gift", "expired")]
    expect(sentenceOf({ _tag: "NotAccepted", lots }, euros, "zh")).toBe(
      "卡内有余额，但gift不能在本店使用，gift已过期。"
    )
    expect(sentenceOf({ _tag: "NotAccepted", lots }, euros, "bg")).toBe(
      "По тази карта има стойност, но gift не важи в този обект, gift е с изтекъл срок."
    )
    expect(sentenceOf({ _tag: "CapabilityOff", capability: "cashOut" }, euros, "zh")).toBe(
      "此处或此卡不支持提现。"
    )
  })
})
