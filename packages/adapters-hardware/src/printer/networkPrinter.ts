/**
 * A printer on the network, which takes bytes on a port of TCP (9100 on nearly all of them) and answers on the same connection.
 *
 * @module
 */
import { connect, type Socket } from "node:net"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type { Bytes } from "../crypto/bytes.ts"
import { PrinterGone } from "../ports/printerFaults.ts"
import type { PrinterLine, PrinterLines } from "./PrinterLine.ts"

export interface NetworkPrinterOptions {
  readonly host: string
  /** Absent: 9100. */
  readonly port?: number
  /** Milliseconds to reach it, and to get rid of bytes. Absent: 3,000. */
  readonly patience?: number
}

const lineOn = (socket: Socket, gone: (detail: string) => PrinterGone) =>
  Effect.gen(function* () {
    const heard = yield* Queue.unbounded<Bytes, PrinterGone>()
    const lost = (detail: string) => void Queue.failCauseUnsafe(heard, Cause.fail(gone(detail)))
    socket.on("data", (bytes: Buffer) => void Queue.offerUnsafe(heard, Uint8Array.from(bytes)))
    socket.on("error", ({ message }) => lost(message))
    socket.on("close", () => lost("the connection was closed"))
    const line: PrinterLine = {
      write: (bytes) =>
        Effect.callback<void, PrinterGone>((resume) => {
          if (socket.destroyed) return resume(Effect.fail(gone("the connection was closed")))
          socket.write(bytes, (error) => resume(error ? Effect.fail(gone(error.message)) : Effect.void))
        }),
      read: Queue.take(heard)
    }
    return line
  })

export const networkPrinter = ({
  host,
  patience = 3_000,
  port = 9100
}: NetworkPrinterOptions): PrinterLines => {
  const name = `${host}:${port}`
  const gone = (detail: string): PrinterGone => new PrinterGone({ printer: name, detail })
  const late = Effect.fail(gone(`no answer in ${patience} ms`))
  const connected = Effect.callback<Socket, PrinterGone>((resume) => {
    const socket = connect({ host, port, noDelay: true })
    socket.once("error", ({ message }) => resume(Effect.fail(gone(message))))
    socket.once("connect", () => {
      socket.removeAllListeners("error")
      // Until somebody listens, an error is none of the process.
      socket.on("error", () => {})
      resume(Effect.succeed(socket))
    })
    return Effect.sync(() => socket.destroy())
  })
  const within = <A>(effect: Effect.Effect<A, PrinterGone>): Effect.Effect<A, PrinterGone> =>
    Effect.timeoutOrElse(effect, { duration: patience, orElse: () => late })
  return {
    name,
    open: Effect.acquireRelease(within(connected), (socket) => Effect.sync(() => socket.destroy()), {
      interruptible: true
    }).pipe(
      Effect.flatMap((socket) => lineOn(socket, gone)),
      Effect.map((line) => ({ ...line, write: (bytes: Bytes) => within(line.write(bytes)) }))
    )
  }
}
