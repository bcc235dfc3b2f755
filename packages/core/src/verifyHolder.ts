/**
 * Verifying the holder before a command is decided: the try is committed first, then the PIN is compared, and only what
 * came of it goes with the command.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Command } from "./command/Command.ts"
import type { Request, Verification } from "./command/Request.ts"
import type { Committer, Overloaded } from "./Committer.ts"
import { mayNeedPin, type Tried } from "./decide/pin.ts"
import type { PinHasher } from "./ports/PinHasher.ts"
import type { CommitUnknown, StoreUnavailable } from "./ports/Store.ts"

/** Whether something slow has to be done before a command can be decided. */
export const isSlow = (command: Command): boolean =>
  command.type === "SetPin" || (command.pin !== undefined && mayNeedPin(command))

const verificationFrom = (tried: Tried, isRight: boolean): Verification | undefined => {
  switch (tried.kind) {
    case "nothing":
      return undefined
    case "locked":
      return tried
    case "counted":
      return isRight
        ? { kind: "right", account: tried.account }
        : { kind: "wrong", account: tried.account, triesLeft: Math.max(0, tried.triesLeft) }
  }
}

/** How a request is made ready to be decided, where PINs can be hashed: at once, but for those that are slow. */
export const holderCheck =
  (hasher: PinHasher["Service"] | undefined, offer: Committer["offer"]) =>
  (request: Request): Effect.Effect<Request, Overloaded | StoreUnavailable | CommitUnknown> =>
    hasher === undefined || !isSlow(request.command)
      ? Effect.succeed(request)
      : verifyHolder(hasher, offer, request)

/**
 * Adds to a request what came of its PIN. A PIN that is sent is always compared once, with a hash of nobody where there
 * is none: the time that it takes says nothing.
 */
const verifyHolder = Effect.fnUntraced(function* (
  hasher: PinHasher["Service"],
  offer: Committer["offer"],
  request: Request
) {
  const { command } = request
  let known: Request = request
  if (command.pin !== undefined) {
    const { tried = { kind: "nothing" } } = yield* Effect.flatten(offer({ request, isTry: true }))
    const isRight = yield* hasher.compare(command.pin, tried.kind === "counted" ? tried.hash : "")
    const verification = verificationFrom(tried, isRight)
    if (verification !== undefined) known = { ...known, verification }
  }
  return command.type === "SetPin" ? { ...known, newPin: yield* hasher.hash(command.newPin) } : known
})
