/**
 * What the office keeps in its archive, as it is written there.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const Whole = Schema.Int
const Minor = Schema.BigIntFromString

const Order = Schema.Struct({
  sequence: Whole,
  main: Minor,
  gift: Minor,
  source: Schema.Union([
    Schema.Struct({
      kind: Schema.Literal("paid"),
      tender: Schema.Struct({ kind: Schema.String, reference: Schema.optionalKey(Schema.String) })
    }),
    Schema.Struct({ kind: Schema.Literal("carried") })
  ])
})

const Told = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("issued"), uid: Schema.String, purse: Schema.String }),
  Schema.Struct({
    kind: Schema.Literal("enrolled"),
    terminal: Whole,
    epoch: Whole,
    publicKey: Schema.String
  }),
  Schema.Struct({
    kind: Schema.Literal("line"),
    terminal: Whole,
    epoch: Whole,
    text: Schema.String,
    signature: Schema.String
  }),
  /** A load is about to be committed. */
  Schema.Struct({
    kind: Schema.Literal("loading"),
    uid: Schema.String,
    purse: Schema.String,
    tmcBefore: Whole,
    input: Schema.String,
    at: Whole,
    order: Order
  }),
  Schema.Struct({ kind: Schema.Literal("loaded"), sequence: Whole, tmc: Whole, tmv: Schema.String }),
  /** A mandate, with the signature that was checked when it came. */
  Schema.Struct({ kind: Schema.Literal("mandate"), text: Schema.String, signature: Schema.String }),
  Schema.Struct({ kind: Schema.Literal("revoked"), mandate: Schema.String }),
  /** A list of cards, or what changed on it, with the signature that was checked when it came. */
  Schema.Struct({ kind: Schema.Literal("hotlist"), text: Schema.String, signature: Schema.String }),
  /** What a person said of a sale that was withheld. */
  Schema.Struct({
    kind: Schema.Literal("ruled"),
    key: Schema.String,
    as: Schema.Literals(["pay", "refuse"]),
    by: Schema.String.check(Schema.isMinLength(1))
  }),
  /** Somebody posts again what the ledger has declined. */
  Schema.Struct({
    kind: Schema.Literal("again"),
    key: Schema.String,
    by: Schema.String.check(Schema.isMinLength(1))
  }),
  /** What the program bears, in its own words, and who said so: the payment by MIFARE Classic without the ledger. */
  Schema.Struct({
    kind: Schema.Literal("classicAccepted"),
    risk: Schema.String,
    acceptedBy: Schema.String,
    acceptedOn: Schema.String,
    balanceAtMost: Minor,
    tapsAtMost: Whole
  }),
  /** A MIFARE Classic float; what the office has read on it, and what it is about to write, which may last or not. */
  Schema.Struct({ kind: Schema.Literal("classicIssued"), purse: Schema.String }),
  Schema.Struct({
    kind: Schema.Literals(["classicSeen", "classicOffered"]),
    purse: Schema.String,
    counter: Whole,
    balance: Minor,
    tapsLeft: Whole,
    /** Absent: of floats before they ended. */
    until: Schema.optionalKey(Whole),
    writer: Whole
  }),
  /** An operation of the ledger that has its answer; `declined`: which. `exceptions`: what people have to look at. */
  Schema.Struct({
    kind: Schema.Literal("posted"),
    key: Schema.String,
    declined: Schema.optionalKey(Schema.String),
    exceptions: Schema.optionalKey(Schema.Array(Schema.String))
  })
])
export type Told = typeof Told.Type

const encode = Schema.encodeSync(Schema.fromJsonString(Told))
const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Told))

export const toldText = (told: Told): string => encode(told)

/** Nothing where an archive holds what no office wrote. */
export const readTold = (text: string): Told | undefined => {
  const read = decode(text)
  return Result.isSuccess(read) ? read.success : undefined
}
