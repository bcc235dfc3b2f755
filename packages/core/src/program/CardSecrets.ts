/**
 * Card secrets: digits on a card that cannot be computed from its number, so that who knows the number has not seen the card.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Channel, isListed } from "./SpendRule.ts"

/** Where the digits stand: each has digits of its own, so that a photograph of a card does not make a magnetic stripe. */
export const SecretPlace = Schema.Literals(["magstripe", "printed", "virtual"])
export type SecretPlace = typeof SecretPlace.Type

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

export const CardSecretTerms = Schema.Struct({
  /** A guess is right once in 10 to the power of so many. */
  digits: between(3, 8),
  /** Where a holder who spends with a card must say them. Absent: everywhere. */
  channels: Schema.optionalKey(Schema.Array(Channel)),
  /** How many wrong ones of a number are taken in a row. Absent: 5. */
  tries: Schema.optionalKey(between(1, 10)),
  /** For how many minutes none is taken then. Absent: 30. */
  lockMinutes: Schema.optionalKey(between(1, 100_000))
})
export type CardSecretTerms = typeof CardSecretTerms.Type

/** How many wrong ones are taken, and for how long none is. */
export const secretTries = (terms: CardSecretTerms) => ({
  tries: terms.tries ?? 5,
  lockMinutes: terms.lockMinutes ?? 30
})

/** Whether a card must come with its digits on a channel. */
export const needsSecret = (terms: CardSecretTerms | undefined, channel: Channel | undefined): boolean =>
  terms !== undefined && isListed(terms.channels, channel)
