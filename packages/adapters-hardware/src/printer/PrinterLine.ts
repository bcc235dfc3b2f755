/**
 * A line to a printer: bytes go out, and where the printer speaks, bytes come back.
 *
 * @module
 */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Bytes } from "../crypto/bytes.ts"
import type { PrinterGone } from "../ports/printerFaults.ts"

export interface PrinterLine {
  /** Ends when the system has taken all of it, which says nothing of the paper. */
  readonly write: (bytes: Bytes) => Effect.Effect<void, PrinterGone>
  /** Waits for what comes back next, at least one byte. Absent: nothing ever does. */
  readonly read?: Effect.Effect<Bytes, PrinterGone>
}

/** Opened for each job, and closed after it: a network printer talks with one till at a time. */
export interface PrinterLines {
  /** What the printer is called in faults. */
  readonly name: string
  readonly open: Effect.Effect<PrinterLine, PrinterGone, Scope.Scope>
}
