/**
 * Credentials: the identifiers that find an account, such as a card number, and the state of the thing that carries it.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { AccountId, CardIndex } from "../values/Ids.ts"
import { Instant } from "../values/Instant.ts"

/**
 * `pending` waits for its activation, `deactivated` was switched off by staff, `lost` is hotlisted; `replaced` and
 * `destroyed` are final.
 */
export const CredentialStatus = Schema.Literals([
  "pending",
  "active",
  "deactivated",
  "blocked",
  "lost",
  "replaced",
  "destroyed"
])
export type CredentialStatus = typeof CredentialStatus.Type

export const Credential = Schema.Struct({
  index: CardIndex,
  account: AccountId,
  status: CredentialStatus,
  /** What a blocked card returns to when it is unblocked: a card that was never activated does not become usable. */
  unblocksTo: Schema.optional(CredentialStatus),
  /** When the status was taken. */
  since: Instant,
  /** The number as it may be shown: all but the last four characters masked. */
  masked: Schema.String,
  /** Not accepted from this instant on. Absent: no end. */
  expiresAt: Schema.optional(Instant)
})
export type Credential = typeof Credential.Type
