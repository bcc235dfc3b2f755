/** Runs inside of a machine of its own: a USB reader that its kernel, its pcscd and nfc-pcsc know, pulled out and put back. */
import { writeFileSync } from "node:fs"
import { inspect } from "node:util"
import { setTimeout as sleep } from "node:timers/promises"
import { Clock } from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { readersOn } from "../src/pcsc/pcscReader.ts"
import { CardPurse } from "../src/ports/CardPurse.ts"
import { CardReader, type Inserted } from "../src/ports/CardReader.ts"
import { noon } from "../test/purse/shop.ts"
import { clockAt, purseWith } from "../test/purse/terminal.ts"
import { stall } from "./CardInQemu.ts"

const slot = "counter"
const until = async (what: string, isSo: () => boolean): Promise<void> => {
  for (let waited = 0; !isSo(); waited += 20) {
    if (waited > 90_000) throw new Error(`Waited in vain: ${what}`)
    await sleep(20)
  }
}

const socketOf = process.argv[2] ?? ""
const pull = (): void => writeFileSync("/sys/bus/pci/drivers/xhci_hcd/unbind", socketOf)
const plugIn = (): void => writeFileSync("/sys/bus/pci/drivers/xhci_hcd/bind", socketOf)

const say = (name: string, fault?: unknown): void =>
  void process.stdout.write(
    `CASE ${JSON.stringify({ name, ...(fault !== undefined && { fault: inspect(fault) }) })}\n`
  )

const all = Effect.gen(function* () {
  const driver = yield* readersOn({
    from: new URL("package.json", import.meta.url),
    slots: [{ slot, reader: "CCID" }],
    // A processor that is played starts a process slowly, and more so where others work.
    patience: { answer: 8_000, commit: 3_000, start: 30_000 }
  })
  const till = purseWith(7, Layer.succeed(CardReader, driver.service))
  const purse = till.runSync(CardPurse)
  const { lying } = driver.readers
  const card = Effect.promise(async (): Promise<Inserted> => {
    await until("a card", () => lying.has(slot))
    const found = lying.get(slot)
    if (found === undefined) throw new Error("The card went again")
    return found.inserted
  })
  const gone = Effect.promise(() => until("no card", () => !lying.has(slot)))
  const main = Effect.gen(function* () {
    const seen = yield* purse.look(yield* card)
    if ("_tag" in seen) throw new Error(seen._tag)
    return seen.main
  })
  const sold = Effect.flatMap(card, (here) => purse.buy(here, { amount: 100n }))

  const first = yield* sold
  say("a purse in a USB reader sells", first._tag === "Done" ? undefined : first._tag)

  const before = yield* card
  pull()
  yield* gone
  const nobody = yield* Effect.result(purse.buy(before, { amount: 100n }))
  const how = nobody._tag === "Failure" ? nobody.failure._tag : nobody.success._tag
  const isRefused = ["ReaderGone", "CardGone", "CardChanged", "CardLost", "ReaderServiceDown"].includes(how)
  plugIn()
  const second = yield* sold
  const left = yield* main
  const isWell = isRefused && second._tag === "Done" && left === 19_800n
  say(
    "pulled out while idle sells nothing, and sells when it is back",
    isWell ? undefined : `${how} ${second._tag} ${left}`
  )

  yield* driver.service.session(yield* card, ({ transmit }) => transmit(stall, "none"))
  const selling = yield* Effect.forkChild(Effect.result(sold), { startImmediately: true })
  yield* Effect.promise(() => sleep(2_000))
  pull()
  const torn = yield* Fiber.join(selling)
  const became = torn._tag === "Success" ? torn.success._tag : torn.failure._tag
  plugIn()
  const settled = yield* purse.settle(yield* card)
  const now = yield* main
  const taken = settled[0]?.became === "done" ? 100n : 0n
  const isSettled = became === "Unknown" && settled.length === 1 && now === left - taken
  say(
    "pulled out at the commit knows nothing, and the card tells when it is back",
    isSettled ? undefined : `${became} ${JSON.stringify(settled)} ${now}`
  )
  say("what the card said", settled[0]?.became === "done" ? undefined : settled[0]?.became)
})

/** The day of the mandate, and time that passes. */
const onTheDay = Effect.gen(function* () {
  const real = yield* Clock
  const day: typeof real = Object.assign(clockAt({ at: noon }), {
    sleep: (duration: Parameters<typeof real.sleep>[0]) => real.sleep(duration)
  })
  yield* Effect.provideService(Effect.scoped(all), Clock, day)
})

await Effect.runPromise(Effect.timeout(onTheDay, 260_000)).catch((fault: unknown) =>
  say("the USB reader", fault)
)
say("the end of the USB reader")
process.exit(0)
