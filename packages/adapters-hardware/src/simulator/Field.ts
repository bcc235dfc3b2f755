/**
 * The air between a reader and a virtual card: commands go through it and answers come back, until somebody pulls the card
 * away at the byte that a test names.
 *
 * @module
 */
import { bytes, type Bytes, concat } from "../crypto/bytes.ts"
import type { Eeprom } from "./Eeprom.ts"

/** What every virtual card can do. */
export interface VirtualCard {
  readonly uid: Bytes
  readonly eeprom: Eeprom
  /** What a reader of PC/SC says of it first. Absent: what it says of every DESFire. */
  readonly atr?: Bytes
  readonly powerOn: () => void
  readonly transmit: (command: Bytes) => Bytes | undefined
}

/**
 * Where the card is lost, counting the commands of this presentation from 0. `command`: after so many bytes of it had
 * reached the card. `answer`: after so many bytes of it had come back. `memory`: after so many bytes had been written.
 * `garbled`: nothing is lost, but this byte of the answer is another.
 */
export interface Tear {
  readonly command: number
  readonly in: "command" | "answer" | "memory" | "garbled"
  readonly after: number
}

/** One presentation of a card: put down, spoken to, and taken away. */
export class Field {
  readonly card: VirtualCard
  readonly tear: Tear | undefined
  #at = 0
  #isLost = false
  /** Lengths of what was sent and answered, by command. */
  readonly heard: Array<{ readonly sent: number; answered: number; readonly ins: number; written: number }> =
    []

  constructor(card: VirtualCard, tear?: Tear) {
    this.card = card
    this.tear = tear
    card.powerOn()
  }

  get isLost(): boolean {
    return this.#isLost
  }

  readonly transmit = (command: Bytes): Bytes | undefined => {
    if (this.#isLost) return undefined
    if (command[0] === 0xff && command[1] === 0xca) return concat(this.card.uid, [0x90, 0x00])
    const tear = this.tear?.command === this.#at ? this.tear : undefined
    this.#at += 1
    const line = { sent: command.length, answered: 0, ins: command[1] ?? 0, written: 0 }
    this.heard.push(line)
    if (tear?.in === "command" && tear.after < command.length) return this.#lost()
    const before = this.card.eeprom.written
    if (tear?.in === "memory") this.card.eeprom.cutAfter(tear.after)
    const answer = this.card.transmit(command)
    if (tear?.in === "memory") this.card.eeprom.cutAfter(Number.POSITIVE_INFINITY)
    line.written = this.card.eeprom.written - before
    if (answer === undefined) return this.#lost()
    line.answered = answer.length
    if (tear?.in === "garbled") return answer.map((byte, at) => (at === tear.after ? byte ^ 0x01 : byte))
    if (tear?.in !== "answer" || tear.after >= answer.length) return answer
    this.#isLost = true
    // A reader hands on what it got, where it got anything; the last two bytes are then no status.
    return tear.after < 2
      ? answer.subarray(0, tear.after)
      : concat(answer.subarray(0, tear.after - 2), bytes(0x64, 0x00))
  }

  #lost(): undefined {
    this.#isLost = true
    return undefined
  }
}
