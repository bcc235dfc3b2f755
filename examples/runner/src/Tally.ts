/**
 * The tally of a run: how its operations ended, and what the books say afterwards.
 *
 * @module
 */
import { type AccountSum, balanceTotals, type Configuration, outstandingLiability } from "@tessera/core"
import { type Answered, jsonText } from "./Answered.ts"

/** Questions and reports are answered but are no operations; an operation answered before counts under its outcome as well. */
export interface Tally {
  operations: number
  approved: number
  declined: number
  invalid: number
  replayed: number
  inDoubt: number
}

export const emptyTally = (): Tally => ({
  operations: 0,
  approved: 0,
  declined: 0,
  invalid: 0,
  replayed: 0,
  inDoubt: 0
})

/** Counts one answered line. */
export const count = (tally: Tally, answered: Answered): void => {
  if (answered.kind === "answer" || answered.kind === "report") return
  tally.operations += 1
  if (answered.kind === "invalid") {
    tally.invalid += 1
    return
  }
  const { outcome } = answered
  tally[outcome.outcome] += 1
  if (outcome.outcome !== "inDoubt" && outcome.replayed) tally.replayed += 1
}

/** Every asset of the programs, so that a ledger without postings shows its zeros. */
const inEveryAsset = (
  { programs }: Configuration,
  totals: ReadonlyMap<string, bigint>
): Record<string, bigint> => {
  const codes = [...programs.map(({ asset }) => asset.code), ...totals.keys()]
  return Object.fromEntries([...new Set(codes)].map((code) => [code, totals.get(code) ?? 0n]))
}

/** The last line with `--json`. */
export const summaryText = (
  { inDoubt: _, ...tally }: Tally,
  books: ReadonlyArray<AccountSum>,
  configuration: Configuration
): string =>
  jsonText({
    summary: {
      ...tally,
      trialBalance: inEveryAsset(configuration, balanceTotals(books)),
      outstanding: inEveryAsset(configuration, outstandingLiability(books))
    }
  })
