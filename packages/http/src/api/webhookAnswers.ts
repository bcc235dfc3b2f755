/**
 * What the routes of webhooks and events are answered with, as schemas.
 *
 * @module
 */
import { eventKinds } from "@tessera/core"
import * as Schema from "effect/Schema"
import { listOf } from "./FurtherRoute.ts"
import type { WebhookRouteName } from "./webhookRoutes.ts"

const maybe = Schema.optionalKey
const Instant = Schema.String.annotate({ description: "RFC 3339 in UTC" })

const endpoint = {
  id: Schema.String,
  url: Schema.String,
  description: maybe(Schema.String),
  types: maybe(Schema.Array(Schema.String)),
  scheme: Schema.Literals(["v1", "v1a"]),
  enabled: Schema.Boolean,
  disabled: maybe(Schema.Struct({ because: Schema.Literals(["asked", "gone", "failing"]), at: Instant })),
  olderSecretUntil: maybe(Instant),
  createdAt: Instant,
  changedAt: Instant
}
const Endpoint = Schema.Struct(endpoint)

/** With what its receiver checks signatures with: this once. */
const Introduced = Schema.Struct({
  ...endpoint,
  secret: maybe(Schema.String),
  publicKey: maybe(Schema.String)
})

const event = {
  type: Schema.Literals([...eventKinds, "ping"]),
  timestamp: Instant,
  apiVersion: Schema.String,
  data: Schema.Record(Schema.String, Schema.Unknown)
}
const Event = Schema.Struct({ id: Schema.String, ...event })

const Letter = Schema.Struct({
  number: Schema.Int,
  state: Schema.Literals(["waiting", "dead"]),
  tries: Schema.Int,
  dueAt: maybe(Instant),
  reason: maybe(Schema.String),
  event: Event
})

const Post = Schema.Struct({
  id: Schema.String,
  at: Instant,
  event: Schema.Struct({ id: Schema.String, type: Schema.String }),
  delivered: Schema.Boolean,
  status: maybe(Schema.Int),
  reason: maybe(Schema.String),
  milliseconds: Schema.Int
})

/** By route: the status of what was done, and its document; `undefined`: none. */
export const webhookAnswers = {
  webhookEndpoints: [200, listOf(Endpoint)],
  createWebhookEndpoint: [201, Introduced],
  webhookEndpoint: [
    200,
    Schema.Struct({
      ...endpoint,
      deliveries: Schema.Struct({ waiting: Schema.Int, dead: Schema.Int, failingSince: maybe(Instant) })
    })
  ],
  updateWebhookEndpoint: [200, Endpoint],
  removeWebhookEndpoint: [204, undefined],
  rotateWebhookSecret: [201, Introduced],
  pingWebhookEndpoint: [200, Schema.Struct({ delivered: Schema.Boolean })],
  webhookDeliveries: [200, listOf(Letter)],
  webhookPosts: [200, listOf(Post)],
  replayWebhookDeliveries: [202, Schema.Struct({ replayed: maybe(Schema.Int) })],
  events: [200, listOf(Event)],
  event: [200, Event]
} as const satisfies Readonly<
  Record<WebhookRouteName, readonly [status: number, told: Schema.Top | undefined]>
>
