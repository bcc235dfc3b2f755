/**
 * Terms of an approval: what, beside amount and card, tells one operation of a verb from another.
 *
 * @module
 */
import type { AccountId, LotId, OfferId, SubWalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { PermittedVerb } from "./Permission.ts"

/** What else an approval is bound to, for verbs whose amount and card do not say all of it. */
export interface Terms {
  readonly to?: AccountId | undefined
  readonly subWallet?: SubWalletId | undefined
  readonly offer?: OfferId | undefined
  readonly voucher?: string | undefined
  readonly lot?: LotId | undefined
  readonly expiresAt?: Instant | undefined
}

/** Which of them, by verb. */
const decisive: Partial<Record<PermittedVerb, ReadonlyArray<keyof Terms>>> = {
  Adjust: ["subWallet"],
  ChangeExpiry: ["lot", "expiresAt"],
  ExtendHold: ["expiresAt"],
  GrantVoucher: ["voucher"],
  Load: ["subWallet", "offer"],
  Merge: ["to"],
  Transfer: ["to"]
}

/** The same as it was said: a card where an account is meant. */
interface Said extends Omit<Terms, "to"> {
  readonly to?: unknown
}

/** Of all that a command or somebody's wish says, what an approval of its verb is bound to. Its schema has read it. */
export const termsOf = (verb: PermittedVerb, said: object): Said =>
  Object.fromEntries((decisive[verb] ?? []).map((name) => [name, Reflect.get(said, name)]))
