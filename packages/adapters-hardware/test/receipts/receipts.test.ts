/** Receipts of a day, as a shop owner can read them: what is on the paper, whatever the paper and the language. */
import * as Effect from "effect/Effect"
import fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import {
  cellsOf,
  copyOf,
  layOut,
  type Part,
  plainReceipt,
  type ReceiptDocument,
  type ReceiptEncoder,
  receiptEncoder,
  receiptOf
} from "../../src/receipts/index.ts"
import { codePages } from "../../src/simulator/codePages.ts"
import { VirtualPrinter } from "../../src/simulator/VirtualPrinter.ts"
import { day, receiptsIn } from "./day.ts"

const languages = ["en", "zh", "bg"] as const
const widths = [32, 42, 48]
const dialects = ["generic", "escpos", "impact"] as const

let happened: Awaited<ReturnType<typeof day>>
let encoder: ReceiptEncoder

beforeAll(async () => {
  happened = await day()
  encoder = await Effect.runPromise(receiptEncoder)
})

const each = <A, B>(first: ReadonlyArray<A>, second: ReadonlyArray<B>): ReadonlyArray<readonly [A, B]> =>
  first.flatMap((a) => second.map((b) => [a, b] as const))

/** The words of a paper, without where they stand. */
const wordsOf = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("["))

const printed = (
  document: ReceiptDocument,
  columns: number,
  dialect: (typeof dialects)[number] = "generic"
) => {
  const printer = new VirtualPrinter()
  printer.receive(encoder.escpos(document, columns, dialect))
  return printer
}

describe("the receipts of a day", () => {
  it.each(each(languages, widths))(
    "are as they were read, in %s on %i columns",
    async (language, columns) => {
      const all = Object.entries(receiptsIn(happened, language, columns))
      const text = all.map(([name, receipt]) => `# ${name}\n${plainReceipt(receipt, columns)}\n`).join("\n")
      await expect(text).toMatchFileSnapshot(`golden/${language}-${columns}.txt`)
    }
  )

  it.each(each(languages, dialects))(
    "come out of a printer as they were written, in %s, %s",
    (language, dialect) => {
      for (const columns of widths)
        for (const receipt of Object.values(receiptsIn(happened, language, columns))) {
          const printer = printed(receipt, columns, dialect)
          expect(wordsOf(printer.text.split("\n"))).toEqual(
            wordsOf(plainReceipt(receipt, columns).split("\n"))
          )
          expect(Math.max(...printer.paper.map(({ cells }) => cells))).toBeLessThanOrEqual(columns)
          expect(printer.cuts).toBe(1)
        }
    }
  )

  it("never have a whole card number, nor the code of a manager", () => {
    const { issued } = happened
    if (issued.outcome !== "approved") throw new Error(issued.outcome)
    const told = { ...issued, receipt: { ...issued.receipt, authorizationCode: "415926" } }
    const receipts = [
      ...Object.values(receiptsIn(happened, "en", 42)),
      receiptOf("GrantAuthorization", told, {
        heading: [],
        zone: "UTC",
        assets: [{ code: "EUR", exponent: 2 }]
      })
    ]
    for (const receipt of receipts) {
      const text = plainReceipt(receipt, 42)
      expect(text).not.toContain(happened.card)
      expect(text).not.toContain(happened.card.slice(-5))
      expect(text).not.toContain("415926")
    }
  })

  it("say what is given back the way that the sale was paid, in its own currency", () => {
    const { issued } = happened
    if (issued.outcome !== "approved") throw new Error(issued.outcome)
    const paidBack = { currency: "EUR", amount: 5_000n }
    const back = receiptOf(
      "Refund",
      { ...issued, receipt: { ...issued.receipt, currency: "LEAVES", balances: [], paidBack } },
      {
        heading: [],
        zone: "UTC",
        assets: [
          { code: "EUR", exponent: 2 },
          { code: "LEAVES", exponent: 0 }
        ]
      }
    )
    expect(plainReceipt(back, 42)).toMatch(/GIVEN BACK +50\.00 EUR/)
  })

  it("are not made where nobody said how many digits an asset has", () => {
    const { load } = happened
    expect(() => receiptOf("Load", load, { heading: [], zone: "UTC", assets: [] })).toThrow(
      "assets: Expected the exponent of EUR"
    )
  })

  it("are marked above and below when they are copies, and cut once", () => {
    const { redeem } = receiptsIn(happened, "bg", 32)
    if (redeem === undefined) throw new Error("no receipt")
    const printer = printed(copyOf(redeem), 32)
    const lines = wordsOf(printer.text.split("\n"))
    expect([lines[0], lines.at(-1)]).toEqual(["*** КОПИЕ ***", "*** КОПИЕ ***"])
    expect(printer.cuts).toBe(1)
  })

  it("are pictures of their own, which fetch nothing and are the same every time", () => {
    const { redeem } = receiptsIn(happened, "zh", 42)
    if (redeem === undefined) throw new Error("no receipt")
    const svg = encoder.svg(redeem, 42)
    expect(svg).toBe(encoder.svg(redeem, 42))
    expect(svg.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|@import/)
    expect(svg.replaceAll(/<[^>]*>/g, "").replaceAll("&#xa0;", " ")).toContain("菩提茶馆")
  })
})

const letters = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...Array.from('\\|{}~_"`^;:-= abc日本')), maxLength: 60 }),
  fc.constantFrom(
    "中心店 格拉夫街4号",
    "Център, ул. Граф Игнатиев 4",
    "\u001b@\u001dV\u0000",
    "a  b",
    "---",
    "==="
  )
)
const amount = fc
  .tuple(fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }), fc.constantFrom("EUR", "POINTS123456"))
  .map(([minor, code]) => `${minor} ${code}`)

const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({
    kind: fc.constant("text" as const),
    text: letters,
    align: fc.constantFrom("left" as const, "centre" as const, "right" as const),
    isStrong: fc.boolean(),
    isLarge: fc.boolean()
  }),
  fc.record({ kind: fc.constant("pair" as const), left: letters, right: amount, isStrong: fc.boolean() }),
  fc.constantFrom<Part>({ kind: "rule" }, { kind: "space" }, { kind: "cut" })
)
const documents = fc.record({ copyMark: fc.constant("COPY"), parts: fc.array(part, { maxLength: 6 }) })

/** Whether some code page of the printer has it. */
const inSomePage = new Set(Object.values(codePages).flatMap((page) => Array.from(page)))
const hasLetter = (sign: string): boolean => sign <= "~" || inSomePage.has(sign)

describe("any receipt", () => {
  it("fits the paper, line by line, and no amount is cut", () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 32, max: 64 }), (document, columns) => {
        const { lines, script } = layOut(document, columns)
        const texts = lines.flatMap((line) => (line.kind === "text" ? [line] : []))
        for (const { isLarge, text } of texts)
          expect(cellsOf(text, script) * (isLarge ? 2 : 1)).toBeLessThanOrEqual(columns)
        for (const one of document.parts)
          if (one.kind === "pair") expect(texts.some(({ text }) => text.endsWith(one.right))).toBe(true)
      }),
      { numRuns: 300 }
    )
  })

  it("comes out of the printer as it went in, whatever signs it has", () => {
    fc.assert(
      fc.property(documents, fc.constantFrom(...widths), (document, columns) => {
        const { lines, script } = layOut(document, columns)
        const printer = printed(document, columns)
        const expected = lines.flatMap((line) => (line.kind === "text" ? [line.text] : []))
        // What no code page has is a question mark; and a cut has a line of its own.
        const known = (text: string): string =>
          script === "wide" ? text : Array.from(text, (sign) => (hasLetter(sign) ? sign : "?")).join("")
        const found = printer.paper.map(({ text }) => text)
        expect(wordsOf(found).map(known)).toEqual(wordsOf(expected).map(known))
        expect(printer.cuts).toBe(lines.filter(({ kind }) => kind === "cut").length)
      }),
      { numRuns: 300 }
    )
  })
})
