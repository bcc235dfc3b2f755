/**
 * Accounts: the container for one holder or one bearer card, which owns the wallets.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { AssetCode } from "../values/Asset.ts"
import { AccountId, CardIndex, ProgramId, WalletId } from "../values/Ids.ts"
import { Instant } from "../values/Instant.ts"
import { CardIssue } from "./CardIssue.ts"
import { ClearingCycle } from "./ClearingPeriod.ts"
import { AuthorizationCode } from "./AuthorizationCode.ts"
import { OneTimeCode } from "./OneTimeCode.ts"
import { Drawers, Shift } from "./Shift.ts"
import { PinState } from "./Pin.ts"
import { Tries } from "./Tries.ts"

/** `closing` takes no new holds and loads but lets the rest be used; `closed` is empty and final. */
export const AccountStatus = Schema.Literals(["open", "closing", "closed"])
export type AccountStatus = typeof AccountStatus.Type

/** Which movements are frozen: taking value out, putting value in, or both. */
export const Side = Schema.Literals(["debit", "credit", "both"])
export type Side = typeof Side.Type

export const Account = Schema.Struct({
  id: AccountId,
  program: ProgramId,
  status: AccountStatus,
  frozen: Schema.optional(Side),
  /** Since when nothing at all moves on it, because an audit has found something bad. Absent: it does. */
  quarantined: Schema.optional(Instant),
  openedAt: Instant,
  /** The holder's reference in the retailer's own records; never personal data. */
  holder: Schema.optional(Schema.String),
  cardType: Schema.optional(Schema.String),
  /** The account whose holder brought this one. */
  referrer: Schema.optional(AccountId),
  wallets: Schema.Array(Schema.Struct({ asset: AssetCode, wallet: WalletId })),
  cards: Schema.Array(CardIndex),
  /** Of its card numbers: those that were issued again, or whose secret digits were tried. */
  issues: Schema.optional(Schema.Array(CardIssue)),
  pin: Schema.optional(PinState),
  oneTimeCode: Schema.optional(OneTimeCode),
  /** On the account in which a program's limits are counted: how many places of its secret order of numbers are given away. */
  numbersAllotted: Schema.optional(Schema.Int),
  /** On the account in which an operator's limits are counted: what others have approved for this operator. */
  authorizations: Schema.optional(Schema.Array(AuthorizationCode)),
  /** On the same account: wrong offline codes of this operator. */
  offlineTries: Schema.optional(Tries),
  /** On the account of a clearing cycle: up to where it is cut off, and what of it is not paid. */
  cycle: Schema.optional(ClearingCycle),
  /** On the account of a shift: what it is. */
  shift: Schema.optional(Shift),
  /** On the account of an outlet's cash: its open shifts. */
  drawers: Schema.optional(Drawers)
})
export type Account = typeof Account.Type

/** What is frozen of the account, if that forbids movements of a side. */
export const frozenFor = ({ frozen }: Account, side: "debit" | "credit"): Side | undefined =>
  frozen === "both" || frozen === side ? frozen : undefined
