/**
 * Opening the service for a program that does not use Effect: handlers for any framework, or a server of its own.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http"
import {
  type Configuration,
  type Fault,
  readConfiguration,
  type ServiceOptions,
  type StoredValue
} from "@tessera/core"
import type { KeyVault, PinHasher } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Result from "effect/Result"
import type { Access } from "../Access.ts"
import { Http, type HttpOptions } from "../Http.ts"
import { type BesideOptions, ledgerLayer, type StoreLayer } from "../ledger.ts"
import { Jobs, type JobsOptions } from "../jobs/Jobs.ts"
import { faults } from "../sandbox/Faults.ts"
import { type Begun, type Resettable, resettable } from "../sandbox/resettable.ts"
import { Meter } from "../observe/Meter.ts"
import type { Tracing } from "../observe/Tracing.ts"
import { Sandbox, type SandboxOptions } from "../sandbox/Sandbox.ts"
import { testTime } from "../sandbox/TestTime.ts"
import type { WebhooksOptions } from "../webhooks/Webhooks.ts"
import { nodeMount, type NodeMountOptions, type Running } from "./node.ts"
import { serve, type ServeOptions, type Serving } from "./serve.ts"
import { webMount, type WebMountOptions } from "./web.ts"

/** What the service is opened with. */
export interface OpenOptions extends Omit<HttpOptions, "allowPrivate">, BesideOptions {
  /** The tenant's configuration as plain JSON. */
  readonly configuration: unknown
  /** Where everything is kept. */
  readonly store: StoreLayer | ((configuration: Configuration) => StoreLayer)
  /** At least 32 characters, kept outside of the database. */
  readonly secret: string
  /** Who may call: `networkAccess(…)`, which is what the ledger's network says, or `StaticKeys.layer([…])`, or another. */
  readonly access: Layer.Layer<Access, unknown, StoredValue | KeyVault | PinHasher>
  /** How programs are told of what happens: endpoints, and the list of events. Absent: there are none. */
  readonly webhooks?: WebhooksOptions
  /** Magic cards, a time of its own, faults, a reset: for tests, and refused where callers are live. Absent: there is none. */
  readonly sandbox?: SandboxOptions
  /** Imports and exports that go on while nobody waits: their folder. Absent: there are none. */
  readonly jobs?: JobsOptions
  /** What is counted: `metrics()` of `@tessera/http/observe`. Absent: nothing is, at no cost. */
  readonly metrics?: Meter["Service"]
  /** How requests are traced: `traces(…)` of `@tessera/http/observe`. Absent: they are not, at no cost. */
  readonly traces?: Layer.Layer<Tracing, unknown>
  /** How many commands may wait, what strangers wait, and so on. */
  readonly service?: ServiceOptions
}

/** The service, opened. */
export interface Opened extends AsyncDisposable {
  /** For `node:http`, Express and Fastify. */
  readonly node: (options?: NodeMountOptions) => (request: IncomingMessage, response: ServerResponse) => void
  /** For Hono, Deno and Bun. */
  readonly web: (options?: WebMountOptions) => (request: Request) => Promise<Response>
  /** A server of its own; it is closed with the service. */
  readonly serve: (options?: ServeOptions) => Promise<Serving>
  /** Takes no more requests, waits until those that were taken are answered, and closes the store. */
  readonly close: () => Promise<void>
}

/** A configuration that cannot be used. */
export class ConfigurationInvalid extends Error {
  override readonly name = "ConfigurationInvalid"
  readonly faults: ReadonlyArray<Fault>

  constructor(faults: ReadonlyArray<Fault>) {
    const [first] = faults
    super(`${first?.path.join(".") ?? ""}: ${first?.message ?? "Expected a configuration"}`)
    this.faults = faults
  }
}

/** What went wrong and nobody outside is told of: lines of JSON, beside what the program itself writes. */
const logged = Logger.layer([Logger.withConsoleError(Logger.formatJson)])

/** The service, from its store to its routes. */
const begin = async (
  configuration: Configuration,
  options: OpenOptions,
  sandbox?: Sandbox["Service"]
): Promise<Begun> => {
  const given = typeof options.store === "function" ? options.store(configuration) : options.store
  const faulty = sandbox === undefined ? given : sandbox.faults.on(given)
  const { metrics, traces = Layer.empty } = options
  const store = metrics === undefined ? faulty : metrics.onStore(faulty)
  const ledger = ledgerLayer(configuration, store, options.secret, options.service, options.webhooks, options)
  const around = Layer.mergeAll(
    logged,
    sandbox === undefined ? Layer.empty : Sandbox.layer(sandbox),
    metrics === undefined ? Layer.empty : Layer.succeed(Meter, metrics),
    traces
  )
  const jobs =
    options.jobs === undefined ? Layer.empty : Jobs.layer({ onFault: options.onFault, ...options.jobs })
  const layer = Http.layer({
    ...options,
    ...(options.webhooks?.allowPrivate === true && { allowPrivate: true })
  }).pipe(Layer.provide(Layer.merge(Layer.provideMerge(options.access, ledger), jobs)))
  const runtime = ManagedRuntime.make(Layer.provideMerge(layer, around))
  const http = await runtime.runPromise(Effect.service(Http)).catch(async (error: unknown) => {
    await runtime.dispose()
    throw error
  })
  const run: Running = Effect.runForkWith(await runtime.runPromise(Effect.context()))
  return { http, run, end: () => runtime.dispose() }
}

/** The service with a sandbox around it, which can put another in its place. */
const beginInSandbox = async (
  configuration: Configuration,
  options: OpenOptions,
  { clear }: SandboxOptions
): Promise<Begun> => {
  const [time, faulty] = [testTime(), faults()]
  const anew = async () => {
    await clear?.()
    time.reset()
    faulty.clear()
  }
  const reset = Effect.promise(() => again.reset(anew))
  const sandbox = { time, faults: faulty, reset: clear && reset }
  const again: Resettable = await resettable(() => begin(configuration, options, sandbox))
  return again
}

/** Tells the meter, if there is one, how many are connected. */
const connectedTo = (meter: Meter["Service"] | undefined) =>
  meter && { onConnection: (change: 1 | -1) => meter.connected(change) }

/** Opens the service. Rejects where the configuration, an option or the store is wrong. */
export const openHttp = async (options: OpenOptions): Promise<Opened> => {
  const configuration = readConfiguration(options.configuration)
  if (Result.isFailure(configuration)) throw new ConfigurationInvalid(configuration.failure)
  const { end, http, run } = await (options.sandbox === undefined
    ? begin(configuration.success, options)
    : beginInSandbox(configuration.success, options, options.sandbox))
  const mounts: Array<{ readonly drain: () => Promise<void> }> = []
  let closed: Promise<void> | undefined
  const close = () => (closed ??= Promise.all(mounts.map(({ drain }) => drain())).then(end))
  return {
    node: (mountOptions) => {
      const mount = nodeMount(http, { run, ...mountOptions })
      mounts.push(mount)
      return mount.handler
    },
    web: (mountOptions) => {
      const mount = webMount(http, { run, ...mountOptions })
      mounts.push(mount)
      return mount.handler
    },
    serve: async (serveOptions) => {
      const serving = await serve(http, { run, ...serveOptions, ...connectedTo(options.metrics) })
      mounts.push({ drain: serving.close })
      return serving
    },
    close,
    [Symbol.asyncDispose]: close
  }
}
