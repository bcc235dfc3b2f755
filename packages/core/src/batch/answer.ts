/**
 * Answering: the receipt of an accepted operation, with the balances of its wallet before and after.
 *
 * @module
 */
import { drawable } from "../account/Lot.ts"
import { balancesOf, subWalletsOf, type Wallet } from "../account/Wallet.ts"
import type { Answers, Balance, Receipt } from "../command/Receipt.ts"
import type { Operation } from "../journal/Operation.ts"
import { type Program, subWalletOf, subWalletsIn } from "../program/Program.ts"
import { type Context, refusalOf } from "../program/SpendRule.ts"
import { approvalCodeOf, type SubWalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"

const shownIn = ({ after, before, program }: Shown): ReadonlyArray<SubWalletId> =>
  subWalletsOf(
    subWalletsIn(program, after.asset).map(({ id }) => id),
    before,
    after
  )

const balances = (
  wallet: Wallet,
  { at, context, program }: Shown,
  ids: ReadonlyArray<SubWalletId>
): ReadonlyArray<Balance> =>
  balancesOf(
    wallet,
    ids,
    at,
    (lot) =>
      context === undefined ||
      refusalOf(subWalletOf(program, lot.subWallet)?.rule, lot.loadedAt, context) === undefined
  ).map(({ available, held, ledger, subWallet }) => ({ subWallet, ledger, held, available }))

/** Per sub-wallet the lots that end first, and what is free in them. */
const expiring = ({ after: wallet, at }: Shown, ids: ReadonlyArray<SubWalletId>): Receipt["expiring"] =>
  ids.flatMap((id) => {
    let [expiresAt, amount] = [Number.MAX_SAFE_INTEGER, 0n]
    for (const lot of wallet.lots) {
      const usable = lot.subWallet === id ? drawable(lot, at) : 0n
      if (usable === 0n || lot.expiresAt === undefined || lot.expiresAt > expiresAt) continue
      amount = lot.expiresAt < expiresAt ? usable : amount + usable
      expiresAt = lot.expiresAt
    }
    return amount === 0n ? [] : [{ subWallet: id, amount, expiresAt }]
  })

/** The wallet before and after, and where it was asked about; without a place no spend rule is asked. */
export interface Shown {
  readonly before: Wallet
  readonly after: Wallet
  readonly program: Program
  /** When it is looked at. */
  readonly at: Instant
  readonly context?: Context
}

/** The receipt of an operation. */
export const receiptOf = (
  operation: Pick<Operation, "id" | "shard" | "sequence" | "businessDate" | "recordedAt" | "links">,
  answers: Answers,
  masked: string | undefined,
  shown: Shown | undefined
): Receipt => {
  const ids = shown === undefined ? [] : shownIn(shown)
  return {
    ...answers,
    operation: operation.id,
    approvalCode: approvalCodeOf(operation.id),
    shard: operation.shard,
    sequence: operation.sequence,
    card: answers.card ?? masked,
    currency: shown?.after.asset,
    balances: shown === undefined ? [] : balances(shown.after, shown, ids),
    before: shown === undefined ? [] : balances(shown.before, shown, ids),
    expiring: shown === undefined ? [] : expiring(shown, ids),
    businessDate: operation.businessDate,
    recordedAt: operation.recordedAt,
    hash: operation.links[0]?.hash
  }
}
