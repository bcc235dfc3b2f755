/**
 * What is known of accounts: kept as they were last seen, and still true as long as the heads of their wallets are the
 * same, because whatever changes an account or a card is an entry in the chain of one of its wallets.
 *
 * @module
 */
import type { Ids } from "@tessera/core"
import type { Account, Credential, View, Wallet } from "@tessera/core/ports"
import { Recent } from "../Recent.ts"

/** An account with its cards and wallets, as of one moment. */
export interface KnownAccount {
  readonly account: Account
  readonly cards: ReadonlyArray<Credential>
  readonly wallets: ReadonlyMap<Ids.WalletId, Wallet>
}

/** The accounts that were seen last. */
export class Known {
  private readonly accounts: Recent<Ids.AccountId, KnownAccount>
  private readonly accountOfCard: Recent<Ids.CardIndex, Ids.AccountId>

  constructor(capacity: number) {
    this.accounts = new Recent(capacity)
    this.accountOfCard = new Recent(capacity)
  }

  account(id: Ids.AccountId): KnownAccount | undefined {
    return this.accounts.get(id)
  }

  /** The account of a card, if the account itself is known. */
  byCard(index: Ids.CardIndex): KnownAccount | undefined {
    const id = this.accountOfCard.get(index)
    return id === undefined ? undefined : this.accounts.get(id)
  }

  /** Keeps what a view says of its accounts. */
  keep(view: View): void {
    const cards = Map.groupBy(view.cards.values(), ({ account }) => account)
    const stored = [...view.wallets.values()].filter(({ version }) => version > 0)
    const wallets = Map.groupBy(stored, ({ account }) => account)
    for (const account of view.accounts.values()) {
      const own = cards.get(account.id) ?? []
      for (const { index } of own) this.accountOfCard.set(index, account.id)
      this.accounts.set(account.id, {
        account,
        cards: own,
        wallets: new Map((wallets.get(account.id) ?? []).map((wallet) => [wallet.id, wallet]))
      })
    }
  }
}
