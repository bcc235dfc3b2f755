/**
 * The ledger that a server stands on: the services of one tenant, opened together.
 *
 * @module
 */
import {
  Books,
  Clearing,
  type Configuration,
  Liability,
  Operations,
  type ServiceOptions,
  Shifts,
  StoredValue
} from "@tessera/core"
import { NodeDigest, NodeKeyVault, NodeOperationIds, NodePinHasher } from "@tessera/core/node"
import type { KeyVault, Store } from "@tessera/core/ports"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

/** The services that the routes speak to. */
export type Ledger = StoredValue | Books | Clearing | Liability | Shifts | Operations

/** A layer that provides the store; the key vault of the same secret is there for it. */
export type StoreLayer = Layer.Layer<Store, unknown, KeyVault>

/** The services of one tenant, on a store. The secret has at least 32 characters and is kept outside of the database. */
export const ledgerLayer = (
  configuration: Configuration,
  store: StoreLayer,
  secret: string,
  options: ServiceOptions = {}
): Layer.Layer<Ledger, unknown> => {
  const ledger = StoredValue.layer(configuration, options)
  const reports = Layer.mergeAll(Books.layer, Clearing.layer, Liability.layer, Shifts.layer, Operations.layer)
  return Layer.provideMerge(reports, ledger).pipe(
    Layer.provide(store),
    Layer.provide([NodeDigest.layer, NodeOperationIds.layer, NodeKeyVault.layer(Redacted.make(secret))]),
    Layer.provide(NodePinHasher.layer(Redacted.make(secret)))
  )
}
