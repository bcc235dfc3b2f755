/**
 * What became of what was sold: per cohort how much was used, how much ended, how much is left, and when it was used.
 *
 * @module
 */
import type { LotMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import type { FundingClass } from "../program/SubWalletRule.ts"
import type { ProgramId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { isCredit, type LiabilityColumn } from "./liabilityColumns.ts"
import { type Period, placeIn } from "./Period.ts"
import { liabilityMoved } from "./rollForward.ts"

/** Value that was paid for, of one class and month. */
export interface SoldKey {
  readonly program: ProgramId
  readonly asset: string
  readonly funding: FundingClass
  readonly cohort: string
}

/** How a cohort stands at an instant: sold − used − expired is what is left. */
export interface Standing {
  readonly sold: bigint
  readonly used: bigint
  /** What has ended, which the books have as breakage already. */
  readonly expired: bigint
  /** The last month in which anything of it was used. Absent: nothing was. */
  readonly lastUsed?: string | undefined
}

/** A cohort at the beginning and at the end of a period, and what was used of it month by month. */
export interface Usage extends SoldKey {
  readonly opening: Standing
  readonly closing: Standing
  readonly months: ReadonlyMap<string, bigint>
}

/** What was given was never paid for, and neither was what makes good. */
const paidFor: ReadonlySet<FundingClass> = new Set(["paid", "refund", "migrated"])

type Effect = "sold" | "used" | "expired"

const effects: Readonly<Record<LiabilityColumn, Effect>> = {
  issued: "sold",
  loaded: "sold",
  granted: "sold",
  refunded: "used",
  transferredIn: "sold",
  redeemed: "used",
  expired: "expired",
  fees: "used",
  cashedOut: "used",
  clawedBack: "sold",
  chargedBack: "sold",
  escheated: "sold",
  transferredOut: "sold",
  adjusted: "sold"
}

/** What comes back of a sale was not used after all, but for credit. */
const effectOf = (operation: Operation, column: LiabilityColumn, moved: LotMoved): Effect =>
  isCredit(operation, moved) ? "sold" : effects[column]

interface Tally {
  sold: bigint
  used: bigint
  expired: bigint
  lastUsed: string | undefined
}

const nothing = (): Tally => ({ sold: 0n, used: 0n, expired: 0n, lastUsed: undefined })

const tally = (to: Tally, effect: Effect, amount: bigint, month: string): void => {
  if (effect === "sold") to.sold += amount
  else to[effect] -= amount
  if (effect === "used" && amount < 0n && month > (to.lastUsed ?? "")) to.lastUsed = month
}

/** More may come back to a cohort than was used of it: then it is as good as sold in it. */
const standingOf = ({ expired, lastUsed, sold, used }: Tally): Standing =>
  used < 0n ? { sold: sold - used, used: 0n, expired, lastUsed } : { sold, used, expired, lastUsed }

interface Cell extends SoldKey {
  readonly before: Tally
  readonly through: Tally
  readonly months: Map<string, bigint>
}

/** Takes the operations of a journal, in any order. It keeps a figure for each cohort and month. */
export interface UsageFold {
  readonly add: (operation: Operation) => void
  readonly cohorts: () => ReadonlyArray<Usage>
}

/** How cohorts were used up to a period and in it. */
export const usageIn = (period: Period, monthOf: (instant: Instant) => string): UsageFold => {
  const cells = new Map<string, Cell>()
  const cellOf = ({ asset, cohort, program }: SoldKey, { lot: { funding } }: LotMoved): Cell => {
    const name = [program, asset, funding, cohort].join("\n")
    const known = cells.get(name)
    if (known !== undefined) return known
    const cell = { program, asset, funding, cohort, before: nothing(), through: nothing(), months: new Map() }
    cells.set(name, cell)
    return cell
  }
  return {
    add: (operation) => {
      const place = placeIn(period, operation)
      if (place === "after") return
      const month = operation.businessDate.slice(0, 7)
      liabilityMoved(operation, monthOf, (key, column, amount, moved) => {
        if (!paidFor.has(key.funding)) return
        const cell = cellOf(key, moved)
        const effect = effectOf(operation, column, moved)
        if (place === "before") tally(cell.before, effect, amount, month)
        tally(cell.through, effect, amount, month)
        if (effect === "used") cell.months.set(month, (cell.months.get(month) ?? 0n) - amount)
      })
    },
    cohorts: () =>
      [...cells]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { before, through, ...rest }]) => ({
          ...rest,
          opening: standingOf(before),
          closing: standingOf(through)
        }))
  }
}
