/**
 * Problems: what goes wrong before or beside a decision of the ledger, as a plain value; RFC 9457 on the wire.
 *
 * @module
 */
import type { DeclineTag } from "@tessera/core"

/** What the HTTP layer itself refuses, with status and title; the rest of the codes are the ledger's declines. */
export const faults = {
  malformed: { status: 400, title: "Not readable", retry: "never" },
  invalid: { status: 400, title: "Not as expected", retry: "never" },
  idempotency_key_missing: { status: 400, title: "No idempotency key", retry: "never" },
  unauthenticated: { status: 401, title: "Not known who calls", retry: "never" },
  forbidden: { status: 403, title: "Not allowed", retry: "never" },
  not_found: { status: 404, title: "Nothing here", retry: "never" },
  method_not_allowed: { status: 405, title: "Not by this method", retry: "never" },
  not_acceptable: { status: 406, title: "Not in this form", retry: "never" },
  version_mismatch: { status: 412, title: "Changed meanwhile", retry: "never" },
  too_large: { status: 413, title: "Too large", retry: "never" },
  uri_too_long: { status: 414, title: "Path too long", retry: "never" },
  unsupported_media_type: { status: 415, title: "Sent in no form that is read", retry: "never" },
  version_missing: { status: 428, title: "No version to change", retry: "never" },
  rate_limited: { status: 429, title: "Too many calls", retry: "later" },
  overloaded: { status: 429, title: "Too much at once", retry: "sameKey" },
  defect: { status: 500, title: "A fault of the server", retry: "sameKey" },
  unavailable: { status: 503, title: "Not to be reached at present", retry: "sameKey" },
  in_doubt: { status: 503, title: "Not known whether it was done", retry: "sameKey" },
  closing: { status: 503, title: "Being stopped", retry: "sameKey" }
} as const satisfies Readonly<Record<string, FaultRow>>

interface FaultRow {
  readonly status: number
  /** In English, and always the same. */
  readonly title: string
  readonly retry: "never" | "sameKey" | "newKey" | "later"
}

export type FaultCode = keyof typeof faults

/** Why a call is not answered with what it asked for. */
export interface Problem {
  readonly _tag: "Problem"
  readonly code: FaultCode | DeclineTag
  /** What the document says besides: numbers, paths of wrong fields; never a secret that was sent. */
  readonly members: Readonly<Record<string, unknown>>
  /** Headers of the answer: `Retry-After`, `Allow`, `WWW-Authenticate`. */
  readonly headers: Readonly<Record<string, string>>
}

/** A problem of the HTTP layer. */
export const problem = (
  code: FaultCode,
  { headers = {}, members = {} }: Partial<Pick<Problem, "headers" | "members">> = {}
): Problem => ({ _tag: "Problem", code, members, headers })
