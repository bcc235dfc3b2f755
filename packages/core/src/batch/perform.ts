/**
 * Performing one request of a batch: replay or settle, decide, carry out, record, answer.
 *
 * @module
 */
import { emptyWallet, type Wallet } from "../account/Wallet.ts"
import { type Decline, isStored } from "../command/Decline.ts"
import { type Approved, type Declined, readStored, storedText } from "../command/Outcome.ts"
import type { Request } from "../command/Request.ts"
import type { Operation } from "../journal/Operation.ts"
import { type Key, type OperationId, scoped, type ScopedKey } from "../values/Ids.ts"
import { receiptOf } from "./answer.ts"
import { countsAt } from "../decide/backDate.ts"
import { wrongTry } from "../decide/authorizations.ts"
import { decide } from "../decide/decide.ts"
import {
  type Accepted,
  contextAt,
  type Decision,
  isDecline,
  placeOf,
  type Situation
} from "../decide/Situation.ts"
import type { Tried } from "../decide/tried.ts"
import type { Due, From } from "../decide/settle.ts"
import { settledBefore } from "./pointedAt.ts"
import { recordSystem } from "./recordSystem.ts"
import { restoreExpired } from "./restoreExpired.ts"
import { clearTries, type Compared, countTryOf } from "./tries.ts"
import { settleWallet } from "./settleWallet.ts"
import { fundingOf } from "../decide/pendingLoad.ts"
import { reversedBy } from "../decide/spent.ts"
import { maskedCard, type View } from "../decide/View.ts"
import { carryOut, type Draft, record, type Work } from "./Work.ts"

/** How one task ended; a settled wallet has no outcome but what was due on it. */
export interface Answer {
  readonly outcome: Approved | Declined | undefined
  readonly dues: ReadonlyArray<Due>
  /** What a try met. */
  readonly tried?: Tried
  /** Of what came first under a secret before: under which of them. Absent: under the one that counts. */
  readonly older?: number
}

/** The outcome as first given, and what has become of the operation since. */
const replayed = (view: View, operation: Operation): Approved | Declined => {
  const reversal = reversedBy(view, fundingOf(view, operation))
  return readStored(operation.outcome, { replayed: true, ...(reversal && { reversedBy: reversal.id }) })
}

const differing = (before: string, now: string): string => {
  const first: Record<string, unknown> = JSON.parse(before)
  const second: Record<string, unknown> = JSON.parse(now)
  const names = Object.keys({ ...first, ...second })
  return names.find((name) => JSON.stringify(first[name]) !== JSON.stringify(second[name])) ?? "key"
}

const conflict = (operation: Operation, { asked, command }: Request): Declined => ({
  outcome: "declined",
  key: command.key,
  replayed: false,
  decline: { _tag: "IdempotencyConflict", field: differing(operation.asked, asked) }
})

/** What a decline is about and does. */
const nothing = {
  account: undefined,
  original: undefined,
  entry: { movements: [], postings: [] }
} satisfies Pick<Accepted, "account" | "original" | "entry">

/** An operation as it is recorded: its places in the chains and its answer come last. */
const drafted = (
  { facts, view }: Work,
  { asked, client, command, fingerprint }: Request,
  { at, effectiveAt, operation, place }: Situation,
  { account, entry, original }: Pick<Accepted, "account" | "original" | "entry">
): Draft => ({
  id: operation,
  client,
  key: command.key,
  verb: command.type,
  shard: facts.shard,
  sequence: view.sequence + 1,
  recordedAt: at,
  effectiveAt,
  occurredAt: command.at,
  businessDate: place.day.text,
  outlet: place.outlet?.id,
  owner: place.owner,
  terminal: command.terminal,
  operator: command.operator,
  account,
  original,
  fingerprint,
  asked,
  approved: true,
  outcome: "",
  entry,
  links: []
})

const declined = (work: Work, request: Request, situation: Situation, decline: Decline): Declined => {
  const outcome = { outcome: "declined", key: request.command.key, replayed: false, decline } as const
  if (!isStored(decline)) return outcome
  const stored = { ...outcome, operation: situation.operation }
  const operation = drafted(work, request, situation, nothing)
  operation.approved = false
  operation.outcome = storedText(stored)
  record(work, operation, "")
  return stored
}

const approved = (work: Work, request: Request, situation: Situation, accepted: Accepted): Approved => {
  const { view } = work
  restoreExpired(work, situation, accepted)
  const before = accepted.wallet && view.wallets.get(accepted.wallet)
  const { account, answers } = accepted
  const operation = drafted(work, request, situation, accepted)
  const { links, text } = carryOut(work, operation, accepted.entry)
  operation.links = links
  const { card } = request.cards
  const receipt =
    accepted.isDiscreet === true
      ? receiptOf({ ...operation, links: [] }, answers, card?.masked, undefined)
      : receiptOf(
          operation,
          answers,
          card?.masked ?? maskedCard(view, account),
          shownOf(work, situation, accepted, before)
        )
  const outcome: Approved = { outcome: "approved", key: request.command.key, replayed: false, receipt }
  operation.outcome = storedText(outcome)
  record(work, operation, text)
  if (accepted.buries !== undefined) bury(work, scoped(request.client, accepted.buries), operation.id)
  return outcome
}

const bury = (work: Work, key: ScopedKey, reversal: OperationId): void => {
  work.view.tombstones.set(key, reversal)
  work.tombstones.set(key, reversal)
}

const shownOf = (work: Work, situation: Situation, accepted: Accepted, before: Wallet | undefined) => {
  const { network, view } = work
  const account = accepted.account && view.accounts.get(accepted.account)
  const program = account && network.programs.get(account.program)
  const id = accepted.wallet ?? account?.wallets[0]?.wallet
  const after = id && view.wallets.get(id)
  if (program === undefined || after === undefined || account === undefined) return undefined
  const empty = emptyWallet(after.id, account.id, after.asset)
  return {
    before: before ?? (accepted.wallet === undefined ? after : empty),
    after,
    program,
    at: situation.at,
    context: contextAt(situation.place, situation.at)
  }
}

/** A wrong authorization code is counted before it is refused, and whatever else becomes of the command. */
const countTry = (work: Work, situation: Situation, decision: Decision): void => {
  if (!isDecline(decision) || decision._tag !== "AuthorizationCodeInvalid" || decision.why !== "wrong") return
  const tried = wrongTry(situation)
  if (tried === undefined) return
  const { account, entry, grantedBy } = tried
  const key = `sys:try:${situation.operation}` as Key
  recordSystem(work, account, { verb: "CountTry", key, at: situation.at, original: grantedBy, entry })
}

const situationOf = (work: Work, request: Request): Situation => {
  const { facts, network, view } = work
  view.recordedAt = Math.max(view.recordedAt, request.receivedAt)
  const at = view.recordedAt
  const effectiveAt = countsAt(request.command, at)
  return {
    network,
    view,
    request,
    place: placeOf(network, request.command, effectiveAt),
    at,
    effectiveAt,
    operation: facts.nextOperation(at),
    sha256: facts.sha256
  }
}

/** What a command leaves due counts when it is recorded; what it brought earlier, when it was due. */
const settledFrom = ({ at, effectiveAt, operation }: Situation): From =>
  effectiveAt === at ? { instant: at } : { instant: at, brought: { by: operation, at: effectiveAt } }

/** Counts a try of what is to be compared. A key that is known is answered as before, and costs no try. */
export const attempt = (work: Work, request: Request, compared: Compared): Answer => {
  const isKnown = work.view.keys.has(scoped(request.client, request.command.key))
  return {
    outcome: undefined,
    dues: [],
    tried: isKnown ? { kind: "nothing" } : countTryOf(work, situationOf(work, request), compared)
  }
}

/** The answer to a key that is known: what was answered before, if the command is the same. */
const again = (view: View, operation: Operation, request: Request): Answer => {
  const { fingerprint, olderFingerprints } = request
  const older = olderFingerprints?.indexOf(operation.fingerprint) ?? -1
  const isSame = operation.fingerprint === fingerprint || older >= 0
  return {
    outcome: isSame ? replayed(view, operation) : conflict(operation, request),
    dues: [],
    ...(older >= 0 && { older })
  }
}

/** Performs a request once: a key that is known is answered as before, else what is due is settled and it is decided. */
export const perform = (work: Work, request: Request): Answer => {
  const { view } = work
  const known = view.keys.get(scoped(request.client, request.command.key))
  const operation = known === undefined ? undefined : view.operations.get(known)
  if (operation !== undefined) return again(view, operation, request)
  view.recordedAt = Math.max(view.recordedAt, request.receivedAt)
  const at = view.recordedAt
  const dues: Array<Due> = []
  for (const wallet of settledBefore(work.network, view, request))
    dues.push(...settleWallet(work, wallet, at))
  const situation = situationOf(work, request)
  clearTries(work, situation, request)
  const decision = decide(situation)
  countTry(work, situation, decision)
  if (isDecline(decision)) return { outcome: declined(work, request, situation, decision), dues }
  const outcome = approved(work, request, situation, decision)
  for (const { wallet } of work.recorded.at(-1)?.operation.links ?? [])
    dues.push(...settleWallet(work, wallet, at, settledFrom(situation)))
  return { outcome, dues }
}
