/**
 * Unclaimed property: whose value becomes due to the state by an instant, because its holder has been silent for so long.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import { activityOf } from "../decide/inactivity.ts"
import { lotsMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import type { Activity } from "../program/Dormancy.ts"
import { breaksSilence, type EscheatTerms, escheatAt, isBound, stateShare } from "../program/Escheat.ts"
import type { FundingClass } from "../program/SubWalletRule.ts"
import { type AccountId, openedWith, type ProgramId, type WalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { Zone } from "../values/Zone.ts"

/** Value of one class on one account that is due. */
export interface Unclaimed {
  readonly program: ProgramId
  readonly account: AccountId
  /** The holder's reference; who that is, the records of holders say. */
  readonly holder?: string
  readonly asset: string
  readonly funding: FundingClass
  /** What is free of it, in minor units, and what of that is the state's. */
  readonly amount: bigint
  readonly owed: bigint
  readonly lastActivity: Instant
  readonly dueAt: Instant
  /** The wallet's version: `Escheat` takes nothing if it is another one by then. */
  readonly version: number
}

/** What is known of an account. */
interface Known {
  /** As it was with the newest version of its wallet that is known. */
  account: Account | undefined
  accountVersion: number
  version: number
  /** The last of each kind of activity. */
  readonly active: Map<Activity, Instant>
  readonly free: Map<FundingClass, bigint>
}

const unknown = (): Known => ({
  account: undefined,
  accountVersion: 0,
  version: 0,
  active: new Map(),
  free: new Map()
})

/** Under which terms value is due, and by when. */
export interface Due {
  /** A program's terms, and in which asset it has value. Absent: nothing of it is ever due. */
  readonly termsOf: (
    program: ProgramId
  ) => { readonly terms: EscheatTerms; readonly asset: string } | undefined
  readonly zone: Zone
  readonly by: Instant
}

/**
 * Takes the operations of a journal; one that was declined says nothing of anybody: first, in any order, all up to the last instant of silence; then, after `wake`, the later
 * ones. It keeps what it knows of accounts that were there by the first.
 */
export interface UnclaimedFold {
  readonly add: (operation: Operation) => void
  /** From now on accounts that are new are too young to be due. */
  readonly wake: () => void
  readonly due: () => ReadonlyArray<Unclaimed>
}

/** The wallet that an account was opened with: of money. */
const moneyOf = (wallet: WalletId): AccountId | undefined =>
  wallet.endsWith("_0") ? openedWith(wallet) : undefined

const sinceOf = ({ openedAt }: Account, active: Known["active"], terms: EscheatTerms): Instant =>
  terms.from === "issue"
    ? openedAt
    : [...active].reduce(
        (latest, [activity, at]) => (breaksSilence(terms, activity) ? Math.max(latest, at) : latest),
        openedAt
      )

/** Rows of one account, class by class; none where nothing is due of it. */
const rowsOf = (
  { account, active, free, version }: Known,
  { by, termsOf, zone }: Due
): ReadonlyArray<Unclaimed> => {
  const found = account && termsOf(account.program)
  if (account === undefined || found === undefined) return []
  const { asset, terms } = found
  const lastActivity = sinceOf(account, active, terms)
  const dueAt = escheatAt(terms, zone, lastActivity)
  const bound = [...free].filter(([funding, amount]) => amount > 0n && isBound(terms, funding))
  const total = bound.reduce((sum, [, amount]) => sum + amount, 0n)
  if (dueAt > by || total < (terms.below ?? 0n)) return []
  const { holder, id, program } = account
  return bound
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([funding, amount]) => ({
      program,
      account: id,
      ...(holder !== undefined && { holder }),
      asset,
      funding,
      amount,
      owed: stateShare(terms, amount),
      lastActivity,
      dueAt,
      version
    }))
}

/** Whose value is due. */
export const unclaimedBy = (due: Due): UnclaimedFold => {
  const accounts = new Map<AccountId, Known>()
  let isLate = false
  const knownOf = (id: AccountId | undefined): Known | undefined => {
    if (id === undefined) return undefined
    const found = accounts.get(id)
    if (found !== undefined || isLate) return found
    const known = unknown()
    accounts.set(id, known)
    return known
  }
  const active = (operation: Operation, activity: Activity, id: AccountId | undefined): void => {
    const known = knownOf(id)
    if (known === undefined) return
    const last = known.active.get(activity) ?? operation.effectiveAt
    known.active.set(activity, Math.max(last, operation.effectiveAt))
  }
  return {
    add: (operation) => {
      for (const { version, wallet } of operation.links) {
        const known = knownOf(moneyOf(wallet))
        if (known !== undefined) known.version = Math.max(known.version, version)
      }
      const activity = activityOf(operation.verb)
      if (activity !== undefined) active(operation, activity, operation.account)
      for (const moved of lotsMoved(operation.entry)) {
        const id = moneyOf(moved.wallet)
        const known = knownOf(id)
        if (known === undefined) continue
        const { funding } = moved.lot
        known.free.set(funding, (known.free.get(funding) ?? 0n) + moved.remaining - moved.held)
        if (activity !== undefined) active(operation, activity, id)
      }
      for (const movement of operation.entry.movements) {
        if (movement.kind !== "account") continue
        const known = knownOf(movement.after.id)
        const own = operation.links.filter(({ wallet }) => moneyOf(wallet) === movement.after.id)
        const version = Math.max(0, ...own.map((link) => link.version))
        if (known === undefined || (known.account !== undefined && version < known.accountVersion)) continue
        known.account = movement.after
        known.accountVersion = version
      }
    },
    wake: () => {
      isLate = true
    },
    due: () =>
      [...accounts].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, known]) => rowsOf(known, due))
  }
}
