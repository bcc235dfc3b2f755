/**
 * By what a store knows the secrets that it was written with: keyed hashes of the tenant's name, one for each in their order.
 *
 * @module
 */
import { everyMac, type Macs } from "@tessera/core/ports"

/** A name in the table of what is known of a ledger, and its value. */
export interface KeyCheck {
  readonly name: string
  readonly value: string
}

/** What is kept of the secrets of a tenant, the first of all first. Rows are added when another secret follows, and none is changed. */
export const keyChecks = (macs: Macs, tenant: string): ReadonlyArray<KeyCheck> =>
  everyMac(macs)
    .toReversed()
    .map((mac, n) => ({ name: n === 0 ? "keyCheck" : `keyCheck ${n + 1}`, value: mac("check", tenant) }))

/** Whether all that is kept is given: then no secret is missing, and none is in another's place. */
export const areGiven = (kept: ReadonlyArray<KeyCheck>, given: ReadonlyArray<KeyCheck>): boolean =>
  kept.every(({ name, value }) => given.some((one) => one.name === name && one.value === value))
