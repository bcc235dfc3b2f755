/**
 * Asking for what is in doubt: the same commands under the same keys, by terminals of this process.
 *
 * @module
 */
import { Ids, outcomeText, readCommand, StoredValue } from "@tessera/core"
import { NodeOperationIds } from "@tessera/core/node"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Result from "effect/Result"
import type { Acknowledgements } from "./acknowledgements.ts"
import { clientOf, commandOf, openings } from "./commands.ts"
import { type Place, storeAt } from "./Place.ts"
import { digestAndVault, shop } from "./shop.ts"

/** The service at a place, as any program of a shop opens it. */
export const serviceAt = (place: Place, isPlanted = false) =>
  StoredValue.layer(shop).pipe(
    Layer.provide(storeAt(place, isPlanted)),
    Layer.provide([digestAndVault, NodeOperationIds.layer, Logger.layer([])])
  )

const ask = Effect.fnUntraced(function* (heard: Acknowledgements, seed: number, terminal: number, n: number) {
  const service = yield* StoredValue
  const command = Result.getOrThrow(readCommand(commandOf({ seed, terminal, n })))
  const outcome = yield* service.submit(Ids.ClientId.make(clientOf(terminal)), command)
  heard.hear(
    outcome.outcome === "inDoubt"
      ? `inDoubt ${terminal} ${n}`
      : `answered ${terminal} ${n} ${outcomeText(outcome)}`
  )
})

/** Every terminal asks its last command again, and sends its next. */
export const settle = (place: Place, heard: Acknowledgements, seed: number): Promise<void> =>
  Effect.runPromise(
    Effect.gen(function* () {
      for (let n = heard.next[0] ?? 0; n < openings; n++) yield* ask(heard, seed, 0, n)
      for (const [terminal, next] of [...heard.next].entries()) {
        if (next > 0) yield* ask(heard, seed, terminal, next - 1)
        yield* ask(heard, seed, terminal, next)
      }
    }).pipe(
      Effect.provide(serviceAt(place)),
      Effect.catchCause((cause) =>
        Effect.sync(() => heard.fault(`the ledger could not be opened again: ${Cause.pretty(cause)}`))
      )
    )
  )
