/** The driver of PC/SC with a real process and a played reader service: every way in which one of the two fails. */
import { deepEqual, equal, notEqual, ok } from "node:assert/strict"
import { join } from "node:path"
import { tmpdir } from "node:os"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, describe, it, vi } from "@effect/vitest"
import { Clock } from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { pcscReader, readersOn } from "../../src/pcsc/pcscReader.ts"
import { CardPurse } from "../../src/ports/CardPurse.ts"
import { CardReader, type Inserted } from "../../src/ports/CardReader.ts"
import { OfflineJournal } from "../../src/ports/OfflineJournal.ts"
import type { Tear } from "../../src/simulator/Field.ts"
import { VirtualDesfire } from "../../src/simulator/desfire/VirtualDesfire.ts"
import { cardPurseCases } from "../../src/testing/cardPurseCases.ts"
import { cardReaderCases } from "../../src/testing/cardReaderCases.ts"
import { PurseHand, ReaderHand } from "../../src/testing/Case.ts"
import { chanceOf, loadedCard, makeCard, noon, uidOf } from "../purse/shop.ts"
import { clockAt, purseWith } from "../purse/terminal.ts"
import { type Fault, PlayedService } from "./PlayedService.ts"

const reader = "Played Reader 00 00"
const slot = "Played Reader"
const uid = Uint8Array.of(0xff, 0xca, 0, 0, 0)
const cards = [makeCard(1), makeCard(2)] as const
/** Long where a command is answered, so that a busy machine changes nothing. */
const patience = { answer: 20_000, commit: 20_000, again: [10, 50] as const }

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await sleep(1)
}

/** Where a command is not. */
const hasty = { ...patience, answer: 300, commit: 300 }

/** A service that runs, with one reader, and the driver on it. */
const playing = Effect.fnUntraced(function* (waiting: typeof patience = patience) {
  const service = yield* Effect.acquireRelease(
    Effect.promise(async () => {
      const made = new PlayedService()
      await made.start()
      made.plugIn(reader)
      return made
    }),
    (made) => Effect.promise(() => made.stop())
  )
  const driver = yield* readersOn({ patience: waiting }, service.binding)
  const generationAt = (at: string) => driver.readers.lying.get(at)?.inserted.generation ?? 0
  const insertedAt = (at: string): Inserted => {
    const lying = driver.readers.lying.get(at)
    if (lying === undefined) throw new Error(`Nothing lies at ${at}`)
    return lying.inserted
  }
  let last = 0
  const attached = (at = slot) => driver.readers.slots.readerAt(at) !== undefined
  const put = (card: Parameters<PlayedService["put"]>[1], tear?: Tear, name = reader, at = slot) =>
    Effect.promise(async () => {
      service.take(name)
      await until(() => driver.host.standing === "up" && attached(at) && generationAt(at) === 0)
      service.put(name, card, tear)
      await until(() => generationAt(at) > last)
      last = generationAt(at)
      return insertedAt(at)
    })
  const hand = {
    put: (which: 1 | 2) => put(cards[which - 1] ?? cards[0]),
    take: Effect.promise(async () => {
      service.take(reader)
      await until(() => generationAt(slot) === 0)
    }),
    unplug: Effect.promise(async () => {
      service.unplug(reader)
      await until(() => !attached())
    }),
    plugIn: Effect.promise(async () => {
      service.plugIn(reader)
      await until(() => attached())
    })
  }
  return { service, driver, hand, put, attached, generationAt, insertedAt }
})

const faultOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.match(effect, { onFailure: ({ _tag }) => _tag, onSuccess: () => "none" })

/** For what leaves it as it was: a process is started once. */
const scope = Scope.makeUnsafe()
let shared: Effect.Success<ReturnType<typeof playing>>
beforeAll(async () => {
  shared = await Effect.runPromise(Scope.provide(playing(), scope))
})
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

describe("the published cases", () => {
  it.effect.each(cardReaderCases)("a reader $name", ({ run }) =>
    Effect.suspend(() =>
      run.pipe(
        Effect.provideService(ReaderHand, shared.hand),
        Effect.provideService(CardReader, shared.driver.service)
      )
    )
  )

  it.effect.each(cardPurseCases)("a purse $name", ({ run }) =>
    Effect.gen(function* () {
      const { driver, put } = shared
      const card = loadedCard(1, 20_000n, 5_000n)
      const foreign = new VirtualDesfire({ uid: uidOf(99), chance: chanceOf("foreign") })
      const till = purseWith(7, Layer.succeed(CardReader, driver.service))
      yield* Effect.addFinalizer(() => Effect.promise(() => till.dispose()))
      yield* run.pipe(
        Effect.provideService(PurseHand, { put: (tear) => put(card, tear), putForeign: put(foreign) }),
        Effect.provideService(CardPurse, till.runSync(CardPurse)),
        Effect.provideService(OfflineJournal, till.runSync(OfflineJournal)),
        Effect.provideService(Clock, clockAt({ at: noon }))
      )
    })
  )
})

describe("a fault in a command", () => {
  const rows: ReadonlyArray<{
    readonly what: string
    readonly fault: Fault
    readonly none: string
    readonly isKilled?: true
  }> = [
    { what: "no answer", fault: { _tag: "mute" }, none: "CardMute", isKilled: true },
    { what: "an empty answer", fault: { _tag: "answer", answer: Uint8Array.of() }, none: "CardGone" },
    {
      what: "an answer of one byte",
      fault: { _tag: "answer", answer: Uint8Array.of(0x90) },
      none: "CardGone"
    },
    {
      what: "a card that was removed",
      fault: { _tag: "error", says: "SCardTransmit error: Card was removed.(0x80100069)" },
      none: "CardGone"
    },
    {
      what: "a card that another program reset",
      fault: { _tag: "error", says: "SCardTransmit error: Card was reset.(0x80100068)" },
      none: "CardChanged"
    },
    {
      what: "a reader that was unplugged",
      fault: { _tag: "error", says: "SCardTransmit error: Reader is unavailable.(0x80100017)" },
      none: "ReaderGone"
    },
    {
      what: "a service that went",
      fault: { _tag: "error", says: "SCardTransmit error: (0x8010001d)" },
      none: "ReaderServiceDown"
    },
    { what: "words that nobody knows", fault: { _tag: "error", says: "Oops" }, none: "CardGone" },
    { what: "a process that dies", fault: { _tag: "die" }, none: "ReaderServiceDown", isKilled: true }
  ]

  it.effect.each(rows)("$what: $none; of a commit it is unknown", ({ fault, isKilled, none }) =>
    Effect.gen(function* () {
      const { driver, put, service } = fault._tag === "mute" ? yield* playing(hasty) : shared
      for (const [does, expected] of [
        ["none", none],
        ["pending", none],
        ["lasting", "OutcomeUnknown"]
      ] as const) {
        service.fault = () => undefined
        const card = yield* put(cards[0])
        const before = driver.host.pid
        service.fault = ([, ins]) => (ins === 0xc7 ? fault : undefined)
        const told = yield* Effect.result(
          driver.service.session(card, ({ transmit }) =>
            Effect.andThen(transmit(uid, "none"), transmit(Uint8Array.of(0x90, 0xc7, 0, 0, 0), does))
          )
        )
        ok(told._tag === "Failure")
        equal(told.failure._tag, expected)
        if (told.failure._tag === "OutcomeUnknown") equal(told.failure.command, 1)
        equal(driver.host.pid !== before, isKilled === true)
        service.fault = () => undefined
      }
    })
  )

  it.effect("sends nothing after the card went, and says so as surely as before", () =>
    Effect.gen(function* () {
      const { driver, hand, service } = yield* playing()
      const card = yield* hand.put(1)
      const within = driver.service.session(card, ({ transmit }) =>
        Effect.andThen(hand.take, transmit(Uint8Array.of(0x90, 0xc7, 0, 0, 0), "lasting"))
      )
      equal(yield* faultOf(within), "CardGone")
      deepEqual(service.arrived, [])
    })
  )
})

describe("the process of the readers", () => {
  it.effect("is another after a hang, and the card that still lies there can be spoken to again", () =>
    Effect.gen(function* () {
      const { driver, generationAt, insertedAt, put, service } = yield* playing(hasty)
      const card = yield* put(cards[0])
      service.fault = () => ({ _tag: "mute" })
      equal(yield* faultOf(driver.service.session(card, ({ transmit }) => transmit(uid, "none"))), "CardMute")
      service.fault = () => undefined
      yield* Effect.promise(() => until(() => generationAt(slot) > card.generation))
      equal(service.processes, 2)
      equal(
        yield* faultOf(driver.service.session(card, ({ transmit }) => transmit(uid, "none"))),
        "CardChanged"
      )
      const again = insertedAt(slot)
      equal(yield* faultOf(driver.service.session(again, ({ transmit }) => transmit(uid, "none"))), "none")
    })
  )

  it.effect("is another where somebody left in the middle of a command", () =>
    Effect.gen(function* () {
      const { driver, put, service } = yield* playing()
      const card = yield* put(cards[0])
      service.fault = () => ({ _tag: "mute" })
      const before = driver.host.pid
      const fiber = yield* Effect.forkChild(
        driver.service.session(card, ({ transmit }) => transmit(uid, "none"))
      )
      yield* Effect.promise(() => until(() => service.arrived.length > 0))
      yield* Fiber.interrupt(fiber)
      notEqual(driver.host.pid, before)
    })
  )

  it.effect("tells of the readers again when the service was restarted, in a conversation or not", () =>
    Effect.gen(function* () {
      const { attached, driver, generationAt, insertedAt, put, service } = yield* playing()
      const card = yield* put(cards[0])
      const events = yield* Effect.forkChild(Stream.runCollect(Stream.take(driver.service.slots, 3)), {
        startImmediately: true
      })
      const within = driver.service.session(card, ({ transmit }) =>
        Effect.andThen(
          Effect.promise(() => service.stop()),
          transmit(uid, "none")
        )
      )
      const told = yield* faultOf(within)
      ok(["ReaderServiceDown", "CardGone"].includes(told), told)
      yield* Effect.promise(() => until(() => !attached()))
      equal(
        yield* faultOf(driver.service.session(card, ({ transmit }) => transmit(uid, "none"))),
        "ReaderServiceDown"
      )
      yield* Effect.promise(() => service.start())
      yield* Effect.promise(() => until(() => generationAt(slot) > 0))
      const again = insertedAt(slot)
      equal(yield* faultOf(driver.service.session(again, ({ transmit }) => transmit(uid, "none"))), "none")
      deepEqual(
        (yield* Fiber.join(events)).map(({ _tag }) => _tag),
        ["Attached", "Detached", "Attached"]
      )
    })
  )

  it.effect("waits for a service that is absent at start", () =>
    Effect.gen(function* () {
      const service = new PlayedService()
      yield* Effect.promise(() => service.start())
      service.plugIn(reader)
      yield* Effect.promise(() => service.stop())
      const driver = yield* readersOn({ patience }, service.binding)
      const ghost: Inserted = { slot, generation: 1, atr: Uint8Array.of() }
      equal(
        yield* faultOf(driver.service.session(ghost, ({ transmit }) => transmit(uid, "none"))),
        "ReaderServiceDown"
      )
      yield* Effect.promise(() => service.start())
      yield* Effect.promise(() => until(() => driver.host.standing === "up"))
      yield* Effect.promise(() => service.stop())
    })
  )

  it.effect("is killed where it never says that it is up", () =>
    Effect.gen(function* () {
      const url = new URL("./neverUp.ts", import.meta.url)
      const driver = yield* readersOn({ patience: { ...patience, start: 150 } }, url)
      equal(driver.host.detail, "The reader service did not answer in time")
    })
  )

  it.effect("is tried again after a while that is doubled up to the longest, where it does not come up", () =>
    Effect.gen(function* () {
      const waits: Array<number | undefined> = []
      const later = vi.spyOn(globalThis, "setTimeout")
      yield* Effect.addFinalizer(() => Effect.sync(() => later.mockRestore()))
      const starts = () =>
        later.mock.calls.filter(([what]) => String(what).includes("#start")).map(([, millis]) => millis)
      const driver = yield* readersOn(
        { patience: { ...patience, start: 60_000, again: [1, 4] as const } },
        new URL("./downAtOnce.ts", import.meta.url)
      )
      yield* Effect.promise(() => until(() => starts().length >= 5))
      waits.push(...starts().slice(0, 5))
      deepEqual(waits, [1, 2, 4, 4, 4])
      equal(driver.host.detail, "pcscd does not listen")
    })
  )

  it.effect("is missing its library: DriverUnavailable, with the line that installs it", () =>
    Effect.gen(function* () {
      for (const library of ["nfc-pcsc", "smartcard"] as const) {
        const from = join(tmpdir(), "nothing", "package.json")
        const built = yield* Effect.result(
          Effect.scoped(Layer.build(pcscReader({ library, from, patience: { start: 60_000 } })))
        )
        ok(built._tag === "Failure")
        equal(built.failure.driver, library)
        ok(built.failure.install.endsWith(`npm install ${library}`))
      }
    })
  )
})

describe("readers and programs beside each other", () => {
  it.effect("another program holds the reader: busy after half a second, and free when it is", () =>
    Effect.gen(function* () {
      const { driver, put, service } = yield* playing()
      const card = yield* put(cards[0])
      service.held.add(reader)
      equal(
        yield* faultOf(driver.service.session(card, ({ transmit }) => transmit(uid, "none"))),
        "ReaderBusy"
      )
      service.held.delete(reader)
      equal(yield* faultOf(driver.service.session(card, ({ transmit }) => transmit(uid, "none"))), "none")
    })
  )

  it.effect("two alike at once: each conversation has its own card", () =>
    Effect.gen(function* () {
      const { attached, driver, put, service } = yield* playing()
      const other = "Played Reader 01 00"
      service.plugIn(other)
      yield* Effect.promise(() => until(() => attached("Played Reader (2)")))
      const first = yield* put(cards[0])
      const second = yield* put(cards[1], undefined, other, "Played Reader (2)")
      const uidsOf = (card: Inserted) =>
        driver.service.session(card, ({ transmit }) =>
          Effect.forEach(Array.from({ length: 20 }), () => transmit(uid, "none"))
        )
      const [ones, twos] = yield* Effect.all([uidsOf(first), uidsOf(second)], { concurrency: 2 })
      for (const [index, heard] of [ones, twos].entries())
        for (const answer of heard) deepEqual(answer.slice(0, 7), cards[index]?.uid)
    })
  )

  it.effect("commands that are sent at once arrive one after the other, in their order", () =>
    Effect.gen(function* () {
      const { driver, put, service } = yield* playing()
      const card = yield* put(cards[0])
      service.turns = 3
      const sent = Array.from({ length: 8 }, (_, n) => Uint8Array.of(0xff, 0xca, 0, n, 0))
      for (let n = 0; n < 20; n++)
        yield* driver.service.session(card, ({ transmit }) =>
          Effect.forEach(sent, (command) => transmit(command, "none"), { concurrency: "unbounded" })
        )
      deepEqual(
        service.arrived.map(([, command]) => command.slice(6, 8)),
        Array.from({ length: 160 }, (_, n) => `0${n % 8}`)
      )
      equal(service.overlapping, 0)
    })
  )
})
