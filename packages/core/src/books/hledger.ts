/**
 * The journal as text for hledger: a transaction per entry, every account and commodity declared, balances to prove.
 *
 * @module
 */
import { inUnits } from "../values/Asset.ts"
import { iso } from "../values/Instant.ts"
import { nameIn, numberIn } from "./AccountChart.ts"
import type { BookEntry } from "./BookEntry.ts"
import { Movements } from "./Closings.ts"
import type { JournalExport, Source, Writer } from "./JournalExport.ts"
import { unitsIn } from "./Report.ts"

/** A commodity with digits in its name stands in quotes. */
const commodity = (asset: string): string => (/\d/.test(asset) ? `"${asset}"` : asset)

/** A tag ends at a comma. */
const tagged = (text: string): string => text.replaceAll("%", "%25").replaceAll(",", "%2C")

const tagsOf = (entry: BookEntry): string =>
  [
    ["verb", entry.verb],
    ["outlet", entry.outlet],
    ["owner", entry.owner],
    ["reference", entry.reference],
    ["original", entry.original],
    ["operations", entry.operation === undefined ? entry.operations.toString() : undefined],
    ["effective", iso(entry.effectiveAt)],
    ["recorded", iso(entry.recordedAt)]
  ]
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}:${tagged(value)}`]))
    .join(", ")

const headOf = ({ date, operation, outlet, verb }: BookEntry): string =>
  [date, "*", operation && `(${operation})`, verb, outlet].filter((part) => part !== undefined).join(" ")

/** Writes the journal for hledger. Accounts and commodities are known, and so are declared, at the end. */
export const hledger = (
  { assets, tenant }: Source,
  { balances = "daily", chart = [] }: Omit<JournalExport, "format">
): Writer => {
  const units = unitsIn(assets)
  const exponents = new Map(assets.map(({ code, exponent }) => [code, exponent]))
  const [name, number] = [nameIn(chart), numberIn(chart)]
  const movements = new Movements(({ account }) => ({ name: name(account), number: number(account) }))
  const money = (amount: bigint, asset: string) => `${units(amount, asset)} ${commodity(asset)}`
  const format = (asset: string) =>
    inUnits(10n ** BigInt(exponents.get(asset) ?? 0) * 1000n, exponents.get(asset) ?? 0)

  const declared = (): ReadonlyArray<string> => [
    ...movements
      .accounts()
      .map(({ name, number }) => `account ${name}${number ? `  ; number:${number}` : ""}`),
    ...movements
      .assets()
      .map(
        ({ asset }) =>
          `commodity ${format(asset)}${exponents.get(asset) === 0 ? "." : ""} ${commodity(asset)}`
      )
  ]
  const proved = (which: "daily" | "end"): ReadonlyArray<string> =>
    [...Map.groupBy(movements.closings(which), ({ date }) => date)].map(([date, closings]) =>
      [
        `${date} * Balances at the end of the day`,
        ...closings.map(
          ({ asset, balance, name }) => `    ${name}  ${money(0n, asset)} = ${money(balance, asset)}`
        ),
        ""
      ].join("\n")
    )
  return {
    head: `; Journal of ${tenant}\ndecimal-mark .\n\n`,
    entry: (entry) => {
      movements.add(entry)
      const lines = entry.lines.map(
        ({ account, asset, credit, debit }) => `    ${name(account)}  ${money(debit - credit, asset)}`
      )
      return [headOf(entry), `    ; ${tagsOf(entry)}`, ...lines, "", ""].join("\n")
    },
    end: () => [...(balances === "none" ? [] : proved(balances)), ...declared(), ""].join("\n")
  }
}
