/**
 * Ending a request: what the committer answered becomes an outcome, or the failure after which nothing was done.
 *
 * @module
 */
import * as Result from "effect/Result"
import type { Approved, Outcome } from "./command/Outcome.ts"
import { minted } from "./command/mint.ts"
import { codeGranted, type Preparation } from "./command/prepare.ts"
import type { Request } from "./command/Request.ts"
import type { Answered } from "./Committer.ts"
import type { StoreUnavailable } from "./ports/Store.ts"

/** What became of a request. An unknown commit is an outcome: in doubt. */
export const endOf = (
  answered: Answered,
  preparation: Preparation,
  request: Request
): Result.Result<Outcome, StoreUnavailable> => {
  if (Result.isFailure(answered))
    return answered.failure._tag === "CommitUnknown"
      ? Result.succeed(inDoubt(request))
      : Result.fail(answered.failure)
  const { older, outcome = inDoubt(request) } = answered.success
  if (outcome.outcome !== "approved") return Result.succeed(outcome)
  const keys = older === undefined ? preparation : asOf(preparation, older)
  return Result.succeed(withCode(keys, request, withNumber(keys, request, outcome)))
}

/** With the keys of then: what is derived anew for who asks again is what they were told. */
const asOf = ({ before = [], mac, network }: Preparation, older: number): Preparation => ({
  network,
  mac: before[older] ?? mac,
  before: before.slice(older + 1)
})

const inDoubt = ({ command }: Request): Outcome => ({ outcome: "inDoubt", key: command.key })

/** A code is told to who granted it, also when the command comes again; it is derived anew. */
const withCode = (preparation: Preparation, { client, command }: Request, outcome: Approved): Approved =>
  command.type === "GrantAuthorization"
    ? {
        ...outcome,
        receipt: {
          ...outcome.receipt,
          authorizationCode: codeGranted(preparation, client, command.key)
        }
      }
    : outcome

/** A minted number is shown in full to the client that asked for it, also when it asks again; it is derived anew. */
const withNumber = (preparation: Preparation, { client, command }: Request, outcome: Approved): Approved => {
  if (outcome.receipt.minted === undefined) return outcome
  const { minted: origin, ...receipt } = outcome.receipt
  return {
    ...outcome,
    receipt: { ...receipt, card: minted(preparation, { ...origin, client, key: command.key }) }
  }
}
