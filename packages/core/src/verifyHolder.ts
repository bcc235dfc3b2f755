/**
 * Verifying the holder before a command is decided: the try is committed first, then the PIN or one-time code is compared, and
 * only what came of it goes with the command.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Command } from "./command/Command.ts"
import { codeRequested } from "./command/oneTimeCodeOf.ts"
import type { Preparation } from "./command/prepare.ts"
import type { Request, Verification } from "./command/Request.ts"
import type { Committer, Overloaded } from "./Committer.ts"
import { bringsCode, mayNeedPin, type Tried } from "./decide/pin.ts"
import type { Network } from "./network/Network.ts"
import type { PinHasher } from "./ports/PinHasher.ts"
import type { CommitUnknown, StoreUnavailable } from "./ports/Store.ts"
import type { OperationId } from "./values/Ids.ts"
import { isSameSecret } from "./values/isSameSecret.ts"
import { normalised } from "./values/spelling.ts"

/** Whether something has to be committed or hashed before a command can be decided. */
export const isSlow = (network: Network, command: Command): boolean =>
  command.type === "SetPin" ||
  ((command.pin !== undefined || bringsCode(network, command)) && mayNeedPin(command))

const verificationFrom = (tried: Tried, isRight: boolean): Verification | undefined => {
  switch (tried.kind) {
    case "nothing":
      return undefined
    case "locked":
      return tried
    case "counted":
    case "codeCounted":
      return isRight
        ? {
            kind: "right",
            account: tried.account,
            ...(tried.kind === "codeCounted" && { code: tried.code })
          }
        : { kind: "wrong", account: tried.account, triesLeft: Math.max(0, tried.triesLeft) }
  }
}

/** What comparing needs. */
interface Checking {
  readonly preparation: Preparation
  /** Absent: PINs are treated as not sent. */
  readonly hasher: PinHasher["Service"] | undefined
  readonly offer: Committer["offer"]
}

/** How a request is made ready to be decided: at once, but for those with something to compare. */
export const holderCheck =
  (checking: Checking) =>
  (request: Request): Effect.Effect<Request, Overloaded | StoreUnavailable | CommitUnknown> =>
    isSlow(checking.preparation.network, request.command)
      ? verifyHolder(checking, request)
      : Effect.succeed(request)

const nobody = "op_nobody" as OperationId

/** Compares a code with the one that was asked for, or with one of nobody: the work is the same. */
const isCodeRight = (preparation: Preparation, typed: Redacted.Redacted, tried: Tried): boolean => {
  const { code, digits } = tried.kind === "codeCounted" ? tried : { code: nobody, digits: 6 }
  const isSame = isSameSecret(codeRequested(preparation, code, digits), normalised(Redacted.value(typed)))
  return isSame && tried.kind === "codeCounted"
}

/**
 * Adds to a request what came of its PIN or code. What is sent is always compared once, with what is nobody's where there
 * is none: the time that it takes says nothing.
 */
const verifyHolder = Effect.fnUntraced(function* (
  { hasher, offer, preparation }: Checking,
  request: Request
) {
  const { command } = request
  const code = bringsCode(preparation.network, command) ? command.oneTimeCode : undefined
  const pin = hasher === undefined || code !== undefined ? undefined : command.pin
  let known: Request = request
  if (code !== undefined || pin !== undefined) {
    const { tried = { kind: "nothing" } } = yield* Effect.flatten(offer({ request, isTry: true }))
    const isRight =
      code !== undefined
        ? isCodeRight(preparation, code, tried)
        : pin !== undefined &&
          hasher !== undefined &&
          (yield* hasher.compare(pin, tried.kind === "counted" ? tried.hash : ""))
    const verification = verificationFrom(tried, isRight)
    if (verification !== undefined) known = { ...known, verification }
  }
  return command.type === "SetPin" && hasher !== undefined
    ? { ...known, newPin: yield* hasher.hash(command.newPin) }
    : known
})
