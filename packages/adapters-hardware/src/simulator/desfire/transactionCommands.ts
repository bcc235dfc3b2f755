/**
 * Commit and abort on the virtual DESFire card, and the code by which the card proves what a transaction was.
 *
 * @module
 */
import { Aes, noIv } from "../../crypto/Aes.ts"
import { type Bytes, bytes, concat, readLittle, zeroPadded } from "../../crypto/bytes.ts"
import { committedContent } from "./fileCommands.ts"
import { type CardCommand, type DesfireMachine, Refused, status, type VirtualFile } from "./model.ts"

interface TransactionMac {
  readonly number: number
  readonly file: VirtualFile
  /** Counter, code and reader of the last transaction: 4, 8 and 16 bytes. */
  readonly kept: Bytes
}

const transactionMacOf = (card: DesfireMachine): TransactionMac | undefined => {
  const found = Object.entries(card.application()?.files ?? {}).find(
    ([, { kind }]) => kind === "transactionMac"
  )
  return found && { number: Number(found[0]), file: found[1], kept: card.content(Number(found[0])) }
}

const counterAfter = (kept: Bytes): Bytes => {
  const next = readLittle(kept, 0, 4) + 1
  if (next > 0xffffffff) throw new Refused(status.permission)
  const out = new Uint8Array(4)
  new DataView(out.buffer).setUint32(0, next, true)
  return out
}

/** The keys of the transaction that is under way: of its code (5A) and of the readers' names (A5). */
const keyOf = (card: DesfireMachine, mark: number, counter: Bytes): Aes => {
  const master = card.eeprom.read(`tm:${card.memory.aid}`)
  if (master === undefined) throw new Refused(status.integrity)
  return new Aes(new Aes(master).cmac(concat([mark, 0x00, 0x01, 0x00, 0x80], counter, card.uid)))
}

const commitReaderId: CardCommand = {
  header: 0,
  mode: (card) => {
    const found = transactionMacOf(card)
    const right = found?.file.rights.readWrite
    const { session } = card.memory
    if (session === undefined) throw new Refused(status.authentication)
    if (right === undefined || right === 0xf || (right !== 0xe && right !== session.keyNo))
      throw new Refused(status.permission)
    return 1
  },
  run: (card, _, tmri) => {
    const found = transactionMacOf(card)
    if (found === undefined || card.memory.reader !== undefined) throw new Refused(status.permission)
    if (tmri.length !== 16) throw new Refused(status.length)
    const sealed = keyOf(card, 0xa5, counterAfter(found.kept)).encrypt(noIv, found.kept.slice(12))
    card.memory.reader = { tmri }
    card.memory.tmi.push(zeroPadded(concat([0xc8], tmri, sealed)))
    return { data: sealed }
  }
}

const commit: CardCommand = {
  header: 0,
  mode: (card) => (card.memory.session === undefined ? 0 : 1),
  run: (card, _, option) => {
    const { memory } = card
    if (memory.pending.size === 0) throw new Refused(status.noChanges)
    const found = transactionMacOf(card)
    const changes = new Map<string, Bytes>()
    for (const [number, pending] of memory.pending)
      changes.set(card.cell(number), committedContent(card, number, pending))
    let proof = bytes()
    if (found !== undefined) {
      if (found.file.rights.readWrite !== 0xf && memory.reader === undefined)
        throw new Refused(status.permission)
      const counter = counterAfter(found.kept)
      const whole = keyOf(card, 0x5a, counter).cmac(concat(...memory.tmi))
      proof = concat(
        counter,
        whole.filter((_, at) => at % 2 === 1)
      )
      changes.set(card.cell(found.number), concat(proof, memory.reader?.tmri ?? new Uint8Array(16)))
    }
    card.eeprom.commit(changes)
    card.abort()
    return { data: option[0] === 1 ? proof : bytes() }
  }
}

const abort: CardCommand = {
  header: 0,
  mode: (card) => (card.memory.session === undefined ? 0 : 1),
  run: (card) => {
    card.abort()
    return { data: bytes() }
  }
}

export const transactionCommands: Readonly<Record<number, CardCommand>> = {
  0xc8: commitReaderId,
  0xc7: commit,
  0xa7: abort
}
