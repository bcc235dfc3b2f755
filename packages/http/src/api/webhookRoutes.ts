/**
 * Routes of webhooks and events: where endpoints are set up, what could not be delivered, and what happened.
 *
 * @module
 */
import { eventKinds, InstantText } from "@tessera/core"
import * as Schema from "effect/Schema"
import { EndpointInput } from "./EndpointInput.ts"
import type { Scope } from "./groups.ts"
import { page } from "./questions.ts"

type Shape = Schema.Struct<Readonly<Record<string, Schema.Decoder<unknown>>>>

/** Where something is asked. What stands in braces is a field of it; the rest stands in the query, or in the body. */
export interface WebhookRoute<Asked extends Shape = Shape> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  readonly path: string
  readonly scope: Scope
  readonly asks: Asked
  /** What a person reads of it. */
  readonly title: string
}

const maybe = Schema.optionalKey
const whole = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))
const endpoint = Schema.String.check(Schema.isPattern(/^whe_[0-9a-z]{1,64}$/))
const ofEndpoint = Schema.Struct({ endpoint })
const event = Schema.String.check(Schema.isMaxLength(200))
/** How long the secret before signs too, in seconds, a week at most. Absent: a day. */
const keepSeconds = maybe(whole(0, 604_800))

const [root, one] = ["/v1/webhook-endpoints", "/v1/webhook-endpoints/{endpoint}"]

const route = <Asked extends Shape>(
  method: WebhookRoute["method"],
  scope: Scope,
  path: string,
  title: string,
  asks: Asked
): WebhookRoute<Asked> => ({ method, scope, path, title, asks })

const [reads, writes] = ["webhooks:read", "webhooks:write"] as const

/** Which events: those after a cursor or since an instant, and of some kinds. */
const events = Schema.Struct({
  ...page,
  since: maybe(InstantText),
  types: maybe(Schema.Array(Schema.Literals(eventKinds)))
})

/** By name, in the order in which the reference shows them. */
export const webhookRoutes = {
  webhookEndpoints: route("GET", reads, root, "The endpoints of webhooks", Schema.Struct({})),
  createWebhookEndpoint: route("POST", writes, root, "Sets up an endpoint", EndpointInput),
  webhookEndpoint: route("GET", reads, one, "An endpoint, and how it stands", ofEndpoint),
  updateWebhookEndpoint: route(
    "PUT",
    writes,
    one,
    "Puts an endpoint in the place of the version that If-Match names",
    Schema.Struct({ endpoint, ...EndpointInput.fields })
  ),
  removeWebhookEndpoint: route("DELETE", writes, one, "Forgets an endpoint", ofEndpoint),
  rotateWebhookSecret: route(
    "POST",
    writes,
    `${one}/secret-rotations`,
    "Gives an endpoint a new secret",
    Schema.Struct({ endpoint, keepSeconds })
  ),
  pingWebhookEndpoint: route("POST", writes, `${one}/pings`, "Posts a ping to an endpoint, once", ofEndpoint),
  webhookDeliveries: route(
    "GET",
    reads,
    `${one}/deliveries`,
    "What waits for another try, or is dead",
    Schema.Struct({ endpoint, state: maybe(Schema.Literals(["waiting", "dead"])), ...page })
  ),
  webhookPosts: route(
    "GET",
    reads,
    `${one}/posts`,
    "Every post to an endpoint and what came of it, the newest first, for as many days as they are kept",
    Schema.Struct({
      endpoint,
      event: maybe(event),
      delivered: maybe(Schema.Literals(["true", "false"])),
      ...page
    })
  ),
  replayWebhookDeliveries: route(
    "POST",
    writes,
    `${one}/replays`,
    "Tells again: one event, all since an instant, or dead letters",
    Schema.Struct({
      endpoint,
      event: maybe(event),
      since: maybe(InstantText),
      dead: maybe(
        Schema.Union([
          Schema.Literal("all"),
          Schema.Array(whole(1, Number.MAX_SAFE_INTEGER)).check(Schema.isMaxLength(1_000))
        ])
      )
    })
  ),
  events: route(
    "GET",
    "events:read",
    "/v1/events",
    "What happened, in pages or as a stream of events",
    events
  ),
  event: route("GET", "events:read", "/v1/events/{event}", "An event", Schema.Struct({ event }))
} as const satisfies Readonly<Record<string, WebhookRoute>>

export type WebhookRouteName = keyof typeof webhookRoutes
/** The fields of a route, read. */
export type WebhookAsked<Name extends WebhookRouteName> = (typeof webhookRoutes)[Name]["asks"]["Type"]
