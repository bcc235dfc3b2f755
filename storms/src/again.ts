/**
 * The same ledger once more, in memory: every recorded command is performed anew at its own time and under its own id.
 *
 * @module
 */
import { Ids, type Operation, outcomeText, readCommand, readQuery, StoredValue } from "@tessera/core"
import { MemoryStore } from "@tessera/core/memory"
import { OperationIds, PinHasher, Store, StoreUnavailable, type Task } from "@tessera/core/ports"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { asStored, withoutEnvelope } from "./acknowledgements.ts"
import type { Sent } from "./commands.ts"
import { digestAndVault, shop } from "./shop.ts"

/** One commit that is made again: what it recorded, and the ids that it gave, in the order in which it asked for them. */
interface Step {
  readonly recorded: readonly [first: Operation, ...more: Array<Operation>]
  readonly ids: Array<Operation["id"]>
  /** Whether it only counted a try of what was to be compared. */
  readonly isTry: boolean
}

/** The commits that are still to be made again for the command that is performed now. */
interface Now {
  readonly steps: Array<Step>
  current: Step | undefined
}

class Turning extends Context.Service<Turning, Now>()("@tessera/storms/Turning") {}

const ids = Layer.effect(
  OperationIds,
  Effect.map(Turning, (now) =>
    OperationIds.of({
      next: () => {
        const id = now.current?.ids.shift()
        if (id === undefined) throw new Error("the ledger did something that is not in the journal")
        return id
      }
    })
  )
)

/** A try is counted under the id of the command that never came of it, or did later. */
const idInKey = ({ key }: Operation): Operation["id"] =>
  Ids.OperationId.make(key.slice(key.lastIndexOf(":") + 1))

/** What the ledger did by itself before a command, commit by commit, and with it. */
const stepsOf = (operation: Operation, before: ReadonlyArray<Operation>): Array<Step> => {
  const tries = before.filter(({ verb }) => verb === "CountTry")
  const beside = before.filter(({ verb }) => verb !== "CountTry")
  const [first = operation, ...more] = beside
  return [
    ...tries.map((one): Step => ({ recorded: [one], ids: [idInKey(one), one.id], isTry: true })),
    {
      recorded: first === operation ? [operation] : [first, ...more, operation],
      ids: [operation.id, ...beside.map(({ id }) => id)],
      isTry: false
    }
  ]
}

const countsTry = (tasks: ReadonlyArray<Task>): boolean =>
  tasks.some((task) => "request" in task && task.tries !== undefined)

/**
 * A store in memory that commits as the recorded shard did: at its sequence and time. Below it everything is one shard. Where a
 * try was counted and its command was never committed, it is not reached either.
 */
const memory = Layer.effect(
  Store,
  Effect.gen(function* () {
    const [store, now] = [yield* Store, yield* Turning]
    return Store.of({
      ...store,
      commit: (shard, tasks, decide) =>
        Effect.suspend(() => {
          const [step] = now.steps
          if (step?.isTry === true && !countsTry(tasks))
            return Effect.fail(new StoreUnavailable({ cause: "the wire was cut here" }))
          now.current = now.steps.shift()
          return store.commit(shard, tasks, (view) => {
            const { sequence } = view
            view.sequence = (step?.recorded[0].sequence ?? 1) - 1
            view.recordedAt = step?.recorded[0].recordedAt ?? 0
            const batch = decide(view)
            const recorded = batch.recorded.map((one, n) => ({
              ...one,
              operation: { ...one.operation, sequence: sequence + n + 1 }
            }))
            return { ...batch, recorded, sequence: sequence + recorded.length }
          })
        })
    })
  })
).pipe(Layer.provide(MemoryStore.layer))

/** The PIN that an operation has set, as it is kept. */
const hashIn = (operation: Operation | undefined): string | undefined =>
  operation?.entry.movements.flatMap((one) => (one.kind === "account" ? (one.after.pin ?? []) : [])).at(0)
    ?.hash

/** A PIN is compared as ever, and is hashed to what was recorded: a hash has a salt of its own. */
const hasher = Layer.effect(
  PinHasher,
  Effect.gen(function* () {
    const [real, now] = [yield* PinHasher, yield* Turning]
    return PinHasher.of({
      ...real,
      hash: (pin) => {
        const hash = hashIn(now.steps.at(-1)?.recorded.at(-1))
        return hash === undefined ? real.hash(pin) : Effect.succeed(hash)
      }
    })
  })
).pipe(Layer.provide(digestAndVault))

/** What the ledger in memory needs, new and empty. */
export const emptyLedger = Layer.fresh(
  Layer.provide(StoredValue.layer(shop), [memory, ids, digestAndVault, hasher]).pipe(
    Layer.provideMerge(Layer.sync(Turning, () => ({ steps: [], current: undefined })))
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
  /** The answer to a recorded command, before which the ledger did something by itself. */
  readonly perform: (
    operation: Operation,
    sent: Sent,
    before: ReadonlyArray<Operation>
  ) => Effect.Effect<string>
  /** What a card holds, as a till reads it. */
  readonly balance: (card: string) => Effect.Effect<string>
}

/** A ledger in memory on an empty one. */
export const again = Effect.gen(function* () {
  const [service, now] = [yield* StoredValue, yield* Turning]
  const perform: Again["perform"] = Effect.fnUntraced(function* (operation, sent, before) {
    now.steps.splice(0, now.steps.length, ...stepsOf(operation, before))
    const command = Result.getOrThrow(readCommand(sent))
    const client = Ids.ClientId.make(operation.client)
    const once = Effect.suspend(() =>
      service.submit(client, command, now.steps[0]?.recorded[0].recordedAt ?? operation.recordedAt)
    )
    // As often as it was tried then.
    const outcome = yield* Effect.orDie(Effect.retry(once, { times: before.length }))
    return recordedIn(operation, asStored(withoutEnvelope(outcomeText(outcome))))
  })
  const balance: Again["balance"] = Effect.fnUntraced(function* (card) {
    return readingText(yield* Effect.orDie(service.balance(balanceOf(card))))
  })
  return { perform, balance }
})
