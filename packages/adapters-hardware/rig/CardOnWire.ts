/**
 * A virtual card in a virtual reader: the protocol of vpcd, which is the length in two bytes, then a command of the card, or one
 * byte for power, reset and the answer to it. Taking the card away is closing the connection.
 */
import { createConnection, type Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { type Bytes, concat, fromHex } from "../src/crypto/bytes.ts"
import { Field, type Tear, type VirtualCard } from "../src/simulator/Field.ts"
import { port } from "./Pcscd.ts"

const desfireAtr = fromHex("3b8180018080")

const off = 0x00
const on = 0x01
const reset = 0x02
const askAtr = 0x04

export interface Presented {
  readonly tear?: Tear | undefined
  /** Which of the two sockets. Absent: the first. */
  readonly socket?: 0 | 1
  /** Commands that this says yes to are never answered. */
  readonly isMute?: (command: Bytes) => boolean
}

export class CardOnWire {
  readonly field: Field
  readonly #atr: Bytes
  readonly #isMute: (command: Bytes) => boolean
  readonly #socket: number
  #wire: Socket | undefined
  #heard = Buffer.alloc(0)
  #isTaken = false

  constructor(card: VirtualCard, { isMute, socket = 0, tear }: Presented = {}) {
    this.field = new Field(card, tear)
    this.#atr = card.atr ?? desfireAtr
    this.#isMute = isMute ?? (() => false)
    this.#socket = socket
  }

  /** The reader may be there a moment later than the service. */
  async put(): Promise<void> {
    while (!this.#isTaken) {
      const wire = createConnection({ port: port + this.#socket, host: "127.0.0.1", noDelay: true })
      const connected = await new Promise<boolean>((resolve) => {
        wire.on("connect", () => resolve(true))
        wire.on("error", () => resolve(false))
      })
      // It may have been taken away while the reader was not there.
      if (connected && this.#isTaken) wire.destroy()
      else if (connected) {
        this.#wire = wire
        wire.on("data", (heard) => this.#hear(heard))
        // The reader drops who waited in its queue while it was busy with a card that did not answer.
        wire.on("close", () => {
          if (!this.#isTaken) void this.put()
        })
        return
      }
      await sleep(20)
    }
  }

  take(): void {
    this.#isTaken = true
    this.#wire?.destroy()
  }

  #hear(heard: Buffer): void {
    this.#heard = Buffer.concat([this.#heard, heard])
    for (;;) {
      const length = this.#heard.length < 2 ? Number.POSITIVE_INFINITY : this.#heard.readUInt16BE(0)
      if (this.#heard.length < length + 2) return
      const message = Uint8Array.from(this.#heard.subarray(2, length + 2))
      this.#heard = this.#heard.subarray(length + 2)
      this.#answer(message)
    }
  }

  #answer(message: Bytes): void {
    const [control] = message
    if (message.length === 1) {
      if (control === on || control === reset || control === off) this.field.card.powerOn()
      if (control === askAtr) this.#say(this.#atr)
      return
    }
    if (this.#isMute(message)) return
    const answer = this.field.transmit(message)
    if (answer !== undefined && !this.field.isLost) this.#say(answer)
    else this.take()
  }

  #say(what: Bytes): void {
    if (!this.#isTaken) this.#wire?.write(concat([what.length >> 8, what.length & 0xff], what))
  }
}
