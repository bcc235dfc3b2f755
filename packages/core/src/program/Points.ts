/**
 * Points: a second asset that a program gives on spending, with rules for earning and a rate for turning them into value.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { Asset } from "../values/Asset.ts"
import { OutletId, OwnerId, SubWalletId } from "../values/Ids.ts"
import { type Rounding, wholeOf } from "../values/split.ts"
import { Category, isListed } from "./SpendRule.ts"
import { FundingClass, SubWalletRule } from "./SubWalletRule.ts"

/** `points` for every `per` minor units that are paid. The first rule that fits a line of the basket counts. */
const EarnRule = Schema.Struct({
  points: Amount,
  per: Amount,
  outlets: Schema.optionalKey(Schema.Array(OutletId)),
  owners: Schema.optionalKey(Schema.Array(OwnerId)),
  categories: Schema.optionalKey(Schema.Array(Category))
})

/** What points can be used for, and how many it takes. */
const Gift = Schema.Struct({ id: Category, points: Amount })

export const PointsTerms = Schema.Struct({
  asset: Asset,
  /** Where points are kept; they are promotional, and expire as it says. */
  subWallet: SubWalletRule,
  earn: Schema.Array(EarnRule),
  /** Value of which classes earns points when it is spent. Absent: paid value only. */
  earnOn: Schema.optionalKey(Schema.Array(FundingClass)),
  /** What happens to a fraction of a point, once for each operation. Absent: `down`. */
  rounding: Schema.optionalKey(Schema.Literals(["down", "halfUp", "up"])),
  /** What the holder who brought another one earns when that one does. Absent: nothing. */
  referral: Schema.optionalKey(
    Schema.Struct({
      /** In percent of the points that the other one earns, rounded down once for each sale. */
      percent: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 })),
      /** For so many months from the day on which the other account was opened. Absent: for ever. */
      months: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1200 })))
    })
  ),
  /** What points become when they are converted: `amount` minor units in a sub-wallet for every `points`. */
  conversion: Schema.optionalKey(Schema.Struct({ points: Amount, amount: Amount, subWallet: SubWalletId })),
  /**
   * What points are used for (`BurnPoints` with the `item`), and what each takes. A holder is told when the points are enough
   * for one of them. Absent: nobody is told, and the retailer says how many points anything takes.
   */
  gifts: Schema.optionalKey(Schema.Array(Gift))
})
export type PointsTerms = typeof PointsTerms.Type

/** So many points for every `per` minor units that are paid. */
export interface Rate {
  readonly points: bigint
  readonly per: bigint
}

/** What earns nothing. */
export const noPoints: Rate = { points: 0n, per: 1n }

/** Where something was paid. */
export interface PaidAt {
  readonly outlet: OutletId | undefined
  readonly owner: OwnerId | undefined
}

/** At what rate value of a class earns that pays for something of a category at a place: by the first rule that fits. */
export const rateOf = (
  { earn, earnOn }: PointsTerms,
  funding: FundingClass,
  category: string | undefined,
  { outlet, owner }: PaidAt
): Rate => {
  if (!(earnOn ?? ["paid"]).includes(funding)) return noPoints
  const rule = earn.find(
    (one) =>
      isListed(one.outlets, outlet) && isListed(one.owners, owner) && isListed(one.categories, category)
  )
  return rule === undefined ? noPoints : { points: rule.points, per: rule.per }
}

/** What was paid, and at what rate it earns. */
export interface Paid {
  readonly amount: bigint
  readonly rate: Rate
}

/**
 * The points that payments earn, `percent` of what their rates say (of the card type): the fractions of all are added up
 * exactly, and rounded once.
 */
export const pointsFor = (paid: ReadonlyArray<Paid>, percent: number, rounding: Rounding): bigint => {
  let [numerator, denominator] = [0n, 1n]
  for (const { amount, rate } of paid) {
    numerator = numerator * rate.per + amount * rate.points * denominator
    denominator *= rate.per
  }
  return wholeOf(numerator * BigInt(percent), denominator * 100n, rounding)
}
