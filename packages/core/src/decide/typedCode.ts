/**
 * An authorization code that was typed: granted by the ledger before, or derived without it; used once, and counted when wrong.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { AuthorizationCode } from "../account/AuthorizationCode.ts"
import { countedOnceMore, lockedAt, untried } from "../account/Tries.ts"
import type { Entry } from "../journal/Entry.ts"
import type { Operator } from "../network/Operator.ts"
import { grantFor, type Invalid, invalid, triedOnceMore, withAuthorization } from "../policy/authorization.ts"
import type { OperationId } from "../values/Ids.ts"
import { alsoChanging } from "./accounts.ts"
import { accountOfCounter } from "./gauges.ts"
import type { Situation } from "./Situation.ts"

/** The account on which it is kept what others have approved for an operator: where the operator's limits are counted. */
export const keptFor = (
  situation: Situation,
  operator: string
): { readonly account: Account; readonly isNew: boolean } =>
  accountOfCounter(situation, { scope: "operator", id: operator })

/** What a code that was typed is used up as, or why it is not taken. */
type Typed = { readonly used: AuthorizationCode; readonly operator: string } | { readonly why: Invalid }

const hour = 3_600_000

/** What an offline code is remembered as once it is used, or why it is not taken; `undefined` where there are none. */
const typedOffline = (
  situation: Situation,
  { offlineTries }: Account
): AuthorizationCode | Invalid | undefined => {
  const { at, network, operation, request } = situation
  const { offline } = network.authorizationCodes
  if (offline === undefined || request.offlineCode === undefined) return undefined
  const { mark, typedAt } = request.offlineCode
  if (lockedAt(offlineTries ?? untried, at) !== undefined) return "locked"
  if (mark === undefined) return "wrong"
  const latest = typedAt + offline.lateByAtMostHours * hour
  if (latest < at || typedAt > at + offline.windowSteps * offline.stepSeconds * 1000) return "expired"
  // Until then it could be sent again: from its own step on, and as late as any code may come.
  const expiresAt = latest + (offline.windowSteps + 1) * offline.stepSeconds * 1000
  return { request: mark, hash: "", grantedBy: operation, expiresAt, tries: 0, status: "consumed" }
}

const hashesIn = ({ request: { codeHash, olderCodeHashes = [] } }: Situation): ReadonlyArray<string> =>
  codeHash === undefined ? [] : [codeHash, ...olderCodeHashes]

/** Who has left approves nothing, also of what is open. */
const hasLeft = ({ network }: Situation, { approver }: AuthorizationCode): boolean =>
  approver !== undefined && network.operators.get(approver)?.active === false

/** Why what was granted is not taken; `undefined` when it is. */
const whyNot = (situation: Situation, granted: AuthorizationCode | undefined): Invalid | undefined =>
  granted?.status === "granted" && hasLeft(situation, granted)
    ? "revoked"
    : invalid(granted, hashesIn(situation), situation.at)

/** Whether a code is the one that was granted for a request, or one that was derived offline for the same. */
export const typedCode = (situation: Situation, { id: operator }: Operator, request: string): Typed => {
  const { account } = keptFor(situation, operator)
  const granted = grantFor(account, request)
  const why = whyNot(situation, granted)
  if (why === undefined && granted !== undefined)
    return { used: { ...granted, status: "consumed" }, operator }
  const offline = typedOffline(situation, account)
  if (typeof offline === "object")
    return grantFor(account, offline.request) === undefined
      ? { used: offline, operator }
      : { why: "consumed" }
  return { why: why === undefined || why === "unknown" ? (offline ?? "unknown") : why }
}

/** The entry that also uses a code up. */
export const withUsed = (
  situation: Situation,
  entry: Entry,
  { operator, used }: Extract<Typed, { readonly used: object }>
): Entry => {
  const { account, isNew } = keptFor(situation, operator)
  const change = (one: Account): Account => ({
    ...withAuthorization(one, used, situation.at),
    ...(one.offlineTries && used.hash === "" && { offlineTries: { ...one.offlineTries, tries: 0 } })
  })
  return alsoChanging(entry, account, change, isNew)
}

/** Wrong codes that were typed, to be counted whatever becomes of the command. */
export interface Try {
  readonly account: Account["id"]
  /** Who granted the code that was guessed at. Absent: none was granted. */
  readonly grantedBy: OperationId | undefined
  readonly entry: Entry
}

/** How many wrong offline codes there are in all does not matter: each lock is over by itself. */
const most = Number.POSITIVE_INFINITY

/** Counts a wrong code: against what was granted, and against the operator where it could have been an offline one. */
export const countedWrong = (
  situation: Situation,
  { id: operator }: Operator,
  request: string
): Try | undefined => {
  const { at, network } = situation
  const { account, isNew } = keptFor(situation, operator)
  const { offline, tries } = network.authorizationCodes
  const granted = grantFor(account, request)
  const isGuess = granted !== undefined && invalid(granted, hashesIn(situation), at) === "wrong"
  const isOffline = offline !== undefined && typedOffline(situation, account) === "wrong"
  if (!isGuess && !isOffline) return undefined
  const change = (one: Account): Account => ({
    ...(isGuess ? withAuthorization(one, triedOnceMore(granted, tries), at) : one),
    ...(isOffline && {
      offlineTries: countedOnceMore(
        one.offlineTries ?? untried,
        { tries, lockMinutes: offline.lockMinutes, most },
        at
      )
    })
  })
  const entry = alsoChanging({ movements: [], postings: [] }, account, change, isNew)
  return { account: account.id, grantedBy: granted?.grantedBy, entry }
}
