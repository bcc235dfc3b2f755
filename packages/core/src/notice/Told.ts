/**
 * An operation that others are told of, with its receipt, and what every event says of it.
 *
 * @module
 */
import type { Balance, Receipt } from "../command/Receipt.ts"
import { lotsMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import type { Network } from "../network/Network.ts"
import type { AccountId, OperationId, WalletId } from "../values/Ids.ts"
import type { EventKind, Head } from "./Event.ts"

export interface Told {
  readonly network: Network
  readonly operation: Operation
  readonly receipt: Receipt
}

/** One event of a kind for an operation and whoever is told, so one id. */
const idOf = (operation: OperationId, kind: EventKind): string =>
  `evt_${operation.slice("op_".length)}_${kind}`

/** What every event begins with. */
export const headOf = <K extends EventKind>(
  { network, operation }: Told,
  kind: K
): Head & { readonly kind: K } => ({
  kind,
  id: idOf(operation.id, kind),
  tenant: network.tenant,
  operation: operation.id,
  shard: operation.shard,
  sequence: operation.sequence,
  recordedAt: operation.recordedAt,
  businessDate: operation.businessDate,
  ...(operation.outlet !== undefined && { outlet: operation.outlet }),
  ...(operation.operator !== undefined && { operator: operation.operator }),
  ...(operation.original !== undefined && { original: operation.original })
})

const named = ({ id, account }: Operation): AccountId => {
  if (account === undefined) throw new Error(`${id} names no account`)
  return account
}

interface OfAccount {
  readonly account: AccountId
  readonly card?: string
  readonly currency?: string
  readonly balances: ReadonlyArray<Balance>
}

/** What an event of an account says of it. */
export const ofAccount = ({ operation, receipt }: Told, account = named(operation)): OfAccount => ({
  account,
  ...(receipt.card !== undefined && { card: receipt.card }),
  ...(receipt.currency !== undefined && { currency: receipt.currency }),
  balances: receipt.balances
})

/** By how much an operation changed what holders are owed in an asset; a transfer between them comes to nothing. */
export const ledgerMoved = ({ entry }: Operation, currency: string | undefined): bigint =>
  entry.postings.reduce(
    (total, { account, amount, asset }) =>
      account.kind === "liability" && asset === currency ? total - amount : total,
    0n
  )

/** What was paid for a load. */
export const paidFor = ({ entry }: Operation): bigint =>
  entry.postings.reduce(
    (total, { account, amount }) => (account.kind === "cashClearing" ? total + amount : total),
    0n
  )

/** What an operation changed in the lots of one wallet. */
export const lotsMovedIn = ({ entry }: Operation, wallet: WalletId): bigint =>
  lotsMoved(entry).reduce((total, lot) => (lot.wallet === wallet ? total + lot.remaining : total), 0n)

/** The points that an operation earned or took back, and how many there were before; what a referrer got is not theirs. */
export const pointsOf = ({ operation, receipt: { points, referral } }: Told) =>
  points && {
    currency: points.currency,
    earned: points.earned,
    before:
      points.ledger -
      ledgerMoved(operation, points.currency) +
      (referral === undefined ? 0n : lotsMovedIn(operation, referral.wallet)),
    ledger: points.ledger,
    owed: points.owed,
    ...(points.short !== undefined && { short: points.short })
  }

/** What is left to use, wherever it is accepted: the ledgers of all sub-wallets less what is held. */
export const leftIn = (balances: ReadonlyArray<Balance>): bigint =>
  balances.reduce((total, { held, ledger }) => total + ledger - held, 0n)
