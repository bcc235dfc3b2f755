/**
 * Verifying the holder before a command is decided: each try is committed first, then the digits of the card, the PIN or the
 * one-time code are compared, and only what came of it goes with the command.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Compared } from "./batch/decideBatch.ts"
import { cardSecret } from "./command/cardSecretOf.ts"
import type { Command } from "./command/Command.ts"
import { codeRequested } from "./command/oneTimeCodeOf.ts"
import type { Preparation } from "./command/prepare.ts"
import type { Request, SecretFound, Verification } from "./command/Request.ts"
import type { Committer, Overloaded } from "./Committer.ts"
import { bringsSecret } from "./decide/cardSecret.ts"
import { bringsCode, mayNeedPin } from "./decide/pin.ts"
import type { Tried } from "./decide/tried.ts"
import type { Network } from "./network/Network.ts"
import type { PinHasher } from "./ports/PinHasher.ts"
import type { CommitUnknown, StoreUnavailable } from "./ports/Store.ts"
import type { CardIndex, OperationId } from "./values/Ids.ts"
import { isSameSecret } from "./values/isSameSecret.ts"
import { everyMac } from "./values/Mac.ts"
import { normalised } from "./values/spelling.ts"

/** Whether something has to be committed or hashed before a command can be decided. */
export const isSlow = (network: Network, command: Command): boolean =>
  command.type === "SetPin" ||
  ((command.pin !== undefined || bringsCode(network, command) || bringsSecret(network, command)) &&
    mayNeedPin(command))

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
      ? verifyAll(checking, request)
      : Effect.succeed(request)

const verifyAll = Effect.fnUntraced(function* (checking: Checking, request: Request) {
  const card = yield* verifyCard(checking, request)
  const known = yield* verifyHolder(checking, { ...request, ...card.found }, card.isCopy)
  const { command } = request
  return command.type === "SetPin" && checking.hasher !== undefined
    ? { ...known, newPin: yield* checking.hasher.hash(command.newPin) }
    : known
})

const nothing: Tried = { kind: "nothing" }

/** Commits a try, and says what it met. */
const counted = ({ offer }: Checking, request: Request, tries: Compared) =>
  Effect.map(Effect.flatten(offer({ request, tries })), ({ tried = nothing }) => tried)

/** The card whose digits are meant, as it was read or typed. */
const readCard = (command: Command): string | undefined => {
  const sent = command.card ?? ("from" in command ? command.from : undefined)
  return Redacted.isRedacted(sent) ? Redacted.value(sent) : undefined
}

/** Compares the digits of a card with those of its number, also where nothing is known of the number: the work is the same. */
const isSecretRight = ({ preparation }: Checking, command: Command, tried: Tried): boolean => {
  const { digits, issueNumber } = tried.kind === "secretCounted" ? tried : { digits: 3, issueNumber: 1 }
  const { network } = preparation
  const made = {
    card: readCard(command) ?? "",
    place: command.secretFrom ?? ("printed" as const),
    issueNumber
  }
  const typed = command.cardSecret === undefined ? "" : Redacted.value(command.cardSecret)
  const isRight = isOneOf(
    everyMac(preparation).map((mac) => cardSecret({ mac, network }, { ...made, digits })),
    typed
  )
  return isRight && tried.kind === "secretCounted"
}

/** Whether a text is one of what it may be; all are compared, whichever it is. */
const isOneOf = (all: ReadonlyArray<string>, typed: string): boolean =>
  all.filter((one) => isSameSecret(one, typed)).length > 0

const secretFrom = (tried: Tried, card: CardIndex, isRight: boolean): SecretFound | undefined => {
  if (tried.kind === "locked") return { kind: "locked", card, until: tried.until }
  if (tried.kind !== "secretCounted") return undefined
  return isRight ? { kind: "right", card } : { kind: "wrong", card, triesLeft: Math.max(0, tried.triesLeft) }
}

/** What came of the digits of the card, and whether they say that it is not the one that was made. */
interface CardVerified {
  readonly found?: { readonly cardSecret: SecretFound }
  readonly isCopy: boolean
}

const verifyCard = Effect.fnUntraced(function* (checking: Checking, request: Request) {
  const { cards, command } = request
  const card = cards.card ?? cards.from
  const unasked: CardVerified = { isCopy: false }
  if (card === undefined || !bringsSecret(checking.preparation.network, command)) return unasked
  const tried = yield* counted(checking, request, "cardSecret")
  const isRight = isSecretRight(checking, command, tried)
  const found = secretFrom(tried, card.index, isRight)
  const verified: CardVerified = {
    ...(found && { found: { cardSecret: found } }),
    isCopy: !isRight && tried.kind !== "unasked"
  }
  return verified
})

const nobody = "op_nobody" as OperationId

/** Compares a code with the one that was asked for, or with one of nobody: the work is the same. */
const isCodeRight = (preparation: Preparation, typed: Redacted.Redacted, tried: Tried): boolean => {
  const { code, digits } = tried.kind === "codeCounted" ? tried : { code: nobody, digits: 6 }
  const { network } = preparation
  const codes = everyMac(preparation).map((mac) => codeRequested({ mac, network }, code, digits))
  return isOneOf(codes, normalised(Redacted.value(typed))) && tried.kind === "codeCounted"
}

const verificationFrom = (tried: Tried, isRight: boolean): Verification | undefined => {
  if (tried.kind === "locked") return tried
  if (tried.kind !== "counted" && tried.kind !== "codeCounted") return undefined
  const { account, triesLeft } = tried
  return isRight
    ? { kind: "right", account, ...(tried.kind === "codeCounted" && { code: tried.code }) }
    : { kind: "wrong", account, triesLeft: Math.max(0, triesLeft) }
}

/** A right PIN whose hash is under an older secret is hashed anew: nobody else could. */
const renewedPin = (hasher: PinHasher["Service"] | undefined, pin: Redacted.Redacted, tried: Tried) =>
  tried.kind === "counted" && hasher?.isOutdated?.(tried.hash) === true
    ? Effect.map(hasher.hash(pin), (to) => ({ from: tried.hash, to }))
    : Effect.succeed(undefined)

/**
 * Adds to a request what came of its PIN or code. What is sent is always compared once, with what is nobody's where there
 * is none: the time that it takes says nothing. After wrong digits of the card nothing of the holder's is tried.
 */
const verifyHolder = Effect.fnUntraced(function* (checking: Checking, request: Request, isCopy: boolean) {
  const { hasher, preparation } = checking
  const { command } = request
  const code = bringsCode(preparation.network, command) ? command.oneTimeCode : undefined
  const pin = hasher === undefined || code !== undefined ? undefined : command.pin
  if (!mayNeedPin(command) || (code === undefined && pin === undefined)) return request
  const tried = isCopy ? nothing : yield* counted(checking, request, "holder")
  const isRight =
    code !== undefined
      ? isCodeRight(preparation, code, tried)
      : pin !== undefined &&
        hasher !== undefined &&
        (yield* hasher.compare(pin, tried.kind === "counted" ? tried.hash : ""))
  const verification = verificationFrom(tried, isRight)
  if (verification === undefined) return request
  const renewed = pin && isRight ? yield* renewedPin(hasher, pin, tried) : undefined
  return { ...request, verification: { ...verification, ...(renewed && { renewed }) } }
})
