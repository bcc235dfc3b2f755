/**
 * The ledger that a server stands on: the services of one tenant, opened together.
 *
 * @module
 */
import {
  Books,
  Clearing,
  type Configuration,
  Events,
  Liability,
  Operations,
  type ServiceOptions,
  Shifts,
  StoredValue
} from "@tessera/core"
import { NodeDigest, NodeKeyVault, NodeOperationIds, NodePinHasher } from "@tessera/core/node"
import { Deliveries, EndpointStore, type KeyVault, type PinHasher, type Store } from "@tessera/core/ports"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { Webhooks, type WebhooksOptions } from "./webhooks/Webhooks.ts"

/** The services that the routes speak to. */
export type Ledger = StoredValue | Books | Clearing | Liability | Shifts | Operations

/** What those who let callers in stand on besides. */
export type Vaults = KeyVault | PinHasher

/** A layer that provides the store; the key vault of the same secret is there for it. */
export type StoreLayer = Layer.Layer<Store, unknown, KeyVault>

/** What a store has beside the ledger, if it does: one of one's own may have none. */
const beside = Layer.effectContext(
  Effect.gen(function* () {
    const deliveries = yield* Effect.serviceOption(Deliveries)
    const endpoints = yield* Effect.serviceOption(EndpointStore)
    if (Option.isNone(deliveries) || Option.isNone(endpoints))
      return yield* Effect.die(new TypeError("webhooks: Expected a store that has deliveries and endpoints"))
    return Context.make(Deliveries, deliveries.value).pipe(Context.add(EndpointStore, endpoints.value))
  })
)

/** Webhooks and events, where they are wanted. */
const toldOf = (configuration: Configuration, options: WebhooksOptions | undefined) =>
  options === undefined
    ? Layer.empty
    : Layer.merge(Layer.provide(Webhooks.layer(configuration, options), beside), Events.layer(configuration))

/** The services of one tenant, on a store. The secret has at least 32 characters and is kept outside of the database. */
export const ledgerLayer = (
  configuration: Configuration,
  store: StoreLayer,
  secret: string,
  options: ServiceOptions = {},
  webhooks?: WebhooksOptions
): Layer.Layer<Ledger | Vaults, unknown> => {
  const ledger = StoredValue.layer(configuration, options)
  const reports = Layer.mergeAll(Books.layer, Clearing.layer, Liability.layer, Shifts.layer, Operations.layer)
  const told = toldOf(configuration, webhooks)
  return Layer.merge(Layer.provideMerge(reports, ledger), told).pipe(
    Layer.provide(store),
    Layer.provide([NodeDigest.layer, NodeOperationIds.layer]),
    Layer.provideMerge(
      Layer.merge(NodeKeyVault.layer(Redacted.make(secret)), NodePinHasher.layer(Redacted.make(secret)))
    )
  )
}
