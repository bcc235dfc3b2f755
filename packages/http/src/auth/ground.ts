/**
 * What access stands on: the ledger, the vault, the records, and how the host wants it.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { type Failure, Ids, type Network, type Role, StoredValue } from "@tessera/core"
import { KeyVault, PinHasher, type StoreUnavailable } from "@tessera/core/ports"
import { problem, type Problem } from "../api/Problem.ts"
import type { Caller } from "../Caller.ts"
import type { LimitRule } from "../rate/limits.ts"
import { AccessRecords, type RecordsUnavailable } from "./AccessRecords.ts"
import type { Mode } from "./apiKey.ts"
import type { ProofGround } from "./Proofs.ts"
import type { ScopeOf } from "./scopes.ts"
import type { SignatureTerms } from "./terminalSignature.ts"
import type { TryTerms } from "./tries.ts"

/** How long who has signed in stays so, in milliseconds. */
export interface SessionTerms {
  /** Absent: 12 hours. A shift is rarely longer. */
  readonly operator?: number
  /** Absent: 30 minutes; renewed, as long as somebody works, up to `staffInAll`. */
  readonly staff?: number
  /** Absent: 12 hours. */
  readonly staffInAll?: number
  /** Absent: 15 minutes. */
  readonly holder?: number
}

/**
 * A way to be known that a host adds: a bearer's text of another kind, at an instant by everybody's clock. Nothing: it is none of
 * these. Fails where that cannot be found out.
 */
export type OtherCallers = (
  bearer: Redacted.Redacted,
  network: Network,
  at: number
) => Effect.Effect<Caller | undefined, Problem>

/** How a host lets people and machines in. */
export interface AccessOptions {
  /** Which keys are taken: a server is live, or it is for tests. */
  readonly mode: Mode
  /** What callers call it by, as `https://pos.example`, with the path of the mount if it has one: what signatures are over. */
  readonly origin: string
  /** The scope that each verb needs. */
  readonly scopeOf: ScopeOf
  /** Absent: `usualLimits`. */
  readonly limits?: ReadonlyArray<LimitRule>
  readonly signatures?: SignatureTerms
  readonly sessions?: SessionTerms
  /** Of PINs and passwords of operators, and of time-based codes. */
  readonly tries?: TryTerms
  /** The roles of those who sign in in the office. Absent: `staffRoles`, which is all but cashiers and kiosks. */
  readonly staffRoles?: ReadonlySet<Role>
  /** What a terminal may with nobody signed in at it. Absent: `terminalAlone`. */
  readonly terminalScopes?: ReadonlySet<string>
  /** What a holder may. Absent: `holderScopes`. */
  readonly holderScopes?: ReadonlySet<string>
  /**
   * How long another process may not know of a key that was taken out, in milliseconds; the one that took it out knows at
   * once. Absent: 1,000. 0: each call looks.
   */
  readonly freshFor?: number
  /** How often what has ended is forgotten, in milliseconds. Absent: every ten minutes. */
  readonly sweepEvery?: number
  readonly others?: ReadonlyArray<OtherCallers>
}

/** All that access needs. */
export interface AccessGround extends ProofGround {
  readonly ledger: StoredValue["Service"]
  readonly options: AccessOptions
  /** The network, not older than `freshFor`. */
  readonly network: Effect.Effect<Network, StoreUnavailable>
}

/** Whose keys the operations of access itself are: no client of the network can have this name. */
export const accessClient = Ids.ClientId.make("(access)")

/** The network as this process knows it, looked up again where it may be too old. */
const freshNetwork = (ledger: StoredValue["Service"], freshFor: number) => {
  let looked = Number.NEGATIVE_INFINITY
  return Effect.flatMap(Clock.currentTimeMillis, (now) => {
    if (now < looked + freshFor) return Effect.succeed(ledger.network)
    return Effect.map(ledger.networkNow(), (network) => {
      looked = now
      return network
    })
  })
}

/** One tenant's records where several share a database: operators of two tenants may have one id. */
const recordsOf = (
  tenant: Ids.TenantId,
  { change, sweep }: AccessRecords["Service"]
): AccessRecords["Service"] => ({
  change: (name, at, look) => change(`${tenant}:${name}`, at, look),
  sweep
})

export const accessGround = Effect.fnUntraced(function* (options: AccessOptions) {
  const ledger = yield* StoredValue
  const { before, mac } = yield* KeyVault
  const ground: AccessGround = {
    ledger,
    mac,
    ...(before !== undefined && { before }),
    records: recordsOf(ledger.network.tenant, yield* AccessRecords),
    hasher: yield* PinHasher,
    // The path of a request begins with a slash: with another one before it no signature would be right.
    options: { ...options, origin: options.origin.replace(/\/+$/, "") },
    network: freshNetwork(ledger, options.freshFor ?? 1_000),
    ...(options.tries && { tries: options.tries })
  }
  return ground
})

/** What every caller hears who is not known, whatever was wrong. */
export const notKnown: Problem = problem("unauthenticated", { headers: { "www-authenticate": "Bearer" } })

/** What they hear where somebody could not be asked. */
export const notReached: Problem = problem("unavailable", { headers: { "retry-after": "1" } })

type Failing = RecordsUnavailable | StoreUnavailable | Failure | Problem

/** Who cannot be looked up is not let in; that is no refusal. */
export const orUnavailable = <A>(effect: Effect.Effect<A, Failing>): Effect.Effect<A, Problem> =>
  Effect.mapError(effect, (failure) => (failure._tag === "Problem" ? failure : notReached))
