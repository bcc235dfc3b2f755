/**
 * The ground of a report: which part of the journal it reads, and what the network was then.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Questions } from "./ask.ts"
import { assetsOf } from "./books/assetsOf.ts"
import type { Source } from "./books/JournalExport.ts"
import type { Extent } from "./foldJournal.ts"
import type { Network } from "./network/Network.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"
import { ends } from "./readOn.ts"
import type { Instant } from "./values/Instant.ts"

/** What reports are made from. */
export interface Desk {
  readonly store: Store["Service"]
  readonly networkAsOf: Questions["networkAsOf"]
  readonly networkOfVersion: Questions["networkOfVersion"]
}

/** What a report reads, and whose journal it is with which assets. */
export interface Ground extends Source {
  readonly extent: Extent
}

/** The network as it was at an instant, or is now. */
export const networkAt = (
  { networkAsOf }: Pick<Desk, "networkAsOf">,
  asOf: Instant | undefined
): Effect.Effect<Network, StoreUnavailable> =>
  networkAsOf({ type: "NetworkAsOf", ...(asOf !== undefined && { at: asOf }) })

/**
 * The ground of a report as of an instant, or of what the journal has now. The network is read after the journal's end was
 * found, so that it knows every asset that comes up.
 */
export const groundOf: (desk: Desk, asOf: Instant | undefined) => Effect.Effect<Ground, StoreUnavailable> =
  Effect.fnUntraced(function* (desk, asOf) {
    const extent: Extent = asOf === undefined ? { cut: yield* ends(desk.store) } : { until: asOf }
    const network = yield* networkAt(desk, asOf)
    return { extent, tenant: network.tenant, assets: assetsOf(network) }
  })
