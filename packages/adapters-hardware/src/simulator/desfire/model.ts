/**
 * What a virtual DESFire card holds: applications, files with their rights, and the work of a transaction that is not done.
 *
 * @module
 */
import type { Aes } from "../../crypto/Aes.ts"
import type { Bytes } from "../../crypto/bytes.ts"
import type { Eeprom } from "../Eeprom.ts"

export type FileKind = "standard" | "backup" | "value" | "cyclic" | "transactionMac"

export interface VirtualFile {
  readonly kind: FileKind
  /** 0 plain, 1 authenticated, 3 enciphered. */
  readonly mode: number
  /** Numbers of keys; 0xe everybody, 0xf nobody. */
  readonly rights: {
    readonly read: number
    readonly write: number
    readonly readWrite: number
    readonly change: number
  }
  readonly size: number
  readonly records: number
  readonly lower: number
  readonly upper: number
  readonly isLimitedCredit: boolean
}

export interface VirtualApplication {
  readonly settings: number
  readonly keys: number
  readonly files: Readonly<Record<string, VirtualFile>>
}

/** An error of the card, by its status byte. It ends the session and drops everything pending. */
export class Refused extends Error {
  override readonly name = "Refused"
  readonly status: number
  constructor(status: number) {
    super(`0x91${status.toString(16)}`)
    this.status = status
  }
}

export const status = {
  noChanges: 0x0c,
  illegalCommand: 0x1c,
  integrity: 0x1e,
  noSuchKey: 0x40,
  length: 0x7e,
  permission: 0x9d,
  parameter: 0x9e,
  noApplication: 0xa0,
  authentication: 0xae,
  boundary: 0xbe,
  aborted: 0xca,
  duplicate: 0xde,
  noFile: 0xf0
} as const

/** What of a file waits for the commit. */
export interface Pending {
  value?: number
  debited?: number
  isLimitedCreditUsed?: boolean
  content?: Uint8Array
  record?: Uint8Array
  isCleared?: boolean
}

export interface CardSession {
  keyNo: number
  ti: Bytes
  counter: number
  enc: Aes
  mac: Aes
}

/** What is lost when power goes. */
export interface WorkingMemory {
  aid: string
  session: CardSession | undefined
  proving: { readonly keyNo: number; readonly rndB: Bytes; readonly isFirst: boolean } | undefined
  pending: Map<number, Pending>
  /** The input of the transaction's MAC so far. */
  tmi: Array<Bytes>
  reader: { readonly tmri: Bytes } | undefined
  /** Frames of an answer that were not fetched yet. */
  rest: { readonly bytes: Bytes; readonly sizes: ReadonlyArray<number> } | undefined
}

export const freshMemory = (): WorkingMemory => ({
  aid: "000000",
  session: undefined,
  proving: undefined,
  pending: new Map(),
  tmi: [],
  reader: undefined,
  rest: undefined
})

/** What the commands see of the card. */
export interface DesfireMachine {
  readonly uid: Bytes
  readonly eeprom: Eeprom
  readonly memory: WorkingMemory
  /** Drops everything that waits for a commit. */
  readonly abort: () => void
  readonly application: (aid?: string) => VirtualApplication | undefined
  readonly putApplication: (aid: string, application: VirtualApplication) => void
  readonly putKey: (aid: string, keyNo: number, key: Bytes, version: number) => void
  readonly file: (number: number) => VirtualFile
  readonly content: (file: number) => Bytes
  readonly cell: (file: number) => string
}

export interface Answered {
  readonly data: Bytes
  /** The session is over, and the answer is not protected. */
  readonly isLast?: boolean
}

export interface CardCommand {
  /** How many bytes are never enciphered. */
  readonly header: number
  /** How the exchange is protected; refuses who has no right. */
  readonly mode: (card: DesfireMachine, header: Bytes) => number
  readonly run: (card: DesfireMachine, header: Bytes, data: Bytes) => Answered
  readonly endsSession?: true
}
