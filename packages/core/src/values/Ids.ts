/**
 * Identifiers: who and what is meant, never mistaken for one another and ordered by time where the ledger made them.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Text } from "./Text.ts"

const named = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9][A-Za-z0-9 ._:+%/-]{0,63}$/, {
    expected: "1–64 characters of A-Z a-z 0-9 . _ : + % / - or space, beginning with a letter or digit"
  })
)
const made = (prefix: string) =>
  Schema.String.check(
    Schema.isPattern(new RegExp(`^${prefix}_[0-9A-Za-z_]{1,60}$`), {
      expected: `an id beginning with ${prefix}_`
    })
  )
/** The same, or what the ledger counts with: `acc_operator:ana`. */
const counting = (prefix: string) =>
  Schema.String.check(
    Schema.isPattern(new RegExp(`^${prefix}_[0-9A-Za-z_][0-9A-Za-z ._:+%/@=-]{0,199}$`), {
      expected: `an id beginning with ${prefix}_`
    })
  )

export const TenantId = named.pipe(Schema.brand("TenantId"))
export type TenantId = typeof TenantId.Type
export const ProgramId = named.pipe(Schema.brand("ProgramId"))
export type ProgramId = typeof ProgramId.Type
export const SubWalletId = named.pipe(Schema.brand("SubWalletId"))
export type SubWalletId = typeof SubWalletId.Type
export const OwnerId = named.pipe(Schema.brand("OwnerId"))
export type OwnerId = typeof OwnerId.Type
export const OutletId = named.pipe(Schema.brand("OutletId"))
export type OutletId = typeof OutletId.Type
export const TerminalId = named.pipe(Schema.brand("TerminalId"))
export type TerminalId = typeof TerminalId.Type
export const OperatorId = named.pipe(Schema.brand("OperatorId"))
export type OperatorId = typeof OperatorId.Type
export const OfferId = named.pipe(Schema.brand("OfferId"))
export type OfferId = typeof OfferId.Type
export const ShiftId = named.pipe(Schema.brand("ShiftId"))
export type ShiftId = typeof ShiftId.Type
export const LimitId = named.pipe(Schema.brand("LimitId"))
export type LimitId = typeof LimitId.Type

/** Made by the ledger: `op_` and a time-ordered tail; every id that the operation creates carries the same tail. */
export const OperationId = made("op").pipe(Schema.brand("OperationId"))
export type OperationId = typeof OperationId.Type
export const AccountId = counting("acc").pipe(Schema.brand("AccountId"))
export type AccountId = typeof AccountId.Type
export const WalletId = counting("wal").pipe(Schema.brand("WalletId"))
export type WalletId = typeof WalletId.Type
export const LotId = made("lot").pipe(Schema.brand("LotId"))
export type LotId = typeof LotId.Type
export const HoldId = made("hold").pipe(Schema.brand("HoldId"))
export type HoldId = typeof HoldId.Type

/** The retailer's own reference of a holder: all that the ledger knows of a person. Never personal data. */
export const HolderId = Text(128).check(Schema.isMinLength(1)).pipe(Schema.brand("HolderId"))
export type HolderId = typeof HolderId.Type

/** The keyed hash (blind index) by which a card number is found; the number itself is stored nowhere. */
export const CardIndex = Schema.String.pipe(Schema.brand("CardIndex"))
export type CardIndex = typeof CardIndex.Type

/** An idempotency key: 1–255 characters of `A-Z a-z 0-9 . _ : -`, unique for its client for ever. */
export const Key = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9._:-]{1,255}$/, { expected: "1–255 characters of A-Z a-z 0-9 . _ : -" })
).pipe(Schema.brand("Key"))
export type Key = typeof Key.Type

/** Whose keys these are: a terminal or an API key of one tenant. */
export const ClientId = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(128)).pipe(
  Schema.brand("ClientId")
)
export type ClientId = typeof ClientId.Type

/** An idempotency key in its scope: two clients may use the same key. */
export type ScopedKey = `${ClientId}\n${Key}`
export const scoped = (client: ClientId, key: Key): ScopedKey => `${client}\n${key}`

/** The client and the key that a scoped key is made of; no key has a line's end in it. */
export const unscoped = (key: ScopedKey): readonly [client: string, key: string] => {
  const cut = key.lastIndexOf("\n")
  return [key.slice(0, cut), key.slice(cut + 1)]
}

const tail = (operation: OperationId): string => operation.slice("op_".length)

/** The operation that opened an account. */
export const openedBy = (account: AccountId): OperationId =>
  `op_${account.slice("acc_".length)}` as OperationId

/** The account that an operation opened. */
export const accountOf = (operation: OperationId): AccountId => `acc_${tail(operation)}` as AccountId

/** The n-th wallet that an operation opened. */
export const walletOf = (operation: OperationId, n: number): WalletId =>
  `wal_${tail(operation)}_${n}` as WalletId

/** The account that was opened with a wallet: of money, it is whose wallet it is. */
export const openedWith = (wallet: WalletId): AccountId =>
  `acc_${wallet.slice("wal_".length, wallet.lastIndexOf("_"))}` as AccountId

/** The n-th lot that an operation funded. */
export const lotOf = (operation: OperationId, n: number): LotId => `lot_${tail(operation)}_${n}` as LotId

/** The operation that funded a lot. */
export const sourceOf = (lot: LotId): OperationId =>
  `op_${lot.slice("lot_".length, lot.lastIndexOf("_"))}` as OperationId

/** The hold that an operation placed. */
export const holdOf = (operation: OperationId): HoldId => `hold_${tail(operation)}` as HoldId

/** A holder that is named after an operation's id, where the retailer has no reference of its own. */
export const holderOf = (operation: OperationId): HolderId => `hld_${tail(operation)}` as HolderId

/** The operation that placed a hold. */
export const placedBy = (hold: HoldId): OperationId => `op_${hold.slice("hold_".length)}` as OperationId

/** Six characters for the receipt (ISO 8583 field 38): the end of the operation id, which never holds I, L, O or U. */
export const approvalCodeOf = (operation: OperationId): string => operation.slice(-6)
