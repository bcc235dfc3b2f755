/**
 * Deposits: what an issuer had of unused value at the base dates of a law, and what of it is to be deposited.
 *
 * @module
 */
import type { Operation } from "../journal/Operation.ts"
import type { Network } from "../network/Network.ts"
import { depositDue, presetsOf } from "../program/Law.ts"
import type { LawRules } from "../program/Preset.ts"
import type { Program } from "../program/Program.ts"
import type { ProgramId } from "../values/Ids.ts"
import { type Column, type Report, reportOf } from "./Report.ts"
import type { Closing } from "./rollForwardReport.ts"
import { liabilityMoved } from "./rollForward.ts"

/** What is to be deposited for one base date, in minor units. */
export interface DepositDue {
  /** The preset that asks for it. */
  readonly law: string
  readonly issuer: string
  readonly asset: string
  /** The base date: the books as its business day leaves them. */
  readonly date: string
  /** Unused value of all cards of the issuer under this law; what was given away is not in it. */
  readonly unused: bigint
  /** Up to so much nothing is deposited. */
  readonly above: bigint
  readonly percent: number
  readonly due: bigint
}

/** From one business date to another, both included. */
export interface Dates {
  readonly from: string
  readonly to: string
}

interface Base {
  readonly law: string
  readonly deposit: NonNullable<LawRules["deposit"]>
  readonly issuer: string
  readonly asset: string
  readonly date: string
  readonly programs: Set<ProgramId>
  unused: bigint
}

const later = (one: string, other: string): string => (one > other ? one : other)

/** The base dates of a law that lie in a period, the law being in force. */
const datesOf = (monthsAndDays: ReadonlyArray<string>, { from, to }: Dates): ReadonlyArray<string> => {
  const [first, last] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))]
  const years = Array.from({ length: Math.max(0, last - first + 1) }, (_, n) =>
    String(first + n).padStart(4, "0")
  )
  return years
    .flatMap((year) => monthsAndDays.map((day) => `${year}-${day}`))
    .filter((date) => from <= date && date <= to)
}

/** The laws of a program that ask for deposits, each with its base dates in a period. */
const basesOf = (program: Program, { from, to }: Dates) =>
  presetsOf(program).flatMap(({ effectiveFrom, effectiveTo, id, rules: { deposit } }) => {
    if (deposit === undefined) return []
    const until = effectiveTo === undefined || to < effectiveTo ? to : effectiveTo
    const dates = datesOf(deposit.dates, { from: later(from, effectiveFrom), to: until })
    return dates.map((date) => ({ law: id, deposit, date }))
  })

/** Takes the operations of a journal, in any order, and says what is to be deposited. */
export interface Deposits {
  /** Whether there is a base date at all. */
  readonly isAsked: boolean
  readonly add: (operation: Operation) => void
  readonly due: () => ReadonlyArray<DepositDue>
}

/** Deposits for the base dates in a period. The law counts what one issuer owes under all of its programs together. */
export const depositsIn = ({ headOffice, programs }: Network, period: Dates): Deposits => {
  const bases = new Map<string, Base>()
  for (const program of programs.values())
    for (const base of basesOf(program, period)) {
      const issuer = program.issuer ?? headOffice ?? ""
      const name = `${base.date}\n${base.law}\n${issuer}`
      const known = bases.get(name)
      if (known !== undefined) known.programs.add(program.id)
      else {
        const asset = program.asset.code
        bases.set(name, { ...base, issuer, asset, programs: new Set([program.id]), unused: 0n })
      }
    }
  const all = [...bases].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, base]) => base)
  return {
    isAsked: all.length > 0,
    add: (operation) =>
      liabilityMoved(
        operation,
        () => "",
        ({ asset, funding, program }, _, amount) => {
          if (funding === "promotional") return
          for (const base of all)
            if (base.asset === asset && operation.businessDate <= base.date && base.programs.has(program))
              base.unused += amount
        }
      ),
    due: () =>
      all.map(({ asset, date, deposit, issuer, law, unused }) => ({
        law,
        issuer,
        asset,
        date,
        unused,
        above: deposit.above,
        percent: deposit.percent,
        due: depositDue({ rules: { deposit } }, unused)
      }))
  }
}

const columns: ReadonlyArray<Column<DepositDue>> = [
  { name: "law", title: "Law", kind: "text" },
  { name: "issuer", title: "Issuer", kind: "text" },
  { name: "asset", title: "Asset", kind: "text" },
  { name: "date", title: "Base date", kind: "text" },
  { name: "unused", title: "Unused", kind: "amount" },
  { name: "above", title: "Free up to", kind: "amount" },
  { name: "percent", title: "Percent", kind: "count" },
  { name: "due", title: "To be deposited", kind: "amount" }
]

/** What is to be deposited, base date by base date. It is not summed: a later deposit replaces an earlier one. */
export const depositsReport = (
  rows: ReadonlyArray<DepositDue>,
  { from, to }: Dates,
  { asOf, assets }: Closing
): Report<DepositDue> =>
  reportOf<DepositDue>({
    title: "Deposits",
    asOf,
    parameters: { from, to },
    columns,
    rows,
    series: rows.map(({ asset, date, due, issuer, law }) => ({
      time: date,
      category: `${issuer} ${law}`,
      value: due,
      asset
    })),
    assets
  })
