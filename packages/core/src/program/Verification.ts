/**
 * Verification of the cardholder: from which amount on a PIN is asked for, and how many wrong ones are taken.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { Channel } from "./SpendRule.ts"

/** Above how many minor units of one operation a PIN is needed; `never` and `always` say themselves. */
const Above = Schema.Union([Amount, Schema.Literals(["never", "always"])])

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** Codes that are sent to the holder, and taken once where the PIN is asked for. */
const OneTimeCodeTerms = Schema.Struct({
  /** How many digits a code has. Absent: 6. */
  digits: Schema.optionalKey(between(6, 8)),
  /** How many minutes a code lives. Absent: 5. */
  minutes: Schema.optionalKey(between(1, 60)),
  /** How many wrong codes are taken before it is void, and no other may be asked for during `lockMinutes`. Absent: 3. */
  tries: Schema.optionalKey(between(1, 5)),
  /** How many seconds after one another may be asked for. Absent: 60. */
  everySeconds: Schema.optionalKey(between(10, 3600)),
  /** Where the code is asked for in place of the PIN, which is not taken there. Absent: nowhere, the PIN or a code is taken. */
  channels: Schema.optionalKey(Schema.Array(Channel))
})
type OneTimeCodeTerms = typeof OneTimeCodeTerms.Type

export const VerificationTerms = Schema.Struct({
  /** Up to this amount nothing is asked for, above it the PIN. */
  pinAbove: Above,
  /** Where it is otherwise: a terminal that is watched may ask later, a web shop always. */
  channels: Schema.optionalKey(Schema.Array(Schema.Struct({ channel: Channel, pinAbove: Above }))),
  /**
   * Above how many minor units of one operation it is needed where no card was read or typed, but the account found by what is
   * known of the holder; on every channel, beside what is asked for there. Absent: as with a card.
   */
  withoutCard: Schema.optionalKey(Above),
  /** How many wrong PINs in a row are taken. Absent: 5. */
  tries: Schema.optionalKey(between(1, 10)),
  /** For how many minutes the PIN is locked then. Absent: 30. */
  lockMinutes: Schema.optionalKey(between(1, 100_000)),
  /** Absent: no codes are sent. */
  oneTimeCode: Schema.optionalKey(OneTimeCodeTerms)
})
export type VerificationTerms = typeof VerificationTerms.Type

/** How one-time codes are made and taken, with every default. */
export interface OneTimeCodes extends Required<OneTimeCodeTerms> {
  readonly lockMinutes: number
}

/** The terms of one-time codes with every default; `undefined` where no codes are sent. */
export const oneTimeCodeTerms = (terms: VerificationTerms | undefined): OneTimeCodes | undefined =>
  terms?.oneTimeCode && {
    digits: terms.oneTimeCode.digits ?? 6,
    minutes: terms.oneTimeCode.minutes ?? 5,
    tries: terms.oneTimeCode.tries ?? 3,
    everySeconds: terms.oneTimeCode.everySeconds ?? 60,
    channels: terms.oneTimeCode.channels ?? [],
    lockMinutes: terms.lockMinutes ?? pinDefaults.lockMinutes
  }

/** How many wrong PINs are taken, and for how many minutes it is locked then. */
export const pinDefaults = { tries: 5, lockMinutes: 30 }

/** After so many wrong PINs in all, however long it took, only staff can unlock it (NIST SP 800-63B, 5.2.2). */
export const mostTries = 100

/** How an operation is asked for, as far as it decides whether a PIN is needed. */
export interface Asking {
  readonly channel: Channel | undefined
  /** Whether a card was read or typed for it. */
  readonly hasCard: boolean
}

const isAbove = (amount: bigint, above: typeof Above.Type): boolean =>
  typeof above === "bigint" ? amount > above : above === "always"

/** Whether a PIN is needed for an amount: on this channel, or because there is no card. */
export const needsPin = (
  { channels, pinAbove, withoutCard = "never" }: VerificationTerms,
  { channel, hasCard }: Asking,
  amount: bigint
): boolean =>
  isAbove(amount, channels?.find((one) => one.channel === channel)?.pinAbove ?? pinAbove) ||
  (!hasCard && isAbove(amount, withoutCard))
