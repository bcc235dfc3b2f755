/**
 * Endpoints: where programs of a retailer are told of events, which of them, and under which secrets.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { InstantText } from "../values/Instant.ts"
import { eventKinds } from "./Event.ts"

const maybe = Schema.optionalKey

/** Kinds of events. */
const Kinds = Schema.Array(Schema.Literals(eventKinds)).check(Schema.isMinLength(1))

/** What a secret is derived from, where the keys are: of the secret itself nothing is kept. */
const SecretOrigin = Schema.Struct({
  /** Drawn by chance for each secret. */
  salt: Schema.String,
  /** It signs until then, beside the newer one. Absent: it is the one that counts. */
  until: maybe(InstantText)
})
export type SecretOrigin = typeof SecretOrigin.Type

/** Why nothing is sent any more: somebody said so, the receiver is gone for good (410), or nothing arrived for days. */
const Disabled = Schema.Struct({
  because: Schema.Literals(["asked", "gone", "failing"]),
  at: InstantText,
  /** Those who look after it have been told that it happened by itself. */
  told: maybe(Schema.Boolean)
})

export const Endpoint = Schema.Struct({
  /** `whe_` and what nobody guesses: the name of its notifier, for ever. */
  id: Schema.String,
  /** Counts its changes from 1. */
  version: Schema.Int,
  url: Schema.String,
  description: maybe(Schema.String),
  /** Absent: events of every kind. */
  kinds: maybe(Kinds),
  /** How it is signed: with a secret that both know (HMAC-SHA256), or a key that only the ledger has (Ed25519). */
  scheme: Schema.Literals(["v1", "v1a"]),
  /** The newest first. */
  secrets: Schema.Array(SecretOrigin),
  /** Absent: it is told. */
  disabled: maybe(Disabled),
  createdAt: InstantText,
  changedAt: InstantText
})
export type Endpoint = typeof Endpoint.Type

/** As it is stored. */
export const encodeEndpoint = Schema.encodeSync(Endpoint)
export const decodeEndpoint = Schema.decodeUnknownSync(Endpoint)
