/**
 * The wire to a server on which its warnings are heard: a commit that no standby confirmed is said in a warning alone,
 * and the driver passes no warnings on.
 *
 * @module
 */
import { connect, isIP } from "node:net"
import { type Duplex, Duplex as Streams, PassThrough } from "node:stream"
import { connect as secure, type ConnectionOptions } from "node:tls"

/** Where the server is, and whether the wire is encrypted. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  readonly tls: ConnectionOptions | undefined
}

/** Told the code of every warning. */
export type Heard = (code: string) => void

const notice = 0x4e
const headerSize = 5

/** The value of the field that holds the code. */
const codeOf = (body: Buffer): string =>
  body
    .toString("latin1")
    .split("\0")
    .find((field) => field.startsWith("C"))
    ?.slice(1) ?? ""

/** Takes what comes over the wire in whatever pieces, and finds the warnings in it. */
export const warningsIn = (heard: Heard): ((chunk: Buffer) => void) => {
  let header = Buffer.alloc(0)
  let body = Buffer.alloc(0)
  let missing = 0
  let isNotice = false
  return (chunk) => {
    let rest = chunk
    while (rest.length > 0) {
      if (missing === 0) {
        const taken = rest.subarray(0, headerSize - header.length)
        header = Buffer.concat([header, taken])
        rest = rest.subarray(taken.length)
        if (header.length < headerSize) return
        isNotice = header[0] === notice
        missing = header.readUInt32BE(1) - 4
        header = Buffer.alloc(0)
        body = Buffer.alloc(0)
      }
      const taken = rest.subarray(0, missing)
      if (isNotice) body = Buffer.concat([body, taken])
      missing -= taken.length
      rest = rest.subarray(taken.length)
      if (missing === 0 && isNotice) heard(codeOf(body))
    }
  }
}

const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])
const yes = 0x53

/** An encrypted wire, which asks the server for encryption in its own way first. */
const encrypted = ({ host, port, tls }: Endpoint): Duplex => {
  const [sent, received] = [new PassThrough(), new PassThrough()]
  const wire = Streams.from({ writable: sent, readable: received })
  const raw = connect({ host, port, noDelay: true })
  const fail = (cause: Error) => wire.destroy(cause)
  raw.on("error", fail)
  raw.once("connect", () => raw.write(sslRequest))
  raw.once("data", (answer) => {
    if (answer[0] !== yes || answer.length !== 1) return fail(new Error("the server does not speak TLS"))
    const secured = secure({ ...(isIP(host) === 0 && { servername: host }), ...tls, host, socket: raw })
    secured.on("error", fail)
    secured.on("close", () => wire.destroy())
    sent.pipe(secured).pipe(received)
    return undefined
  })
  raw.on("close", () => wire.destroy())
  wire.on("close", () => raw.destroy())
  return wire
}

/** Opens a wire on which warnings are heard. */
export const wireTo = (endpoint: Endpoint, heard: Heard): Duplex => {
  const { host, port, tls } = endpoint
  const wire = tls === undefined ? connect({ host, port, noDelay: true }) : encrypted(endpoint)
  wire.on("data", warningsIn(heard))
  return wire
}

const wantsTls = (url: URL, ssl: boolean | ConnectionOptions | undefined): boolean =>
  ssl === undefined
    ? ["require", "verify-ca", "verify-full"].includes(url.searchParams.get("sslmode") ?? "")
    : ssl !== false

/** The endpoint of a URL, and the URL for a driver that is given the wire. */
export const endpointOf = (
  url: string,
  ssl: boolean | ConnectionOptions | undefined
): { readonly endpoint: Endpoint; readonly url: string } => {
  const parsed = new URL(url)
  const tls = wantsTls(parsed, ssl) ? (typeof ssl === "object" ? ssl : {}) : undefined
  const host = parsed.searchParams.get("host") ?? (parsed.hostname.replace(/^\[|\]$/g, "") || "localhost")
  const port = Number(parsed.searchParams.get("port") ?? (parsed.port || 5432))
  parsed.searchParams.delete("sslmode")
  return { endpoint: { host, port, tls }, url: parsed.href }
}
