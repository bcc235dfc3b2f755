/**
 * Endpoints and letters as they are shown: JSON without secrets.
 *
 * @module
 */
import { encodeEndpoint, type Endpoint, type Letter, type Tally } from "@tessera/core/ports"
import type { Kept } from "./log/DeliveryLog.ts"
import { payloadOf } from "./payload.ts"

export const iso = (instant: number): string => new Date(instant).toISOString()

/** An endpoint as a resource. */
export const shownEndpoint = (endpoint: Endpoint) => {
  const { disabled, kinds, secrets, version: _, ...rest } = encodeEndpoint(endpoint)
  const [, older] = secrets
  return {
    ...rest,
    ...(kinds !== undefined && { types: kinds }),
    enabled: disabled === undefined,
    ...(disabled !== undefined && { disabled: { because: disabled.because, at: disabled.at } }),
    /** Until when the secret before the newest one signs too. */
    ...(older?.until !== undefined && { olderSecretUntil: older.until })
  }
}
export type EndpointShown = ReturnType<typeof shownEndpoint>

/** How an endpoint stands. */
export const shownTally = ({ dead, failingSince, waiting }: Tally) => ({
  waiting,
  dead,
  ...(failingSince !== undefined && { failingSince: iso(failingSince) })
})

/** What could not be delivered yet, or not at all. */
export const shownLetter = ({ dueAt, event, number, reason, state, tries }: Letter) => ({
  number,
  state,
  tries,
  ...(state === "waiting" && { dueAt: iso(dueAt) }),
  ...(reason !== undefined && { reason }),
  event: { id: event.id, ...payloadOf(event) }
})

/** A post, and what came of it. */
export const shownPost = ({ at, endpoint: _, event, isDelivered, kind, ...rest }: Kept) => ({
  ...rest,
  at: iso(at),
  event: { id: event, type: kind },
  delivered: isDelivered
})
