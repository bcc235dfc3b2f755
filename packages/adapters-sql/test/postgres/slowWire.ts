/** A wire to a server on which what is sent can be held up, and arrives after whoever sent it has long hung up. */
import { connect, createServer, type Socket } from "node:net"

/** A wire in front of a server: its URL, how it is held up and let go, and how it is ended. */
export interface SlowWire {
  readonly url: string
  /** What is sent from now on over the connections that there are arrives when they are let go. */
  readonly hold: () => void
  /** Resolves when the server has done with whatever came of those who have hung up. */
  readonly letGo: () => Promise<void>
  readonly end: () => void
}

interface Line {
  readonly till: Socket
  readonly server: Socket
  isHeld: boolean
  readonly held: Array<Buffer>
}

const begin = (till: Socket, port: number): Line => {
  const server = connect({ host: "127.0.0.1", port, noDelay: true })
  const line: Line = { till, server, isHeld: false, held: [] }
  till.on("data", (sent) => {
    if (line.isHeld) line.held.push(sent)
    else server.write(sent)
  })
  till.on("close", () => {
    if (!line.isHeld) server.destroy()
  })
  server.on("data", (said) => void (till.writable && till.write(said)))
  server.on("close", () => till.destroy())
  for (const socket of [till, server]) socket.on("error", () => undefined)
  return line
}

/** Who has hung up is heard to do so after all that they sent. */
const arrival = (line: Line): Promise<void> =>
  new Promise((resolve) => {
    const { held, server, till } = line
    line.isHeld = false
    const late = Buffer.concat(held.splice(0))
    if (!till.destroyed) server.write(late)
    if (!till.destroyed || server.destroyed) return resolve()
    server.once("close", resolve)
    server.end(late)
  })

/** Lays a wire in front of a server. */
export const slowWire = async (url: string): Promise<SlowWire> => {
  const [to, lines] = [new URL(url), new Array<Line>()]
  const listener = createServer((till) => lines.push(begin(till, Number(to.port))))
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve))
  const address = listener.address()
  const front = new URL(url)
  front.port = String(typeof address === "object" ? address?.port : 0)
  return {
    url: front.href,
    hold: () => {
      for (const line of lines) line.isHeld = true
    },
    letGo: async () => {
      await Promise.all(lines.map(arrival))
    },
    end: () => {
      listener.close()
      for (const { server, till } of lines) for (const socket of [server, till]) socket.destroy()
    }
  }
}
