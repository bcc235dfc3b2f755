/**
 * The commands of the virtual DESFire card, by their instruction byte: who may give them, and what they do.
 *
 * @module
 */
import { crc32 } from "node:zlib"
import { type Bytes, bytes, concat, isEqual, readLittle, readValue, toHex, xor } from "../../crypto/bytes.ts"
import { fileCommands } from "./fileCommands.ts"
import {
  type Answered,
  type CardCommand,
  type DesfireMachine,
  type FileKind,
  Refused,
  status,
  type VirtualFile
} from "./model.ts"
import { transactionCommands } from "./transactionCommands.ts"

const nothing: Answered = { data: bytes() }

/** Under a session everything that concerns no file is authenticated. */
const authenticated = (card: DesfireMachine): number => (card.memory.session === undefined ? 0 : 1)

const onlyMaster =
  (mode: number) =>
  (card: DesfireMachine): number => {
    if (card.memory.session?.keyNo !== 0) throw new Refused(status.authentication)
    return mode
  }

const rightsOf = (from: Bytes, at: number): VirtualFile["rights"] => {
  const [low, high] = [from[at] ?? 0, from[at + 1] ?? 0]
  return { read: high >> 4, write: high & 0x0f, readWrite: low >> 4, change: low & 0x0f }
}

const empty = { size: 0, records: 0, lower: 0, upper: 0, isLimitedCredit: false }

type Layout = (from: Bytes) => { readonly file: Partial<VirtualFile>; readonly content: Bytes }

const layouts: Readonly<Record<number, readonly [FileKind, number, Layout]>> = {
  0xcd: ["standard", 7, (from) => sized(from)],
  0xcb: ["backup", 7, (from) => sized(from)],
  0xcc: [
    "value",
    17,
    (from) => ({
      file: { lower: readValue(from, 4), upper: readValue(from, 8), isLimitedCredit: (from[16] ?? 0) === 1 },
      content: concat(from.slice(12, 16), bytes(0, 0, 0, 0))
    })
  ],
  0xc0: [
    "cyclic",
    10,
    (from) => ({ file: { size: readLittle(from, 4, 3), records: readLittle(from, 7, 3) }, content: bytes() })
  ]
}

const sized = (from: Bytes) => {
  const size = readLittle(from, 4, 3)
  return { file: { size }, content: new Uint8Array(size) }
}

const addFile = (card: DesfireMachine, number: number, file: VirtualFile, content: Bytes): void => {
  const { aid } = card.memory
  const application = card.application()
  if (application === undefined || aid === "000000") throw new Refused(status.permission)
  if (application.files[number] !== undefined) throw new Refused(status.duplicate)
  card.eeprom.write(card.cell(number), content)
  card.putApplication(aid, { ...application, files: { ...application.files, [number]: file } })
}

const creating = (ins: number): CardCommand => {
  const [kind, header, layout] = layouts[ins] ?? layouts[0xcd] ?? unreachable()
  return {
    header,
    mode: onlyMaster(1),
    run: (card, from) => {
      const { content, file } = layout(from)
      addFile(
        card,
        from[0] ?? 0,
        { ...empty, kind, mode: (from[1] ?? 0) & 3, rights: rightsOf(from, 2), ...file },
        content
      )
      return nothing
    }
  }
}

const unreachable = (): never => {
  throw new Error("no such file kind")
}

const select: CardCommand = {
  header: 3,
  mode: () => 0,
  endsSession: true,
  run: (card, aid) => {
    card.abort()
    card.memory.session = undefined
    if (card.application(toHex(aid)) === undefined) throw new Refused(status.noApplication)
    card.memory.aid = toHex(aid)
    return nothing
  }
}

const createApplication: CardCommand = {
  header: 5,
  mode: onlyMaster(1),
  run: (card, from) => {
    const aid = toHex(from.slice(0, 3))
    if (card.memory.aid !== "000000") throw new Refused(status.permission)
    if (card.application(aid) !== undefined) throw new Refused(status.duplicate)
    const keys = (from[4] ?? 0) & 0x0f
    for (let keyNo = 0; keyNo < keys; keyNo++) card.putKey(aid, keyNo, new Uint8Array(16), 0)
    card.putApplication(aid, { settings: from[3] ?? 0, keys, files: {} })
    return nothing
  }
}

const createTransactionMacFile: CardCommand = {
  header: 5,
  mode: onlyMaster(3),
  run: (card, from, data) => {
    const number = from[0] ?? 0
    addFile(
      card,
      number,
      { ...empty, kind: "transactionMac", mode: (from[1] ?? 0) & 3, rights: rightsOf(from, 2) },
      new Uint8Array(28)
    )
    card.eeprom.write(`tm:${card.memory.aid}`, data.slice(0, 16))
    return nothing
  }
}

const changeKey: CardCommand = {
  header: 1,
  mode: onlyMaster(3),
  run: (card, header, data) => {
    const keyNo = header[0] ?? 0
    const { aid, session } = card.memory
    const kept = card.eeprom.read(`key:${aid}:${keyNo}`)
    if (kept === undefined) throw new Refused(status.noSuchKey)
    if (keyNo === session?.keyNo) {
      if (data.length !== 17) throw new Refused(status.length)
      card.putKey(aid, keyNo, data.slice(0, 16), data[16] ?? 0)
      card.memory.session = undefined
      return { ...nothing, isLast: true }
    }
    if (data.length !== 21) throw new Refused(status.length)
    const key = xor(data.slice(0, 16), kept.slice(0, 16))
    const sum = new Uint8Array(4)
    new DataView(sum.buffer).setUint32(0, ~crc32(key) >>> 0, true)
    if (!isEqual(sum, data.slice(17))) throw new Refused(status.integrity)
    card.putKey(aid, keyNo, key, data[16] ?? 0)
    return nothing
  }
}

const getKeyVersion: CardCommand = {
  header: 1,
  mode: authenticated,
  run: (card, header) => {
    const kept = card.eeprom.read(`key:${card.memory.aid}:${header[0] ?? 0}`)
    if (kept === undefined) throw new Refused(status.noSuchKey)
    return { data: kept.slice(16) }
  }
}

const getFileIds: CardCommand = {
  header: 0,
  mode: authenticated,
  run: (card) => ({ data: bytes(...Object.keys(card.application()?.files ?? {}).map(Number)) })
}

const getCardUid: CardCommand = {
  header: 0,
  mode: (card) => {
    if (card.memory.session === undefined) throw new Refused(status.authentication)
    return 3
  },
  run: (card) => ({ data: card.uid })
}

const getVersion: CardCommand = {
  header: 0,
  mode: authenticated,
  run: (card) => ({
    data: concat([4, 1, 1, 0x12, 0, 0x1a, 5], [4, 1, 1, 2, 1, 0x1a, 5], card.uid, new Uint8Array(5), [1, 26])
  })
}

const formatCard: CardCommand = {
  header: 0,
  mode: onlyMaster(1),
  run: (card) => {
    if (card.memory.aid !== "000000") throw new Refused(status.permission)
    const master = card.eeprom.read("key:000000:0") ?? new Uint8Array(17)
    for (const prefix of ["app:", "file:", "tm:", "key:"]) card.eeprom.remove(prefix)
    card.eeprom.write("key:000000:0", master)
    card.putApplication("000000", { settings: 0x0f, keys: 1, files: {} })
    return nothing
  }
}

export const commands: Readonly<Record<number, CardCommand>> = {
  0x5a: select,
  0x60: getVersion,
  0x51: getCardUid,
  0x64: getKeyVersion,
  0x6f: getFileIds,
  0xca: createApplication,
  0xcd: creating(0xcd),
  0xcb: creating(0xcb),
  0xcc: creating(0xcc),
  0xc0: creating(0xc0),
  0xce: createTransactionMacFile,
  0xc4: changeKey,
  0xfc: formatCard,
  ...fileCommands,
  ...transactionCommands
}
