/** What is paid of a card between two loads, whatever terminals with the key for undoing do on it, send, and keep to themselves. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { runScript } from "../../src/apdu/Script.ts"
import { toHex } from "../../src/crypto/bytes.ts"
import { type SignedText, signingKeys } from "../../src/crypto/Signed.ts"
import { type Entry, rowHash, rowText } from "../../src/journal/Row.ts"
import { Desk } from "../../src/office/Desk.ts"
import { ledgerDefaults } from "../../src/office/ledgerCommands.ts"
import { type Loaded, SpentBook } from "../../src/office/SpentBook.ts"
import { commit, type Intent } from "../../src/purse/Intent.ts"
import type { Committed } from "../../src/cards/desfire/commands.ts"
import { mandateText } from "../../src/purse/Mandate.ts"
import { preparePurchase } from "../../src/purse/purchase.ts"
import { prepareVoid } from "../../src/purse/voidSale.ts"
import { Field } from "../../src/simulator/Field.ts"
import {
  accessTo,
  asker,
  caps,
  chanceOf,
  group,
  keys,
  loadOf,
  makeCard,
  noon,
  preparedLoad,
  purseOf,
  root
} from "../purse/shop.ts"
import { mandateFor, seedOf } from "../purse/terminal.ts"
import { ledgerTerms } from "./ledger.ts"

const terminals = [7, 8] as const
const purse = purseOf(1)

const makeDesk = () =>
  new Desk({
    group,
    root,
    caps,
    mandateKeys: [],
    ledger: ledgerTerms
  })

/** An office, a card that it loads, and two terminals that have all keys a terminal can have. */
const makeWorld = () => {
  const desk = makeDesk()
  const card = makeCard(1)
  const uid = toHex(card.uid)
  const loads: Array<Loaded> = []
  const journals = new Map<number, Array<SignedText>>(terminals.map((terminal) => [terminal, []]))
  let chances = 0
  const chance = () => chanceOf(`exposure ${chances++}`)
  desk.hear({ kind: "issued", uid, purse })
  for (const terminal of terminals) {
    const { publicKey } = signingKeys(seedOf(terminal))
    desk.hear({ kind: "enrolled", terminal, epoch: 1, publicKey })
    desk.hear({ kind: "mandate", text: mandateText(mandateFor(terminal)), signature: "" })
  }
  const done = (run: ReturnType<typeof preparedLoad>): { intent: Intent; ended: Committed } | undefined => {
    const field = new Field(card)
    const prepared = runScript(run, field.transmit)
    const ended = prepared._tag === "Completed" && runScript(commit(prepared.value), field.transmit)
    return prepared._tag === "Completed" && ended && ended._tag === "Completed"
      ? { intent: prepared.value.intent, ended: ended.value }
      : undefined
  }
  const load = (main: bigint, gift: bigint) => {
    const sequence = loads.length + 1
    const made = done(preparedLoad(card, loadOf(1, main, gift, sequence), chance()))
    if (made === undefined) throw new Error("not loaded")
    const { ended, intent } = made
    const order = { sequence, main, gift, source: { kind: "carried" } } as const
    const input = toHex(intent.input)
    desk.hear({ kind: "loading", uid, purse, tmcBefore: intent.tmcBefore, input, at: noon, order })
    desk.hear({ kind: "loaded", sequence, tmc: ended.tmc, tmv: toHex(ended.tmv) })
    const left = desk.book.purse(purse)?.loadedBefore(ended.tmc + 1)
    if (left === undefined) throw new Error("not known")
    loads.push(left)
  }
  /** The lines of something that was done, for whoever sends them. */
  const linesOf = (terminal: number, of: "purchase" | "void", made: { intent: Intent; ended: Committed }) => {
    const journal = journals.get(terminal) ?? []
    const { ended, intent } = made
    const write = (entry: Entry): void => {
      const last = journal.at(-1)
      const before = last === undefined ? "0".repeat(64) : rowHash(last.text)
      const sequence = journal.length + 1
      const row = { v: 1, group: group.group, terminal, epoch: 1, sequence, before } as const
      const text = rowText({ ...row, at: noon, running: 0, clock: "good", entry })
      journal.push({ text, signature: signingKeys(seedOf(terminal)).sign(text) })
    }
    const { gift, main, tmcBefore } = intent
    const said = { currency: "CNY", mandate: `m${terminal}.1`, hotlist: 1, input: toHex(intent.input) }
    write({ kind: "intent", of, uid, purse, tmcBefore, main, gift, ...said })
    write({ kind: "done", sequence: journal.length, tmc: ended.tmc, tmv: toHex(ended.tmv) })
    return journal.slice(-2).map((line) => ({ terminal, line }))
  }
  const next = (terminal: number) => asker(terminal, (journals.get(terminal)?.length ?? 0) + 1)
  const sell = (terminal: number, amount: bigint, from: "main" | "gift" | "giftFirst") =>
    done(
      preparePurchase(accessTo(card, chance()), {
        amount,
        from,
        asker: next(terminal),
        at: noon,
        mayPay: () => undefined
      })
    )
  const undo = (terminal: number, { intent }: { intent: Intent }, part: bigint) => {
    const sale =
      part === 0n ? intent : { ...intent, main: intent.main > 0n ? 1n : 0n, gift: intent.main > 0n ? 0n : 1n }
    return done(
      prepareVoid(
        { ...accessTo(card, chance()), voidKey: keys("void", card.uid) },
        { sale, asker: next(terminal) }
      )
    )
  }
  return { desk, load, loads, linesOf, sell, undo }
}

/** What is due for each load's time: sales less what was undone of them. */
const paidAfter = (desk: Desk, from: number, until: number) => {
  let [main, gift, count] = [0n, 0n, 0]
  for (const input of desk.due.values()) {
    const isSale = input.type === "Advice"
    const key = isSale ? input.key : input.type === "Refund" ? (input.originalKey ?? "") : ""
    const tmc = Number(key.split(":")[2])
    if (!(tmc > from && tmc < until) || !("lines" in input)) continue
    count += isSale ? 1 : -1
    for (const { amount, category } of input.lines ?? []) {
      const moved = isSale ? BigInt(amount ?? 0) : -BigInt(amount ?? 0)
      if (category === ledgerDefaults.giftCategory) gift += moved
      else main += moved
    }
  }
  return { main, gift, count }
}

describe("what was paid of a card since it was loaded", () => {
  const loaded: Loaded = { tmc: 1, main: 100n, gift: 10n, amountLeft: 105n, countLeft: 3n }
  const sale = (key: string, main: bigint, gift = 0n) => ({ key, purse, taken: { main, gift, loaded } })

  it.each([
    ["all of a value", [], sale("a", 100n), false],
    ["one more than there was", [], sale("a", 101n), true],
    ["one more than there was, in two sales", [sale("a", 60n)], sale("b", 41n), true],
    ["one more gift than there was", [sale("a", 0n, 10n)], sale("b", 0n, 1n), true],
    ["all that may be spent", [sale("a", 100n)], sale("b", 0n, 5n), false],
    ["one more than may be spent", [sale("a", 100n)], sale("b", 0n, 6n), true],
    ["as often as it may pay", [sale("a", 1n), sale("b", 1n)], sale("c", 1n), false],
    ["once more than it may pay", [sale("a", 1n), sale("b", 1n), sale("c", 1n)], sale("d", 1n), true],
    ["the same again", [sale("a", 100n)], sale("a", 100n), false],
    ["what holds to nothing", [sale("a", 100n)], { key: "b", purse }, false],
    ["another card's", [{ ...sale("a", 100n), purse: "other" }], sale("b", 100n), false]
  ])("%s", (_, before, now, isUsedUp) => {
    const spent = new SpentBook()
    for (const one of before) spent.paid(one)
    expect(spent.isUsedUp(now)).toBe(isUsedUp)
  })

  it("is less by what was undone of it, and a sale less", () => {
    const spent = new SpentBook()
    for (const key of ["a", "b", "c"]) spent.paid(sale(key, 30n))
    spent.undone("a", { main: 25n, gift: 0n })
    expect([spent.isUsedUp(sale("d", 35n)), spent.isUsedUp(sale("d", 36n))]).toEqual([false, true])
    spent.paid(sale("d", 1n))
    expect(spent.isUsedUp(sale("e", 1n))).toBe(true)
  })
})

describe("an undoing of a sale", () => {
  it("counts once, and as well where it is known before the sale is paid", () => {
    const loaded: Loaded = { tmc: 1, main: 100n, gift: 0n, amountLeft: 100n, countLeft: 2n }
    const sale = (key: string, main: bigint) => ({ key, purse, taken: { main, gift: 0n, loaded } })
    const spent = new SpentBook()
    spent.undone("a", { main: 60n, gift: 0n })
    spent.paid(sale("a", 100n))
    spent.undone("a", { main: 60n, gift: 0n })
    expect([spent.isUsedUp(sale("b", 60n)), spent.isUsedUp(sale("b", 61n))]).toEqual([false, true])
    for (const key of ["b", "c"]) spent.paid(sale(key, 1n))
    expect(spent.isUsedUp(sale("d", 1n))).toBe(true)
  })
})

describe("between two loads of a card", () => {
  it("no more is paid than was on it, than its allowances let out, or oftener, whatever its terminals do and say", () => {
    const act = fc.record({
      act: fc.constantFrom("sell", "sell", "sell", "undo", "undo", "undo", "load" as const),
      terminal: fc.constantFrom(...terminals),
      amount: fc.oneof(fc.bigInt(1n, 30_000n), fc.constantFrom(1n, 1n, 25_000n, 30_000n)),
      from: fc.constantFrom("main", "gift", "giftFirst" as const),
      part: fc.constantFrom(0n, 0n, 1n),
      isKept: fc.boolean(),
      order: fc.nat(1_000)
    })
    let withheld = 0
    fc.assert(
      fc.property(fc.array(act, { minLength: 10, maxLength: 40, size: "max" }), (acts) => {
        const { desk, linesOf, load, loads, sell, undo } = makeWorld()
        load(45_000n, 10_000n)
        const lines: Array<{ readonly order: number; readonly lines: ReturnType<typeof linesOf> }> = []
        let last: ReturnType<typeof sell>
        for (const { act, amount, from, isKept, order, part, terminal } of acts) {
          if (act === "load") load(1n, 1n)
          const made = act === "sell" ? sell(terminal, amount, from) : undefined
          const undone = act === "undo" && last !== undefined ? undo(terminal, last, part) : undefined
          if (made !== undefined) lines.push({ order, lines: linesOf(terminal, "purchase", made) })
          // A terminal that keeps what it undid back writes nothing of it: its next line has that number.
          if (undone !== undefined && !isKept) lines.push({ order, lines: linesOf(terminal, "void", undone) })
          last = made
        }
        const all = lines.sort((a, b) => a.order - b.order).flatMap(({ lines }) => lines)
        for (const { line, terminal } of all) {
          desk.hear({ kind: "line", terminal, epoch: 1, ...line })
          for (const [at, { amountLeft, countLeft, gift, main, tmc }] of loads.entries()) {
            const paid = paidAfter(desk, tmc, loads[at + 1]?.tmc ?? Number.POSITIVE_INFINITY)
            expect(paid.main <= main && paid.gift <= gift).toBe(true)
            expect(paid.main + paid.gift <= amountLeft && paid.count <= countLeft).toBe(true)
          }
        }
        withheld += desk.mandates.withheld.filter(({ why }) => why === "cardUsedUp").length
      }),
      { numRuns: 50 }
    )
    expect(withheld).toBeGreaterThan(0)
  })
})
