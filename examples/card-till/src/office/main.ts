/**
 * The office as a process of its own, which a till starts for this example and speaks with over a line; in the field it is a
 * server far away. When the line ends, it ends.
 *
 * @module
 */
import { setTimeout } from "node:timers/promises"
import { type CardSession, CardGone, OutcomeUnknown } from "@tessera/adapters-hardware"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { clockOn, type Hands } from "../clock.ts"
import { fromHex, type FromOffice, readFromTill, toHex, writeFromOffice } from "../wire.ts"
import { answerTo, openOffice } from "./openOffice.ts"

const [folder = "card-till-data/office"] = process.argv.slice(2)
const hands: Hands = { at: undefined }

/** An office that was left by its till is still closing its files: it is waited for. */
const opened = async (triesLeft = 20) => {
  const { ground, layer } = openOffice(folder)
  const runtime = ManagedRuntime.make(Layer.provideMerge(layer, clockOn(hands)))
  try {
    await runtime.runPromise(Effect.void)
    return { ground, runtime }
  } catch (error) {
    await runtime.dispose()
    ground.books.close()
    if (triesLeft === 0) throw error
    await setTimeout(250)
    return opened(triesLeft - 1)
  }
}
const { ground, runtime } = await opened()
const say = (message: FromOffice): void => void process.send?.(writeFromOffice(message))

/** The card on the till's reader: each command goes over the line, and its answer comes back, or none does. */
const waiting = new Map<number, (bytes: Uint8Array | undefined) => void>()
let sent = 0

const relayed: CardSession = {
  card: { slot: "till", generation: 0, atr: new Uint8Array(0) },
  transmit: (command, does) =>
    Effect.callback((resume) => {
      const id = ++sent
      waiting.set(id, (bytes) => {
        waiting.delete(id)
        if (bytes !== undefined) resume(Effect.succeed(bytes))
        else
          resume(
            Effect.fail(
              does === "lasting"
                ? new OutcomeUnknown({ slot: "till", command: id })
                : new CardGone({ slot: "till" })
            )
          )
      })
      say({ kind: "transmit", id, bytes: toHex(command), does })
    })
}

process.on("message", (received) => {
  const message = readFromTill(received)
  if (message.kind === "heard") {
    waiting.get(message.id)?.(message.bytes === undefined ? undefined : fromHex(message.bytes))
    return
  }
  const { at, id, question } = message
  hands.at = at
  void runtime.runPromise(answerTo(ground, question, relayed)).then(
    (answer) => say({ kind: "answer", id, answer }),
    (error: unknown) => say({ kind: "answer", id, answer: { kind: "refused", why: String(error) } })
  )
})
process.on("disconnect", () => void runtime.dispose().then(() => ground.books.close()))
// Ctrl-C is for the till, which ends the line when it is ready.
process.on("SIGINT", () => {})
say({ kind: "ready" })
