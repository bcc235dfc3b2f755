/**
 * The ledger and the store, metered: how commands end, and what one commit carries.
 *
 * @module
 */
import { codeOf, type Ended, type Outcome, type StoredValue } from "@tessera/core"
import { Store } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { StoreLayer } from "../ledger.ts"
import type { Counted, Level } from "./Series.ts"

/** How a command ended, in words of a closed list. */
export interface Ending {
  readonly outcome: "approved" | "declined" | "inDoubt" | "notDone"
  /** The code of a decline; `overloaded` or `unavailable` of what was not done. Else empty. */
  readonly reason: string
  readonly replayed: "true" | "false"
}

export const endingOf = (ended: Ended): Ending => {
  if (Result.isFailure(ended)) {
    const reason = ended.failure._tag === "Overloaded" ? "overloaded" : "unavailable"
    return { outcome: "notDone", reason, replayed: "false" }
  }
  const outcome: Outcome = ended.success
  if (outcome.outcome === "inDoubt") return { outcome: "inDoubt", reason: "", replayed: "false" }
  return {
    outcome: outcome.outcome,
    reason: outcome.outcome === "declined" ? codeOf(outcome.decline._tag) : "",
    replayed: outcome.replayed ? "true" : "false"
  }
}

/** The ledger, of which it is counted how commands end. */
export const meteredLedger = (
  ledger: StoredValue["Service"],
  { commands, unanswered }: { readonly commands: Counted; readonly unanswered: Level }
): StoredValue["Service"] => {
  const ended = (verb: string, one: Ended) => commands.add(1, { verb, ...endingOf(one) })
  return {
    ...ledger,
    get network() {
      return ledger.network
    },
    submit: (client, command, receivedAt) =>
      Effect.suspend(() => {
        unanswered.change(1)
        return Effect.onExit(Effect.result(ledger.submit(client, command, receivedAt)), (exit) =>
          Effect.sync(() => {
            unanswered.change(-1)
            if (Exit.isSuccess(exit)) ended(command.type, exit.value)
          })
        )
      }).pipe(Effect.flatMap(Effect.fromResult)),
    submitMany: (all) =>
      Effect.suspend(() => {
        unanswered.change(all.length)
        return Effect.onExit(ledger.submitMany(all), (exit) =>
          Effect.sync(() => {
            unanswered.change(-all.length)
            if (!Exit.isSuccess(exit)) return
            for (const [n, one] of exit.value.entries()) ended(all[n]?.command.type ?? "", one)
          })
        )
      })
  }
}

/** The store, of which commits are counted. */
export const meteredStore = (
  store: StoreLayer,
  {
    batches,
    commits,
    inCommits
  }: { readonly batches: Counted; readonly commits: Counted; readonly inCommits: Level }
): StoreLayer => {
  const metered = Layer.effect(
    Store,
    Effect.map(Store, (inner) =>
      Store.of({
        ...inner,
        commit: (shard, tasks, decide) =>
          Effect.suspend(() => {
            // What falls due on wallets is committed too, and was asked for by nobody.
            const asked = tasks.filter((task) => "request" in task).length
            const from = performance.now()
            batches.add(tasks.length)
            inCommits.change(asked)
            return Effect.onExit(inner.commit(shard, tasks, decide), (exit) =>
              Effect.sync(() => {
                inCommits.change(-asked)
                commits.add((performance.now() - from) / 1_000, { result: resultOf(exit) })
              })
            )
          })
      })
    )
  )
  return Layer.provideMerge(metered, store)
}

const resultOf = (exit: Exit.Exit<unknown, { readonly _tag: string }>): string => {
  if (Exit.isSuccess(exit)) return "committed"
  const failure = Exit.findError(exit)
  return Result.isSuccess(failure) && failure.success._tag === "StoreUnavailable" ? "unavailable" : "unknown"
}
