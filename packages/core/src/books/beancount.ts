/**
 * The journal as text for beancount: a transaction per entry, every account and commodity opened, balances to prove.
 *
 * @module
 */
import { iso } from "../values/Instant.ts"
import { dateOf, dateText, plusDays } from "../values/Zone.ts"
import { nameIn, numberIn } from "./AccountChart.ts"
import type { BookEntry } from "./BookEntry.ts"
import { Movements } from "./Closings.ts"
import type { JournalExport, Source, Writer } from "./JournalExport.ts"
import { unitsIn } from "./Report.ts"

const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`

/** Three codes are words of its language; an asset has no dash, so no other is taken for one. */
const words = new Set(["TRUE", "FALSE", "NULL"])
const currencyOf = (asset: string): string => (words.has(asset) ? `${asset}-X` : asset)

const metadataOf = (entry: BookEntry): ReadonlyArray<string> =>
  [
    ["verb", entry.verb],
    ["outlet", entry.outlet],
    ["owner", entry.owner],
    ["reference", entry.reference],
    ["operations", entry.operation === undefined ? entry.operations.toString() : undefined],
    ["effective", iso(entry.effectiveAt)],
    ["recorded", iso(entry.recordedAt)]
  ].flatMap(([name, value]) => (value === undefined ? [] : [`  ${name}: ${quoted(value)}`]))

/** An operation links to itself and to what it refers to, so that a sale and its refund are found together. */
const headOf = ({ date, operation, original, outlet, verb }: BookEntry): string =>
  [
    date,
    "*",
    outlet && quoted(outlet),
    quoted(verb),
    `#${verb}`,
    operation && `^${operation}`,
    original && `^${original}`
  ]
    .filter((part) => part !== undefined)
    .join(" ")

/** The morning after: a balance counts from the beginning of its day. */
const dayAfter = (date: string): string => {
  const day = dateOf(date)
  return day === undefined ? date : dateText(plusDays(day, 1))
}

/** Writes the journal for beancount. Accounts and commodities are known, and so are opened, at the end. */
export const beancount = (
  { assets, tenant }: Source,
  { balances = "daily", chart = [] }: Omit<JournalExport, "format">
): Writer => {
  const units = unitsIn(assets)
  const [name, number] = [nameIn(chart), numberIn(chart)]
  const movements = new Movements(({ account }) => ({ name: name(account), number: number(account) }))
  const opened = (): ReadonlyArray<string> => [
    ...movements.assets().map(({ asset, date }) => `${date} commodity ${currencyOf(asset)}`),
    ...movements
      .accounts()
      .flatMap(({ assets, date, name, number }) => [
        `${date} open ${name} ${assets.map(currencyOf).join(",")}`,
        ...(number === undefined ? [] : [`  number: ${quoted(number)}`])
      ])
  ]
  // Without a tolerance beancount lets a balance be wrong by a unit.
  const proved = (which: "daily" | "end"): ReadonlyArray<string> =>
    movements
      .closings(which)
      .map(
        ({ asset, balance, date, name }) =>
          `${dayAfter(date)} balance ${name}  ${units(balance, asset)} ~ 0 ${currencyOf(asset)}`
      )
  return {
    head: `option "title" ${quoted(`Journal of ${tenant}`)}\n\n`,
    entry: (entry) => {
      movements.add(entry)
      const lines = entry.lines.map(
        ({ account, asset, credit, debit }) =>
          `  ${name(account)}  ${units(debit - credit, asset)} ${currencyOf(asset)}`
      )
      return [headOf(entry), ...metadataOf(entry), ...lines, "", ""].join("\n")
    },
    end: () => [...opened(), ...(balances === "none" ? [] : proved(balances)), ""].join("\n")
  }
}
