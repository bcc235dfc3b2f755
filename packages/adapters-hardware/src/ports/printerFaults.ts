/**
 * What goes wrong with receipt printers and drawers. Of every fault it is said whether something may be on the paper.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { DriverUnavailable } from "./faults.ts"

/** The printer cannot be reached. Nothing was printed. */
export class PrinterGone extends Schema.TaggedError<PrinterGone>()("PrinterGone", {
  printer: Schema.String,
  detail: Schema.String
}) {}

/** There is no paper. Nothing was printed. */
export class PaperOut extends Schema.TaggedError<PaperOut>()("PaperOut", { printer: Schema.String }) {}

/** The cover is open. Nothing was printed. */
export class CoverOpen extends Schema.TaggedError<CoverOpen>()("CoverOpen", { printer: Schema.String }) {}

/** The printer says that it cannot print now, and not why: a jam, too hot, switched off line. Nothing was printed. */
export class PrinterStopped extends Schema.TaggedError<PrinterStopped>()("PrinterStopped", {
  printer: Schema.String
}) {}

/** It was begun and its end is not known: all of it, some or nothing is on the paper. Printed again, it is marked as a copy. */
export class PartialPrint extends Schema.TaggedError<PartialPrint>()("PartialPrint", {
  printer: Schema.String,
  number: Schema.String,
  why: Schema.Literals(["lost", "silent", "paperOut", "coverOpen", "stopped"])
}) {}

/** Before anything was printed. */
export type PrinterRefusal = PrinterGone | PaperOut | CoverOpen | PrinterStopped | DriverUnavailable

export type PrinterFault = PrinterRefusal | PartialPrint
