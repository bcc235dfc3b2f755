/**
 * Opening a till: enrolled at its office once, with its journal on the disk, and whatever a power cut left put right.
 *
 * @module
 */
import { join } from "node:path"
import { OfflineTerms } from "@tessera/adapters-hardware"
import { SqliteJournal } from "@tessera/adapters-hardware/journal"
import { purseOnReader } from "@tessera/adapters-hardware/purse"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { clockOn } from "./clock.ts"
import { type Order, words } from "./Order.ts"
import { openDrawer, printDue, printerLayer } from "./Printing.ts"
import { faultSentence } from "./sentences.ts"
import { picture } from "./picture.ts"
import { buy, look } from "./sell.ts"
import { Till, type TillOptions } from "./Till.ts"
import { issue, ledger, load, lost, sync } from "./withOffice.ts"

/** Nobody knows this till yet, and the office cannot be reached. */
class NotEnrolled extends Error {
  override readonly name = "NotEnrolled"
  override readonly message = "A till has to meet its office once. There is no line to it."
}

const layerOf = (till: Till) => {
  const { folder, hand, hands, printer } = till.options
  return purseOnReader.pipe(
    Layer.provideMerge(SqliteJournal.layer(join(folder, "journal-1.db"))),
    Layer.provideMerge(Layer.merge(hand.reader, printerLayer(printer, till.book))),
    Layer.provide([
      till.membership.identity(),
      till.membership.keys(),
      Layer.succeed(OfflineTerms, { current: Effect.sync(till.membership.terms) })
    ]),
    Layer.provideMerge(clockOn(hands))
  )
}

/** What is done with a card, while it lies there. */
const withCard = Effect.fnUntraced(function* (till: Till, order: Extract<Order, { readonly card: string }>) {
  const { hand, say } = till.options
  if (!hand.isSimulated) say("Present the card.")
  const card = yield* hand.put(order.card, order.do === "buy" ? order.pulled : undefined)
  if (card === undefined)
    return say(hand.isSimulated ? "A card has a name of small letters and digits." : "No card came.")
  switch (order.do) {
    case "issue":
      yield* issue(till, card)
      break
    case "look":
      yield* look(till, card)
      break
    case "load":
      yield* load(till, card, order)
      break
    case "buy":
      yield* buy(till, card, order)
      break
  }
  hand.take()
})

const done = Effect.fnUntraced(function* (till: Till, order: Order) {
  const { hand, hands, line, operator, printer, say } = till.options
  switch (order.do) {
    case "issue":
    case "look":
    case "load":
    case "buy":
      yield* withCard(till, order)
      break
    case "offline":
    case "online":
      line.isUp = order.do === "online"
      say(line.isUp ? "The line to the office is back." : "The line to the office is pulled. Cards go on.")
      break
    case "sync":
      yield* sync(till)
      break
    case "ledger":
      yield* ledger(till)
      break
    case "lost":
      yield* lost(till, order.digits)
      break
    case "copy": {
      const newest = till.book.newest()
      if (newest === undefined) say("Nothing was printed yet.")
      else till.book.set(newest.number, newest.state === "printed" ? "begun" : newest.state)
      break
    }
    case "picture":
      say(yield* picture(till.book, order.file))
      break
    case "drawer":
      say(yield* openDrawer(operator, order.reason))
      break
    case "paper":
      if (!("left" in printer)) say("Do it yourself: the printer is a real one.")
      else {
        printer.left = order.is === "out" ? 0 : 1_000
        say(order.is === "out" ? "The paper is out." : "There is paper again.")
      }
      break
    case "unplug":
    case "plugin":
      if (order.do === "unplug") hand.unplug()
      else hand.plugIn()
      say(order.do === "unplug" ? "The reader is unplugged." : "The reader is plugged in.")
      break
    case "wait":
      if (hands.at === undefined) say("The clock is the machine's own.")
      else hands.at += order.minutes * 60_000
      break
    case "help":
      for (const [word, means] of words) say(`${word.padEnd(32)}${means}`)
      break
    case "quit":
      break
  }
  const isSale = order.do === "buy" || order.do === "look"
  yield* printDue(till.book, printer, say)
  if (isSale && line.isUp) yield* sync(till, true)
})

export interface OpenTill {
  /** Does what was said, and says what came of it; a device that fails is a sentence. */
  readonly perform: (order: Order) => Promise<void>
  readonly close: () => Promise<void>
}

export const openTill = async (options: TillOptions): Promise<OpenTill> => {
  const till = new Till(options)
  if (
    !till.membership.isEnrolled &&
    !(await Effect.runPromise(till.membership.enrol(options.line, till.at)))
  ) {
    till.book.close()
    throw new NotEnrolled()
  }
  const runtime = ManagedRuntime.make(layerOf(till))
  const said = <A, E extends Parameters<typeof faultSentence>[0], R>(effect: Effect.Effect<A, E, R>) =>
    Effect.catch(effect, (fault) => Effect.sync(() => options.say(faultSentence(fault))))
  try {
    await runtime.runPromise(said(till.recovered()))
  } catch (error) {
    await runtime.dispose()
    throw error
  }
  return {
    perform: (order) => {
      if (options.hands.at !== undefined) options.hands.at += 20_000
      return runtime.runPromise(said(done(till, order)))
    },
    close: async () => {
      await runtime.dispose()
      till.book.close()
    }
  }
}
