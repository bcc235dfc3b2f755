/**
 * Readers through the package smartcard: the second library behind the same wire, without a build for every Node.
 *
 * @module
 */
import { type Bind, longestAnswer } from "./Binding.ts"

interface NativeCard {
  readonly transmit: (command: Buffer, options: { readonly maxRecvLength: number }) => Promise<Buffer>
  readonly disconnect: (disposition: number) => void
}

interface NativeReader {
  readonly name: string
  readonly connect: (shareMode: number, protocol: number) => Promise<NativeCard>
}

interface MonitorEvent {
  readonly type: "reader-attached" | "reader-detached" | "card-inserted" | "card-removed" | "error"
  /** Of an error: what it says. */
  readonly reader: string
  readonly state: number
  readonly atr: Buffer | null
}

interface SmartcardPackage {
  readonly Context: new () => { readonly listReaders: () => ReadonlyArray<NativeReader> }
  readonly ReaderMonitor: new () => { readonly start: (hear: (event: MonitorEvent) => void) => void }
  readonly SCARD_SHARE_EXCLUSIVE: number
  readonly SCARD_PROTOCOL_T0: number
  readonly SCARD_PROTOCOL_T1: number
  readonly SCARD_LEAVE_CARD: number
  readonly SCARD_STATE_PRESENT: number
}

export const bind: Bind = async (heard, load) => {
  const native = (await load("smartcard")) as SmartcardPackage
  const context = new native.Context()
  const cards = new Map<string, NativeCard>()
  const disconnect = async (name: string): Promise<void> => {
    const card = cards.get(name)
    cards.delete(name)
    card?.disconnect(native.SCARD_LEAVE_CARD)
  }
  const cardHeard = ({ atr, reader }: MonitorEvent): void => heard.card(reader, Uint8Array.from(atr ?? []))
  const monitor = new native.ReaderMonitor()
  monitor.start((event) => {
    if (event.type === "reader-attached") {
      heard.reader(event.reader)
      if ((event.state & native.SCARD_STATE_PRESENT) !== 0) cardHeard(event)
    } else if (event.type === "card-inserted") cardHeard(event)
    else if (event.type === "card-removed") heard.cardGone(event.reader)
    else if (event.type === "reader-detached") {
      heard.cardGone(event.reader)
      heard.readerGone(event.reader)
    }
    // After any error it sees no reader that comes back: another process does.
    else heard.failed(event.reader)
  })
  return {
    connect: async (name) => {
      await disconnect(name)
      const reader = context.listReaders().find((reader) => reader.name === name)
      if (reader === undefined) throw new Error("Unknown reader")
      const protocols = native.SCARD_PROTOCOL_T0 | native.SCARD_PROTOCOL_T1
      cards.set(name, await reader.connect(native.SCARD_SHARE_EXCLUSIVE, protocols))
    },
    transmit: async (name, command) => {
      const card = cards.get(name)
      if (card === undefined) throw new Error("Card was removed")
      return card.transmit(Buffer.from(command), { maxRecvLength: longestAnswer })
    },
    disconnect
  }
}
