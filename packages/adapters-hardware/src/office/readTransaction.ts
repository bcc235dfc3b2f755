/**
 * What a card did, from the bytes that it authenticated and from nothing else: not from what a terminal says of them.
 *
 * @module
 */
import * as Result from "effect/Result"
import { transactionKeys } from "../cards/desfire/sessionKeys.ts"
import { Aes, noIv } from "../crypto/Aes.ts"
import { type Bytes, isEqual } from "../crypto/bytes.ts"
import { file } from "../purse/layout.ts"
import type { Purpose } from "../purse/layout.ts"
import {
  type Asker,
  isSealed,
  readAsker,
  readIdentity,
  readRecord,
  type TransactionKind
} from "../purse/records.ts"
import { type InputEntry, readInput } from "../purse/TransactionInput.ts"

/** A transaction of a card, as the card knows it. Amounts in minor units. */
export interface Transaction {
  readonly kind: TransactionKind
  /** The counter that the card gave it: 1 for the first. */
  readonly tmc: number
  readonly asker: Asker
  /** Who asked for the one before; absent for a card's first. */
  readonly before?: Asker
  /** What the values moved by. */
  readonly main: bigint
  readonly gift: bigint
  /** What was there before it; absent where it was not read. */
  readonly mainBefore?: bigint
  readonly giftBefore?: bigint
  readonly amountLeftBefore?: bigint
  readonly countLeftBefore?: bigint
  /** What the allowances moved by, never negative. */
  readonly amountMoved: bigint
  readonly countMoved: bigint
}

export type TransactionFault =
  /** The card's code is not the code of these bytes: they, the counter or the code were made up. */
  | { readonly _tag: "NotGenuine" }
  /** Genuine, but nothing that a purse does: a terminal that sold past the card's allowances, for one. */
  | { readonly _tag: "NotAPurseTransaction" }
  /** Another card, another group, or an identity that the office did not seal. */
  | { readonly _tag: "OfAnotherPurse" }

/** The card that it is said to be of. */
export interface CardKeys {
  readonly uid: Bytes
  readonly purse: string
  readonly group: number
  readonly keys: (purpose: Purpose, uid: Bytes) => Bytes
}

/** A card's own keys, made once for as long as somebody holds its `CardKeys`: most of a verification is making keys. */
const ready = new WeakMap<CardKeys, { readonly mac: Aes; readonly seal: Aes }>()

const readyFor = (card: CardKeys): { readonly mac: Aes; readonly seal: Aes } => {
  const { keys, uid } = card
  const made = ready.get(card) ?? { mac: new Aes(keys("mac", uid)), seal: new Aes(keys("identity", uid)) }
  ready.set(card, made)
  return made
}

/** What each kind consists of, command by command, with the files by number. */
const shapes: ReadonlyArray<readonly [TransactionKind, RegExp]> = [
  [
    "purchase",
    /^read:0( value:1)?( value:5)? value:2 value:3 asker( debit:1)?( debit:5)? debit:2 debit:3 record:4$/
  ],
  [
    "load",
    /^value:1 value:5 value:2 value:3 asker( credit:1)?( credit:5)?( credit:2)?( credit:3)? record:4 write:6$/
  ],
  ["void", /^value:1 value:5 asker( limitedCredit:1)?( limitedCredit:5)? limitedCredit:2 limitedCredit:3$/],
  ["block", /^read:0 value:2 value:3 asker( debit:2)?( debit:3)? record:4 write:6$/]
]

const tokenOf = (entry: InputEntry): string =>
  entry.kind === "asker" ? "asker" : `${entry.kind}:${entry.file}`

const moving: Readonly<Record<TransactionKind, "debit" | "credit" | "limitedCredit">> = {
  purchase: "debit",
  load: "credit",
  void: "limitedCredit",
  block: "debit"
}

type Entries = ReadonlyMap<string, InputEntry>

const amountIn = (entries: Entries, token: string): bigint | undefined => {
  const entry = entries.get(token)
  return entry !== undefined && "amount" in entry ? entry.amount : undefined
}

const dataIn = (entries: Entries, token: string): Bytes | undefined => {
  const entry = entries.get(token)
  return entry !== undefined && "data" in entry ? entry.data : undefined
}

/** A purchase takes from the allowances what it takes from the values, and one of the taps. */
const addsUp = ({
  amountMoved,
  countMoved,
  gift,
  giftBefore,
  kind,
  main,
  mainBefore
}: Transaction): boolean => {
  if (kind === "load" || kind === "block") return true
  const isRead = (main === 0n || mainBefore !== undefined) && (gift === 0n || giftBefore !== undefined)
  return (
    isRead && main >= 0n && gift >= 0n && amountMoved === main + gift && amountMoved > 0n && countMoved === 1n
  )
}

const isOfPurse = (entries: Entries, card: CardKeys): boolean => {
  const { group, purse } = card
  const content = dataIn(entries, `read:${file.identity}`)
  if (content === undefined) return true
  const identity = readIdentity(content)
  return identity?.group === group && identity.purse === purse && isSealed(content, readyFor(card).seal)
}

/** Loads are asked for by the office, everything else by a terminal: what is not proved yet is a terminal's word, of its own sales. */
const isAskedFor = ({ asker, kind }: Transaction): boolean => (kind === "load") === (asker.terminal === 0)

/** The log says the same as the transaction, or the card's history would be made up. */
const isLogged = (entries: Entries, { asker, gift, kind, main }: Transaction): boolean => {
  const content = dataIn(entries, `record:${file.log}`)
  if (content === undefined) return kind === "void"
  const record = readRecord(content)
  return (
    record?.kind === kind &&
    record.main === main &&
    record.gift === gift &&
    record.asker.terminal === asker.terminal &&
    record.asker.epoch === asker.epoch &&
    record.asker.sequence === asker.sequence
  )
}

const optional = <K extends string>(name: K, value: bigint | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [name in K]?: bigint }

/**
 * What bytes say that a card with this counter authenticated, or is about to. Who asked before is enciphered for the
 * office, under a key of this very counter.
 */
export const readTransaction = (
  card: CardKeys,
  input: Bytes,
  tmc: number
): Result.Result<Transaction, TransactionFault> => readUnder(card, input, tmc, keysOf(card, tmc).enc)

/** The keys of a card's transaction. */
const keysOf = (card: CardKeys, tmc: number) => transactionKeys(readyFor(card).mac, tmc, card.uid)

const readUnder = (
  card: CardKeys,
  input: Bytes,
  tmc: number,
  enc: Bytes
): Result.Result<Transaction, TransactionFault> => {
  const all = readInput(input)
  const found = all && shapes.find(([, shape]) => shape.test(all.map(tokenOf).join(" ")))
  if (all === undefined || found === undefined) return Result.fail({ _tag: "NotAPurseTransaction" })
  const [kind] = found
  const entries = new Map(all.map((entry) => [tokenOf(entry), entry]))
  const said = entries.get("asker")
  if (said?.kind !== "asker") return Result.fail({ _tag: "NotAPurseTransaction" })
  const before = new Aes(enc).decrypt(noIv, said.before)
  const asker = readAsker(said.asker)
  const moved = (number: number): bigint => amountIn(entries, `${moving[kind]}:${number}`) ?? 0n
  const transaction: Transaction = {
    kind,
    tmc,
    asker,
    ...(before.some((byte) => byte !== 0) && { before: readAsker(before) }),
    main: moved(file.main),
    gift: moved(file.gift),
    ...optional("mainBefore", amountIn(entries, `value:${file.main}`)),
    ...optional("giftBefore", amountIn(entries, `value:${file.gift}`)),
    ...optional("amountLeftBefore", amountIn(entries, `value:${file.amountLeft}`)),
    ...optional("countLeftBefore", amountIn(entries, `value:${file.countLeft}`)),
    amountMoved: moved(file.amountLeft),
    countMoved: moved(file.countLeft)
  }
  if (asker.group !== card.group || !isOfPurse(entries, card)) return Result.fail({ _tag: "OfAnotherPurse" })
  return isAskedFor(transaction) && addsUp(transaction) && isLogged(entries, transaction)
    ? Result.succeed(transaction)
    : Result.fail({ _tag: "NotAPurseTransaction" })
}

/** Verifies that a card did what is said, and reads what it was. */
export const verifyTransaction = (
  card: CardKeys,
  { input, tmc, tmv }: { readonly input: Bytes; readonly tmc: number; readonly tmv: Bytes }
): Result.Result<Transaction, TransactionFault> => {
  const { enc, mac } = keysOf(card, tmc)
  return isEqual(new Aes(mac).mac(input), tmv)
    ? readUnder(card, input, tmc, enc)
    : Result.fail({ _tag: "NotGenuine" })
}
