/** What a terminal may do without the office: by its mandate, its list, its clock and its journal. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { toHex } from "../../src/crypto/bytes.ts"
import { signingKeys } from "../../src/crypto/Signed.ts"
import { readRow } from "../../src/journal/Row.ts"
import { MemoryLines } from "../../src/journal/MemoryJournal.ts"
import {
  changedHotlist,
  hotlistOf,
  isHotlisted,
  type Mandate,
  mandateText,
  readHotlist,
  readMandate
} from "../../src/purse/Mandate.ts"
import { contentsOf, group, loadedCard, noon, purseOf } from "./shop.ts"
import { makeTerminal, mandateFor } from "./terminal.ts"

const hour = 3_600_000
const office = signingKeys(new Uint8Array(32).fill(3))

const tillUnder = (change: Partial<Mandate>) =>
  makeTerminal(7, { terms: { mandate: { ...mandateFor(7), ...change } } })

describe("a mandate", () => {
  it.each([
    // under a mandate that                  sale    end
    ["is as ever", 1_000n, "Done", {}],
    ["allows that much", 1_000n, "Done", { perPurchase: 1_000n }],
    ["allows less", 1_000n, "perPurchase", { perPurchase: 999n }],
    ["has less left", 1_000n, "totalUsedUp", { total: 999n }],
    ["allows no sale", 1_000n, "countUsedUp", { count: 0 }],
    ["allows less to a card", 1_000n, "perCardUsedUp", { perCardPerDay: 999n }],
    ["begins later", 1_000n, "mandateNotYet", { from: noon + 1 }],
    ["has just ended", 1_000n, "mandateExpired", { until: noon }],
    ["ends next", 1_000n, "Done", { until: noon + 1 }],
    ["is another terminal's", 1_000n, "mandateOfAnother", { terminal: 8 }],
    ["is of another epoch", 1_000n, "mandateOfAnother", { epoch: 2 }],
    ["is of another group", 1_000n, "mandateOfAnother", { group: 18 }]
  ] as const)("%s of %i: %s", (_, amount, end, change) => {
    const till = tillUnder(change)
    const card = loadedCard(1, 20_000n)
    const before = contentsOf(card)
    const outcome = till.run(till.purse.buy(till.reader.put(card), { amount }))
    const why =
      outcome._tag === "Refused" && outcome.why._tag === "OfflineRefused" ? outcome.why.why : outcome._tag
    expect(why).toBe(end)
    if (end !== "Done") expect(contentsOf(card)).toEqual(before)
  })

  it("is missing, and nothing is sold", () => {
    const till = makeTerminal(7)
    till.current.terms = {}
    const outcome = till.run(till.purse.buy(till.reader.put(loadedCard(1, 100n)), { amount: 1n }))
    expect(outcome).toEqual({ _tag: "Refused", why: { _tag: "OfflineRefused", why: "mandateMissing" } })
  })

  it("counts over all sales of the terminal, on any card, and again after a restart", () => {
    const lines = new MemoryLines()
    const terms = { mandate: { ...mandateFor(7), total: 1_500n } }
    const sell = (n: number, amount: bigint) => {
      const till = makeTerminal(7, { lines, terms })
      return till.run(till.purse.buy(till.reader.put(loadedCard(n, 20_000n)), { amount }))._tag
    }
    expect([sell(1, 1_000n), sell(2, 501n), sell(2, 500n), sell(3, 1n)]).toEqual([
      "Done",
      "Refused",
      "Done",
      "Refused"
    ])
  })

  it("has no more for a card on a day because of what was undone of the day before", () => {
    const till = tillUnder({ perCardPerDay: 1_000n })
    const card = loadedCard(1, 20_000n)
    till.setTime(noon + 12 * hour - 1)
    const sold = till.run(till.purse.buy(till.reader.put(card), { amount: 900n }))
    till.setTime(noon + 12 * hour)
    if (sold._tag !== "Done") throw new Error(sold._tag)
    expect(till.run(till.purse.undo(till.reader.put(card), sold.sequence))._tag).toBe("Done")
    const why = (amount: bigint) => till.run(till.purse.buy(till.reader.put(card), { amount }))
    expect(why(1_001n)).toMatchObject({ why: { why: "perCardUsedUp" } })
    expect(why(1_000n)._tag).toBe("Done")
  })

  it("ends selling when the clock went back, when the list is old, when too many ends are unknown, when the journal is full", () => {
    const till = tillUnder({ openAtMost: 0 })
    const card = loadedCard(1, 20_000n)
    const why = (tear?: Parameters<typeof till.reader.put>[1], of = card) => {
      const outcome = till.run(till.purse.buy(till.reader.put(of, tear), { amount: 1n }))
      return outcome._tag === "Refused" && outcome.why._tag === "OfflineRefused"
        ? outcome.why.why
        : outcome._tag
    }
    expect(why()).toBe("Done")
    till.setTime(noon - 1)
    expect(why()).toBe("clockWentBack")
    till.setTime(noon + 24 * hour)
    expect(why()).toBe("Done")
    till.setTime(noon + 24 * hour + 1)
    expect(why()).toBe("hotlistTooOld")
    till.setTime(noon + 24 * hour)
    expect(why({ command: 14, in: "answer", after: 0 })).toBe("Unknown")
    expect(why(undefined, loadedCard(2, 100n))).toBe("tooManyUnknown")
    // The card itself settles it.
    expect(why()).toBe("Done")
  })

  it("row 35: a journal that has no room for a sale is seen before anything is taken from the card", () => {
    const till = makeTerminal(7, { capacity: 3 })
    const card = loadedCard(1, 20_000n)
    expect(till.run(till.purse.buy(till.reader.put(card), { amount: 1n }))._tag).toBe("Done")
    expect(till.run(till.purse.buy(till.reader.put(card), { amount: 1n }))).toEqual({
      _tag: "Refused",
      why: { _tag: "OfflineRefused", why: "journalFull" }
    })
    // No command of it takes anything.
    expect(till.reader.field?.heard.map(({ ins }) => ins)).not.toContain(0xdc)
    const { head, sequence } = till.run(till.journal.standing)
    till.run(till.journal.acknowledge({ head, sequence }))
    expect(till.run(till.purse.buy(till.reader.put(card), { amount: 1n }))._tag).toBe("Done")
  })

  it("is read only as the office signed it", () => {
    const text = mandateText(mandateFor(7))
    const signed = { text, signature: office.sign(text) }
    expect(readMandate(office.publicKey, signed)).toEqual(mandateFor(7))
    expect(
      readMandate(office.publicKey, { ...signed, text: text.replace('"count":', '"count":1') })
    ).toBeUndefined()
    expect(readMandate(signingKeys(new Uint8Array(32)).publicKey, signed)).toBeUndefined()
    expect(readMandate("no key", signed)).toBeUndefined()
    expect(readHotlist(office.publicKey, signed)).toBeUndefined()
  })
})

describe("the hotlist", () => {
  it("blocks a card of it wherever it is presented next, and leaves its value", () => {
    const till = makeTerminal(7, { terms: { hotlist: hotlistOf(group.group, 2, noon, [purseOf(1)]) } })
    const card = loadedCard(1, 20_000n)
    const { main } = contentsOf(card)
    expect(till.run(till.purse.buy(till.reader.put(card), { amount: 1n }))).toMatchObject({
      _tag: "Refused",
      why: { _tag: "Hotlisted", version: 2 }
    })
    expect(contentsOf(card)).toMatchObject({
      main,
      amountLeft: 0n,
      countLeft: 0n,
      state: { isBlocked: true },
      log: [{ kind: "block" }, { kind: "load" }]
    })
    expect(till.lines.lines.map(({ text }) => readRow(text)?.entry)).toMatchObject([
      { kind: "hotlistHit", uid: toHex(card.uid), purse: purseOf(1), hotlist: 2 },
      { kind: "intent", of: "block" },
      { kind: "done", sequence: 2 }
    ])
    // Another terminal has an older list, and cannot sell either.
    const other = makeTerminal(8)
    expect(other.run(other.purse.buy(other.reader.put(card), { amount: 1n }))).toMatchObject({
      _tag: "Refused",
      why: { _tag: "PurseBlocked" }
    })
  })

  it("says of any list who is on it, after any change", () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 30 })
    fc.assert(
      fc.property(numbers, numbers, numbers, (before, added, removed) => {
        const list = hotlistOf(17, 1, 0, before.map(purseOf))
        const short = (all: ReadonlyArray<number>) => all.map((n) => purseOf(n).slice(-10))
        const changed = changedHotlist(list, {
          type: "hotlistChange",
          group: 17,
          from: 1,
          version: 2,
          at: 5,
          added: short(added),
          removed: short(removed)
        })
        if (changed === undefined) return false
        for (let n = 1; n <= 40; n++) {
          expect(isHotlisted(list, purseOf(n))).toBe(before.includes(n))
          expect(isHotlisted(changed, purseOf(n))).toBe(
            added.includes(n) || (before.includes(n) && !removed.includes(n))
          )
        }
        expect(
          changedHotlist(changed, {
            type: "hotlistChange",
            group: 17,
            from: 1,
            version: 3,
            at: 6,
            added: [],
            removed: []
          })
        ).toBeUndefined()
        return true
      })
    )
  })
})
