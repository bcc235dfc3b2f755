/**
 * Short messages: a sender that hands notices to a gateway over HTTP. Most gateways want the same under other names.
 *
 * @module
 */
import type { Sender } from "@tessera/core"
import { post } from "@tessera/http"
import * as Redacted from "effect/Redacted"

/** The gateway's contract with us. */
export interface SmsGatewayOptions {
  readonly url: string
  readonly token: Redacted.Redacted
  /** Whether the gateway may be on this machine. Absent: false. */
  readonly allowPrivate?: boolean
}

/** What it never takes, however often it is asked: a number that is none, a text that is too long, one who wants none. */
const final = [400, 404, 410, 422]

export const SmsGateway = {
  /** Messages are known by `reference`, the event's id: one that comes twice is sent to the telephone once. */
  make: ({ allowPrivate = false, token, url }: SmsGatewayOptions): Sender => ({
    address: ({ phone }) => phone,
    send: (to, { event, text }) =>
      post({
        url: new URL(url),
        headers: { "content-type": "application/json", authorization: `Bearer ${Redacted.value(token)}` },
        body: JSON.stringify({ to, text, reference: event.id }),
        allowPrivate,
        permanent: final
      })
  })
}
