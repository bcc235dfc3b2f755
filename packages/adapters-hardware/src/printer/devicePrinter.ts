/**
 * A printer behind a file of the system: `/dev/usb/lp0`, a serial line, or a plain file that a spooler takes away.
 *
 * @module
 */
import { constants } from "node:fs"
import { type FileHandle, open } from "node:fs/promises"
import * as Effect from "effect/Effect"
import type { Bytes } from "../crypto/bytes.ts"
import { PrinterGone } from "../ports/printerFaults.ts"
import type { PrinterLine, PrinterLines } from "./PrinterLine.ts"

const pause = "20 millis"

const isBusy = (cause: unknown): boolean =>
  typeof cause === "object" && cause !== null && "code" in cause && cause.code === "EAGAIN"

/** A plain file answers nothing; a device is asked again and again, because waiting in it would hold a thread. */
const lineOn = (file: FileHandle, isDevice: boolean, gone: (cause: unknown) => PrinterGone): PrinterLine => {
  /** Nothing where it would have to wait. */
  const tried = <A>(io: () => Promise<A>) =>
    Effect.tryPromise({ try: io, catch: (cause) => (isBusy(cause) ? ("busy" as const) : gone(cause)) }).pipe(
      Effect.catch((fault) => (fault === "busy" ? Effect.succeed(undefined) : Effect.fail(fault)))
    )
  const read = Effect.gen(function* () {
    const into = new Uint8Array(64)
    while (true) {
      const found = yield* tried(() => file.read(into, 0, into.length, null))
      if (found !== undefined && found.bytesRead > 0) return into.slice(0, found.bytesRead)
      yield* Effect.sleep(pause)
    }
  })
  const write = Effect.fnUntraced(function* (bytes: Bytes) {
    let rest = bytes
    while (rest.length > 0) {
      const part = rest
      const written = yield* tried(() => file.write(part))
      if (written === undefined) yield* Effect.sleep(pause)
      else rest = rest.subarray(written.bytesWritten)
    }
  })
  return { write, ...(isDevice && { read }) }
}

/** `path` has to be there. On Linux who prints is a member of the group `lp`. */
export const devicePrinter = (path: string): PrinterLines => {
  const gone = (cause: unknown): PrinterGone =>
    new PrinterGone({ printer: path, detail: cause instanceof Error ? cause.message : String(cause) })
  const flags = constants.O_RDWR | constants.O_NONBLOCK | constants.O_APPEND
  return {
    name: path,
    open: Effect.acquireRelease(Effect.tryPromise({ try: () => open(path, flags), catch: gone }), (file) =>
      Effect.promise(() => file.close())
    ).pipe(
      Effect.flatMap((file) =>
        Effect.map(Effect.tryPromise({ try: () => file.stat(), catch: gone }), (found) =>
          lineOn(file, found.isCharacterDevice(), gone)
        )
      )
    )
  }
}
