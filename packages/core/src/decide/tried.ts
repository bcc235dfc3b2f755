/**
 * Tries: what is met by one that is counted before anything is compared, and what is left of it after a right one.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Tries } from "../account/Tries.ts"
import type { OperationId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"

/** What a try meets: a PIN to compare with, a code to derive and compare with, a card's digits, what is locked, or nothing. */
export type Tried =
  | {
      readonly kind: "counted"
      readonly hash: string
      readonly triesLeft: number
      readonly account: Account["id"]
    }
  | {
      readonly kind: "codeCounted"
      readonly code: OperationId
      readonly digits: number
      readonly triesLeft: number
      readonly account: Account["id"]
    }
  | {
      readonly kind: "secretCounted"
      readonly issueNumber: number
      readonly digits: number
      readonly triesLeft: number
      readonly account: Account["id"]
    }
  | { readonly kind: "locked"; readonly until: Instant; readonly account: Account["id"] }
  /** The program has no such thing. */
  | { readonly kind: "unasked" }
  | { readonly kind: "nothing" }

/** A try that is counted before it is compared, and what it meets. */
export interface Try {
  readonly tried: Tried
  /** What the account is then, and the operation that it is a try of, if it is one's. Absent: nothing is counted. */
  readonly counted?: { readonly change: Partial<Account>; readonly of?: OperationId }
}

/** What is tried no more: a right one was not wrong, and the row of tries begins anew. */
export const forgotten = <Tried extends Tries>({ lockedUntil: _, ...state }: Tried) => ({
  ...state,
  tries: 0,
  wrong: Math.max(0, state.wrong - 1)
})

/** Nothing is known of it any more, also of those in all: staff have unlocked it. */
export const unlocked = <Tried extends Tries>(state: Tried) => ({ ...forgotten(state), wrong: 0 })
