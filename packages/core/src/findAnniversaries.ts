/**
 * Finding anniversaries: who is to be congratulated in the days to come, page by page.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import {
  beginningOf,
  type Celebration,
  celebrations,
  mostDays,
  type Occasion,
  yearsOn
} from "./holder/anniversaries.ts"
import { type Desk, openRecord } from "./HolderDesk.ts"
import type { AnniversariesFound, Anniversary, HolderRecord } from "./HolderOutcome.ts"
import type { SealBroken } from "./ports/PersonVault.ts"
import type { StoreUnavailable } from "./ports/Store.ts"

/** Which days are looked at: both included, at most 366. */
export interface Window {
  /** `YYYY-MM-DD` */
  readonly from: string
  /** `YYYY-MM-DD` */
  readonly to: string
  /** What the page before called `next`, for the same days. Absent: the first page. */
  readonly after?: string
  /** How many are read, 1–500. Absent: 100. */
  readonly limit?: number
}

type Expected = Celebration & { readonly occasion: Occasion }

const no = (name: keyof Window, expected: string): AnniversariesFound => ({
  outcome: "invalid",
  errors: [{ path: [name], message: `Expected ${expected}` }]
})

/** The place and the id after which a page begins. */
const cursorOf = (after: string): { readonly place: number; readonly id: string } | undefined => {
  const [, place, id] = /^(\d{1,6}):([^]{1,128})$/.exec(after) ?? []
  return place === undefined || id === undefined ? undefined : { place: Number(place), id }
}

/** Nothing, if the record says otherwise than the token by which it was found. */
const anniversaryOf = ({ holder }: HolderRecord, { dayOfYear, occasion, on }: Expected) => {
  const beginning = beginningOf(holder, occasion)
  if (beginning?.slice(-5) !== dayOfYear) return []
  const years = yearsOn(beginning, on)
  return [{ holder, occasion, on, ...(years !== undefined && { years }) } satisfies Anniversary]
}

/** Holders with a birthday or another anniversary in a window of days, in the order of the days. */
export const findAnniversaries = Effect.fnUntraced(function* (
  desk: Desk,
  { after, from, limit = 100, to }: Window
): Effect.fn.Return<AnniversariesFound, StoreUnavailable | SealBroken> {
  const days = celebrations(from, to)
  if (days === undefined) return no("to", `dates such as 2026-12-31, in order and at most ${mostDays} days`)
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) return no("limit", "a whole number from 1 to 500")
  const cursor = after === undefined ? undefined : cursorOf(after)
  if (after !== undefined && cursor === undefined) return no("after", "what the page before called next")
  const all = days.flatMap((day) => desk.occasions.map((occasion): Expected => ({ ...day, occasion })))
  const looked = all.flatMap((one) =>
    desk.tokensFor(one.occasion, one.dayOfYear).map((token) => ({ one, token }))
  )
  const tokens = looked.map(({ token }) => token)
  const found = yield* desk.records.search({ tokens, limit, ...(cursor && { after: cursor }) })
  const anniversaries = yield* Effect.forEach(found, ({ place, stored }) => {
    const expected = looked[place]?.one
    return Effect.map(openRecord(desk, stored), (record) =>
      expected === undefined ? [] : anniversaryOf(record, expected)
    )
  })
  const last = found.length === limit ? found.at(-1) : undefined
  return {
    outcome: "found",
    anniversaries: anniversaries.flat(),
    ...(last && { next: `${last.place}:${last.stored.id}` })
  }
})
