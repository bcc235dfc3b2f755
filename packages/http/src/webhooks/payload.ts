/**
 * What is posted of an event: the same for the same event, whenever it is tried.
 *
 * @module
 */
import { apiVersion } from "../api/apiVersion.ts"
import { encodeEvent, type Event } from "@tessera/core/ports"

/** An event, under the contract that it is written in (a receiver cannot ask for another one), as receivers get it, and as it is read from the list of events. */
export const payloadOf = (event: Event) => {
  const data = encodeEvent(event)
  return { type: data.kind, timestamp: data.recordedAt, apiVersion, data }
}

export const bodyOf = (event: Event): string => JSON.stringify(payloadOf(event))
