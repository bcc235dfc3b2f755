/**
 * Readers through the package smartcard: the second library behind the same wire, without a build for every Node.
 *
 * @module
 */
import { type Bind, longestAnswer } from "./Binding.ts"
import { presenceOn } from "./presenceOn.ts"

interface NativeCard {
  readonly transmit: (command: Buffer, options: { readonly maxRecvLength: number }) => Promise<Buffer>
  readonly disconnect: (disposition: number) => void
}

interface NativeReader {
  readonly name: string
  readonly state: number
  readonly atr: Buffer | null
  readonly connect: (shareMode: number, protocol: number) => Promise<NativeCard>
}

interface NativeContext {
  readonly listReaders: () => ReadonlyArray<NativeReader>
}

interface SmartcardPackage {
  readonly Context: new () => NativeContext
  readonly SCARD_SHARE_EXCLUSIVE: number
  readonly SCARD_PROTOCOL_T0: number
  readonly SCARD_PROTOCOL_T1: number
  readonly SCARD_LEAVE_CARD: number
}

/** Milliseconds between two looks. The library's own monitor loses changes, and sees no reader that was plugged in again. */
const lookEvery = 100

export const bind: Bind = async (heard, load) => {
  const native = (await load("smartcard")) as SmartcardPackage
  // One to look with and one to speak with: whoever speaks keeps a context for itself.
  const looking = new native.Context()
  const speaking = new native.Context()
  const cards = new Map<string, NativeCard>()
  const seen = new Map<string, ReturnType<typeof presenceOn>>()
  const look = (): void => {
    const readers = looking.listReaders()
    for (const name of seen.keys())
      if (readers.every((reader) => reader.name !== name)) {
        seen.delete(name)
        heard.cardGone(name)
        heard.readerGone(name)
      }
    for (const { atr, name, state } of readers) {
      if (!seen.has(name)) heard.reader(name)
      const tell = seen.get(name) ?? presenceOn(name, heard)
      seen.set(name, tell)
      tell(state, atr)
    }
  }
  const timer = setInterval(() => {
    try {
      look()
    } catch (cause) {
      clearInterval(timer)
      heard.failed(cause instanceof Error ? cause.message : String(cause))
    }
  }, lookEvery)
  const disconnect = async (name: string): Promise<void> => {
    const card = cards.get(name)
    cards.delete(name)
    card?.disconnect(native.SCARD_LEAVE_CARD)
  }
  return {
    connect: async (name) => {
      await disconnect(name)
      const reader = speaking.listReaders().find((reader) => reader.name === name)
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
