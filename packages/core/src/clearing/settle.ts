/**
 * Settling lines: what each owner is due when all is netted, and how the books go from gross to net when it is cut off.
 *
 * @module
 */
import type { NetPosition } from "../account/ClearingPeriod.ts"
import { accountTitle, bookAccount, type LedgerAccount } from "../journal/ChartOfAccounts.ts"
import type { Posting } from "../journal/Entry.ts"
import type { ClearingLine } from "./ClearingLine.ts"

/** What each owner is due from each issuer, per asset; nothing where it comes to nothing. */
export const positionsOf = (lines: ReadonlyArray<ClearingLine>): ReadonlyArray<NetPosition> => {
  const positions = new Map<string, { -readonly [Field in keyof NetPosition]: NetPosition[Field] }>()
  for (const { asset, due, issuer, owner } of lines) {
    const name = `${owner}\n${issuer}\n${asset}`
    const position = positions.get(name)
    if (position === undefined) positions.set(name, { owner, issuer, asset, due })
    else position.due += due
  }
  return [...positions.values()].filter(({ due }) => due !== 0n)
}

/** Positions with the issuers as parties: all of one asset come to zero. */
export const withIssuers = (
  positions: ReadonlyArray<NetPosition>
): ReadonlyArray<Omit<NetPosition, "issuer">> => {
  const all = new Map<string, { owner: NetPosition["owner"]; asset: string; due: bigint }>()
  const add = (owner: NetPosition["owner"], asset: string, due: bigint): void => {
    const name = `${asset}\n${owner}`
    all.set(name, { owner, asset, due: (all.get(name)?.due ?? 0n) + due })
  }
  for (const { asset, due, issuer, owner } of positions) {
    add(owner, asset, due)
    add(issuer, asset, -due)
  }
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, position]) => position)
}

/** The account that a line leaves when it is settled; what it was worked out of an operation's postings or is income. */
const contraOf = ({ kind, owner, program, tender, verb }: ClearingLine): LedgerAccount => {
  if (kind === "funds") return { kind: "fundsHeld", owner }
  if (tender !== undefined) return { kind: "cashClearing", owner, tender }
  // A correction is of no program.
  if (program === undefined || kind === "acceptance") return { kind: "merchantPayable", owner }
  if (kind === "breakage") return { kind: verb === "DormancyFee" ? "feeIncome" : "breakageIncome", program }
  return { kind: kind === "commission" ? "commissionIncome" : "promotionExpense", program }
}

/** What is posted for a line: what was gross becomes what the owner is due; tender that reached the issuer is at the bank. */
const postingsOf = (line: ClearingLine): ReadonlyArray<Posting> => {
  const { asset, base, due, owner, tender } = line
  const contra = tender === undefined ? due : -base
  return [
    { account: contraOf(line), asset, amount: contra },
    { account: { kind: "ownerSettlement", owner }, asset, amount: -due },
    { account: { kind: "bank" }, asset, amount: due - contra }
  ]
}

/** Postings with one sum for each account, without those that come to nothing. */
const summed = (postings: ReadonlyArray<Posting>): ReadonlyArray<Posting> => {
  const sums = new Map<string, Posting>()
  for (const { account, amount, asset } of postings) {
    const name = `${asset} ${accountTitle(bookAccount(account))}`
    sums.set(name, { account, asset, amount: (sums.get(name)?.amount ?? 0n) + amount })
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, sum]) => (sum.amount === 0n ? [] : [sum]))
}

/** What is posted when lines are cut off: from then on every owner has one balance, which is its position turned round. */
export const cutOffPostings = (lines: ReadonlyArray<ClearingLine>): ReadonlyArray<Posting> =>
  summed(lines.flatMap(postingsOf))
