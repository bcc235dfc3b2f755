/**
 * A small float on MIFARE Classic: two copies in one sector, of which the newest valid one counts. The ledger is the balance
 * of record: whatever is on such a card can be copied back, and no code on it can prevent that.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { refuse, type Script } from "../../apdu/Script.ts"
import { Aes } from "../../crypto/Aes.ts"
import { type Bytes, bytes, concat, isEqual, little, readLittle } from "../../crypto/bytes.ts"
import { diversified } from "../../crypto/diversify.ts"
import { type Asker, askerBytes, minuteOf } from "../../purse/records.ts"
import { accessBytes, ofPurse } from "./accessBits.ts"
import { authenticateBlock, readBlock, type ReaderRefused, writeBlock } from "./readerCommands.ts"

/** What a copy says. */
export interface ClassicRecord {
  /** Goes up with every change: 0 to 65,535. */
  readonly counter: number
  /** Minor units, 0 to 8,191. */
  readonly balance: bigint
  /** How often it may still pay without the ledger: 0 to 7. */
  readonly tapsLeft: number
  /** The hour from which on it does not pay (`floatEnd`): 0 to 65,535. */
  readonly until: number
  /** Two bytes of who wrote it: two terminals that sold for the same amount are told apart by it. 0: the office. */
  readonly writer: number
}

/** The two bytes of a terminal's line. */
export const writerOf = (asker: Asker): number => {
  const [high = 0, low = 0] = createHash("sha256").update(askerBytes(asker)).digest()
  return (high << 8) | low
}

/** A card that was written so often is worn out, whatever its counter could still say. */
export const mostWrites = 0xffff
const mostBalance = 0x1fff
const mostTaps = 7

/** How long a float pays after the office has filled it. */
const floatHours = 24
const hours = 0x10000

/** Hours since 1 January 2020, UTC, of a time in milliseconds since 1970; after seven years and a half they begin again. */
const hourOf = (at: number): number => Math.floor(minuteOf(at) / 60) % hours

/** When a float ends that is filled at a time (milliseconds since 1970): 24 hours later, or up to one hour sooner. */
export const floatEnd = (at: number): number => (hourOf(at) + floatHours) % hours

/** `early`: it ends more than a day later, so that this clock stands behind the office's by more than an hour. */
export const floatAt = ({ until }: Pick<ClassicRecord, "until">, at: number): "pays" | "ended" | "early" => {
  const left = ((until - hourOf(at) + hours + hours / 2) % hours) - hours / 2
  if (left > floatHours + 1) return "early"
  return left > 0 ? "pays" : "ended"
}

export interface ClassicKeys {
  /** Key A of the sector, six bytes. */
  readonly sector: Bytes
  /** The key of the copies' codes. */
  readonly code: Aes
}

const label = new TextEncoder().encode("MF1")

/** The keys of one card and sector from the group's master; six bytes are what a sector takes. */
export const classicKeys = (master: Bytes, uid: Bytes, sector: number): ClassicKeys => ({
  sector: diversified(master, concat(uid, [sector, 0x0a], label)).slice(0, 6),
  // 0c was the code of copies that did not say until when: to these keys they are none, and the office makes them anew.
  code: new Aes(diversified(master, concat(uid, [sector, 0x0d], label)))
})

const codeOf = (code: Aes, uid: Bytes, copy: number, body: Bytes): Bytes =>
  code.mac(concat(uid, [copy], body))

/** The sixteen bytes of a copy. `copy`: 0 or 1, which of the two blocks it is for. */
const copyBytes = (
  { code }: ClassicKeys,
  uid: Bytes,
  copy: number,
  { balance, counter, tapsLeft, until, writer }: ClassicRecord
): Bytes => {
  if (counter > mostWrites || balance > mostBalance || tapsLeft > mostTaps)
    throw new RangeError("record: Expected a counter to 65,535, a balance to 8,191 and up to 7 taps")
  const held = Number(balance) * (mostTaps + 1) + tapsLeft
  const body = concat(little(counter, 2), little(held, 2), little(until, 2), little(writer, 2))
  return concat(body, codeOf(code, uid, copy, body))
}

/** Nothing where it was torn, edited, or made for another card or block. */
const readCopy = (
  { code }: ClassicKeys,
  uid: Bytes,
  copy: number,
  from: Bytes
): ClassicRecord | undefined => {
  const body = from.slice(0, 8)
  if (from.length !== 16 || !isEqual(codeOf(code, uid, copy, body), from.slice(8))) return undefined
  const held = readLittle(from, 2, 2)
  return {
    counter: readLittle(from, 0, 2),
    balance: BigInt(Math.floor(held / (mostTaps + 1))),
    tapsLeft: held % (mostTaps + 1),
    until: readLittle(from, 4, 2),
    writer: readLittle(from, 6, 2)
  }
}

export type ClassicRefusal =
  | ReaderRefused
  /** Neither copy is valid: with the ledger's balance and key B it is made anew, online. */
  | { readonly _tag: "NeedsRepair" }
  | { readonly _tag: "InsufficientValue"; readonly balance: bigint }
  | { readonly _tag: "TapsUsedUp"; readonly balance: bigint }
  /** It was filled a day ago, or longer. `ClockBehind`: by this clock it was filled later than now. */
  | { readonly _tag: "FloatEnded" }
  | { readonly _tag: "ClockBehind" }
  /** It was written 65,535 times. */
  | { readonly _tag: "WornOut" }
  /** What was written reads as something else. */
  | { readonly _tag: "NotWritten" }

export interface ClassicFound {
  readonly record: ClassicRecord
  /** The copy before it, where it is valid. */
  readonly older?: ClassicRecord
  /** The block of the older copy, which is written next. */
  readonly next: 0 | 1
}

export interface ClassicAccess {
  readonly uid: Bytes
  readonly keys: ClassicKeys
  /** The first block of the sector. */
  readonly block: number
}

/** Five commands: key, authentication, both copies. */
export function* readClassic({ block, keys, uid }: ClassicAccess): Script<ClassicFound, ClassicRefusal> {
  yield* authenticateBlock(block, "A", keys.sector)
  const first = readCopy(keys, uid, 0, yield* readBlock(block))
  const second = readCopy(keys, uid, 1, yield* readBlock(block + 1))
  if (first === undefined && second === undefined)
    return yield* refuse<ClassicRefusal>({ _tag: "NeedsRepair" })
  const isFirst = second === undefined || (first !== undefined && first.counter > second.counter)
  const [record, older] = isFirst ? [first, second] : [second, first]
  return record === undefined
    ? yield* refuse<ClassicRefusal>({ _tag: "NeedsRepair" })
    : { record, next: isFirst ? 1 : 0, ...(older !== undefined && { older }) }
}

/** What is about to be written; durable before it is. */
export interface ClassicIntent {
  readonly uid: Bytes
  readonly before: ClassicRecord
  readonly after: ClassicRecord
  readonly next: 0 | 1
}

/** Why a float does not pay at a time. */
const refusalAt = (record: ClassicRecord, at: number): ClassicRefusal | undefined => {
  if (record.counter >= mostWrites) return { _tag: "WornOut" }
  const now = floatAt(record, at)
  if (now === "early") return { _tag: "ClockBehind" }
  return now === "ended" ? { _tag: "FloatEnded" } : undefined
}

/** `asker`: the line of the terminal that is about to be written. `at`: milliseconds since 1970, by its clock. */
export function* prepareClassic(
  access: ClassicAccess,
  amount: bigint,
  asker: Asker,
  at: number
): Script<ClassicIntent, ClassicRefusal> {
  const { next, record } = yield* readClassic(access)
  const why = refusalAt(record, at)
  if (why !== undefined) return yield* refuse(why)
  if (record.tapsLeft === 0)
    return yield* refuse<ClassicRefusal>({ _tag: "TapsUsedUp", balance: record.balance })
  if (amount <= 0n || record.balance < amount)
    return yield* refuse<ClassicRefusal>({ _tag: "InsufficientValue", balance: record.balance })
  const after = {
    ...record,
    counter: record.counter + 1,
    balance: record.balance - amount,
    tapsLeft: record.tapsLeft - 1,
    writer: writerOf(asker)
  }
  return { uid: access.uid, before: record, after, next }
}

/** Writes the older copy and reads it back. Where it breaks, the other copy is whole. */
export function* commitClassic(
  { block, keys, uid }: ClassicAccess,
  { after, next }: ClassicIntent
): Script<void, ClassicRefusal> {
  const content = copyBytes(keys, uid, next, after)
  yield* writeBlock(block + next, content)
  if (!isEqual(yield* readBlock(block + next), content)) yield* refuse<ClassicRefusal>({ _tag: "NotWritten" })
}

/** What the office is sent of a sale: which copy was written, the newest copy before, and what was written. 33 bytes. */
export const classicInput = (
  { keys, uid }: Pick<ClassicAccess, "keys" | "uid">,
  { after, before, next }: ClassicIntent
): Bytes => concat([next], copyBytes(keys, uid, 1 - next, before), copyBytes(keys, uid, next, after))

/** Nothing where it is no sale of this line: another card's, edited, or a step that a sale does not make. */
export const readClassicInput = (
  { keys, uid }: Pick<ClassicAccess, "keys" | "uid">,
  input: Bytes,
  asker: Asker
): Pick<ClassicIntent, "before" | "after"> | undefined => {
  const next = input[0] ?? 0
  if (input.length !== 33 || next > 1) return undefined
  const before = readCopy(keys, uid, 1 - next, input.slice(1, 17))
  const after = readCopy(keys, uid, next, input.slice(17))
  if (before === undefined || after === undefined) return undefined
  const isSale =
    after.counter === before.counter + 1 &&
    after.balance < before.balance &&
    after.tapsLeft === before.tapsLeft - 1 &&
    after.until === before.until &&
    after.writer === writerOf(asker)
  return isSale ? { before, after } : undefined
}

export const isSameRecord = (one: ClassicRecord, other: ClassicRecord): boolean =>
  one.counter === other.counter &&
  one.balance === other.balance &&
  one.tapsLeft === other.tapsLeft &&
  one.until === other.until &&
  one.writer === other.writer

/** What became of a write whose answer never came. `undecided`: the card was written at least twice since. */
export const classicBecame = (
  { after, before }: Pick<ClassicIntent, "after" | "before">,
  { older, record }: ClassicFound
): "done" | "notDone" | "undecided" => {
  if (record.counter === before.counter) return "notDone"
  const left = [record, older].find((one) => one?.counter === after.counter)
  if (left === undefined) return "undecided"
  return isSameRecord(left, after) ? "done" : "notDone"
}

/** A card that comes from the factory has these as both keys. */
export const factoryKey: Bytes = bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff)

function* writeBoth({ block, keys, uid }: ClassicAccess, record: ClassicRecord): Script<void, ReaderRefused> {
  const older = { ...record, counter: Math.max(0, record.counter - 1) }
  yield* writeBlock(block + 1, copyBytes(keys, uid, 1, older))
  yield* writeBlock(block, copyBytes(keys, uid, 0, record))
}

/** Makes a sector of a card from the factory a purse: both copies, then keys and rights, which nobody writes back without B. */
export function* issueClassic(
  access: ClassicAccess,
  keyB: Bytes,
  record: ClassicRecord
): Script<void, ReaderRefused> {
  yield* authenticateBlock(access.block, "A", factoryKey)
  yield* writeBoth(access, record)
  yield* writeBlock(access.block + 3, concat(access.keys.sector, accessBytes(ofPurse), [0x00], keyB))
}

/** Makes both copies anew with what the ledger says: at the counter, under key B. */
export function* repairClassic(
  access: ClassicAccess,
  keyB: Bytes,
  record: ClassicRecord
): Script<void, ReaderRefused> {
  yield* authenticateBlock(access.block, "B", keyB)
  yield* writeBoth(access, record)
}
