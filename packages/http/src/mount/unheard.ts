/**
 * What could not be read as a request: it is answered with a problem document like everything else, and hung up on.
 *
 * @module
 */
import { STATUS_CODES } from "node:http"
import type { Duplex } from "node:stream"
import { type FaultCode, problem } from "../api/Problem.ts"
import type { Http } from "../Http.ts"

/** What Node.js calls it where it is no mere nonsense. */
const faults: Readonly<Record<string, FaultCode>> = {
  HPE_HEADER_OVERFLOW: "head_too_large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "too_slow"
}

/** Whether an answer on this connection has begun: another one cannot be put behind it. */
const isAnswered = (socket: Duplex): boolean => {
  const answer: unknown = Reflect.get(socket, "_httpMessage")
  return typeof answer === "object" && answer !== null && Reflect.get(answer, "headersSent") === true
}

/** Listens to `clientError` of a server. */
export const refusing =
  (http: Pick<Http["Service"], "refuse">) =>
  ({ code = "" }: NodeJS.ErrnoException, socket: Duplex): void => {
    if (!socket.writable || isAnswered(socket)) {
      socket.destroy()
      return
    }
    const { body, headers, status } = http.refuse(problem(faults[code] ?? "malformed"), {})
    const text = typeof body === "string" ? body : ""
    const head = { ...headers, connection: "close", "content-length": String(Buffer.byteLength(text)) }
    const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${text}`)
  }
