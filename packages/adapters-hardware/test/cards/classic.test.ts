/** The float on MIFARE Classic: torn writes never lose it, and copies are found afterwards. */
import fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { runScript } from "../../src/apdu/Script.ts"
import { accessBytes, ofPurse, readAccess, transport } from "../../src/cards/classic/accessBits.ts"
import { classicRisk, mayPayClassic, readClassicAcceptance } from "../../src/cards/classic/acceptance.ts"
import {
  type ClassicAccess,
  classicBecame,
  classicInput,
  classicKeys,
  type ClassicRecord,
  commitClassic,
  floatAt,
  floatEnd,
  issueClassic,
  prepareClassic,
  readClassic,
  readClassicInput,
  repairClassic,
  writerOf
} from "../../src/cards/classic/classicPurse.ts"
import { authenticateBlock, readBlock, writeBlock } from "../../src/cards/classic/readerCommands.ts"
import { readValueBlock, valueBlockBytes } from "../../src/cards/classic/valueBlock.ts"
import { Aes } from "../../src/crypto/Aes.ts"
import { concat, fromHex, toHex } from "../../src/crypto/bytes.ts"
import { diversified } from "../../src/crypto/diversify.ts"
import { Field, type Tear } from "../../src/simulator/Field.ts"
import { VirtualClassic } from "../../src/simulator/VirtualClassic.ts"
import { asker, noon } from "../purse/shop.ts"
import { mandateFor } from "../purse/terminal.ts"

const master = new Uint8Array(16).fill(9)
const keyB = fromHex("b0b1b2b3b4b5")
const fresh = { counter: 10, balance: 2_000n, tapsLeft: 5, until: floatEnd(noon), writer: 0 }

const hour = 3_600_000

const issuedCard = (
  n = 1,
  record: ClassicRecord = fresh
): { readonly card: VirtualClassic; readonly access: ClassicAccess } => {
  const card = new VirtualClassic(Uint8Array.of(4, 0, 0, 0, 0, 0, n))
  const access = { uid: card.uid, keys: classicKeys(master, card.uid, 1), block: 4 }
  expect(runScript(issueClassic(access, keyB, record), new Field(card).transmit)._tag).toBe("Completed")
  return { card, access }
}

const found = ({ access, card }: ReturnType<typeof issuedCard>) => {
  const read = runScript(readClassic(access), new Field(card).transmit)
  if (read._tag !== "Completed") throw new Error(JSON.stringify(read))
  return read.value
}

describe("a float on MIFARE Classic", () => {
  it("is bought on with eight reader commands", () => {
    const { access, card } = issuedCard()
    const field = new Field(card)
    const prepared = runScript(prepareClassic(access, 300n, asker(7, 1), noon), field.transmit)
    if (prepared._tag !== "Completed") throw new Error(prepared._tag)
    expect(runScript(commitClassic(access, prepared.value), field.transmit)._tag).toBe("Completed")
    expect(field.heard.map(({ ins }) => ins.toString(16)).join(" ")).toBe("82 86 b0 b0 d6 b0")
    expect(found({ access, card }).record).toMatchObject({ counter: 11, balance: 1_700n, tapsLeft: 4 })
  })

  it.each([
    [2_001n, "InsufficientValue"],
    [0n, "InsufficientValue"]
  ])("does not pay %i: %s", (amount, why) => {
    const { access, card } = issuedCard()
    expect(
      runScript(prepareClassic(access, amount, asker(7, 1), noon), new Field(card).transmit)
    ).toMatchObject({
      why: { _tag: why }
    })
  })

  it.each([
    ["as soon as it was filled", {}, noon, "Completed"],
    ["a second before a day has passed", {}, noon + 24 * hour - 1_000, "Completed"],
    ["a day later", {}, noon + 24 * hour, "FloatEnded"],
    ["years later", {}, noon + 3 * 365 * 24 * hour, "FloatEnded"],
    ["by a clock that is an hour late", {}, noon - hour, "Completed"],
    ["by a clock that is two hours late", {}, noon - 2 * hour, "ClockBehind"],
    ["when it was written as often as it can be", { counter: 65_535 }, noon, "WornOut"],
    ["without taps", { tapsLeft: 0 }, noon, "TapsUsedUp"]
  ] as const)("%s: %o %i %s", (_, change, at, end) => {
    const { access, card } = issuedCard(1, { ...fresh, ...change })
    const before = card.eeprom.snapshot()
    const ended = runScript(prepareClassic(access, 1n, asker(7, 1), at), new Field(card).transmit)
    expect(ended._tag === "Refused" ? ended.why._tag : ended._tag).toBe(end)
    expect(card.eeprom.snapshot()).toEqual(before)
  })

  it("pays for a day after it was filled at the longest, and for 23 hours at least, whenever that was", () => {
    const minute = fc.integer({ min: Date.UTC(2020, 0, 2) / 60_000, max: Date.UTC(2045, 0, 1) / 60_000 })
    const later = fc.integer({ min: -3 * 60, max: 60_000 * 60 })
    fc.assert(
      fc.property(minute, later, (filled, after) => {
        const now = floatAt({ until: floatEnd(filled * 60_000) }, (filled + after) * 60_000)
        if (after >= 24 * 60 && after < 32_000 * 60) expect(now).toBe("ended")
        if (after >= -60 && after <= 23 * 60) expect(now).toBe("pays")
        if (after <= -120) expect(now).toBe("early")
      }),
      { numRuns: 1_000 }
    )
  })

  it("is none where its copies were made before floats ended", () => {
    const { access, card } = issuedCard()
    const older = new Aes(diversified(master, concat(card.uid, [1, 0x0c], new TextEncoder().encode("MF1"))))
    for (const [copy, block] of [4, 5].entries()) {
      const body = Uint8Array.of(10, 0, 0, 0xd0, 0x07, 5, 0, 0)
      card.eeprom.write(String(block), concat(body, older.mac(concat(card.uid, [copy], body))))
    }
    expect(runScript(readClassic(access), new Field(card).transmit)).toMatchObject({
      why: { _tag: "NeedsRepair" }
    })
  })

  it("holds the old or the new wherever it is torn, and the next reading says which; the sum of sales is what is gone", () => {
    const tear = fc.option(
      fc.record({
        command: fc.integer({ min: 0, max: 1 }),
        in: fc.constantFrom("command", "answer", "memory" as const),
        after: fc.integer({ min: 0, max: 20 })
      }),
      { nil: undefined }
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.bigInt(1n, 300n), tear), { maxLength: 20 }), (sales) => {
        const one = issuedCard()
        const { access, card } = one
        let sold = 0n
        for (const [amount, torn] of sales) {
          const before = new Field(card)
          const prepared = runScript(prepareClassic(access, amount, asker(7, 1), noon), before.transmit)
          if (prepared._tag !== "Completed") continue
          const shifted: Tear | undefined = torn && { ...torn, command: torn.command + 4 }
          const field = new Field(card, shifted)
          runScript(prepareClassic(access, amount, asker(7, 1), noon), field.transmit)
          const ended = runScript(commitClassic(access, prepared.value), field.transmit)
          const became = classicBecame(prepared.value, found(one))
          expect(became).not.toBe("undecided")
          if (ended._tag === "Completed") expect(became).toBe("done")
          if (became === "done") sold += amount
          expect(found(one).record.balance).toBe(2_000n - sold)
        }
      }),
      { numRuns: 60 }
    )
  })

  it("is repaired with key B alone when both copies are bad, and a terminal's key cannot", () => {
    const { access, card } = issuedCard()
    for (const block of [4, 5]) card.eeprom.write(String(block), new Uint8Array(16).fill(block))
    expect(runScript(readClassic(access), new Field(card).transmit)).toMatchObject({
      why: { _tag: "NeedsRepair" }
    })
    const wrong = runScript(repairClassic(access, access.keys.sector, fresh), new Field(card).transmit)
    expect(wrong).toMatchObject({ why: { _tag: "ReaderRefused", status: "operationFailed" } })
    expect(runScript(repairClassic(access, keyB, fresh), new Field(card).transmit)._tag).toBe("Completed")
    expect(found({ access, card }).record).toEqual(fresh)
  })

  it("of one card is nothing on another, in another block, or edited", () => {
    const one = issuedCard(1)
    const other = issuedCard(2)
    for (const block of [4, 5]) other.card.eeprom.write(String(block), one.card.block(block))
    expect(runScript(readClassic(other.access), new Field(other.card).transmit)).toMatchObject({
      why: { _tag: "NeedsRepair" }
    })
    one.card.eeprom.write("5", one.card.block(4))
    expect(found(one).next).toBe(1)
    one.card.eeprom.write(
      "4",
      one.card.block(4).map((byte, at) => (at === 4 ? byte ^ 1 : byte))
    )
    expect(runScript(readClassic(one.access), new Field(one.card).transmit)).toMatchObject({
      why: { _tag: "NeedsRepair" }
    })
  })
})

describe("what the office is sent of a sale", () => {
  it("is read for the line that it is of, and for no other; and not when any byte of it was changed", () => {
    const { access, card } = issuedCard()
    const prepared = runScript(prepareClassic(access, 300n, asker(7, 1), noon), new Field(card).transmit)
    if (prepared._tag !== "Completed") throw new Error(prepared._tag)
    const input = classicInput(access, prepared.value)
    const { after, before } = prepared.value
    expect(readClassicInput(access, input, asker(7, 1))).toEqual({ before, after })
    expect(readClassicInput(access, input, asker(7, 2))).toBeUndefined()
    expect(readClassicInput(access, input, asker(8, 1))).toBeUndefined()
    expect(readClassicInput(issuedCard(2).access, input, asker(7, 1))).toBeUndefined()
    for (let at = 0; at < input.length; at++) {
      const edited = Uint8Array.from(input)
      edited[at] = (edited[at] ?? 0) ^ 1
      expect(readClassicInput(access, edited, asker(7, 1))).toBeUndefined()
    }
    expect(readClassicInput(access, input.slice(1), asker(7, 1))).toBeUndefined()
  })

  it.each([
    ["a balance that did not go down", { balance: 2_000n }],
    ["a tap that was not counted", { tapsLeft: 5 }],
    ["a counter that jumped", { counter: 13 }],
    ["an end that was put off", { until: fresh.until + 1 }]
  ])("is no sale with %s", (_, change) => {
    const { access } = issuedCard()
    const writer = writerOf(asker(7, 1))
    const after = { ...fresh, counter: 11, balance: 1_700n, tapsLeft: 4, writer, ...change }
    const input = classicInput(access, { uid: access.uid, before: fresh, after, next: 1 })
    expect(readClassicInput(access, input, asker(7, 1))).toBeUndefined()
  })
})

describe("what a program accepts in writing", () => {
  const well = {
    risk: classicRisk,
    acceptedBy: "A. Owner",
    acceptedOn: "2026-11-22",
    balanceAtMost: 5_000n,
    tapsAtMost: 5
  }
  it.each([
    ["word for word", well, true],
    ["in other words", { ...well, risk: "We accept the risk." }, false],
    ["by nobody", { ...well, acceptedBy: "" }, false],
    ["without a day", { ...well, acceptedOn: "soon" }, false],
    ["for more than a float", { ...well, balanceAtMost: 5_001n }, false],
    ["for more taps", { ...well, tapsAtMost: 6 }, false],
    ["not at all", undefined, false]
  ])("%s", (_, sent, is) => {
    expect(Result.isSuccess(readClassicAcceptance(sent))).toBe(is)
  })

  it("is what a mandate says, and nothing else lets a Classic card pay", () => {
    expect(mayPayClassic(undefined)).toBe(false)
    expect(mayPayClassic(mandateFor(7))).toBe(false)
    expect(mayPayClassic({ ...mandateFor(7), acceptsClassic: true })).toBe(true)
  })
})

describe("a sector", () => {
  it.each([
    ["as from the factory", transport, "ff0780"],
    ["of a purse", ofPurse, "3f078c"]
  ])("%s has the access bytes %s", (_, access, hex) => {
    expect(readAccess(accessBytes(access))).toEqual(access)
    if (access === transport) expect(toHex(accessBytes(access))).toBe(hex)
  })

  it("has access bits for every setting, and none where their copies disagree", () => {
    const bits = fc.integer({ min: 0, max: 7 })
    fc.assert(
      fc.property(
        fc.tuple(bits, bits, bits),
        bits,
        fc.integer({ min: 0, max: 23 }),
        (blocks, trailer, flipped) => {
          const access = { blocks, trailer }
          const encoded = accessBytes(access)
          expect(readAccess(encoded)).toEqual(access)
          const broken = encoded.map((byte, at) => (at === flipped >> 3 ? byte ^ (1 << (flipped & 7)) : byte))
          expect(readAccess(broken)).toBeUndefined()
        }
      )
    )
  })

  it("halts a card after a wrong key, until it is presented again", () => {
    const { access, card } = issuedCard()
    const field = new Field(card)
    const wrong = runScript(authenticateBlock(4, "A", keyB), field.transmit)
    expect(wrong._tag).toBe("Refused")
    expect(runScript(authenticateBlock(4, "A", access.keys.sector), field.transmit)._tag).toBe("Refused")
    expect(runScript(authenticateBlock(4, "A", access.keys.sector), new Field(card).transmit)._tag).toBe(
      "Completed"
    )
  })

  it("never shows key A, and lets key A change no key", () => {
    const { access, card } = issuedCard()
    const script = function* () {
      yield* authenticateBlock(4, "A", access.keys.sector)
      const trailer = yield* readBlock(7)
      yield* writeBlock(7, new Uint8Array(16).fill(0xff))
      return trailer
    }
    const before = card.block(7)
    const ended = runScript(script(), new Field(card).transmit)
    if (ended._tag === "Completed") expect(toHex(ended.value.slice(0, 6))).toBe("000000000000")
    expect(card.block(7)).toEqual(before)
  })

  it("keeps values three times, and one that was torn is none", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 63 }),
        fc.integer({ min: 1, max: 15 }),
        (value, address, cut) => {
          const block = valueBlockBytes({ value, address })
          expect(readValueBlock(block)).toEqual({ value, address })
          const other = valueBlockBytes({ value: value ^ 0x55, address })
          const torn = Uint8Array.from([...other.slice(0, cut), ...block.slice(cut)])
          const isWhole = toHex(torn) === toHex(block) || toHex(torn) === toHex(other)
          if (!isWhole) expect(readValueBlock(torn)).toBeUndefined()
        }
      )
    )
  })
})
