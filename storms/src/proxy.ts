/**
 * The wire between a store and its server: counted byte by byte, cut after any of them, frozen, or led elsewhere.
 *
 * @module
 */
import { connect, createServer, type Server, type Socket } from "node:net"

/** `up` is to the server, `down` is to us. */
export type Direction = "up" | "down"

/** Where the wire is cut: after so many bytes in one direction, counted from now on. */
export interface Cut {
  readonly direction: Direction
  readonly after: number
  /** Whether nobody gets through afterwards until the wire is mended. */
  readonly stays: boolean
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
}

export class Proxy {
  private readonly listener: Server
  private readonly pairs = new Set<Pair>()
  private armed: Cut | undefined
  private isBroken = false
  private isFrozen = false
  private target: number
  /** Bytes that went through since they were last counted. */
  readonly passed = { up: 0, down: 0 }
  /** How often the wire was cut. */
  cuts = 0

  private constructor(target: number) {
    this.target = target
    this.listener = createServer({ noDelay: true }, (client) => this.join(client))
  }

  /** A wire to a port of this machine. */
  static async to(target: number): Promise<Proxy> {
    const proxy = new Proxy(target)
    await new Promise<void>((resolve) => proxy.listener.listen(0, "127.0.0.1", resolve))
    return proxy
  }

  get port(): number {
    const address = this.listener.address()
    if (typeof address !== "object" || address === null) throw new Error("the wire has no port")
    return address.port
  }

  private join(client: Socket): void {
    if (this.isBroken) {
      client.on("error", () => undefined)
      client.resetAndDestroy()
      return
    }
    const server = connect({ port: this.target, host: "127.0.0.1", noDelay: true })
    const pair = { client, server }
    this.pairs.add(pair)
    if (this.isFrozen) for (const socket of [client, server]) socket.pause()
    for (const [from, to, direction] of [
      [client, server, "up"],
      [server, client, "down"]
    ] as const) {
      from.on("data", (chunk) => this.carry(pair, to, direction, chunk))
      from.on("end", () => to.end())
      from.on("error", () => this.drop(pair))
      from.on("close", () => this.drop(pair))
    }
  }

  private carry(pair: Pair, to: Socket, direction: Direction, chunk: Buffer): void {
    const before = this.passed[direction]
    this.passed[direction] += chunk.length
    const { armed } = this
    if (armed?.direction !== direction || this.passed[direction] <= armed.after) {
      to.write(chunk)
      return
    }
    this.armed = undefined
    this.cuts += 1
    this.isBroken = armed.stays
    const part = chunk.subarray(0, Math.max(0, armed.after - before))
    if (part.length === 0) this.drop(pair)
    else to.write(part, () => this.drop(pair))
  }

  /** Ends both sides with a reset, as a wire that breaks or a firewall does. */
  private drop(pair: Pair): void {
    if (!this.pairs.delete(pair)) return
    for (const socket of [pair.client, pair.server]) {
      socket.removeAllListeners("data")
      socket.resetAndDestroy()
    }
  }

  /** Counts from here, and cuts as told. */
  arm(cut: Cut): void {
    this.count()
    this.armed = cut
  }

  count(): void {
    this.passed.up = 0
    this.passed.down = 0
  }

  /** Lets everybody through again. */
  mend(): void {
    this.armed = undefined
    this.isBroken = false
  }

  /** Cuts all that is connected. */
  breakAll(): void {
    for (const pair of this.pairs) this.drop(pair)
  }

  /** Nothing goes through any more, and nobody is told. */
  freeze(): void {
    this.isFrozen = true
    for (const { client, server } of this.pairs) for (const socket of [client, server]) socket.pause()
  }

  /** Leads to another server; what was connected is cut. */
  lead(target: number): void {
    this.target = target
    this.isFrozen = false
    this.breakAll()
  }

  async close(): Promise<void> {
    this.breakAll()
    await new Promise<void>((resolve) => this.listener.close(() => resolve()))
  }
}
