/**
 * The service of webhooks: a tenant's endpoints, which come and go while it tells them what happens.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Configuration, Events, Notices, type TellingOptions } from "@tessera/core"
import {
  type Endpoint,
  EndpointStore,
  type Event,
  KeyVault,
  type Letter,
  NotDelivered,
  StoreUnavailable,
  type Tally
} from "@tessera/core/ports"
import { answerTo } from "../post.ts"
import { begun, changed, drawn, rotated } from "./changing.ts"
import { disable, tellDisabled } from "./disabling.ts"
import type { EndpointInput } from "../api/EndpointInput.ts"
import { apiVersion } from "../api/apiVersion.ts"
import { DeliveryLog, type Kept, type LogQuery } from "./log/DeliveryLog.ts"
import { memoryLog } from "./log/memoryLog.ts"
import { type Keys, receiversPart } from "./secretOf.ts"
import { iso } from "./shown.ts"
import { notifierOf, postTo, type Telling } from "./tellEndpoint.ts"

/** How endpoints are told. */
export interface WebhooksOptions extends Omit<TellingOptions, "from"> {
  /** Whether receivers may be on a private network, and without TLS: on this machine, in a test. Absent: false. */
  readonly allowPrivate?: boolean
  /** How many endpoints a tenant may have. Absent: 20. */
  readonly most?: number
  /** Milliseconds of nothing but failures after which an endpoint is told no more. Absent: three days. */
  readonly disableAfter?: number
  /**
   * Tells those who look after it that an endpoint is told no more, and that nobody had asked for it. It is called until it has
   * succeeded once. Absent: it is in the log, and in the endpoint.
   */
  readonly whenDisabled?: (endpoint: Endpoint) => Effect.Effect<void, unknown>
  /** Where every post is written down: `sqliteLog(file)`, `sqlLog`. Absent: in memory, the newest thousand. */
  readonly log?: Layer.Layer<DeliveryLog, unknown>
  /** How many days that is kept. Absent: 30. */
  readonly keepDays?: number
  /** Milliseconds between two looks at what others have changed. Absent: 5,000. */
  readonly look?: number
  /** Absent: true. With false nobody is told until `tellAll` is called. */
  readonly inBackground?: boolean
}

/** There is no such endpoint. */
export class EndpointUnknown extends Schema.TaggedError<EndpointUnknown>()("EndpointUnknown", {
  id: Schema.String
}) {}

/** It is another version by now. */
export class EndpointChanged extends Schema.TaggedError<EndpointChanged>()("EndpointChanged", {
  id: Schema.String,
  version: Schema.Int
}) {}

/** There are as many as there may be. */
export class TooManyEndpoints extends Schema.TaggedError<TooManyEndpoints>()("TooManyEndpoints", {
  most: Schema.Int
}) {}

/** There is no such event. */
export class EventUnknown extends Schema.TaggedError<EventUnknown>()("EventUnknown", { id: Schema.String }) {}

/** An endpoint with what its receiver checks signatures with. It is shown when it is made, and not again. */
export interface Introduced {
  readonly endpoint: Endpoint
  /** `whsec_…`, or `whpk_…` of one that is signed with Ed25519. */
  readonly secret: Redacted.Redacted
}

/** What came of trying a receiver out. */
export interface Pinged {
  readonly isDelivered: boolean
  /** Absent: it could not be reached. */
  readonly status?: number
  /** Why not, or how the answer begins. */
  readonly said: string
  readonly milliseconds: number
}

/** Which letters of an endpoint: of a state after a number, at most so many. */
export interface EndpointLetters {
  readonly state: Letter["state"]
  readonly after?: number
  readonly limit: number
}

type Unknown = EndpointUnknown | StoreUnavailable
type Changing = Unknown | EndpointChanged

interface Shape {
  readonly list: () => Effect.Effect<ReadonlyArray<Endpoint>, StoreUnavailable>
  readonly read: (id: string) => Effect.Effect<Endpoint, Unknown>
  /** From now on it is told what happens. */
  readonly create: (input: EndpointInput) => Effect.Effect<Introduced, TooManyEndpoints | StoreUnavailable>
  /** Puts it in the place of a version. One that is told again is told at once what waited for it. */
  readonly update: (id: string, version: number, input: EndpointInput) => Effect.Effect<Endpoint, Changing>
  /** Forgets it, and what waited for it. */
  readonly remove: (id: string, version: number) => Effect.Effect<void, Changing>
  /** A new secret. The one before it signs too, for so many milliseconds. */
  readonly rotate: (id: string, keepFor: number) => Effect.Effect<Introduced, Unknown>
  /** Posts a message of type `ping`, once, and says what was answered. */
  readonly ping: (id: string) => Effect.Effect<Pinged, Unknown>
  readonly tally: (id: string) => Effect.Effect<Tally, Unknown>
  readonly letters: (id: string, query: EndpointLetters) => Effect.Effect<ReadonlyArray<Letter>, Unknown>
  /** Posts to an endpoint and what came of them, the newest first. */
  readonly posts: (
    id: string,
    query: Omit<LogQuery, "endpoint">
  ) => Effect.Effect<ReadonlyArray<Kept>, Unknown>
  /** Lets dead letters be tried again; answers how many. */
  readonly redrive: (id: string, numbers: ReadonlyArray<number> | "all") => Effect.Effect<number, Unknown>
  /** Tells one event again, of whatever kind it is. */
  readonly resend: (id: string, event: string) => Effect.Effect<Event, Unknown | EventUnknown>
  /** Tells everything again that was recorded at an instant or later. */
  readonly replay: (id: string, since: number) => Effect.Effect<void, Unknown>
  /** Tells all endpoints what there is to tell now. */
  readonly tellAll: () => Effect.Effect<void, StoreUnavailable>
}

export class Webhooks extends Context.Service<Webhooks, Shape>()("@tessera/http/Webhooks") {
  /** The service for one tenant, for the life of the scope. It tells on as many processes as you like. */
  static readonly layer = (configuration: Configuration, options: WebhooksOptions = {}) =>
    Layer.effect(this, makeWebhooks(configuration, options)).pipe(Layer.provide(Events.layer(configuration)))
}

const day = 86_400_000

const makeWebhooks = Effect.fnUntraced(function* (
  configuration: Configuration,
  {
    allowPrivate = false,
    disableAfter = 3 * day,
    keepDays = 30,
    log: logged = memoryLog(),
    most = 20,
    whenDisabled = () => Effect.void,
    ...options
  }: WebhooksOptions
) {
  const [store, events, { before, mac }] = [yield* EndpointStore, yield* Events, yield* KeyVault]
  const keys: Keys = { mac, before, tenant: configuration.tenant }
  const log = Context.get(yield* Layer.build(Layer.fresh(Layer.orDie(logged))), DeliveryLog)
  yield* Effect.forkScoped(swept(log, keepDays))
  const telling: Telling = { keys, allowPrivate, disableAfter, log, disable: disable(store) }
  const changing = Effect.gen(function* () {
    const endpoints = yield* store.all()
    yield* tellDisabled(store, endpoints, whenDisabled)
    return endpoints
      .filter(({ disabled }) => disabled === undefined)
      .map((endpoint) => notifierOf(telling, endpoint))
  })
  const notices = yield* Layer.build(
    Layer.fresh(Notices.layer(configuration, { ...options, notifiers: [], changing }))
  ).pipe(Effect.map((built) => Context.get(built, Notices)))
  const here: Here = { store, events, notices, telling, most }
  /** What is asked of the letters of an endpoint that there is. */
  const of =
    <Asked extends ReadonlyArray<unknown>, A, E>(ask: (id: string, ...asked: Asked) => Effect.Effect<A, E>) =>
    (id: string, ...asked: Asked) =>
      Effect.andThen(found(here, id), ask(id, ...asked))
  return Webhooks.of({
    list: () => Effect.map(store.all(), (all) => all.toSorted((a, b) => a.createdAt - b.createdAt)),
    read: (id) => found(here, id),
    create: (input) => create(here, input),
    update: (id, version, input) => update(here, id, version, input),
    remove: (id, version) => remove(here, id, version),
    rotate: (id, keepFor) => rotate(here, id, keepFor),
    ping: (id) => ping(here, id),
    tally: of((id) => notices.tally(id)),
    letters: of((id, { state, ...query }: EndpointLetters) => notices[state]({ notifier: id, ...query })),
    posts: of((id, query: Omit<LogQuery, "endpoint">) =>
      Effect.mapError(log.list({ endpoint: id, ...query }), (cause) => new StoreUnavailable({ cause }))
    ),
    redrive: of((id, numbers: ReadonlyArray<number> | "all") => notices.redrive(id, numbers)),
    resend: of(
      Effect.fnUntraced(function* (id, name: string) {
        const event = yield* events.find(name)
        if (event === undefined) return yield* new EventUnknown({ id: name })
        yield* notices.resend(id, event)
        return event
      })
    ),
    replay: of((id, since: number) =>
      Effect.flatMap(events.since(since), (reached) => notices.putCursor(id, reached))
    ),
    tellAll: () => notices.tellAll()
  })
})

/** Forgets what is older than it may be, once an hour. */
const swept = (log: DeliveryLog["Service"], days: number): Effect.Effect<never> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => Effect.ignore(log.sweep(now - days * day))).pipe(
    Effect.andThen(Effect.sleep(3_600_000)),
    Effect.forever
  )

/** What the operations of the service stand on. */
interface Here {
  readonly store: EndpointStore["Service"]
  readonly events: Events["Service"]
  readonly notices: Notices["Service"]
  readonly telling: Telling
  readonly most: number
}

const found = Effect.fnUntraced(function* ({ store }: Pick<Here, "store">, id: string) {
  const endpoint = yield* store.find(id)
  return endpoint ?? (yield* new EndpointUnknown({ id }))
})

const introduced = ({ telling }: Here, endpoint: Endpoint): Introduced => ({
  endpoint,
  secret: receiversPart(telling.keys, endpoint)
})

const create = Effect.fnUntraced(function* (here: Here, input: EndpointInput) {
  const { events, most, notices, store } = here
  if ((yield* store.all()).length >= most) return yield* new TooManyEndpoints({ most })
  const endpoint = yield* begun(input, yield* Clock.currentTimeMillis)
  // First from where it is told, then that it is told: whatever comes after this is not missed.
  yield* notices.putCursor(endpoint.id, yield* events.now())
  if (!(yield* store.write(endpoint))) return yield* Effect.die(new Error(`${endpoint.id} is there already`))
  yield* notices.look()
  return introduced(here, endpoint)
})

/** It was another version, or became one in between. */
const failedWrite = (
  { store }: Here,
  id: string
): Effect.Effect<never, EndpointChanged | EndpointUnknown | StoreUnavailable> =>
  Effect.flatMap(found({ store }, id), ({ version }) => new EndpointChanged({ id, version }))

const update = Effect.fnUntraced(function* (here: Here, id: string, version: number, input: EndpointInput) {
  const { notices, store } = here
  const before = yield* found(here, id)
  if (before.version !== version) return yield* failedWrite(here, id)
  const after = changed(before, input, yield* Clock.currentTimeMillis)
  // While nobody tells it: else the failures of before would disable it again at once.
  if (before.disabled !== undefined && after.disabled === undefined) yield* notices.revive(id)
  if (!(yield* store.write(after))) return yield* failedWrite(here, id)
  yield* notices.look()
  return after
})

const remove = Effect.fnUntraced(function* (here: Here, id: string, version: number) {
  const { notices, store, telling } = here
  if (!(yield* store.remove(id, version))) return yield* failedWrite(here, id)
  yield* notices.look()
  yield* notices.forget(id)
  yield* Effect.ignore(telling.log.forget(id))
})

const rotate = Effect.fnUntraced(function* (here: Here, id: string, keepFor: number) {
  for (;;) {
    const now = yield* Clock.currentTimeMillis
    const after = yield* rotated(yield* found(here, id), now + keepFor, now)
    if (yield* here.store.write(after)) {
      yield* here.notices.look()
      return introduced(here, after)
    }
  }
})

const patience = 15_000

const ping = Effect.fnUntraced(function* (here: Here, id: string): Effect.fn.Return<Pinged, Unknown> {
  const endpoint = yield* found(here, id)
  const begun = yield* Clock.currentTimeMillis
  const message = {
    type: "ping",
    timestamp: iso(begun),
    apiVersion,
    data: { endpoint: id }
  }
  const posted = yield* postTo(
    here.telling,
    endpoint,
    `evt_${yield* drawn(24)}_ping`,
    JSON.stringify(message)
  )
  const answer = yield* Effect.result(Effect.timeoutOrElse(answerTo(posted), noAnswer))
  const milliseconds = (yield* Clock.currentTimeMillis) - begun
  if (Result.isFailure(answer)) return { isDelivered: false, said: answer.failure.reason, milliseconds }
  const { said, status } = answer.success
  return { isDelivered: status >= 200 && status < 300, status, said, milliseconds }
})

const noAnswer = {
  duration: patience,
  orElse: () => Effect.fail(new NotDelivered({ reason: `no answer in ${patience} ms` }))
}
