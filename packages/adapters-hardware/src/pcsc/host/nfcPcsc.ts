/**
 * Readers through nfc-pcsc, of which only the wire is used: it says which readers there are and what changes on them.
 *
 * @module
 */
import { createConnection } from "node:net"
import type { EventEmitter } from "node:events"
import { type Bind, longestAnswer } from "./Binding.ts"
import { presenceOn } from "./presenceOn.ts"

type Callback<A> = (cause: Error | null | undefined, value: A) => void

/** The part of @pokusew/pcsclite's reader that is used. */
interface Wire extends EventEmitter {
  readonly name: string
  connected: boolean
  readonly SCARD_SHARE_EXCLUSIVE: number
  readonly SCARD_LEAVE_CARD: number
  readonly connect: (options: { readonly share_mode: number }, callback: Callback<number | undefined>) => void
  readonly disconnect: (disposition: number, callback: Callback<undefined>) => void
  readonly transmit: (data: Buffer, most: number, protocol: number, callback: Callback<Buffer>) => void
}

interface NfcReader extends EventEmitter {
  readonly reader: Wire
  autoProcessing: boolean
  connect: () => Promise<unknown>
}

interface NfcPackage {
  readonly NFC: new () => EventEmitter
}

const called = <A>(call: (callback: Callback<A>) => void): Promise<A> =>
  new Promise((resolve, reject) => {
    call((cause, value) => (cause ? reject(cause) : resolve(value)))
  })

const socketOfService = process.env["PCSCLITE_CSOCK_NAME"] ?? "/run/pcscd/pcscd.comm"

/** Without the service the library's constructor never returns. Where there is no socket to ask, the till's deadline ends that. */
const serviceIsThere = (): Promise<void> =>
  process.platform === "linux"
    ? new Promise((resolve, reject) => {
        const asked = createConnection(socketOfService, () => {
          asked.destroy()
          resolve()
        })
        asked.on("error", () => reject(new Error(`pcscd does not listen at ${socketOfService}`)))
      })
    : Promise.resolve()

class Readers {
  readonly #wires = new Map<string, { readonly wire: Wire; protocol: number }>()

  add(wire: Wire): void {
    this.#wires.set(wire.name, { wire, protocol: 0 })
  }

  remove(name: string): void {
    this.#wires.delete(name)
  }

  #of(name: string) {
    const found = this.#wires.get(name)
    if (found === undefined) throw new Error("Unknown reader")
    return found
  }

  async connect(name: string): Promise<void> {
    const held = this.#of(name)
    const { wire } = held
    if (wire.connected) await this.disconnect(name)
    const protocol = await called<number | undefined>((callback) =>
      wire.connect({ share_mode: wire.SCARD_SHARE_EXCLUSIVE }, callback)
    )
    held.protocol = protocol ?? 0
  }

  async transmit(name: string, command: Uint8Array): Promise<Uint8Array> {
    const { protocol, wire } = this.#of(name)
    return await called<Buffer>((callback) =>
      wire.transmit(Buffer.from(command), longestAnswer, protocol, callback)
    )
  }

  async disconnect(name: string): Promise<void> {
    const { wire } = this.#of(name)
    try {
      await called<undefined>((callback) => wire.disconnect(wire.SCARD_LEAVE_CARD, callback))
    } finally {
      // A card that went makes it fail, and the library then believes to be connected for ever.
      wire.connected = false
    }
  }
}

export const bind: Bind = async (heard, load) => {
  const { NFC } = (await load("nfc-pcsc")) as NfcPackage
  await serviceIsThere()
  const readers = new Readers()
  const nfc = new NFC()
  nfc.on("error", (cause: Error) => heard.failed(cause.message))
  nfc.on("reader", (reader: NfcReader) => {
    const { name } = reader.reader
    readers.add(reader.reader)
    reader.autoProcessing = false
    // It would connect as soon as a card is there, shared with everybody, and say nothing where that fails.
    reader.connect = () => Promise.resolve()
    heard.reader(name)
    const tell = presenceOn(name, heard)
    reader.reader.on("status", ({ atr, state }: { readonly state: number; readonly atr?: Buffer }) =>
      tell(state, atr)
    )
    // An error of one reader is told by what it does next: an end, or a fault of the whole service.
    reader.on("error", () => undefined)
    reader.on("end", () => {
      heard.cardGone(name)
      readers.remove(name)
      heard.readerGone(name)
    })
  })
  return {
    connect: (name) => readers.connect(name),
    transmit: (name, command) => readers.transmit(name, command),
    disconnect: (name) => readers.disconnect(name)
  }
}
