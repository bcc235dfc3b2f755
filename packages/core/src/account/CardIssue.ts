/**
 * The issue of a card number: how often cards with this number were made, and how often their secret digits were tried.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { CardIndex } from "../values/Ids.ts"
import { Tries, untried } from "./Tries.ts"

export const CardIssue = Schema.Struct({
  card: CardIndex,
  /** 1 for the first card of a number. The secret digits of an earlier issue are wrong. */
  issueNumber: Schema.Int,
  ...Tries.fields
})
export type CardIssue = typeof CardIssue.Type

/** The issue of a number: what nothing is known of is the first, and nothing of it was tried. */
export const issueOf = (
  { issues }: { readonly issues?: ReadonlyArray<CardIssue> | undefined },
  card: CardIndex
): CardIssue => issues?.find((one) => one.card === card) ?? { card, issueNumber: 1, ...untried }

/** The issues of an account's numbers with one of them changed. */
export const withIssue = (
  { issues }: { readonly issues?: ReadonlyArray<CardIssue> | undefined },
  changed: CardIssue
): ReadonlyArray<CardIssue> => [...(issues ?? []).filter(({ card }) => card !== changed.card), changed]
