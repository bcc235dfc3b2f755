/**
 * A till in a process of its own: many terminals at once on the real store, one line per answer. It gets killed.
 *
 * It loads everything, says so, and waits for its order on standard input.
 *
 * @module
 */
import { readSync, writeSync } from "node:fs"
import { Ids, outcomeText, readCommand, StoredValue } from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { balanceOf, readingText } from "./again.ts"
import { clientOf, commandOf, openings, questionAfter } from "./commands.ts"
import type { Order } from "./Order.ts"
import { serviceAt } from "./settle.ts"

const say = (line: string): void => {
  const bytes = Buffer.from(`${line}\n`)
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(1, bytes, written)
    } catch (cause) {
      // Whoever listens is slower than we are.
      if (!(cause instanceof Error && "code" in cause && cause.code === "EAGAIN")) throw cause
    }
  }
}

const readOrder = (): Order => {
  const chunk = Buffer.alloc(65_536)
  for (let text = ""; ;) {
    text += chunk.toString("utf8", 0, readSync(0, chunk))
    if (text.endsWith("\n")) return JSON.parse(text)
  }
}

/** Sends one command until it is answered; gives whether it was. */
const perform = Effect.fnUntraced(function* (order: Order, terminal: number, n: number) {
  const service = yield* StoredValue
  const { seed } = order
  const command = Result.getOrThrow(readCommand(commandOf({ seed, terminal, n })))
  for (;;) {
    const ended = yield* Effect.result(service.submit(Ids.ClientId.make(clientOf(terminal)), command))
    if (Result.isFailure(ended)) say(`unavailable ${terminal} ${n} ${ended.failure._tag}`)
    else if (ended.success.outcome === "inDoubt") say(`inDoubt ${terminal} ${n}`)
    else {
      say(`answered ${terminal} ${n} ${outcomeText(ended.success)}`)
      return true
    }
    if (!order.insists) return false
    yield* Effect.sleep("20 millis")
  }
})

const ask = Effect.fnUntraced(function* (order: Order, terminal: number, n: number) {
  const service = yield* StoredValue
  const card = questionAfter({ seed: order.seed, terminal, n })
  if (card === undefined || order.isSilent === true) return
  const answer = yield* Effect.result(service.balance(balanceOf(card)))
  if (Result.isFailure(answer)) return
  say(`read ${terminal} ${n} ${card} ${readingText(answer.success)}`)
})

/** One terminal: what it is told to ask again, then one command after the other. */
const sell = Effect.fnUntraced(function* (order: Order, terminal: number) {
  for (const n of order.again[terminal] ?? []) if (!(yield* perform(order, terminal, n))) return
  const from = order.from[terminal] ?? 0
  for (let n = from; n < Math.min(order.until, from + order.most); n++) {
    if (!(yield* perform(order, terminal, n))) return
    yield* ask(order, terminal, n)
  }
})

const open = Effect.fnUntraced(function* (order: Order) {
  for (let n = order.from[0] ?? 0; n < Math.min(openings, order.until); n++)
    if (!(yield* perform(order, 0, n))) return false
  return true
})

const selling = Effect.fnUntraced(function* (order: Order) {
  say("open")
  if (!(yield* open(order))) return
  const later = { ...order, from: order.from.with(0, Math.max(order.from[0] ?? 0, openings)) }
  yield* Effect.forEach(order.from, (_, terminal) => sell(later, terminal), { concurrency: "unbounded" })
})

say("ready")
const order = readOrder()
await Effect.runPromise(
  selling(order).pipe(
    Effect.provide(serviceAt(order.place, order.isPlanted)),
    Effect.catch((refusal) => Effect.sync(() => say(`refused ${refusal._tag} ${String(refusal)}`)))
  )
)
say("closed")
