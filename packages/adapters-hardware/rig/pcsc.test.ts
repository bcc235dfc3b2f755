/** Virtual cards through the real reader service and both real libraries: the published cases, the life of a purse, and faults. */
import { deepEqual, equal, ok } from "node:assert/strict"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, describe, it } from "@effect/vitest"
import { Clock } from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { perform } from "../src/apdu/perform.ts"
import {
  classicKeys,
  commitClassic,
  floatEnd,
  issueClassic,
  prepareClassic,
  readClassic
} from "../src/cards/classic/classicPurse.ts"
import { concat } from "../src/crypto/bytes.ts"
import { verifier } from "../src/crypto/Signed.ts"
import { pivDongle } from "../src/dongle/pivDongle.ts"
import { pivIdentity } from "../src/keys/pivIdentity.ts"
import { Dongle } from "../src/ports/Dongle.ts"
import { VirtualPiv } from "../src/simulator/VirtualPiv.ts"
import { CardPurse, type PurseOutcome } from "../src/ports/CardPurse.ts"
import { CardReader, type Inserted } from "../src/ports/CardReader.ts"
import { OfflineJournal } from "../src/ports/OfflineJournal.ts"
import { readersOn } from "../src/pcsc/pcscReader.ts"
import { commit } from "../src/purse/Intent.ts"
import { personalise } from "../src/purse/personalise.ts"
import { prepareLoad } from "../src/purse/load.ts"
import { VirtualDesfire } from "../src/simulator/desfire/VirtualDesfire.ts"
import { VirtualClassic } from "../src/simulator/VirtualClassic.ts"
import type { VirtualCard } from "../src/simulator/Field.ts"
import { cardPurseCases, classicPurseCases } from "../src/testing/cardPurseCases.ts"
import { cardReaderCases } from "../src/testing/cardReaderCases.ts"
import { PurseHand, ReaderHand } from "../src/testing/Case.ts"
import {
  accessTo,
  asker,
  caps,
  chanceOf,
  floatCard,
  group,
  keys,
  loadedCard,
  loadOf,
  makeCard,
  noon,
  purseOf,
  uidOf
} from "../test/purse/shop.ts"
import { clockAt, purseWith } from "../test/purse/terminal.ts"
import { counterWith, from, slots, until } from "./Counter.ts"

const uid = Uint8Array.of(0xff, 0xca, 0, 0, 0)
const patience = { answer: 1_000, commit: 1_000 }

const faultOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.match(effect, { onFailure: ({ _tag }) => _tag, onSuccess: () => "none" })

const valueOf = <A>(ended: { readonly _tag: string; readonly value?: A }): A => {
  if (ended._tag !== "Completed") throw new Error(`Expected Completed, and not ${ended._tag}`)
  return ended.value as A
}

const doneOf = (outcome: PurseOutcome) => {
  if (outcome._tag !== "Done") throw new Error(`Expected Done, and not ${outcome._tag}`)
  return outcome
}

/** The service does not let go of a virtual reader while it runs: that case is run where the service is played. */
const withoutUnplugging = cardReaderCases.filter(({ name }) => !name.startsWith("says that a reader went"))

describe.each(["nfc-pcsc", "smartcard"] as const)("readers through %s", (library) => {
  const scope = Scope.makeUnsafe()
  let counter: Effect.Success<ReturnType<typeof counterWith>>
  beforeAll(async () => {
    counter = await Effect.runPromise(Scope.provide(counterWith({ library, patience }), scope))
  })
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

  const asks = (card: Inserted) =>
    counter.driver.service.session(card, ({ transmit }) => transmit(uid, "none"))

  const tillOn = (terminal: number, options: Parameters<typeof purseWith>[2] = {}) =>
    Effect.gen(function* () {
      const till = purseWith(terminal, Layer.succeed(CardReader, counter.driver.service), options)
      yield* Effect.addFinalizer(() => Effect.promise(() => till.dispose()))
      return { purse: till.runSync(CardPurse), journal: till.runSync(OfflineJournal) }
    })

  it.effect.each(withoutUnplugging)("a reader $name", ({ run }) =>
    Effect.suspend(() => {
      const cards = [makeCard(1), makeCard(2)] as const
      const hand = {
        put: (which: 1 | 2) => counter.put(cards[which - 1] ?? cards[0]),
        take: counter.take,
        unplug: Effect.die("not here"),
        plugIn: Effect.die("not here")
      }
      return run.pipe(
        Effect.provideService(ReaderHand, hand),
        Effect.provideService(CardReader, counter.driver.service)
      )
    })
  )

  /** A case, with what is put on the counter's reader. */
  const playing = Effect.fnUntraced(function* (
    run: (typeof cardPurseCases)[number]["run"],
    [card, foreign]: readonly [VirtualCard, VirtualCard],
    options?: Parameters<typeof tillOn>[1]
  ) {
    const { journal, purse } = yield* tillOn(7, options)
    yield* run.pipe(
      Effect.provideService(PurseHand, {
        put: (tear) => counter.put(card, { tear }),
        putForeign: counter.put(foreign)
      }),
      Effect.provideService(CardPurse, purse),
      Effect.provideService(OfflineJournal, journal),
      Effect.provideService(Clock, clockAt({ at: noon }))
    )
  })

  it.effect.each(cardPurseCases)("a purse $name", ({ run }) => {
    const foreign = new VirtualDesfire({ uid: uidOf(99), chance: chanceOf("foreign") })
    return playing(run, [loadedCard(1, 20_000n, 5_000n), foreign])
  })

  it.effect.each(classicPurseCases)("a float $name", ({ run }) => {
    const ours = floatCard(Uint8Array.of(4, 0, 0, 0, 0, 0, 1))
    const foreign = new VirtualClassic(Uint8Array.of(4, 0, 0, 0, 0, 0, 9))
    return playing(run, [ours, foreign], { profile: { sector: 1 } })
  })

  it.effect(
    "the life of a purse: made, loaded, a sale, one that is torn at its commit, settled, undone",
    () =>
      Effect.gen(function* () {
        const { put, driver } = counter
        const card = new VirtualDesfire({ uid: uidOf(5), chance: chanceOf("card 5") })
        const identity = {
          group: group.group,
          purse: purseOf(5),
          keyVersion: 1,
          issuedOn: 20_000,
          expiresOn: 0xffff,
          flags: 0
        }
        const making = personalise({
          group,
          caps,
          allowsVoid: true,
          identity,
          keys: (purpose) => keys(purpose, card.uid),
          chance: chanceOf("office 5")
        })
        const access = { ...accessTo(card, chanceOf("load 5")), creditKey: keys("credit", card.uid) }
        yield* driver.service.session(yield* put(card), (session) =>
          Effect.gen(function* () {
            valueOf(yield* perform(making, session))
            const prepared = valueOf(yield* perform(prepareLoad(access, loadOf(5, 20_000n, 0n, 1)), session))
            valueOf(yield* perform(commit(prepared), session))
          })
        )
        const { journal, purse } = yield* tillOn(8)
        doneOf(yield* purse.buy(yield* put(card), { amount: 1_000n }))
        const torn = yield* purse.buy(yield* put(card, { tear: { command: 14, in: "command", after: 0 } }), {
          amount: 2_000n
        })
        ok(torn._tag === "Unknown")
        deepEqual(yield* purse.settle(yield* put(card)), [{ sequence: torn.sequence, became: "notDone" }])
        const last = doneOf(yield* purse.buy(yield* put(card), { amount: 3_000n }))
        doneOf(yield* purse.undo(yield* put(card), last.sequence))
        const seen = yield* purse.look(yield* put(card))
        ok(!("_tag" in seen))
        equal(seen.main, 19_000n)
        deepEqual((yield* journal.standing).open, [])
      }).pipe(Effect.provideService(Clock, clockAt({ at: noon })))
  )

  it.effect("a float on MIFARE Classic: made, sold from, and whole after a torn write", () =>
    Effect.gen(function* () {
      const { put, driver } = counter
      const card = new VirtualClassic(Uint8Array.of(4, 1, 2, 3))
      const access = { uid: card.uid, keys: classicKeys(new Uint8Array(16).fill(3), card.uid, 1), block: 4 }
      const fresh = { counter: 1, balance: 2_000n, tapsLeft: 5, until: floatEnd(noon), writer: 0 }
      yield* driver.service.session(yield* put(card), (session) =>
        Effect.gen(function* () {
          valueOf(yield* perform(issueClassic(access, new Uint8Array(6).fill(9), fresh), session))
          const intent = valueOf(yield* perform(prepareClassic(access, 300n, asker(7, 1), noon), session))
          valueOf(yield* perform(commitClassic(access, intent), session))
        })
      )
      const tear = { command: 4, in: "memory", after: 7 } as const
      const torn = yield* driver.service.session(yield* put(card, { tear }), (session) =>
        Effect.gen(function* () {
          const intent = valueOf(yield* perform(prepareClassic(access, 500n, asker(7, 2), noon), session))
          return yield* perform(commitClassic(access, intent), session)
        })
      )
      equal(torn._tag === "Broken" && torn.fault?._tag, "OutcomeUnknown")
      const found = yield* driver.service.session(yield* put(card), (session) =>
        perform(readClassic(access), session)
      )
      equal(valueOf(found).record.balance, 1_700n)
    })
  )

  it.effect(
    "a card that hangs: mute, the process is another, and a card that is put down after it answers",
    () =>
      Effect.gen(function* () {
        const { driver, put } = counter
        let isMute = true
        const card = yield* put(makeCard(1), { isMute: ([, ins]) => isMute && ins === 0x5a })
        const before = driver.host.pid
        const select = Uint8Array.of(0x90, 0x5a, 0, 0, 3, 0, 0, 0, 0)
        const told = yield* faultOf(driver.service.session(card, ({ transmit }) => transmit(select, "none")))
        equal(told, "CardMute")
        // The service itself waits for the card until it is taken away.
        isMute = false
        const back = yield* put(makeCard(1))
        equal(driver.host.pid === before, false)
        equal(yield* faultOf(asks(card)), "CardChanged")
        equal(yield* faultOf(asks(back)), "none")
      })
  )

  it.effect("the service is killed in a conversation and started again: readers and card are announced", () =>
    Effect.gen(function* () {
      const { again, driver, put, service } = counter
      const card = loadedCard(1, 20_000n)
      const first = yield* put(card)
      const within = driver.service.session(first, ({ transmit }) =>
        Effect.andThen(
          Effect.promise(() => service.stop()),
          transmit(uid, "none")
        )
      )
      ok(["ReaderServiceDown", "CardGone", "CardMute", "ReaderGone"].includes(yield* faultOf(within)))
      // First its readers may be gone, a moment before it is seen that nobody is there to ask.
      const isDown = Effect.map(faultOf(asks(first)), (fault) => {
        ok(["ReaderServiceDown", "ReaderGone"].includes(fault), fault)
        return fault === "ReaderServiceDown"
      })
      while (!(yield* isDown)) yield* Effect.promise(() => sleep(10))
      yield* Effect.promise(() => service.start())
      const { purse } = yield* tillOn(9)
      const put2 = put(card)
      doneOf(yield* purse.buy(yield* put2, { amount: 100n }))
      equal(yield* faultOf(asks(yield* again())), "none")
    }).pipe(Effect.provideService(Clock, clockAt({ at: noon })))
  )

  it.effect("two cards at once: each conversation has its own", () =>
    Effect.gen(function* () {
      const cards = [makeCard(1), makeCard(2)] as const
      const [first, second] = [yield* counter.put(cards[0]), yield* counter.put(cards[1], { socket: 1 })]
      deepEqual([first.slot, second.slot], slots)
      const heard = yield* Effect.all(
        [first, second].map((card) =>
          counter.driver.service.session(card, ({ transmit }) =>
            Effect.forEach(Array.from({ length: 50 }), () => transmit(uid, "none"))
          )
        ),
        { concurrency: 2 }
      )
      for (const [index, answers] of heard.entries())
        for (const answer of answers) deepEqual(answer.slice(0, 7), cards[index]?.uid)
    })
  )

  it.effect("another process holds the card: busy, and free when it lets go", () =>
    Effect.gen(function* () {
      const card = yield* counter.put(makeCard(1))
      yield* Effect.scoped(
        Effect.gen(function* () {
          const other = yield* readersOn({ library, from, patience })
          yield* Effect.promise(() => until(() => other.readers.lying.has(card.slot)))
          const held = other.readers.lying.get(card.slot)?.inserted
          ok(held !== undefined)
          equal(yield* other.service.session(held, () => faultOf(asks(card))), "ReaderBusy")
          equal(yield* faultOf(asks(card)), "none")
        })
      )
    })
  )

  it.effect(
    "a terminal whose identity is a PIV card in the other socket sells, and does not without it",
    () =>
      Effect.gen(function* () {
        const chance = chanceOf("identity")
        const piv = new VirtualPiv({
          key: concat(chance(), chance()),
          chance: () => concat(chance(), chance())
        })
        const publicKey = piv.publicKey.export({ format: "der", type: "spki" }).toString("base64")
        const enrolment = { group: group.group, terminal: 11, epoch: 1 }
        const identity = Layer.provide(
          pivIdentity({ enrolment, publicKey, slot: slots[1] }),
          Layer.succeed(CardReader, counter.driver.service)
        )
        yield* counter.put(piv, { socket: 1 })
        const { journal, purse } = yield* tillOn(11, { identity })
        const card = loadedCard(11, 1_000n)
        const lies = yield* counter.put(card)
        doneOf(yield* purse.buy(lies, { amount: 100n }))
        const isSigned = verifier(publicKey)
        const lines = yield* journal.batch(0, 10)
        deepEqual(lines.map(isSigned), [true, true])
        yield* counter.put(makeCard(12), { socket: 1 })
        equal(yield* faultOf(purse.buy(lies, { amount: 100n })), "IdentityMissing")
      }).pipe(Effect.provideService(Clock, clockAt({ at: noon })))
  )

  it.effect("a dongle with a PIV key signs, and one that nobody enrolled does not count", () =>
    Effect.gen(function* () {
      const pivOf = (name: string) => {
        const chance = chanceOf(name)
        return new VirtualPiv({ key: concat(chance(), chance()), chance: () => concat(chance(), chance()) })
      }
      const mine = pivOf("mine")
      const devices = yield* Layer.build(
        Layer.provide(
          pivDongle({ slot: slots[0], enrolled: { mine: mine.publicKey } }),
          Layer.succeed(CardReader, counter.driver.service)
        )
      )
      const dongle = Context.get(devices, Dongle)
      const asking = new Uint8Array(32).fill(5)
      yield* counter.put(mine)
      equal((yield* dongle.prove(asking)).dongle, "mine")
      yield* counter.put(pivOf("stranger"))
      equal(yield* faultOf(dongle.prove(asking)), "WrongDongle")
      yield* counter.take
      equal(yield* faultOf(dongle.prove(asking)), "NoDongle")
    })
  )

  it.effect("how long a purchase takes", () =>
    Effect.gen(function* () {
      const { purse } = yield* tillOn(10)
      const taken: Array<number> = []
      for (let n = 1; n <= 6; n++) {
        const lies = yield* counter.put(loadedCard(n, 20_000n))
        for (let sale = 0; sale < 10; sale++) {
          const from = performance.now()
          doneOf(yield* purse.buy(lies, { amount: 100n }))
          taken.push(performance.now() - from)
        }
      }
      const sorted = taken.slice(10).sort((one, other) => one - other)
      const at = (share: number) => sorted[Math.floor(sorted.length * share)]?.toFixed(1)
      process.stdout.write(
        `A purchase through ${library}: p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, n = ${sorted.length}\n`
      )
    }).pipe(Effect.provideService(Clock, clockAt({ at: noon })))
  )
})
