/**
 * Reach: how far a caller of some places gets with ids of operations, accounts and parts of the network. What is not theirs is
 * refused before the ledger is asked, as what there is not is: word for word, and with nothing recorded.
 *
 * @module
 */
import {
  type Decline,
  Ids,
  type Network,
  type Operation,
  type Operations,
  type PartName,
  type StoredValue,
  type Verb
} from "@tessera/core"
import { changingVerbs, type StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { notAsExpected } from "./answers.ts"
import { problem, type Problem } from "./api/Problem.ts"
import type { Sent } from "./body.ts"
import type { Caller, Rows } from "./Caller.ts"
import { documentIn, ownerOf, sees } from "./rows.ts"
import { fieldsOf, withinRows } from "./withinRows.ts"

/** Why something is not done for this caller. */
export type Refusal = Decline | Problem

export interface ReachGround {
  readonly ledger: StoredValue["Service"]
  readonly operations: Operations["Service"]
}

/** What is the whole tenant's, and not for who is kept to some of its places. */
const ofTheTenant: ReadonlySet<Verb> = new Set<Verb>([
  "ChangeTenant",
  "ChangeProgram",
  "AllotNumbers",
  "ClosePeriod",
  "CutOff",
  "ApprovePeriod",
  "PayPeriod",
  "RejectDispute",
  "CorrectClearing"
])

/** What reaches operations of another owner, as far as the ledger lets a place: a refund where the value is accepted. */
const beyondOwner: ReadonlySet<Verb> = new Set<Verb>(["Refund"])

/** Whether a caller is kept to places. */
const isOfPlaces = ({ outlets, owners, terminals }: Rows): boolean =>
  owners !== undefined || outlets !== undefined || terminals !== undefined

/** The owners of the places that a caller is kept to. */
const ownersOf = (network: Network, { outlets = [], owners, terminals = [] }: Rows): ReadonlySet<string> => {
  const devices: ReadonlyMap<string, { readonly outlet: string }> = network.terminals
  const places = [...outlets, ...terminals.flatMap((id) => devices.get(id)?.outlet ?? [])]
  return new Set([...(owners ?? []), ...places.flatMap((id) => ownerOf(network, id) ?? [])])
}

/** Who is kept to an owner with one outlet acts there; with several they say where. */
const placed = (network: Network, { rows }: Caller, sent: Sent): Problem | undefined => {
  if (!isOfPlaces(rows) || sent["outlet"] !== undefined || sent["terminal"] !== undefined) return undefined
  const [only, ...others] = [...network.outlets.values()].filter(({ owner }) => rows.owners?.includes(owner))
  if (only !== undefined && others.length === 0) {
    sent["outlet"] = only.id
    return undefined
  }
  return notAsExpected([{ path: ["outlet"], message: "Expected an outlet or a terminal of yours" }], true)
}

const isOperation = Schema.is(Ids.OperationId)
const isHold = Schema.is(Ids.HoldId)
const isAccount = Schema.is(Ids.AccountId)
const isOwner = Schema.is(Ids.OwnerId)

/** Something that is named, and what is said where it is not theirs. */
type Named =
  | { readonly kind: "operation"; readonly id: Ids.OperationId; readonly refusal: Decline }
  | { readonly kind: "account"; readonly id: Ids.AccountId; readonly refusal: Decline }

/** The operations and accounts that a command names by their ids. */
const namedIn = (sent: Sent, verb: Verb | undefined): ReadonlyArray<Named> => {
  const wanted = fieldsOf(sent["wanted"])
  const accounts = [sent["account"], sent["from"], sent["to"], sent["referrer"], wanted["account"]]
  const found: Array<Named> = accounts
    .filter((id) => isAccount(id))
    .map((id) => ({ kind: "account", id, refusal: { _tag: "CardUnknown" } }))
  const originals = verb !== undefined && beyondOwner.has(verb) ? [] : [sent["original"], wanted["original"]]
  for (const id of originals)
    if (isOperation(id)) found.push({ kind: "operation", id, refusal: { _tag: "OriginalNotFound" } })
  if (isOperation(sent["request"]))
    found.push({ kind: "operation", id: sent["request"], refusal: { _tag: "OriginalNotFound" } })
  if (isHold(sent["hold"]))
    found.push({ kind: "operation", id: Ids.placedBy(sent["hold"]), refusal: { _tag: "HoldNotFound" } })
  return found
}

/** The owners that an operation is between: where it was done, and whose outlets loaded what it moved. */
const isBetween = ({ entry, owner }: Operation, mine: ReadonlySet<string>): boolean =>
  mine.has(owner ?? "") ||
  entry.movements.some(
    (one) => "lot" in one && mine.has(fieldsOf(fieldsOf(one.lot)["loadedAt"])["owner"] as string)
  )

const isReached = (
  { ledger: { network }, operations }: ReachGround,
  { rows }: Caller,
  named: Named,
  verb: Verb | undefined
): Effect.Effect<boolean, StoreUnavailable> => {
  const mine = isOfPlaces(rows) ? ownersOf(network, rows) : undefined
  if (named.kind === "account")
    return mine === undefined
      ? Effect.succeed(rows.accounts?.includes(named.id) ?? true)
      : operations.isServedBy(
          named.id,
          [...mine].filter((id) => isOwner(id))
        )
  return Effect.map(operations.operation(named.id), (found) => {
    if (found === undefined) return false
    const { operation } = found
    if (rows.accounts !== undefined && !rows.accounts.includes(operation.account ?? "")) return false
    if (mine === undefined || mine.has(operation.owner ?? "")) return true
    return verb === "Dispute" && isBetween(operation, mine)
  })
}

const isFree = ({ rows }: Caller): boolean => !isOfPlaces(rows) && rows.accounts === undefined

/** Why what is named by id is out of reach; nothing where there is nothing to look up. */
const lookingUp = (
  ground: ReachGround,
  caller: Caller,
  sent: Sent,
  verb?: Verb
): Effect.Effect<Refusal | undefined, StoreUnavailable> | undefined => {
  if (isFree(caller)) return undefined
  const all = namedIn(sent, verb)
  if (all.length === 0) return undefined
  return Effect.gen(function* () {
    for (const named of all) if (!(yield* isReached(ground, caller, named, verb))) return named.refusal
    return undefined
  })
}

/**
 * Who is kept to some places changes what is there, and leaves it there. What is new there is for the ledger to take, or not:
 * ids are the tenant's.
 */
const changesTheirs = (network: Network, caller: Caller, verb: Verb, { to, version }: Sent): boolean => {
  const part = verb.slice("Change".length).toLowerCase() as PartName
  const isSeen = (document: unknown): boolean =>
    typeof document === "object" && document !== null && sees(caller, network, part, document)
  const { id } = fieldsOf(to)
  const known = typeof id === "string" ? documentIn(network, part, id)?.document : undefined
  // An outlet's people see whose it is, and change nothing there.
  if (caller.rows.accounts !== undefined || (part === "owner" && caller.rows.outlets !== undefined))
    return false
  return isSeen(to) && (version === 0 || isSeen(known))
}

/** Why the ledger is not asked; or how that is found out. */
export type Reaching = Refusal | Effect.Effect<Refusal | undefined, StoreUnavailable> | undefined

export const isRefusal = (reaching: Exclude<Reaching, undefined>): reaching is Refusal =>
  !Effect.isEffect(reaching)

/** Whether a command is within the reach of a caller; it fills in what goes without saying. */
export const reaching = (ground: ReachGround, caller: Caller, verb: Verb, sent: Sent): Reaching => {
  const { network } = ground.ledger
  if (!isFree(caller) && ofTheTenant.has(verb)) return problem("forbidden")
  const refused = withinRows(network, caller, sent)
  if (refused !== undefined || isFree(caller)) return refused
  if (changingVerbs.has(verb))
    return changesTheirs(network, caller, verb, sent) ? undefined : problem("not_found")
  return placed(network, caller, sent) ?? lookingUp(ground, caller, sent, verb)
}

/** The same of an account that an address names. */
export const accountWithin = (ground: ReachGround, caller: Caller, account: unknown): Reaching => {
  const looked = lookingUp(ground, caller, { account })
  return looked && Effect.map(looked, (refused) => refused && problem("not_found"))
}

/** The same of a question. */
export const askedWithin = (ground: ReachGround, caller: Caller, sent: Sent): Reaching =>
  withinRows(ground.ledger.network, caller, sent) ?? lookingUp(ground, caller, sent)
