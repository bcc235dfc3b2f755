/**
 * Restriction: what of a place draws on what head office has granted it.
 *
 * @module
 */
import * as Schema from "effect/Schema"

/** `loads`: whatever brings value in without a sale; `points`: points that are given; `true`: both. Absent or `false`: nothing. */
export const Restriction = Schema.Union([Schema.Boolean, Schema.Literals(["loads", "points"])])
export type Restriction = typeof Restriction.Type

/** Whether a place draws on a quota for something. */
export const isRestricted = (
  place: { readonly restricted?: Restriction } | undefined,
  what: "loads" | "points"
): boolean => place?.restricted === true || place?.restricted === what
