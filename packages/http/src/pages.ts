/**
 * Pages of lists: some at a time, and an opaque mark by which the next ones are asked for.
 *
 * @module
 */
import * as Result from "effect/Result"
import { documentAnswer, notAsExpected } from "./answers.ts"
import type { Problem } from "./api/Problem.ts"
import type { Answer, Hearing } from "./Exchange.ts"
import { plainText } from "./plain.ts"

/** How a page is asked for. */
export interface PageAsked {
  readonly limit?: number
  readonly after?: string
  /** Whether the page says how many there are in all. */
  readonly count?: "exact"
}

/** A page, and where the next one begins; `undefined`: there is none. */
export interface Page {
  readonly data: ReadonlyArray<unknown>
  readonly next: unknown
  /** How many there are in all, where that was asked. */
  readonly count?: number
}

const usual = 50

/** Which page is asked for, and the question without that. */
export const pageIn = <Asked extends PageAsked & { readonly expand?: unknown }>({
  after,
  count,
  expand: _,
  limit,
  ...asked
}: Asked): readonly [page: PageAsked, asked: Omit<Asked, "after" | "count" | "expand" | "limit">] => [
  {
    ...(after !== undefined && { after }),
    ...(count !== undefined && { count }),
    ...(limit !== undefined && { limit })
  },
  asked
]

export const limitOf = ({ limit = usual }: PageAsked): number => limit

/** The mark says what it is, so that one of another time is told from a wrong one. */
const version = "1."

export const cursorOf = (next: unknown): string =>
  version + Buffer.from(JSON.stringify(next)).toString("base64url")

/** What a mark says. */
export const readCursor = <A>(
  { after }: PageAsked,
  isOne: (value: unknown) => value is A
): Result.Result<A | undefined, Problem> => {
  if (after === undefined) return Result.succeed(undefined)
  try {
    const text = after.startsWith(version) ? after.slice(version.length) : ""
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString())
    if (isOne(value)) return Result.succeed(value)
  } catch {
    // What is no JSON was not given out either.
  }
  return Result.fail(notAsExpected([{ path: ["after"], message: "Expected the nextCursor of a page" }], true))
}

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

const countOf = ({ length }: ReadonlyArray<unknown>, { count }: PageAsked) =>
  count === undefined ? {} : { count: length }

/** Some of a list that only grows at its end. */
export const pageOf = (all: ReadonlyArray<unknown>, asked: PageAsked): Result.Result<Page, Problem> =>
  Result.map(readCursor(asked, isCount), (from = 0) => {
    const until = from + limitOf(asked)
    const next = until < all.length ? until : undefined
    return { data: all.slice(from, until), next, ...countOf(all, asked) }
  })

/** The same backwards: the newest first. */
export const newestFirst = (all: ReadonlyArray<unknown>, asked: PageAsked): Result.Result<Page, Problem> =>
  Result.map(readCursor(asked, isCount), (end = all.length) => {
    const from = Math.max(0, Math.min(end, all.length) - limitOf(asked))
    const data = all.slice(from, end).toReversed()
    return { data, next: from > 0 ? from : undefined, ...countOf(all, asked) }
  })

/** What was shown last: what its list is in the order of, and its id. */
type Mark = ReadonlyArray<string>

const isMark = (value: unknown): value is Mark =>
  Array.isArray(value) && value.length <= 3 && value.every((one) => typeof one === "string")

/** Less than 0: the one comes first; 0: they are the same. */
const compared = (one: Mark, other: Mark): number => {
  const n = one.findIndex((part, place) => part !== other[place])
  return n < 0 ? 0 : (one[n] ?? "") < (other[n] ?? "") ? -1 : 1
}

/** How a list is ordered: by the marks of what is in it, rising or falling. */
interface Ordered<A> {
  readonly markOf: (one: A) => Mark
  readonly isFalling?: boolean
}

/** Where a list goes on after what was shown last; where that is in it no more, after where it was. */
const placeAfter = <A>(
  all: ReadonlyArray<A>,
  last: Mark,
  { isFalling = false, markOf }: Ordered<A>
): number => {
  const order = all.map((one) => compared(markOf(one), last) * (isFalling ? -1 : 1))
  const place = order.indexOf(0)
  const beyond = order.indexOf(1)
  return place >= 0 ? place + 1 : beyond < 0 ? all.length : beyond
}

/** Some of a list in which anything may come and go: what comes meanwhile brings nothing back, and what goes hides nothing. */
export const pageAfter = <A>(
  all: ReadonlyArray<A>,
  asked: PageAsked,
  ordered: Ordered<A>
): Result.Result<Page, Problem> =>
  Result.map(readCursor(asked, isMark), (last) => {
    const from = last === undefined ? 0 : placeAfter(all, last, ordered)
    const data = all.slice(from, from + limitOf(asked))
    const shown = data.at(-1)
    const isMore = from + data.length < all.length && shown !== undefined
    return { data, next: isMore ? ordered.markOf(shown) : undefined, ...countOf(all, asked) }
  })

/** A page as an answer; the way to the next one stands in a header too. */
export const pageAnswer = ({ count, data, next }: Page, { query }: Pick<Hearing, "query">): Answer => {
  if (next === undefined) return documentAnswer(plainText({ data, hasMore: false, count }))
  const nextCursor = cursorOf(next)
  const asked = new URLSearchParams(query)
  asked.set("after", nextCursor)
  return documentAnswer(plainText({ data, hasMore: true, nextCursor, count }), {
    headers: { link: `<?${asked.toString()}>; rel="next"` }
  })
}
