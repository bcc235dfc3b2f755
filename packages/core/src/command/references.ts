/**
 * What a request points at, before anything is read: cards, accounts, earlier operations and keys.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { cyclesOf } from "../network/ClearingTerms.ts"
import { counterAccount, cycleAccount, networkAccount } from "../network/Counter.ts"
import { cashAccount, isOfShifts, shiftAccount } from "../account/Shift.ts"
import { countersOf } from "../network/countersOf.ts"
import type { Network } from "../network/Network.ts"
import { outletOf } from "../network/outletOf.ts"
import { isChanging } from "../network/Part.ts"
import { AccountId, type CardIndex, type OperationId, placedBy, scoped, sourceOf } from "../values/Ids.ts"
import type { ChangeTenant } from "./ChangeTenant.ts"
import type { Command } from "./Command.ts"
import type { Query } from "./Query.ts"
import type { Mintable, PresentedCards, References, Request } from "./Request.ts"

const isAccount = Schema.is(AccountId)
const present = <A>(...all: ReadonlyArray<A | undefined>): ReadonlyArray<A> =>
  all.filter((one) => one !== undefined)

/** Where what others have approved for an operator is kept. */
const authorizationsOf = (command: Command | Query): ReadonlyArray<AccountId> => {
  const operator =
    command.type === "GrantAuthorization"
      ? command.wanted.operator
      : command.type === "RevokeAuthorization"
        ? command.grantedTo
        : command.authorizationCode && command.operator
  return operator === undefined ? [] : [counterAccount({ scope: "operator", id: operator })]
}

const none: ReadonlyArray<never> = []
const changes: ReadonlyArray<AccountId> = [networkAccount]

/** The account of the shift that it is done in, where shifts are counted, and of the shifts that it is about. */
const shiftsOf = (network: Network, command: Command | Query): ReadonlyArray<AccountId> => {
  if (command.shift === undefined) return none
  const outlet = outletOf(network, command)
  const isCounted = outlet !== undefined && network.outlets.get(outlet)?.shifts !== undefined
  if (!isOfShifts(command.type)) return isCounted ? [shiftAccount(command.shift)] : none
  return present(
    shiftAccount(command.shift),
    outlet && cashAccount(outlet),
    "takesOverFrom" in command && command.takesOverFrom !== undefined
      ? shiftAccount(command.takesOverFrom)
      : undefined
  )
}

const operationsOf = (command: Command | Query): ReadonlyArray<OperationId> =>
  present(
    "original" in command ? command.original : undefined,
    "wanted" in command ? command.wanted.original : undefined,
    command.type === "GrantQuota" ? command.request : undefined,
    "hold" in command && command.hold !== undefined ? placedBy(command.hold) : undefined,
    "lot" in command ? sourceOf(command.lot) : undefined
  )

/** The clearing cycles of a tenant that is changed, as they are and as they shall be. */
const cyclesIn = ({ configuration }: Network, { to }: ChangeTenant): ReadonlyArray<AccountId> =>
  [...cyclesOf(configuration.clearing), ...cyclesOf(to.clearing)].map(({ id }) => cycleAccount(id))

const accountsOf = (command: Command | Query): ReadonlyArray<AccountId> =>
  present(
    command.account,
    "wanted" in command ? command.wanted.account : undefined,
    command.type === "AllotNumbers" ? counterAccount({ scope: "program", id: command.program }) : undefined,
    "cycle" in command ? cycleAccount(command.cycle) : undefined,
    ...("from" in command ? [command.from, command.to].filter((end) => isAccount(end)) : none),
    ...("wanted" in command ? [command.wanted.to].filter((end) => isAccount(end)) : none),
    ...("referrer" in command ? [command.referrer].filter((end) => isAccount(end)) : none)
  )

const cardsOf = (
  { card, from, newCard, referrer, to, wanted, wantedTo }: PresentedCards,
  mintable: ReadonlyArray<Mintable>
): ReadonlyArray<CardIndex> => {
  const indexes: Array<CardIndex> = []
  for (const one of [card, newCard, from, to, referrer, wanted, wantedTo])
    if (one !== undefined) indexes.push(one.index)
  for (const one of mintable) indexes.push(one.card.index)
  return indexes
}

/** What a request points at, before anything is read. */
export const referencesOf = (
  network: Network,
  {
    cards,
    client,
    command,
    mintable
  }: Pick<Request<Command | Query>, "cards" | "client" | "command" | "mintable">
): References => ({
  cards: cardsOf(cards, mintable),
  accounts: [
    ...accountsOf(command),
    ...countersOf(network, command),
    ...authorizationsOf(command),
    ...shiftsOf(network, command),
    ...(isChanging(command.type) ? changes : none),
    ...(command.type === "ChangeTenant" ? cyclesIn(network, command) : none)
  ],
  operations: operationsOf(command),
  keys: present(
    "originalKey" in command ? command.originalKey : undefined,
    "holdKey" in command ? command.holdKey : undefined
  ).map((key) => scoped(client, key))
})
