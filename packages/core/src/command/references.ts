/**
 * What a request points at, before anything is read: cards, accounts, earlier operations and keys.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import {
  AccountId,
  type CardIndex,
  type OperationId,
  placedBy,
  type ScopedKey,
  scoped,
  sourceOf
} from "../values/Ids.ts"
import type { Command } from "./Command.ts"
import type { Query } from "./Query.ts"
import type { Request } from "./Request.ts"

export interface References {
  /** Cards that are presented, and numbers that a new card may get. */
  readonly cards: ReadonlyArray<CardIndex>
  readonly accounts: ReadonlyArray<AccountId>
  readonly operations: ReadonlyArray<OperationId>
  /** The keys of other commands of the same client; the request's own key is not among them. */
  readonly keys: ReadonlyArray<ScopedKey>
}

const isAccount = Schema.is(AccountId)
const present = <A>(...all: ReadonlyArray<A | undefined>): ReadonlyArray<A> =>
  all.filter((one) => one !== undefined)

const operationsOf = (command: Command | Query): ReadonlyArray<OperationId> =>
  present(
    "original" in command ? command.original : undefined,
    "hold" in command && command.hold !== undefined ? placedBy(command.hold) : undefined,
    "lot" in command ? sourceOf(command.lot) : undefined
  )

const accountsOf = (command: Command | Query): ReadonlyArray<AccountId> =>
  present(
    command.account,
    ...("from" in command ? [command.from, command.to] : []).filter((end) => isAccount(end))
  )

/** Everything that a store reads and locks for a request. */
export const referencesOf = ({ cards, client, command, mintable }: Request<Command | Query>): References => ({
  cards: present(cards.card, cards.newCard, cards.from, cards.to, ...mintable.map(({ card }) => card)).map(
    ({ index }) => index
  ),
  accounts: accountsOf(command),
  operations: operationsOf(command),
  keys: present(
    "originalKey" in command ? command.originalKey : undefined,
    "holdKey" in command ? command.holdKey : undefined
  ).map((key) => scoped(client, key))
})
