/**
 * What stands in the files of a purse, byte by byte: who the card is, its log, its state, and who asked for a transaction.
 *
 * @module
 */
import { Aes } from "../crypto/Aes.ts"
import {
  big,
  type Bytes,
  bytes,
  concat,
  fromHex,
  isEqual,
  little,
  readBig,
  readLittle,
  toHex
} from "../crypto/bytes.ts"
import { identityLength, recordLength, stateLength } from "./layout.ts"

/** Who a card is. Days are counted from 1 January 1970. */
export interface Identity {
  readonly group: number
  /** The purse's number: 16 hexadecimal digits. Not the card's printed number, and of no use where that is asked for. */
  readonly purse: string
  readonly keyVersion: number
  readonly issuedOn: number
  /** The last day on which it pays; 65,535: it does not end. */
  readonly expiresOn: number
  readonly flags: number
}

const identityFormat = 1

const unsealed = (identity: Identity): Bytes =>
  concat(
    [identityFormat],
    big(identity.group, 4),
    fromHex(identity.purse),
    [identity.keyVersion],
    big(identity.issuedOn, 2),
    big(identity.expiresOn, 2),
    [identity.flags],
    new Uint8Array(5)
  )

/** The 32 bytes of the identity file; the last eight are the office's seal under the card's `identity` key. */
export const identityBytes = (identity: Identity, sealKey: Bytes): Bytes => {
  const body = unsealed(identity)
  return concat(body, new Aes(sealKey).mac(body))
}

export const isSealed = (content: Bytes, seal: Aes): boolean =>
  content.length === identityLength && isEqual(seal.mac(content.slice(0, 24)), content.slice(24))

/** Nothing where it is of another format. A terminal cannot check the seal: the session proved where it was read from. */
export const readIdentity = (content: Bytes): Identity | undefined =>
  content.length === identityLength && content[0] === identityFormat
    ? {
        group: readBig(content, 1, 4),
        purse: toHex(content.slice(5, 13)),
        keyVersion: content[13] ?? 0,
        issuedOn: readBig(content, 14, 2),
        expiresOn: readBig(content, 16, 2),
        flags: content[18] ?? 0
      }
    : undefined

/** Who asks for a transaction: the group, a terminal (0: the office), and a number it never uses twice. */
export interface Asker {
  readonly group: number
  readonly terminal: number
  /** 0 to 65,535: goes up whenever the terminal is enrolled anew. */
  readonly epoch: number
  /** 1 to 2^48 - 1 in an epoch. */
  readonly sequence: number
}

/** The sixteen bytes that the card keeps of who asked (TMRI). */
export const askerBytes = ({ epoch, group, sequence, terminal }: Asker): Bytes =>
  concat(big(group, 4), big(terminal, 4), big(epoch, 2), big(sequence, 6))

export const readAsker = (from: Bytes): Asker => ({
  group: readBig(from, 0, 4),
  terminal: readBig(from, 4, 4),
  epoch: readBig(from, 8, 2),
  sequence: readBig(from, 10, 6)
})

const kinds = ["purchase", "load", "void", "block"] as const
export type TransactionKind = (typeof kinds)[number]

/** One line of the log on the card. Amounts in minor units. */
export interface LogRecord {
  readonly kind: TransactionKind
  readonly main: bigint
  readonly gift: bigint
  /** Of both values together, where both were read; otherwise of the one that was. */
  readonly after: bigint
  /** Minutes since 1 January 2020, UTC, by the asker's clock. */
  readonly minute: number
  readonly asker: Asker
}

export const recordBytes = ({ after, asker, gift, kind, main, minute }: LogRecord): Bytes =>
  concat(
    [kinds.indexOf(kind) + 1],
    little(Number(main), 4),
    little(Number(gift), 4),
    little(Number(after), 4),
    little(minute, 3),
    askerBytes(asker)
  )

/** Nothing where it is no record of a purse. */
export const readRecord = (from: Bytes): LogRecord | undefined => {
  const kind = kinds[(from[0] ?? 0) - 1]
  if (kind === undefined || from.length !== recordLength) return undefined
  return {
    kind,
    main: BigInt(readLittle(from, 1, 4)),
    gift: BigInt(readLittle(from, 5, 4)),
    after: BigInt(readLittle(from, 9, 4)),
    minute: readLittle(from, 13, 3),
    asker: readAsker(from.slice(16))
  }
}

const minutesTo2020 = 26_297_280

/** Minutes since 2020 of a time in milliseconds since 1970. */
export const minuteOf = (at: number): number => Math.max(0, Math.floor(at / 60_000) - minutesTo2020)

/** Days since 1970 of a time in milliseconds. */
export const dayOf = (at: number): number => Math.floor(at / 86_400_000)

export interface CardState {
  readonly isBlocked: boolean
  /** The day of the last load. */
  readonly onlineOn: number
}

export const stateBytes = ({ isBlocked, onlineOn }: CardState): Bytes =>
  concat(bytes(1, isBlocked ? 1 : 0), big(onlineOn, 2), new Uint8Array(stateLength - 4))

export const readState = (from: Bytes): CardState => ({
  isBlocked: from[1] === 1,
  onlineOn: readBig(from, 2, 2)
})
