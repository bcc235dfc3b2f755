/**
 * A till for tests: sends plain JSON commands to a ledger, moves its clock, and looks at what became of the wallets.
 *
 * @module
 */
import type * as Effect from "effect/Effect"
import type { Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import type { Invalid, Outcome } from "../command/Outcome.ts"
import type { Recorded } from "../batch/decideBatch.ts"
import type { Quoted, WalletBalance } from "../decide/inquire.ts"
import type { AccountSum } from "../journal/trialBalance.ts"
import type { Desk } from "../bookGround.ts"
import type { Configuration } from "../network/Configuration.ts"
import type { Network } from "../network/Network.ts"
import type { StoreUnavailable } from "../ports/Store.ts"
import type { StatementLine } from "../statement.ts"
import type { Verification } from "../verify.ts"
import type { Round } from "../telling.ts"
import type { Instant } from "../values/Instant.ts"
import type { Telling } from "./tellOnce.ts"

/** A command or query as JSON. */
export type Sent = Readonly<Record<string, unknown>>

/** At once from a ledger in the same process, a little later from a database. */
export type Soon<A> = A | Promise<A>

/** Where a process is killed: at one of its commits, before it or when it is durable and nobody has heard of it. */
export interface Kill {
  /** How many commits come before it. */
  readonly after: number
  readonly isDurable: boolean
  /** How many wallets the process looks for at once, and commits at once. */
  readonly page: number
}

/** What a law or a test asks of a ledger, whatever it is stored in. */
export interface Till {
  readonly configuration: Configuration
  /** The clock of the ledger; set it to let time pass. Ledger time never goes back, whatever is set. */
  now: Instant
  /** Submits one command. Two clients may use the same key; the client is `till` where none is named. */
  readonly submit: (sent: Sent, client?: string) => Soon<Outcome | Invalid>
  /** Submits one command through another process, which is killed and never heard of again. */
  readonly submitKilled: (sent: Sent, kill: Kill, client?: string) => Soon<void>
  /** Ends the process in front of the store, and begins another one in its place. */
  readonly restart: () => Soon<void>
  readonly quote: (sent: Sent) => Soon<Quoted | Decline>
  readonly balance: (sent: Sent) => Soon<ReadonlyArray<WalletBalance> | Decline>
  readonly statement: (sent: Sent) => Soon<ReadonlyArray<StatementLine> | Decline>
  /** The wallets behind a card as they are stored: what is due but not posted yet is not counted. */
  readonly walletsOf: (card: string) => Soon<ReadonlyArray<Wallet>>
  /** Every wallet of the ledger, in the order in which they were opened. */
  readonly wallets: () => Soon<ReadonlyArray<Wallet>>
  /** Everything that was recorded, in commit order. */
  readonly journal: () => Soon<ReadonlyArray<Recorded>>
  readonly books: () => Soon<ReadonlyArray<AccountSum>>
  /** A report, made from what is recorded. */
  readonly report: <A>(made: (desk: Desk) => Effect.Effect<A, StoreUnavailable>) => Promise<A>
  /** What an audit finds; nothing where there is no store whose rows could be looked at. */
  readonly verify: () => Soon<Verification | undefined>
  /** The network under which commands are decided now. */
  readonly network: () => Network
  /** One round of telling a notifier, at the clock's instant. */
  readonly tell: (telling: Telling) => Promise<Round | "killed">
  readonly close: () => Soon<void>
}

/** The same without waiting. */
export interface InProcessTill extends Till {
  readonly submit: (sent: Sent, client?: string) => Outcome | Invalid
  readonly submitKilled: (sent: Sent, kill: Kill, client?: string) => void
  readonly restart: () => void
  readonly quote: (sent: Sent) => Quoted | Decline
  readonly balance: (sent: Sent) => ReadonlyArray<WalletBalance> | Decline
  readonly walletsOf: (card: string) => ReadonlyArray<Wallet>
  readonly wallets: () => ReadonlyArray<Wallet>
  readonly journal: () => ReadonlyArray<Recorded>
  readonly books: () => ReadonlyArray<AccountSum>
  readonly close: () => void
}

/** How a ledger for tests begins: the same seed makes the same ids again. */
export interface Beginning {
  /** Absent: 2026-11-21T02:00:00Z. */
  readonly at?: Instant
  /** Absent: 1. */
  readonly seed?: number
}

export const firstInstant: Instant = 1_795_226_400_000

/** Opens an empty ledger with its till. */
export type Open = (configuration: unknown, beginning?: Beginning) => Soon<Till>
