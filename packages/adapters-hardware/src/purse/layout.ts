/**
 * What a purse is on the card: one application, its keys and files, who may do what with them (SVP-1).
 *
 * @module
 */
import { bytes, type Bytes, concat, little } from "../crypto/bytes.ts"

/** Keys of the application, by number. 3 is kept free. */
export const keyNo = { admin: 0, credit: 1, purchase: 2, free: 3, void: 4 } as const

/** What a key is for. `mac` never leaves card and office; `identity` seals the identity file. */
export type Purpose = keyof typeof keyNo | "mac" | "identity"

export const file = {
  identity: 0x00,
  main: 0x01,
  amountLeft: 0x02,
  countLeft: 0x03,
  log: 0x04,
  gift: 0x05,
  state: 0x06,
  mac: 0x0f
} as const

/** A value that a holder pays with. */
export type Value = "main" | "gift"

/** Counter and code of the last transaction. */
export const macLength = 12
export const identityLength = 32
export const stateLength = 32
export const recordLength = 32
/** Records of the log, of which the card shows all but one. */
export const recordsKept = 9

/** How far a card may go without the office. Amounts in minor units; all of them below 2^31. */
export interface Caps {
  /** The most that each value may hold. */
  readonly balance: bigint
  /** What may be spent between two loads. */
  readonly amount: bigint
  /** How often it may be paid with between two loads. */
  readonly count: bigint
}

const nobody = 0xf
const everybody = 0xe
const plainMac = 0x01
const full = 0x03

const rights = (read: number, write: number, readWrite: number): Bytes =>
  bytes((readWrite << 4) | keyNo.admin, (read << 4) | write)

const valueFile = (write: number, upper: bigint, allowsVoid: boolean): Bytes =>
  concat(
    [full],
    rights(keyNo.purchase, write, keyNo.credit),
    little(0, 4),
    little(Number(upper), 4),
    little(0, 4),
    [allowsVoid ? 1 : 0]
  )

/** One file as it is created: the command, the number, and what follows it. */
export interface FileSettings {
  readonly ins: number
  readonly file: number
  readonly settings: Bytes
}

/** The files of a purse. Without `allowsVoid` no terminal can give back anything, whatever keys it has. */
export const filesOf = (caps: Caps, allowsVoid: boolean): ReadonlyArray<FileSettings> => {
  const undo = allowsVoid ? keyNo.void : nobody
  const value = (number: number, upper: bigint): FileSettings => ({
    ins: 0xcc,
    file: number,
    settings: valueFile(undo, upper, allowsVoid)
  })
  return [
    {
      ins: 0xcd,
      file: file.identity,
      settings: concat([plainMac], rights(keyNo.purchase, nobody, keyNo.admin), little(identityLength, 3))
    },
    value(file.main, caps.balance),
    value(file.amountLeft, caps.amount),
    value(file.countLeft, caps.count),
    {
      ins: 0xc0,
      file: file.log,
      settings: concat(
        [full],
        rights(keyNo.purchase, keyNo.purchase, keyNo.credit),
        little(recordLength, 3),
        little(recordsKept, 3)
      )
    },
    value(file.gift, caps.balance),
    {
      ins: 0xcb,
      file: file.state,
      settings: concat(
        [plainMac],
        rights(keyNo.purchase, keyNo.purchase, keyNo.credit),
        little(stateLength, 3)
      )
    }
  ]
}

/** The file of the transaction MAC: any session may say who asks, and none may commit without. */
export const macFileSettings: Bytes = concat([plainMac], rights(keyNo.purchase, nobody, everybody))
