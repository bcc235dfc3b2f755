/**
 * The network: owners, outlets, terminals, operators and program terms of a tenant, found by id.
 *
 * @module
 */
import { type AuthorizationCodes, authorizationCodes } from "./AuthorizationTerms.ts"
import { minutesOf } from "../program/SpendRule.ts"
import type { Program } from "../program/Program.ts"
import { type BusinessDay, businessDayOf, endOfBusinessDate } from "../values/BusinessDate.ts"
import type {
  ClientId,
  OperatorId,
  OutletId,
  OwnerId,
  ProgramId,
  TenantId,
  TerminalId
} from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { LocalDate, Zone } from "../values/Zone.ts"
import type { Client } from "./Client.ts"
import type { Configuration } from "./Configuration.ts"
import { type Counting, countingOf } from "./counting.ts"
import type { Operator } from "./Operator.ts"
import type { Outlet } from "./Outlet.ts"
import type { Owner } from "./Owner.ts"
import type { Terminal } from "./Terminal.ts"

export interface Network {
  /** Counts the changes that were made since the ledger was founded. */
  readonly version: number
  /** The parts that were changed since, each with its own version, by `nameOf`; of all others it is 1. */
  readonly versions: ReadonlyMap<string, number>
  /** All of it as one document. */
  readonly configuration: Configuration
  readonly tenant: TenantId
  readonly zone: Zone
  readonly headOffice: OwnerId | undefined
  readonly owners: ReadonlyMap<OwnerId, Owner>
  readonly outlets: ReadonlyMap<OutletId, Outlet>
  readonly terminals: ReadonlyMap<TerminalId, Terminal>
  readonly operators: ReadonlyMap<OperatorId, Operator>
  readonly clients: ReadonlyMap<ClientId, Client>
  /** The newest version of each program: what new accounts are opened under. */
  readonly programs: ReadonlyMap<ProgramId, Program>
  /** Whether any program ever asks for a PIN. */
  readonly asksForPins: boolean
  /** Whether cards of any program have secret digits. */
  readonly hasSecrets: boolean
  /** Whether any program takes one-time codes. */
  readonly sendsCodes: boolean
  /** Whether any program gives points to who brought a holder. */
  readonly refers: boolean
  /** Whether any program knows dormant cards. */
  readonly knowsDormancy: boolean
  readonly counting: Counting
  /** Nothing that is recorded now counts before it: the end of the closed books. */
  readonly lockedUntil: Instant
  readonly authorizationCodes: AuthorizationCodes
}

const byId = <Id, A extends { readonly id: Id }>(all: ReadonlyArray<A>): ReadonlyMap<Id, A> =>
  new Map(all.map((one) => [one.id, one]))

/** The network that a configuration describes, after so many changes. */
export const networkOf = (
  configuration: Configuration,
  version = 0,
  versions: Network["versions"] = new Map()
): Network => ({
  version,
  versions,
  configuration,
  tenant: configuration.tenant,
  zone: configuration.zone,
  headOffice: configuration.owners.find(({ kind }) => kind === "headOffice")?.id,
  owners: byId(configuration.owners),
  outlets: byId(configuration.outlets),
  terminals: byId(configuration.terminals ?? []),
  operators: byId(configuration.operators ?? []),
  clients: byId(configuration.clients ?? []),
  programs: byId([...configuration.programs].sort((a, b) => a.version - b.version)),
  asksForPins: configuration.programs.some(({ verification }) => verification !== undefined),
  hasSecrets: configuration.programs.some(({ numbering }) => numbering?.secret !== undefined),
  sendsCodes: configuration.programs.some(({ verification }) => verification?.oneTimeCode !== undefined),
  refers: configuration.programs.some(({ points }) => points?.referral !== undefined),
  knowsDormancy: configuration.programs.some(({ dormancy }) => dormancy !== undefined),
  counting: countingOf(configuration),
  lockedUntil: configuration.books?.lockedUntil ?? 0,
  authorizationCodes: authorizationCodes(configuration.authorizationCodes)
})

/** The zone of an outlet; the tenant's where there is no outlet or it names none. */
export const zoneAt = (network: Network, outlet: Outlet | undefined): Zone => outlet?.zone ?? network.zone

const dayEndsAt = (outlet: Outlet | undefined): number =>
  outlet?.businessDayEndsAt === undefined ? 0 : minutesOf(outlet.businessDayEndsAt)

/** The trading day of an outlet at an instant; the tenant's calendar day where there is no outlet. */
export const businessDayAt = (network: Network, outlet: Outlet | undefined, at: Instant): BusinessDay =>
  businessDayOf(zoneAt(network, outlet), dayEndsAt(outlet), at)

/** When a business date ends at an outlet; where there is none, for the tenant. */
export const businessDateEnd = (network: Network, outlet: Outlet | undefined, date: LocalDate): Instant =>
  endOfBusinessDate(zoneAt(network, outlet), date, dayEndsAt(outlet))
