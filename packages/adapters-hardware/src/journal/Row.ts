/**
 * A line of a terminal's journal: what it was about to do with a card, what became of it, signed and chained to the line before.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { textHash } from "../crypto/Signed.ts"

const Hex = (bytes: number) =>
  Schema.String.check(
    Schema.isPattern(new RegExp(`^([0-9a-f]{2}){${bytes}}$`), { expected: `${bytes} bytes in hexadecimal` })
  )
/** Four bytes are a UID of MIFARE Classic alone. */
const Uid = Schema.String.check(
  Schema.isPattern(/^(?:[0-9a-f]{8}|[0-9a-f]{14})$/, { expected: "4 or 7 bytes in hexadecimal" })
)
const Count = (most: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: most }))
const Minor = Schema.BigIntFromString.check(Schema.isBetweenBigInt({ minimum: 0n, maximum: 0x7fffffffn }))
const Short = Schema.String.check(Schema.isMaxLength(128))

/** Written before the commit: all that is needed to know later what was done. Its sequence is the asker's. */
export const IntentEntry = Schema.Struct({
  kind: Schema.Literal("intent"),
  /** `classic`: a sale on MIFARE Classic, whose counter is its `tmcBefore`. */
  of: Schema.Literals(["purchase", "void", "block", "classic"]),
  uid: Uid,
  purse: Hex(8),
  tmcBefore: Count(0xfffffffe),
  main: Minor,
  gift: Minor,
  currency: Schema.String.check(Schema.isPattern(/^[A-Z0-9]{3,12}$/)),
  /** The input of the card's MAC, in hexadecimal; at most 1 KiB. Of MIFARE Classic: both copies. */
  input: Schema.String.check(Schema.isPattern(/^([0-9a-f]{2}){16,1024}$/)),
  /** The till's own name of the sale. */
  sale: Schema.optionalKey(Short),
  /** Of a void: the sequence of the sale that it undoes. */
  sequenceOfSale: Schema.optionalKey(Count(2 ** 48 - 1)),
  mandate: Short,
  hotlist: Count(0xffffffff)
})
export type IntentEntry = typeof IntentEntry.Type

/** The card has done it. Without `tmv` it was seen in the card's log, after other transactions. */
const DoneEntry = Schema.Struct({
  kind: Schema.Literal("done"),
  sequence: Count(2 ** 48 - 1),
  tmc: Count(0xffffffff),
  tmv: Schema.optionalKey(Hex(8))
})

/** The card has not done it, and never will. */
const NotDoneEntry = Schema.Struct({ kind: Schema.Literal("notDone"), sequence: Count(2 ** 48 - 1) })

/** A card was on the hotlist. */
const HotlistHit = Schema.Struct({
  kind: Schema.Literal("hotlistHit"),
  uid: Uid,
  purse: Hex(8),
  hotlist: Count(0xffffffff)
})

export const Entry = Schema.Union([IntentEntry, DoneEntry, NotDoneEntry, HotlistHit])
export type Entry = typeof Entry.Type

export const Row = Schema.Struct({
  v: Schema.Literal(1),
  group: Count(0xffffffff),
  terminal: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 0xffffffff })),
  epoch: Count(0xffff),
  sequence: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 2 ** 48 - 1 })),
  /** The hash of the line before; of the first line of an epoch, zeros. */
  before: Hex(32),
  /** Milliseconds since 1970 by the terminal's clock. */
  at: Count(2 ** 52),
  /** Milliseconds that the terminal has been running, by a clock that nobody sets. */
  running: Count(2 ** 52),
  /** `suspect`: the clock stood behind an earlier line. */
  clock: Schema.Literals(["good", "suspect"]),
  operator: Schema.optionalKey(Short),
  entry: Entry
})
export type Row = typeof Row.Type

/** What stands before the first line. */
export const beginning = "0".repeat(64)

const encode = Schema.encodeSync(Row)
const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Row))

/** The line as it is signed and hashed: JSON. */
export const rowText = (row: Row): string => JSON.stringify(encode(row))

/** Reads a line. Nothing where a field is missing, is more than there are, or is not what it should be. */
export const readRow = (text: string): Row | undefined => {
  const read = decode(text, { onExcessProperty: "error" })
  return Result.isSuccess(read) ? read.success : undefined
}

export const rowHash = textHash
