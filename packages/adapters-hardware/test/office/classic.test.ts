/** Floats on MIFARE Classic at the office: no program pays from them that has not said so in writing, and copies are found. */
import fc from "fast-check"
import * as Effect from "effect/Effect"
import { beforeEach, describe, expect, it } from "vitest"
import { runScript } from "../../src/apdu/Script.ts"
import { classicRisk } from "../../src/cards/classic/acceptance.ts"
import {
  classicInput,
  classicKeys,
  type ClassicRecord,
  floatEnd,
  readClassic,
  writerOf
} from "../../src/cards/classic/classicPurse.ts"
import { toHex } from "../../src/crypto/bytes.ts"
import { MemoryLines } from "../../src/journal/MemoryJournal.ts"
import { PurseOffice } from "../../src/office/PurseOffice.ts"
import type { CardSession } from "../../src/ports/CardReader.ts"
import { classicPurseOf } from "../../src/purse/classicOnReader.ts"
import { hotlistOf, type Mandate } from "../../src/purse/Mandate.ts"
import { Field, type Tear } from "../../src/simulator/Field.ts"
import { VirtualClassic } from "../../src/simulator/VirtualClassic.ts"
import { asker, group, keys, noon } from "../purse/shop.ts"
import { makeTerminal, mandateFor, type Terminal } from "../purse/terminal.ts"
import { makeOffice, signedMandate } from "./ledger.ts"

const acceptance = {
  risk: classicRisk,
  acceptedBy: "A. Owner",
  acceptedOn: "2026-11-22",
  balanceAtMost: 5_000n,
  tapsAtMost: 5
}
const [shop, franchise] = [7, 8]
const profile = { sector: 1 }
const held = 20_000n

const accepting = (terminal: number, change: Partial<Mandate> = {}): Mandate => ({
  ...mandateFor(terminal),
  hotlistHours: 48,
  acceptsClassic: true,
  ...change
})
const tillOf = (terminal: number, change: Partial<Mandate> = {}) =>
  makeTerminal(terminal, { profile, terms: { mandate: accepting(terminal, change) } })

const recordOn = (card: VirtualClassic): ClassicRecord => {
  const purchase = keys("purchase", card.uid)
  const access = { uid: card.uid, keys: classicKeys(purchase, card.uid, 1), block: 4 }
  const read = runScript(readClassic(access), new Field(card).transmit)
  if (read._tag !== "Completed") throw new Error(JSON.stringify(read))
  return read.value.record
}

const makeWorld = async (uid = Uint8Array.of(4, 0, 0, 0, 0, 0, 1)) => {
  const office = makeOffice()
  const card = new VirtualClassic(uid)
  const purse = classicPurseOf(uid)
  const tills: { readonly [terminal: number]: Terminal } = {
    [shop]: tillOf(shop),
    [franchise]: tillOf(franchise)
  }
  const till = (terminal: number): Terminal => tills[terminal] ?? tillOf(terminal)
  const run = <A, E>(use: (office: PurseOffice["Service"]) => Effect.Effect<A, E>) =>
    office.run(Effect.flatMap(PurseOffice, use))
  const balance = async () => (await office.balance(purse)).main
  const fill = async ({ isNew = false, tear }: { readonly isNew?: boolean; readonly tear?: Tear } = {}) => {
    const inLedger = await balance()
    const put = office.reader.put(card, tear)
    const ended = await run(({ fillClassic }) =>
      office.reader.service.session(put, (session) => fillClassic(session, { held: inLedger, isNew }))
    )
    office.reader.take()
    return ended
  }
  /** Everything that has to be there before a float pays. */
  const begin = async () => {
    await run(({ acceptClassic }) => acceptClassic(acceptance))
    for (const terminal of [shop, franchise]) await office.enrol(terminal, 1, accepting(terminal))
    expect(await fill({ isNew: true })).toMatchObject({ _tag: "Filled" })
  }
  await office.open(purse, uid)
  const load = { type: "Load", key: "load", card: `4000${purse.slice(-4)}`, outlet: "OFFICE", amount: held }
  const loaded = await office.submit({
    ...load,
    currency: "CNY",
    subWallet: "main",
    tender: { kind: "cash" }
  })
  expect(loaded.outcome).toBe("approved")
  return {
    office,
    card,
    purse,
    run,
    balance,
    fill,
    begin,
    till,
    buy: (terminal: number, amount: bigint, tear?: Tear) => {
      const { purse, reader, run } = till(terminal)
      const ended = run(purse.buy(reader.put(card, tear), { amount }))
      reader.take()
      return ended
    },
    upload: (terminal: number, lines = till(terminal).lines.lines) => office.upload(till(terminal), lines),
    book: async () => (await office.office()).book.classic,
    /** By the clocks of both shops. */
    setTime: (at: number) => {
      for (const terminal of [shop, franchise]) till(terminal).setTime(at)
    }
  }
}

let world: Awaited<ReturnType<typeof makeWorld>>
beforeEach(async () => {
  world = await makeWorld()
})

describe("without a program's acceptance in writing", () => {
  it("no float is made, and no mandate for them is taken", async () => {
    const { fill, office, run } = world
    const notAccepted = { _tag: "OfflineRefused", why: "classicNotAccepted" }
    expect(await fill({ isNew: true })).toEqual({ _tag: "Refused", why: notAccepted })
    const why = await run(({ give }) => Effect.flip(give(signedMandate(accepting(shop)))))
    expect(why).toMatchObject({ _tag: "MandateRefused", why: "classicNotAccepted" })
    await office.enrol(shop)
  })

  it.each([
    ["in other words", { ...acceptance, risk: "We accept the risk." }],
    ["by nobody", { ...acceptance, acceptedBy: "" }],
    ["on no day", { ...acceptance, acceptedOn: "soon" }],
    ["for more than a float", { ...acceptance, balanceAtMost: 5_001n }]
  ])("what is said %s is none", async (_, sent) => {
    const { fill, office, run } = world
    const kept = office.kept.length
    const why = await run(({ acceptClassic }) => Effect.flip(acceptClassic(sent)))
    expect(why._tag).toBe("ClassicRefused")
    expect(office.kept.length).toBe(kept)
    expect((await fill({ isNew: true }))._tag).toBe("Refused")
  })

  it("a terminal reads the card, and takes nothing from it", async () => {
    const { begin, card } = world
    await begin()
    const till = tillOf(shop, { acceptsClassic: false })
    expect(till.run(till.purse.look(till.reader.put(card)))).toMatchObject({ main: 5_000n, countLeft: 5n })
    const ended = till.run(till.purse.buy(till.reader.put(card), { amount: 1n }))
    expect(ended).toEqual({
      _tag: "Refused",
      why: { _tag: "OfflineRefused", why: "classicNotAccepted" }
    })
    expect([recordOn(card).balance, till.lines.lines.length]).toEqual([5_000n, 0])
  })

  it("what a terminal takes all the same waits for a person", async () => {
    const { balance, begin, card, office, run, upload } = world
    await begin()
    const other = 8
    await run(({ give }) => give(signedMandate({ ...mandateFor(other), id: "without" })))
    const till = tillOf(other, { id: "without" })
    expect(till.run(till.purse.buy(till.reader.put(card), { amount: 300n }))._tag).toBe("Done")
    await upload(other, till.lines.lines)
    const { withheld } = await office.office()
    expect(withheld().map(({ why }) => why)).toEqual(["classicNotAccepted"])
    expect(await balance()).toBe(held)
  })
})

describe("with it", () => {
  beforeEach(() => world.begin())

  it("says for ever who accepted, and when", async () => {
    expect((await world.office.office()).accepted()).toEqual(acceptance)
    world.office.restart()
    expect((await world.office.office()).accepted()).toEqual(acceptance)
  })

  it("is filled on others' readers while a terminal is silent with a card on its own, which is filled by nobody meanwhile", async () => {
    const { card, fill, office } = world
    const put = office.reader.put(card)
    let isSilent = false
    const silent = (session: CardSession): CardSession => ({
      ...session,
      transmit: (command, does) => {
        isSilent = command[1] === 0x82
        return isSilent ? Effect.never : session.transmit(command, does)
      }
    })
    const giveUp = office.fork(
      Effect.flatMap(PurseOffice, ({ fillClassic }) =>
        office.reader.service.session(put, (session) =>
          fillClassic(silent(session), { held: 5_000n, isNew: false })
        )
      )
    )
    await expect.poll(() => isSilent).toBe(true)
    expect(await fill()).toEqual({ _tag: "CardLost" })
    const other = office.reader.put(new VirtualClassic(Uint8Array.of(4, 9, 9, 9, 9, 9, 9)))
    const filled = await world.run(({ fillClassic }) =>
      office.reader.service.session(other, (session) => fillClassic(session, { held: 100n, isNew: true }))
    )
    expect(filled._tag).toBe("Filled")
    await giveUp()
    expect((await fill())._tag).toBe("Filled")
  })

  it("pays a small float, at most five times, and the ledger has the balance", async () => {
    const { balance, buy, card, fill, office, upload } = world
    expect(recordOn(card)).toEqual({
      counter: 1,
      balance: 5_000n,
      tapsLeft: 5,
      until: floatEnd(noon),
      writer: 0
    })
    expect(buy(shop, 5_001n)).toMatchObject({ why: { _tag: "InsufficientValue", main: 5_000n } })
    for (const amount of [300n, 20n, 1n, 1n]) expect(buy(shop, amount)._tag).toBe("Done")
    expect(buy(franchise, 8n)).toMatchObject({ _tag: "Done", main: 8n, gift: 0n, tmc: 6 })
    expect(buy(franchise, 1n)).toMatchObject({ why: { _tag: "AllowanceUsedUp", countLeft: 0n } })
    for (const terminal of [franchise, shop, franchise])
      await upload(terminal, world.till(terminal).lines.lines.toReversed())
    expect((await office.office()).book.classic.waiting(world.purse)).toEqual([])
    expect(await balance()).toBe(held - 330n)
    expect(await fill()).toMatchObject({ record: { counter: 7, balance: 5_000n, tapsLeft: 5 } })
    expect((await office.office()).excepted()).toEqual([])
    office.restart()
    const { book, withheld } = await office.office()
    expect([book.classic.incidents(), withheld(), book.classic.missing(world.purse)]).toEqual([[], [], []])
    expect(await balance()).toBe(held - 330n)
  })

  it("is filled up by what the ledger has, less what was spent and has not come in", async () => {
    const { buy, card, fill, office, upload } = world
    const spent = { type: "Redeem", key: "online", outlet: "S7", amount: 15_500n, currency: "CNY" }
    const lines = [{ category: "purseMain", amount: 15_500n }]
    const account = office.accountOf(world.purse)
    expect((await office.submit({ ...spent, lines, account })).outcome).toBe("approved")
    buy(shop, 300n)
    buy(shop, 100n)
    await upload(shop, world.till(shop).lines.lines.slice(0, 2))
    // 4,500 less 300 that came in is 4,200; 100 is out.
    expect(await fill()).toMatchObject({ record: { balance: 4_100n } })
    expect(recordOn(card).balance).toBe(4_100n)
    // What came in before counts no more: 4,200 less 7 is what there is.
    buy(franchise, 7n)
    await upload(shop)
    expect(await fill()).toMatchObject({ record: { balance: 4_093n } })
  })

  it("refuses whoever is on the hotlist, before it is read, and says so in the journal", async () => {
    const { card, purse } = world
    const till = makeTerminal(shop, {
      profile,
      terms: { mandate: accepting(shop), hotlist: hotlistOf(group.group, 2, noon, [purse]) }
    })
    expect(till.run(till.purse.buy(till.reader.put(card), { amount: 1n }))).toMatchObject({
      why: { _tag: "Hotlisted", version: 2 }
    })
    expect(till.lines.lines.length).toBe(1)
    expect(recordOn(card).balance).toBe(5_000n)
  })

  it("writes nothing on a card whose intent is not on the disk", () => {
    const { card } = world
    const lines = new MemoryLines()
    const till = makeTerminal(shop, { profile, lines, terms: { mandate: accepting(shop) } })
    lines.failing = { sequence: 1, when: "before" }
    expect(() => till.run(till.purse.buy(till.reader.put(card), { amount: 300n }))).toThrow()
    expect(recordOn(card)).toMatchObject({ counter: 1, balance: 5_000n })
  })

  it("pays for a day after the office has filled it, and again when the office has filled it again", async () => {
    const { buy, card, fill, office, setTime } = world
    const day = 24 * 3_600_000
    const ended = { _tag: "Refused", why: { _tag: "FloatEnded" } }
    setTime(noon + day - 60_000)
    expect(buy(shop, 1n)._tag).toBe("Done")
    setTime(noon + day)
    expect(buy(shop, 1n)).toEqual(ended)
    expect(buy(franchise, 1n)).toEqual(ended)
    expect(recordOn(card)).toMatchObject({ counter: 2, balance: 4_999n })
    office.setTime(noon + day)
    expect(await fill()).toMatchObject({ record: { balance: 5_000n, tapsLeft: 5 } })
    setTime(noon + day + 60_000)
    expect(buy(shop, 1n)._tag).toBe("Done")
  })

  it.each([
    ["a day after it was filled", 24, "floatEnded"],
    ["before it was filled", -2, "floatEnded"],
    ["within its day", 23, undefined]
  ])(
    "what a terminal takes of it by its own rules, %s, is known, and paid by a person's word",
    async (_, at, why) => {
      const { balance, book, card, office, purse, till, upload } = world
      const { journal, run, setTime } = till(shop)
      setTime(noon + at * 3_600_000)
      const access = { uid: card.uid, keys: classicKeys(keys("purchase", card.uid), card.uid, 1), block: 4 }
      const before = recordOn(card)
      const writer = writerOf(asker(shop, 1))
      const after = { ...before, counter: before.counter + 1, balance: 4_700n, tapsLeft: 4, writer }
      const intent = { uid: card.uid, before, after, next: 1 } as const
      const input = toHex(classicInput(access, intent))
      const noted = { main: 300n, gift: 0n, currency: "CNY", mandate: mandateFor(shop).id, hotlist: 1 }
      const names = { uid: toHex(card.uid), purse, tmcBefore: before.counter }
      run(journal.append({ kind: "intent", of: "classic", ...names, ...noted, input }))
      run(journal.append({ kind: "done", sequence: 1, tmc: after.counter }))
      await upload(shop)
      const { withheld } = await office.office()
      expect(withheld().map(({ why }) => why)).toEqual(why === undefined ? [] : [why])
      expect(await balance()).toBe(why === undefined ? held - 300n : held)
      expect((await book()).incidents()).toEqual([])
    }
  )

  it("does not undo a sale", async () => {
    const { buy, card, till } = world
    const sold = buy(shop, 300n)
    const { purse, reader, run } = till(shop)
    if (sold._tag !== "Done") throw new Error(sold._tag)
    expect(run(purse.undo(reader.put(card), sold.sequence))).toMatchObject({ _tag: "Refused" })
    expect(recordOn(card).balance).toBe(4_700n)
  })

  it.each([
    ["before the card acts", { command: 4, in: "command", after: 3 }, "notDone", 5_000n],
    ["in the middle of writing", { command: 4, in: "memory", after: 7 }, "notDone", 5_000n],
    ["before it is read back", { command: 5, in: "command", after: 0 }, "done", 4_700n]
  ] as const)("that is pulled away %s says at the next tap that it was %s", (_, tear, became, left) => {
    const { buy, card, till } = world
    const torn = buy(shop, 300n, tear)
    expect(torn._tag).toBe("Unknown")
    const { purse, reader, run } = till(shop)
    expect(run(purse.settle(reader.put(card)))).toEqual([{ sequence: 1, became }])
    expect(recordOn(card).balance).toBe(left)
    expect(run(purse.settle(reader.put(card)))).toEqual([])
  })

  it.each([
    ["that happened", { command: 5, in: "command", after: 0 }, 300n],
    ["that did not", { command: 4, in: "command", after: 3 }, 0n]
  ] as const)("settles a sale of unknown end %s by the next one elsewhere", async (_, tear, taken) => {
    const { balance, book, buy, purse, upload } = world
    expect(buy(shop, 300n, tear)._tag).toBe("Unknown")
    await upload(shop)
    expect([(await book()).waiting(purse).length, await balance()]).toEqual([1, held])
    expect(buy(franchise, 50n)._tag).toBe("Done")
    await upload(franchise)
    expect([(await book()).waiting(purse), await balance()]).toEqual([[], held - 50n - taken])
    expect((await book()).incidents()).toEqual([])
    // The card does not come back to the one that does not know: the office tells it.
    const { ended } = await upload(shop, [])
    const own = world.till(shop)
    const became = taken > 0n ? "done" : "notDone"
    expect(own.run(own.purse.hear(ended))).toEqual([{ sequence: 1, became }])
    expect(own.run(own.journal.standing).open).toEqual([])
    await upload(shop)
    expect([(await book()).incidents(), await balance()]).toEqual([[], held - 50n - taken])
  })

  it.each([
    ["one", 1, "done", true],
    ["one", 1, "notDone", false],
    ["two", 2, "undecided", true]
  ] as const)(
    "after %s sale(s) elsewhere says of its own that it was %3$s, and the office knows it",
    async (_, others, became, happened) => {
      const { balance, book, buy, card, purse, till, upload } = world
      buy(shop, 300n, { command: happened ? 5 : 4, in: "command", after: 0 })
      for (let n = 0; n < others; n++) buy(franchise, 10n)
      const own = till(shop)
      expect(own.run(own.purse.settle(own.reader.put(card)))).toEqual([{ sequence: 1, became }])
      expect(buy(shop, 1n)._tag).toBe("Done")
      for (const terminal of [shop, franchise]) await upload(terminal)
      const taken = BigInt(others) * 10n + 1n + (happened ? 300n : 0n)
      expect([await balance(), (await book()).waiting(purse)]).toEqual([held - taken, []])
    }
  )

  it("tells two terminals apart that sold for the same amount, where one of them does not know what became of it", async () => {
    const { balance, book, buy, upload } = world
    expect(buy(shop, 300n, { command: 4, in: "command", after: 0 })._tag).toBe("Unknown")
    buy(franchise, 300n)
    buy(shop, 1n)
    for (const terminal of [shop, franchise]) await upload(terminal)
    expect((await book()).incidents()).toEqual([])
    expect(await balance()).toBe(held - 301n)
  })

  it("that was put back has two sales with one counter: both shops are paid, the holder once, the card is listed", async () => {
    const { balance, book, buy, card, fill, office, purse, upload } = world
    const copy = card.eeprom.snapshot()
    buy(shop, 300n)
    card.eeprom.restore(copy)
    buy(franchise, 500n)
    await upload(shop)
    const { verdicts } = await upload(franchise)
    expect(verdicts).toContainEqual({ _tag: "conflict", why: "clone" })
    expect((await upload(franchise)).verdicts.map(({ _tag }) => _tag)).toEqual(["duplicate", "duplicate"])
    expect((await book()).incidents()).toMatchObject([{ _tag: "Copied", purse, counter: 2 }])
    expect(await balance()).toBe(held - 300n)
    const sums = await office.trialBalance()
    const paid = sums.filter(({ account }) => account.kind === "merchantPayable")
    expect(new Set(paid.map(({ amount }) => amount))).toEqual(new Set([-300n, -500n]))
    expect(sums.filter(({ account }) => account.kind === "adjustment").length).toBe(1)
    expect((await book()).hotlisted).toEqual([purse])
    expect(await fill()).toMatchObject({ why: { _tag: "Hotlisted" } })
  })

  it("that was put back shows at the office, and by what does not follow", async () => {
    const { book, buy, card, fill, purse, upload } = world
    const copy = card.eeprom.snapshot()
    buy(shop, 300n)
    buy(shop, 200n)
    await upload(shop)
    card.eeprom.restore(copy)
    expect(await fill()).toMatchObject({ why: { _tag: "Hotlisted" } })
    expect((await book()).incidents()).toMatchObject([{ _tag: "PutBack", purse, counter: 1, known: 3 }])
  })

  it.each([
    ["before", [shop, franchise]],
    ["after", [franchise, shop]]
  ])(
    "whose first sale never came shows that it was put back by a balance that does not follow: %s",
    async (_, order) => {
      const { book, buy, card, till, upload } = world
      const copy = card.eeprom.snapshot()
      buy(shop, 300n)
      buy(shop, 200n)
      card.eeprom.restore(copy)
      buy(franchise, 500n)
      const lines = { [shop]: till(shop).lines.lines.slice(2), [franchise]: till(franchise).lines.lines }
      for (const terminal of order) await upload(terminal, lines[terminal])
      expect((await book()).incidents()).toMatchObject([{ _tag: "Broken", counter: 2 }])
    }
  )

  it("is made anew at the office when both copies are bad, less what may be out", async () => {
    const { balance, book, buy, card, fill, upload } = world
    buy(shop, 300n)
    for (const block of [4, 5]) card.eeprom.write(String(block), new Uint8Array(16).fill(block))
    expect(buy(shop, 1n)).toMatchObject({ why: { _tag: "NeedsRepair" } })
    // 5,000 may be out: the ledger's 20,000 leave room enough.
    expect(await fill()).toMatchObject({ _tag: "Filled", record: { balance: 5_000n } })
    expect(buy(franchise, 40n)._tag).toBe("Done")
    for (const terminal of [franchise, shop]) await upload(terminal)
    expect(await balance()).toBe(held - 340n)
    expect((await book()).incidents()).toEqual([])
  })

  it("is made anew with what the ledger has, less the whole of the last float, which may be out", async () => {
    const { buy, card, fill, office } = world
    buy(shop, 300n)
    const account = office.accountOf(world.purse)
    const lines = [{ category: "purseMain", amount: 13_000n }]
    const spent = { type: "Redeem", key: "online", outlet: "S7", amount: 13_000n, currency: "CNY" }
    expect((await office.submit({ ...spent, lines, account })).outcome).toBe("approved")
    for (const block of [4, 5]) card.eeprom.write(String(block), new Uint8Array(16).fill(block))
    // The ledger has 7,000, and of the float of 5,000 nobody knows how much was spent.
    expect(await fill()).toMatchObject({ _tag: "Filled", record: { balance: 2_000n } })
  })

  it("names the counters of sales that never came", async () => {
    const { book, buy, purse, upload } = world
    buy(shop, 300n)
    buy(shop, 200n)
    buy(franchise, 1n)
    await upload(franchise)
    expect((await book()).missing(purse)).toEqual([2, 3])
  })

  it("takes no line that was edited, or is of a card that the office does not know", async () => {
    const stranger = await makeWorld(Uint8Array.of(4, 0, 0, 0, 0, 0, 9))
    await stranger.begin()
    stranger.buy(shop, 5n)
    const { verdicts } = await world.office.upload(stranger.till(shop))
    expect(verdicts[0]).toEqual({ _tag: "rejected", why: "purseUnknown" })
  })
})

it("a card of four bytes is a float too, and one that says another number each time is none", async () => {
  const four = await makeWorld(Uint8Array.of(1, 2, 3, 4))
  await four.begin()
  expect(four.buy(shop, 300n)._tag).toBe("Done")
  await four.upload(shop)
  expect(await four.balance()).toBe(held - 300n)
  const random = await makeWorld(Uint8Array.of(8, 2, 3, 4))
  expect(random.buy(shop, 1n)).toEqual({ _tag: "Refused", why: { _tag: "NotOurGroup" } })
})

describe("the law of floats", () => {
  const tear = fc.option(
    fc.record({
      command: fc.integer({ min: 0, max: 5 }),
      in: fc.constantFrom("command", "answer", "memory" as const),
      after: fc.integer({ min: 0, max: 20 })
    }),
    { nil: undefined }
  )
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ at: fc.constantFrom(shop, franchise), amount: fc.bigInt(1n, 900n), tear })
    },
    { weight: 1, arbitrary: fc.record({ fill: fc.constant(true), tear }) },
    { weight: 1, arbitrary: fc.record({ upload: fc.constantFrom(shop, franchise), from: fc.nat(20) }) }
  )

  it("when everything came in, in whatever order, the ledger has what the card has not spent, and nobody is accused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
        const { balance, begin, book, buy, card, fill, purse, till, upload } = await makeWorld()
        await begin()
        let spent = 0n
        for (const one of steps) {
          const before = recordOn(card).balance
          if ("amount" in one) {
            buy(one.at, one.amount, one.tear)
            spent += before - recordOn(card).balance
          } else if ("fill" in one) await fill(one.tear === undefined ? {} : { tear: one.tear })
          else await upload(one.upload, till(one.upload).lines.lines.slice(one.from).toReversed())
        }
        for (const terminal of [franchise, shop]) await upload(terminal)
        // The card comes to the office: it tells the end of what nobody knows.
        await fill()
        expect((await book()).incidents()).toEqual([])
        expect((await book()).waiting(purse)).toEqual([])
        expect(await balance()).toBe(held - spent)
        expect(recordOn(card).balance <= 5_000n).toBe(true)
      }),
      { numRuns: 25 }
    )
  })
})
