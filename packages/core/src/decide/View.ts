/**
 * The view: what is true of the accounts, cards, wallets and operations that the commands of one batch point at.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Credential } from "../account/Credential.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Operation } from "../journal/Operation.ts"
import type { AccountId, CardIndex, OperationId, ScopedKey, WalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"

/**
 * Read by the store in one go and changed by each command of the batch in turn, so that the next command sees what the
 * one before it did. What is not in a map does not exist.
 */
export interface View {
  readonly accounts: Map<AccountId, Account>
  readonly cards: Map<CardIndex, Credential>
  readonly wallets: Map<WalletId, Wallet>
  readonly operations: Map<OperationId, Operation>
  /** What refers to an operation directly, oldest first: for each that a command points at, and for each of these. */
  readonly linked: Map<OperationId, ReadonlyArray<Operation>>
  readonly keys: Map<ScopedKey, OperationId>
  /** Keys that were reversed before their command arrived, with the reversal. */
  readonly tombstones: Map<ScopedKey, OperationId>
  /** The last commit sequence and ledger time of the shard. */
  sequence: number
  recordedAt: Instant
  /** How many changes the network has seen: a batch is decided under that network, and under no other. */
  network: number
}

/** A view of an empty ledger. */
export const emptyView = (): View => ({
  accounts: new Map(),
  cards: new Map(),
  wallets: new Map(),
  operations: new Map(),
  linked: new Map(),
  keys: new Map(),
  tombstones: new Map(),
  sequence: 0,
  recordedAt: 0,
  network: 0
})

/** The account's wallets. */
export const walletsIn = (view: View, { wallets }: Account): ReadonlyArray<Wallet> =>
  wallets.flatMap(({ wallet }) => view.wallets.get(wallet) ?? [])

/** What refers to an operation directly. */
export const linkedTo = (view: View, operation: OperationId): ReadonlyArray<Operation> =>
  view.linked.get(operation) ?? []

/** The number by which its holder knows an account, masked: of the newest card that is in use, or else of the newest. */
export const maskedCard = (view: View, id: AccountId | undefined): string | undefined => {
  const account = id === undefined ? undefined : view.accounts.get(id)
  let newest: Credential | undefined
  for (const index of account?.cards ?? []) {
    const card = view.cards.get(index)
    if (card !== undefined && (card.status === "active" || newest?.status !== "active")) newest = card
  }
  return newest?.masked
}
