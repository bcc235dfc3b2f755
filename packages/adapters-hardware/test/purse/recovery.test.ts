/** What goes wrong between a card and a terminal, row by row of the failure table, and how it ends. */
import { describe, expect, it } from "vitest"
import { signingKeys } from "../../src/crypto/Signed.ts"
import { toHex } from "../../src/crypto/bytes.ts"
import { MemoryLines } from "../../src/journal/MemoryJournal.ts"
import { PurseBook } from "../../src/office/PurseBook.ts"
import type { Tear } from "../../src/simulator/Field.ts"
import { VirtualDesfire } from "../../src/simulator/desfire/VirtualDesfire.ts"
import { chanceOf, contentsOf, group, keys, loadedCard, purseOf } from "./shop.ts"
import { makeTerminal, seedOf, type Terminal } from "./terminal.ts"

const buy = ({ purse, reader, run }: Terminal, card: VirtualDesfire, amount = 100n, tear?: Tear) =>
  run(purse.buy(reader.put(card, tear), { amount }))
const settle = ({ purse, reader, run }: Terminal, card: VirtualDesfire) => run(purse.settle(reader.put(card)))
const open = ({ journal, run }: Terminal) => run(journal.standing).open.map(({ sequence }) => sequence)

/** The last command of a purchase from both values, lost before or after the card did it. */
const before: Tear = { command: 14, in: "command", after: 0 }
const after: Tear = { command: 14, in: "answer", after: 0 }

describe("a terminal and its cards", () => {
  it("rows 10 and 11: a commit that was lost is not done, or done, as the card says", () => {
    for (const [tear, became] of [
      [before, "notDone"],
      [after, "done"]
    ] as const) {
      const till = makeTerminal(7)
      const card = loadedCard(1, 1_000n)
      expect(buy(till, card, 100n, tear)).toEqual({ _tag: "Unknown", sequence: 1 })
      expect(settle(till, card)).toEqual([{ sequence: 1, became }])
    }
  })

  it("row 13: another card settles nothing, and pays for itself alone", () => {
    const till = makeTerminal(7)
    const [card, other] = [loadedCard(1, 1_000n), loadedCard(2, 1_000n)]
    buy(till, card, 100n, after)
    expect(settle(till, other)).toEqual([])
    expect(buy(till, other)._tag).toBe("Done")
    expect(open(till)).toEqual([1])
  })

  it("row 14: what other terminals did in between does not confuse it", () => {
    for (const [tear, became] of [
      [before, "notDone"],
      [after, "done"]
    ] as const) {
      const [till, other] = [makeTerminal(7), makeTerminal(8)]
      const card = loadedCard(1, 1_000n)
      buy(till, card, 100n, tear)
      for (let n = 0; n < 3; n++) buy(other, card, 1n)
      expect(settle(till, card)).toEqual([{ sequence: 1, became }])
    }
  })

  it("row 14: after more transactions than a card remembers, the card cannot tell; the office can", () => {
    const [till, other] = [makeTerminal(7), makeTerminal(8)]
    const card = loadedCard(1, 1_000n)
    buy(till, card, 100n, after)
    for (let n = 0; n < 9; n++) buy(other, card, 1n)
    expect(settle(till, card)).toEqual([{ sequence: 1, became: "undecided" }])
    expect(buy(till, card)).toEqual({ _tag: "Refused", why: { _tag: "EndUndecided" } })
    const book = new PurseBook({ group: group.group, keys })
    book.issue(toHex(card.uid), purseOf(1))
    for (const { lines, terminal } of [till, other]) {
      book.enrol(terminal, 1, signingKeys(seedOf(terminal)).publicKey)
      for (const line of lines.lines) book.take(terminal, 1, line)
    }
    expect(book.purse(purseOf(1))?.waiting).toEqual([])
    expect(book.purse(purseOf(1))?.balances().main).toBe(contentsOf(card).main)
  })

  it("row 15: an empty answer, or one of one byte, is no answer", () => {
    for (const bytes of [0, 1]) {
      const till = makeTerminal(7)
      const card = loadedCard(1, 1_000n)
      expect(buy(till, card, 100n, { command: 14, in: "answer", after: bytes })._tag).toBe("Unknown")
      expect(buy(till, card, 100n, { command: 7, in: "answer", after: bytes })._tag).toBe("CardLost")
    }
  })

  it("row 16: an answer in which any bit is another proves nothing", () => {
    const card = loadedCard(1, 1_000n)
    const fresh = card.eeprom.snapshot()
    const whole = makeTerminal(7)
    buy(whole, card)
    const heard = whole.reader.field?.heard ?? []
    const last = heard.length - 1
    for (const [command, { answered }] of heard.entries()) {
      for (let at = 0; at < answered; at++) {
        card.eeprom.restore(fresh)
        const till = makeTerminal(7)
        const outcome = buy(till, card, 100n, { command, in: "garbled", after: at })
        expect(outcome._tag).toBe(command === last ? "Unknown" : "Refused")
        if (command === last) expect(settle(till, card)).toEqual([{ sequence: 1, became: "done" }])
        else expect(contentsOf(card).main).toBe(1_000n)
      }
    }
  })

  it("row 20: a card that somebody else resets in between has done nothing", () => {
    const till = makeTerminal(7)
    const card = loadedCard(1, 1_000n)
    const transmit = card.transmit.bind(card)
    let commands = 0
    card.transmit = (command) => {
      if (++commands === 12) card.powerOn()
      return transmit(command)
    }
    expect(buy(till, card)._tag).toBe("Refused")
    card.transmit = transmit
    expect(contentsOf(card).main).toBe(1_000n)
    expect(open(till)).toEqual([])
  })

  it("row 32: power that goes before the intent is kept leaves nothing, on the card and in the journal", () => {
    const lines = new MemoryLines()
    const card = loadedCard(1, 1_000n)
    lines.failing = { sequence: 1, when: "before" }
    expect(() => buy(makeTerminal(7, { lines }), card)).toThrow()
    expect(contentsOf(card).main).toBe(1_000n)
    const again = makeTerminal(7, { lines })
    expect(open(again)).toEqual([])
    expect(buy(again, card)._tag).toBe("Done")
  })

  it("row 33: power that goes after the intent and before the commit is settled at the next tap", () => {
    const lines = new MemoryLines()
    const card = loadedCard(1, 1_000n)
    lines.failing = { sequence: 1, when: "afterwards" }
    expect(() => buy(makeTerminal(7, { lines }), card)).toThrow()
    const again = makeTerminal(7, { lines })
    expect(open(again)).toEqual([1])
    expect(buy(again, card)._tag).toBe("Done")
    expect(lines.lines.length).toBe(4)
    expect(contentsOf(card).main).toBe(900n)
  })

  it("row 34: power that goes after the commit and before its line is settled at the next tap", () => {
    const lines = new MemoryLines()
    const card = loadedCard(1, 1_000n)
    lines.failing = { sequence: 2, when: "before" }
    expect(buy(makeTerminal(7, { lines }), card)._tag).toBe("Done")
    const again = makeTerminal(7, { lines })
    expect(open(again)).toEqual([1])
    expect(settle(again, card)).toEqual([{ sequence: 1, became: "done" }])
    expect(contentsOf(card).main).toBe(900n)
  })

  it("row 68: a card whose UID is chance is no purse", () => {
    const till = makeTerminal(7)
    const card = new VirtualDesfire({ uid: Uint8Array.of(8, 1, 2, 3), chance: chanceOf("random") })
    expect(buy(till, card)).toEqual({ _tag: "Refused", why: { _tag: "NotOurGroup" } })
    expect(till.reader.field?.heard).toEqual([])
  })

  it("a journal that may have lost a line sells nothing more before the next start", () => {
    const lines = new MemoryLines()
    const till = makeTerminal(7, { lines })
    const card = loadedCard(1, 1_000n)
    lines.failing = { sequence: 2, when: "before" }
    expect(buy(till, card)._tag).toBe("Done")
    expect(() => buy(till, card)).toThrow()
    expect(contentsOf(card).main).toBe(900n)
  })
})
