/** What both libraries are asked for: the card alone, a buffer that holds any answer, and that a card is left as it is. */
import { deepEqual, equal } from "node:assert/strict"
import { EventEmitter, once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, it } from "vitest"
import type { Bind, Heard } from "../../src/pcsc/host/Binding.ts"

const name = "Reader 00 00"
const [exclusive, leave] = [1, 0]
type Asked = ReadonlyArray<string | number>

/** What a library of either kind was asked, in order. */
let asked: Array<Asked> = []
const answer = Buffer.from([0x90, 0x00])

class Wire extends EventEmitter {
  readonly name = name
  connected = false
  readonly SCARD_SHARE_EXCLUSIVE = exclusive
  readonly SCARD_LEAVE_CARD = leave
  connect(options: { readonly share_mode: number }, done: (cause: null, protocol: number) => void): void {
    asked.push(["connect", options.share_mode])
    this.connected = true
    done(null, 2)
  }
  disconnect(disposition: number, done: (cause: null) => void): void {
    asked.push(["disconnect", disposition])
    done(null)
  }
  transmit(data: Buffer, most: number, protocol: number, done: (cause: null, answer: Buffer) => void): void {
    asked.push(["transmit", data.length, most, protocol])
    done(null, answer)
  }
}

const nfcPcsc = {
  NFC: class extends EventEmitter {
    constructor() {
      super()
      setImmediate(() => {
        const reader = Object.assign(new EventEmitter(), { reader: new Wire(), autoProcessing: true })
        this.emit("reader", reader)
      })
    }
  }
}

const smartcard = {
  SCARD_SHARE_EXCLUSIVE: exclusive,
  SCARD_PROTOCOL_T0: 1,
  SCARD_PROTOCOL_T1: 2,
  SCARD_LEAVE_CARD: leave,
  Context: class {
    listReaders() {
      const card = {
        transmit: async (command: Buffer, { maxRecvLength }: { readonly maxRecvLength: number }) => {
          asked.push(["transmit", command.length, maxRecvLength, 2])
          return answer
        },
        disconnect: (disposition: number) => void asked.push(["disconnect", disposition])
      }
      const connect = async (shareMode: number) => {
        asked.push(["connect", shareMode])
        return card
      }
      return [{ name, state: 0, atr: null, connect }]
    }
  }
}

let service: Server
let folder = ""
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tessera-pcscd-"))
  process.env["PCSCLITE_CSOCK_NAME"] = join(folder, "pcscd.comm")
  service = createServer((socket) => socket.destroy())
  service.listen(process.env["PCSCLITE_CSOCK_NAME"])
  await once(service, "listening")
})
afterAll(() => {
  delete process.env["PCSCLITE_CSOCK_NAME"]
  service.close()
  rmSync(folder, { recursive: true })
})

describe.each([
  ["nfc-pcsc", nfcPcsc, () => import("../../src/pcsc/host/nfcPcsc.ts")],
  ["smartcard", smartcard, () => import("../../src/pcsc/host/smartcard.ts")]
] as const)("through %s", (_, library, load) => {
  it("a card is held alone, an answer may have 262 bytes, and a card is let go as it is", async () => {
    asked = []
    const { bind }: { readonly bind: Bind } = await load()
    const seen = new EventEmitter()
    const heard: Heard = {
      reader: (reader) => seen.emit("reader", reader),
      readerGone: () => undefined,
      card: () => undefined,
      cardGone: () => undefined,
      failed: () => undefined
    }
    const there = once(seen, "reader")
    const binding = await bind(heard, async () => library)
    deepEqual(await there, [name])
    await binding.connect(name)
    equal((await binding.transmit(name, new Uint8Array(5))).length, 2)
    await binding.disconnect(name)
    deepEqual(asked, [
      ["connect", exclusive],
      ["transmit", 5, 262, 2],
      ["disconnect", leave]
    ])
  })
})
