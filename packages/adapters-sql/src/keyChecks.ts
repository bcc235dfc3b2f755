/**
 * By what a store knows the secrets that it was written with: keyed hashes of the tenant's name.
 *
 * @module
 */
import { everyMac, type Macs } from "@tessera/core/ports"

/** What is kept of the secrets of a tenant. */
export interface KeyChecks {
  /** Of the secret that counts. */
  readonly newest: string
  /** Of the first of all. */
  readonly first: string
  /** Of each that is given, newest first. */
  readonly given: ReadonlyArray<string>
}

export const keyChecks = (macs: Macs, tenant: string): KeyChecks => {
  const newest = macs.mac("check", tenant)
  const given = everyMac(macs).map((mac) => mac("check", tenant))
  return { newest, first: given.at(-1) ?? newest, given }
}
