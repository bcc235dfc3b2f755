/**
 * The scanner port: what was scanned, as text that is never a command.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Stream from "effect/Stream"
import type { Scan, Scanned } from "../identify/ScanAssembler.ts"

export type ScanEvent =
  | { readonly _tag: "Scan"; readonly scan: Scan }
  | Extract<Scanned, { readonly _tag: "Dropped" }>
  | { readonly _tag: "Attached" | "Detached" }

export class BarcodeScanner extends Context.Service<
  BarcodeScanner,
  {
    /** Never fails: a scanner that went is an event, and it is heard again when it is back. */
    readonly scans: Stream.Stream<ScanEvent>
  }
>()("@tessera/adapters-hardware/ports/BarcodeScanner") {}
