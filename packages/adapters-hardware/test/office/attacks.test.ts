/** Money that somebody tried to get out of the office: each way that once was open, by its name. */
import { DatabaseSync } from "node:sqlite"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { beforeEach, describe, expect, it } from "vitest"
import { runScript } from "../../src/apdu/Script.ts"
import { messageMac, sessionKeys } from "../../src/cards/desfire/sessionKeys.ts"
import { Aes, noIv } from "../../src/crypto/Aes.ts"
import { concat, fromHex, little, readLittle, toHex } from "../../src/crypto/bytes.ts"
import { type SignedText, signingKeys } from "../../src/crypto/Signed.ts"
import { type Entry, type IntentEntry, readRow, rowHash, rowText } from "../../src/journal/Row.ts"
import { SqliteJournal } from "../../src/journal/SqliteJournal.ts"
import { Archive } from "../../src/office/Archive.ts"
import { Ledger } from "../../src/office/Ledger.ts"
import { PurseOffice } from "../../src/office/PurseOffice.ts"
import type { CardSession } from "../../src/ports/CardReader.ts"
import { OutcomeUnknown } from "../../src/ports/faults.ts"
import { OfflineJournal } from "../../src/ports/OfflineJournal.ts"
import { TerminalIdentity } from "../../src/ports/TerminalIdentity.ts"
import { commit } from "../../src/purse/Intent.ts"
import { file } from "../../src/purse/layout.ts"
import { type Asker, recordBytes, stateBytes } from "../../src/purse/records.ts"
import { inputBytes, readInput } from "../../src/purse/TransactionInput.ts"
import { prepareVoid } from "../../src/purse/voidSale.ts"
import { Field, type Tear } from "../../src/simulator/Field.ts"
import type { VirtualDesfire } from "../../src/simulator/desfire/VirtualDesfire.ts"
import {
  accessTo,
  asker,
  caps,
  chanceOf,
  contentsOf,
  group,
  keys,
  makeCard,
  noon,
  purseOf,
  root,
  uidOf
} from "../purse/shop.ts"
import { makeTerminal, mandateFor, seedOf, type Terminal } from "../purse/terminal.ts"
import { ledgerTerms, makeOffice } from "./ledger.ts"

const [shop, franchise] = [7, 8]
const purse = purseOf(1)
const cash = { kind: "paid", tender: { kind: "cash" } } as const

let office: ReturnType<typeof makeOffice>
let card: VirtualDesfire
let tills: Readonly<Record<number, Terminal>>

const at = <A, E>(act: (office: PurseOffice["Service"]) => Effect.Effect<A, E>): Promise<A> =>
  office.run(Effect.flatMap(PurseOffice, act))

type Line = (session: CardSession) => CardSession

/** `line`: who stands between the office and the card. */
const load = (sequence: number, main: bigint, gift = 0n, tear?: Tear, line: Line = (session) => session) => {
  const put = office.reader.put(card, tear)
  return at(({ load }) =>
    office.reader.service.session(put, (session) =>
      load(line(session), purse, { sequence, main, gift, source: cash })
    )
  )
}

const tillOf = (terminal: number): Terminal => tills[terminal] ?? makeTerminal(terminal)

const buy = (terminal: number, amount: bigint, sale?: string) => {
  const till = tillOf(terminal)
  const ended = till.run(
    till.purse.buy(till.reader.put(card), { amount, ...(sale !== undefined && { sale }) })
  )
  till.reader.take()
  if (ended._tag !== "Done") throw new Error(ended._tag)
  return ended
}

const onCard = () => {
  const { gift, main } = contentsOf(card)
  return { main, gift }
}

/** What the outlets of each owner are owed. */
const owed = async () =>
  Object.fromEntries(
    (await office.trialBalance()).flatMap(({ account, amount }) =>
      account.kind === "merchantPayable" && "owner" in account ? [[account.owner, -amount]] : []
    )
  )

const begin = async () => {
  office = makeOffice()
  card = makeCard(1)
  tills = { [shop]: makeTerminal(shop), [franchise]: makeTerminal(franchise) }
  await office.open(purse, card.uid)
  for (const terminal of [shop, franchise]) await office.enrol(terminal)
  await load(1, 20_000n, 5_000n)
}

beforeEach(begin)

/** What a terminal that is its owner's own writes, with its own key: whatever it likes. */
const lineOf = (terminal: number, sequence: number, before: string, entry: Entry, when = noon) => {
  const text = rowText({
    v: 1,
    group: group.group,
    terminal,
    epoch: 1,
    sequence,
    before,
    at: when,
    running: 0,
    clock: "good",
    entry
  })
  return { text, signature: signingKeys(seedOf(terminal)).sign(text) }
}

/** Undoes a sale on the card, of as much as is said, and answers the lines for it. */
const voided = (
  by: number,
  sale: Parameters<typeof prepareVoid>[1]["sale"],
  { sequence = 1, before = "0".repeat(64), when = noon } = {}
) => {
  const field = new Field(card)
  const access = { ...accessTo(card, chanceOf("void")), voidKey: keys("void", card.uid) }
  const prepared = runScript(prepareVoid(access, { sale, asker: asker(by, sequence) }), field.transmit)
  if (prepared._tag !== "Completed") throw new Error(JSON.stringify(prepared))
  const { intent } = prepared.value
  const ended = runScript(commit(prepared.value), field.transmit)
  if (ended._tag !== "Completed") throw new Error("not done")
  const first = lineOf(
    by,
    sequence,
    before,
    {
      kind: "intent",
      of: "void",
      uid: toHex(card.uid),
      purse,
      tmcBefore: intent.tmcBefore,
      main: intent.main,
      gift: intent.gift,
      currency: "CNY",
      input: toHex(intent.input),
      mandate: `m${by}.1`,
      hotlist: 1
    },
    when
  )
  const { tmc, tmv } = ended.value
  const done = { kind: "done", sequence, tmc, tmv: toHex(tmv) } as const
  return [first, lineOf(by, sequence + 1, rowHash(first.text), done, when)]
}

/** The last sale of a terminal, as a void names it. */
const saleOf = (terminal: number) => {
  const sale = tillOf(terminal)
    .lines.lines.map(({ text }) => readRow(text))
    .findLast((row) => row?.entry.kind === "intent")
  if (sale?.entry.kind !== "intent") throw new Error("no sale")
  const { gift, main, tmcBefore } = sale.entry
  return { uid: card.uid, asker: asker(terminal, sale.sequence), tmcBefore, main, gift }
}

/** The terminal undoes its last sale, or a part of it, and writes that down. */
const undo = (terminal: number, part: { readonly main?: bigint } = {}) => {
  const { lines } = tillOf(terminal)
  const sale = saleOf(terminal)
  const before = rowHash(lines.lines.at(-1)?.text ?? "")
  lines.lines.push(...voided(terminal, { ...sale, ...part }, { sequence: lines.lines.length + 1, before }))
  tills = { ...tills, [terminal]: makeTerminal(terminal, { lines }) }
}

const withheld = () =>
  at(({ withheld }) => Effect.succeed(withheld().map(({ amount, why }) => [amount, why] as const)))

describe("a till's own name of a sale", () => {
  it.each([
    ["a line break", "S\n1"],
    ["nothing that can be printed", "\u0000\u007f"],
    ["half a character", "S\ud800"]
  ])("with %s stops nobody's sale, and is paid", async (_, name) => {
    buy(shop, 100n, name)
    buy(franchise, 200n, "S-2")
    for (const terminal of [shop, franchise]) await office.upload(tillOf(terminal))
    expect(await office.balance(purse)).toEqual(onCard())
    expect(await owed()).toMatchObject({ hq: 100n, fr1: 200n })
  })
})

describe("an undoing", () => {
  it("of a year that the ledger does not know stops nobody's sale, and waits for a person", async () => {
    buy(shop, 100n)
    const [first, second] = tillOf(shop).lines.lines
    const lines = voided(shop, saleOf(shop), {
      sequence: 3,
      before: rowHash(second?.text ?? ""),
      when: 2 ** 52
    })
    if (first === undefined || second === undefined) throw new Error("no lines")
    await at(({ receive }) => receive(shop, 1, [first, second, ...lines]))
    buy(franchise, 200n)
    await office.upload(tillOf(franchise))
    expect(await at(({ declined }) => Effect.succeed(declined()))).toEqual([
      { key: `svp1:${purse}:3`, code: "Unreadable" }
    ])
    expect(await owed()).toMatchObject({ hq: 100n, fr1: 200n })
    office.restart()
    expect(await at(({ post }) => post)).toBe(0)
  })

  it("by another shop is that shop's own loss", async () => {
    buy(shop, 6_000n)
    const lines = voided(franchise, saleOf(shop))
    await office.upload(tillOf(shop))
    await at(({ receive }) => receive(franchise, 1, lines))
    expect(onCard()).toEqual({ main: 20_000n, gift: 5_000n })
    expect(await office.balance(purse)).toEqual(onCard())
    expect(await owed()).toMatchObject({ hq: 6_000n, fr1: -6_000n })
  })

  it.each([
    ["gift value alone", 0n, 5_000n],
    ["main value alone", 1_000n, 0n],
    ["a part of both", 500n, 100n]
  ])("of %s puts into the ledger what it put on the card", async (_, main, gift) => {
    buy(shop, 6_000n)
    const [, last] = tillOf(shop).lines.lines
    const lines = voided(
      shop,
      { ...saleOf(shop), main, gift },
      { sequence: 3, before: rowHash(last?.text ?? "") }
    )
    await office.upload(tillOf(shop))
    await at(({ receive }) => receive(shop, 1, lines))
    expect(await office.balance(purse)).toEqual(onCard())
  })

  it("of one unit of a sale pays for nothing that is past the mandate, and makes no room for it", async () => {
    office = makeOffice()
    card = makeCard(1)
    await office.open(purse, card.uid)
    await office.enrol(shop, 1, { ...mandateFor(shop), total: 6_000n })
    await load(1, 20_000n)
    for (const amount of [6_000n, 5_000n, 7_000n]) {
      buy(shop, amount)
      undo(shop, { main: 1n })
    }
    await office.upload(tillOf(shop))
    expect(await withheld()).toEqual([
      [5_000n, "totalUsedUp"],
      [7_000n, "totalUsedUp"]
    ])
    expect(await owed()).toMatchObject({ hq: 5_999n })
    for (const tmc of [4, 6]) await at(({ rule }) => rule(`svp1:${purse}:${tmc}`, "pay", "mira"))
    expect(await owed()).toMatchObject({ hq: 17_997n })
    expect(await office.balance(purse)).toEqual(onCard())
  })

  it("that is kept back takes no more from a card than was on it, whoever sells then", async () => {
    for (const terminal of [shop, shop, franchise]) {
      buy(terminal, 25_000n)
      voided(terminal, saleOf(terminal), { sequence: 40 + terminal })
    }
    for (const terminal of [shop, franchise]) await office.upload(tillOf(terminal))
    expect(await withheld()).toEqual([
      [25_000n, "cardUsedUp"],
      [25_000n, "cardUsedUp"]
    ])
    expect(await owed()).toMatchObject({ hq: 25_000n })
    office.restart()
    expect((await withheld()).length).toBe(2)
  })

  it("that comes late frees what was sold after it", async () => {
    for (let n = 0; n < 3; n++) {
      buy(shop, 25_000n)
      if (n < 2) undo(shop)
    }
    const { lines } = tillOf(shop).lines
    const isOfVoid = (_: SignedText, at: number) => at % 4 > 1
    await office.upload(
      tillOf(shop),
      lines.filter((line, at) => !isOfVoid(line, at))
    )
    expect((await withheld()).map(([, why]) => why)).toEqual(["cardUsedUp", "cardUsedUp"])
    await office.upload(tillOf(shop), lines.filter(isOfVoid).toReversed())
    expect(await withheld()).toEqual([])
    expect(await owed()).toMatchObject({ hq: 25_000n })
    expect(await office.balance(purse)).toEqual(onCard())
  })

  it("by another shop makes the mandate of the one that sold no wider, before the sale is paid or after", async () => {
    office = makeOffice()
    card = makeCard(1)
    await office.open(purse, card.uid)
    await office.enrol(shop, 1, { ...mandateFor(shop), total: 6_000n })
    await office.enrol(franchise)
    await load(1, 20_000n)
    buy(shop, 6_000n)
    const first = voided(franchise, saleOf(shop))
    buy(shop, 5_000n)
    const before = rowHash(first[1]?.text ?? "")
    const second = voided(franchise, saleOf(shop), { sequence: 3, before })
    await office.upload(tillOf(shop))
    await at(({ receive }) => receive(franchise, 1, [...first, ...second]))
    expect(await withheld()).toEqual([[5_000n, "totalUsedUp"]])
    expect(await owed()).toMatchObject({ hq: 6_000n, fr1: -6_000n })
    expect(await office.balance(purse)).toEqual(onCard())
    await at(({ rule }) => rule(`svp1:${purse}:4`, "pay", "mira"))
    expect(await withheld()).toEqual([])
    expect(await owed()).toMatchObject({ hq: 11_000n, fr1: -11_000n })
    expect(await office.balance(purse)).toEqual(onCard())
  })
})

/**
 * A terminal that has the purchase key, and so reads along until the office proves that it has the credit key: it says another counter
 * than the card's, and keeps the answer to the commit back.
 */
const lyingOf =
  (said: (tmc: number) => number): Line =>
  (session) => {
    const key = new Aes(keys("purchase", card.uid))
    let begun: { readonly rndB: Uint8Array; readonly rndA?: Uint8Array } | undefined
    let inside: { readonly mac: Aes; readonly ti: Uint8Array } | undefined
    return {
      ...session,
      transmit: (command, does) =>
        Effect.flatMap(session.transmit(command, does), (answer) => {
          const [ins, data] = [command[1], answer.slice(0, -2)]
          if (ins === 0xc7) return Effect.fail(new OutcomeUnknown({ slot: session.card.slot, command: 0 }))
          if (ins === 0x71) begun = { rndB: key.decrypt(noIv, data) }
          else if (ins === 0xaf && begun !== undefined && inside === undefined) {
            const rndA = key.decrypt(noIv, command.slice(5, 37)).slice(0, 16)
            const { mac } = sessionKeys(key, rndA, begun.rndB)
            inside = { mac: new Aes(mac), ti: key.decrypt(noIv, data).slice(0, 4) }
          } else if (ins === 0xad && command[5] === file.mac && inside !== undefined) {
            const content = concat(little(said(readLittle(data, 0, 4)), 4), data.slice(4, 12))
            return Effect.succeed(
              concat(content, messageMac(inside.mac, 0x00, 1, inside.ti, content), answer.slice(-2))
            )
          }
          return Effect.succeed(answer)
        })
    }
  }

describe("a terminal between the office and a card that is loaded", () => {
  it.each([
    ["a counter that was long ago", () => 0],
    ["the counter before", (tmc: number) => tmc - 1],
    ["a counter that is to come", (tmc: number) => tmc + 100]
  ])("that says %s gets no load that the ledger does not know of", async (_, said) => {
    buy(shop, 100n)
    const before = onCard()
    const ended = await load(2, 10_000n, 0n, undefined, lyingOf(said))
    expect(ended).toEqual({ _tag: "Refused", why: { _tag: "AnswerNotGenuine", ins: 0xad } })
    expect(onCard()).toEqual(before)
    expect(await office.waiting(purse)).toBe(0n)
    await office.upload(tillOf(shop))
    expect(await office.balance(purse)).toEqual(onCard())
  })

  it("that says the truth, and keeps the last answer back, has the money wait for the card to tell", async () => {
    const ended = await load(
      2,
      10_000n,
      0n,
      undefined,
      lyingOf((tmc) => tmc)
    )
    expect(ended).toEqual({ _tag: "Unknown" })
    expect(await office.waiting(purse)).toBe(10_000n)
    buy(shop, 100n)
    await office.upload(tillOf(shop))
    expect(await office.waiting(purse)).toBe(0n)
    expect(await office.balance(purse)).toEqual(onCard())
  })
})

/** A terminal that says nothing more at this command. */
const silentAt =
  (ins: number): Line =>
  (session) => ({
    ...session,
    transmit: (command, does) => (command[1] === ins ? Effect.never : session.transmit(command, does))
  })

describe("a terminal that falls silent while a card is loaded", () => {
  it.each([
    ["before anything is asked", 0x5a],
    ["at the commit", 0xc7]
  ])("%s holds nobody else up, and its number is used by nobody else meanwhile", async (_, ins) => {
    buy(shop, 100n)
    const loading = office.fork(
      Effect.flatMap(PurseOffice, ({ load }) => {
        const order = { sequence: 2, main: 10_000n, gift: 0n, source: cash }
        const put = office.reader.put(card)
        return office.reader.service.session(put, (session) => load(silentAt(ins)(session), purse, order))
      })
    )
    await expect.poll(() => office.waiting(purse)).toBe(10_000n)
    await office.upload(tillOf(shop))
    expect(await owed()).toMatchObject({ hq: 100n })
    expect(await load(2, 10_000n)).toEqual({ _tag: "OrderUsed" })
    expect(await load(3, 1_000n)).toMatchObject({ _tag: "Loaded" })
    await loading()
    buy(franchise, 200n)
    await office.upload(tillOf(franchise))
    expect(await office.balance(purse)).toEqual(onCard())
  })
})

describe("the number of a load", () => {
  it.each<readonly [string, Tear | undefined]>([
    ["that was lost before the card heard of it", { command: 3, in: "command", after: 0 }],
    ["whose end nobody knows", { command: 19, in: "answer", after: 0 }],
    ["that was done", undefined]
  ])("%s loads nothing more", async (_, tear) => {
    await load(2, 10_000n, 0n, tear)
    const again = await load(2, 10_000n)
    expect(again).toEqual({ _tag: "OrderUsed" })
    buy(shop, 100n)
    await office.upload(tillOf(shop))
    expect(await office.balance(purse)).toEqual(onCard())
    office.restart()
    expect(await load(2, 10_000n)).toEqual({ _tag: "OrderUsed" })
  })
})

describe("a purse that the office was not told of", () => {
  it("gets no load, which nobody could confirm, and whose sales would be nobody's", async () => {
    const stranger = makeCard(2)
    office.alias(purseOf(2), office.accountOf(purse) ?? "")
    const before = contentsOf(stranger)
    const put = office.reader.put(stranger)
    const order = { sequence: 2, main: 10_000n, gift: 0n, source: cash }
    const ended = await at(({ load }) =>
      office.reader.service.session(put, (session) => load(session, purseOf(2), order))
    )
    expect(ended).toEqual({ _tag: "Refused", why: { _tag: "OtherCard" } })
    expect(contentsOf(stranger)).toEqual(before)
  })
})

/** An office on whatever ledger and archive. */
const plain = PurseOffice.layer({
  group,
  root,
  caps,
  mandateKeys: [],
  ledger: ledgerTerms
})

describe("a terminal that hangs up while the office writes", () => {
  it("has been heard: what is in the archive counts", async () => {
    const ledger = Layer.succeed(Ledger, {
      post: (inputs) => Effect.succeed(inputs.map(() => ({ _tag: "approved" }) as const))
    })
    const kept: Array<string> = []
    const [written, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow = Layer.succeed(Archive, {
      append: (texts) =>
        Effect.promise(async () => {
          kept.push(...texts)
          written.resolve()
          await goesOn.promise
        }),
      read: (after, limit) => Effect.succeed(kept.slice(after, after + limit))
    })
    const story = Effect.gen(function* () {
      const { book, issue } = yield* PurseOffice
      const heard = yield* Effect.forkChild(issue(card.uid, purse))
      yield* Effect.promise(() => written.promise)
      const hungUp = yield* Effect.forkChild(Fiber.interrupt(heard))
      yield* Effect.yieldNow
      goesOn.resolve()
      yield* Fiber.join(hungUp)
      return book.purse(purse) !== undefined
    })
    expect(await Effect.runPromise(Effect.provide(story, Layer.provide(plain, [ledger, slow])))).toBe(true)
    expect(kept.length).toBe(1)
  })
})

describe("a ledger that does not answer", () => {
  it("has no card loaded, and gives the money back when it does", async () => {
    let isSilent = true
    const asked: Array<string> = []
    const ledger = Layer.succeed(Ledger, {
      post: (inputs) =>
        Effect.sync(() => {
          if (!isSilent) asked.push(...inputs.flatMap((one) => ("key" in one ? [one.key] : [])))
          return inputs.map(() => ({ _tag: isSilent ? "unknown" : "approved" }) as const)
        })
    })
    const layer = plain.pipe(Layer.provide([ledger, Archive.memory()]))
    const before = onCard()
    const put = office.reader.put(card)
    const story = Effect.gen(function* () {
      const { issue, load, post } = yield* PurseOffice
      yield* issue(card.uid, purse)
      const order = { sequence: 2, main: 10_000n, gift: 0n, source: cash }
      const ended = yield* office.reader.service.session(put, (session) => load(session, purse, order))
      isSilent = false
      yield* post
      return ended
    })
    expect(await Effect.runPromise(Effect.provide(story, layer))).toEqual({
      _tag: "Declined",
      code: "NoAnswer"
    })
    expect(onCard()).toEqual(before)
    expect(asked).toEqual(["svp1:load:17:2", "svp1:load:17:2:failed"])
  })
})

describe("a number that is taken", () => {
  const other = signingKeys(seedOf(55)).publicKey

  it("makes no second terminal: what the first one sold is paid", async () => {
    buy(shop, 100n)
    const taken = await at(({ enrol }) => Effect.result(enrol(shop, 1, other)))
    expect(Result.isFailure(taken) && taken.failure).toMatchObject({ _tag: "NumberTaken", of: "terminal" })
    const { verdicts } = await office.upload(tillOf(shop))
    expect(verdicts.map(({ _tag }) => _tag)).toEqual(["accepted", "accepted"])
    expect(await owed()).toMatchObject({ hq: 100n })
  })

  it("said again for the same terminal thaws no epoch", async () => {
    buy(shop, 100n)
    await office.upload(tillOf(shop))
    const forged = lineOf(shop, 1, "0".repeat(64), { kind: "notDone", sequence: 9 })
    await at(({ receive }) => receive(shop, 1, [forged]))
    const kept = office.kept.length
    await office.enrol(shop)
    expect(office.kept.length).toBe(kept)
    buy(shop, 100n)
    expect((await office.upload(tillOf(shop))).acknowledged).toBeUndefined()
  })

  it("makes no second purse of a card, and no second card of a purse: late lines are paid", async () => {
    buy(shop, 100n)
    const results = [
      await at(({ issue }) => Effect.result(issue(card.uid, purseOf(2)))),
      await at(({ issue }) => Effect.result(issue(uidOf(2), purse)))
    ]
    expect(results.map((one) => Result.isFailure(one) && one.failure)).toMatchObject([
      { _tag: "NumberTaken", of: "card" },
      { _tag: "NumberTaken", of: "purse" }
    ])
    await at(({ issue }) => issue(card.uid, purse))
    await office.upload(tillOf(shop))
    expect(await owed()).toMatchObject({ hq: 100n })
    expect(await office.balance(purse)).toEqual(onCard())
  })
})

describe("an upload", () => {
  it("that is cut at every line, and sent again from the beginning, is booked once", async () => {
    for (const amount of [100n, 200n, 300n]) buy(shop, amount)
    const { lines } = tillOf(shop).lines
    for (let upTo = 1; upTo <= lines.length; upTo++) {
      await office.upload(tillOf(shop), lines.slice(0, upTo))
      office.restart()
    }
    expect(await office.balance(purse)).toEqual(onCard())
    expect(await owed()).toMatchObject({ hq: 600n })
  })

  it("of another terminal's lines is nobody's sale", async () => {
    buy(shop, 100n)
    const { verdicts } = await at(({ receive }) => receive(franchise, 1, tillOf(shop).lines.lines))
    expect(verdicts).toEqual([
      { _tag: "rejected", why: "unsigned" },
      { _tag: "rejected", why: "unsigned" }
    ])
    expect(await owed()).not.toMatchObject({ fr1: 100n })
  })

  it("of a later epoch before the one before it ends in the same book", async () => {
    const later = makeTerminal(shop, { epoch: 2 })
    await office.enrol(shop, 2)
    buy(shop, 100n)
    const ended = later.run(later.purse.buy(later.reader.put(card), { amount: 200n }))
    expect(ended._tag).toBe("Done")
    await at(({ receive }) => receive(shop, 2, later.lines.lines.toReversed()))
    await office.upload(tillOf(shop))
    expect(await office.balance(purse)).toEqual(onCard())
    expect(await owed()).toMatchObject({ hq: 300n })
    const { verdicts } = await at(({ receive }) => receive(shop, 2, tillOf(shop).lines.lines))
    expect(verdicts.map(({ _tag }) => _tag)).toEqual(["rejected", "rejected"])
  })
})

/** What a terminal writes of a load that it has made up, in the place of a sale of its own. */
const madeUpLoad = (sale: IntentEntry, by: Asker): IntentEntry => {
  const asked = readInput(fromHex(sale.input))?.find(({ kind }) => kind === "asker")
  if (asked === undefined) throw new Error("no sale")
  const record = { kind: "load", main: 5_000n, gift: 0n, after: 30_000n, minute: 0, asker: by } as const
  const input = inputBytes([
    { kind: "value", file: file.main, amount: 20_000n },
    { kind: "value", file: file.gift, amount: 5_000n },
    { kind: "value", file: file.amountLeft, amount: 50_000n },
    { kind: "value", file: file.countLeft, amount: 10n },
    asked,
    { kind: "credit", file: file.main, amount: 5_000n },
    { kind: "record", file: file.log, data: recordBytes(record) },
    { kind: "write", file: file.state, data: stateBytes({ isBlocked: false, onlineOn: 0 }) }
  ])
  return { ...sale, input: toHex(input) }
}

describe("a load that a terminal has made up", () => {
  it("holds nobody's sale up: the office alone loads", async () => {
    // Two sales that it keeps back, so that nothing beside it says what the first of them was.
    for (const amount of [1n, 1n]) buy(franchise, amount)
    const first = readRow(tillOf(franchise).lines.lines[0]?.text ?? "")
    if (first?.entry.kind !== "intent") throw new Error("no sale")
    const line = lineOf(franchise, 1, "0".repeat(64), madeUpLoad(first.entry, asker(franchise, 1)))
    const { verdicts } = await at(({ receive }) => receive(franchise, 1, [line]))
    expect(verdicts).toEqual([{ _tag: "rejected", why: "NotAPurseTransaction" }])
    buy(shop, 100n)
    await office.upload(tillOf(shop))
    expect(await owed()).toMatchObject({ hq: 100n })
  })
})

describe("a journal", () => {
  it.each([
    ["whose end was cut off after the office had it", "delete from line where sequence > 1"],
    ["that was emptied", "delete from line"],
    ["whose acknowledgement was made up", "update acknowledged set head = 'x'"]
  ])("%s writes nothing more", async (_, edit) => {
    const folder = mkdtempSync(join(tmpdir(), "tessera-attack-"))
    const path = join(folder, "journal.db")
    const identity = TerminalIdentity.seed(asker(shop, 0), Redacted.make(seedOf(shop)))
    const on = <A, E>(use: (journal: OfflineJournal["Service"]) => Effect.Effect<A, E>) =>
      Effect.runPromise(
        Effect.result(
          Effect.provide(
            Effect.flatMap(OfflineJournal, use),
            Layer.provide(SqliteJournal.layer(path), identity)
          )
        )
      )
    const entry = { kind: "notDone", sequence: 9 } as const
    try {
      await on(({ append }) => Effect.forEach([1, 2, 3], () => append(entry)))
      const database = new DatabaseSync(path)
      const rows = database.prepare("select sequence, text from line order by sequence").all()
      const last = rows.at(-1)
      const head = rowHash(String(last?.["text"]))
      await on(({ acknowledge }) => acknowledge({ sequence: Number(last?.["sequence"]), head }))
      database.exec(`drop trigger line_stays; ${edit}`)
      database.close()
      const tried = await on(({ append }) => append(entry))
      expect(Result.isFailure(tried) && tried.failure).toMatchObject({ _tag: "JournalCorrupt" })
      const read = await on(({ batch }) => batch(0, 10))
      expect(Result.isSuccess(read)).toBe(true)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
