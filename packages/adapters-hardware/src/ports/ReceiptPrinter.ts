/**
 * The receipt printer port: a receipt is printed once, or it is said that nobody knows; and what the printer says of itself.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { ReceiptDocument } from "../receipts/ReceiptDocument.ts"
import type { PrinterFault, PrinterRefusal } from "./printerFaults.ts"

/** What a printer says of itself. */
export interface PrinterStatus {
  readonly isOnline: boolean
  readonly paper: "ok" | "low" | "out"
  readonly cover: "closed" | "open"
  /** The line of the drawer's switch, where one is connected: what it means is the drawer's affair. */
  readonly drawerLine: "high" | "low"
}

export interface PrintJob {
  /** Whose receipt it is: at most 128 characters. A number that was begun before is printed as a copy. */
  readonly number: string
  /** It was begun before this program was started. Absent: false. */
  readonly isCopy?: boolean
}

/** How a job ended well. `HandedOver`: the printer took it and does not say more, as a spooler does. */
export interface Printed {
  readonly _tag: "Printed" | "HandedOver"
  readonly isCopy: boolean
}

export class ReceiptPrinter extends Context.Service<
  ReceiptPrinter,
  {
    readonly print: (document: ReceiptDocument, job: PrintJob) => Effect.Effect<Printed, PrinterFault>
    /** Absent: it does not say. */
    readonly status: Effect.Effect<PrinterStatus | undefined, PrinterRefusal>
  }
>()("@tessera/adapters-hardware/ports/ReceiptPrinter") {}
