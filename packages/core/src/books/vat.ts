/**
 * Value added tax of vouchers: what is taxed when it is sold, and what when it is used, per program, month and rate.
 *
 * @module
 */
import type { LotMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import type { FundingClass } from "../program/SubWalletRule.ts"
import { rateOf, taxIn, type VatTerms } from "../program/Vat.ts"
import type { ProgramId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { isCredit, type LiabilityColumn } from "./liabilityColumns.ts"
import { type Period, placeIn } from "./Period.ts"
import { liabilityMoved } from "./rollForward.ts"

/** What is taxed in one month at one rate. Amounts include the tax; what was taken back is taken off. */
export interface Taxed {
  readonly program: ProgramId
  readonly asset: string
  /** Of the business date. */
  readonly month: string
  /** Single-purpose vouchers are taxed at issue, multi-purpose ones at redemption. */
  readonly event: "issue" | "redemption"
  /** In hundredths of a percent. */
  readonly rate: number
  readonly gross: bigint
  readonly tax: bigint
  readonly net: bigint
}

/** The terms that a program had at an instant of ledger time. */
export type VatAt = (program: ProgramId, at: Instant) => VatTerms | undefined

/** What is paid for a single-purpose voucher, and what goes back of that. */
const sold: ReadonlySet<LiabilityColumn> = new Set([
  "issued",
  "loaded",
  "clawedBack",
  "chargedBack",
  "cashedOut"
])

/** What nobody paid for lowers the price of what is bought. */
const lowersPrice: ReadonlySet<FundingClass> = new Set(["promotional", "compensation"])

const isSale = (operation: Operation, column: LiabilityColumn, moved: LotMoved): boolean =>
  column === "redeemed" || (column === "refunded" && !isCredit(operation, moved))

interface Base {
  readonly event: Taxed["event"]
  readonly rate: number
  readonly gross: bigint
}

/** The terms under which value was sold, which say what kind of voucher it is, and those of the sale that it is used for. */
interface Under {
  readonly sold: VatTerms
  readonly used: VatTerms
}

/** What a movement adds to what is taxed. */
const baseOf = (
  operation: Operation,
  under: Under,
  column: LiabilityColumn,
  amount: bigint,
  moved: LotMoved
): Base | undefined => {
  const { funding } = moved.lot
  if (under.sold.kind === "singlePurpose")
    return funding === "paid" && sold.has(column)
      ? { event: "issue", rate: under.sold.rate, gross: amount }
      : undefined
  return lowersPrice.has(funding) || !isSale(operation, column, moved)
    ? undefined
    : { event: "redemption", rate: rateOf(under.used, moved.line?.category), gross: -amount }
}

/** Takes the operations of a journal, in any order. It keeps a sum for each program, month and rate. */
export interface VatFold {
  readonly add: (operation: Operation) => void
  readonly taxed: () => ReadonlyArray<Taxed>
}

interface Sum extends Omit<Taxed, "gross" | "tax" | "net"> {
  gross: bigint
}

const anyMonth = (): string => ""

/**
 * What is taxed in a period. What is taken back has the tax that was due: value by the terms that it was sold under, a sale by
 * those of its own business date, of which `endOf` tells the last instant.
 */
export const vatIn = (period: Period, termsAt: VatAt, endOf: (date: string) => Instant): VatFold => {
  const sums = new Map<string, Sum>()
  return {
    add: (operation) => {
      if (placeIn(period, operation) !== "within") return
      const { businessDate, entry, recordedAt } = operation
      const month = businessDate.slice(0, 7)
      const { on = businessDate } = entry.ofSale ?? {}
      const at = on === businessDate ? recordedAt : endOf(on)
      liabilityMoved(operation, anyMonth, ({ asset, program }, column, amount, moved) => {
        const used = termsAt(program, at)
        const under = used && { used, sold: termsAt(program, moved.lot.fundedAt) ?? used }
        const base = under && baseOf(operation, under, column, amount, moved)
        if (base === undefined) return
        const { event, gross, rate } = base
        const name = [program, asset, month, event, String(rate).padStart(5, "0")].join("\n")
        const known = sums.get(name)
        if (known === undefined) sums.set(name, { program, asset, month, event, rate, gross })
        else known.gross += gross
      })
    },
    taxed: () =>
      [...sums]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, sum]) => {
          const tax = taxIn(sum.gross, sum.rate)
          return { ...sum, tax, net: sum.gross - tax }
        })
  }
}
