/**
 * Whether MIFARE Classic may pay without the ledger: only where the program has said in writing that it knows what that means.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Mandate } from "../../purse/Mandate.ts"

/** The sentence that is to be signed, word for word. */
export const classicRisk =
  "MIFARE Classic was broken in 2008: cards of it can be copied and put back, and value on them can be spent twice. We bear what is lost by it."

/** What a program has to say before its Classic cards pay offline. */
export const ClassicAcceptance = Schema.Struct({
  risk: Schema.Literal(classicRisk),
  /** Who signed it, and on which day (yyyy-mm-dd). */
  acceptedBy: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(128)),
  acceptedOn: Schema.String.check(Schema.isPattern(/^\d{4}-\d{2}-\d{2}$/, { expected: "a day, yyyy-mm-dd" })),
  /** The most that a card may hold, in minor units, and how often it may pay between two contacts with the ledger. */
  balanceAtMost: Schema.BigInt.check(Schema.isBetweenBigInt({ minimum: 1n, maximum: 5_000n })),
  tapsAtMost: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 }))
})
export type ClassicAcceptance = typeof ClassicAcceptance.Type

const decode = Schema.decodeUnknownResult(ClassicAcceptance)

/** Reads an acceptance. What is not word for word is none; the error names the field. */
export const readClassicAcceptance = (sent: unknown): Result.Result<ClassicAcceptance, string> =>
  Result.mapError(decode(sent, { onExcessProperty: "error" }), String)

/** An acceptance that was read before it was kept. Nothing where the kept text is none any more. */
export const acceptanceIn = ({
  acceptedBy,
  acceptedOn,
  balanceAtMost,
  risk,
  tapsAtMost
}: Omit<ClassicAcceptance, "risk"> & { readonly risk: string }): ClassicAcceptance | undefined =>
  Result.getOrUndefined(decode({ risk, acceptedBy, acceptedOn, balanceAtMost, tapsAtMost }))

/** Whether a terminal may take a Classic card's value now. As an identifier, with the ledger at hand, it is always good. */
export const mayPayClassic = (mandate: Mandate | undefined): boolean => mandate?.acceptsClassic === true
