/**
 * A DESFire EV2 card in memory, as far as a purse meets one: it is made from the public descriptions and shares nothing
 * with the code that talks to it but AES.
 *
 * @module
 */
import { readApdu } from "../../apdu/Apdu.ts"
import { Aes, noIv } from "../../crypto/Aes.ts"
import { type Bytes, concat, isEqual, toHex, xor } from "../../crypto/bytes.ts"
import { Eeprom, PowerLost } from "../Eeprom.ts"
import { commands } from "./cardCommands.ts"
import {
  type CardCommand,
  type CardSession,
  type DesfireMachine,
  freshMemory,
  Refused,
  status,
  type VirtualApplication,
  type VirtualFile,
  type WorkingMemory
} from "./model.ts"

export interface VirtualDesfireOptions {
  /** Seven bytes. */
  readonly uid: Bytes
  /** Sixteen bytes of chance, new at each call. */
  readonly chance: () => Bytes
  /** The key of the card itself, AES. Absent: zeros, as it comes from the factory. */
  readonly masterKey?: Bytes
}

const frame = 59
/** GetVersion answers in three parts: hardware, software, and what is of this card alone. */
const versionParts = [7, 7]

export class VirtualDesfire implements DesfireMachine {
  readonly uid: Bytes
  readonly eeprom = new Eeprom()
  readonly chance: () => Bytes
  memory: WorkingMemory = freshMemory()
  readonly #apps = new Map<string, VirtualApplication>()
  readonly #keys = new Map<string, Aes>()

  constructor({ chance, masterKey = noIv, uid }: VirtualDesfireOptions) {
    this.uid = uid
    this.chance = chance
    this.eeprom.write("key:000000:0", concat(masterKey, [0]))
    this.putApplication("000000", { settings: 0x0f, keys: 1, files: {} })
  }

  /** Into the field of a reader, or out of it and in again. */
  powerOn(): void {
    this.memory = freshMemory()
    this.eeprom.powerOn()
    this.#apps.clear()
    this.#keys.clear()
  }

  /** One command. Nothing where power went: no answer reaches the reader then. */
  transmit(command: Bytes): Bytes | undefined {
    const read = readApdu(command)
    if (read === undefined) return Uint8Array.of(0x67, 0x00)
    if (read.cla !== 0x90) return Uint8Array.of(0x6e, 0x00)
    try {
      return this.#answer(read.ins, read.data)
    } catch (error) {
      if (error instanceof PowerLost) return undefined
      if (!(error instanceof Refused)) throw error
      this.abort()
      this.memory.session = undefined
      this.memory.proving = undefined
      return Uint8Array.of(0x91, error.status)
    }
  }

  #answer(ins: number, data: Bytes): Bytes {
    const { memory } = this
    if (ins === 0xaf && memory.proving !== undefined) return this.#finishProof(data)
    if (ins === 0xaf && memory.rest !== undefined) return this.#frames(memory.rest.bytes, memory.rest.sizes)
    memory.proving = undefined
    memory.rest = undefined
    if (ins === 0x71 || ins === 0x77) return this.#startProof(ins === 0x71, data)
    const command = commands[ins]
    if (command === undefined) throw new Refused(status.illegalCommand)
    return this.#frames(this.#perform(ins, command, data), ins === 0x60 ? versionParts : [])
  }

  /** `sizes`: of the next frames, where they are not as long as can be. */
  #frames(all: Bytes, [size = frame, ...sizes]: ReadonlyArray<number>): Bytes {
    const isMore = all.length > size
    this.memory.rest = isMore ? { bytes: all.slice(size), sizes } : undefined
    return concat(isMore ? all.subarray(0, size) : all, [0x91, isMore ? 0xaf : 0x00])
  }

  /** Checks what came under a session, lets the command run, and protects what it answers in the same way. */
  #perform(ins: number, command: CardCommand, sent: Bytes): Bytes {
    const { session } = this.memory
    const header = sent.slice(0, command.header)
    if (header.length < command.header) throw new Refused(status.length)
    const mode = command.mode(this, header)
    if (session === undefined || command.endsSession === true)
      return command.run(this, header, sent.slice(command.header)).data
    if (mode === 0) {
      const plain = command.run(this, header, sent.slice(command.header)).data
      session.counter += 1
      return plain
    }
    const body = sent.slice(0, -8)
    if (sent.length < command.header + 8 || !isEqual(this.#mac(session, ins, body), sent.slice(-8)))
      throw new Refused(status.integrity)
    const received = body.slice(command.header)
    const isEnciphered = mode === 3
    const data = isEnciphered && received.length > 0 ? this.#clear(session, received) : received
    const { data: answer, isLast = false } = command.run(this, header, data)
    if (isLast) return answer
    session.counter += 1
    const back = isEnciphered && answer.length > 0 ? this.#sealed(session, answer) : answer
    return concat(back, this.#mac(session, 0, back))
  }

  #mac(session: CardSession, first: number, body: Bytes): Bytes {
    const counter = [session.counter & 0xff, session.counter >> 8]
    const whole = session.mac.cmac(concat([first], counter, session.ti, body))
    return whole.filter((_, at) => at % 2 === 1)
  }

  #iv(session: CardSession, marks: readonly [number, number]): Bytes {
    const counter = [session.counter & 0xff, session.counter >> 8]
    return session.enc.encrypt(noIv, concat(marks, session.ti, counter, new Uint8Array(8)))
  }

  #clear(session: CardSession, received: Bytes): Bytes {
    if (received.length % 16 !== 0) throw new Refused(status.length)
    const clear = session.enc.decrypt(this.#iv(session, [0xa5, 0x5a]), received)
    const end = clear.lastIndexOf(0x80)
    if (end < 0 || clear.slice(end + 1).some((byte) => byte !== 0)) throw new Refused(status.integrity)
    return clear.slice(0, end)
  }

  #sealed(session: CardSession, answer: Bytes): Bytes {
    const padding = new Uint8Array(16 - (answer.length % 16))
    padding[0] = 0x80
    return session.enc.encrypt(this.#iv(session, [0x5a, 0xa5]), concat(answer, padding))
  }

  #startProof(isFirst: boolean, data: Bytes): Bytes {
    const keyNo = data[0] ?? 0
    if (!isFirst && this.memory.session === undefined) throw new Refused(status.permission)
    this.abort()
    const key = this.key(this.memory.aid, keyNo)
    if (key === undefined) throw new Refused(status.noSuchKey)
    const rndB = this.chance()
    this.memory.proving = { keyNo, rndB, isFirst }
    return concat(key.encrypt(noIv, rndB), [0x91, 0xaf])
  }

  #finishProof(data: Bytes): Bytes {
    const { memory } = this
    const { proving } = memory
    const key = proving && this.key(memory.aid, proving.keyNo)
    memory.proving = undefined
    if (proving === undefined || key === undefined || data.length !== 32)
      throw new Refused(status.authentication)
    const { isFirst, keyNo, rndB } = proving
    const clear = key.decrypt(noIv, data)
    const rndA = clear.slice(0, 16)
    const turned = concat(rndB.slice(1), [rndB[0] ?? 0])
    if (!isEqual(clear.slice(16), turned)) throw new Refused(status.authentication)
    const before = memory.session
    const middle = xor(rndA.slice(2, 8), rndB.slice(0, 6))
    const vector = concat([0x00, 0x01, 0x00, 0x80], rndA.slice(0, 2), middle, rndB.slice(6), rndA.slice(8))
    memory.session = {
      keyNo,
      ti: isFirst || before === undefined ? this.chance().slice(0, 4) : before.ti,
      counter: isFirst || before === undefined ? 0 : before.counter,
      enc: new Aes(key.cmac(concat([0xa5, 0x5a], vector))),
      mac: new Aes(key.cmac(concat([0x5a, 0xa5], vector)))
    }
    const proof = concat(rndA.slice(1), [rndA[0] ?? 0])
    const reply = isFirst ? concat(memory.session.ti, proof, new Uint8Array(12)) : proof
    return concat(key.encrypt(noIv, reply), [0x91, 0x00])
  }

  /** Drops everything that waits for a commit. */
  abort(): void {
    this.memory.pending.clear()
    this.memory.tmi = []
    this.memory.reader = undefined
  }

  application(aid = this.memory.aid): VirtualApplication | undefined {
    const known = this.#apps.get(aid)
    if (known !== undefined) return known
    const kept = this.eeprom.read(`app:${aid}`)
    if (kept === undefined) return undefined
    const read = JSON.parse(new TextDecoder().decode(kept)) as VirtualApplication
    this.#apps.set(aid, read)
    return read
  }

  putApplication(aid: string, application: VirtualApplication): void {
    this.eeprom.commit(new Map([[`app:${aid}`, new TextEncoder().encode(JSON.stringify(application))]]))
    this.#apps.delete(aid)
  }

  file(number: number): VirtualFile {
    const file = this.application()?.files[number]
    if (file === undefined) throw new Refused(status.noFile)
    return file
  }

  key(aid: string, keyNo: number): Aes | undefined {
    const name = `key:${aid}:${keyNo}`
    const kept = this.eeprom.read(name)
    if (kept === undefined) return undefined
    const known = this.#keys.get(name) ?? new Aes(kept.slice(0, 16))
    this.#keys.set(name, known)
    return known
  }

  putKey(aid: string, keyNo: number, key: Bytes, version: number): void {
    this.eeprom.commit(new Map([[`key:${aid}:${keyNo}`, concat(key, [version])]]))
    this.#keys.delete(`key:${aid}:${keyNo}`)
  }

  content(file: number): Bytes {
    return this.eeprom.read(this.cell(file)) ?? new Uint8Array(0)
  }

  cell(file: number): string {
    return `file:${this.memory.aid}:${file}`
  }

  /** A file's number as an application's record names it, for tests that look inside. */
  inspect(aid: Bytes, file: number): Bytes {
    return this.eeprom.read(`file:${toHex(aid)}:${file}`) ?? new Uint8Array(0)
  }
}
