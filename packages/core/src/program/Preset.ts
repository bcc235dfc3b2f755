/**
 * Policy presets: what a law asks of a program, as dated data with its sources. They bound a program beside its own
 * limits; they are no legal advice.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import type { Instant } from "../values/Instant.ts"
import { dateText, DateText, localDate, type Zone } from "../values/Zone.ts"
import { Activity } from "./Dormancy.ts"
import { EscheatTerms } from "./Escheat.ts"
import { LimitedVerb, Per } from "./Limit.ts"
import { Channel } from "./SpendRule.ts"

const optional = Schema.optionalKey

/** How long paid value must at least be usable, or that it must not end at all. */
const LeastValidity = Schema.Union([
  Schema.Literal("noExpiry"),
  Schema.Struct({
    years: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
    /** With each load the years of all paid value begin anew. Absent: each load has its own. */
    from: optional(Schema.Literal("lastLoad"))
  })
])

/** A largest amount: per operation or period, on all channels or some. */
const Cap = Schema.Struct({
  verb: LimitedVerb,
  per: Per,
  amount: Amount,
  channels: optional(Schema.Array(Channel))
})

/**
 * What a fee for not using a card is bound to: forbidden, or only under all of these. That no calendar month sees two need
 * not be asked: none does where a card sleeps after a month or more.
 */
const FeeRule = Schema.Union([
  Schema.Literal("forbidden"),
  Schema.Struct({
    /** For how long the card was not used before. */
    notBefore: Schema.Struct({ months: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)) }),
    amountAtMost: optional(Amount),
    /** Only while the card holds no more than this. */
    balanceAtMost: optional(Amount),
    /** Only on cards that can be loaded again. */
    reloadable: optional(Schema.Boolean),
    /** What counts as use, beside what a program counts. */
    endsWith: optional(Schema.Array(Activity))
  })
])
export type FeeRule = typeof FeeRule.Type

/** What a law asks; amounts in minor units of the preset's currency. What is absent is not asked. */
const Rules = Schema.Struct({
  validity: optional(LeastValidity),
  fee: optional(FeeRule),
  /** The most that an account may hold. */
  balanceAtMost: optional(Amount),
  caps: optional(Schema.Array(Cap)),
  /** The holder may have the rest paid out when it is below, or not above, an amount, whatever the program says. */
  cashOut: optional(Schema.Union([Schema.Struct({ below: Amount }), Schema.Struct({ atMost: Amount })])),
  /** A purchase from this amount on needs a holder who is known; of bearer cards and vouchers, a buyer. */
  identityFrom: optional(Amount),
  /** A purchase from this amount on is not paid in cash, whoever pays or by who does. */
  noCashFrom: optional(Schema.Union([Amount, Schema.Struct({ person: Amount, organisation: Amount })])),
  /** When value that nobody claims is owed to the state. */
  escheat: optional(EscheatTerms),
  /** Loaded again: never. */
  notReloadable: optional(Schema.Boolean),
  /** Above so much unused value of all cards at a base date (`MM-DD`), a share of it in percent is to be deposited. */
  deposit: optional(
    Schema.Struct({
      above: Amount,
      percent: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 })),
      dates: Schema.Array(Schema.String)
    })
  )
})
export type LawRules = typeof Rules.Type

export const Preset = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  jurisdiction: Schema.String,
  currency: AssetCode,
  /** Kinds of programs that it is about. */
  kinds: Schema.Array(Schema.Literals(["registered", "bearer", "voucher"])),
  effectiveFrom: DateText,
  /** The last day. Absent: no end is known. */
  effectiveTo: optional(DateText),
  /** When the sources were last read. */
  checkedOn: DateText,
  certainty: Schema.Literals(["high", "medium", "low"]),
  sources: Schema.Array(Schema.String),
  rules: Rules
})
export type Preset = typeof Preset.Type

/** Whether a preset is in force on the day of an instant. */
export const isInForce = (
  { effectiveFrom, effectiveTo }: Pick<Preset, "effectiveFrom" | "effectiveTo">,
  zone: Zone,
  at: Instant
): boolean => {
  const today = dateText(localDate(zone, at))
  return effectiveFrom <= today && (effectiveTo === undefined || today <= effectiveTo)
}
