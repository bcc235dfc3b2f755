/**
 * A MIFARE Classic card of 1 KB in memory, with the reader in front of it that speaks its language: rights by sector, blocks
 * that tear in the middle, and a halt after a wrong key.
 *
 * @module
 */
import { readAccess } from "../cards/classic/accessBits.ts"
import { readValueBlock, valueBlockBytes } from "../cards/classic/valueBlock.ts"
import { type Bytes, bytes, concat, fromHex, isEqual } from "../crypto/bytes.ts"
import { Eeprom, PowerLost } from "./Eeprom.ts"

type Which = "A" | "B"
type Doing = "read" | "write" | "increment" | "decrement"

/** By the bits C1 C2 C3: which keys may do it. */
const dataRights: Readonly<Record<number, Partial<Readonly<Record<Doing, string>>>>> = {
  0b000: { read: "AB", write: "AB", increment: "AB", decrement: "AB" },
  0b010: { read: "AB" },
  0b100: { read: "AB", write: "B" },
  0b110: { read: "AB", write: "B", increment: "B", decrement: "AB" },
  0b001: { read: "AB", decrement: "AB" },
  0b011: { read: "B", write: "B" },
  0b101: { read: "B" },
  0b111: {}
}

/** Of the last block of a sector: who may write each part of it, and read key B. */
const trailerRights: Readonly<
  Record<
    number,
    { readonly keyA?: string; readonly access?: string; readonly keyB?: string; readonly readB?: string }
  >
> = {
  0b000: { keyA: "A", keyB: "A", readB: "A" },
  0b010: { readB: "A" },
  0b100: { keyA: "B", keyB: "B" },
  0b110: {},
  0b001: { keyA: "A", access: "A", keyB: "A", readB: "A" },
  0b011: { keyA: "B", access: "B", keyB: "B" },
  0b101: { access: "B" },
  0b111: {}
}

const ok = bytes(0x90, 0x00)
const failed = bytes(0x63, 0x00)
const notAllowed = bytes(0x69, 0x82)
const unknown = bytes(0x6a, 0x81)

const factoryTrailer = concat(
  new Uint8Array(6).fill(0xff),
  [0xff, 0x07, 0x80, 0x69],
  new Uint8Array(6).fill(0xff)
)

const classicAtr = fromHex("3b8f8001804f0ca000000306030001000000006a")

export class VirtualClassic {
  readonly uid: Bytes
  readonly atr: Bytes = classicAtr
  readonly eeprom = new Eeprom()
  #slot: Bytes = new Uint8Array(6)
  #session: { readonly sector: number; readonly which: Which } | undefined
  #isHalted = false

  /** `uid`: four or seven bytes. */
  constructor(uid: Bytes) {
    this.uid = uid
    for (let block = 0; block < 64; block++)
      this.eeprom.write(String(block), block % 4 === 3 ? factoryTrailer : new Uint8Array(16))
    this.eeprom.write("0", concat(uid, new Uint8Array(16 - uid.length)))
  }

  powerOn(): void {
    this.eeprom.powerOn()
    this.#session = undefined
    this.#isHalted = false
  }

  block(number: number): Bytes {
    return this.eeprom.read(String(number)) ?? new Uint8Array(16)
  }

  transmit(command: Bytes): Bytes | undefined {
    const [cla, ins = 0, , block = 0] = command
    if (cla !== 0xff || block > 63) return unknown
    try {
      return this.#answer(ins, block, command.slice(5))
    } catch (error) {
      if (error instanceof PowerLost) return undefined
      throw error
    }
  }

  #answer(ins: number, block: number, data: Bytes): Bytes {
    switch (ins) {
      case 0x82:
        this.#slot = data.slice(0, 6)
        return ok
      case 0x86:
        return this.#authenticate(data[2] ?? 0, data[3] === 0x61 ? "B" : "A")
      case 0xb0:
        return this.#may(block, "read") ? concat(this.#shown(block), ok) : notAllowed
      case 0xd6:
        return this.#write(block, data.slice(0, 16))
      case 0xd7:
        return this.#value(block, data)
      default:
        return unknown
    }
  }

  #trailerOf(sector: number): Bytes {
    return this.block(sector * 4 + 3)
  }

  #authenticate(block: number, which: Which): Bytes {
    const sector = block >> 2
    const trailer = this.#trailerOf(sector)
    const access = readAccess(trailer.slice(6, 9))
    const key = which === "A" ? trailer.slice(0, 6) : trailer.slice(10, 16)
    const isReadable =
      which === "B" && access !== undefined && trailerRights[access.trailer]?.readB !== undefined
    this.#session = undefined
    if (this.#isHalted || access === undefined || !isEqual(key, this.#slot)) {
      this.#isHalted = true
      return failed
    }
    // A key that can be read proves nothing: it opens no data.
    if (!isReadable) this.#session = { sector, which }
    return ok
  }

  #may(block: number, doing: Doing): boolean {
    const session = this.#session
    const sector = block >> 2
    if (this.#isHalted || session?.sector !== sector) return false
    const access = readAccess(this.#trailerOf(sector).slice(6, 9))
    if (access === undefined) return false
    if (block % 4 === 3) return doing === "read"
    const bits = access.blocks[block % 4] ?? 7
    return dataRights[bits]?.[doing]?.includes(session.which) === true
  }

  /** Key A is never shown, key B only where the rights say so. */
  #shown(block: number): Bytes {
    const content = this.block(block)
    if (block % 4 !== 3) return content
    const access = readAccess(content.slice(6, 9))
    const isShown = access !== undefined && trailerRights[access.trailer]?.readB === this.#session?.which
    return concat(new Uint8Array(6), content.slice(6, 10), isShown ? content.slice(10) : new Uint8Array(6))
  }

  #write(block: number, content: Bytes): Bytes {
    if (content.length !== 16 || block === 0) return notAllowed
    if (block % 4 !== 3) {
      if (!this.#may(block, "write")) return notAllowed
      this.eeprom.write(String(block), content)
      return ok
    }
    const before = this.block(block)
    const access = this.#may(block, "read") ? readAccess(before.slice(6, 9)) : undefined
    const rights = access && trailerRights[access.trailer]
    const which = this.#session?.which ?? "A"
    if (rights === undefined || Object.keys(rights).length === 0) return notAllowed
    const part = (right: string | undefined, from: number, to: number) =>
      (right?.includes(which) === true ? content : before).slice(from, to)
    // Bits whose copies disagree are written all the same, and the sector is lost.
    this.eeprom.write(
      String(block),
      concat(part(rights.keyA, 0, 6), part(rights.access, 6, 10), part(rights.keyB, 10, 16))
    )
    return ok
  }

  /** Store, increment, decrement. Torn in the middle, the block is no value any more. */
  #value(block: number, data: Bytes): Bytes {
    const [operation = 0] = data
    const amount = new DataView(data.buffer, data.byteOffset).getInt32(1)
    const doing = (["write", "increment", "decrement"] as const)[operation]
    if (doing === undefined || !this.#may(block, doing)) return notAllowed
    const held = readValueBlock(this.block(block))
    if (operation !== 0 && held === undefined) return failed
    const value = operation === 0 ? amount : (held?.value ?? 0) + (operation === 1 ? amount : -amount)
    this.eeprom.write(String(block), valueBlockBytes({ value: value | 0, address: held?.address ?? block }))
    return ok
  }
}
