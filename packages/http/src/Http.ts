/**
 * The service over HTTP, free of any framework: a request in, an answer out, and never anything else.
 *
 * @module
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import {
  Audit,
  Books,
  Clearing,
  Events,
  HolderRecords,
  Ids,
  Liability,
  Operations,
  Shifts,
  StoredValue
} from "@tessera/core"
import { Access, type Admitted } from "./Access.ts"
import { inDoubt, json, lines, notAsExpected, problemAnswer } from "./answers.ts"
import { apiVersion } from "./api/apiVersion.ts"
import { type Language, languageOf } from "./api/languages.ts"
import { problem, type Problem } from "./api/Problem.ts"
import { SignIn } from "./auth/accessLayer.ts"
import { StaffRoutes } from "./auth/StaffRoutes.ts"
import { signInRoutes } from "./auth/signInRoutes.ts"
import type { Caller } from "./Caller.ts"
import { type Answer, type Asked, header, type Served } from "./Exchange.ts"
import { jobsOn } from "./handlers/jobs.ts"
import { Jobs } from "./jobs/Jobs.ts"
import { auditOn } from "./handlers/audit.ts"
import type { Ground } from "./handlers/Ground.ts"
import { holdersOn } from "./handlers/holders.ts"
import { Meter } from "./observe/Meter.ts"
import { metricsOn } from "./observe/metricsRoute.ts"
import { Tracing } from "./observe/Tracing.ts"
import { routesOn } from "./routes.ts"
import { type Found, routerOf } from "./Router.ts"
import { withMagicCards } from "./sandbox/magicCards.ts"
import { notLive, Sandbox } from "./sandbox/Sandbox.ts"
import { sandboxHandlers } from "./sandbox/sandboxHandlers.ts"
import { atOutlets } from "./standing.ts"
import { Webhooks } from "./webhooks/Webhooks.ts"

export interface HttpOptions {
  /** The longest body that is read at once, in bytes. Absent: 1 MiB. */
  readonly longestBody?: number
  /** What the code of a problem is put behind to make its `type`. Absent: `urn:tessera:problem:`. */
  readonly problemTypes?: string
  /** Whether receivers of webhooks may be on a private network, and without TLS: in a test. Absent: false. */
  readonly allowPrivate?: boolean
  /** Hears of faults of the server, which nobody outside is told of. Absent: they are logged. */
  readonly onFault?: (fault: unknown, at: string) => void
}

/** Answers requests. */
interface Shape {
  readonly longestBody: number
  /** Answers a request; a fault is an answer too. */
  readonly handle: (asked: Asked) => Effect.Effect<Answer>
  /** Whether the body of a request is read as a stream, and not before it is known who sends it. */
  readonly streams: (asked: Pick<Asked, "method" | "path" | "headers">) => boolean
  /** The answer to what could not even be heard. */
  readonly refuse: (found: Problem, headers: Asked["headers"]) => Answer
}

const mediaType = (sent: string | undefined): string | undefined =>
  sent?.split(";", 1)[0]?.trim().toLowerCase()

const isCharset = (sent: string): boolean => !/charset/i.test(sent) || /charset\s*=\s*"?utf-8"?/i.test(sent)

/** What a route takes and answers fits what the caller sends and accepts, or the problem. */
const unfit = ({ takes }: Served, asked: Asked): Problem | undefined => {
  const sent = header(asked, "content-type")
  if (takes !== "nothing" && sent !== json) {
    const type = mediaType(sent)
    const isTaken = type === json || (takes === "jsonOrLines" && type === lines)
    if (!isTaken || !isCharset(sent ?? ""))
      return problem("unsupported_media_type", {
        headers: { accept: takes === "json" ? json : `${json}, ${lines}` }
      })
  }
  const version = header(asked, "api-version")
  if (version !== undefined && version !== apiVersion) return unknownVersion
  const encoding = header(asked, "content-encoding")
  if (encoding !== undefined && encoding !== "identity")
    return problem("unsupported_media_type", { headers: { "accept-encoding": "identity" } })
  return isAccepted(header(asked, "accept")) ? undefined : problem("not_acceptable")
}

const unknownVersion = notAsExpected([{ path: ["Api-Version"], message: `Expected ${apiVersion}` }], true)

const acceptable =
  /(?:^|,)\s*(?:\*\/\*|application\/(?:\*|json|problem\+json|x-ndjson)|text\/(?:\*|plain|csv|html|event-stream))\s*(?:;|,|$)/i

const isAccepted = (accepted: string | undefined): boolean =>
  accepted === undefined || accepted === "*/*" || accepted === json || acceptable.test(accepted)

/** Who asks for what is open to all; nothing is looked up in their name. */
const anybody: Effect.Effect<Admitted> = Effect.succeed({
  caller: {
    kind: "server",
    client: Ids.ClientId.make("(anybody)"),
    tenant: "",
    scopes: new Set<string>(),
    rows: {},
    mode: "live",
    details: false
  }
})

const isNeeded = (needs: ReadonlyArray<string>, { scopes }: Caller): boolean =>
  scopes === "all" || needs.length === 0 || needs.some((one) => scopes.has(one))

const callOf = (asked: Asked, served: Served) => ({
  method: asked.method,
  path: asked.path,
  host: asked.host,
  headers: asked.headers,
  body: asked.body,
  source: asked.source,
  route: served.name,
  needs: served.needs ?? []
})

/** Lines that were read whole are lines all the same. */
const inLines = (asked: Asked): Asked =>
  asked.stream === undefined && mediaType(header(asked, "content-type")) === lines
    ? { ...asked, stream: ReadableStream.from([asked.body]) }
    : asked

/** What a route does, once it is known that the caller may ask for it. */
const attended = (
  { handle, needs = [], takes }: Served,
  { inPath, query }: Found,
  asked: Asked,
  language: Language
) => {
  const allowed = (caller: Caller): Effect.Effect<Caller, Problem> =>
    isNeeded(needs, caller)
      ? Effect.succeed(caller)
      : Effect.fail(problem("forbidden", { members: { needs } }))
  return ({ again, caller, counts, headers }: Admitted): Effect.Effect<Answer, Problem> => {
    if (!isNeeded(needs, caller)) return Effect.fail(problem("forbidden", { members: { needs } }))
    const hearing = {
      caller,
      counts,
      asked: takes === "jsonOrLines" ? inLines(asked) : asked,
      inPath,
      query,
      language
    }
    const answered = handle(
      again === undefined ? hearing : { ...hearing, again: Effect.flatMap(again, allowed) }
    )
    return headers === undefined
      ? answered
      : Effect.mapBoth(answered, {
          onSuccess: (answer) => ({ ...answer, headers: { ...answer.headers, ...headers } }),
          onFailure: (found) => ({ ...found, headers: { ...headers, ...found.headers } })
        })
  }
}

/** A fault of the server; of a command it is not known whether it was done. */
const faultOf = ({ isCommand }: Served): Problem =>
  isCommand ? inDoubt() : problem("defect", { headers: { "retry-after": "1" } })

/** Who watches the service, if somebody does. */
interface Watchers {
  readonly meter?: Meter["Service"] | undefined
  readonly tracing?: Tracing["Service"] | undefined
}

/** A request that was found a route for, or was not, and what answers it. */
type Heard = (asked: Asked, found: Found | Problem) => Effect.Effect<Answer>

/** The same, watched; where nobody watches, the very same. */
const watched = (heard: Heard, { meter, tracing }: Watchers): Heard => {
  const traced: Heard =
    tracing === undefined
      ? heard
      : (asked, found) => tracing.request(asked, servedOf(found), heard(asked, found))
  if (meter === undefined) return traced
  return (asked, found) =>
    Effect.suspend(() => {
      const [served, from] = [servedOf(found), performance.now()]
      meter.underWay(1)
      return Effect.onExit(traced(asked, found), (exit) =>
        Effect.sync(() => {
          meter.underWay(-1)
          const status = Exit.isSuccess(exit) ? exit.value.status : hungUp
          const milliseconds = performance.now() - from
          meter.exchanged({ method: asked.method, served, status, milliseconds })
        })
      )
    })
}

/** The status under which it is counted that nobody waited for the answer. */
const hungUp = 499

const servedOf = (found: Found | Problem): Served | undefined => ("_tag" in found ? undefined : found.served)

/** The service of these routes, for whom `access` admits. */
const httpOf = (
  routes: ReadonlyArray<Served>,
  access: Access["Service"],
  watchers: Watchers,
  { longestBody = 1_048_576, onFault, problemTypes }: HttpOptions = {}
): Shape => {
  const find = routerOf(routes)
  const refuse: Shape["refuse"] = (found, headers) =>
    problemAnswer(found, languageOf(header({ headers }, "accept-language")), problemTypes)
  const heard: Heard = (asked, found) => {
    if ("_tag" in found) return Effect.succeed(refuse(found, asked.headers))
    const { served } = found
    const misfit = unfit(served, asked)
    if (misfit !== undefined) return Effect.succeed(refuse(misfit, asked.headers))
    const language = languageOf(header(asked, "accept-language"))
    const admitted = served.needs === undefined ? anybody : access.admit(callOf(asked, served))
    return Effect.flatMap(admitted, attended(served, found, asked, language)).pipe(
      Effect.catchCause((cause) => {
        const known = Cause.findError(cause)
        if (Result.isSuccess(known))
          return Effect.succeed(problemAnswer(known.success, language, problemTypes))
        const at = `${served.method} ${served.path}`
        const told =
          onFault === undefined
            ? Effect.logError(`a fault at ${at}`, cause)
            : Effect.sync(() => onFault(Cause.squash(cause), at))
        return Effect.as(told, problemAnswer(faultOf(served), language, problemTypes))
      })
    )
  }
  const hear = watched(heard, watchers)
  const { meter } = watchers
  return {
    longestBody,
    refuse:
      meter === undefined
        ? refuse
        : (found, headers) => {
            const answer = refuse(found, headers)
            meter.exchanged({ method: "", served: undefined, status: answer.status, milliseconds: 0 })
            return answer
          },
    streams: ({ headers, method, path }) => {
      // What is signed is signed whole: all of it is there before it is known who sends it.
      if (headers["signature-input"] !== undefined || headers["signature"] !== undefined) return false
      const sent = header({ headers }, "content-type")
      if (sent === json || mediaType(sent) !== lines) return false
      const found = find(method, path)
      return !("_tag" in found) && found.served.takes === "jsonOrLines"
    },
    handle: (asked) => hear(asked, find(asked.method, asked.path))
  }
}

/** Who is told of what happens, where somebody is. */
const told = ({ allowPrivate = false }: HttpOptions = {}) =>
  Effect.gen(function* () {
    const webhooks = Option.getOrUndefined(yield* Effect.serviceOption(Webhooks))
    const events = Option.getOrUndefined(yield* Effect.serviceOption(Events))
    if (webhooks === undefined || events === undefined) return undefined
    return { webhooks, events, allowPrivate }
  })

/** The ledger as the routes speak to it: with magic cards in a sandbox, and watched where somebody watches. */
const ledgerFor = (
  ledger: StoredValue["Service"],
  sandbox: Sandbox["Service"] | undefined,
  { meter, tracing }: Watchers
): StoredValue["Service"] => {
  const asked = sandbox === undefined ? ledger : withMagicCards(ledger)
  const traced = tracing === undefined ? asked : tracing.onLedger(asked)
  return meter === undefined ? traced : meter.onLedger(traced)
}

/** The routes of what there is beside the ledger, if it is. */
const besideOn = (ground: Ground) =>
  Effect.gen(function* () {
    const records = Option.getOrUndefined(yield* Effect.serviceOption(HolderRecords))
    const audit = Option.getOrUndefined(yield* Effect.serviceOption(Audit))
    return [
      ...(records === undefined ? [] : holdersOn({ ...ground, records })),
      ...(audit === undefined ? [] : auditOn(audit))
    ]
  })

/** The service over HTTP. */
export class Http extends Context.Service<Http, Shape>()("@tessera/http/Http") {
  /** On the services of a ledger, for whom `Access` admits. */
  static readonly layer = (options?: HttpOptions) =>
    Layer.effect(
      this,
      Effect.gen(function* () {
        const sandbox = Option.getOrUndefined(yield* Effect.serviceOption(Sandbox))
        const meter = Option.getOrUndefined(yield* Effect.serviceOption(Meter))
        const tracing = Option.getOrUndefined(yield* Effect.serviceOption(Tracing))
        const ground = {
          ledger: ledgerFor(yield* StoredValue, sandbox, { meter, tracing }),
          books: yield* Books,
          clearing: yield* Clearing,
          liability: yield* Liability,
          shifts: yield* Shifts,
          operations: yield* Operations,
          types: options?.problemTypes
        }
        const signIn = yield* Effect.serviceOption(SignIn)
        const staff = yield* Effect.serviceOption(StaffRoutes)
        const jobs = Option.getOrUndefined(yield* Effect.serviceOption(Jobs))
        const routes = [
          ...routesOn(ground, yield* told(options)),
          ...(jobs === undefined ? [] : jobsOn({ ground, jobs })),
          ...(yield* besideOn(ground)),
          ...Option.match(signIn, { onNone: () => [], onSome: signInRoutes }),
          ...Option.getOrElse(staff, () => []),
          ...(sandbox === undefined ? [] : sandboxHandlers(sandbox)),
          ...(meter === undefined ? [] : [metricsOn(meter)])
        ]
        const access = atOutlets(yield* Access, () => ground.ledger.network)
        const admitting = sandbox === undefined ? access : notLive(access)
        return Http.of(httpOf(routes, admitting, { meter, tracing }, options))
      })
    )
}
