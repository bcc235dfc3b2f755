/**
 * Rate limits as headers: what a caller is told of them (draft-ietf-httpapi-ratelimit-headers).
 *
 * @module
 */
import type { Passed, RateLimit } from "./RateLimit.ts"

const seconds = (milliseconds: number): number => Math.ceil(milliseconds / 1_000)

/** A limit and what it said. */
export interface Judged {
  readonly limit: RateLimit
  readonly passed: Passed
}

/**
 * `RateLimit-Policy`: quota and window in seconds of each limit; `RateLimit`: what is left and in how many seconds there is
 * more; and with a refusal `Retry-After`, never too early.
 */
export const rateFields = (all: ReadonlyArray<Judged>): Readonly<Record<string, string>> => {
  if (all.length === 0) return {}
  const refused = all.filter(({ passed }) => !passed.passes)
  const after = Math.max(1, ...refused.map(({ passed }) => seconds(passed.wait)))
  return {
    "ratelimit-policy": all
      .map(({ limit }) => `"${limit.name}";q=${limit.quota};w=${seconds(limit.window)}`)
      .join(", "),
    ratelimit: all
      .map(({ limit, passed }) => `"${limit.name}";r=${passed.left};t=${seconds(passed.wait)}`)
      .join(", "),
    ...(refused.length > 0 && { "retry-after": String(after) })
  }
}
