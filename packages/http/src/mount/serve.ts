/**
 * A server of its own: it listens, and when it is stopped, what is under way comes to its end first.
 *
 * @module
 */
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import type { Http } from "../Http.ts"
import { atMost } from "./breakable.ts"
import { nodeMount, type NodeMountOptions } from "./node.ts"
import { refusing } from "./unheard.ts"

/** Where the server listens, and how patient it is. */
export interface ServeOptions extends Omit<NodeMountOptions, "bodies"> {
  /** Absent: any that is free. */
  readonly port?: number
  /** Absent: this machine alone. */
  readonly host?: string
  /**
   * Milliseconds in which a request has to be there, its head and all of it; a stream may take as long as it likes, but not fall
   * silent for so long while nothing of it is left to be read. Absent: 10,000, 30,000 and 60,000.
   */
  readonly patience?: { readonly head?: number; readonly whole?: number; readonly silence?: number }
  /** Milliseconds that are waited for what is under way when the server is stopped. Absent: 20,000. */
  readonly grace?: number
  /** Told of each connection that is opened (1) or closed (-1). Absent: nobody is. */
  readonly onConnection?: (change: 1 | -1) => void
}

/** A server that listens. */
export interface Serving extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly server: Server
  /** Takes no more connections, answers what is under way, and hangs up. */
  readonly close: () => Promise<void>
}

/**
 * How many connections may wait to be taken; the system may allow fewer. What finds no room there is not refused but left alone,
 * and asks again after 1, 3, 7 and 15 seconds: whoever comes in a rush shall be taken, and told that there is too much to do.
 */
const backlog = 4_096

const listening = (server: Server, port: number, host: string): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen({ port, host, backlog }, () => {
      server.off("error", reject)
      const address = server.address()
      if (typeof address === "object" && address !== null) resolve(address)
      else reject(new Error("no address"))
    })
  })

/** Starts a server. Rejects where it cannot listen. */
export const serve = async (http: Http["Service"], options: ServeOptions = {}): Promise<Serving> => {
  const { grace = 20_000, host = "127.0.0.1", onConnection, patience, port = 0 } = options
  const { head = 10_000, silence = 60_000, whole = 30_000 } = patience ?? {}
  const mount = nodeMount(http, { ...options, bodies: { whole, silence } })
  const server = createServer(
    {
      headersTimeout: head,
      // The mount waits for bodies itself: Node.js would cut streams off too.
      requestTimeout: 0,
      // The mount refuses it, with a problem.
      requireHostHeader: false,
      connectionsCheckingInterval: Math.min(5_000, head),
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16_384
    },
    mount.handler
  )
  server.on("clientError", refusing(http))
  // An expectation that nobody knows is nobody's.
  server.on("checkExpectation", mount.handler)
  if (onConnection !== undefined)
    server.on("connection", (socket) => {
      onConnection(1)
      socket.once("close", () => onConnection(-1))
    })
  const address = await listening(server, port, host)
  const hostname = address.family === "IPv6" ? `[${address.address}]` : address.address
  let closed: Promise<void> | undefined
  const stop = async () => {
    const gone = new Promise<void>((resolve) => server.close(() => resolve()))
    await atMost(grace, mount.drain())
    server.closeAllConnections()
    await gone
  }
  const close = () => (closed ??= stop())
  return {
    url: `http://${hostname}:${address.port}`,
    port: address.port,
    server,
    close,
    [Symbol.asyncDispose]: close
  }
}
