/**
 * JournalExport: the journal for another program, as CSV or as the text that hledger or beancount reads.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { Asset } from "../values/Asset.ts"
import type { TenantId } from "../values/Ids.ts"
import { AccountChart } from "./AccountChart.ts"
import { asOfFields } from "./AsOf.ts"
import type { BookEntry } from "./BookEntry.ts"
import { selectionFields } from "./Selection.ts"

/** Which entries are shown, and how many of them in one. */
const entriesFields = {
  ...asOfFields,
  ...selectionFields,
  /** One entry per day, outlet and verb. Absent: one per operation. */
  summary: Schema.optionalKey(Schema.Literal("day"))
}

/** Which entries are asked for. */
export const JournalEntries = Schema.Struct(entriesFields)
export type JournalEntries = typeof JournalEntries.Type

export const JournalExport = Schema.Struct({
  ...entriesFields,
  format: Schema.Literals(["csv", "hledger", "beancount"]),
  /** The retailer's own account names. Absent: the default chart. */
  chart: Schema.optionalKey(AccountChart),
  /**
   * Which balances hledger and beancount are to prove: of every account at the end of every day that moved it, at the end,
   * or none. They count from nothing: in a file that is read after another one, none fits. Absent: `daily`.
   */
  balances: Schema.optionalKey(Schema.Literals(["daily", "end", "none"])),
  /** Whether CSV begins with the mark by which Excel knows UTF-8. Absent: no. */
  byteOrderMark: Schema.optionalKey(Schema.Boolean)
})
export type JournalExport = typeof JournalExport.Type

/** Whose journal is written, with which exponents. */
export interface Source {
  readonly tenant: TenantId
  readonly assets: ReadonlyArray<Asset>
}

/** Writes a journal piece by piece. The same entries give the same bytes. */
export interface Writer {
  /** What comes first. */
  readonly head: string
  readonly entry: (entry: BookEntry) => string
  /** What comes last. */
  readonly end: () => string
}
