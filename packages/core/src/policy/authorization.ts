/**
 * Authorization codes at work: what a request is bound to, and whether a code that was typed is the one granted.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { AuthorizationCode } from "../account/AuthorizationCode.ts"
import type { Sha256 } from "../journal/hashChain.ts"
import type { Terms } from "../network/approvalTerms.ts"
import type { PermittedVerb } from "../network/Permission.ts"
import { canonicalText } from "../values/canonical.ts"
import type { AccountId, OperationId, OperatorId, OutletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { isSameSecret } from "../values/isSameSecret.ts"

/** What an approval is bound to: another amount, card, outlet, operator or end is another request. */
export interface Binding extends Terms {
  readonly verb: PermittedVerb
  readonly amount: bigint | undefined
  readonly currency: string | undefined
  readonly account: AccountId | undefined
  readonly outlet: OutletId | undefined
  readonly operator: OperatorId
  readonly original: OperationId | undefined
}

/** The id of a request: the same for the same binding, and nothing can be learned from it. */
export const requestOf = (sha256: Sha256, binding: Binding): string =>
  `req_${sha256(`tessera authorization 1\n${canonicalText(binding)}`).slice(0, 26)}`

/** Why a code is not taken. */
export type Invalid = "unknown" | "wrong" | "expired" | "consumed" | "revoked" | "locked" | "aboveLimit"

/** What was granted for a request, if anything was. */
export const grantFor = ({ authorizations }: Account, request: string): AuthorizationCode | undefined =>
  authorizations?.find((one) => one.request === request)

/** Why a code is not taken; `undefined` when it is. */
export const invalid = (
  granted: AuthorizationCode | undefined,
  /** What was typed, as the ledger compares it: under its secret and those before. */
  typed: ReadonlyArray<string>,
  at: Instant
): Invalid | undefined => {
  if (granted === undefined) return "unknown"
  if (granted.status !== "granted") return granted.status
  if (granted.expiresAt <= at) return "expired"
  return typed.some((one) => isSameSecret(granted.hash, one)) ? undefined : "wrong"
}

/** A code that is over is remembered as long as it could still be typed again, so that it is called by what it is. */
const remembered = 86_400_000

/** An operator's account with one authorization changed or added; what ended a day ago is forgotten. */
export const withAuthorization = (account: Account, changed: AuthorizationCode, at: Instant): Account => ({
  ...account,
  authorizations: [
    ...(account.authorizations ?? []).filter(
      ({ expiresAt, request }) => request !== changed.request && expiresAt + remembered > at
    ),
    changed
  ]
})

/** One more wrong code: after the last one that is taken, what was granted is void. */
export const triedOnceMore = (granted: AuthorizationCode, most: number): AuthorizationCode => ({
  ...granted,
  tries: granted.tries + 1,
  status: granted.tries + 1 >= most ? "revoked" : granted.status
})
