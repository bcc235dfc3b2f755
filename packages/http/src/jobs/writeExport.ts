/**
 * Writing an export: its pieces to a file, with the SHA-256 by which whoever has fetched it knows that it is whole.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { open } from "node:fs/promises"
import type { StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { JobFolder, KeptExport } from "./JobFolder.ts"
import { nowText } from "./nowText.ts"

/** How much more has to be written before it is said how far it is, in bytes. */
const step = 1_048_576

/** Writes it all, or says why it could not. */
export const writeExport = Effect.fnUntraced(function* (
  folder: JobFolder,
  begun: KeptExport,
  pieces: Stream.Stream<string, StoreUnavailable>
) {
  const { id } = begun.job
  const keep = (more: Partial<KeptExport["job"]>) =>
    Effect.promise(() => folder.write({ ...begun, job: { ...begun.job, ...more } }))
  yield* keep({ state: "running" })
  const handle = yield* Effect.acquireRelease(
    Effect.promise(() => open(folder.told(id), "w", 0o600)),
    (one) => Effect.promise(() => one.close())
  )
  const hash = createHash("sha256")
  let [bytes, said] = [0, 0]
  const written = Stream.runForEach(pieces, (piece) =>
    Effect.gen(function* () {
      hash.update(piece)
      bytes += Buffer.byteLength(piece)
      yield* Effect.promise(() => handle.appendFile(piece))
      if (bytes - said < step) return
      said = bytes
      yield* keep({ state: "running", bytes })
    })
  )
  const ended = yield* Effect.match(written, {
    onSuccess: () => ({ state: "done" as const, bytes, sha256: hash.digest("hex") }),
    onFailure: () => ({
      state: "stopped" as const,
      bytes,
      why: "The ledger could not be reached: ask for another."
    })
  })
  yield* keep({ ...ended, endedAt: yield* nowText })
}, Effect.scoped)
