/**
 * What a till and its office say to each other, as it goes over a line: JSON, with amounts as decimal digits and bytes as
 * hexadecimal. While a card is loaded the office asks the till to hand bytes to it, and has no other way to a card.
 *
 * @module
 */
import { Money } from "./Money.ts"
import * as Schema from "effect/Schema"

const Signed = Schema.Struct({ text: Schema.String, signature: Schema.String })

/** What a till asks its office. */
export const Question = Schema.Union([
  /** Who am I to you: answered with the purchase key of the group and with who signs mandates. */
  Schema.Struct({
    kind: Schema.Literal("enrol"),
    terminal: Schema.Int,
    epoch: Schema.Int,
    publicKey: Schema.String
  }),
  Schema.Struct({ kind: Schema.Literal("terms"), terminal: Schema.Int, epoch: Schema.Int }),
  /** A purse is made of the card that lies on the till's reader. */
  Schema.Struct({ kind: Schema.Literal("issue") }),
  Schema.Struct({ kind: Schema.Literal("load"), purse: Schema.String, main: Money, gift: Money }),
  Schema.Struct({
    kind: Schema.Literal("receive"),
    terminal: Schema.Int,
    epoch: Schema.Int,
    lines: Schema.Array(Signed)
  }),
  /** A card was reported lost. `digits`: the end of the purse's number, as it is on receipts. */
  Schema.Struct({ kind: Schema.Literal("lost"), digits: Schema.String }),
  Schema.Struct({ kind: Schema.Literal("ledger") })
])
export type Question = typeof Question.Type

/** What the office has in its ledger of one card. */
export const InLedger = Schema.Struct({
  purse: Schema.String,
  main: Money,
  gift: Money,
  /** Oldest first. */
  operations: Schema.Array(Schema.Struct({ verb: Schema.String, at: Schema.Int, amount: Money })),
  /** Loads and sales whose end nobody knows yet. */
  waiting: Schema.Int
})
export type InLedger = typeof InLedger.Type

export const Answer = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("enrolled"), purchaseMaster: Schema.String, office: Schema.String }),
  Schema.Struct({ kind: Schema.Literal("terms"), mandate: Signed, hotlist: Signed }),
  Schema.Struct({ kind: Schema.Literal("issued"), purse: Schema.String }),
  Schema.Struct({ kind: Schema.Literal("listed"), purse: Schema.String }),
  Schema.Struct({ kind: Schema.Literal("loaded"), order: Schema.Int, tmc: Schema.Int }),
  Schema.Struct({
    kind: Schema.Literal("received"),
    accepted: Schema.Int,
    duplicates: Schema.Int,
    others: Schema.Array(Schema.String),
    acknowledged: Schema.optionalKey(Schema.Struct({ sequence: Schema.Int, head: Schema.String })),
    /** What became of sales that the till knows no end of. */
    ended: Schema.Array(
      Schema.Struct({
        sequence: Schema.Int,
        became: Schema.Literals(["done", "notDone"]),
        tmc: Schema.Int
      })
    )
  }),
  Schema.Struct({ kind: Schema.Literal("ledger"), cards: Schema.Array(InLedger) }),
  /** It was not done, or nobody knows; the sentence says which. */
  Schema.Struct({ kind: Schema.Literal("refused"), why: Schema.String })
])
export type Answer = typeof Answer.Type

/** From the till. `at`: its time, in a demonstration whose clock is set. */
const FromTill = Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("ask"),
    id: Schema.Int,
    at: Schema.optionalKey(Schema.Int),
    question: Question
  }),
  Schema.Struct({ kind: Schema.Literal("heard"), id: Schema.Int, bytes: Schema.optionalKey(Schema.String) })
])

const FromOffice = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("ready") }),
  Schema.Struct({ kind: Schema.Literal("answer"), id: Schema.Int, answer: Answer }),
  Schema.Struct({
    kind: Schema.Literal("transmit"),
    id: Schema.Int,
    bytes: Schema.String,
    does: Schema.Literals(["none", "pending", "lasting"])
  })
])
export type FromOffice = typeof FromOffice.Type

export const readFromTill = Schema.decodeUnknownSync(Schema.fromJsonString(FromTill))
export const writeFromTill = Schema.encodeSync(Schema.fromJsonString(FromTill))
export const readFromOffice = Schema.decodeUnknownSync(Schema.fromJsonString(FromOffice))
export const writeFromOffice = Schema.encodeSync(Schema.fromJsonString(FromOffice))

export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")
export const fromHex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"))
