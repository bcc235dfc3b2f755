/** The published cases on what there is here: the simulated reader, journals in memory and in SQLite, the virtual card. */
import { DatabaseSync } from "node:sqlite"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { deepEqual, equal } from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import { Clock } from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { MemoryJournal, MemoryLines } from "../../src/journal/MemoryJournal.ts"
import { SqliteJournal } from "../../src/journal/SqliteJournal.ts"
import { CardPurse } from "../../src/ports/CardPurse.ts"
import { CardReader } from "../../src/ports/CardReader.ts"
import { JournalUnavailable } from "../../src/ports/faults.ts"
import { OfflineJournal } from "../../src/ports/OfflineJournal.ts"
import { TerminalIdentity } from "../../src/ports/TerminalIdentity.ts"
import { SimulatedReader } from "../../src/simulator/SimulatedReader.ts"
import { cardPurseCases, classicPurseCases } from "../../src/testing/cardPurseCases.ts"
import { cardReaderCases } from "../../src/testing/cardReaderCases.ts"
import { JournalRig, PurseHand, ReaderHand } from "../../src/testing/Case.ts"
import { journalCases } from "../../src/testing/journalCases.ts"
import type { VirtualCard } from "../../src/simulator/Field.ts"
import { fromHex } from "../../src/crypto/bytes.ts"
import { VirtualClassic } from "../../src/simulator/VirtualClassic.ts"
import { floatCard, loadedCard, makeCard } from "../purse/shop.ts"
import { VirtualDesfire } from "../../src/simulator/desfire/VirtualDesfire.ts"
import { chanceOf, noon, uidOf } from "../purse/shop.ts"
import { clockAt, makeTerminal, mandateFor, seedOf } from "../purse/terminal.ts"

const identity = TerminalIdentity.seed({ group: 17, terminal: 1, epoch: 1 }, Redacted.make(seedOf(1)))
const capacity = 8

describe("the simulated reader", () => {
  it.effect.each(cardReaderCases)("$name", ({ run }) => {
    const reader = new SimulatedReader()
    const cards = [makeCard(1), makeCard(2)] as const
    const hand = Layer.succeed(ReaderHand, {
      put: (which) => Effect.sync(() => reader.put(cards[which - 1] ?? cards[0])),
      take: Effect.sync(() => reader.take()),
      unplug: Effect.sync(() => reader.unplug()),
      plugIn: Effect.sync(() => reader.plugIn())
    })
    return Effect.provide(run, Layer.mergeAll(hand, Layer.succeed(CardReader, reader.service)))
  })
})

const opening = (layer: Layer.Layer<OfflineJournal, JournalUnavailable>) =>
  Effect.map(Layer.build(layer), (context) => Context.get(context, OfflineJournal))

describe("the journal in memory", () => {
  it.effect.each(journalCases)("$name", ({ run }) => {
    const lines = new MemoryLines()
    const rig = Layer.succeed(JournalRig, {
      open: Effect.suspend(() => opening(Layer.provide(MemoryJournal.layer(lines, { capacity }), identity))),
      alter: (sequence) =>
        Effect.sync(() => {
          const line = lines.lines[sequence - 1]
          if (line !== undefined)
            lines.lines[sequence - 1] = { ...line, text: line.text.replace('"1"', '"9"') }
        })
    })
    return Effect.provide(run, rig)
  })
})

describe("the journal in SQLite", () => {
  it.effect.each(journalCases)("$name", ({ run }) =>
    Effect.scoped(
      Effect.gen(function* () {
        const folder = yield* Effect.acquireRelease(
          Effect.sync(() => mkdtempSync(join(tmpdir(), "tessera-journal-"))),
          (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
        )
        const path = join(folder, "journal.sqlite")
        const rig = {
          open: Effect.suspend(() =>
            opening(Layer.provide(SqliteJournal.layer(path, { capacity }), identity))
          ),
          alter: (sequence: number) =>
            Effect.sync(() => {
              const database = new DatabaseSync(path)
              database.exec("drop trigger line_kept")
              database
                .prepare("update line set text = replace(text, '\"1\"', '\"9\"') where sequence = ?")
                .run(sequence)
              database.close()
            })
        }
        return yield* Effect.provideService(run, JournalRig, rig)
      })
    )
  )
})

type Till = ReturnType<typeof makeTerminal>

/** A hand at this till with its own card and one of another group. */
const handAt = ({ reader }: Till, card: VirtualCard, foreign: VirtualCard) =>
  PurseHand.of({
    put: (tear) => Effect.sync(() => reader.put(card, tear)),
    putForeign: Effect.sync(() => reader.put(foreign))
  })

const at = ({ journal, purse }: Till, hand: PurseHand["Service"]) =>
  Layer.mergeAll(
    Layer.succeed(PurseHand, hand),
    Layer.succeed(CardPurse, purse),
    Layer.succeed(OfflineJournal, journal),
    Layer.succeed(Clock, clockAt({ at: noon }))
  )

describe("the purse on the simulated reader", () => {
  it.effect.each(cardPurseCases)("$name", ({ run }) =>
    Effect.suspend(() => {
      const till = makeTerminal(7)
      const foreign = new VirtualDesfire({ uid: uidOf(99), chance: chanceOf("foreign") })
      return Effect.provide(run, at(till, handAt(till, loadedCard(1, 20_000n, 5_000n), foreign)))
    })
  )
})

describe("the float of MIFARE Classic on the simulated reader", () => {
  it.effect.each(classicPurseCases)("$name", ({ run }) =>
    Effect.suspend(() => {
      const till = makeTerminal(7, {
        profile: { sector: 1 },
        terms: { mandate: { ...mandateFor(7), acceptsClassic: true } }
      })
      const card = floatCard(Uint8Array.of(4, 0, 0, 0, 0, 0, 1))
      const foreign = new VirtualClassic(Uint8Array.of(4, 0, 0, 0, 0, 0, 9))
      return Effect.provide(run, at(till, handAt(till, card, foreign)))
    })
  )
})

describe("a card of another family", () => {
  const atrs = {
    "a float of MIFARE Classic": "3b8f8001804f0ca000000306030001000000006a",
    "a card with contacts": "3bf81300008131fe454a434f5076323431b7",
    "a tag of another maker": "3b8f8001804f0ca0000003060b0014000000007d"
  }
  it.effect.each(Object.entries(atrs))("%s is asked nothing but its UID, by a purse", ([, atr]) =>
    Effect.sync(() => {
      const till = makeTerminal(7)
      const card = loadedCard(1, 1_000n)
      const why = { _tag: "UnknownCard", atr }
      const put = () => till.reader.put(card, undefined, fromHex(atr))
      deepEqual(till.run(till.purse.buy(put(), { amount: 1n })), { _tag: "Refused", why })
      deepEqual(till.run(till.purse.look(put())), { _tag: "Refused", why })
      deepEqual(till.run(till.purse.settle(put())), [])
      deepEqual(till.reader.field?.heard, [])
    })
  )

  it.effect("a purse is asked nothing but its UID, by a float", () =>
    Effect.sync(() => {
      const till = makeTerminal(7, { profile: { sector: 1 } })
      const put = () => till.reader.put(loadedCard(1, 1_000n))
      const why = { _tag: "UnknownCard", atr: "3b8180018080" }
      deepEqual(till.run(till.purse.buy(put(), { amount: 1n })), { _tag: "Refused", why })
      deepEqual(till.run(till.purse.settle(put())), [])
      deepEqual(till.reader.field?.heard, [])
    })
  )

  it.effect("a card whose reader did not say is asked", () =>
    Effect.sync(() => {
      const till = makeTerminal(7)
      const lies = till.reader.put(loadedCard(1, 1_000n), undefined, new Uint8Array(0))
      equal(till.run(till.purse.buy(lies, { amount: 1n }))._tag, "Done")
    })
  )
})
