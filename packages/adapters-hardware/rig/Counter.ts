/** A counter with the real service, a real library and two virtual sockets, and the hand that puts cards there. */
import { setTimeout as sleep } from "node:timers/promises"
import * as Effect from "effect/Effect"
import type { PcscOptions } from "../src/pcsc/index.ts"
import { readersOn } from "../src/pcsc/pcscReader.ts"
import type { Inserted } from "../src/ports/CardReader.ts"
import type { VirtualCard } from "../src/simulator/Field.ts"
import { CardOnWire, type Presented } from "./CardOnWire.ts"
import { Pcscd } from "./Pcscd.ts"

/** Where the natively built packages are. */
export const from = process.env["TESSERA_HARDWARE"] ?? import.meta.url

export const slots = ["Virtual PCD", "Virtual PCD (2)"] as const

/** Seconds after which what is waited for does not come any more. */
const longest = 15

export const until = async (isSo: () => boolean): Promise<void> => {
  const end = performance.now() + longest * 1_000
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`Waited ${longest} s for ${isSo.toString()}`)
    await sleep(2)
  }
}

export const counterWith = (options: PcscOptions) =>
  Effect.gen(function* () {
    const service = yield* Effect.acquireRelease(
      Effect.promise(async () => {
        const made = new Pcscd()
        await made.start()
        return made
      }),
      (made) => Effect.promise(() => made.close())
    )
    const driver = yield* readersOn({ from, ...options })
    const { lying } = driver.readers
    const there: [CardOnWire?, CardOnWire?] = []
    const take = async (socket: 0 | 1 = 0): Promise<void> => {
      there[socket]?.take()
      await until(() => !lying.has(slots[socket]))
    }
    const inserted = async (socket: 0 | 1): Promise<Inserted> => {
      await until(() => lying.has(slots[socket]))
      const found = lying.get(slots[socket])
      return found === undefined ? inserted(socket) : found.inserted
    }
    const put = (card: VirtualCard, presented: Presented = {}) =>
      Effect.promise(async () => {
        const socket = presented.socket ?? 0
        await take(socket)
        const wire = new CardOnWire(card, presented)
        there[socket] = wire
        await wire.put()
        return inserted(socket)
      })
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        for (const card of there) card?.take()
      })
    )
    return {
      service,
      driver,
      put,
      take: Effect.promise(() => take()),
      /** What is announced again after a process or the service is another. */
      again: (socket: 0 | 1 = 0) => Effect.promise(() => inserted(socket))
    }
  })
