/**
 * A virtual card in a USB reader of QEMU: the protocol of virtual smart cards, which is type, reader and length in four bytes each,
 * then what is said. The reader is one that Linux knows; the card lies in it all the time.
 */
import { createConnection, type Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { type Bytes, fromHex } from "../src/crypto/bytes.ts"
import { Field, type VirtualCard } from "../src/simulator/Field.ts"

const [init, readerAdd, atr, apdu] = [1, 3, 5, 7]
const nobody = 0xffffffff
const desfireAtr = fromHex("3b8180018080")

/** From now on the commit is answered so late that there is time to pull the reader out. */
export const stall: Bytes = Uint8Array.of(0xff, 0x5a, 0x00, 0x00, 0x00)
const commit = 0xc7
const late = 4_000

export class CardInQemu {
  readonly #card: VirtualCard
  #field: Field
  #wire: Socket | undefined
  #heard = Buffer.alloc(0)
  #isSlow = false
  #owed: NodeJS.Timeout | undefined

  constructor(card: VirtualCard) {
    this.#card = card
    this.#field = new Field(card)
  }

  async put(path: string): Promise<void> {
    for (;;) {
      const wire = createConnection(path)
      const isThere = await new Promise<boolean>((resolve) => {
        wire.on("connect", () => resolve(true))
        wire.on("error", () => resolve(false))
      })
      if (isThere) {
        this.#wire = wire
        break
      }
      await sleep(50)
    }
    this.#wire.on("data", (heard) => this.#hear(heard))
    const hello = Buffer.alloc(12)
    hello.write("VSCD", 0, "latin1")
    hello.writeUInt32BE(2, 4)
    this.#say(init, nobody, hello)
    this.#say(readerAdd, nobody, Buffer.from("tessera\0"))
    this.#say(atr, 0, desfireAtr)
  }

  take(): void {
    clearTimeout(this.#owed)
    this.#wire?.destroy()
  }

  #say(type: number, reader: number, what: Bytes): void {
    const head = Buffer.alloc(12)
    head.writeUInt32BE(type, 0)
    head.writeUInt32BE(reader, 4)
    head.writeUInt32BE(what.length, 8)
    this.#wire?.write(Buffer.concat([head, what]))
  }

  #hear(heard: Buffer): void {
    this.#heard = Buffer.concat([this.#heard, heard])
    for (;;) {
      const length = this.#heard.length < 12 ? Number.POSITIVE_INFINITY : this.#heard.readUInt32BE(8)
      if (this.#heard.length < length + 12) return
      const type = this.#heard.readUInt32BE(0)
      const message = Uint8Array.from(this.#heard.subarray(12, length + 12))
      this.#heard = this.#heard.subarray(length + 12)
      if (type === apdu) this.#answer(message)
    }
  }

  #answer(command: Bytes): void {
    // Whoever asked before has been pulled out since: its answer would be taken for this one's.
    clearTimeout(this.#owed)
    if (command[0] === 0xff && command[1] === stall[1]) {
      this.#isSlow = true
      return this.#say(apdu, 0, Uint8Array.of(0x90, 0x00))
    }
    // Selecting begins anew, as after the reset that a reader does when it is plugged in.
    if (command[1] === 0x5a) {
      this.#card.powerOn()
      this.#field = new Field(this.#card)
    }
    const answer = this.#field.transmit(command) ?? new Uint8Array(0)
    const wait = this.#isSlow && command[1] === commit ? late : 0
    if (wait > 0) this.#isSlow = false
    if (wait === 0) this.#say(apdu, 0, answer)
    else this.#owed = setTimeout(() => this.#say(apdu, 0, answer), wait)
  }
}
