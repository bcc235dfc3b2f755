/**
 * Many commands in one call: read one by one, performed in order, each with an end of its own.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type Command, readCommand } from "../command/Command.ts"
import type { StoredValue } from "../StoredValue.ts"
import type { Overloaded } from "../Committer.ts"
import type { StoreUnavailable } from "../ports/Store.ts"
import type { ClientId } from "../values/Ids.ts"
import { abandoned, ended, type Outcome, unreadable } from "./answers.ts"
import type { CallOptions } from "./verbs.ts"

/** The command was not done, and the same key may be sent again. */
export interface NotDone {
  readonly outcome: "notDone"
  readonly key: string
  /** What a single call would have been rejected with. */
  readonly failure: Overloaded | StoreUnavailable
}

/** How one command of many ended. */
export type Ended = Outcome | NotDone

/** Performs many commands in order. */
export type SubmitMany = (
  sent: ReadonlyArray<unknown>,
  options?: CallOptions
) => Promise<ReadonlyArray<Ended>>

/** Runs something for a caller who may give up, and then gets something else. */
export type RunMany = (
  performed: Effect.Effect<ReadonlyArray<Ended>>,
  options: CallOptions,
  instead: () => ReadonlyArray<Ended>
) => Promise<ReadonlyArray<Ended>>

/** Many commands on a service. What cannot be read has its place among the ends, and stops nothing. */
export const submitManyOn =
  (service: StoredValue["Service"], client: ClientId, run: RunMany): SubmitMany =>
  async (sent, options = {}) => {
    const read = sent.map(readCommand)
    const commands = read.flatMap((one) => (Result.isSuccess(one) ? [one.success] : []))
    /** The ends of the commands, with what could not be read in its place among them. */
    const inPlace = (endOf: (command: Command, n: number) => Ended): ReadonlyArray<Ended> => {
      let n = 0
      return read.map((one, place) =>
        Result.isFailure(one) ? unreadable(sent[place], one.failure) : endOf(one.success, n++)
      )
    }
    const performed = Effect.map(
      service.submitMany(commands.map((command) => ({ client, command }))),
      (ends) =>
        inPlace(({ key }, n) => {
          const end = ends[n]
          if (end === undefined) return abandoned(key)
          return Result.isSuccess(end)
            ? ended(end.success)
            : { outcome: "notDone", key, failure: end.failure }
        })
    )
    return run(performed, options, () => inPlace(({ key }) => abandoned(key)))
  }
