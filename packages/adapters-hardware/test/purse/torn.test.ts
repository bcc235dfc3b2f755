/** The card is pulled away after every command and every byte: it holds the old or the new, and the journal comes to agree. */
import { describe, expect, it } from "vitest"
import { runScript } from "../../src/apdu/Script.ts"
import { readValue } from "../../src/crypto/bytes.ts"
import { file } from "../../src/purse/layout.ts"
import { resolve } from "../../src/purse/resolve.ts"
import { Field, type Tear } from "../../src/simulator/Field.ts"
import { accessTo, chanceOf, group, loadedCard, loadOf, preparedLoad, through } from "./shop.ts"
import { makeTerminal } from "./terminal.ts"

type Heard = Field["heard"]

/** Every byte of what went to the card, came from it, and was written in it. */
const cuts = (heard: Heard): ReadonlyArray<Tear> =>
  heard.flatMap(({ answered, sent, written }, command) => [
    ...Array.from({ length: sent }, (_, after) => ({ command, in: "command" as const, after })),
    ...Array.from({ length: answered }, (_, after) => ({ command, in: "answer" as const, after })),
    ...Array.from({ length: written }, (_, after) => ({ command, in: "memory" as const, after }))
  ])

/** What is in the card's memory when it has power again, without asking it. */
const valuesOf = (card: ReturnType<typeof loadedCard>) => {
  card.powerOn()
  const at = (number: number): number => readValue(card.inspect(group.aid, number), 0)
  return {
    main: at(file.main),
    gift: at(file.gift),
    amountLeft: at(file.amountLeft),
    countLeft: at(file.countLeft),
    tmc: at(file.mac),
    lines: card.inspect(group.aid, file.log).length
  }
}

describe("a card that is pulled away", () => {
  it("from a purchase, wherever: has bought or not, and the journal knows after the next tap", () => {
    const card = loadedCard(1, 20_000n, 3_000n)
    const fresh = card.eeprom.snapshot()
    const before = valuesOf(card)
    const whole = makeTerminal(7)
    const sale = { amount: 5_000n }
    expect(whole.run(whole.purse.buy(whole.reader.put(card), sale))._tag).toBe("Done")
    const after = valuesOf(card)
    const heard = whole.reader.field?.heard ?? []
    expect(heard.length).toBe(16)
    const ends = { Done: 0, CardLost: 0, Unknown: 0, Refused: 0 }
    const all = cuts(heard)
    for (const tear of all) {
      card.eeprom.restore(fresh)
      const till = makeTerminal(7)
      const outcome = till.run(till.purse.buy(till.reader.put(card, tear), sale))
      ends[outcome._tag] += 1
      const now = valuesOf(card)
      expect([before, after]).toContainEqual(now)
      const isNew = now.tmc === after.tmc
      if (outcome._tag === "Done") expect(isNew).toBe(true)
      if (outcome._tag === "CardLost" || outcome._tag === "Refused") expect(isNew).toBe(false)
      const settled = till.run(till.purse.settle(till.reader.put(card)))
      if (outcome._tag === "Unknown")
        expect(settled).toEqual([{ sequence: outcome.sequence, became: isNew ? "done" : "notDone" }])
      expect(till.run(till.journal.standing).open).toEqual([])
      expect(till.run(till.journal.standing).soldUnder("m7.1").amount).toBe(isNew ? 5_000n : 0n)
    }
    expect(all.length).toBeGreaterThan(700)
    expect(ends.CardLost + ends.Refused).toBeGreaterThan(500)
    expect(ends.Unknown).toBeGreaterThan(100)
  })

  it("from a void, wherever: has given back all or nothing, and the journal knows after the next tap", () => {
    const card = loadedCard(2, 20_000n, 3_000n)
    const shop = makeTerminal(8)
    const loaded = valuesOf(card)
    const sold = shop.run(shop.purse.buy(shop.reader.put(card), { amount: 5_000n }))
    if (sold._tag !== "Done") throw new Error(sold._tag)
    const lines = [...shop.lines.lines]
    const fresh = card.eeprom.snapshot()
    const before = valuesOf(card)
    expect(shop.run(shop.purse.undo(shop.reader.put(card), sold.sequence))._tag).toBe("Done")
    const after = valuesOf(card)
    expect({ ...after, tmc: 0, lines: 0 }).toEqual({ ...loaded, tmc: 0, lines: 0 })
    const all = cuts(shop.reader.field?.heard ?? [])
    expect(all.length).toBeGreaterThan(700)
    for (const tear of all) {
      card.eeprom.restore(fresh)
      const again = makeTerminal(8, { lines: Object.assign(shop.lines, { lines: [...lines] }) })
      const outcome = again.run(again.purse.undo(again.reader.put(card, tear), sold.sequence))
      const now = valuesOf(card)
      expect([before, after]).toContainEqual(now)
      const isNew = now.tmc === after.tmc
      const settled = again.run(again.purse.settle(again.reader.put(card)))
      if (outcome._tag === "Unknown")
        expect(settled).toEqual([{ sequence: outcome.sequence, became: isNew ? "done" : "notDone" }])
      expect(again.run(again.journal.standing).open).toEqual([])
      expect(again.run(again.journal.standing).soldUnder("m8.1").amount).toBe(isNew ? 0n : 5_000n)
    }
  })

  it("from a load, wherever: has got all or nothing, and tells the office which", () => {
    const card = loadedCard(3, 20_000n, 3_000n)
    const fresh = card.eeprom.snapshot()
    const before = valuesOf(card)
    const load = loadOf(3, 10_000n, 2_000n, 99)
    const whole = through(card, preparedLoad(card, load, chanceOf("whole")))
    expect(whole.committed?._tag).toBe("Completed")
    const after = valuesOf(card)
    const all = cuts(whole.field.heard)
    expect(all.length).toBeGreaterThan(1_000)
    for (const tear of all) {
      card.eeprom.restore(fresh)
      const { committed, prepared } = through(card, preparedLoad(card, load, chanceOf("torn")), tear)
      const now = valuesOf(card)
      expect([before, after]).toContainEqual(now)
      const isNew = now.tmc === after.tmc
      if (committed === undefined) expect(isNew).toBe(false)
      if (committed?._tag === "Completed") expect(isNew).toBe(true)
      if (prepared._tag !== "Completed") continue
      const found = runScript(
        resolve(accessTo(card, chanceOf("resolve")), prepared.value.intent),
        new Field(card).transmit
      )
      expect(found).toMatchObject({ value: { _tag: isNew ? "Done" : "NotDone" } })
    }
  })
})
