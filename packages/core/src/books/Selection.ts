/**
 * Which entries a journal export shows: of a period of business dates, an owner, an outlet, a program.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OutletId, OwnerId, ProgramId } from "../values/Ids.ts"
import { DateText } from "../values/Zone.ts"
import type { BookEntry } from "./BookEntry.ts"

/** The fields by which entries are selected; what is left out is not asked about. */
export const selectionFields = {
  /** From this business date on, and to this one, which is included. */
  from: Schema.optionalKey(DateText),
  to: Schema.optionalKey(DateText),
  /** Entries of the owner's outlets, and those in which an account of the owner is moved. */
  owner: Schema.optionalKey(OwnerId),
  outlet: Schema.optionalKey(OutletId),
  /** Entries in which an account of the program is moved. They are shown whole. */
  program: Schema.optionalKey(ProgramId)
}

/** What is selected. */
export const Selection = Schema.Struct(selectionFields)
export type Selection = typeof Selection.Type

/** Whether an entry is selected. */
export const selects = (
  { from, outlet, owner, program, to }: Selection,
  entry: Pick<BookEntry, "date" | "outlet" | "owner" | "lines">
): boolean =>
  (from === undefined || entry.date >= from) &&
  (to === undefined || entry.date <= to) &&
  (outlet === undefined || entry.outlet === outlet) &&
  (owner === undefined ||
    entry.owner === owner ||
    entry.lines.some(({ account }) => account.owner === owner)) &&
  (program === undefined || entry.lines.some(({ account }) => account.program === program))
