/**
 * Pending loads: loads whose payment has not come yet. They are no value, and keep room in limits as holds do.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Release } from "../program/LoadOffer.ts"
import { FundingClass } from "../program/SubWalletRule.ts"
import { TenderKind } from "../program/TenderKind.ts"
import { Minor } from "../values/Amount.ts"
import { holdOf, OperationId, OutletId, OwnerId, SubWalletId } from "../values/Ids.ts"
import { Instant } from "../values/Instant.ts"
import { equalParts } from "../values/split.ts"
import { Validity } from "../values/Validity.ts"
import { type Hold, LimitShare } from "./Hold.ts"

/** What is given on top of a load: the bonus of an offer, the rebate of a card type. */
const Given = Schema.Struct({
  amount: Minor,
  subWallet: SubWalletId,
  validity: Schema.optional(Validity),
  release: Schema.optional(Release)
})
export type Given = typeof Given.Type

/** What a load brings by the terms under which it is asked for: the customer gets what was offered for the price. */
export const LoadTerms = Schema.Struct({
  amount: Minor,
  tender: TenderKind,
  subWallet: SubWalletId,
  funding: FundingClass,
  validity: Schema.optional(Validity),
  bonus: Schema.optional(Given),
  rebate: Schema.optional(Given)
})
export type LoadTerms = typeof LoadTerms.Type

export const PendingLoad = Schema.Struct({
  /** The `Load` that asked for it. */
  load: OperationId,
  askedAt: Instant,
  /** What it reserves lapses at this instant. */
  expiresAt: Instant,
  loadedAt: Schema.Struct({ outlet: Schema.optional(OutletId), owner: Schema.optional(OwnerId) }),
  terms: LoadTerms,
  reserved: Schema.Array(LimitShare)
})
export type PendingLoad = typeof PendingLoad.Type

/** A pending load as who reserves room in limits: under the id that a hold of the same operation would have. */
export const asReserving = ({
  expiresAt,
  load,
  reserved
}: PendingLoad): Pick<Hold, "id" | "expiresAt" | "reserved"> => ({ id: holdOf(load), expiresAt, reserved })

const givenAtOnce = (given: Given | undefined): bigint => {
  if (given === undefined) return 0n
  if (given.release === undefined) return given.amount
  const [first = 0n] = equalParts(given.amount, given.release.instalments)
  return given.release.first === "afterOnePeriod" ? 0n : first
}

/** What a load brings as soon as it is paid: its amount, and of what is given on top what is not kept for later. */
export const broughtAtOnce = ({ amount, bonus, rebate }: LoadTerms): bigint =>
  amount + givenAtOnce(bonus) + givenAtOnce(rebate)

/** What a load brings in all, later instalments included. */
export const broughtInAll = ({ amount, bonus, rebate }: LoadTerms): bigint =>
  amount + (bonus?.amount ?? 0n) + (rebate?.amount ?? 0n)
