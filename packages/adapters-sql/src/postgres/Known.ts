/**
 * What is known of accounts: kept as they were last seen, and still true as long as the heads of their wallets are the
 * same, because whatever changes an account or a card is an entry in the chain of one of its wallets.
 *
 * @module
 */
import type { Ids, Operation } from "@tessera/core"
import type { Account, Credential, View, Wallet } from "@tessera/core/ports"
import { Recent } from "../Recent.ts"

/** An account with its cards and wallets, as of one moment. */
export interface KnownAccount {
  readonly account: Account
  readonly cards: ReadonlyArray<Credential>
  readonly wallets: ReadonlyMap<Ids.WalletId, Wallet>
  /** A ledger time that its wallets have not passed. */
  readonly recordedAt: number
}

/** Operations are large, and most that are named again are named soon: whatever else is asked for is read. */
const fewOperations = 64

const referredTo = Symbol("referred to")

/** The accounts, keys and operations that were seen last. */
export class Known {
  private readonly accounts: Recent<Ids.AccountId, KnownAccount>
  private readonly keys: Recent<Ids.ScopedKey, Ids.OperationId>
  private readonly operations: Recent<Ids.OperationId, Operation | typeof referredTo>
  private readonly accountOfCard: Recent<Ids.CardIndex, Ids.AccountId>

  constructor(capacity: number) {
    this.accounts = new Recent(capacity)
    this.accountOfCard = new Recent(capacity)
    this.keys = new Recent(capacity)
    this.operations = new Recent(fewOperations)
  }

  /** The operation of a key that is known to be in use. */
  operationOf(key: Ids.ScopedKey): Ids.OperationId | undefined {
    return this.keys.get(key)
  }

  /** An operation to which nothing refers, as far as is known. */
  operation(id: Ids.OperationId): Operation | undefined {
    const found = this.operations.get(id)
    return found === referredTo ? undefined : found
  }

  /** Whether something refers to an operation: then it is not kept, because more may. */
  isReferredTo(id: Ids.OperationId): boolean {
    return this.operations.get(id) === referredTo
  }

  account(id: Ids.AccountId): KnownAccount | undefined {
    return this.accounts.get(id)
  }

  /** The account of a card, if the account itself is known. */
  byCard(index: Ids.CardIndex): KnownAccount | undefined {
    const id = this.accountOfCard.get(index)
    return id === undefined ? undefined : this.accounts.get(id)
  }

  /** Keeps what a view says. */
  keep(view: View): void {
    const cards = Map.groupBy(view.cards.values(), ({ account }) => account)
    const stored = [...view.wallets.values()].filter(({ version }) => version > 0)
    const wallets = Map.groupBy(stored, ({ account }) => account)
    for (const account of view.accounts.values()) {
      if (this.isAhead(account.id, view)) continue
      const own = cards.get(account.id) ?? []
      for (const { index } of own) this.accountOfCard.set(index, account.id)
      this.accounts.set(account.id, {
        account,
        cards: own,
        wallets: new Map((wallets.get(account.id) ?? []).map((wallet) => [wallet.id, wallet])),
        recordedAt: view.recordedAt
      })
    }
    for (const [key, id] of view.keys) this.keys.set(key, id)
    for (const [id, operation] of view.operations)
      if (!this.isReferredTo(id)) this.operations.set(id, operation)
    for (const id of view.linked.keys()) this.operations.set(id, referredTo)
  }

  /** Whether more is known of an account than a view says: a question may have been answered before the last commit. */
  private isAhead(id: Ids.AccountId, { wallets }: View): boolean {
    const known = this.accounts.get(id)?.wallets.values() ?? []
    return [...known].some((wallet) => wallet.version > (wallets.get(wallet.id)?.version ?? 0))
  }

  /** Keeps nothing of a view: what it says did not come true. */
  forget({ accounts, keys, linked, operations }: View): void {
    for (const id of accounts.keys()) this.accounts.delete(id)
    for (const key of keys.keys()) this.keys.delete(key)
    for (const id of [...operations.keys(), ...linked.keys()]) this.operations.delete(id)
  }
}
