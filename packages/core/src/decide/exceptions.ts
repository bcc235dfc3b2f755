/**
 * Exceptions of a sale that is reported afterwards: why it would have been refused had somebody asked.
 *
 * @module
 */
import { type Account, frozenFor } from "../account/Account.ts"
import type { Credential, CredentialStatus } from "../account/Credential.ts"
import type { AdviceException } from "../command/exceptions.ts"
import type { Instant } from "../values/Instant.ts"
import type { Situation, Subject } from "./Situation.ts"

type Bad = "card_blocked" | "card_hotlisted" | "card_not_active"

const byStatus: Readonly<Record<CredentialStatus, Bad | undefined>> = {
  active: undefined,
  pending: "card_not_active",
  deactivated: "card_not_active",
  blocked: "card_blocked",
  destroyed: "card_blocked",
  lost: "card_hotlisted",
  replaced: "card_hotlisted"
}

/** A card knows since when it is in its state, and not in which it was before. */
const ofCard = (
  { expiresAt, since, status }: Credential,
  at: Instant
): ReadonlyArray<AdviceException | undefined> => {
  const bad = byStatus[status]
  return [
    bad && (since <= at ? `${bad}_at_time` : `${bad}_since`),
    expiresAt !== undefined && expiresAt <= at ? "card_expired_at_time" : undefined
  ]
}

/** A list of blocked cards that had been newer would have stopped the sale. */
export const isOfBadCard = (code: AdviceException): boolean => /^card_(blocked|hotlisted)_/.test(code)

/** An account that is closed stays empty, and on one in quarantine nothing moves: nothing is taken from either. */
export const takesNothing = ({ quarantined, status }: Account): boolean =>
  status === "closed" || quarantined !== undefined

const ofAccount = (account: Account): ReadonlyArray<AdviceException | undefined> => [
  account.quarantined === undefined ? undefined : "account_quarantined",
  frozenFor(account, "debit") === undefined ? undefined : "account_frozen",
  account.status === "closed" ? "account_closed" : undefined
]

/** What a sale found. */
interface Found {
  /** What the holder owes for it. */
  readonly receivable: bigint
  /** What there was besides, and was not taken because no rule lets it pay. */
  readonly unused: bigint
  readonly isOverLimit: boolean
}

/** What somebody should look at, in the order of the codes. */
export const exceptionsOf = (
  { effectiveAt }: Situation,
  { account, card }: Subject,
  { isOverLimit, receivable, unused }: Found
): ReadonlyArray<AdviceException> =>
  [
    ...(card === undefined ? [] : ofCard(card, effectiveAt)),
    ...ofAccount(account),
    receivable > unused ? ("overdrawn_offline" as const) : undefined,
    receivable > 0n && unused > 0n ? ("outside_rules" as const) : undefined,
    isOverLimit ? ("over_limit" as const) : undefined
  ]
    .filter((code) => code !== undefined)
    .toSorted()
