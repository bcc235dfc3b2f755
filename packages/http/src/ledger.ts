/**
 * The ledger that a server stands on: the services of one tenant, opened together.
 *
 * @module
 */
import {
  Audit,
  type AuditOptions,
  Books,
  Clearing,
  type Configuration,
  Events,
  HolderRecords,
  Liability,
  Operations,
  type ServiceOptions,
  Shifts,
  StoredValue
} from "@tessera/core"
import {
  NodeDigest,
  NodeKeyVault,
  NodeOperationIds,
  NodePersonVault,
  NodePinHasher,
  NodeSigner
} from "@tessera/core/node"
import {
  Deliveries,
  EndpointStore,
  HolderStore,
  type KeyVault,
  type PinHasher,
  type Store
} from "@tessera/core/ports"
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
const deliveriesBeside = Layer.effectContext(
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
    : Layer.merge(
        Layer.provide(Webhooks.layer(configuration, options), deliveriesBeside),
        Events.layer(configuration)
      )

/** What a server may have beside selling: who its members are, and what shows that nothing was altered. */
export interface BesideOptions {
  /** Secrets that counted before, newest first. None of them is ever left out. Absent: there was none. */
  readonly secretsBefore?: ReadonlyArray<string>
  /** Records of holders: in a store of their own, or, with `true`, in that of the ledger. Absent: none are answered. */
  readonly holders?: true | HolderStoreLayer
  /**
   * Checkpoints and proofs. `signingKey`: an Ed25519 private key as PEM; absent: one is derived from the secret. `trusted`: public
   * keys of earlier years. Absent: there is no audit.
   */
  readonly audit?: AuditOptions & { readonly signingKey?: Redacted.Redacted }
}

/** A layer that provides a store of holder records. */
export type HolderStoreLayer = Layer.Layer<HolderStore, unknown, KeyVault>

/** Where records of holders are kept in the ledger's own store; one of one's own may have none. */
const holdersBeside = Layer.effect(
  HolderStore,
  Effect.gen(function* () {
    const holders = yield* Effect.serviceOption(HolderStore)
    return Option.isSome(holders)
      ? holders.value
      : yield* Effect.die(new TypeError("holders: Expected a store that has records of holders"))
  })
)

const besideOf = (
  configuration: Configuration,
  { audit, holders }: BesideOptions,
  secret: Redacted.Redacted,
  before: ReadonlyArray<Redacted.Redacted>
) => {
  const kept = holders === true || holders === undefined ? holdersBeside : holders
  const records =
    holders === undefined
      ? Layer.empty
      : HolderRecords.layer(configuration).pipe(
          Layer.provide([kept, NodePersonVault.layer(secret, { before })])
        )
  const signer =
    audit?.signingKey === undefined ? NodeSigner.derived(secret) : NodeSigner.layer(audit.signingKey)
  const trusted = [...(audit?.trusted ?? []), ...NodeSigner.derivedPublicKeys(before)]
  const audited =
    audit === undefined
      ? Layer.empty
      : Layer.provide(Audit.layer(configuration, { ...audit, trusted }), signer)
  return Layer.merge(records, audited)
}

/** The services of one tenant, on a store. The secret has at least 32 characters and is kept outside of the database. */
export const ledgerLayer = (
  configuration: Configuration,
  store: StoreLayer,
  given: string,
  options: ServiceOptions = {},
  webhooks?: WebhooksOptions,
  beside: BesideOptions = {}
): Layer.Layer<Ledger | Vaults, unknown> => {
  const ledger = StoredValue.layer(configuration, options)
  const reports = Layer.mergeAll(Books.layer, Clearing.layer, Liability.layer, Shifts.layer, Operations.layer)
  const told = toldOf(configuration, webhooks)
  const secret = Redacted.make(given)
  const before = (beside.secretsBefore ?? []).map((one) => Redacted.make(one))
  const more = besideOf(configuration, beside, secret, before)
  return Layer.merge(Layer.provideMerge(Layer.merge(reports, more), ledger), told).pipe(
    Layer.provide(store),
    Layer.provide([NodeDigest.layer, NodeOperationIds.layer]),
    Layer.provideMerge(
      Layer.merge(NodeKeyVault.layer(secret, { before }), NodePinHasher.layer(secret, { before }))
    )
  )
}
