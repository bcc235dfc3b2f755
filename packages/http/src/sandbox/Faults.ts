/**
 * Faults of a sandbox: the next commits fail or are slow, so that a till shows what it does then.
 *
 * @module
 */
import { CommitUnknown, Store, StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { faultKinds } from "../api/sandboxRoutes.ts"
import type { StoreLayer } from "../ledger.ts"

interface Fault {
  readonly kind: (typeof faultKinds)[number]
  /** How many commits meet it. */
  readonly times: number
  /** How much later, of what is slow. */
  readonly milliseconds: number
}

export interface Faults {
  /** What the next commits meet, in this order. */
  readonly put: (fault: Fault) => void
  /** What is still to be met. */
  readonly waiting: () => ReadonlyArray<Fault>
  readonly clear: () => void
  /** The store with these faults. */
  readonly on: (store: StoreLayer) => StoreLayer
}

type Commit = Store["Service"]["commit"]
type Committing = ReturnType<Commit>

const lost = new Error("the sandbox was asked for it")

/** What becomes of a commit that meets a fault. */
const met = ({ kind, milliseconds }: Fault, commit: Committing): Committing => {
  switch (kind) {
    case "inDoubt":
      return Effect.andThen(commit, Effect.fail(new CommitUnknown({ cause: lost })))
    case "unavailable":
      return Effect.fail(new StoreUnavailable({ cause: lost, isOutage: true }))
    case "slow":
      return Effect.andThen(Effect.sleep(milliseconds), commit)
  }
}

export const faults = (): Faults => {
  let waiting: ReadonlyArray<Fault> = []
  const take = (): Fault | undefined => {
    const [first, ...rest] = waiting
    if (first === undefined) return undefined
    waiting = first.times > 1 ? [{ ...first, times: first.times - 1 }, ...rest] : rest
    return first
  }
  const faulty = Layer.effect(
    Store,
    Effect.map(Store, (store) => {
      const commit: Commit = (...given) =>
        Effect.suspend(() => {
          const fault = take()
          return fault === undefined ? store.commit(...given) : met(fault, store.commit(...given))
        })
      return Store.of({ ...store, commit })
    })
  )
  return {
    put: (fault) => {
      waiting = [...waiting, fault]
    },
    waiting: () => waiting,
    clear: () => {
      waiting = []
    },
    on: (store) => Layer.provideMerge(faulty, store)
  }
}
