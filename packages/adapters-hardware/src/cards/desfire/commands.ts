/**
 * The commands of DESFire that a purse needs, as parts of a conversation.
 *
 * @module
 */
import { crc32 } from "node:zlib"
import { type Script, send } from "../../apdu/Script.ts"
import { bytes, type Bytes, concat, little, readLittle, readValue, xor } from "../../crypto/bytes.ts"
import { type CardFault, exchange, type Session, transceive } from "./Session.ts"

type Asked<A> = Script<A, CardFault>

/** Selects an application by its three bytes. Drops the session and everything that is pending. */
export function* selectApplication(aid: Bytes): Asked<void> {
  yield* transceive(0x5a, aid, "none")
}

/** The UID as the reader tells it: unauthenticated, and chance where it begins with 08. */
export function* readerUid(): Script<Bytes> {
  const received = yield* send(Uint8Array.of(0xff, 0xca, 0, 0, 0))
  return received.slice(0, -2)
}

const range = (file: number, offset: number, length: number): Bytes =>
  concat([file], little(offset, 3), little(length, 3))

export function* readData(
  session: Session,
  file: number,
  length: number,
  isEnciphered = false
): Asked<Bytes> {
  return yield* exchange(session, { ins: 0xad, header: range(file, 0, length), isEnciphered })
}

/** Lasts at once on a standard file; waits for the commit on a backup file. */
export function* writeData(
  session: Session,
  file: number,
  data: Bytes,
  { isBackup, isEnciphered = false }: { readonly isBackup: boolean; readonly isEnciphered?: boolean }
): Asked<void> {
  const does = isBackup ? "pending" : "lasting"
  yield* exchange(session, { ins: 0x8d, header: range(file, 0, data.length), data, isEnciphered, does })
}

/** The committed value. */
export function* getValue(session: Session, file: number): Asked<number> {
  return readValue(yield* exchange(session, { ins: 0x6c, header: bytes(file), isEnciphered: true }), 0)
}

function* change(session: Session, ins: number, file: number, amount: number): Asked<void> {
  yield* exchange(session, {
    ins,
    header: bytes(file),
    data: little(amount, 4),
    isEnciphered: true,
    does: "pending"
  })
}

export const debit = (session: Session, file: number, amount: number): Asked<void> =>
  change(session, 0xdc, file, amount)

export const credit = (session: Session, file: number, amount: number): Asked<void> =>
  change(session, 0x0c, file, amount)

/** Gives back at most what the last transaction debited of this file, once. */
export const limitedCredit = (session: Session, file: number, amount: number): Asked<void> =>
  change(session, 0x1c, file, amount)

export function* writeRecord(session: Session, file: number, record: Bytes): Asked<void> {
  const header = range(file, 0, record.length)
  yield* exchange(session, { ins: 0x3b, header, data: record, isEnciphered: true, does: "pending" })
}

/** The newest `count` records of `length` bytes each, newest first; fewer where there are fewer. */
export function* readRecords(
  session: Session,
  file: number,
  count: number,
  length: number
): Asked<ReadonlyArray<Bytes>> {
  const header = range(file, 0, count)
  const all = yield* exchange(session, { ins: 0xab, header, isEnciphered: true })
  const records: Array<Bytes> = []
  for (let at = 0; at + length <= all.length; at += length) records.unshift(all.slice(at, at + length))
  return records
}

/** Says who asks for the transaction, and hears, enciphered for the server, who asked for the one before. */
export function* commitReaderId(session: Session, tmri: Bytes): Asked<Bytes> {
  return yield* exchange(session, { ins: 0xc8, data: tmri, does: "pending" })
}

export interface Committed {
  readonly tmc: number
  readonly tmv: Bytes
}

/** Reads counter and code of the last transaction. */
export const readTmac = (content: Bytes): Committed => ({
  tmc: readLittle(content, 0, 4),
  tmv: content.slice(4, 12)
})

/** Makes everything pending last, all or nothing, and hears the card's code for it. */
export function* commitTransaction(session: Session): Asked<Committed> {
  return readTmac(yield* exchange(session, { ins: 0xc7, header: bytes(0x01), does: "lasting" }))
}

/** Creates an application whose keys are for AES. */
export function* createApplication(
  session: Session,
  aid: Bytes,
  settings: number,
  keys: number
): Asked<void> {
  yield* exchange(session, { ins: 0xca, header: concat(aid, [settings, 0x80 | keys]), does: "lasting" })
}

/** Creates a file of any kind; `settings` are its own after the number. */
export function* createFile(session: Session, ins: number, file: number, settings: Bytes): Asked<void> {
  yield* exchange(session, { ins, header: concat([file], settings), does: "lasting" })
}

/** Creates the file of the transaction MAC with its key, which nobody can read again. */
export function* createTransactionMacFile(
  session: Session,
  file: number,
  settings: Bytes,
  key: Bytes,
  version: number
): Asked<void> {
  const header = concat([file], settings, [0x02])
  yield* exchange(session, {
    ins: 0xce,
    header,
    data: concat(key, [version]),
    isEnciphered: true,
    does: "lasting"
  })
}

/** Changes a key of the application; changing the session's own key ends the session. */
export function* changeKey(
  session: Session,
  keyNo: number,
  { before, key, version }: { readonly before: Bytes; readonly key: Bytes; readonly version: number }
): Asked<void> {
  if (keyNo !== session.keyNo) {
    const data = concat(xor(key, before), [version], little(~crc32(key) >>> 0, 4))
    yield* exchange(session, { ins: 0xc4, header: bytes(keyNo), data, isEnciphered: true, does: "lasting" })
    return
  }
  yield* exchange(session, {
    ins: 0xc4,
    header: bytes(keyNo),
    data: concat(key, [version]),
    isEnciphered: true,
    does: "lasting",
    isLast: true
  })
}

/** Takes every application and file off the card. */
export function* formatCard(session: Session): Asked<void> {
  yield* exchange(session, { ins: 0xfc, does: "lasting" })
}
