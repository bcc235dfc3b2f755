/**
 * An NTAG 424 DNA in memory: every reading mirrors who it is, how often it was read, and a code into its address.
 *
 * @module
 */
import { readApdu } from "../apdu/Apdu.ts"
import { Aes, noIv } from "../crypto/Aes.ts"
import { type Bytes, bytes, concat, toHex } from "../crypto/bytes.ts"
import { Eeprom } from "./Eeprom.ts"

export interface VirtualNtag424Options {
  /** Seven bytes. */
  readonly uid: Bytes
  readonly metaKey: Bytes
  readonly fileKey: Bytes
  /** What comes before the mirrored part, such as `tessera.example/t?`; without `https://`. */
  readonly address: string
  /** Chance that fills what is enciphered, five bytes at each reading. */
  readonly chance: () => Bytes
}

const ok = bytes(0x90, 0x00)

export class VirtualNtag424 {
  readonly uid: Bytes
  readonly eeprom = new Eeprom()
  readonly #options: VirtualNtag424Options
  #selected: "none" | "application" | "ndef" = "none"
  /** What this presentation reads: the counter goes up once for it. */
  #content: Bytes | undefined

  constructor(options: VirtualNtag424Options) {
    this.#options = options
    this.uid = options.uid
    this.eeprom.write("counter", new Uint8Array(3))
  }

  powerOn(): void {
    this.eeprom.powerOn()
    this.#selected = "none"
    this.#content = undefined
  }

  /** The address that a phone opens. */
  tap(): string {
    const kept = this.eeprom.read("counter") ?? new Uint8Array(3)
    const count = (kept[0] ?? 0) + ((kept[1] ?? 0) << 8) + ((kept[2] ?? 0) << 16) + 1
    const counter = bytes(count & 0xff, (count >> 8) & 0xff, (count >> 16) & 0xff)
    this.eeprom.commit(new Map([["counter", counter]]))
    const { address, chance, fileKey, metaKey, uid } = this.#options
    const picc = new Aes(metaKey).encrypt(noIv, concat([0xc7], uid, counter, chance().slice(0, 5)))
    const vector = concat([0x3c, 0xc3, 0x00, 0x01, 0x00, 0x80], uid, counter)
    const whole = new Aes(new Aes(fileKey).cmac(vector)).cmac(new Uint8Array(0))
    const code = whole.filter((_, at) => at % 2 === 1)
    return `https://${address}e=${toHex(picc).toUpperCase()}&c=${toHex(code).toUpperCase()}`
  }

  transmit(command: Bytes): Bytes {
    const read = readApdu(command)
    if (read?.cla !== 0x00) return bytes(0x6e, 0x00)
    if (read.ins === 0xa4) return this.#select(toHex(read.data))
    if (read.ins !== 0xb0) return bytes(0x6d, 0x00)
    if (this.#selected !== "ndef") return bytes(0x69, 0x85)
    const offset = (read.p1 << 8) | read.p2
    const length = command[4] ?? 0
    this.#content ??= this.#ndef()
    return concat(this.#content.slice(offset, offset + length), ok)
  }

  #select(name: string): Bytes {
    const next = name === "d2760000850101" ? "application" : name === "e104" ? "ndef" : undefined
    if (next === undefined || (next === "ndef" && this.#selected === "none")) return bytes(0x6a, 0x82)
    this.#selected = next
    return ok
  }

  /** One record of a web address, with its length before it. */
  #ndef(): Bytes {
    const uri = new TextEncoder().encode(this.tap().slice("https://".length))
    const record = concat([0xd1, 0x01, uri.length + 1, 0x55, 0x04], uri)
    return concat([record.length >> 8, record.length & 0xff], record)
  }
}
