/**
 * Webhooks over HTTP: endpoints with their version as ETag, their secrets, and what could not be delivered.
 *
 * @module
 */
import type { Events, StoredValue } from "@tessera/core"
import type { Endpoint, StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { documentAnswer, inDoubt, notAsExpected } from "../answers.ts"
import { problem, type Problem } from "../api/Problem.ts"
import {
  type WebhookAsked,
  type WebhookRoute,
  type WebhookRouteName,
  webhookRoutes
} from "../api/webhookRoutes.ts"
import { type Answer, header, type Hearing, type Served } from "../Exchange.ts"
import { cursorOf, isCount, limitOf, readCursor } from "../pages.ts"
import { refusalOf } from "../post.ts"
import { shownEndpoint, shownLetter, shownPost, shownTally } from "../webhooks/shown.ts"
import type {
  EndpointChanged,
  EndpointUnknown,
  EventUnknown,
  Introduced,
  TooManyEndpoints,
  Webhooks
} from "../webhooks/Webhooks.ts"
import { failed } from "./commands.ts"
import { etagOf, versionSeen } from "./network.ts"
import { serving } from "./serving.ts"

/** What the routes of webhooks stand on. */
export interface WebhookGround {
  readonly ledger: StoredValue["Service"]
  readonly events: Events["Service"]
  readonly webhooks: Webhooks["Service"]
  /** Whether receivers may be on a private network, and without TLS. */
  readonly allowPrivate: boolean
}

type Failing =
  | Problem
  | StoreUnavailable
  | EndpointUnknown
  | EndpointChanged
  | EventUnknown
  | TooManyEndpoints

/** What is asked, by whom, and on what it is answered. */
export interface WebhookInquiry<Name extends WebhookRouteName> {
  readonly asked: WebhookAsked<Name>
  readonly hearing: Hearing
  readonly ground: WebhookGround
}

/** The table of handlers: one for each route. */
export type WebhookHandlers = {
  readonly [Name in WebhookRouteName]: (inquiry: WebhookInquiry<Name>) => Effect.Effect<Answer, Failing>
}

const problemOf = (failure: Failing): Problem => {
  switch (failure._tag) {
    case "Problem":
      return failure
    case "StoreUnavailable":
      return failed(failure)
    case "EndpointUnknown":
    case "EventUnknown":
      return problem("not_found")
    case "EndpointChanged":
      return problem("version_mismatch", { headers: { etag: etagOf(failure.version) } })
    case "TooManyEndpoints":
      return problem("conflict", { members: { most: failure.most } })
  }
}

/** Where something changes, a store that says nothing may have done it. */
const doubting = (failure: Failing): Problem =>
  failure._tag === "StoreUnavailable" ? inDoubt() : problemOf(failure)

const document = (value: unknown, more: Parameters<typeof documentAnswer>[1] = {}): Answer =>
  documentAnswer(JSON.stringify(value), more)

const etag = ({ version }: Endpoint) => ({ etag: etagOf(version) })

/** An endpoint with what its receiver checks signatures with: this once. */
const introduced = ({ endpoint, secret }: Introduced, location: string): Answer =>
  document(
    {
      ...shownEndpoint(endpoint),
      [endpoint.scheme === "v1" ? "secret" : "publicKey"]: Redacted.value(secret)
    },
    { status: 201, headers: { ...etag(endpoint), location } }
  )

const isText = (value: unknown): value is string => typeof value === "string"

/** The version that is to be changed. */
const seen = (hearing: Hearing): Effect.Effect<number, Problem> => {
  const version = versionSeen(hearing)
  return typeof version === "number" ? Effect.succeed(version) : Effect.fail(version)
}

const wrong = (field: string, message: string) =>
  Effect.fail(notAsExpected([{ path: [field], message }], true))

/** What no schema says: that the URL may be posted to. */
const checkedURL = ({ allowPrivate }: WebhookGround, url: string): Effect.Effect<void, Problem> => {
  const parsed = URL.parse(url)
  const refused = parsed === null ? "Expected a URL" : refusalOf(parsed, allowPrivate)
  return refused === undefined ? Effect.void : wrong("url", refused)
}

export const webhookHandlers = {
  webhookEndpoints: ({ ground: { webhooks } }) =>
    Effect.map(webhooks.list(), (all) =>
      document({ data: all.map((one) => shownEndpoint(one)), hasMore: false })
    ),
  createWebhookEndpoint: Effect.fnUntraced(function* ({ asked, ground }) {
    yield* checkedURL(ground, asked.url)
    const made = yield* ground.webhooks.create(asked)
    return introduced(made, `webhook-endpoints/${made.endpoint.id}`)
  }),
  webhookEndpoint: Effect.fnUntraced(function* ({ asked, ground: { webhooks }, hearing }) {
    const endpoint = yield* webhooks.read(asked.endpoint)
    const headers = etag(endpoint)
    if (header(hearing.asked, "if-none-match") === headers.etag) return { status: 304, headers, body: "" }
    const deliveries = shownTally(yield* webhooks.tally(asked.endpoint))
    return document({ ...shownEndpoint(endpoint), deliveries }, { headers })
  }),
  updateWebhookEndpoint: Effect.fnUntraced(function* ({
    asked: { endpoint: id, ...input },
    ground,
    hearing
  }) {
    const { webhooks } = ground
    const version = yield* seen(hearing)
    const { scheme } = yield* webhooks.read(id)
    if (input.scheme !== undefined && input.scheme !== scheme)
      return yield* wrong("scheme", `Expected ${scheme}: it stays as it is`)
    yield* checkedURL(ground, input.url)
    const endpoint = yield* webhooks.update(id, version, input)
    return document(shownEndpoint(endpoint), { headers: etag(endpoint) })
  }),
  removeWebhookEndpoint: Effect.fnUntraced(function* ({ asked, ground: { webhooks }, hearing }) {
    yield* webhooks.remove(asked.endpoint, yield* seen(hearing))
    return { status: 204, headers: { "cache-control": "no-store" }, body: "" }
  }),
  rotateWebhookSecret: Effect.fnUntraced(function* ({ asked, ground: { webhooks } }) {
    const { endpoint, keepSeconds = 86_400 } = asked
    return introduced(yield* webhooks.rotate(endpoint, keepSeconds * 1_000), `../${endpoint}`)
  }),
  pingWebhookEndpoint: ({ asked, ground: { webhooks } }) =>
    Effect.map(webhooks.ping(asked.endpoint), ({ isDelivered, ...answered }) =>
      document({ delivered: isDelivered, ...answered })
    ),
  webhookDeliveries: Effect.fnUntraced(function* ({ asked, ground: { webhooks } }) {
    const { endpoint, state = "dead" } = asked
    const limit = limitOf(asked)
    const after = yield* Effect.fromResult(readCursor(asked, isCount))
    const query = { state, limit: limit + 1, ...(after !== undefined && { after }) }
    const letters = yield* webhooks.letters(endpoint, query)
    const shown = letters.slice(0, limit)
    const last = letters.length > limit ? shown.at(-1) : undefined
    const data = shown.map((letter) => shownLetter(letter))
    return document(
      last === undefined
        ? { data, hasMore: false }
        : { data, hasMore: true, nextCursor: cursorOf(last.number) }
    )
  }),
  webhookPosts: Effect.fnUntraced(function* ({ asked, ground: { webhooks } }) {
    const { delivered, endpoint, event } = asked
    const limit = limitOf(asked)
    const before = yield* Effect.fromResult(readCursor(asked, isText))
    const posts = yield* webhooks.posts(endpoint, {
      limit: limit + 1,
      ...(before !== undefined && { before }),
      ...(delivered !== undefined && { isDelivered: delivered === "true" }),
      ...(event !== undefined && { event })
    })
    const shown = posts.slice(0, limit)
    const last = posts.length > limit ? shown.at(-1) : undefined
    const data = shown.map((one) => shownPost(one))
    return document(
      last === undefined ? { data, hasMore: false } : { data, hasMore: true, nextCursor: cursorOf(last.id) }
    )
  }),
  replayWebhookDeliveries: Effect.fnUntraced(function* ({ asked, ground: { webhooks } }) {
    const { dead, endpoint, event, since } = asked
    if ([dead, event, since].filter((one) => one !== undefined).length !== 1)
      return yield* wrong("event", "Expected one of event, since and dead")
    const status = 202
    if (dead !== undefined) return document({ replayed: yield* webhooks.redrive(endpoint, dead) }, { status })
    if (since !== undefined) yield* webhooks.replay(endpoint, since)
    if (event !== undefined) yield* webhooks.resend(endpoint, event)
    return document(event === undefined ? {} : { replayed: 1 }, { status })
  })
} as const satisfies Partial<WebhookHandlers>

const served = (
  name: WebhookRouteName,
  handle: (inquiry: WebhookInquiry<never>) => Effect.Effect<Answer, Failing>,
  ground: WebhookGround
): Served => {
  const route: WebhookRoute = webhookRoutes[name]
  // Endpoints are told everything: they are for those who may see all of the tenant.
  return serving(
    name,
    route,
    (asked, hearing) =>
      Effect.mapError(
        handle({ asked, hearing, ground }),
        route.scope === "webhooks:write" ? doubting : problemOf
      ),
    route.scope.startsWith("webhooks:")
  )
}

const names = Object.keys(webhookRoutes) as ReadonlyArray<WebhookRouteName>

/** The routes of webhooks and events, with what is done at each. */
export const webhooksOn = (ground: WebhookGround, handlers: WebhookHandlers): ReadonlyArray<Served> =>
  names.map((name) =>
    served(name, handlers[name] as (inquiry: WebhookInquiry<never>) => Effect.Effect<Answer, Failing>, ground)
  )
