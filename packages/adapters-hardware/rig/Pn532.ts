/**
 * An NFC chip (PN532, NXP user manual UM0701) on a serial line that is not there, with one virtual card on it: so that libraries
 * that know nothing of this project speak with its cards. The chip does the encryption of MIFARE Classic itself, and the framing
 * of ISO 14443-4, so neither is needed here.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { bytes, type Bytes, concat } from "../src/crypto/bytes.ts"
import { readAnswer } from "../src/apdu/Apdu.ts"
import { Field, type VirtualCard } from "../src/simulator/Field.ts"

export interface OnChip {
  readonly card: VirtualCard
  /** SENS_RES, and SEL_RES: what the card is. */
  readonly sens: readonly [number, number]
  readonly sel: number
  /** Answer to select, with its length; absent on cards without. */
  readonly ats?: Bytes
}

export const desfireOnChip = (card: VirtualCard): OnChip => ({
  card,
  sens: [0x03, 0x44],
  sel: 0x20,
  ats: bytes(0x06, 0x75, 0x77, 0x81, 0x02, 0x80)
})

export const classicOnChip = (card: VirtualCard): OnChip => ({ card, sens: [0x00, 0x04], sel: 0x08 })

const ack = bytes(0x00, 0x00, 0xff, 0x00, 0xff, 0x00)
const fine = 0x00
/** Of the chip: no answer in time, and a wrong key. */
const timeOut = 0x01
const wrongKey = 0x14

const isWell = (answer: Bytes | undefined): boolean =>
  answer !== undefined && readAnswer(answer)?.sw === 0x9000

/** One of the card's own commands of MIFARE Classic, as a reader of PC/SC would be told it. */
const classicCommand = (transmit: Field["transmit"], sent: Bytes): Bytes => {
  const [command = 0, block = 0] = sent
  if (command === 0x60 || command === 0x61) {
    transmit(concat([0xff, 0x82, 0x00, 0x00, 0x06], sent.slice(2, 8)))
    const proved = transmit(bytes(0xff, 0x86, 0x00, 0x00, 0x05, 0x01, 0x00, block, command, 0x00))
    return bytes(isWell(proved) ? fine : wrongKey)
  }
  const asked =
    command === 0x30
      ? bytes(0xff, 0xb0, 0x00, block, 0x10)
      : concat([0xff, 0xd6, 0x00, block, 0x10], sent.slice(2, 18))
  const answer = transmit(asked)
  if (answer === undefined || !isWell(answer)) return bytes(timeOut)
  return concat([fine], answer.slice(0, -2))
}

export class Pn532 {
  readonly #on: OnChip
  readonly #folder = mkdtempSync(join(tmpdir(), "tessera-pn532-"))
  #field: Field
  #line: ChildProcess | undefined
  #heard = Buffer.alloc(0)

  constructor(on: OnChip) {
    this.#on = on
    this.#field = new Field(on.card)
  }

  get path(): string {
    return join(this.#folder, "line")
  }

  /** As libnfc finds it. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, LIBNFC_DEFAULT_DEVICE: `pn532_uart:${this.path}`, LIBNFC_AUTO_SCAN: "false" }
  }

  async start(): Promise<void> {
    const line = spawn("socat", [`PTY,link=${this.path},raw,echo=0`, "-"], {
      stdio: ["pipe", "pipe", "ignore"]
    })
    line.stdout.on("data", (heard: Buffer) => this.#hear(heard))
    this.#line = line
    while (!existsSync(this.path)) await sleep(5)
  }

  close(): void {
    this.#line?.kill()
    rmSync(this.#folder, { recursive: true })
  }

  #hear(heard: Buffer): void {
    this.#heard = Buffer.concat([this.#heard, heard])
    for (;;) {
      const start = this.#heard.indexOf(Uint8Array.of(0x00, 0xff))
      if (start < 0 || this.#heard.length < start + 4) return
      const length = this.#heard[start + 2] ?? 0
      const check = this.#heard[start + 3] ?? 0
      // Acknowledgements, and what wakes it up, are no commands.
      if (length === 0 || ((length + check) & 0xff) !== 0) {
        this.#heard = this.#heard.subarray(start + 2)
        continue
      }
      if (this.#heard.length < start + 4 + length + 1) return
      const command = Uint8Array.from(this.#heard.subarray(start + 4, start + 4 + length))
      this.#heard = this.#heard.subarray(start + 4 + length + 1)
      if (command[0] === 0xd4) this.#say(command[1] ?? 0, this.#answer(command[1] ?? 0, command.slice(2)))
    }
  }

  #say(command: number, answer: Bytes): void {
    const body = concat([0xd5, command + 1], answer)
    const check = -body.reduce((sum, byte) => sum + byte, 0) & 0xff
    const frame = concat([0x00, 0x00, 0xff, body.length, -body.length & 0xff], body, [check, 0x00])
    this.#line?.stdin?.write(concat(ack, frame))
  }

  #answer(command: number, data: Bytes): Bytes {
    const { ats, card, sel, sens } = this.#on
    switch (command) {
      case 0x00: // Diagnose: the line says what it heard.
        return data
      case 0x02: // Firmware: PN532, 1.6, everything.
        return bytes(0x32, 0x01, 0x06, 0x07)
      case 0x06: // Registers, two bytes each.
        return new Uint8Array(data.length / 2)
      case 0x4a: // A card of 14443-A at 106 kbit/s, and no other.
        if (data[1] !== 0x00) return bytes(0x00)
        this.#field = new Field(card)
        return concat([0x01, 0x01], sens, [sel, card.uid.length], card.uid, ats ?? [])
      case 0x40:
        return this.#exchange(data.slice(1))
      case 0x42:
        return bytes(timeOut)
      case 0x44:
      case 0x52:
      case 0x54:
      case 0x16:
        return bytes(fine)
      default:
        return bytes()
    }
  }

  #exchange(sent: Bytes): Bytes {
    if (this.#on.ats === undefined) return classicCommand(this.#field.transmit, sent)
    const answer = this.#field.transmit(sent)
    return answer === undefined ? bytes(timeOut) : concat([fine], answer)
  }
}
