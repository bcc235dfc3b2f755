/** A reader service for tests: readers that are plugged in and out, cards that are put down and taken, and every fault of both. */
import { once } from "node:events"
import { createServer, type Server, type Socket } from "node:net"
import type { AddressInfo } from "node:net"
import { createInterface } from "node:readline"
import { type Bytes, fromHex, toHex } from "../../src/crypto/bytes.ts"
import { Field, type Tear, type VirtualCard } from "../../src/simulator/Field.ts"
import type { FromTest, ToTest } from "./scripted.ts"

/** What is done with a command instead of handing it to the card. */
export type Fault =
  | { readonly _tag: "mute" }
  | { readonly _tag: "die" }
  | { readonly _tag: "answer"; readonly answer: Bytes }
  | { readonly _tag: "error"; readonly says: string }

interface Played {
  readonly card: VirtualCard
  readonly field: Field
}

const atrOf = (card: VirtualCard): string => toHex(card.atr ?? fromHex("3b8180018080"))

export class PlayedService {
  #server: Server | undefined
  #port = 0
  readonly #sockets = new Set<Socket>()
  readonly #readers = new Map<string, Played | undefined>()
  /** Readers that another program holds. */
  readonly held = new Set<string>()
  /** Asked with every command before the card is. */
  fault: (command: Bytes, name: string) => Fault | undefined = () => undefined
  /** How many processes have connected. */
  processes = 0
  /** Commands that arrived before the one before them was answered: libraries let them overtake each other. */
  overlapping = 0
  /** How long a command takes: so many turns of the event loop. */
  turns = 0
  readonly #busy = new Set<string>()
  /** Commands as they arrived, by reader. */
  readonly arrived: Array<readonly [reader: string, command: string]> = []

  get binding(): URL {
    return new URL(`./scripted.ts?port=${this.#port}`, import.meta.url)
  }

  async start(): Promise<void> {
    const server = createServer((socket) => this.#serve(socket))
    server.listen(this.#port, "127.0.0.1")
    await once(server, "listening")
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    const server = this.#server
    this.#server = undefined
    if (server !== undefined) await new Promise((closed) => server.close(closed))
  }

  #tell(message: FromTest, to: Iterable<Socket> = this.#sockets): void {
    for (const socket of to) socket.write(`${JSON.stringify(message)}\n`)
  }

  plugIn(name: string): void {
    this.#readers.set(name, undefined)
    this.#tell({ event: "reader", name })
  }

  unplug(name: string): void {
    this.take(name)
    if (this.#readers.delete(name)) this.#tell({ event: "readerGone", name })
  }

  put(name: string, card: VirtualCard, tear?: Tear): void {
    this.take(name)
    this.#readers.set(name, { card, field: new Field(card, tear) })
    this.#tell({ event: "card", name, atr: atrOf(card) })
  }

  take(name: string): void {
    if (this.#readers.get(name) === undefined) return
    this.#readers.set(name, undefined)
    this.#tell({ event: "cardGone", name })
  }

  #serve(socket: Socket): void {
    this.processes += 1
    this.#sockets.add(socket)
    socket.on("close", () => this.#sockets.delete(socket))
    // A process that was killed leaves a broken pipe behind.
    socket.on("error", () => socket.destroy())
    for (const [name, played] of this.#readers) {
      this.#tell({ event: "reader", name }, [socket])
      if (played !== undefined) this.#tell({ event: "card", name, atr: atrOf(played.card) }, [socket])
    }
    this.#tell({ event: "ready", name: "" }, [socket])
    // What reads lines hears of the broken pipe too, and tells it on.
    createInterface(socket)
      .on("line", (line) => this.#answer(JSON.parse(line) as ToTest, socket))
      .on("error", () => socket.destroy())
  }

  #answer({ call, command, id, name }: ToTest, socket: Socket): void {
    const reply = (message: FromTest) => this.#tell(message, [socket])
    if (call === "connect" && this.held.has(name))
      return reply({ id, error: "Sharing violation.(0x8010000b)" })
    const played = this.#readers.get(name)
    if (call !== "transmit" || command === undefined) return reply({ id, answer: "" })
    if (!this.#readers.has(name)) return reply({ id, error: "Unknown reader.(0x80100009)" })
    if (played === undefined) return reply({ id, error: "Card was removed.(0x80100069)" })
    this.arrived.push([name, command])
    if (this.#busy.has(name)) this.overlapping += 1
    this.#busy.add(name)
    void this.#done(name, played, fromHex(command), id, socket)
  }

  async #done(name: string, played: Played, command: Bytes, id: number, socket: Socket): Promise<void> {
    for (let n = 0; n < this.turns; n++) await new Promise((resolve) => setImmediate(resolve))
    this.#busy.delete(name)
    const reply = (message: FromTest) => this.#tell(message, [socket])
    const fault = this.fault(command, name)
    if (fault?._tag === "mute") return undefined
    if (fault?._tag === "die") return this.#tell({ event: "die" }, [socket])
    if (fault?._tag === "error") return reply({ id, error: fault.says })
    const answer = fault?._tag === "answer" ? fault.answer : played.field.transmit(command)
    reply({ id, answer: toHex(answer ?? new Uint8Array(0)) })
    if (played.field.isLost) this.take(name)
  }
}
