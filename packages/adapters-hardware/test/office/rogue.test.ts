/** Terminals that lie, copy themselves, or sell past what a card allows: the office believes the card. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { runScript } from "../../src/apdu/Script.ts"
import * as card from "../../src/cards/desfire/commands.ts"
import { toHex } from "../../src/crypto/bytes.ts"
import { signingKeys } from "../../src/crypto/Signed.ts"
import { type Entry, type IntentEntry, readRow, type Row, rowHash, rowText } from "../../src/journal/Row.ts"
import { PurseBook } from "../../src/office/PurseBook.ts"
import { enter } from "../../src/purse/enter.ts"
import type { Intent } from "../../src/purse/Intent.ts"
import { commit } from "../../src/purse/Intent.ts"
import { file } from "../../src/purse/layout.ts"
import { preparePurchase } from "../../src/purse/purchase.ts"
import { identityBytes, readRecord, recordBytes } from "../../src/purse/records.ts"
import { ask, inputOf, logged, move, valueOf } from "../../src/purse/steps.ts"
import { inputBytes, readInput } from "../../src/purse/TransactionInput.ts"
import { Field } from "../../src/simulator/Field.ts"
import type { VirtualDesfire } from "../../src/simulator/desfire/VirtualDesfire.ts"
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
  purseOf
} from "../purse/shop.ts"
import { seedOf } from "../purse/terminal.ts"

const rogue = signingKeys(seedOf(66))

/** The office with one purse, and a terminal that writes what it likes. */
const world = () => {
  const book = new PurseBook({ group: group.group, keys })
  const ours = makeCard(1)
  book.issue(toHex(ours.uid), purseOf(1))
  book.enrol(66, 1, rogue.publicKey)
  const rows: Array<{ readonly text: string; readonly signature: string }> = []
  let loads = 0
  const load = (main: bigint) => {
    const field = new Field(ours)
    const prepared = runScript(
      preparedLoad(ours, loadOf(1, main, 0n, ++loads), chanceOf(`load ${loads}`)),
      field.transmit
    )
    if (prepared._tag !== "Completed") return
    book.expectLoad(prepared.value.intent, noon)
    const ended = runScript(commit(prepared.value), field.transmit)
    if (ended._tag === "Completed") book.proveLoad(prepared.value.intent, ended.value, noon)
  }
  const write = (entry: Entry) => {
    const last = rows.at(-1)
    const row: Row = {
      v: 1,
      group: group.group,
      terminal: 66,
      epoch: 1,
      sequence: rows.length + 1,
      before: last === undefined ? "0".repeat(64) : rowHash(last.text),
      at: noon,
      running: 0,
      clock: "good",
      entry
    }
    const text = rowText(row)
    rows.push({ text, signature: rogue.sign(text) })
    return book.take(66, 1, rows.at(-1) ?? { text, signature: "" })
  }
  const note = (intent: Intent): Entry & IntentEntry => ({
    kind: "intent",
    of: "purchase",
    uid: toHex(intent.uid),
    purse: intent.purse,
    tmcBefore: intent.tmcBefore,
    main: intent.main,
    gift: intent.gift,
    currency: "CNY",
    input: toHex(intent.input),
    mandate: "m",
    hotlist: 1
  })
  return { book, ours, rows, load, write, note }
}

const honest = (ours: VirtualDesfire, amount: bigint, sequence: number) => {
  const field = new Field(ours)
  const sale = {
    amount,
    from: "main",
    asker: asker(66, sequence),
    at: noon,
    mayPay: () => undefined
  } as const
  const prepared = runScript(
    preparePurchase(accessTo(ours, chanceOf(`sale ${sequence}`)), sale),
    field.transmit
  )
  if (prepared._tag !== "Completed") return undefined
  return { intent: prepared.value.intent, commit: () => runScript(commit(prepared.value), field.transmit) }
}

/** A sale that takes from the purse, and from the allowances what it likes. */
const past = (
  ours: VirtualDesfire,
  amount: bigint,
  allowance: bigint,
  taps: bigint,
  sequence: number,
  said = amount
) => {
  const field = new Field(ours)
  const script = function* () {
    const course = yield* enter(accessTo(ours, chanceOf(`past ${sequence}`)))
    const main = yield* valueOf(course, file.main)
    yield* valueOf(course, file.amountLeft)
    yield* valueOf(course, file.countLeft)
    yield* ask(course, asker(66, sequence))
    yield* move(course, "debit", file.main, amount)
    yield* move(course, "debit", file.amountLeft, allowance)
    yield* move(course, "debit", file.countLeft, taps)
    yield* logged(course, {
      kind: "purchase",
      main: said,
      gift: 0n,
      after: main - amount,
      minute: 0,
      asker: asker(66, sequence)
    })
    const committed = yield* card.commitTransaction(course.session)
    const { purse } = course.identity
    const intent: Intent = {
      kind: "purchase",
      uid: ours.uid,
      purse,
      asker: asker(66, sequence),
      tmcBefore: course.tmc,
      main: amount,
      gift: 0n,
      input: inputOf(course)
    }
    return { intent, committed }
  }
  const ended = runScript(script(), field.transmit)
  return ended._tag === "Completed" ? ended.value : undefined
}

describe("what is genuine and no purchase", () => {
  it.each([
    // takes, of the allowance, taps, logs
    ["as it should be", 1_000n, 1_000n, 1n, 1_000n, "accepted"],
    ["less of the allowance", 1_000n, 999n, 1n, 1_000n, "NotAPurseTransaction"],
    ["nothing of the allowance", 1_000n, 0n, 1n, 1_000n, "NotAPurseTransaction"],
    ["no tap", 1_000n, 1_000n, 0n, 1_000n, "NotAPurseTransaction"],
    ["two taps", 1_000n, 1_000n, 2n, 1_000n, "NotAPurseTransaction"],
    ["another amount in the log", 1_000n, 1_000n, 1n, 1n, "NotAPurseTransaction"]
  ] as const)("%s", (_, amount, allowance, taps, said, end) => {
    const { book, load, note, ours, write } = world()
    load(20_000n)
    const done = past(ours, amount, allowance, taps, 1, said)
    if (done === undefined) throw new Error("no sale")
    write(note(done.intent))
    const { tmc, tmv } = done.committed
    const verdict = write({ kind: "done", sequence: 1, tmc, tmv: toHex(tmv) })
    expect(verdict._tag === "rejected" ? verdict.why : verdict._tag).toBe(end)
    // Whatever it was, the card has less, and the next load shows it.
    load(1n)
    expect(book.purse(purseOf(1))?.balances().main).toBe(19_001n)
    expect(book.missing().length).toBe(end === "accepted" ? 0 : 1)
  })

  it("a card whose identity the office did not seal", () => {
    const { load, note, ours, write } = world()
    load(20_000n)
    const identity = {
      group: group.group,
      purse: purseOf(1),
      keyVersion: 1,
      issuedOn: 20_000,
      expiresOn: 0xffff,
      flags: 0
    }
    ours.eeprom.write(`file:${toHex(group.aid)}:0`, identityBytes(identity, new Uint8Array(16)))
    const sale = honest(ours, 1_000n, 1)
    const ended = sale?.commit()
    if (sale === undefined || ended?._tag !== "Completed") throw new Error("no sale")
    expect(write(note(sale.intent))).toEqual({ _tag: "rejected", why: "OfAnotherPurse" })
    const { tmc, tmv } = ended.value
    expect(write({ kind: "done", sequence: 1, tmc, tmv: toHex(tmv) })).toEqual({
      _tag: "rejected",
      why: "OfAnotherPurse"
    })
  })
})

describe("a terminal that lies", () => {
  it.each([
    ["raises the amount", (text: string) => text.replaceAll("dc01e803", "dc01e903"), "NotGenuine"],
    ["edits who asked", (text: string) => text.replace("c800000011", "c800000012"), "NotGenuine"],
    ["leaves a command out", (text: string) => text.slice(0, -96), "NotGenuine"]
  ])("%s: its line is rejected", (_, edit, why) => {
    const { load, note, ours, write } = world()
    load(20_000n)
    const sale = honest(ours, 1_000n, 1)
    const ended = sale?.commit()
    if (sale === undefined || ended?._tag !== "Completed") throw new Error("no sale")
    const entry = note(sale.intent)
    const edited = edit(entry.input)
    expect(edited).not.toBe(entry.input)
    write({ ...entry, input: edited })
    const { tmc, tmv } = ended.value
    expect(write({ kind: "done", sequence: 1, tmc, tmv: toHex(tmv) })).toEqual({ _tag: "rejected", why })
  })

  it("says other amounts than the card: the card's count", () => {
    const { book, load, note, ours, write } = world()
    load(20_000n)
    const sale = honest(ours, 1_000n, 1)
    const ended = sale?.commit()
    if (sale === undefined || ended?._tag !== "Completed") throw new Error("no sale")
    write({ ...note(sale.intent), main: 9_000n, sale: "much more" })
    const { tmc, tmv } = ended.value
    expect(write({ kind: "done", sequence: 1, tmc, tmv: toHex(tmv) })._tag).toBe("accepted")
    expect(book.purse(purseOf(1))?.balances().main).toBe(19_000n)
  })

  it("sends what another one sold as its own: it is paid to nobody by that, and to who sold when they send it", () => {
    const { book, load, note, ours, write } = world()
    load(20_000n)
    // The card was told of line 5, and what is written is line 1.
    const sale = honest(ours, 1_000n, 5)
    const ended = sale?.commit()
    if (sale === undefined || ended?._tag !== "Completed") throw new Error("no sale")
    const { tmc, tmv } = ended.value
    const rejected = { _tag: "rejected", why: "NotAPurseTransaction" }
    expect(write(note(sale.intent))).toEqual(rejected)
    expect(write({ kind: "done", sequence: 1, tmc, tmv: toHex(tmv) })).toEqual(rejected)
    expect(book.purse(purseOf(1))?.known.length).toBe(1)
    for (let line = 3; line < 5; line++) write({ kind: "notDone", sequence: line })
    expect(write(note(sale.intent))._tag).toBe("accepted")
    expect(write({ kind: "done", sequence: 5, tmc, tmv: toHex(tmv) })._tag).toBe("accepted")
    expect(book.purse(purseOf(1))?.known.at(-1)?.source.asker.sequence).toBe(5)
  })

  it("makes up a commit that never was: it waits, and is dropped when the card says otherwise", () => {
    const { book, load, note, ours, write } = world()
    load(20_000n)
    const never = honest(ours, 5_000n, 1)
    if (never === undefined) throw new Error("no sale")
    write(note(never.intent))
    expect(write({ kind: "done", sequence: 1, tmc: 2, tmv: "00".repeat(8) })).toMatchObject({
      why: "NotGenuine"
    })
    expect(write({ kind: "done", sequence: 1, tmc: 2 })._tag).toBe("accepted")
    expect(book.purse(purseOf(1))?.balances().main).toBe(20_000n)
    load(1n)
    expect(book.purse(purseOf(1))?.waiting).toEqual([])
    expect(book.purse(purseOf(1))?.balances().main).toBe(20_001n)
  })

  it("raises the amount of a commit whose end it hides: what stands beside it says otherwise", () => {
    const { book, load, note, ours, write } = world()
    load(20_000n)
    const sale = honest(ours, 1_000n, 1)
    sale?.commit()
    if (sale === undefined) throw new Error("no sale")
    const input = toHex(sale.intent.input)
    // 1,000 becomes 1,001, everywhere where it stands: the values, the allowance, the log.
    const raised = input
      .replaceAll("dc01e803", "dc01e903")
      .replaceAll("dc02e803", "dc02e903")
      .replace("01e8030000", "01e9030000")
    expect(readInput(Buffer.from(raised, "hex"))).toBeDefined()
    write({ ...note(sale.intent), input: raised })
    load(1n)
    expect(book.incidents()).toMatchObject([{ _tag: "Overstated", tmc: 2 }])
    expect(book.purse(purseOf(1))?.balances().main).toBe(19_001n)
    expect(book.missing()).toMatchObject([
      { from: 2, to: 2, last: { terminal: 66, sequence: 1 }, main: 1_000n }
    ])
  })

  it("raises it behind a sale that it keeps back as well: no value comes back to a card by itself", () => {
    const { book, load, note, ours, write } = world()
    load(20_000n)
    honest(ours, 1n, 1)?.commit()
    const sale = honest(ours, 1n, 2)
    sale?.commit()
    if (sale === undefined) throw new Error("no sale")
    // Behind a counter of which nobody knows anything there was 999 more, and 1,000 was taken.
    const raised = (readInput(sale.intent.input) ?? []).map((entry) => {
      if (entry.kind === "record") {
        const record = readRecord(entry.data)
        return record === undefined ? entry : { ...entry, data: recordBytes({ ...record, main: 1_000n }) }
      }
      if (!("amount" in entry) || entry.file === file.countLeft) return entry
      return { ...entry, amount: entry.amount + 999n }
    })
    write({ kind: "notDone", sequence: 1 })
    expect(write({ ...note(sale.intent), input: toHex(inputBytes(raised)) })._tag).toBe("accepted")
    load(1n)
    const known = book.purse(purseOf(1))
    expect(known?.known.map(({ transaction }) => transaction.kind)).toEqual(["load", "load"])
    expect(known?.waiting.map(({ transaction }) => transaction.main)).toEqual([1_000n])
    expect(book.missing()).toMatchObject([{ from: 2, to: 3, last: { sequence: 2 }, main: 2n }])
  })

  it("says the truth behind a sale that is missing: it is known by what the card says next", () => {
    const { book, load, note, ours, write } = world()
    load(20_000n)
    honest(ours, 1n, 1)?.commit()
    const sale = honest(ours, 5n, 2)
    sale?.commit()
    if (sale === undefined) throw new Error("no sale")
    write({ kind: "notDone", sequence: 1 })
    write(note(sale.intent))
    load(1n)
    expect(book.incidents()).toEqual([])
    expect(book.purse(purseOf(1))?.at(3)?.transaction.main).toBe(5n)
  })

  it("denies before it says what: a denial counts, whichever comes first", () => {
    const { load, note, ours, rows, write } = world()
    load(20_000n)
    const never = honest(ours, 5_000n, 1)
    if (never === undefined) throw new Error("no sale")
    write(note(never.intent))
    write({ kind: "notDone", sequence: 1 })
    const fresh = new PurseBook({ group: group.group, keys })
    fresh.issue(toHex(ours.uid), purseOf(1))
    fresh.enrol(66, 1, rogue.publicKey)
    for (const line of rows.toReversed()) expect(fresh.take(66, 1, line)._tag).toBe("accepted")
    expect(fresh.purse(purseOf(1))?.waiting).toEqual([])
  })

  it("was copied or put back: two lines with one number freeze its epoch", () => {
    const { book, load, note, ours, rows, write } = world()
    load(20_000n)
    const sale = honest(ours, 1_000n, 1)
    if (sale === undefined) throw new Error("no sale")
    write(note(sale.intent))
    write({ kind: "notDone", sequence: 1 })
    const row = readRow(rows[1]?.text ?? "")
    if (row === undefined) throw new Error("no row")
    const text = rowText({ ...row, at: row.at + 1 })
    expect(book.take(66, 1, { text, signature: rogue.sign(text) })).toEqual({
      _tag: "conflict",
      why: "journal"
    })
    expect(write({ kind: "notDone", sequence: 1 })).toEqual({ _tag: "rejected", why: "frozen" })
    expect(book.acknowledgement(66, 1)).toBeUndefined()
    expect(book.take(66, 1, { text, signature: "AAAA" })).toMatchObject({ why: "unsigned" })
    expect(book.take(67, 1, { text, signature: rogue.sign(text) })).toMatchObject({ why: "terminalUnknown" })
  })
})

describe("a terminal whose lines do not go on from each other", () => {
  it.each([
    ["the first after a line that is not there", 0],
    ["a later one after another line", 1]
  ])("%s: its epoch is frozen", (_, wrong) => {
    const { book, rows, write } = world()
    for (let n = 0; n < 3; n++) write({ kind: "notDone", sequence: 1 })
    const fresh = new PurseBook({ group: group.group, keys })
    fresh.enrol(66, 1, rogue.publicKey)
    const verdicts = rows.map((line, at) => {
      const row = readRow(line.text)
      if (at !== wrong || row === undefined) return fresh.take(66, 1, line)._tag
      const text = rowText({ ...row, before: "f".repeat(64) })
      return fresh.take(66, 1, { text, signature: rogue.sign(text) })._tag
    })
    expect(verdicts[wrong]).toBe("conflict")
    expect(fresh.acknowledgement(66, 1)).toBeUndefined()
    expect(book.acknowledgement(66, 1)).toMatchObject({ sequence: 3 })
  })
})

describe("what is paid for without the office", () => {
  it("is never more than the card's allowances between two loads, whatever terminals do", () => {
    const sale = fc.record({
      kind: fc.constantFrom("honest", "past", "unsent", "load" as const),
      amount: fc.oneof(fc.bigInt(1n, 60_000n), fc.constantFrom(1n, 49_999n, 50_000n, 50_001n)),
      allowance: fc.oneof(fc.bigInt(0n, 60_000n), fc.constantFrom(0n, 1n, 50_000n), fc.constant(undefined)),
      taps: fc.bigInt(0n, 2n)
    })
    fc.assert(
      fc.property(fc.array(sale, { maxLength: 25 }), (sales) => {
        const { book, load, note, ours, rows, write } = world()
        load(400_000n)
        let paid = { amount: 0n, count: 0n }
        for (const { allowance, amount, kind, taps } of sales) {
          const sequence = rows.length + 1
          if (kind === "load") {
            load(0n)
            paid = { amount: 0n, count: 0n }
            continue
          }
          const done =
            kind === "past"
              ? past(ours, amount, allowance ?? amount, taps, sequence)
              : honest(ours, amount, sequence)
          if (done === undefined) continue
          const ended = "committed" in done ? done.committed : done.commit()
          const committed = "tmc" in ended ? ended : ended._tag === "Completed" ? ended.value : undefined
          if (committed === undefined || kind === "unsent") continue
          write(note(done.intent))
          const verdict = write({ kind: "done", sequence, tmc: committed.tmc, tmv: toHex(committed.tmv) })
          if (verdict._tag !== "accepted") continue
          paid = { amount: paid.amount + done.intent.main, count: paid.count + 1n }
          expect(paid.amount).toBeLessThanOrEqual(caps.amount)
          expect(paid.count).toBeLessThanOrEqual(caps.count)
        }
        const sold = (book.purse(purseOf(1))?.known ?? []).filter(
          ({ transaction }) => transaction.kind === "purchase"
        )
        for (const { transaction } of sold)
          expect(transaction.amountMoved).toBe(transaction.main + transaction.gift)
      }),
      { numRuns: 60 }
    )
  })
})
