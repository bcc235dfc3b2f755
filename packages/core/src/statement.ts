/**
 * Statements: what happened to an account, operation by operation, with the balance after each.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Wallet } from "./account/Wallet.ts"
import type { Statement } from "./command/Query.ts"
import { lotsMoved } from "./journal/Entry.ts"
import type { Operation } from "./journal/Operation.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import type { OperationId, OutletId, WalletId } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

/** One line: what changed, and what the wallet's ledger was afterwards, in minor units. */
export interface StatementLine {
  readonly operation: OperationId
  readonly verb: string
  readonly at: Instant
  readonly outlet: OutletId | undefined
  readonly currency: string
  readonly changes: ReadonlyArray<{ readonly subWallet: string; readonly amount: bigint }>
  readonly amount: bigint
  readonly balance: bigint
}

const page = 500

const changesOf = (operation: Operation, wallet: Wallet) => {
  const changes = new Map<string, bigint>()
  for (const slice of lotsMoved(operation.entry))
    if (slice.wallet === wallet.id && slice.remaining !== 0n)
      changes.set(slice.lot.subWallet, (changes.get(slice.lot.subWallet) ?? 0n) + slice.remaining)
  return [...changes]
    .filter(([, amount]) => amount !== 0n)
    .map(([subWallet, amount]) => ({ subWallet, amount }))
}

/** What an operation did to a wallet that had so much before. */
export const lineOf = (operation: Operation, wallet: Wallet, before: bigint): StatementLine => {
  const changes = changesOf(operation, wallet)
  const amount = changes.reduce((sum, change) => sum + change.amount, 0n)
  return {
    operation: operation.id,
    verb: operation.verb,
    at: operation.effectiveAt,
    outlet: operation.outlet,
    currency: wallet.asset,
    changes,
    amount,
    balance: before + amount
  }
}

/** Everything that happened to a wallet, oldest first. */
export const historyOf = (store: Store["Service"], { id }: Wallet) => historyOfWallet(store, id)

/** The same of a wallet that is only named. */
export const historyOfWallet = Effect.fnUntraced(function* (store: Store["Service"], wallet: WalletId) {
  const newestFirst: Array<Operation> = []
  for (let isMore = true; isMore;) {
    const before = newestFirst.at(-1)
    const found = yield* store.history({
      wallet,
      limit: page,
      ...(before !== undefined && { before })
    })
    for (const { operation } of found) newestFirst.push(operation)
    isMore = found.length === page
  }
  return newestFirst.toReversed()
})

/** A line with the ledger time that its wallet had come to. */
interface Dated {
  readonly line: StatementLine
  readonly reached: Instant
}

const ofWallet = Effect.fnUntraced(function* (store: Store["Service"], wallet: Wallet) {
  const dated: Array<Dated> = []
  for (const operation of yield* historyOf(store, wallet)) {
    const before = dated.at(-1)
    dated.push({
      line: lineOf(operation, wallet, before?.line.balance ?? 0n),
      reached: Math.max(before?.reached ?? 0, operation.recordedAt)
    })
  }
  return dated
})

/**
 * The lines of an account's wallets in a period, oldest first, each wallet's in the order of its chain; the balances count
 * everything before it too.
 */
export const statement = (
  store: Store["Service"],
  wallets: ReadonlyArray<Wallet>,
  { from, to }: Statement
): Effect.Effect<ReadonlyArray<StatementLine>, StoreUnavailable> =>
  Effect.map(
    Effect.forEach(wallets, (wallet) => ofWallet(store, wallet)),
    (all) =>
      all
        .flat()
        .toSorted((one, other) => one.reached - other.reached)
        .map(({ line }) => line)
        .filter(({ at }) => (from === undefined || at >= from) && (to === undefined || at < to))
  )
