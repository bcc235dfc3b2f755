/**
 * Examining a ledger after a storm: what was acknowledged is there once, it verifies, and its books and history are whole.
 *
 * @module
 */
import { balanceTotals, verify, walkJournal } from "@tessera/core"
import { Store } from "@tessera/core/ports"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Acknowledgements, nameIn } from "./acknowledgements.ts"
import { wholeJournal } from "./commitOrder.ts"
import { checkHistory, type Senders } from "./history.ts"
import { type Place, storeAt } from "./Place.ts"
import { digestAndVault } from "./shop.ts"

/** The outcomes that the journal has under each key. */
const outcomesIn = (store: Store["Service"]) => {
  const recorded = new Map<string, Array<string>>()
  const note = walkJournal(store, ({ operation }) => {
    const name = nameIn(operation)
    recorded.set(name, [...(recorded.get(name) ?? []), operation.outcome])
    return undefined
  })
  return Effect.as(note, recorded)
}

const inspect = Effect.fnUntraced(function* (acknowledgements: Acknowledgements, senders: Senders) {
  const store = yield* Store
  const { bad } = yield* verify(store)
  if (bad !== undefined) acknowledgements.fault(`the ledger does not verify: ${bad.row}: ${bad.why}`)
  for (const [asset, sum] of balanceTotals(yield* store.books()))
    if (sum !== 0n) acknowledgements.fault(`the books of ${asset} come to ${sum}`)
  // What is lost is counted first: a ledger that lost something may have no order that could have been.
  acknowledgements.settle(yield* outcomesIn(store))
  yield* checkHistory(yield* wholeJournal, acknowledgements, senders)
})

/** Opens the ledger and examines it. Whatever is not as promised is counted in the tally of the acknowledgements. */
export const examine = (place: Place, acknowledgements: Acknowledgements, senders: Senders): Promise<void> =>
  Effect.runPromise(
    inspect(acknowledgements, senders).pipe(
      Effect.provide(Layer.provideMerge(storeAt(place), digestAndVault)),
      Effect.catchCause((cause) =>
        Effect.sync(() => acknowledgements.fault(`the ledger could not be examined: ${Cause.pretty(cause)}`))
      )
    )
  )
