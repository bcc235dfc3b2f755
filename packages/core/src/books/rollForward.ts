/**
 * The liability rolled forward: what was owed to holders, what came, what went and why, and what is owed now, by the month
 * in which it was funded.
 *
 * @module
 */
import { type LotMoved, lotsMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import type { FundingClass } from "../program/SubWalletRule.ts"
import type { ProgramId, SubWalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import {
  columnOf,
  type CostColumn,
  costColumnOf,
  costColumns,
  type LiabilityColumn,
  liabilityColumns,
  walletAbout
} from "./liabilityColumns.ts"
import { type Period, placeIn } from "./Period.ts"

/** Whose liability it is: one account of the books, and the month in which it was funded. */
export interface CohortKey {
  readonly program: ProgramId
  readonly asset: string
  readonly subWallet: SubWalletId
  readonly funding: FundingClass
  readonly cohort: string
}

type Amounts<Name extends string> = Record<Name, bigint>

/** What a cohort was at the beginning, and its columns: each as it is named, so that what was redeemed is a positive amount. */
export type CohortMoved = CohortKey & Amounts<"opening" | "closing"> & Amounts<LiabilityColumn>

/** What promotions cost, by program. */
export interface CostMoved extends Amounts<"opening" | "closing">, Amounts<CostColumn> {
  readonly program: ProgramId
  readonly asset: string
}

const namesOf = <Name extends string>(columns: Readonly<Record<Name, bigint>>): ReadonlyArray<Name> =>
  Object.keys(columns) as Array<Name>

const nothingIn = <Name extends string>(names: ReadonlyArray<Name>): Amounts<Name> =>
  Object.fromEntries(names.map((name) => [name, 0n])) as Amounts<Name>

const liabilityNames = namesOf(liabilityColumns)
const costNames = namesOf(costColumns)

/**
 * Who owes what a movement moves, and in which asset: that of its wallet's posting. Of a conversion, value leaves the
 * program that is debited and enters the one that is credited.
 */
export const owedBy = ({ entry, id }: Operation, { remaining, wallet }: LotMoved) => {
  const own = entry.postings.flatMap(({ account, amount, asset }) =>
    account.kind === "liability" && account.wallet === wallet
      ? [{ program: account.program, asset, isMore: amount < 0n }]
      : []
  )
  const found = own.find(({ isMore }) => isMore === remaining > 0n) ?? own[0]
  if (found === undefined) throw new Error(`${id} moves value of ${wallet} and posts nothing of it`)
  return { program: found.program, asset: found.asset }
}

/** Every movement of value of an operation: whose liability it is, the column, and how much, positive where more is owed. */
export const liabilityMoved = (
  operation: Operation,
  monthOf: (instant: Instant) => string,
  visit: (key: CohortKey, column: LiabilityColumn, amount: bigint, moved: LotMoved) => void
): void => {
  const about = walletAbout(operation.entry)
  for (const moved of lotsMoved(operation.entry)) {
    if (moved.remaining === 0n) continue
    const { lot, remaining } = moved
    const key = {
      ...owedBy(operation, moved),
      subWallet: lot.subWallet,
      funding: lot.funding,
      cohort: monthOf(lot.fundedAt)
    }
    visit(key, columnOf(operation, moved, about), remaining, moved)
  }
}

/** Takes the operations of a journal, in any order, and gives what it comes to. It keeps cohorts, never lots or cards. */
export interface RollForward {
  readonly add: (operation: Operation) => void
  readonly cohorts: () => ReadonlyArray<CohortMoved>
  readonly costs: () => ReadonlyArray<CostMoved>
}

type Cell<Name extends string> = Amounts<Name | "opening" | "closing">

const emptyCell = <Name extends string>(names: ReadonlyArray<Name>): Cell<Name> =>
  nothingIn<Name | "opening" | "closing">(["opening", ...names, "closing"])

/** Counts an amount: before the period it is part of the opening, in the period of its column. */
const count = <Name extends string>(
  cell: Cell<Name>,
  signs: Readonly<Record<Name, bigint>>,
  column: Name,
  amount: bigint,
  isBefore: boolean
): void => {
  const cells: Amounts<string> = cell
  if (isBefore) cells["opening"] = (cells["opening"] ?? 0n) + amount
  else cells[column] = (cells[column] ?? 0n) + signs[column] * amount
  cells["closing"] = (cells["closing"] ?? 0n) + amount
}

const inOrder = <A>(cells: ReadonlyMap<string, A>): ReadonlyArray<A> =>
  [...cells].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell)

/** A roll-forward of a period; months are those of the zone that `monthOf` was made for. */
export const rollForward = (period: Period, monthOf: (instant: Instant) => string): RollForward => {
  const cohorts = new Map<string, CohortKey & Cell<LiabilityColumn>>()
  const costs = new Map<string, CostMoved & Cell<CostColumn>>()
  const cohortOf = (key: CohortKey): Cell<LiabilityColumn> => {
    const name = `${key.program}\n${key.asset}\n${key.subWallet}\n${key.funding}\n${key.cohort}`
    const known = cohorts.get(name)
    if (known !== undefined) return known
    const cell = { ...key, ...emptyCell(liabilityNames) }
    cohorts.set(name, cell)
    return cell
  }
  const costOf = (program: ProgramId, asset: string): Cell<CostColumn> => {
    const name = `${program}\n${asset}`
    const known = costs.get(name)
    if (known !== undefined) return known
    const cell = { program, asset, ...emptyCell(costNames) }
    costs.set(name, cell)
    return cell
  }
  return {
    add: (operation) => {
      const place = placeIn(period, operation)
      if (place === "after") return
      const isBefore = place === "before"
      liabilityMoved(operation, monthOf, (key, column, amount) =>
        count(cohortOf(key), liabilityColumns, column, amount, isBefore)
      )
      for (const posting of operation.entry.postings)
        if (posting.account.kind === "promotionExpense")
          count(
            costOf(posting.account.program, posting.asset),
            costColumns,
            costColumnOf(operation, posting),
            posting.amount,
            isBefore
          )
    },
    cohorts: () => inOrder(cohorts),
    costs: () => inOrder(costs)
  }
}
