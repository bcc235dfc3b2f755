/**
 * Callers: who speaks to the ledger over HTTP, in whose name, from where, and what of it they may see and do.
 *
 * @module
 */
import type { Ids } from "@tessera/core"

/** What a caller does business over, as a command's `channel`. */
export type Channel = "pos" | "web" | "app" | "kiosk" | "backoffice" | "batch"

/** What kind of party it is, by what it showed: a key, a terminal's signature, an operator's token, a session. */
export type CallerKind = "server" | "terminal" | "operator" | "staff" | "holder"

/**
 * The rows that a caller may see and touch. Absent: all of the tenant's. What is not among them looks exactly as if there
 * were none. Where there is one alone, a command that does not name it is taken to mean it.
 */
export interface Rows {
  readonly owners?: ReadonlyArray<string>
  readonly outlets?: ReadonlyArray<string>
  /** Who is kept to terminals, and not to outlets, is kept to those where these stand. */
  readonly terminals?: ReadonlyArray<string>
  readonly operators?: ReadonlyArray<string>
  readonly shifts?: ReadonlyArray<string>
  /** Of a holder: the accounts that are theirs. */
  readonly accounts?: ReadonlyArray<string>
}

/** A party that has shown who it is. */
export interface Caller {
  readonly kind: CallerKind
  /** Whose idempotency keys these are: a key belongs to one client, whatever the path. */
  readonly client: Ids.ClientId
  readonly tenant: string
  /** What it may do, as `resource:verb` (`redemptions:create`, `balances:read`). `"all"`: everything. */
  readonly scopes: ReadonlySet<string> | "all"
  readonly rows: Rows
  readonly mode: "live" | "test"
  /**
   * In whose name everything is done, and nobody else's. `null`: in nobody's, and a command that names somebody is refused.
   * Absent: in the name of whom each command says.
   */
  readonly operator?: string | null
  /** The channel of everything that it asks. Absent: what each command says. */
  readonly channel?: Channel
  /** Whether it is told exactly what is wrong: faults with their paths. Strangers are told that something is. */
  readonly details: boolean
}
