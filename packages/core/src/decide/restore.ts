/**
 * Restoring slices: value goes back to the lots it came from, and where a lot has expired, to where the program says.
 *
 * @module
 */
import { isExpired, type LotTerms } from "../account/Lot.ts"
import { lotIn, type Wallet } from "../account/Wallet.ts"
import type { Entry, LotMoved } from "../journal/Entry.ts"
import { type Program, refundSubWallet, subWalletOf } from "../program/Program.ts"
import { wasPaidFor } from "../program/SubWalletRule.ts"
import { least } from "../values/Amount.ts"
import { lotOf } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { endOfDay } from "../values/Validity.ts"
import { localDate, plusDays } from "../values/Zone.ts"
import { countsFromLast } from "./fund.ts"
import { lawsOf, type Situation } from "./Situation.ts"
import type { SpentSlice } from "./spent.ts"

/** An amount of one slice that goes back. */
export interface GivenBack {
  readonly slice: LotMoved
  readonly amount: bigint
}

/** What goes back of an amount: the exact reverse of the order in which it was drawn. */
export const inReverse = (slices: ReadonlyArray<SpentSlice>, amount: bigint): ReadonlyArray<GivenBack> => {
  let left = amount
  return slices.toReversed().flatMap((spent) => {
    const part = least(left, spent.left)
    left -= part
    return part === 0n ? [] : [{ slice: spent.slice, amount: part }]
  })
}

/** What is left of slices when so much of them has gone back. */
export const without = (
  slices: ReadonlyArray<SpentSlice>,
  back: ReadonlyArray<GivenBack>
): ReadonlyArray<SpentSlice> =>
  slices.map((spent) => ({
    ...spent,
    left: back.reduce((left, one) => (one.slice === spent.slice ? left - one.amount : left), spent.left)
  }))

/** The lot as it stands, or its terms at the time it was spent. */
const termsNow = (wallet: Wallet, { lot }: LotMoved): LotTerms => lotIn(wallet, lot.id) ?? lot

/** Whether the load of a lot has prolonged another one: by the sub-wallet's own validity, or what was paid for by law. */
const prolongs = (situation: Situation, program: Program, load: LotTerms, other: LotTerms): boolean => {
  if (load.fundedAt <= other.fundedAt || load.restoredFrom !== undefined) return false
  if (load.subWallet === other.subWallet && countsFromLast(subWalletOf(program, load.subWallet))) return true
  return (
    wasPaidFor(load.funding) &&
    wasPaidFor(other.funding) &&
    lawsOf(situation, program).some(
      ({ rules: { validity } }) => typeof validity === "object" && validity.from === "lastLoad"
    )
  )
}

/**
 * The terms of value that goes back. A lot that was used up could not be prolonged by the loads since: it gets the end of the
 * newest that is there.
 */
const termsOf = (
  situation: Situation,
  program: Program,
  wallet: Wallet,
  slice: LotMoved,
  /** What was loaded before prolonged the lot itself, or did not. */
  since = Number.NEGATIVE_INFINITY
): LotTerms => {
  const terms = termsNow(wallet, slice)
  const { expiresAt } = terms
  if (expiresAt === undefined || wallet.asset !== program.asset.code || lotIn(wallet, terms.id) !== undefined)
    return terms
  const [newest] = wallet.lots
    .filter((lot) => lot.fundedAt >= since && prolongs(situation, program, lot, terms))
    .toSorted((one, other) => other.fundedAt - one.fundedAt)
  return { ...terms, expiresAt: Math.max(expiresAt, newest?.expiresAt ?? expiresAt) }
}

const graceLot = (
  situation: Situation,
  terms: LotTerms,
  amount: bigint,
  n: number,
  days: number
): LotTerms => ({
  ...terms,
  id: lotOf(situation.operation, n),
  funded: amount,
  costBasis: terms.funding === "paid" ? amount : 0n,
  fundedAt: situation.at,
  activeFrom: situation.at,
  expiresAt: endOfDay(situation.place.zone, plusDays(localDate(situation.place.zone, situation.at), days)),
  restoredFrom: terms.id
})

const afterExpiry = (
  situation: Situation,
  program: Program,
  terms: LotTerms,
  amount: bigint,
  n: number
): LotTerms => {
  const isMoney = program.subWallets.some(({ id }) => id === terms.subWallet)
  const policy = (isMoney ? program.refundAfterExpiry : undefined) ?? { kind: "grace", days: 30 }
  if (policy.kind === "grace") return graceLot(situation, terms, amount, n, policy.days)
  const refund = refundSubWallet(program)
  if (policy.kind === "keepExpired" || refund === undefined) return terms
  return {
    ...graceLot(situation, terms, amount, n, 0),
    subWallet: refund.id,
    expiresAt: undefined
  }
}

/**
 * The movements that put value back, one per slice. Value of an expired lot becomes a grace lot of the same funding
 * class, or goes where the program says; it is never lost silently and never becomes paid value.
 */
export const restored = (
  situation: Situation,
  program: Program,
  wallet: Wallet,
  back: ReadonlyArray<GivenBack>
): ReadonlyArray<LotMoved> =>
  back.map(({ amount, slice }, n) => {
    const terms = termsOf(situation, program, wallet, slice)
    return {
      kind: "lot",
      wallet: wallet.id,
      lot: isExpired(terms, situation.at) ? afterExpiry(situation, program, terms, amount, n) : terms,
      remaining: amount,
      held: 0n,
      promised: 0n,
      line: slice.line
    }
  })

/** An entry that takes a sale back, with the ends that its lots would have if it had never been: loads since prolonged them. */
export const prolongedSince = (
  situation: Situation,
  program: Program,
  wallet: Wallet,
  entry: Entry,
  since: Instant
): Entry => ({
  ...entry,
  movements: entry.movements.map((movement) =>
    movement.kind === "lot" && movement.wallet === wallet.id && movement.remaining > 0n
      ? { ...movement, lot: termsOf(situation, program, wallet, movement, since) }
      : movement
  )
})

/** The movements that put value back exactly where it was, whatever has expired since: the operation never happened. */
export const returned = (
  situation: Situation,
  program: Program,
  wallet: Wallet,
  back: ReadonlyArray<GivenBack>,
  since: Instant
): ReadonlyArray<LotMoved> =>
  back.map(({ amount, slice }) => ({
    kind: "lot",
    wallet: wallet.id,
    lot: termsOf(situation, program, wallet, slice, since),
    remaining: amount,
    held: 0n,
    promised: 0n,
    line: slice.line
  }))
