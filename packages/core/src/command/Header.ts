/**
 * The fields that every command has: who asks, where, when, and under which key.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { SecretPlace } from "../program/CardSecrets.ts"
import { Channel } from "../program/SpendRule.ts"
import { Amount } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { CardNumber } from "../values/CardNumber.ts"
import {
  AccountId,
  HoldId,
  Key,
  OperationId,
  OperatorId,
  OutletId,
  TerminalId,
  LotId
} from "../values/Ids.ts"
import { InstantText } from "../values/Instant.ts"
import { Text } from "../values/Text.ts"
import { DateText } from "../values/Zone.ts"

export { Text }

const secret = (label: string) =>
  Schema.RedactedFromValue(
    Schema.String.check(Schema.isPattern(/^[0-9A-Za-z]{3,16}$/, { expected: "3–16 letters or digits" })),
    { label }
  )

/** Free pairs of the caller's own: at most 50, names of at most 40 characters, values of at most 500. */
const Metadata = Schema.Record(
  Schema.String.check(
    Schema.isPattern(/^[A-Za-z0-9][A-Za-z0-9 ._:-]{0,39}$/, {
      expected: "a name of 1–40 characters of A-Z a-z 0-9 . _ : - or space, beginning with a letter or digit"
    })
  ),
  Text(500)
).check(
  Schema.makeFilter((pairs: object) => Object.keys(pairs).length <= 50, { expected: "at most 50 pairs" })
)

export const header = {
  /** Idempotency key. */
  key: Key,
  /** When it happened by the till's clock. Stored, not trusted. Absent: now. */
  at: Schema.optionalKey(InstantText),
  outlet: Schema.optionalKey(OutletId),
  terminal: Schema.optionalKey(TerminalId),
  operator: Schema.optionalKey(OperatorId),
  shift: Schema.optionalKey(Text(64)),
  businessDate: Schema.optionalKey(DateText),
  channel: Schema.optionalKey(Channel),
  /** Card number or token as read or typed. A verb on `card` acts on that card. */
  card: Schema.optionalKey(CardNumber),
  /** The account's id. A verb on `account` acts on everything behind it. */
  account: Schema.optionalKey(AccountId),
  /** Never stored, never echoed. */
  pin: Schema.optionalKey(secret("pin")),
  oneTimeCode: Schema.optionalKey(secret("one-time code")),
  authorizationCode: Schema.optionalKey(secret("authorization code")),
  /** The secret digits of `card`, as they were typed or read from it. */
  cardSecret: Schema.optionalKey(secret("card secret")),
  /** Where on the card they were. Absent: `printed`. */
  secretFrom: Schema.optionalKey(SecretPlace),
  reference: Schema.optionalKey(Text(128)),
  metadata: Schema.optionalKey(Metadata)
}

/** Why a member of staff did it: 1–128 characters. */
export const Reason = Text(128).check(Schema.isMinLength(1))

/** An amount and its currency, which picks the wallet. */
export const money = { amount: Amount, currency: AssetCode }

/**
 * `list`: amounts are list prices, and the program's discounts are taken off them. `net`: they are what is to be paid.
 * Absent: `net`.
 */
export const prices = { prices: Schema.optionalKey(Schema.Literals(["list", "net"])) }

/**
 * When it counts, where that is earlier than it is recorded: a sale on a slip of paper, a load that was forgotten. Whoever
 * does it needs the right `BackDate`; how far back it may lie is said by the tenant, and never before the end of the
 * closed books. Absent: when it is recorded.
 */
export const backDated = { effectiveAt: Schema.optionalKey(InstantText) }

/** The vouchers that pay first, by their lots, as the receipt that granted them or a `Balance` with lots names them. */
export const vouchers = {
  vouchers: Schema.optionalKey(Schema.Array(LotId).check(Schema.isMinLength(1), Schema.isMaxLength(50)))
}

/** An amount that may be left out: what the verb then means stands with the verb. */
export const perhapsMoney = { amount: Schema.optionalKey(Amount), currency: Schema.optionalKey(AssetCode) }

/** An earlier operation, by its id or by the caller's own key for it. */
export const original = { original: Schema.optionalKey(OperationId), originalKey: Schema.optionalKey(Key) }

/** A hold, by its id or by the caller's own key of the `Hold` command, for a till that lost the answer. */
export const hold = { hold: Schema.optionalKey(HoldId), holdKey: Schema.optionalKey(Key) }

type Fields = Readonly<Record<string, unknown>>

const missing = (name: string, why: string): Schema.FilterIssue => ({
  path: [name],
  issue: `Expected ${why}`
})

/** Exactly one of two fields is there. */
export const exactlyOne = (one: string, other: string) =>
  Schema.makeFilter((sent: Fields) =>
    (sent[one] === undefined) === (sent[other] === undefined)
      ? missing(sent[one] === undefined ? one : other, `exactly one of ${one} and ${other}`)
      : undefined
  )

/** A field of every command that this one has no use for. */
export const without = (name: string, why: string) =>
  Schema.makeFilter((sent: Fields) =>
    sent[name] === undefined ? undefined : missing(name, `no ${name}: ${why}`)
  )

/** Somebody does it in person. */
export const needsOperator = Schema.makeFilter((sent: Fields) =>
  sent["operator"] === undefined ? missing("operator", "the operator who does it") : undefined
)

/** Not both of two fields are there. */
export const notBoth = (one: string, other: string) =>
  Schema.makeFilter((sent: Fields) =>
    sent[one] !== undefined && sent[other] !== undefined
      ? missing(other, `at most one of ${one} and ${other}`)
      : undefined
  )

/** A field comes only together with another. */
export const needs = (one: string, other: string) =>
  Schema.makeFilter((sent: Fields) =>
    sent[one] !== undefined && sent[other] === undefined
      ? missing(other, `${other} wherever there is ${one}`)
      : undefined
  )

/** Money moves: the outlet is named, or the terminal whose outlet it is. */
export const needsOutlet = Schema.makeFilter((sent: Fields) =>
  sent["outlet"] === undefined && sent["terminal"] === undefined
    ? missing("outlet", "the outlet where money moves, or its terminal")
    : undefined
)

/** Money moves when there is an amount, or a card type's own is paid: then the outlet is named, or the terminal whose outlet it is. */
export const needsOutletForAmount = Schema.makeFilter((sent: Fields) =>
  (sent["amount"] !== undefined || sent["tender"] !== undefined) &&
  sent["outlet"] === undefined &&
  sent["terminal"] === undefined
    ? missing("outlet", "the outlet where money moves, or its terminal")
    : undefined
)

interface Basket {
  readonly amount?: bigint
  readonly paid?: bigint
  readonly lines?: ReadonlyArray<{ readonly amount: bigint }>
}

/** The lines of a basket add up to a field. */
export const linesAddUpTo = (name: "amount" | "paid") =>
  Schema.makeFilter((sent: Basket) =>
    sent.lines !== undefined && sent[name] !== sent.lines.reduce((sum, line) => sum + line.amount, 0n)
      ? missing("lines", name === "amount" ? "lines that add up to the amount" : "lines that add up to paid")
      : undefined
  )

/** The lines of a basket add up to the amount. */
export const linesAddUp = linesAddUpTo("amount")

/** The whole basket is worth at least what of it is paid here. */
export const basketHoldsAmount = Schema.makeFilter(
  (sent: { readonly amount: bigint; readonly basket?: bigint }) =>
    sent.basket !== undefined && sent.basket < sent.amount
      ? missing("basket", "a basket worth at least the amount")
      : undefined
)
