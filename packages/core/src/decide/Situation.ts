/**
 * The situation that a command is decided in: what is true, where and when it is asked, and by whom.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Credential } from "../account/Credential.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Command } from "../command/Command.ts"
import type { Decline } from "../command/Decline.ts"
import type { Query } from "../command/Query.ts"
import type { Answers } from "../command/Receipt.ts"
import type { Request } from "../command/Request.ts"
import type { Earned, Entry, Movement, Posting } from "../journal/Entry.ts"
import type { Sha256 } from "../journal/hashChain.ts"
import type { Restored } from "../journal/Hindsight.ts"
import { businessDayAt, type Network, zoneAt } from "../network/Network.ts"
import type { Outlet } from "../network/Outlet.ts"
import { outletOf, ownerOf } from "../network/outletOf.ts"
import type { Terminal } from "../network/Terminal.ts"
import { lawAt, type Law } from "../program/Law.ts"
import type { Program } from "../program/Program.ts"
import type { Channel, Context } from "../program/SpendRule.ts"
import type { BusinessDay } from "../values/BusinessDate.ts"
import type {
  AccountId,
  Key,
  OperationId,
  OperatorId,
  OutletId,
  OwnerId,
  TerminalId,
  WalletId
} from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { localDate, minuteOfDay, weekdayOf, type Zone } from "../values/Zone.ts"
import type { View } from "./View.ts"

/** Where a command is asked: outlet, terminal and channel as far as they are named, and the trading day there. */
export interface Place {
  readonly outlet: Outlet | undefined
  readonly owner: OwnerId | undefined
  readonly terminal: Terminal | undefined
  readonly channel: Channel | undefined
  readonly zone: Zone
  readonly day: BusinessDay
}

export interface Situation<Asked = Command> {
  readonly network: Network
  readonly view: View
  readonly request: Request<Asked>
  readonly place: Place
  /** Ledger time: when the command is recorded. People, limits and codes are judged by it. */
  readonly at: Instant
  /** When the command counts: the same, or an earlier instant. Value is judged by it. */
  readonly effectiveAt: Instant
  /** The id that the operation will have; what it creates is named after it. */
  readonly operation: OperationId
  readonly sha256: Sha256
  /** Somebody else has approved that it comes late: a reversal window that has closed does not count. */
  readonly mayBeLate?: boolean
}

/** The situation of a command or of a query. */
export type AnySituation = Situation<Command | Query>

/** Whose value is asked for. */
export interface Subject {
  readonly account: Account
  readonly program: Program
  /** The card that was presented, if it was. */
  readonly card: Credential | undefined
}

/** An accepted command: what it does and what it answers. */
export interface Accepted {
  readonly _tag: "Accepted"
  readonly entry: Entry
  readonly answers: Answers
  readonly account: AccountId | undefined
  /** The wallet whose balances stand on the receipt. */
  readonly wallet: WalletId | undefined
  /** The operation it refers to. */
  readonly original: OperationId | undefined
  /** A stranger may have asked: the receipt says nothing of the account. Absent: it does. */
  readonly isDiscreet?: true
  /** The caller's own key of a command that was never seen, and is refused from now on. Absent: there is none. */
  readonly buries?: Key
  /** What had expired and is taken back first, since this counts before its end. Absent: nothing. */
  readonly restored?: ReadonlyArray<Restored>
}

export type Decision = Accepted | Decline

/** What an operation does beside its own doing: points, vouchers, progress. */
export interface Beside {
  readonly movements: ReadonlyArray<Movement>
  readonly postings: ReadonlyArray<Posting>
  /** What the receipt says of it. */
  readonly answers: Answers
  /** How points were earned. Absent: none were. */
  readonly earned?: Earned | undefined
}

/** Nothing beside. */
export const nothingBeside: Beside = { movements: [], postings: [], answers: {} }

/** An accepted command of one account. */
export const accepted = (
  subject: { readonly account: { readonly id: AccountId } },
  wallet: Pick<Wallet, "id"> | undefined,
  entry: Entry,
  answers: Answers = {},
  original?: OperationId
): Accepted => ({
  _tag: "Accepted",
  entry,
  answers,
  account: subject.account.id,
  wallet: wallet?.id,
  original
})

/** Tells a refusal from what was asked for. */
export const isDecline = (value: object): value is Decline => "_tag" in value && value._tag !== "Accepted"

/** The context for spend rules at a place; without a basket only places and times are judged. */
export const contextAt = (place: Place, at: Instant, basket?: bigint): Context => ({
  outlet: place.outlet?.id,
  owner: place.owner,
  region: place.outlet?.region,
  channel: place.channel,
  terminalKind: place.terminal?.kind,
  weekday: () => weekdayOf(localDate(place.zone, at)),
  minuteOfDay: () => minuteOfDay(place.zone, at),
  basket
})

/** The laws that a program is under, here and now. */
export const lawsOf = (
  { at, place }: Pick<AnySituation, "at" | "place">,
  program: Program
): ReadonlyArray<Law> => lawAt(program, place.zone, at)

/** What says where a command is asked. */
export interface Placed {
  readonly outlet?: OutletId
  readonly terminal?: TerminalId
  readonly operator?: OperatorId
  readonly channel?: Channel
}

/** Where a command is asked. Where no outlet is named, that of the terminal counts, or where the operator works. */
export const placeOf = (network: Network, placed: Placed, at: Instant): Place => {
  const terminal = placed.terminal === undefined ? undefined : network.terminals.get(placed.terminal)
  const named = outletOf(network, placed)
  const outlet = named === undefined ? undefined : network.outlets.get(named)
  return {
    outlet,
    owner: ownerOf(network, placed, named),
    terminal,
    channel: placed.channel,
    zone: zoneAt(network, outlet),
    day: businessDayAt(network, outlet, at)
  }
}
