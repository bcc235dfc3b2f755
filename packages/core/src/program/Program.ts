/**
 * Programs: the terms under which stored value is issued. A program is data, versioned, and never changed in place.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { Asset } from "../values/Asset.ts"
import { OwnerId, ProgramId, SubWalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { plusSpan, Span } from "../values/Validity.ts"
import { localDate, localInstant, minuteOfDay, type Zone } from "../values/Zone.ts"
import { BreakageTerms } from "./Breakage.ts"
import { CardType } from "./CardType.ts"
import { Discount } from "./Discount.ts"
import { Dormancy } from "./Dormancy.ts"
import { EscheatTerms } from "./Escheat.ts"
import { Limit } from "./Limit.ts"
import { LoadOffer } from "./LoadOffer.ts"
import { Numbering } from "./Numbering.ts"
import { Preset } from "./Preset.ts"
import { PointsTerms } from "./Points.ts"
import { isListed } from "./SpendRule.ts"
import { SubWalletRule } from "./SubWalletRule.ts"
import { Tiers } from "./Tiers.ts"
import { VatTerms } from "./Vat.ts"
import { VerificationTerms } from "./Verification.ts"
import { Voucher } from "./Voucher.ts"

const ages = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000 }))

/** How old a hold or a pending load may grow. */
const Age = Schema.Union([Span, Schema.Struct({ hours: ages }), Schema.Struct({ minutes: ages })])

/** What may be done with a card of the program at all. Defaults depend on the kind, see `capabilitiesOf`. */
const Capabilities = Schema.Struct({
  load: Schema.optionalKey(Schema.Boolean),
  reportLost: Schema.optionalKey(Schema.Boolean),
  replace: Schema.optionalKey(Schema.Boolean),
  cashOut: Schema.optionalKey(Schema.Boolean),
  transfer: Schema.optionalKey(Schema.Boolean),
  convert: Schema.optionalKey(Schema.Boolean),
  unlinkedRefund: Schema.optionalKey(Schema.Boolean)
})
export type Capability = keyof typeof Capabilities.Type

/** Where value goes that is refunded after its lot has expired. */
const RefundAfterExpiry = Schema.Union([
  /** A new lot of the same class, usable for some more days. */
  Schema.Struct({
    kind: Schema.Literal("grace"),
    days: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 3660 }))
  }),
  /** Back into the expired lot: breakage is posted at once. */
  Schema.Struct({ kind: Schema.Literal("keepExpired") }),
  /** Into the refund sub-wallet. */
  Schema.Struct({ kind: Schema.Literal("refundSubWallet") })
])
type RefundAfterExpiry = typeof RefundAfterExpiry.Type

const percent = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100 }))

/** The terms of one product. Every default is written at its field. */
const daysBefore = Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 365 })))

const Reminders = Schema.Struct({
  /** That value ends, so many days before it does. Absent: they are not reminded. */
  expiryDays: daysBefore,
  /** That a dormancy fee comes unless the card is used, so many days before. Absent: they are not reminded. */
  feeDays: daysBefore,
  /** That a card with value on it becomes dormant unless it is used, so many days before. Absent: they are not reminded. */
  dormantDays: daysBefore,
  /** The days on which they are congratulated: `birthday`, or `fields.` with a field of theirs. Absent: none. */
  anniversaries: Schema.optionalKey(Schema.Array(Schema.String))
})

export const Program = Schema.Struct({
  id: ProgramId,
  version: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  /** `registered` cards have a holder; `bearer` cards and `voucher`s belong to whoever holds them. */
  kind: Schema.Literals(["registered", "bearer", "voucher"]),
  asset: Asset,
  /** The legal entity that owes the value. Absent: the tenant's head office. */
  issuer: Schema.optionalKey(OwnerId),
  /** Absent: cards are not minted, every `Issue` names its card. */
  numbering: Schema.optionalKey(Numbering),
  cardTypes: Schema.optionalKey(Schema.Array(CardType)),
  /**
   * The groups of terminals that know cards of the program; at a terminal of another group, or of none, such a card is
   * unknown. What names no terminal, as web shops and offices do, is not bound by it. Absent: all terminals do.
   */
  terminalGroups: Schema.optionalKey(Schema.Array(Schema.String).check(Schema.isMinLength(1))),
  /** How long the card (not its value) is accepted. Absent: for ever. */
  cardValidity: Schema.optionalKey(Span),
  /** Of money. Empty: the program has points alone. */
  subWallets: Schema.Array(SubWalletRule),
  /** Absent: no points. */
  points: Schema.optionalKey(PointsTerms),
  /** The sub-wallet that merchandise credit goes to. Absent: the one whose funding class is `refund`. */
  refundSubWallet: Schema.optionalKey(SubWalletId),
  offers: Schema.optionalKey(Schema.Array(LoadOffer)),
  /** What is taken off list prices, where a till asks for it (`prices: "list"`). Absent: nothing. */
  discounts: Schema.optionalKey(Schema.Array(Discount)),
  /** Absent: a card keeps the type that it was issued with. */
  tiers: Schema.optionalKey(Tiers),
  /** Absent: none are granted. */
  vouchers: Schema.optionalKey(Schema.Array(Voucher)),
  limits: Schema.optionalKey(Schema.Array(Limit)),
  holds: Schema.optionalKey(
    Schema.Struct({
      /** How old a hold may grow, extensions included. Absent: 7 days. */
      expireAfter: Schema.optionalKey(Age),
      /** How much more than held a capture may take, in percent of the hold. Absent: 0. */
      tolerancePercent: Schema.optionalKey(percent)
    })
  ),
  pendingLoads: Schema.optionalKey(
    Schema.Struct({
      /** For how long a load waits for its payment. Absent: 24 hours. */
      expireAfter: Schema.optionalKey(Age)
    })
  ),
  /** Absent: a card never becomes dormant. */
  dormancy: Schema.optionalKey(Dormancy),
  /** When value that nobody claims is owed to the state; presets may say it too. Absent: only as they say. */
  escheat: Schema.optionalKey(EscheatTerms),
  /** When value that will never be used is income before it ends. Absent: when it ends, as the books post it. */
  breakage: Schema.optionalKey(BreakageTerms),
  /** What the value is to value added tax. Absent: no report says anything of it. */
  vat: Schema.optionalKey(VatTerms),
  /** Absent: a grace lot of 30 days. */
  refundAfterExpiry: Schema.optionalKey(RefundAfterExpiry),
  /** The remainder may be paid out when it is below (`below`) or not above (`atMost`) a threshold. Absent: any. */
  cashOut: Schema.optionalKey(
    Schema.Union([Schema.Struct({ below: Amount }), Schema.Struct({ atMost: Amount })])
  ),
  /** Until when an operation may be reversed. Absent: `businessDay`, the outlet's trading day. */
  reversal: Schema.optionalKey(
    Schema.Union([Schema.Literal("businessDay"), Schema.Struct({ days: Schema.Natural })])
  ),
  /**
   * Laws that bound the program beside its own limits: ids of presets that come with the product, or presets of the
   * retailer's own. Each counts from its day on, and only for programs of its currency and kinds.
   */
  presets: Schema.optionalKey(Schema.Array(Schema.Union([Schema.String, Preset]))),
  /** Absent: nobody is ever asked for a PIN. */
  verification: Schema.optionalKey(VerificationTerms),
  /** A holder is told when a purchase leaves less than this, in minor units of the asset. Absent: nobody is told. */
  lowBalance: Schema.optionalKey(Amount),
  /** What holders are reminded of by the job that calls `remind`. Absent: of nothing. */
  reminders: Schema.optionalKey(Reminders),
  capabilities: Schema.optionalKey(Capabilities)
})
export type Program = typeof Program.Type

const registered = {
  load: true,
  reportLost: true,
  replace: true,
  cashOut: false,
  transfer: true,
  convert: false,
  unlinkedRefund: true
}
const bearer = { ...registered, load: false, reportLost: false, replace: false, convert: true }
const voucher = { ...bearer, transfer: false, convert: false, unlinkedRefund: false }
const defaults = { registered, bearer, voucher }

/**
 * Whether the program allows something at all. By default a registered card can be loaded, reported lost and replaced;
 * a bearer card cannot, but can be converted to a registered one; a voucher is only issued and used. Cash-out is off.
 */
export const allows = (program: Program, capability: Capability): boolean =>
  program.capabilities?.[capability] ?? defaults[program.kind][capability]

/** Whether cards of the program are cards at all to a terminal of a group. */
export const isKnownIn = ({ terminalGroups }: Program, group: string | undefined): boolean =>
  isListed(terminalGroups, group)

/** The rule class of a sub-wallet. */
export const subWalletOf = (program: Program, id: SubWalletId): SubWalletRule | undefined =>
  program.subWallets.find((rule) => rule.id === id) ??
  (program.points?.subWallet.id === id ? program.points.subWallet : undefined)

/** The rule classes of the wallet of an asset; none where the program has nothing of it any more. */
export const subWalletsIn = (program: Program, asset: string): ReadonlyArray<SubWalletRule> => {
  if (program.points?.asset.code === asset) return [program.points.subWallet]
  return program.asset.code === asset ? program.subWallets : []
}

/** The terms of a card type. */
export const cardTypeOf = (program: Program, id: string | undefined): CardType | undefined =>
  program.cardTypes?.find((type) => type.id === id)

/** The sub-wallet that a load goes to when it names none: the paid one that is drawn last. Nothing: the program is of points alone. */
export const mainSubWallet = ({ subWallets }: Program): SubWalletRule | undefined =>
  subWallets.findLast(({ funding }) => funding === "paid") ?? subWallets.at(-1)

/** The sub-wallet that merchandise credit goes to. */
export const refundSubWallet = (program: Program): SubWalletRule | undefined =>
  program.refundSubWallet === undefined
    ? program.subWallets.find((rule) => rule.funding === "refund")
    : subWalletOf(program, program.refundSubWallet)

const minute = 60_000

/** Calendar months and years, days of 24 hours. */
const endOfAge = (age: typeof Age.Type, zone: Zone, from: Instant): Instant => {
  if ("minutes" in age) return from + age.minutes * minute
  if ("hours" in age) return from + age.hours * 60 * minute
  if ("days" in age) return from + age.days * 1440 * minute
  return localInstant(zone, plusSpan(localDate(zone, from), age), minuteOfDay(zone, from))
}

/** The last instant at which a hold placed at an instant may end. */
export const latestHoldEnd = (program: Program, zone: Zone, placedAt: Instant): Instant =>
  endOfAge(program.holds?.expireAfter ?? { days: 7 }, zone, placedAt)

/** The instant at which a load that is asked for at an instant waits no longer for its payment. */
export const pendingLoadEnd = (program: Program, zone: Zone, askedAt: Instant): Instant =>
  endOfAge(program.pendingLoads?.expireAfter ?? { hours: 24 }, zone, askedAt)
