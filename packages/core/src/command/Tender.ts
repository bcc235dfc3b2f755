/**
 * Tender: how a load is paid and by whom, or a remainder paid out.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { PayerKind, TenderKind } from "../program/TenderKind.ts"
import { Amount } from "../values/Amount.ts"
import { Text } from "./Header.ts"

export const Tender = Schema.Struct({
  kind: TenderKind,
  /** The payment's own number in its own system. */
  reference: Schema.optionalKey(Text(128))
})
export type Tender = typeof Tender.Type

/** How a load is paid, and by whom: laws ask for the buyer, or for no cash, from what a whole purchase comes to. */
export const Payment = Schema.Struct({
  ...Tender.fields,
  /** What the purchase comes to, of which this is a part, as of many cards at once. Absent: this amount alone. */
  total: Schema.optionalKey(Amount),
  /** Absent: `person`. */
  payer: Schema.optionalKey(PayerKind),
  /**
   * Who bought it, where a card belongs to its bearer: the holder's id or another name under which the retailer has written down
   * who it was. Never personal data: the journal is not erased. Absent: nobody knows.
   */
  buyer: Schema.optionalKey(Text(128))
})
export type Payment = typeof Payment.Type

interface Paid {
  readonly amount?: bigint
  readonly tender?: Payment
}

/** A part is no more than the whole. */
export const partOfTotal = Schema.makeFilter(({ amount, tender }: Paid) =>
  amount !== undefined && tender?.total !== undefined && tender.total < amount
    ? { path: ["tender", "total"], issue: "Expected at least the amount" }
    : undefined
)
