/**
 * Counters: the accounts in which the ledger counts what one operator, terminal, outlet, owner or program has used of its
 * limits and quota. They hold no value; their wallets, one for each asset, are locked, chained and verified like any.
 *
 * @module
 */
import type { AccountId, LimitId, ProgramId, WalletId } from "../values/Ids.ts"

/** Whose movements are counted: all of them, or where a program is named those with it. */
export interface Counter {
  readonly scope: "operator" | "terminal" | "outlet" | "owner" | "program"
  readonly id: string
  readonly program?: ProgramId
}

/** The program that counters are under; a configuration may not use this id. */
export const counters = "counters" as ProgramId

const nameOf = ({ id, program, scope }: Counter): string =>
  `${scope}:${id}${program === undefined ? "" : `@${program}`}`

/** The account of a counter: no account that an operation opened has a colon in its id. */
export const counterAccount = (counter: Counter): AccountId => `acc_${nameOf(counter)}` as AccountId

/** The wallet in which a counter counts an asset. */
export const counterWallet = (counter: Counter, asset: string): WalletId =>
  `wal_${nameOf(counter)}=${asset}` as WalletId

/** The counter that a wallet is of; none has an id with `@` or `=`. */
export const counterOf = (wallet: WalletId): Counter | undefined => {
  const [, scope, id, program] = /^wal_(\w+):([^@=]+)(?:@([^=]+))?=/.exec(wallet) ?? []
  return id === undefined
    ? undefined
    : {
        scope: scope as Counter["scope"],
        id,
        ...(program !== undefined && { program: program as ProgramId })
      }
}

/**
 * Which limit is meant, whoever it is counted for: one limit on outlets has a counter for each outlet, while an operator and
 * a terminal may each have a limit of the same name. For a wallet that is no counter it is the limit's name.
 */
export const limitCounted = (wallet: WalletId, limit: LimitId): string => {
  const end = wallet.indexOf(":")
  return end < 0 ? limit : `${wallet.slice(0, end)}${wallet.includes("@") ? "@" : ""} ${limit}`
}

/** Whether an account is a counter and nobody's value. */
export const isCounter = ({ program }: { readonly program: ProgramId }): boolean => program === counters

/** The account in whose one wallet the changes of the network stand, one entry each: it holds and counts nothing. */
export const networkAccount = "acc_network:changes" as AccountId

/** Its wallet; the version of the wallet is that of the network. */
export const networkWallet = "wal_network:changes" as WalletId

/** The account of a clearing cycle: it holds nothing, and says up to where the cycle is cut off. */
export const cycleAccount = (cycle: string): AccountId => `acc_cycle:${cycle}` as AccountId

/** Its wallet, in whose chain every period of the cycle stands. */
export const cycleWallet = (cycle: string): WalletId => `wal_cycle:${cycle}` as WalletId

/** ISO 4217 has a code for what is no currency. */
export const noCurrency = "XXX"
