/**
 * The endpoint store port: where a tenant's programs are told of events; beside the ledger, and gone when they are deleted.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Endpoint } from "../notice/Endpoint.ts"
import type { StoreUnavailable } from "./Store.ts"

export class EndpointStore extends Context.Service<
  EndpointStore,
  {
    /** All of them in the order of their ids, byte by byte. A tenant has few. */
    readonly all: () => Effect.Effect<ReadonlyArray<Endpoint>, StoreUnavailable>
    readonly find: (id: string) => Effect.Effect<Endpoint | undefined, StoreUnavailable>
    /**
     * Puts an endpoint in the place of the one with the version before it, or of none for version 1, durably. False: another
     * version is there, or none, and nothing was done. A failure may come after it was done: whoever cares looks.
     */
    readonly write: (endpoint: Endpoint) => Effect.Effect<boolean, StoreUnavailable>
    /** Forgets an endpoint of this version. False: another version is there, or none. */
    readonly remove: (id: string, version: number) => Effect.Effect<boolean, StoreUnavailable>
  }
>()("@tessera/core/ports/EndpointStore") {}
