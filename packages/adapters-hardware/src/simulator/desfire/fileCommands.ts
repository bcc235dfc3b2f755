/**
 * Reading and changing the files of the virtual DESFire card. What is not a standard file waits for the commit.
 *
 * @module
 */
import { type Bytes, bytes, concat, little, readLittle, readValue, zeroPadded } from "../../crypto/bytes.ts"
import {
  type CardCommand,
  type DesfireMachine,
  type FileKind,
  type Pending,
  Refused,
  status,
  type VirtualFile
} from "./model.ts"

type Right = "read" | "write" | "readWrite"

/** How a file is spoken to under the rights that allow it; free access is in plain. */
const reached = (card: DesfireMachine, file: VirtualFile, rights: ReadonlyArray<Right>): number => {
  const { session } = card.memory
  if (session !== undefined && rights.some((right) => file.rights[right] === session.keyNo)) return file.mode
  if (rights.some((right) => file.rights[right] === 0xe)) return 0
  throw new Refused(session === undefined ? status.authentication : status.permission)
}

const reaching =
  (kinds: ReadonlyArray<FileKind>, ...rights: ReadonlyArray<Right>) =>
  (card: DesfireMachine, header: Bytes): number => {
    const file = card.file(header[0] ?? 0)
    if (!kinds.includes(file.kind)) throw new Refused(status.parameter)
    return reached(card, file, rights)
  }

const pendingOf = (card: DesfireMachine, file: number): Pending => {
  const known = card.memory.pending.get(file) ?? {}
  card.memory.pending.set(file, known)
  return known
}

/** Notes a command for the transaction's MAC, where the application has one. */
const note = (card: DesfireMachine, ins: number, header: Bytes, ...data: ReadonlyArray<Bytes>): void => {
  const files = Object.values(card.application()?.files ?? {})
  if (!files.some(({ kind }) => kind === "transactionMac")) return
  card.memory.tmi.push(zeroPadded(concat([ins], header)), ...data.map(zeroPadded))
}

const window = (file: VirtualFile, header: Bytes): { readonly offset: number; readonly length: number } => {
  const offset = readLittle(header, 1, 3)
  const asked = readLittle(header, 4, 3)
  const length = asked === 0 ? file.size - offset : asked
  if (offset + length > file.size || length <= 0) throw new Refused(status.boundary)
  return { offset, length }
}

const dataKinds: ReadonlyArray<FileKind> = ["standard", "backup"]

const readData = (ins: number): CardCommand => ({
  header: 7,
  mode: reaching([...dataKinds, "transactionMac"], "read", "readWrite"),
  run: (card, header) => {
    const number = header[0] ?? 0
    const file = card.file(number)
    if (file.kind === "transactionMac") return { data: card.content(number).slice(0, 12) }
    const { length, offset } = window(file, header)
    const data = card.content(number).slice(offset, offset + length)
    note(card, ins, header, data)
    return { data }
  }
})

const writeData = (ins: number): CardCommand => ({
  header: 7,
  mode: reaching(dataKinds, "write", "readWrite"),
  run: (card, header, data) => {
    const number = header[0] ?? 0
    const file = card.file(number)
    const { length, offset } = window(file, header)
    if (data.length !== length) throw new Refused(status.length)
    const before = pendingOf(card, number).content ?? card.content(number)
    const after = concat(before.slice(0, offset), data, before.slice(offset + length))
    if (file.kind === "standard") {
      card.memory.pending.delete(number)
      card.eeprom.write(card.cell(number), after)
    } else pendingOf(card, number).content = after
    note(card, ins, header, data)
    return { data: bytes() }
  }
})

const getValue: CardCommand = {
  header: 1,
  mode: reaching(["value"], "read", "write", "readWrite"),
  run: (card, header) => {
    const data = card.content(header[0] ?? 0).slice(0, 4)
    note(card, 0x6c, concat(header, data))
    return { data }
  }
}

/** Debit, credit and limited credit. A value outside of its limits is a boundary error, which drops everything. */
const changingValue = (ins: number, rights: ReadonlyArray<Right>): CardCommand => ({
  header: 1,
  mode: reaching(["value"], ...rights),
  run: (card, header, data) => {
    const number = header[0] ?? 0
    const file = card.file(number)
    const amount = readValue(data, 0)
    if (data.length !== 4) throw new Refused(status.length)
    if (amount < 0) throw new Refused(status.parameter)
    const kept = card.content(number)
    const pending = pendingOf(card, number)
    const value = (pending.value ?? readValue(kept, 0)) + (ins === 0xdc ? -amount : amount)
    if (value < file.lower || value > file.upper) throw new Refused(status.boundary)
    if (ins === 0x1c) {
      if (!file.isLimitedCredit || pending.isLimitedCreditUsed === true) throw new Refused(status.permission)
      if (amount > readValue(kept, 4)) throw new Refused(status.boundary)
      pending.isLimitedCreditUsed = true
    }
    if (ins === 0xdc) pending.debited = (pending.debited ?? 0) + amount
    pending.value = value
    note(card, ins, concat(header, data))
    return { data: bytes() }
  }
})

const writeRecord = (ins: number): CardCommand => ({
  header: 7,
  mode: reaching(["cyclic"], "write", "readWrite"),
  run: (card, header, data) => {
    const number = header[0] ?? 0
    const { length, offset } = window(card.file(number), header)
    if (data.length !== length) throw new Refused(status.length)
    const { size } = card.file(number)
    const pending = pendingOf(card, number)
    const before = pending.record ?? new Uint8Array(size)
    pending.record = concat(before.slice(0, offset), data, before.slice(offset + length))
    note(card, ins, header, data)
    return { data: bytes() }
  }
})

/** Counted from the newest: `offset` records are left out, then `count` are answered, oldest first. */
const readRecords = (ins: number): CardCommand => ({
  header: 7,
  mode: reaching(["cyclic"], "read", "readWrite"),
  run: (card, header) => {
    const number = header[0] ?? 0
    const { records, size } = card.file(number)
    const all = card.content(number)
    // One record of the file is where the next one is written, and cannot be read.
    const there = Math.min(all.length / size, records - 1)
    const offset = readLittle(header, 1, 3)
    const asked = readLittle(header, 4, 3)
    const count = asked === 0 ? there - offset : Math.min(asked, there - offset)
    if (count <= 0) throw new Refused(status.boundary)
    const end = all.length - offset * size
    const data = all.slice(end - count * size, end)
    note(card, ins, header, data)
    return { data }
  }
})

const clearRecords: CardCommand = {
  header: 1,
  mode: reaching(["cyclic"], "readWrite"),
  run: (card, header) => {
    pendingOf(card, header[0] ?? 0).isCleared = true
    note(card, 0xeb, header)
    return { data: bytes() }
  }
}

const merged: Readonly<Record<FileKind, (file: VirtualFile, kept: Bytes, pending: Pending) => Bytes>> = {
  standard: (_, kept) => kept,
  transactionMac: (_, kept) => kept,
  backup: (_, kept, { content }) => content ?? kept,
  value: (_, kept, { debited, isLimitedCreditUsed, value }) =>
    concat(
      little(value ?? readValue(kept, 0), 4),
      debited === undefined
        ? isLimitedCreditUsed === true
          ? bytes(0, 0, 0, 0)
          : kept.slice(4)
        : little(debited, 4)
    ),
  cyclic: ({ records, size }, kept, { isCleared, record }) =>
    concat(isCleared === true ? bytes() : kept, record ?? bytes()).slice(-records * size)
}

/** What a file holds after the commit. */
export const committedContent = (card: DesfireMachine, number: number, pending: Pending): Bytes => {
  const file = card.file(number)
  return merged[file.kind](file, card.content(number), pending)
}

export const fileCommands: Readonly<Record<number, CardCommand>> = {
  0xad: readData(0xad),
  0xbd: readData(0xbd),
  0x8d: writeData(0x8d),
  0x3d: writeData(0x3d),
  0x6c: getValue,
  0xdc: changingValue(0xdc, ["read", "write", "readWrite"]),
  0x0c: changingValue(0x0c, ["readWrite"]),
  0x1c: changingValue(0x1c, ["write", "readWrite"]),
  0x3b: writeRecord(0x3b),
  0x8b: writeRecord(0x8b),
  0xab: readRecords(0xab),
  0xbb: readRecords(0xbb),
  0xeb: clearRecords
}
