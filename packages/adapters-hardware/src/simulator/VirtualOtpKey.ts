/**
 * A key of the YubiKey family in memory, and the HID device that it is: takes a frame piece by piece, makes a code of it with its
 * secret, gives it back piece by piece. Shares nothing with the driver.
 *
 * @module
 */
import { createHmac } from "node:crypto"
import { type Bytes, concat } from "../crypto/bytes.ts"
import type { HidBus, HidFound, HidHandle } from "../hid/HidBus.ts"

export interface VirtualOtpKeyOptions {
  /** 20 bytes, by place. */
  readonly secrets: { readonly 1?: Bytes; readonly 2?: Bytes }
  /** Whether a challenge of any length is taken as it is, without the filling. Absent: it is. */
  readonly isVariable?: boolean
  /** Whether it wants to be touched. Absent: not. */
  readonly wantsTouch?: boolean
  /** How often it says that it waits before it gives up. Absent: 100. */
  readonly waitsFor?: number
}

const frameLength = 70
const [writing, answering, waiting] = [0x80, 0x40, 0x20]

/** As the bits come over the wire: least first, in a register that shifts right. */
const checkSum = (from: Bytes): number => {
  let register = 0xffff
  for (const byte of from)
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = ((register ^ (byte >> bit)) & 1) === 1
      register = (register >> 1) ^ (isOdd ? 0x8408 : 0)
    }
  return register
}

export class VirtualOtpKey {
  readonly #options: VirtualOtpKeyOptions
  #frame = new Uint8Array(frameLength)
  #answer: Bytes | undefined
  #next = 0
  #waits = 0
  #isTaking = false
  /** Somebody touches it. */
  isTouched = false
  /** The numbers of the pieces that were written, for tests. */
  readonly heard: Array<number> = []

  constructor(options: VirtualOtpKeyOptions) {
    this.#options = options
  }

  #forget(): void {
    this.#frame = new Uint8Array(frameLength)
    this.#answer = undefined
    this.#next = 0
    this.#waits = 0
  }

  /** Eight bytes. */
  write(report: Bytes): void {
    const said = report[7] ?? 0
    const piece = said & 0x1f
    if ((said & writing) === 0) return
    // What is written before the last piece was taken is lost.
    if (this.#isTaking) return this.#forget()
    this.heard.push(piece)
    this.#isTaking = piece < frameLength / 7
    if (piece >= frameLength / 7) return this.#forget()
    if (piece === 0) this.#forget()
    this.#frame.set(report.slice(0, 7), piece * 7)
    if (piece === frameLength / 7 - 1) this.#obey()
  }

  #obey(): void {
    const [payload, command] = [this.#frame.slice(0, 64), this.#frame[64]]
    const sum = (this.#frame[65] ?? 0) | ((this.#frame[66] ?? 0) << 8)
    const { isVariable = true, secrets, waitsFor = 100, wantsTouch = false } = this.#options
    const secret = command === 0x30 ? secrets[1] : command === 0x38 ? secrets[2] : undefined
    if (secret === undefined || checkSum(payload) !== sum) return this.#forget()
    let length = payload.length
    const last = payload[length - 1]
    if (isVariable) while (length > 0 && payload[length - 1] === last) length -= 1
    const code = createHmac("sha1", secret).update(payload.slice(0, length)).digest()
    const inverted = ~checkSum(code) & 0xffff
    this.#answer = concat(code, [inverted & 0xff, inverted >> 8], new Uint8Array(6))
    this.#waits = wantsTouch ? waitsFor : 0
    this.isTouched = false
  }

  /** Eight bytes: its state, or the next piece of an answer. */
  read(): Bytes {
    const state = (said: number): Bytes => Uint8Array.of(0, 5, 4, 3, 1, 5, 0, said)
    if (this.#isTaking) {
      this.#isTaking = false
      return state(writing)
    }
    if (this.#answer === undefined) return state(0)
    if (this.#waits > 0 && !this.isTouched) {
      this.#waits -= 1
      if (this.#waits > 0) return state(waiting)
      this.#forget()
      return state(0)
    }
    const last = this.#answer.length / 7
    if (this.#next === last) {
      this.#next = 0
      return Uint8Array.of(0, 0, 0, 0, 0, 0, 0, answering)
    }
    const piece = this.#answer.slice(this.#next * 7, this.#next * 7 + 7)
    return concat(piece, [answering | this.#next++])
  }
}

/** A socket for such keys, as a library of HID shows it. */
export class OtpSocket implements HidBus {
  #plugged: VirtualOtpKey | undefined

  plugIn(key: VirtualOtpKey): void {
    this.#plugged = key
  }

  pull(): void {
    this.#plugged = undefined
  }

  readonly list = async (): Promise<ReadonlyArray<HidFound>> => {
    const found = { path: "otp", vendorId: 0x1050, productId: 0x0407, usagePage: 1, usage: 6 }
    return this.#plugged === undefined ? [] : [found]
  }

  readonly open = async (): Promise<HidHandle> => {
    const key = this.#plugged
    if (key === undefined) throw new Error("nothing there")
    const there = (): VirtualOtpKey => {
      if (this.#plugged !== key) throw new Error("gone")
      return key
    }
    return {
      listen: () => undefined,
      setFeature: async (report) => there().write(report.slice(1)),
      getFeature: async () => concat([0], there().read()),
      close: async () => undefined
    }
  }
}
