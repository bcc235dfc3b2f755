/**
 * The same ledger once more, in memory: every recorded command is performed anew at its own time and under its own id.
 *
 * @module
 */
import { Ids, type Operation, outcomeText, readCommand, readQuery, StoredValue } from "@tessera/core"
import { MemoryStore } from "@tessera/core/memory"
import { OperationIds, Store } from "@tessera/core/ports"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { withoutEnvelope } from "./acknowledgements.ts"
import type { Sent } from "./commands.ts"
import { digestAndVault, shop } from "./shop.ts"

/** The operation that is performed again now, and whether its id is still to be given. */
interface Now {
  operation: Operation | undefined
  isNew: boolean
}

class Turning extends Context.Service<Turning, Now>()("@tessera/storms/Turning") {}

const ids = Layer.effect(
  OperationIds,
  Effect.map(Turning, (now) =>
    OperationIds.of({
      next: () => {
        const { isNew, operation } = now
        if (operation === undefined || !isNew)
          throw new Error("the ledger did something that is not in the journal")
        now.isNew = false
        return operation.id
      }
    })
  )
)

/**
 * A store in memory that commits as the recorded shard did: at its sequence and time. Below it everything is one shard.
 */
const memory = Layer.effect(
  Store,
  Effect.gen(function* () {
    const [store, now] = [yield* Store, yield* Turning]
    return Store.of({
      ...store,
      commit: (shard, tasks, decide) =>
        store.commit(shard, tasks, (view) => {
          const { sequence } = view
          view.sequence = (now.operation?.sequence ?? 1) - 1
          view.recordedAt = now.operation?.recordedAt ?? 0
          const batch = decide(view)
          const recorded = batch.recorded.map((one, n) => ({
            ...one,
            operation: { ...one.operation, sequence: sequence + n + 1 }
          }))
          return { ...batch, recorded, sequence: sequence + recorded.length }
        })
    })
  })
).pipe(Layer.provide(MemoryStore.layer))

/** What the ledger in memory needs, new and empty. */
export const emptyLedger = Layer.fresh(
  Layer.provide(StoredValue.layer(shop), [memory, ids, digestAndVault]).pipe(
    Layer.provideMerge(Layer.sync(Turning, () => ({ operation: undefined, isNew: false })))
  )
)

/** An answer of the one shard in memory, told where it was recorded. */
const recordedIn = ({ shard }: Operation, text: string): string =>
  text.replace(/"shard":\d+/, `"shard":${shard}`)

/** What was found, as a till writes it down. */
export const readingText = (found: unknown): string =>
  JSON.stringify(found, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value))

/** The question what a card holds. */
export const balanceOf = (card: string) => {
  const sent = { type: "Balance", card }
  const query = Result.getOrThrow(readQuery(sent))
  if (query.type !== "Balance") throw new Error("Expected a question")
  return query
}

/** The ledger in memory. */
export interface Again {
  /** The answer to a recorded command. */
  readonly perform: (operation: Operation, sent: Sent) => Effect.Effect<string>
  /** What a card holds, as a till reads it. */
  readonly balance: (card: string) => Effect.Effect<string>
}

/** A ledger in memory on an empty one. */
export const again = Effect.gen(function* () {
  const [service, now] = [yield* StoredValue, yield* Turning]
  const perform: Again["perform"] = Effect.fnUntraced(function* (operation, sent) {
    now.operation = operation
    now.isNew = true
    const command = Result.getOrThrow(readCommand(sent))
    const client = Ids.ClientId.make(operation.client)
    const outcome = yield* Effect.orDie(service.submit(client, command, operation.recordedAt))
    return recordedIn(operation, withoutEnvelope(outcomeText(outcome)))
  })
  const balance: Again["balance"] = Effect.fnUntraced(function* (card) {
    return readingText(yield* Effect.orDie(service.balance(balanceOf(card))))
  })
  return { perform, balance }
})
