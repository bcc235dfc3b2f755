/**
 * Traces of a service: each request below the span of its caller (W3C Trace Context), each command below its request.
 *
 * @module
 */
import type { Ended as CommandEnd } from "@tessera/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Headers from "effect/http/Headers"
import * as HttpTraceContext from "effect/http/HttpTraceContext"
import * as Layer from "effect/Layer"
import * as OtlpSerialization from "effect/observability/OtlpSerialization"
import * as OtlpTracer from "effect/observability/OtlpTracer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import { header, type Asked } from "../Exchange.ts"
import { endingOf } from "./metered.ts"
import { Tracing } from "./Tracing.ts"

/** What is written down when a span ends. A failure is named by a word: what a database says stays here. */
interface Ended {
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  readonly failed: string | undefined
}

const spanned = <A, E>(
  name: string,
  options: Tracer.SpanOptionsNoTrace,
  traced: Effect.Effect<A, E>,
  ended: (exit: Exit.Exit<A, E>) => Ended
): Effect.Effect<A, E> =>
  Effect.flatMap(Effect.makeSpan(name, options), (span) =>
    Effect.onExit(Effect.withParentSpan(traced, span), (exit) =>
      Effect.map(Clock.currentTimeNanos, (now) => {
        const { attributes, failed } = ended(exit)
        for (const [key, value] of Object.entries(attributes)) span.attribute(key, value)
        span.end(now, failed === undefined ? Exit.void : Exit.fail(failed))
      })
    )
  )

/** The span of who called, if it said so as the standard has it. */
const callerOf = (asked: Asked): Tracer.ExternalSpan | undefined => {
  const traceparent = header(asked, "traceparent")
  return traceparent === undefined
    ? undefined
    : Option.getOrUndefined(HttpTraceContext.w3c(Headers.fromInput({ traceparent })))
}

const unanswered: Ended = { attributes: {}, failed: "unanswered" }

/** How requests and commands become spans; of requests whose caller traces nothing, `share` of 1. */
const tracing = (share: number): Tracing["Service"] => ({
  request: (asked, served, answer) => {
    const { method } = asked
    const parent = callerOf(asked)
    const attributes = {
      "http.request.method": method,
      ...(served !== undefined && { "http.route": served.path })
    }
    const name = served === undefined ? method : `${method} ${served.path}`
    const traced = spanned(
      name,
      { kind: "server", attributes, sampled: true, ...(parent && { parent }) },
      answer,
      (exit) => {
        if (!Exit.isSuccess(exit)) return unanswered
        const { status } = exit.value
        return {
          attributes: { "http.response.status_code": status },
          failed: status >= 500 ? String(status) : undefined
        }
      }
    )
    if (parent !== undefined) return parent.sampled ? traced : answer
    return share >= 1 ? traced : Effect.flatMap(Random.next, (drawn) => (drawn < share ? traced : answer))
  },
  onLedger: (ledger) => ({
    ...ledger,
    get network() {
      return ledger.network
    },
    submit: (client, command, receivedAt) => {
      const submitted = ledger.submit(client, command, receivedAt)
      return belowRequest(submitted, () =>
        spanned(
          `submit ${command.type}`,
          { attributes: { "tessera.verb": command.type } },
          Effect.result(submitted),
          commandEnded
        ).pipe(Effect.flatMap(Effect.fromResult))
      )
    },
    submitMany: (all) => {
      const submitted = ledger.submitMany(all)
      return belowRequest(submitted, () =>
        spanned("submit many", { attributes: { "tessera.commands": all.length } }, submitted, (exit) =>
          Exit.isSuccess(exit) ? { attributes: {}, failed: undefined } : unanswered
        )
      )
    }
  })
})

/** What belongs to a request that is traced is traced; nothing else is. */
const belowRequest = <A, E>(
  plain: Effect.Effect<A, E>,
  traced: () => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.flatMap(Effect.serviceOption(Tracer.ParentSpan), (parent) =>
    Option.isNone(parent) ? plain : traced()
  )

const commandEnded = (exit: Exit.Exit<CommandEnd>): Ended => {
  if (!Exit.isSuccess(exit)) return unanswered
  const { outcome, reason, replayed } = endingOf(exit.value)
  return {
    attributes: {
      "tessera.outcome": outcome,
      "tessera.replayed": replayed === "true",
      ...(reason !== "" && { "tessera.reason": reason })
    },
    failed: outcome === "notDone" ? reason : outcome === "inDoubt" ? outcome : undefined
  }
}

/** Where spans go, and how many of them. */
export interface TracesOptions {
  /** The receiver of OTLP over HTTP, such as `http://localhost:4318`; spans are posted to `/v1/traces` there, as JSON. */
  readonly endpoint: string
  /** What the service is called there. Absent: `tessera`. */
  readonly service?: string
  /** Sent with every post, as a key of the receiver. */
  readonly headers?: Readonly<Record<string, Redacted.Redacted>>
  /** Which part of the requests is traced whose callers do not say, 0 to 1. Absent: 1, all of them. */
  readonly share?: number
  /** Milliseconds between two posts. Absent: 5,000. */
  readonly every?: number
  /** Milliseconds that are waited for the last post when the service is closed. Absent: 3,000. */
  readonly grace?: number
}

/** Traces for one service: `openHttp({ …, traces: traces({ endpoint }) })`. A receiver that is not there holds nothing up. */
export const traces = ({
  endpoint,
  every = 5_000,
  grace = 3_000,
  headers = {},
  service = "tessera",
  share = 1
}: TracesOptions): Layer.Layer<Tracing> => {
  const shown = Object.entries(headers).map(([name, value]) => [name, Redacted.value(value)] as const)
  const exported = OtlpTracer.layer({
    url: `${endpoint.replace(/\/+$/, "")}/v1/traces`,
    resource: { serviceName: service },
    headers: Object.fromEntries(shown),
    exportInterval: every,
    shutdownTimeout: grace
  }).pipe(Layer.provide([OtlpSerialization.layerJson, FetchHttpClient.layer]))
  return tracingBy(exported, share)
}

/** The same for a tracer of one's own: a layer that sets Effect's. */
export const tracingBy = (tracer: Layer.Layer<never>, share = 1): Layer.Layer<Tracing> =>
  Layer.merge(Layer.succeed(Tracing, tracing(share)), tracer)
