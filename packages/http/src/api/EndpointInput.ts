/**
 * What can be said of an endpoint by whoever sets it up: where it is, what it is told, and how it is signed.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Endpoint } from "@tessera/core/ports"

const longest = { url: 2_048, description: 500 }

/** An endpoint as it is set up, or changed: the whole of it. */
export const EndpointInput = Schema.Struct({
  url: Schema.String.check(Schema.isMaxLength(longest.url)),
  description: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(longest.description))),
  /** Absent: events of every kind. */
  types: Endpoint.fields.kinds,
  /** `v1`: HMAC-SHA256 under a secret. `v1a`: Ed25519. It stays as it is for ever. Absent: `v1`. */
  scheme: Schema.optionalKey(Endpoint.fields.scheme),
  /** Absent: true. With false nothing is sent, and nothing is lost: it goes on from where it stopped. */
  enabled: Schema.optionalKey(Schema.Boolean)
})
export type EndpointInput = typeof EndpointInput.Type
