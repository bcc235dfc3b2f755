/**
 * The network: owners, outlets, terminals, operators and program terms of a tenant, found by id.
 *
 * @module
 */
import { type AuthorizationCodes, authorizationCodes } from "./AuthorizationTerms.ts"
import { minutesOf } from "../program/SpendRule.ts"
import type { Program } from "../program/Program.ts"
import { type BusinessDay, businessDayOf } from "../values/BusinessDate.ts"
import type { OperatorId, OutletId, OwnerId, ProgramId, TenantId, TerminalId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { Zone } from "../values/Zone.ts"
import type { Configuration } from "./Configuration.ts"
import { type Counting, countingOf } from "./counting.ts"
import type { Operator } from "./Operator.ts"
import type { Outlet } from "./Outlet.ts"
import type { Owner } from "./Owner.ts"
import type { Terminal } from "./Terminal.ts"

export interface Network {
  readonly tenant: TenantId
  readonly zone: Zone
  readonly headOffice: OwnerId | undefined
  readonly owners: ReadonlyMap<OwnerId, Owner>
  readonly outlets: ReadonlyMap<OutletId, Outlet>
  readonly terminals: ReadonlyMap<TerminalId, Terminal>
  readonly operators: ReadonlyMap<OperatorId, Operator>
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
  readonly counting: Counting
  readonly authorizationCodes: AuthorizationCodes
}

const byId = <Id, A extends { readonly id: Id }>(all: ReadonlyArray<A>): ReadonlyMap<Id, A> =>
  new Map(all.map((one) => [one.id, one]))

/** The network that a configuration describes. */
export const networkOf = (configuration: Configuration): Network => ({
  tenant: configuration.tenant,
  zone: configuration.zone,
  headOffice: configuration.owners.find(({ kind }) => kind === "headOffice")?.id,
  owners: byId(configuration.owners),
  outlets: byId(configuration.outlets),
  terminals: byId(configuration.terminals ?? []),
  operators: byId(configuration.operators ?? []),
  programs: byId([...configuration.programs].sort((a, b) => a.version - b.version)),
  asksForPins: configuration.programs.some(({ verification }) => verification !== undefined),
  hasSecrets: configuration.programs.some(({ numbering }) => numbering?.secret !== undefined),
  sendsCodes: configuration.programs.some(({ verification }) => verification?.oneTimeCode !== undefined),
  refers: configuration.programs.some(({ points }) => points?.referral !== undefined),
  counting: countingOf(configuration),
  authorizationCodes: authorizationCodes(configuration.authorizationCodes)
})

/** The zone of an outlet; the tenant's where there is no outlet or it names none. */
export const zoneAt = (network: Network, outlet: Outlet | undefined): Zone => outlet?.zone ?? network.zone

/** The trading day of an outlet at an instant; the tenant's calendar day where there is no outlet. */
export const businessDayAt = (network: Network, outlet: Outlet | undefined, at: Instant): BusinessDay =>
  businessDayOf(
    zoneAt(network, outlet),
    outlet?.businessDayEndsAt === undefined ? 0 : minutesOf(outlet.businessDayEndsAt),
    at
  )
