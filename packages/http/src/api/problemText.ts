/**
 * Problem documents as RFC 9457 wants them: one shape for what the ledger declines and for what never reached it.
 *
 * @module
 */
import { codeOf, type Decline, declineText, type Retry } from "@tessera/core"
import { faultSentences } from "./faultSentences.ts"
import type { Language } from "./languages.ts"
import { declineRows, faults, type Problem } from "./Problem.ts"

/** Where the pages are that tell of problems: a URL that a code is put behind. */
const defaultTypes = "urn:tessera:problem:"

export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance?: string
  readonly code: string
  readonly retry: Retry
  readonly [member: string]: unknown
}

/** The name of a problem in its URL. */
const slugOf = (code: string): string => code.replaceAll("_", "-")

export const problemDocument = (
  { code, members }: Problem,
  language: Language,
  types: string = defaultTypes
): ProblemDocument => {
  const { retry, status, title } = faults[code]
  return {
    type: `${types}${slugOf(code)}`,
    title,
    status,
    detail: faultSentences[code][language],
    code,
    retry,
    ...members
  }
}

/** What is said of a decline besides its own numbers. */
export interface DeclineContext {
  /** For a person, in the language of the caller. */
  readonly detail: string
  readonly operation?: string | undefined
  readonly types?: string | undefined
  readonly replayed?: boolean
}

export const declineDocument = (decline: Decline, context: DeclineContext): ProblemDocument => {
  const code = codeOf(decline._tag)
  const [status, title] = declineRows[decline._tag]
  const { operation, replayed, types = defaultTypes } = context
  // A problem has a status of its own: that of an account goes by its whole name.
  const { status: accountStatus, ...numbers } = declineText(decline)
  return {
    type: `${types}${slugOf(code)}`,
    title,
    status,
    detail: context.detail,
    ...(operation !== undefined && { instance: operation, operation }),
    declined: true,
    ...numbers,
    ...(accountStatus !== undefined && { accountStatus }),
    ...(replayed !== undefined && { replayed })
  }
}
