/** A HID device of this machine's own kernel, made from user space (/dev/uhid): plugged in, heard, asked, pulled out. */
import { closeSync, constants, openSync, readSync, writeSync } from "node:fs"
import { type Bytes, fromHex } from "../src/crypto/bytes.ts"

export interface UhidDevice {
  readonly name: string
  readonly vendorId: number
  readonly productId: number
  readonly descriptor: string
  /** Feature reports, without the report's number. Absent: it has none. */
  readonly feature?: { readonly get: () => Bytes; readonly set: (report: Bytes) => void }
}

/** linux/uhid.h: numbers of events, and how long the longest is. */
const [destroy, getReport, getReply, create, input, setReport, setReply] = [1, 9, 10, 11, 12, 13, 14]
const longest = 4_376

const usb = 3

export class Uhid {
  readonly #device: UhidDevice
  readonly #file: number
  readonly #timer: NodeJS.Timeout

  /** Plugs it in. */
  constructor(device: UhidDevice) {
    this.#device = device
    // Whoever waits in it for an event can never end.
    this.#file = openSync("/dev/uhid", constants.O_RDWR | constants.O_NONBLOCK)
    const descriptor = fromHex(device.descriptor)
    this.#write(create, (event) => {
      event.write(device.name, 4, "latin1")
      event.writeUInt16LE(descriptor.length, 260)
      event.writeUInt16LE(usb, 262)
      event.writeUInt32LE(device.vendorId, 264)
      event.writeUInt32LE(device.productId, 268)
      event.set(descriptor, 280)
    })
    this.#timer = setInterval(() => this.#listen(), 1)
  }

  #write(type: number, fill: (event: Buffer) => void = () => undefined): void {
    const event = Buffer.alloc(longest)
    event.writeUInt32LE(type, 0)
    fill(event)
    writeSync(this.#file, event)
  }

  #listen(): void {
    const event = Buffer.alloc(longest)
    for (;;) {
      try {
        readSync(this.#file, event)
      } catch {
        return
      }
      const { feature } = this.#device
      const id = event.readUInt32LE(4)
      if (event.readUInt32LE(0) === getReport)
        this.#write(getReply, (reply) => {
          reply.writeUInt32LE(id, 4)
          const report = feature?.get() ?? new Uint8Array(0)
          reply.writeUInt16LE(report.length + 1, 10)
          reply.set(report, 13)
        })
      if (event.readUInt32LE(0) === setReport) {
        feature?.set(Uint8Array.from(event.subarray(13, 12 + event.readUInt16LE(10))))
        this.#write(setReply, (reply) => reply.writeUInt32LE(id, 4))
      }
    }
  }

  send(report: Bytes): void {
    this.#write(input, (event) => {
      event.writeUInt16LE(report.length, 4)
      event.set(report, 6)
    })
  }

  /** Pulls it out. */
  pull(): void {
    clearInterval(this.#timer)
    this.#write(destroy)
    closeSync(this.#file)
  }
}
