/**
 * The ledger port: where the office posts what purses did. Every operation has a key, and is done once for it.
 *
 * @module
 */
import { type CommandInput, Ids, readCommand, StoredValue } from "@tessera/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"

/** How an operation ended; `unknown`: it may be done or not, and the same key finds out. */
export type Posted =
  /** `exceptions`: of a sale that was booked although it would have been declined, what people have to look at. */
  | { readonly _tag: "approved"; readonly exceptions?: ReadonlyArray<string> }
  | { readonly _tag: "declined"; readonly code: string }
  | { readonly _tag: "unknown" }

const approved = (receipt?: { readonly exceptions?: ReadonlyArray<string> | undefined }): Posted => ({
  _tag: "approved",
  ...(receipt?.exceptions !== undefined && { exceptions: receipt.exceptions })
})

export class Ledger extends Context.Service<
  Ledger,
  {
    /** Performs operations in order; an answer for each, in the same order. Never fails: what is not done is `unknown`. */
    readonly post: (inputs: ReadonlyArray<CommandInput>) => Effect.Effect<ReadonlyArray<Posted>>
  }
>()("@tessera/adapters-hardware/office/Ledger") {
  /** The ledger in this process. `client`: whose keys these are; it must stay the same over restarts. */
  static storedValue(client = "purse-office"): Layer.Layer<Ledger, never, StoredValue> {
    return Layer.effect(
      Ledger,
      Effect.map(StoredValue, ({ submitMany }) => ({
        post: (inputs: ReadonlyArray<CommandInput>) => {
          const name = Ids.ClientId.make(client)
          const all = inputs.map((input) => ({
            client: name,
            command: Result.getOrThrow(readCommand(input))
          }))
          return Effect.map(submitMany(all), (ends) =>
            ends.map((end): Posted => {
              if (Result.isFailure(end) || end.success.outcome === "inDoubt") return { _tag: "unknown" }
              return end.success.outcome === "approved"
                ? approved(end.success.receipt)
                : { _tag: "declined", code: end.success.decline._tag }
            })
          )
        }
      }))
    )
  }

  /** A ledger that is opened with the Promise API, by its `submitMany`. */
  static promise(
    submitMany: (sent: ReadonlyArray<unknown>) => Promise<
      ReadonlyArray<{
        readonly outcome: string
        readonly decline?: { readonly code: string }
        readonly receipt?: { readonly exceptions?: ReadonlyArray<string> | undefined }
      }>
    >
  ): Layer.Layer<Ledger> {
    return Layer.succeed(Ledger, {
      post: (inputs) =>
        Effect.promise(() => submitMany(inputs)).pipe(
          Effect.map((ends) =>
            ends.map(({ decline, outcome, receipt }): Posted => {
              if (outcome === "approved") return approved(receipt)
              return decline === undefined ? { _tag: "unknown" } : { _tag: "declined", code: decline.code }
            })
          ),
          Effect.catchDefect(() => Effect.succeed(inputs.map((): Posted => ({ _tag: "unknown" }))))
        )
    })
  }
}
