/** A file of an older system's cards: what is wrong with it is said before anything is done, and it is taken over once. */
import fc from "fast-check"
import { MemoryStore } from "@tessera/core/memory"
import { open } from "@tessera/core/promise"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { type LegacyTerms, readLegacyFile, takeOver } from "../../src/identify/legacyFile.ts"

const terms: LegacyTerms = {
  batch: "old-2026",
  program: "member",
  outlet: "Centre",
  currency: "EUR",
  exponent: 2,
  totals: { cards: 3, amount: 4_210n }
}
const file = "card,amount\n7700-0001,17.00\n7700 0002,0\n77000003,25.1\n"

const faultsOf = (text: string, change: Partial<LegacyTerms> = {}) => {
  const read = readLegacyFile(text, { ...terms, ...change })
  return Result.isFailure(read) ? read.failure : []
}

describe("a file of an older system", () => {
  it("is commands when every line is a card and both sums are right", () => {
    expect(Result.getOrThrow(readLegacyFile(`\uFEFF${file.replaceAll("\n", "\r\n")}`, terms))).toEqual([
      {
        type: "Issue",
        key: "takeover:old-2026:2",
        program: "member",
        card: "7700-0001",
        outlet: "Centre",
        amount: 1_700n,
        currency: "EUR",
        tender: { kind: "other" }
      },
      { type: "Issue", key: "takeover:old-2026:3", program: "member", card: "7700 0002", outlet: "Centre" },
      expect.objectContaining({ key: "takeover:old-2026:4", amount: 2_510n })
    ])
  })

  const line = { why: "line", expected: "a card number of 4–64 and an amount with at most 2 decimals" }
  it.each([
    ["no head", "7700001,1\n", {}, [{ why: "head", line: 1, expected: "card,amount" }]],
    [
      "one card less than was said",
      file,
      { totals: { cards: 4, amount: 4_210n } },
      [{ why: "cards", said: 4, found: 3 }]
    ],
    [
      "a cent more than was said",
      file,
      { totals: { cards: 3, amount: 4_209n } },
      [{ why: "amount", said: 4_209n, found: 4_210n }]
    ],
    [
      "a card twice, written otherwise",
      `${file}7700 0003,0\n`,
      { totals: { cards: 4, amount: 4_210n } },
      [{ why: "twice", line: 5, before: 4 }]
    ],
    [
      "a third decimal",
      file.replace("25.1", "25.100"),
      { totals: { cards: 3, amount: 1_700n } },
      [{ ...line, line: 4 }]
    ],
    [
      "a comma for the point",
      file.replace("25.1", "25,10"),
      { totals: { cards: 3, amount: 1_700n } },
      [{ ...line, line: 4 }]
    ],
    [
      "an amount below nothing",
      file.replace("25.1", "-25.1"),
      { totals: { cards: 3, amount: 1_700n } },
      [{ ...line, line: 4 }]
    ],
    [
      "no number",
      file.replace("77000003", "7;DROP"),
      { totals: { cards: 3, amount: 1_700n } },
      [{ ...line, line: 4 }]
    ]
  ] as const)("with %s is nothing but what is wrong with it", (_, text, change, faults) => {
    expect(faultsOf(text, change)).toEqual(faults)
  })

  it("says no card's number in what is wrong", () => {
    const bad = file.replace("25.1", "x").replace("7700-0001", "7700 0002")
    expect(JSON.stringify(faultsOf(bad), (_, value: unknown) => String(value))).not.toContain("7700")
  })
})

const configuration = {
  tenant: "linden",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "Centre", owner: "hq" }],
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "EUR", exponent: 2 },
      numbering: { prefix: "9902", length: 16, check: "luhn" },
      subWallets: [{ id: "main", funding: "paid" }]
    }
  ]
}
const opened = () =>
  open({ configuration, store: MemoryStore.layer, secret: "a secret of the tests, and of nothing else" })

describe("a file that is taken over", () => {
  it("is there once and ties, however often it is stopped in the middle and done again", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.bigInt(0n, 500_00n), { minLength: 1, maxLength: 600 }),
        fc.array(fc.nat(600), { maxLength: 3 }),
        async (amounts, stops) => {
          const lines = amounts.map((amount, n) => `77${String(n).padStart(6, "0")},${amount}`)
          const totals = { cards: amounts.length, amount: amounts.reduce((sum, one) => sum + one, 0n) }
          const text = ["card,amount", ...lines].join("\n")
          const issues = Result.getOrThrow(readLegacyFile(text, { ...terms, exponent: 0, totals }))
          await using pos = await opened()
          for (const stop of stops) {
            const first = await takeOver(pos.submitMany, issues.slice(0, stop), totals)
            expect(first.cards).toBe(Math.min(stop, issues.length))
          }
          const whole = await takeOver(pos.submitMany, issues, totals)
          expect(whole).toEqual({ ...totals, declined: [], open: [], ties: true })
          const sums = await pos.books()
          const owed = sums.filter(({ account }) => account.kind === "liability")
          expect(owed.reduce((sum, { amount }) => sum - amount, 0n)).toBe(totals.amount)
        }
      ),
      { numRuns: 5, examples: [[Array.from({ length: 600 }, (_, n) => BigInt(n)), [300]]] }
    )
  })

  it("does not tie where a number was there already, and says which line", async () => {
    await using pos = await opened()
    await pos.issue({ key: "1", program: "member", card: "77000003", outlet: "Centre" })
    const issues = Result.getOrThrow(readLegacyFile(file, terms))
    expect(await takeOver(pos.submitMany, issues, terms.totals)).toEqual({
      cards: 2,
      amount: 1_700n,
      declined: [{ key: "takeover:old-2026:4", code: "duplicate_credential" }],
      open: [],
      ties: false
    })
  })

  it("that nobody heard the end of is open, and is done again", async () => {
    const issues = Result.getOrThrow(readLegacyFile(file, terms))
    const ended = await takeOver(
      async () => [{ outcome: "inDoubt" }, { outcome: "notDone" }],
      issues,
      terms.totals
    )
    expect([ended.open.length, ended.ties]).toEqual([3, false])
  })
})
