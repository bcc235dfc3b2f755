/**
 * Finding the operation that a command refers to, and whose it was.
 *
 * @module
 */
import type { Credential } from "../account/Credential.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import type { Operation } from "../journal/Operation.ts"
import { type AccountId, type CardIndex, type Key, type OperationId, scoped } from "../values/Ids.ts"
import { subjectOf } from "./admit.ts"
import { isDecline, type Situation, type Subject } from "./Situation.ts"
import type { View } from "./View.ts"

/** How a command names an earlier operation. */
export interface NamedOriginal {
  readonly original?: OperationId
  readonly originalKey?: Key
}

/** The operation that the command names, by its id or by the caller's own key. */
export const originalOf = ({ request, view }: Situation, named: NamedOriginal): Operation | undefined => {
  const id = named.original ?? (named.originalKey && view.keys.get(scoped(request.client, named.originalKey)))
  return id && view.operations.get(id)
}

/** Whose operation it was, unless the command names another card or account. */
export const subjectOfOriginal = (
  situation: Situation,
  account: AccountId | undefined
): Subject | Decline => {
  const { account: sent } = situation.request.command
  const presented = situation.request.cards.card
  const owner = subjectOf(situation, undefined, account)
  if (isDecline(owner)) return { _tag: "OriginalNotFound" }
  if (presented === undefined && sent === undefined) return owner
  const named = subjectOf(situation, presented, sent)
  if (isDecline(named)) return named
  return named.account.id === owner.account.id ? owner : { _tag: "OriginalNotFound" }
}

const cardAsked = ({ asked }: Operation): CardIndex | undefined =>
  asked === "" ? undefined : JSON.parse(asked).card

/** The card that was read or typed for an operation, or that placed the hold which it goes on with. */
export const cardOf = (view: View, operation: Operation): Credential | undefined => {
  const card = operation.original === undefined ? cardAsked(operation) : operation.entry.card
  return card && view.cards.get(card)
}

/** The wallet that an operation touched first: the one it was about. */
export const walletOfOriginal = ({ view }: Situation, { links }: Operation): Wallet | undefined =>
  links[0] && view.wallets.get(links[0].wallet)

/** An outlet undoes or finishes what outlets of its own owner did; another owner's takings are not its to change. */
export const isOfAnotherOwner = ({ place }: Situation, original: Operation): boolean =>
  place.owner !== undefined && original.owner !== undefined && place.owner !== original.owner
