/**
 * The journal as CSV: one line per debit or credit, with everything that an import of another program may want.
 *
 * @module
 */
import { accountTitle } from "../journal/ChartOfAccounts.ts"
import { iso } from "../values/Instant.ts"
import { nameIn, numberIn } from "./AccountChart.ts"
import type { BookEntry, BookLine } from "./BookEntry.ts"
import { byteOrderMark, csvLine } from "./Csv.ts"
import type { JournalExport, Source, Writer } from "./JournalExport.ts"
import { unitsIn } from "./Report.ts"

type Said = (entry: BookEntry, line: BookLine) => string | undefined

/** Writes the journal as CSV. */
export const journalCsv = (
  { assets }: Source,
  { byteOrderMark: isMarked, chart = [] }: Omit<JournalExport, "format">
): Writer => {
  const units = unitsIn(assets)
  const [name, number] = [nameIn(chart), numberIn(chart)]
  const amount = (minor: bigint, asset: string) => (minor === 0n ? "" : units(minor, asset))
  const columns: ReadonlyArray<readonly [string, Said]> = [
    ["date", ({ date }) => date],
    ["effectiveAt", ({ effectiveAt }) => iso(effectiveAt)],
    ["recordedAt", ({ recordedAt }) => iso(recordedAt)],
    ["operation", ({ operation }) => operation],
    ["operations", ({ operations }) => operations.toString()],
    ["verb", ({ verb }) => verb],
    ["outlet", ({ outlet }) => outlet],
    ["outletOwner", ({ owner }) => owner],
    ["account", (_, { account }) => name(account)],
    ["number", (_, { account }) => number(account)],
    ["kind", (_, { account }) => account.kind],
    ["program", (_, { account }) => account.program],
    ["subWallet", (_, { account }) => account.subWallet],
    ["funding", (_, { account }) => account.funding],
    ["owner", (_, { account }) => account.owner],
    ["tender", (_, { account }) => account.tender],
    ["debit", (_, { asset, debit }) => amount(debit, asset)],
    ["credit", (_, { asset, credit }) => amount(credit, asset)],
    ["asset", (_, { asset }) => asset],
    ["reference", ({ reference }) => reference],
    ["original", ({ original }) => original],
    ["text", ({ verb }, { account }) => `${verb}: ${accountTitle(account)}`]
  ]
  return {
    head: `${isMarked === true ? byteOrderMark : ""}${csvLine(columns.map(([title]) => title))}`,
    entry: (entry) =>
      entry.lines.map((line) => csvLine(columns.map(([, said]) => said(entry, line) ?? ""))).join(""),
    end: () => ""
  }
}
